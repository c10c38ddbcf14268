"""Set up › QuickBooks, as a browser drives it: consent, examination, preview and yes, disconnection (S3, S6-S16)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.conftest import Desk
from tests.jobs.test_quickbooks_connection import KEYS, agree, kept_token
from tests.pages.conftest import Screen
from workbench.jobs import practice, setup, worker
from workbench.jobs.quickbooks import access as quickbooks_access
from workbench.jobs.quickbooks import session
from workbench.jobs.quickbooks import status as quickbooks_status
from workbench.jobs.quickbooks.session import books_of
from workbench.quickbooks import Application
from workbench.store import jobs
from workbench.ui import gate

PAGE = "pages/setup/quickbooks.py"


@pytest.fixture(autouse=True)
def _closed(home: Path) -> Iterator[None]:
    yield
    for _, books in session._open.values():
        books.close()
    session._open.clear()


@pytest.fixture
def real(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Intuit's addresses lead to the practice QuickBooks."""

    def application_of(_kind: str, client_id: str, client_secret: str) -> Application:
        return Application("practice", practice.address(), client_id, client_secret)

    monkeypatch.setattr(quickbooks_access, "application_of", application_of)
    return desk


def link_of(screen: Screen) -> str:
    return str(next(iter(screen.app.get("link_button"))).proto.url)


def fill(screen: Screen, **fields: str) -> Screen:
    """Type into the fields whose keys have this in them."""
    for name, value in fields.items():
        next(f for f in screen.app.text_input if name in str(f.key)).set_value(value)
    return screen


def asked(desk: Desk, kind: str) -> tuple[Screen, str]:
    """A page on which the link to a real company was prepared, and that link."""
    screen = Screen(desk, PAGE, environment=kind)
    fill(screen, **{f"client_{kind}": KEYS[0], f"quickbooks_{kind}": KEYS[1]})
    screen.press("Prepare the link")
    return screen, link_of(screen)


def remembered(screen: Screen) -> str:
    return f"{screen.app.session_state!r} {screen.app.query_params}"


def fact(screen: Screen, name: str) -> Any:
    return next(row["value"] for rows in screen.tables() for row in rows if row.get("name") == name and "value" in row)


def test_a_practice_company_is_shown_with_its_facts(desk: Desk) -> None:
    worker.result_of(desk.do("connect"))
    screen = Screen(desk, PAGE)
    assert "Nothing reaches a real QuickBooks" in screen.words()
    assert (fact(screen, "Home currency"), fact(screen, "Custom transaction numbers"), fact(screen, "Environment")) == (
        "USD", "On", "Practice company",
    )  # fmt: skip
    assert [element.value for element in screen.app.success] == ["Nothing about this company stands in the way of posting."]
    assert "Disconnect" not in [b.label for b in screen.app.button]


def test_the_browser_that_comes_back_is_connected_and_the_code_leaves_the_address(desk: Desk) -> None:
    """S6: QuickBooks is connected by consent before Amazon is."""
    screen = Screen(desk, PAGE).press("Prepare the link")
    returned = agree(link_of(screen))
    arrived = Screen(desk, PAGE, **returned)
    assert quickbooks_access.link(desk.company).by_consent
    assert "code" not in arrived.app.query_params
    assert returned["code"] not in remembered(arrived)
    arrived.work()
    assert fact(arrived, "Sign-in ends")
    assert "The sign-in lasts until" in arrived.words()


def test_a_real_company_is_connected_by_pasting_and_nothing_is_created_before_a_yes(real: Desk) -> None:
    screen, link = asked(real, "production")
    returned = agree(link, "us-real")
    pasted = "https://developer.intuit.com/v2/OAuth2Playground/RedirectUrl?" + "&".join(f"{k}={v}" for k, v in returned.items())
    fill(screen, quickbooks_answer=pasted).press("Connect").work()
    assert (quickbooks_access.link(real.company).kind, quickbooks_access.link(real.company).realm) == ("production", "us-real")
    assert KEYS[1] not in remembered(screen) + screen.words()
    assert kept_token(real) not in remembered(screen) + screen.words()
    assert "Amazon Sales" not in {account.name for account in books_of(real.company).accounts()}
    missing = len(quickbooks_status.status(real.company).missing)
    assert "Nothing is created before you say so" in screen.words()
    screen.press(f"Create {missing} in QuickBooks").work()
    assert "Amazon Sales" in {account.name for account in books_of(real.company).accounts()}
    assert "Nothing is created." in screen.words()


def test_another_company_is_refused_in_words(real: Desk) -> None:
    screen, link = asked(real, "sandbox")
    returned = agree(link, "us-real")
    Screen(real, PAGE, **returned).work()
    screen = Screen(real, PAGE).press("Prepare the link")
    assert "belong to QuickBooks company us-real" in Screen(real, PAGE, **agree(link_of(screen), "us-other")).words()
    assert quickbooks_access.link(real.company).realm == "us-real"


def test_an_answer_that_nobody_asked_for_is_refused_and_a_declined_one_is_said(desk: Desk) -> None:
    assert "No consent to QuickBooks is waited for" in Screen(desk, PAGE, code="c", state="s", realmId="us-demo").words()
    screen = Screen(desk, PAGE).press("Prepare the link")
    state = agree(link_of(screen))["state"]
    assert "declined on Intuit's page" in Screen(desk, PAGE, error="access_denied", state=state).words()
    assert not quickbooks_access.link(desk.company).by_consent


def test_the_answer_finds_the_books_that_asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    returned = agree(link_of(Screen(desk, PAGE).press("Prepare the link")))
    other = setup.open_company("another", create=True)
    try:
        monkeypatch.setattr(gate, "_opened", {"demo": desk.company, "another": other}.__getitem__)
        Screen(desk, PAGE, company="another", **returned)
        assert quickbooks_access.link(desk.company).by_consent
        assert not quickbooks_access.link(other).by_consent
    finally:
        other.close()


def test_what_would_hurt_says_what_to_switch_and_where(desk: Desk) -> None:
    desk.ask_practice("rules", {"realm": desk.realm, "custom_txn_numbers": False})
    screen = Screen(desk, PAGE).press("Examine the company").work()
    assert "Custom transaction numbers. Then examine again" in screen.app.error[0].value
    desk.ask_practice("rules", {"realm": desk.realm, "custom_txn_numbers": True})
    screen.press("Examine again").work()
    assert not screen.app.error


def test_disconnecting_asks_why_and_the_same_company_can_come_back(desk: Desk) -> None:
    Screen(desk, PAGE, **agree(link_of(Screen(desk, PAGE).press("Prepare the link")))).work()
    screen = Screen(desk, PAGE)
    screen.app.radio[0].set_value("It costs too much")
    screen.press("Disconnect")
    assert "what was posted stays" in screen.words()
    assert not quickbooks_access.link(desk.company).is_connected
    Screen(desk, PAGE, **agree(link_of(screen.press("Prepare the link")))).work()
    assert quickbooks_access.link(desk.company).is_connected


def test_the_page_asks_for_no_job_by_itself(desk: Desk) -> None:
    before = len(jobs.recent(desk.company.state))
    Screen(desk, PAGE).run()
    assert len(jobs.recent(desk.company.state)) == before


def test_settings_lead_to_quickbooks_while_it_was_not_read(desk: Desk) -> None:
    assert "QuickBooks was not read yet" in Screen(desk, "pages/setup/settings.py").words()
    worker.result_of(desk.do("connect"))
    assert "Accounts and posting" in Screen(desk, "pages/setup/settings.py").words()
