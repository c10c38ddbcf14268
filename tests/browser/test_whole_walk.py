"""The whole way in a real browser: connect QuickBooks and Amazon, review, complete, exclude, map, post, the bank, disconnect."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, expect

from tests.browser.test_close_a_payout import PAYOUT, dry_run_and_post, read_the_variance, shot
from workbench.jobs import setup
from workbench.store import settings

OTHER = "Amazon Other Fees"


def test_from_connecting_to_the_bank_and_back(home: Path, workbench: str, page: Page) -> None:
    """S5-S11, S13-S16, S18, S36-S37, S40, S45, S48, S54, S61, S64, S71-S72, S76, S78-S79: click by click, with what each step shows."""
    setup.open_company("demo", create=True).close()
    connect_quickbooks(page, workbench)
    connect_amazon(page, workbench)
    review_settings_and_sync(page)
    complete_one(page, workbench, PAYOUT)
    exclude_one(page, workbench, PAYOUT)
    map_and_confirm(page, workbench, PAYOUT)
    dry_run_and_post(page, workbench)
    read_the_variance(page, workbench)
    bank(page, workbench, PAYOUT)
    disconnect(page, workbench)


def until(act: Callable[[], object], seen: Callable[[], object], times: int = 3) -> None:
    """Act, and again when what must follow is not seen: a click while the page is drawn anew is nobody's."""
    for _ in range(times - 1):
        with contextlib.suppress(AssertionError, Error):
            act()
            seen()
            return
    act()
    seen()


def connect_quickbooks(page: Page, workbench: str) -> None:
    page.goto(f"{workbench}/integrations")
    page.get_by_role("link", name="QuickBooks Online").click()
    expect(page.get_by_text("37 accounts").first).to_be_attached()
    page.get_by_text("Connect a QuickBooks company").click()
    page.get_by_role("button", name="Prepare the link").click()
    page.goto(str(page.get_by_role("link", name="Open Intuit's page").get_attribute("href")))
    expect(page.get_by_text("The sign-in lasts until").first).to_be_visible()
    shot(page, "walk-quickbooks")


def connect_amazon(page: Page, workbench: str) -> None:
    """Found by name; Get app now; Connect to Amazon with its marketplace; Continue; Login at Amazon, first as who may not."""
    page.goto(f"{workbench}/integrations")
    page.get_by_placeholder("Name of an app").fill("amazon seller")
    page.get_by_placeholder("Name of an app").press("Enter")
    expect(page.get_by_role("link", name="QuickBooks Online")).to_have_count(0)
    shot(page, "walk-integrations")
    page.get_by_role("link", name="Amazon Seller Connector").click()
    page.get_by_role("button", name="Get app now").click()
    expect(page.get_by_role("heading", name="Connect to Amazon")).to_be_visible()
    shot(page, "walk-connect")
    ask_amazon(page)
    page.get_by_role("link", name=re.compile("assistant")).click()
    expect(page.get_by_text("may not install third-party apps").first).to_be_visible()
    shot(page, "walk-may-not")
    page.goto(f"{workbench}/amazon?get=yes")
    ask_amazon(page)
    shot(page, "walk-login")
    page.get_by_role("link", name=re.compile("owner")).click()


def ask_amazon(page: Page) -> None:
    page.get_by_text("Consent on Amazon's page").click()
    expect(page.get_by_label("Amazon Marketplace").first).to_be_visible()
    link = page.get_by_role("link", name="Continue")
    until(lambda: page.get_by_role("button", name="Connect", exact=True).click(), lambda: expect(link).to_be_visible())
    shot(page, "walk-continue")
    page.goto(str(link.get_attribute("href")))


def review_settings_and_sync(page: Page) -> None:
    expect(page.get_by_role("heading", name="Review your app settings")).to_be_visible()
    assert "spapi_oauth_code" not in page.url
    expect(page.get_by_role("button", name="Sync now")).to_be_disabled()
    expect(page.get_by_role("button", name="Approve")).to_be_disabled()
    choose_day(page, "2024-01-01")
    expect(page.get_by_text("more than twelve months back").first).to_be_visible()
    shot(page, "walk-too-early")
    choose_day(page, "2026-09-01")
    approve = page.get_by_role("button", name="Approve")
    expect(approve).to_be_enabled()
    shot(page, "walk-review-settings")
    sync = page.get_by_role("button", name="Sync now")
    until(approve.click, lambda: expect(sync).to_be_enabled(timeout=10_000))
    expect(page.get_by_text("from ten minutes to three hours")).to_be_visible()
    sync.click()
    expect(page.get_by_text(re.compile("Last sync .* done")).first).to_be_visible(timeout=90_000)
    shot(page, "walk-synced")
    page.get_by_role("link", name="Go to Integration transactions").click()
    expect(page.get_by_role("heading", name="Integration transactions")).to_be_visible()


def choose_day(page: Page, day: str) -> None:
    """Type the day into the field's three parts, and press Done."""
    field = page.get_by_test_id("stDateInput").first
    for part, digits in zip(("year", "month", "day"), day.split("-"), strict=True):
        field.get_by_role("spinbutton", name=re.compile(part)).click()
        page.keyboard.type(digits)
    page.get_by_role("button", name="Done").or_(page.get_by_role("button", name="Save the start date")).first.click()


def complete_one(page: Page, workbench: str, payout: str) -> None:
    """A transaction that lacks its customer shows Review; the drawer takes the customer, and confirms."""
    company = setup.open_company("demo")
    with company.state.write() as connection:
        settings.put(connection, "tester", customer="")
    company.close()
    page.goto(f"{workbench}/transactions?payout={payout}")
    expect(page.get_by_role("tab")).to_have_count(3)
    expect(page.get_by_role("button", name="Confirm selected")).to_be_disabled()
    drawer = page.get_by_role("dialog")
    until(lambda: page.get_by_test_id("stDataFrame").first.click(position={"x": 76, "y": 48}, timeout=10_000),
          lambda: expect(drawer.get_by_text("Payment received").or_(drawer.get_by_text("Refund to")).first).to_be_visible())  # fmt: skip
    confirm = drawer.get_by_role("button", name="Confirm")
    expect(confirm).to_be_disabled()
    choose(page, drawer.get_by_role("combobox"), "")
    shot(page, "walk-review-detail")
    until(confirm.click, lambda: expect(page.get_by_role("tab", name="Categorized (1)")).to_be_visible())


def exclude_one(page: Page, workbench: str, payout: str) -> None:
    drawer = page.get_by_role("dialog")
    page.goto(f"{workbench}/transactions?payout={payout}")
    shot(page, "walk-for-review")
    exclude = page.get_by_role("button", name="Exclude selected…")
    until(lambda: page.get_by_test_id("stDataFrame").first.click(position={"x": 18, "y": 48}, timeout=10_000),
          lambda: expect(exclude).to_be_enabled(timeout=5_000))  # fmt: skip
    until(exclude.click, lambda: expect(drawer).to_be_visible(timeout=10_000))
    drawer.get_by_label("Reason").fill("already entered by hand")
    choose(page, drawer.get_by_role("combobox"), OTHER)
    shot(page, "walk-exclude")
    until(drawer.get_by_role("button", name="Exclude").click, lambda: expect(drawer).to_have_count(0, timeout=10_000))
    expect(page.get_by_role("tab", name=re.compile(r"Excluded \([1-9]"))).to_be_visible(timeout=60_000)


def choose(page: Page, box: Locator, words: str) -> None:
    """Choose the first option that has these words in a select box that is searched by typing."""
    box.click()
    box.fill(words)
    page.get_by_role("option", name=words).first.click()


def map_and_confirm(page: Page, workbench: str, payout: str) -> None:
    page.goto(f"{workbench}/payouts?payout={payout}")
    expect(page.get_by_role("button", name="Plan and post…")).to_be_disabled()
    expect(page.get_by_text(re.compile(r"Excluded \([1-9]")).first).to_be_visible()
    shot(page, "walk-included")
    page.goto(f"{workbench}/payouts?payout={payout}&view=funds")
    save = page.get_by_role("button", name="Save account", exact=True)
    until(lambda: type_account(page), lambda: expect(save).to_be_enabled(timeout=5_000))
    shot(page, "walk-funds")
    save.click()
    confirm = page.get_by_role("button", name=re.compile("Confirm all complete"))
    until(confirm.click, lambda: expect(page.get_by_role("button", name="Plan and post…")).to_be_enabled(timeout=15_000))
    shot(page, "walk-ready")


def type_account(page: Page) -> None:
    """Into the account of the first line, which is the one that waits; the grid is a canvas and takes keys."""
    page.reload()
    grid = page.get_by_role("region", name="Adjustments")
    expect(page.get_by_role("button", name="Save accounts")).to_be_visible()
    grid.click(position={"x": 400, "y": 48}, timeout=10_000)
    page.keyboard.press("Enter")
    page.keyboard.type(OTHER)
    page.keyboard.press("Enter")


def bank(page: Page, workbench: str, payout: str) -> None:
    page.goto(f"{workbench}/bank")
    expect(page.get_by_text("Never press Add").first).to_be_visible()
    expect(page.get_by_text("Press Match").first).to_be_visible()
    expect(page.get_by_test_id("stDataFrame").first.locator("td").filter(has_text=payout)).to_be_attached()
    shot(page, "walk-bank")


def disconnect(page: Page, workbench: str) -> None:
    page.goto(f"{workbench}/integrations")
    link = page.get_by_role("link", name="Disconnect")
    until(page.get_by_role("button", name="Menu").click, lambda: expect(link).to_be_visible(timeout=5_000))
    shot(page, "walk-menu")
    link.click()
    page.get_by_text("Another program takes this over").click()
    shot(page, "walk-disconnect")
    page.get_by_role("button", name="Disconnect", exact=True).click()
    expect(page.get_by_text("Nothing more is imported").first).to_be_visible()
    expect(page.get_by_role("button", name="Sync now")).to_have_count(0)
