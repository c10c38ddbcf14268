"""Month beside month and fees beside sales: worked figures by hand, and that nothing is lost in the sums."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.money import ZERO, exact, total
from workbench.reconcile.analysis import FeeRate, Moved, all_accounts, month_over_month, months_up_to

MONTHS = ["2026-08", "2026-09", "2026-10"]
D = Decimal


def moved(account: str, **amounts: str) -> list[Moved]:
    return [Moved(f"2026-{month[1:]}", account, "1", D(amount)) for month, amount in amounts.items()]


@pytest.mark.parametrize(("september", "october", "change", "percent", "swings"), [
    ("-500.00", "-600.00", "-100.00", "-20.0", True),
    ("-500.00", "-599.99", "-99.99", "-20.0", False),
    ("-501.00", "-601.00", "-100.00", "-20.0", False),  # 19.96 %: shown as 20.0, and below the threshold all the same
    ("0.00", "100.00", "100.00", None, True),
    ("100.00", "-100.00", "-200.00", "-200.0", True),
    ("250.00", "250.00", "0.00", "0.0", False),
])  # fmt: skip
def test_an_account_swings_when_it_passes_both_thresholds(
    september: str, october: str, change: str, percent: str | None, swings: bool
) -> None:
    (row,) = month_over_month(moved("Fees", m09=september, m10=october), MONTHS, D(20), D(100))
    assert (row.amounts, row.change, row.swings) == ((ZERO, D(september), D(october)), D(change), swings)
    assert row.percent == (None if percent is None else D(percent))


def test_one_month_has_nothing_to_be_held_against() -> None:
    (row,) = month_over_month(moved("Fees", m10="-1000.00"), ["2026-10"], ZERO, ZERO)
    assert (row.change, row.percent, row.swings) == (None, None, False)


def test_no_rows_have_no_sum() -> None:
    assert month_over_month(moved("Fees", m07="1.00"), MONTHS, ZERO, ZERO) == []
    assert all_accounts([]).amounts == ()


def test_a_rate_is_positive_where_amazon_took_and_there_is_none_without_sales() -> None:
    assert FeeRate("x", D("-15.00"), D("100.00")).rate == D("15.00")
    assert FeeRate("x", D("2.00"), D("300.00")).rate == D("-0.67")
    assert FeeRate("x", D("-2.00"), ZERO).rate is None


def test_months_cross_the_year() -> None:
    assert months_up_to("2026-01", 2) == ["2025-12", "2026-01"]


CENTS = st.integers(-(10**12), 10**12).map(lambda cents: exact(D(cents).scaleb(-2)))
MOVED = st.builds(Moved, st.sampled_from([*MONTHS, "2025-01"]), st.sampled_from(["Sales", "Fees", "Tax"]), st.just("1"), CENTS)


@given(st.lists(MOVED, max_size=40), st.integers(0, 500).map(D), CENTS.map(abs))
def test_the_accounts_come_to_the_sum_of_what_was_moved(found: list[Moved], percent: Decimal, money: Decimal) -> None:
    rows = month_over_month(found, MONTHS, percent, money)
    for n, month in enumerate(MONTHS):
        whole = total(one.amount for one in found if one.month == month)
        assert total(row.amounts[n] for row in rows) == whole
        assert not rows or all_accounts(rows).amounts[n] == whole
    assert all(row.change == exact(row.amounts[-1] - row.amounts[-2]) for row in rows)
