"""Set up › Settings: every choice is kept, and shown again (S23, S31-S35)."""

from __future__ import annotations

from tests.jobs.conftest import Desk
from tests.pages.conftest import PLAIN, Screen
from workbench.jobs import worker
from workbench.jobs.post import posting
from workbench.jobs.quickbooks import options
from workbench.store import settings

PAGE = "pages/setup/settings.py"


def test_before_quickbooks_was_read_the_page_leads_there(desk: Desk) -> None:
    assert "QuickBooks was not read yet" in Screen(desk, PAGE).words()


def test_fees_become_expenses_only_with_a_vendor_and_the_page_says_what_that_costs(desk: Desk) -> None:
    """S68."""
    desk.take_in(PLAIN)
    worker.result_of(desk.do("connect"))
    with desk.company.state.write() as connection:
        vendor = settings.get(connection, "vendor")
        settings.put(connection, "tester", vendor="")
    screen = Screen(desk, PAGE)
    fees_as = screen.app.selectbox(key="settings_fees_as")
    assert "twice the documents" in fees_as.help
    assert "goes on listing every expense" in fees_as.help
    fees_as.set_value("expense")
    screen.press("Save settings")
    assert "need a vendor. Nothing was saved" in screen.words()
    screen.app.selectbox(key="settings_vendor").set_value(vendor)
    screen.press("Save settings")
    with desk.company.state.read() as connection:
        assert (settings.get(connection, "fees_as"), settings.get(connection, "vendor")) == ("expense", vendor)


def test_what_is_chosen_is_kept_and_shown_again(desk: Desk) -> None:
    """S23, S35: every setting can be changed later, and automatic confirmation is one of them."""
    desk.take_in(PLAIN)
    worker.result_of(desk.do("connect"))
    screen = Screen(desk, PAGE)
    screen.app.checkbox(key="settings_automatic").check()
    screen.app.checkbox(key="settings_attach").uncheck()
    screen.app.number_input(key="settings_link_limit").set_value(120)
    screen.app.selectbox(key="settings_mode").set_value("daily")
    screen.press("Save settings")
    with desk.company.state.read() as connection:
        kept = settings.every(connection)
    assert (kept["confirm_automatically"], kept["attach_files"], kept["link_limit"], kept["mode"]) == (True, False, 120, "daily")
    again = Screen(desk, PAGE)
    assert again.app.checkbox(key="settings_automatic").value is True
    assert again.app.number_input(key="settings_link_limit").value == 120


def test_the_bank_and_the_card_are_chosen_among_the_accounts_of_quickbooks_and_hold_for_the_next_payout(desk: Desk) -> None:
    """S32-S34: deposit and payment account come from QuickBooks, are changed here, and the next deposit goes to the chosen one."""
    payout = desk.ready(PLAIN)
    known = options.options(desk.company)
    bank, card = known.account_id("Business Checking"), known.account_id("Amazon Card")
    screen = Screen(desk, PAGE)
    for key in ("settings_deposit_account", "settings_payment_account"):
        assert {"Business Checking", "Amazon Card"} <= set(screen.app.selectbox(key=key).options)
    assert deposited_to(desk, payout) == bank
    screen.app.selectbox(key="settings_deposit_account").set_value(card)
    screen.app.selectbox(key="settings_payment_account").set_value(bank)
    screen.press("Save settings")
    assert deposited_to(desk, payout) == card
    again = Screen(desk, PAGE).app
    assert [again.selectbox(key=f"settings_{name}_account").value for name in ("deposit", "payment")] == [card, bank]


def deposited_to(desk: Desk, payout: str) -> str:
    """The account into which the planned deposit goes."""
    plan = posting.plan_payout(desk.company, payout, "summary")
    return str(next(d.body["DepositToAccountRef"]["value"] for d in plan.documents if d.entity == "Deposit"))
