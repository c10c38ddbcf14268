"""Control totals: what another of Amazon's answers says a settlement came to, and whether it agrees with the settlement.

The figures of *groups* and *payouts* are what was transferred, so they must equal the settlement's total to the cent. The
*summary* is a second opinion: Amazon does not document how it relates to the total.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import sqlalchemy as sa

from workbench import clock
from workbench.errors import Finding
from workbench.money import exact, from_cents, plain, to_cents
from workbench.store.schema_amazon import control_total

Source = Literal["group", "payout", "summary"]

NAMES: dict[Source, str] = {
    "group": "financial event group", "payout": "list of payouts", "summary": "summary of the settlement",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ControlTotal:
    """A figure of Amazon's for a settlement; `agrees` is None when it is in another currency and cannot be compared."""

    settlement_id: str
    source: Source
    amount: Decimal
    currency: str
    agrees: bool | None
    finding: Finding | None
    at: str


def compare(settlement_id: str, source: Source, amount: Decimal, currency: str, total: Decimal, in_currency: str) -> ControlTotal:
    """Hold a figure of Amazon's against the settlement's total (`total` in `in_currency`).

    >>> compare("1", "payout", Decimal("10.00"), "USD", Decimal("10.00"), "USD").agrees
    True
    >>> compare("1", "payout", Decimal("9.99"), "USD", Decimal("10.00"), "USD").finding.what
    "Amazon's list of payouts says 9.99 USD, the settlement's total is 10.00 USD."
    """
    if currency != in_currency:
        return ControlTotal(settlement_id, source, exact(amount), currency, None, None, "")
    if amount == total:
        return ControlTotal(settlement_id, source, exact(amount), currency, True, None, "")
    figures = f"says {plain(amount, currency)} {currency}, the settlement's total is {plain(total, currency)} {currency}."
    what = f"Amazon's {NAMES[source]} {figures}"
    then = "A second opinion only: compare it with Seller Central › Payments." if source == "summary" else (
        "Look at this settlement in Seller Central › Payments before it is posted; download its report again if it was changed."
    )  # fmt: skip
    finding = Finding("control-total", f"settlement {settlement_id}", what, then, exact(amount - total), blocks=source != "summary")
    return ControlTotal(settlement_id, source, exact(amount), currency, False, finding, "")


def replace(connection: sa.Connection, found: ControlTotal) -> None:
    """Keep it in place of what the same source said before."""
    same = sa.and_(control_total.c.settlement_id == found.settlement_id, control_total.c.source == found.source)
    finding = "" if found.finding is None else json.dumps(_finding_row(found.finding), ensure_ascii=False)
    row = {"amount_cents": to_cents(found.amount), "currency": found.currency, "agrees": found.agrees, "finding": finding,
           "at": clock.stamp()}  # fmt: skip
    if not connection.execute(control_total.update().where(same).values(**row)).rowcount:
        connection.execute(control_total.insert().values(settlement_id=found.settlement_id, source=found.source, **row))


def of(connection: sa.Connection, settlement_id: str) -> list[ControlTotal]:
    """Every control total of a settlement."""
    query = sa.select(control_total).where(control_total.c.settlement_id == settlement_id).order_by(control_total.c.source)
    return [_control_total(row) for row in connection.execute(query)]


def disputed(connection: sa.Connection) -> set[str]:
    """The settlements whose total a payout or group of Amazon's contradicts."""
    return {f.where.removeprefix("settlement ") for f in findings(connection) if f.blocks}


def findings(connection: sa.Connection) -> list[Finding]:
    """Every control total that does not agree, as a finding."""
    query = sa.select(control_total).where(control_total.c.agrees == 0).order_by(control_total.c.settlement_id, control_total.c.source)
    return [found.finding for found in map(_control_total, connection.execute(query)) if found.finding]


def _finding_row(finding: Finding) -> list[Any]:
    return [finding.code, finding.where, finding.what, finding.next, str(finding.amount), finding.blocks]


def _control_total(r: sa.Row[Any]) -> ControlTotal:
    finding = None
    if r.finding:
        code, where, what, then, amount, blocks = json.loads(r.finding)
        finding = Finding(code, where, what, then, Decimal(amount), blocks)
    agrees = None if r.agrees is None else bool(r.agrees)
    return ControlTotal(r.settlement_id, r.source, from_cents(r.amount_cents), r.currency, agrees, finding, r.at)
