"""Accruals: the batches of month ends, by their names, and which money each of them counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa

from workbench.money import from_cents, to_cents
from workbench.store.outbox_values import Batch, batch_of
from workbench.store.schema_deferral import accrued
from workbench.store.schema_outbox import batch

PREFIX = "deferral-"
"""What the name of an accrual begins with, where a batch of a payout has the settlement's number."""


@dataclass(frozen=True, slots=True)
class Accrued:
    """One transaction that an accrual counted; `part` is `deferred` or `open`, `posted_on` a day (ISO 8601)."""

    part: str
    transaction_key: str
    order_id: str
    settlement_id: str
    posted_on: str
    amount: Decimal


def name_of(month: str, country: str) -> str:
    """What stands in the place of a settlement's number.

    >>> name_of("2026-09", "US")
    'deferral-2026-09-US'
    """
    return f"{PREFIX}{month}-{country}"


def is_accrual(settlement_id: str) -> bool:
    """Whether a batch under this name is an accrual."""
    return settlement_id.startswith(PREFIX)


def month_of(name: str) -> str:
    """The month (`YYYY-MM`) of an accrual's name."""
    return name.removeprefix(PREFIX)[:7]


def live(connection: sa.Connection, month: str = "") -> list[Batch]:
    """The accruals that are not undone, of one month or of all, oldest month first."""
    query = sa.select(batch).where(batch.c.settlement_id.like(f"{PREFIX}{month}%"), batch.c.state != "undone")
    return [batch_of(row) for row in connection.execute(query.order_by(batch.c.settlement_id))]


def keep(connection: sa.Connection, batch_id: str, counted: Iterable[Accrued]) -> None:
    """Write down what a batch counts, with the batch."""
    rows = [
        {"batch_id": batch_id, "position": n, "part": a.part, "transaction_key": a.transaction_key, "order_id": a.order_id,
         "settlement_id": a.settlement_id, "posted_on": a.posted_on, "amount_cents": to_cents(a.amount)}
        for n, a in enumerate(counted)
    ]  # fmt: skip
    if rows:
        connection.execute(accrued.insert(), rows)


def counted_in(connection: sa.Connection, batch_id: str) -> list[Accrued]:
    """What a batch counted, in order."""
    query = sa.select(accrued).where(accrued.c.batch_id == batch_id).order_by(accrued.c.position)
    return [
        Accrued(r.part, r.transaction_key, r.order_id, r.settlement_id, r.posted_on, from_cents(r.amount_cents))
        for r in connection.execute(query)
    ]
