"""What Amazon states of a payout beside its settlement report: whether the money arrived, where, and in which currency.

Two answers of Amazon's tell of it: *payouts* (status, bank's trace number, the settlement they pay) and *groups* (the amount
after Amazon's currency conversion, the balance the settlement began with). A fact that belongs to no settlement we know is
kept with an empty settlement id, and says why.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

import sqlalchemy as sa

from workbench import clock
from workbench.money import from_cents, to_cents
from workbench.store.schema_amazon import payout_fact

Source = Literal["payout", "group"]


@dataclass(frozen=True, slots=True)
class Step:
    """A status of a payout, since when (ISO 8601 in UTC), and why it failed."""

    status: str
    at: str
    failure_reason: str = ""


@dataclass(frozen=True, slots=True)
class PayoutFact:
    """One payout or group as Amazon states it. + is money to the seller; `amount` is None where Amazon states none.

    `converted` is the same money in the currency of the bank account, where Amazon converted it. `status` is Amazon's own
    word. Times are ISO 8601 in UTC, '' where there is none.
    """

    seller_id: str
    source: Source
    source_id: str
    settlement_id: str
    why: str
    status: str
    history: tuple[Step, ...]
    trace_id: str
    account_tail: str
    currency: str
    amount: Decimal | None
    converted_currency: str
    converted: Decimal | None
    beginning: Decimal | None
    start: str
    end: str
    transfer_at: str
    at: str = ""

    @property
    def failed(self) -> bool:
        """Whether the money did not arrive; it is then put back into the balance and paid with a later settlement."""
        return self.status.casefold() in ("failed", "cancelled")


def replace_all(connection: sa.Connection, facts: Sequence[PayoutFact]) -> None:
    """Write facts down as Amazon states them now, each in place of what was known of the same payout or group."""
    for fact in facts:
        connection.execute(payout_fact.delete().where(
            payout_fact.c.seller_id == fact.seller_id, payout_fact.c.source == fact.source, payout_fact.c.source_id == fact.source_id,
        ))  # fmt: skip
    for fact in facts:
        connection.execute(payout_fact.insert().values(**_row(fact)))


def of(connection: sa.Connection, settlement_id: str) -> list[PayoutFact]:
    """What is known of a settlement's payout: its payouts, newest first, then its group."""
    query = sa.select(payout_fact).where(payout_fact.c.settlement_id == settlement_id)
    order = payout_fact.c.source.desc(), payout_fact.c.transfer_at.desc(), payout_fact.c.source_id
    return [_fact(row) for row in connection.execute(query.order_by(*order))]


def by_settlement(connection: sa.Connection) -> dict[str, list[PayoutFact]]:
    """Everything that is known of settlements, by settlement."""
    found: dict[str, list[PayoutFact]] = {}
    order = payout_fact.c.source.desc(), payout_fact.c.transfer_at.desc(), payout_fact.c.source_id
    for row in connection.execute(sa.select(payout_fact).where(payout_fact.c.settlement_id != "").order_by(*order)):
        found.setdefault(row.settlement_id, []).append(_fact(row))
    return found


def listed(connection: sa.Connection, seller_id: str, source: Source | None = None) -> list[PayoutFact]:
    """Every fact of a seller, newest period first."""
    query = sa.select(payout_fact).where(payout_fact.c.seller_id == seller_id)
    if source:
        query = query.where(payout_fact.c.source == source)
    rows = connection.execute(query.order_by(payout_fact.c.end_at.desc(), payout_fact.c.source_id))
    return [_fact(row) for row in rows]


def joined(fact: PayoutFact, settlement_id: str, why: str = "") -> PayoutFact:
    """The fact as one of this settlement; of none, and why, when `settlement_id` is empty."""
    return replace(fact, settlement_id=settlement_id, why=why)


def _row(fact: PayoutFact) -> dict[str, Any]:
    def cents(amount: Decimal | None) -> int | None:
        return None if amount is None else to_cents(amount)

    history = json.dumps([[step.status, step.at, step.failure_reason] for step in fact.history])
    return {
        "seller_id": fact.seller_id, "source": fact.source, "source_id": fact.source_id, "settlement_id": fact.settlement_id,
        "why": fact.why, "status": fact.status, "history": history, "trace_id": fact.trace_id, "account_tail": fact.account_tail,
        "currency": fact.currency, "amount_cents": cents(fact.amount), "converted_currency": fact.converted_currency,
        "converted_cents": cents(fact.converted), "beginning_cents": cents(fact.beginning), "start_at": fact.start,
        "end_at": fact.end, "transfer_at": fact.transfer_at, "at": clock.stamp(),
    }  # fmt: skip


def _fact(r: sa.Row[Any]) -> PayoutFact:
    def amount(cents: int | None) -> Decimal | None:
        return None if cents is None else from_cents(cents)

    return PayoutFact(
        r.seller_id, r.source, r.source_id, r.settlement_id, r.why, r.status, tuple(Step(*step) for step in json.loads(r.history)),
        r.trace_id, r.account_tail, r.currency, amount(r.amount_cents), r.converted_currency, amount(r.converted_cents),
        amount(r.beginning_cents), r.start_at, r.end_at, r.transfer_at, r.at,
    )  # fmt: skip
