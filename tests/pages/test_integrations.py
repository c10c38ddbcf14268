"""Set up › Integrations and › Help: an app is found by its name, its menu leads to what it says, every step has its page."""

from __future__ import annotations

from typing import Any

import pytest

from tests.jobs.amazon_desk import START, AmazonDesk
from tests.jobs.conftest import Desk
from tests.pages.conftest import APP, Screen
from tests.pages.test_amazon import PAGE, address, amazon, asked, button, connected, only_seller, start  # noqa: F401  # fixtures
from workbench.jobs import worker
from workbench.jobs.amazon import settings as amazon_settings
from workbench.jobs.amazon import status as amazon_status
from workbench.store import jobs
from workbench.ui import guide

INTEGRATIONS = "pages/setup/integrations.py"


def links(screen: Screen) -> dict[str, Any]:
    """The links to pages, by their words."""
    return {link.proto.label: link.proto for link in screen.app.get("page_link")}


def test_the_app_is_found_by_its_name_and_opens_its_page(desk: Desk) -> None:
    """S7: searching the list leaves the app, and its name is a link to its page."""
    screen = Screen(desk, INTEGRATIONS)
    assert {"**Amazon Seller Connector**", "**QuickBooks Online**"} <= links(screen).keys()
    screen.app.text_input(key="integrations_search").set_value("seller connector amazon")
    assert links(screen.run()).keys() == {"**Amazon Seller Connector**"}
    assert links(screen)["**Amazon Seller Connector**"].page == "amazon"
    screen.app.text_input(key="integrations_search").set_value("no such app")
    assert "No app has this in its name." in screen.run().words()


def test_the_page_of_the_app_offers_it_and_the_window_its_marketplaces(desk: Desk, amazon: AmazonDesk) -> None:  # noqa: F811
    """S8, S9: Get app now opens Connect to Amazon, with the marketplaces and Connect."""
    screen = Screen(desk, PAGE)
    assert [b.label for b in screen.app.button if b.label in ("Get app now", "Connect")] == ["Get app now"]
    screen.press("Get app now")
    assert "Connect to Amazon" in screen.words()
    assert [box.label for box in screen.app.selectbox if box.label == "Amazon Marketplace"] == ["Amazon Marketplace"]
    assert button(screen, "Connect")
    private = Screen(desk, PAGE, way="private")
    offered = next(box for box in private.app.selectbox if box.label == "Amazon Marketplace").options
    assert {"United States · Amazon.com", "Canada · Amazon.ca", "Germany · Amazon.de"} <= set(offered)


@pytest.mark.parametrize("way", ["practice", "private", "consent"])
def test_nobody_is_asked_for_the_password_of_amazon(desk: Desk, amazon: AmazonDesk, way: str) -> None:  # noqa: F811
    """S4: no field of any way to connect is for a password of Amazon."""
    screen = Screen(desk, PAGE, way=way)
    assert not [f.label for f in screen.app.text_input if "password" in f.label.lower()]
    assert "Amazon's password is never asked for here" in screen.words()


def test_continue_leads_to_the_login_of_amazon(asked: tuple[Screen, dict[str, str]]) -> None:  # noqa: F811
    """S10: after Connect the link is called Continue, and leads to Amazon's page."""
    link = next(iter(asked[0].app.get("link_button"))).proto
    assert (link.label, "/apps/authorize/consent?" in link.url) == ("Continue", True)


def test_a_user_who_may_not_install_apps_is_told_so(desk: Desk, asked: tuple[Screen, dict[str, str]]) -> None:  # noqa: F811
    """S5: the missing permission is named, and nothing is stored."""
    refused = {"state": asked[1]["state"], "error": "access_denied", "error_description": "This user may not install third-party apps"}
    words = Screen(desk, PAGE, **refused).words()
    assert "may not install third-party apps" in words
    assert "User Permissions" in words
    assert amazon_status.status(desk.company).sellers == ()


def test_before_approval_no_sync_begins_and_no_sync_posts(desk: Desk, amazon: AmazonDesk) -> None:  # noqa: F811
    """S12: what Amazon has reaches neither the books before Approve nor QuickBooks by a sync; S15 stands in the way of Sync now."""
    worker.result_of(desk.do("connect"))
    screen = start(connected(desk), START)
    assert button(screen, "Sync now").disabled
    assert [job for job in jobs.recent(desk.company.state) if job.kind == "sync"] == []
    screen.press("Approve").press("Sync now").work()
    assert amazon.books()
    assert desk.held() == {}


def test_a_setting_that_is_missing_is_named_and_nothing_is_approved(desk: Desk, amazon: AmazonDesk) -> None:  # noqa: F811
    """S11, S15: every setting is listed with its value; without the date nothing can be approved."""
    worker.result_of(desk.do("connect"))
    screen = connected(desk)
    listed = {row["name"]: row["value"] for row in screen.table_with("name", "value")}
    assert (listed["Transaction sync date"], listed["Deposit account"]) == ("To be chosen", "Business Checking")
    assert "Still to be chosen: Transaction sync date." in screen.words()
    assert not amazon_settings.is_approved(desk.company, only_seller(desk))
    start(screen, START).press("Approve")
    assert amazon_settings.is_approved(desk.company, only_seller(desk))


def test_a_seller_has_its_menu_and_its_transactions(desk: Desk, amazon: AmazonDesk) -> None:  # noqa: F811
    """S16, S35, S36, S81: Settings, Go to Integration transactions, Help and Disconnect stand in the app's menu."""
    seller = amazon.connect("us")
    amazon.sync()
    found = links(Screen(desk, INTEGRATIONS))
    assert {"Settings", "Go to Integration transactions", "Help", "Disconnect"} <= found.keys()
    assert (found["Settings"].page, "show=settings" in found["Settings"].query_string) == ("amazon", True)
    assert links(Screen(desk, PAGE))["Go to Integration transactions"].page == "transactions"
    asking = Screen(desk, PAGE, seller=seller.seller_id, disconnect="yes")
    assert "What was imported and what was posted stays" in asking.words()
    asking.press("Disconnect")
    assert not only_seller(desk).is_connected


def test_the_transactions_are_under_their_name(desk: Desk) -> None:
    """S39: the page is called Integration transactions, in the menu too."""
    assert [title.value for title in Screen(desk, "pages/review/transactions.py").app.title] == ["Integration transactions"]
    assert 'pages/review/transactions.py", title="Integration transactions"' in APP.read_text()


def test_every_step_of_the_help_leads_to_its_page(desk: Desk) -> None:
    """S20, S78, S79, S83: each instruction has a link, the order is said, and the topics follow."""
    screen = Screen(desk, "pages/setup/help.py")
    steps = [step for listed in guide.STEPS.values() for step in listed]
    assert [step for step in steps if step.words not in screen.words()] == []
    assert len(screen.app.get("page_link")) == len(steps)
    assert {step.page for step in steps if not (APP.parent / step.page).exists()} == set()
    assert "before you touch the bank's lines" in screen.words()
    assert "Never add it" in screen.words()
    assert {"The month-end close", "Connecting Amazon"} <= {expander.label for expander in screen.app.expander}
