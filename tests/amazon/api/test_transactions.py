"""A deferred sale is counted once, whatever pages it came on."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.amazon.api.transactions import Transaction, counted_once
from workbench.errors import BrokenInvariant
from workbench.money import Money, total

SHIPPED = datetime(2026, 10, 28, tzinfo=UTC)


def sale(number: int, amount: str = "10.00", **more: object) -> Transaction:
    plain = Transaction(
        f"T{number}", "released", "Shipment", "Order Payment", SHIPPED, Money(Decimal(amount), "USD"), "Standard Orders", "A",
        identifiers={}, deferral_reason="", maturity=None, breakdown=(),
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


def deferred(number: int, amount: str = "10.00", named: str = "both") -> tuple[Transaction, Transaction]:
    """An original and its release, each naming the other, or only one."""
    original = {"RELEASE_TRANSACTION_ID": (f"T{number}r",)} if named in ("both", "original") else {}
    release = {"DEFERRED_TRANSACTION_ID": (f"T{number}",)} if named in ("both", "release") else {}
    return (
        sale(number, amount, status="deferred_released", identifiers=original),
        sale(number, amount, transaction_id=f"T{number}r", posted=SHIPPED + timedelta(days=9), identifiers=release),
    )


def ids(transactions: Sequence[Transaction]) -> list[str]:
    return [t.transaction_id for t in transactions]


@pytest.mark.parametrize("named", ["both", "original", "release"])
def test_the_original_counts_at_the_sale_and_the_release_at_the_release(named: str) -> None:
    pair = deferred(1, named=named)
    assert ids(counted_once([sale(2), *pair])) == ["T2", "T1"]
    assert ids(counted_once([sale(2), *pair], at="release")) == ["T2", "T1r"]


def test_a_half_whose_other_half_is_not_there_stays() -> None:
    original, release = deferred(1)
    for at in ("sale", "release"):
        assert counted_once([original], at=at) == (original,)  # type: ignore[arg-type]
        assert counted_once([release], at=at) == (release,)  # type: ignore[arg-type]


def test_what_is_still_deferred_counts() -> None:
    waiting = sale(1, status="deferred", deferral_reason="DD7")
    assert counted_once([waiting]) == (waiting,)


def test_a_transaction_that_came_twice_counts_as_it_came_last() -> None:
    before, after = sale(1, status="deferred"), sale(1, status="deferred_released")
    assert counted_once([before, after]) == (after,)


def test_a_release_of_another_amount_is_not_guessed_about() -> None:
    original, release = deferred(1)
    with pytest.raises(BrokenInvariant, match=r"releases 9\.99 USD of a deferred sale of 10\.00 USD"):
        counted_once([original, replace(release, amount=Money(Decimal("9.99"), "USD"))])


@given(st.lists(st.tuples(st.integers(-10_000, 10_000), st.sampled_from(["plain", "pair", "deferred"])), max_size=40), st.randoms())
def test_the_sum_is_each_sale_once_in_any_order(sales: list[tuple[int, str]], order: random.Random) -> None:
    records: list[Transaction] = []
    for number, (cents, kind) in enumerate(sales):
        amount = str(Decimal(cents).scaleb(-2))
        records += deferred(number, amount) if kind == "pair" else [sale(number, amount, status="deferred" if kind == "deferred" else "")]
    order.shuffle(records)
    once = total(Decimal(cents).scaleb(-2) for cents, _ in sales)
    for at in ("sale", "release"):
        assert total(t.amount.amount for t in counted_once(records, at=at)) == once  # type: ignore[arg-type]
