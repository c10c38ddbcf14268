"""Periods for tests: made-up accounts whose every settlement hands its balance to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from workbench.reconcile.period import Period

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
FORTNIGHT = timedelta(days=14)


def money(text: str) -> Decimal:
    return Decimal(text)


def period(number: str, start: datetime, total: str = "100.00", length: timedelta = FORTNIGHT, **more: Any) -> Period:
    """A settlement of Amazon.com in USD, unless told otherwise."""
    end = start + length
    given: dict[str, Any] = {"format": "settlement-v2", "account_type": "", "marketplaces": ("Amazon.com",), "currency": "USD", **more}
    return Period(settlement_id=number, start=start, end=end, deposit_date=end + timedelta(days=2), total=money(total), **given)


def account(
    totals: Sequence[int], held: Sequence[int], start: datetime, length: timedelta = FORTNIGHT, first: int = 1, **more: Any
) -> list[Period]:
    """An account's successive settlements: totals and reserves in whole units; every reserve and every debt goes on."""
    periods: list[Period] = []
    for n, (amount, reserve) in enumerate(zip(totals, held, strict=True)):
        begins = periods[-1].end if periods else start
        begins += timedelta(seconds=n % 3)
        one = period(f"{first + n}", begins, f"{amount}.00", length, reserve_held=money(f"-{reserve}.00"), **more)
        if periods:
            one = replace(one, reserve_returned=-periods[-1].reserve_held, carried=periods[-1].debt)
        periods.append(one)
    return periods
