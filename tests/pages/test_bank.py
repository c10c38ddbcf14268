"""Close › Bank: what to match, what was added by mistake, and the way back when no match comes (S76-S80)."""

from __future__ import annotations

import json

from tests.jobs.conftest import Desk
from tests.pages.conftest import PLAIN, UNKNOWN, Screen
from workbench.jobs import worker
from workbench.jobs.quickbooks.session import books_of
from workbench.quickbooks.answers import Accepted
from workbench.store import settings

PAGE = "pages/close/bank.py"
LOOK = "Look for lines that were added instead of matched"


def add_a_deposit(desk: Desk, amount: str, day: str) -> str:
    """What *Add* on the bank line makes of it: a deposit of its own, from income."""
    with desk.company.state.read() as connection:
        bank, income = settings.get(connection, "deposit_account"), settings.get(connection, "account:SALES")
    line = {"DetailType": "DepositLineDetail", "Amount": "AMOUNT", "DepositLineDetail": {"AccountRef": {"value": income}}}
    body = json.dumps({"TxnDate": day, "DepositToAccountRef": {"value": bank}, "PrivateNote": "AMAZON PAYOUT", "Line": [line]})
    answer = books_of(desk.company).send("Deposit", body.replace('"AMOUNT"', amount).encode(), f"by-hand-{amount}")
    assert isinstance(answer, Accepted), answer
    return answer.id


def test_the_rule_is_said_before_anything_else_and_what_is_not_posted_has_its_way_back(desk: Desk) -> None:
    """S78-S80: confirm first, match and never add, and the way back when no match comes."""
    desk.take_in(PLAIN)
    words = Screen(desk, PAGE).words()
    assert "Never press Add" in words
    assert "No match will come for these yet" in words
    assert f"Payout {PLAIN.settlement_id}" in words


def test_a_posted_payout_waits_for_exactly_one_line_of_the_bank(desk: Desk) -> None:
    """S76: account, amount and day of the line to match."""
    payout = desk.ready(PLAIN)
    desk.take_in(UNKNOWN)
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    screen = Screen(desk, PAGE)
    (row,) = screen.table_with("day", "deposit")
    assert (row["amount"], row["account"], row["payout"]) == (PLAIN.total, "Business Checking", payout)
    screen.press(LOOK).work()
    assert "No other deposit of these amounts" in screen.words()


def test_a_line_that_was_added_instead_of_matched_is_found(desk: Desk) -> None:
    """S79: what was added instead of matched is found."""
    payout = desk.ready(PLAIN)
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    (row,) = Screen(desk, PAGE).table_with("day", "deposit")
    added = add_a_deposit(desk, str(PLAIN.total), row["day"].isoformat())
    add_a_deposit(desk, "1.00", row["day"].isoformat())
    screen = Screen(desk, PAGE).press(LOOK).work()
    (twin,) = screen.table_with("memo", "deposit")
    assert (twin["payout"], twin["deposit"], twin["memo"]) == (payout, added, "AMAZON PAYOUT")
