"""What Amazon holds back at the end of a day, and how months roll into each other."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import BrokenInvariant
from workbench.money import from_cents
from workbench.reconcile.deferral import Charge, Held, amount_of, by_kind, oddities, roll_forward

MONTHS = [f"2026-{month:02d}" for month in range(1, 13)]


def held(key: str, posted: str, released: str | None, amount: str, reason: str = "DD7") -> Held:
    until = date.fromisoformat(released) if released else None
    charges = (Charge("Order", "ItemPrice", "Principal", "settlement-v2", Decimal(amount)),)
    return Held(key, f"111-{key}", "Order Payment", reason, date.fromisoformat(posted), until, Decimal(amount), charges)


SALES = [
    held("a", "2026-09-02", "2026-09-12", "10.00"),
    held("b", "2026-09-25", "2026-10-05", "20.00"),
    held("c", "2026-09-28", None, "40.00", "B2B"),
    held("d", "2026-10-01", "2026-10-31", "80.00"),
]


def figures(month: str) -> tuple[str, ...]:
    roll = roll_forward(SALES, month)
    return tuple(str(amount_of(part)) for part in (roll.opening, roll.deferred, roll.released, roll.closing))


def test_a_month_rolls_from_what_was_held_to_what_is_held() -> None:
    assert figures("2026-08") == ("0.00", "0.00", "0.00", "0.00")
    assert figures("2026-09") == ("0.00", "70.00", "10.00", "60.00")
    assert figures("2026-10") == ("60.00", "80.00", "100.00", "40.00")
    assert figures("2026-11") == ("40.00", "0.00", "0.00", "40.00")


def test_a_sale_released_on_the_last_day_is_not_held_at_its_end_and_one_posted_that_day_is() -> None:
    sale = held("e", "2026-09-30", "2026-10-31", "5.00")
    assert [sale.deferred_at(date.fromisoformat(day)) for day in ("2026-09-29", "2026-09-30", "2026-10-30", "2026-10-31")] == [
        False, True, True, False,
    ]  # fmt: skip


def test_the_parts_of_a_transaction_come_to_it_or_it_does_not_exist() -> None:
    with pytest.raises(BrokenInvariant, match=r"the whole is 10\.01"):
        Held("x", "", "", "", date(2026, 9, 1), None, Decimal("10.01"), SALES[0].charges)


def test_a_release_before_its_sale_is_told_and_never_taken_for_deferred() -> None:
    odd = held("f", "2026-10-03", "2026-09-20", "7.00")
    assert [finding.code for finding in oddities([*SALES, odd])] == ["odd-release"]
    for month in MONTHS:
        assert roll_forward([*SALES, odd], month) == roll_forward(SALES, month)


def test_the_money_of_a_list_is_told_by_kind() -> None:
    assert by_kind(SALES) == {("Order", "ItemPrice", "Principal", "settlement-v2"): Decimal("150.00")}


_DAYS = st.dates(date(2025, 12, 1), date(2027, 1, 31))
_CENTS = st.integers(-10_000_000, 10_000_000)


@st.composite
def _held(draw: st.DrawFn) -> Held:
    posted = draw(_DAYS)
    released = draw(st.one_of(st.none(), st.integers(0, 70).map(lambda days: posted + timedelta(days=days))))
    parts = [
        Charge("Order", "ItemPrice", name, "settlement-v2", from_cents(draw(_CENTS)))
        for name in draw(st.lists(st.sampled_from(("Principal", "Tax", "Shipping")), min_size=1, max_size=3))
    ]
    amount = sum((part.amount for part in parts), Decimal("0.00"))
    return Held(str(draw(st.integers(0))), "111-1", "Order Payment", draw(st.sampled_from(("DD7", "B2B", ""))), posted, released, amount,
                tuple(parts))  # fmt: skip


@given(st.lists(_held(), max_size=40))
def test_every_month_rolls_and_closes_where_the_next_one_opens(sales: list[Held]) -> None:
    rolls = [roll_forward(sales, month) for month in MONTHS]
    for roll in rolls:
        assert amount_of(roll.opening) + amount_of(roll.deferred) - amount_of(roll.released) == amount_of(roll.closing)
        assert sum(by_kind(roll.closing).values(), Decimal("0.00")) == amount_of(roll.closing)
    for before, after in pairwise(rolls):
        assert before.closing == after.opening
