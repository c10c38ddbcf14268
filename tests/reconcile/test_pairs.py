"""Pairs that must be zero: what is open is natural only where its other half cannot be there yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.reconcile.periods import NOW, account, money
from workbench.money import ZERO
from workbench.reconcile import pairs
from workbench.reconcile.chain import Chain, chains
from workbench.reconcile.pairs import Open, Pair, TaxedOrder
from workbench.reconcile.period import GATHERED, Period
from workbench.reconcile.roll_forward import Movement, roll

START = datetime(2026, 8, 19, 14, 28, 38, tzinfo=UTC)
FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)
OWED = account([100, -30, 20], [5, 7, 9], START)


def of(periods: list[Period]) -> list[Chain]:
    return chains(periods, NOW)


def told(items: list[Open]) -> list[tuple[str, str, bool]]:
    return [(item.settlement_id, str(item.amount), item.natural) for item in items]


def test_the_newest_reserve_is_open_by_nature_and_every_other_one_came_back() -> None:
    assert told(pairs.reserves(of(OWED), FIRST, LAST)) == [("3", "9.00", True)]
    assert Pair("reserve", "USD", tuple(pairs.reserves(of(OWED), FIRST, LAST))).holds


def test_a_reserve_that_comes_back_short_is_wrong_by_the_difference() -> None:
    short = [OWED[0], OWED[1], replace(OWED[2], reserve_returned=money("6.90"))]
    found = Pair("reserve", "USD", tuple(pairs.reserves(of(short), FIRST, LAST)))
    assert (found.holds, found.figure) == (False, money("0.10"))
    assert found.wrong[0].settlement_id == "2"
    assert "payout 3 gives back 6.90 of 7.00" in found.wrong[0].why


def test_a_reserve_across_a_hole_is_wrong_and_one_of_a_transaction_report_is_not_known() -> None:
    torn = of([OWED[0], replace(OWED[2], start=OWED[2].start)])
    assert told(pairs.reserves(torn, FIRST, LAST))[0] == ("1", "5.00", False)
    gathered = of([OWED[0], replace(OWED[1], format=GATHERED, reserve_returned=ZERO, reserve_held=ZERO)])
    assert told(pairs.reserves(gathered, FIRST, LAST)) == [("1", "5.00", True)]


def test_a_debt_is_carried_or_it_is_open() -> None:
    assert pairs.debts(of(OWED), FIRST, LAST) == []
    assert told(pairs.debts(of(OWED[:2]), FIRST, LAST)) == [("2", "-30.00", True)]
    forgotten = [OWED[0], OWED[1], replace(OWED[2], carried=ZERO)]
    assert told(pairs.debts(of(forgotten), FIRST, LAST)) == [("2", "30.00", False)]


def test_a_charge_to_the_card_pays_a_debt_that_was_carried() -> None:
    paid = [OWED[0], OWED[1], replace(OWED[2], charged=money("30.00"))]
    assert pairs.charges(of(paid), FIRST, LAST) == []
    more = [OWED[0], OWED[1], replace(OWED[2], charged=money("30.01"))]
    assert told(pairs.charges(of(more), FIRST, LAST)) == [("3", "0.01", False)]
    assert told(pairs.charges(of([replace(OWED[0], charged=money("8.00"))]), FIRST, LAST)) == [("1", "8.00", True)]


def test_a_carry_forward_is_natural_while_the_other_part_lies_in_the_next_month() -> None:
    split = [Movement(date(2026, 9, 30), "1", money("40.00")), Movement(date(2026, 10, 9), "1", money("-40.00"))]
    stuck = Movement(date(2026, 9, 2), "2", money("3.00"))
    found = pairs.carried(roll([*split, stuck], FIRST, LAST), [*split, stuck])
    assert told(found) == [("2", "3.00", False), ("1", "40.00", True)]


def test_what_lies_in_clearing_for_longer_than_a_settlement_is_wrong() -> None:
    moved = [Movement(date(2026, 9, day), str(day), money("1.00")) for day in (15, 16)]
    later = [Movement(date(2026, 9, 2), "2", money("7.00")), Movement(date(2026, 10, 2), "2", money("-7.00"))]
    found = pairs.clearing(roll([*moved, *later], FIRST, LAST), [*moved, *later], "Payments to deposit")
    assert told(found) == [("2", "7.00", True), ("15", "1.00", False), ("16", "1.00", True)]


def test_tax_that_amazon_withheld_is_what_it_collected_and_the_sellers_own_is_no_pair() -> None:
    """Both legs are posted, and must come to 0.00 order by order: two mistakes do not make up for each other."""
    day = date(2026, 9, 2)
    orders = [
        TaxedOrder("A", day, money("1.51"), money("-1.51")),
        TaxedOrder("B", day, money("2.00"), money("-1.99")),
        TaxedOrder("C", day, money("2.00"), money("-2.01")),
        TaxedOrder("D", day, money("8.00"), ZERO),
    ]
    found = Pair("tax", "USD", tuple(pairs.taxes("1", orders)))
    assert [(item.of, str(item.amount)) for item in found.wrong] == [("B", "0.01"), ("C", "-0.01")]
    assert found.figure == money("0.02")


sums = st.integers(-300, 300)


@given(st.lists(st.tuples(sums, st.integers(0, 50)), min_size=1, max_size=8), st.integers(0, 120))
def test_a_chain_that_hands_everything_on_leaves_only_its_newest_settlement_open(made: list[tuple[int, int]], after: int) -> None:
    periods = account([amount for amount, _ in made], [reserve for _, reserve in made], START)
    first = START.date() + timedelta(days=after)
    last = first + timedelta(days=30)
    for found in (pairs.reserves(of(periods), first, last), pairs.debts(of(periods), first, last)):
        assert all(item.natural and item.settlement_id == periods[-1].settlement_id for item in found)
        assert {item.amount for item in found} <= {-periods[-1].reserve_held, periods[-1].debt}
        assert Pair("reserve", "USD", tuple(found)).figure == Decimal(0)
