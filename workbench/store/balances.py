"""Amazon's own balances at the end of a day: what an accrual of that day is held against, never taken for ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa

from workbench import clock
from workbench.money import from_cents, to_cents
from workbench.store.schema_deferral import amazon_balance


@dataclass(frozen=True, slots=True)
class DayBalance:
    """One account type in one marketplace at the end of `day` (ISO 8601, the marketplace's): total = available + deferred +
    reserve. A part that Amazon does not state is None."""

    day: str
    account_type: str
    marketplace_id: str
    currency: str
    total: Decimal
    available: Decimal | None
    deferred: Decimal | None
    reserve: Decimal | None


def keep(connection: sa.Connection, seller_id: str, day: str, found: Iterable[DayBalance]) -> None:
    """Keep a day's balances in place of what was said of it before."""
    connection.execute(amazon_balance.delete().where(amazon_balance.c.seller_id == seller_id, amazon_balance.c.day == day))
    rows = [
        {"seller_id": seller_id, "day": day, "account_type": b.account_type, "marketplace_id": b.marketplace_id, "currency": b.currency,
         "total_cents": to_cents(b.total), "available_cents": _cents(b.available), "deferred_cents": _cents(b.deferred),
         "reserve_cents": _cents(b.reserve), "at": clock.stamp()}
        for b in found
    ]  # fmt: skip
    if rows:
        connection.execute(amazon_balance.insert(), rows)


def of_day(connection: sa.Connection, seller_id: str, day: str) -> list[DayBalance]:
    """The seller's balances at the end of that day; [] where Amazon was not asked."""
    query = sa.select(amazon_balance).where(amazon_balance.c.seller_id == seller_id, amazon_balance.c.day == day)
    return [
        DayBalance(r.day, r.account_type, r.marketplace_id, r.currency, from_cents(r.total_cents), _money(r.available_cents),
                   _money(r.deferred_cents), _money(r.reserve_cents))
        for r in connection.execute(query.order_by(amazon_balance.c.marketplace_id, amazon_balance.c.account_type))
    ]  # fmt: skip


def _cents(amount: Decimal | None) -> int | None:
    return None if amount is None else to_cents(amount)


def _money(cents: int | None) -> Decimal | None:
    return None if cents is None else from_cents(cents)
