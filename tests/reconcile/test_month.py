"""The checks of a month: done when nothing at all is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from workbench.reconcile.month import AccountStanding, Check, Coverage, Month, PayoutStanding, checks, work_left
from workbench.reconcile.sign_off import Standing

GOOD = PayoutStanding("26591219233", "USD", Decimal("100.00"), "reconciled", 0, Decimal("0.00"), deposited=True, at_bank=True)
WHOLE = Month(
    "2026-01", [GOOD], [Coverage("Amazon.com", date(2026, 2, 3))], [AccountStanding("Payments to deposit", Decimal("0.00"))], [], Standing()
)


def check(month: Month, name: str) -> Check:
    return next(one for one in checks(month) if one.name == name)


def test_a_month_in_which_all_ties_leaves_only_the_signatures() -> None:
    assert [c.name for c in checks(WHOLE) if not c.done] == ["reviewed", "locked"]
    assert work_left(checks(WHOLE)) == []


def test_a_settlement_that_is_not_here_yet_is_named_with_the_day_that_is_reached() -> None:
    short = check(replace(WHOLE, coverage=[Coverage("Amazon.com", date(2026, 1, 28))]), "reports")
    assert not short.done
    assert "2026-01-28" in short.left[0]


def test_a_hole_in_the_chain_is_left_even_when_the_months_end_is_covered() -> None:
    torn = check(replace(WHOLE, coverage=[Coverage("Amazon.com", date(2026, 2, 3), ("settlements 1 and 2 do not meet",))]), "reports")
    assert (torn.done, torn.figure) == (False, "0 of 1 accounts")


def test_a_cent_in_quickbooks_is_a_variance_and_no_read_back_is_no_proof() -> None:
    cent = replace(GOOD, status="attention", variance=Decimal("0.01"))
    unread = replace(GOOD, settlement_id="2", status="posted", variance=None)
    found = check(replace(WHOLE, payouts=[GOOD, cent, unread]), "read-back")
    assert found.figure == "1 of 3 payouts"
    assert found.left == ("Payout 26591219233: QuickBooks differs by 0.01 USD", "Payout 2: not read back")


def test_only_money_that_arrives_in_this_month_waits_for_the_bank() -> None:
    later = replace(GOOD, deposited=False, at_bank=False)
    owed = replace(GOOD, total=Decimal("-5.00"), at_bank=False)
    assert check(replace(WHOLE, payouts=[later, owed]), "bank").done
    assert not check(replace(WHOLE, payouts=[replace(GOOD, at_bank=False)]), "bank").done


def test_an_account_that_was_not_read_or_differs_is_not_rolled_forward() -> None:
    accounts = [AccountStanding("Amazon reserve", Decimal("-3.10")), AccountStanding("In transit", None)]
    found = check(replace(WHOLE, accounts=accounts), "rolled")
    assert not found.done
    assert found.left == ("Amazon reserve: QuickBooks differs by -3.10", "In transit: QuickBooks' balance was not read")
    assert not check(replace(WHOLE, accounts=[]), "rolled").done
