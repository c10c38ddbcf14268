"""Accounts rolled forward, and the pairs that must be zero, on real books: what is planted is found, and nothing else is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.jobs.conftest import Desk
from tests.pages.conftest import DEMO, PLAIN
from workbench.jobs import asked, worker
from workbench.jobs.close import closing, roll_forward, variance
from workbench.jobs.close.roll_forward import AccountRoll
from workbench.jobs.quickbooks.session import books_of
from workbench.money import total
from workbench.practice.seller import SettlementText
from workbench.reconcile.pairs import Pair
from workbench.store import outbox

AUGUST = DEMO["us-2026-08-05-to-2026-08-19.txt"]
CROSSING = DEMO["us-2026-08-19-to-2026-09-02.txt"]
OWED = DEMO["us-2026-09-16-to-2026-09-30.txt"]
CHARGED = DEMO["us-2026-09-30-to-2026-10-14.txt"]
NONE = Decimal("0.00")


def post(desk: Desk, *made: SettlementText, mode: str = "order") -> None:
    for one in made:
        worker.result_of(desk.do("post", payout=desk.ready(one), mode=mode))


def rolled(desk: Desk, month: str) -> dict[str, AccountRoll]:
    return {row.account: row for row in variance.roll_forward(desk.company, month, books_of(desk.company))}


def read_back(desk: Desk, month: str) -> dict[str, Pair]:
    now = closing.close(desk.company, closing.read(desk.company), month)
    asked.ask_variance(desk.company, now.payouts_to_read, month, "tester")
    worker.run_waiting(desk.company)
    return {pair.name: pair for pair in closing.close(desk.company, closing.read(desk.company), month).month.pairs}


@pytest.mark.parametrize("mode", ["order", "summary"])
def test_every_account_rolls_from_month_to_month_and_meets_quickbooks(desk: Desk, mode: str) -> None:
    post(desk, AUGUST, CROSSING, PLAIN, mode=mode)
    august, september, ever = rolled(desk, "2026-08"), rolled(desk, "2026-09"), rolled(desk, "")
    for name, row in ever.items():
        assert (august[name].closing if name in august else NONE) == september[name].opening
        assert row.closing == september[name].closing, name
        assert row.closing == row.quickbooks
        assert row.unexplained == NONE
        assert total(row.rolled.ageing) == row.closing
        assert total(m.debit for m in row.rolled.by_settlement) == row.movements
    assert {m.settlement_id for m in ever["Business Checking"].rolled.by_settlement} == {
        AUGUST.settlement_id, CROSSING.settlement_id, PLAIN.settlement_id,
    }  # fmt: skip


def test_the_reserve_in_the_books_is_what_amazon_states_but_for_what_has_a_name(desk: Desk) -> None:
    post(desk, AUGUST, CROSSING, PLAIN)
    row = rolled(desk, "2026-08")["Amazon Reserved Balances"]
    assert row.amazon_unexplained == NONE
    assert any("the first of these books" in one.why for one in row.timing)
    assert any("ends on 2026-09-02" in one.why for one in row.timing)
    (only,) = rolled(desk, "")["Amazon Reserved Balances"].timing
    assert "Brought in by payout" in only.why


def test_a_payout_that_is_not_posted_is_why_the_reserve_differs(desk: Desk) -> None:
    post(desk, AUGUST)
    desk.take_in(CROSSING)
    row = rolled(desk, "2026-09")["Amazon Reserved Balances"]
    assert row.amazon_unexplained == NONE
    assert any(one.why == f"Payout {CROSSING.settlement_id} is not posted from here" for one in row.timing)


def test_a_deleted_document_explains_its_account_and_an_entry_of_other_hands_does_not(desk: Desk) -> None:
    post(desk, PLAIN)
    with desk.company.state.read() as connection:
        deposit = next(p for p in outbox.postings(connection, f"{PLAIN.settlement_id}-1") if p.entity == "Deposit")
    desk.ask_practice("edit", {"realm": desk.realm, "entity": "Deposit", "id": deposit.quickbooks_id, "delete": True})
    worker.result_of(desk.do("read-back", payouts=[PLAIN.settlement_id]))
    row = rolled(desk, "2026-09")["Business Checking"]
    assert (row.explained, row.unexplained) == (-PLAIN.total, NONE)
    assert "was deleted in QuickBooks" in row.changes[0].why
    (by_others,) = roll_forward.beside([row], {"Business Checking": Decimal("5.00")})
    assert by_others.unexplained == Decimal("5.00")


def test_a_reversed_batch_stands_in_the_month_it_was_posted_in_and_goes_in_that_of_the_reversal(desk: Desk) -> None:
    post(desk, PLAIN)
    worker.result_of(desk.do("undo", batch=f"{PLAIN.settlement_id}-1", because="wrong", reverse_on="2026-10-01"))
    assert rolled(desk, "2026-09")["Business Checking"].difference == NONE
    october = rolled(desk, "2026-10")["Business Checking"]
    assert (october.opening, october.closing, october.difference) == (PLAIN.total, NONE, NONE)


def test_all_pairs_of_a_posted_month_hold_and_what_is_open_is_natural(desk: Desk) -> None:
    """S70: nothing stays in Payments to deposit; a part that waits for the deposit of the next month is not stale."""
    post(desk, AUGUST, CROSSING)
    found = read_back(desk, "2026-08")
    assert list(found) == ["lines", "months", "reserve", "debt", "charge", "carried", "tax", "read-back", "clearing"]
    assert all(pair.holds and pair.figure == NONE for pair in found.values())
    (held,) = found["clearing"].items
    assert (held.settlement_id, held.natural) == (CROSSING.settlement_id, True)
    assert [item.natural for item in read_back(desk, "2026-09")["reserve"].items] == [True]


def test_a_summary_carries_over_the_months_end_and_brings_it_back(desk: Desk) -> None:
    post(desk, CROSSING, mode="summary")
    assert [(item.settlement_id, item.natural) for item in read_back(desk, "2026-08")["carried"].items] == [(CROSSING.settlement_id, True)]
    assert read_back(desk, "2026-09")["carried"].items == ()


def test_a_debt_that_was_charged_to_the_card_leaves_nothing_open(desk: Desk) -> None:
    """G3: a total below zero, carried into the next settlement, where the card pays for it."""
    desk.take_in(OWED)
    (alone,) = read_back(desk, "2026-09")["debt"].items
    assert (alone.amount, alone.natural) == (OWED.total, True)
    desk.take_in(CHARGED)
    found = read_back(desk, "2026-10")
    assert (found["debt"].items, found["charge"].items) == ((), ())


def test_a_cent_of_tax_that_went_from_one_order_to_another_is_found_at_both(desk: Desk) -> None:
    """The payout's tax comes to 0.00 all the same: only order by order does it show."""
    swapped = PLAIN.data
    for old, new in ((b"-14.24", b"-14.23"), (b"-1.59", b"-1.60")):
        swapped = swapped.replace(b"Tax-Principal\t" + old, b"Tax-Principal\t" + new, 1)
    assert swapped.count(b"-14.23") == PLAIN.data.count(b"-14.23") + 1
    worker.result_of(desk.do("import", files=[(desk.company.archive.keep_bytes(swapped), PLAIN.name)]))
    assert read_back(desk, "2026-09")["tax"].holds is False
    found = {(item.of, str(item.amount)) for item in read_back(desk, "2026-09")["tax"].wrong}
    assert found == {("113-8325223-8703584", "0.01"), ("111-9904979-6608343", "-0.01")}


def test_a_change_in_quickbooks_is_a_pair_that_is_not_zero_and_the_month_says_where(desk: Desk) -> None:
    post(desk, PLAIN)
    with desk.company.state.read() as connection:
        deposit = next(p for p in outbox.postings(connection, f"{PLAIN.settlement_id}-1") if p.entity == "Deposit")
    desk.ask_practice("edit", {"realm": desk.realm, "entity": "Deposit", "id": deposit.quickbooks_id, "delete": True})
    found = read_back(desk, "2026-09")["read-back"]
    assert (found.holds, {item.of for item in found.wrong} >= {"Business Checking", "Payments to deposit"}) == (False, True)
    now = closing.close(desk.company, closing.read(desk.company), "2026-09")
    check = next(one for one in now.checks if one.name == "pairs")
    assert (check.done, check.figure) == (False, "8 of 9 pairs")
    assert any("Business Checking" in words and "QuickBooks holds something else" in words for words in check.left)
