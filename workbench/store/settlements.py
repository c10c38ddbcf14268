"""Settlements as the state knows them: header, counts, kinds of line, and which version is current.

The list of payouts needs nothing else, so it never waits for the lines.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from workbench import clock
from workbench.errors import NotFound
from workbench.money import from_cents, to_cents
from workbench.store import audit
from workbench.store.schema import line_kind, settlement


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of line of a settlement: Amazon's three words and the marketplace, how many lines, how much."""

    kind_id: int
    transaction_type: str
    amount_type: str
    amount_description: str
    marketplace: str
    line_count: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Part:
    """A count and the money it comes to."""

    count: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Settlement:
    """Amazon's statement of a period. Times are ISO 8601 in UTC; money is in `currency`."""

    load_id: str
    settlement_id: str
    version: int
    sha256: str
    file_name: str
    format: str
    account_type: str
    marketplaces: tuple[str, ...]
    currency: str
    start: str
    end: str
    deposit_date: str
    total: Decimal
    line_count: int
    sales: Part
    refunds: Part
    adjustments: Part
    findings: tuple[dict[str, Any], ...]
    state: str
    at: str


def begin(connection: sa.Connection, load_id: str, header: dict[str, Any]) -> None:
    """Claim the right to load this file's settlement under `load_id`; the unique indexes refuse a second claim."""
    newest = sa.select(sa.func.max(settlement.c.version)).where(settlement.c.settlement_id == header["settlement_id"])
    version = int(connection.execute(newest).scalar() or 0) + 1
    nothing = dict.fromkeys(
        ("sales_count", "sales_cents", "refunds_count", "refunds_cents", "adjustments_count", "adjustments_cents"), 0
    )
    connection.execute(
        settlement.insert().values(load_id=load_id, version=version, state="loading", at=clock.stamp(), **nothing, **header)
    )


def publish(
    connection: sa.Connection, by: str, load_id: str, kinds: Sequence[Kind], sales: Part, refunds: Part, adjustments: Part
) -> str:
    """Make a load visible: *current*, or *waiting* for a decision when the settlement is already in the books.

    The parts must sum to the header's total: asserted here, where it is written.
    """
    row = connection.execute(sa.select(settlement).where(settlement.c.load_id == load_id)).one()
    assert to_cents(sales.total + refunds.total + adjustments.total) == row.total_cents, "parts differ from the total"
    assert sum(kind.line_count for kind in kinds) == row.line_count, "kinds of line differ from the lines"
    already = current_or_none(connection, row.settlement_id) is not None
    state = "waiting" if already else "current"
    connection.execute(
        settlement.update()
        .where(settlement.c.load_id == load_id, settlement.c.state == "loading")
        .values(
            state=state, sales_count=sales.count, sales_cents=to_cents(sales.total), refunds_count=refunds.count,
            refunds_cents=to_cents(refunds.total), adjustments_count=adjustments.count,
            adjustments_cents=to_cents(adjustments.total),
        )
    )  # fmt: skip
    for kind in kinds:
        connection.execute(
            line_kind.insert().values(
                load_id=load_id, kind_id=kind.kind_id, transaction_type=kind.transaction_type, amount_type=kind.amount_type,
                amount_description=kind.amount_description, marketplace=kind.marketplace, line_count=kind.line_count,
                total_cents=to_cents(kind.total),
            )
        )  # fmt: skip
    audit.record(connection, by, "imported", settlement=row.settlement_id, version=row.version, sha256=row.sha256,
                 file=row.file_name, lines=row.line_count, total_cents=row.total_cents, state=state)  # fmt: skip
    return state


def forget_unfinished(connection: sa.Connection) -> None:
    """Drop claims of imports that were cut off; their lines were never visible."""
    connection.execute(settlement.delete().where(settlement.c.state == "loading"))


def decide_version(connection: sa.Connection, by: str, load_id: str, take: bool) -> None:
    """Answer a new version: take it in place of the current one, or decline it. Both stay in the books."""
    row = connection.execute(sa.select(settlement).where(settlement.c.load_id == load_id, settlement.c.state == "waiting")).first()
    if row is None:
        raise NotFound("There is no version waiting for a decision.", where=load_id, next="Reload the page.")
    if take:
        connection.execute(
            settlement.update()
            .where(settlement.c.settlement_id == row.settlement_id, settlement.c.state == "current")
            .values(state="superseded")
        )
    connection.execute(settlement.update().where(settlement.c.load_id == load_id).values(state="current" if take else "declined"))
    audit.record(connection, by, "version taken" if take else "version declined", settlement=row.settlement_id, version=row.version)


def listed(connection: sa.Connection, state: str = "current") -> list[Settlement]:
    """Settlements in this state, newest period first."""
    query = sa.select(settlement).where(settlement.c.state == state).order_by(settlement.c.end_at.desc(), settlement.c.settlement_id)
    return [_settlement(row) for row in connection.execute(query)]


def current_or_none(connection: sa.Connection, settlement_id: str) -> Settlement | None:
    """The current version of a settlement, if it is in the books."""
    query = sa.select(settlement).where(settlement.c.settlement_id == settlement_id, settlement.c.state == "current")
    row = connection.execute(query).first()
    return _settlement(row) if row else None


def current(connection: sa.Connection, settlement_id: str) -> Settlement:
    """The current version of a settlement; `NotFound` in words otherwise."""
    found = current_or_none(connection, settlement_id)
    if found is None:
        raise NotFound(
            f"There is no payout {settlement_id} in these books.", next="Import its settlement report, or check the number."
        )
    return found


def with_content(connection: sa.Connection, sha256: str) -> Settlement | None:
    """The settlement loaded from a file with this hash, whatever its state."""
    query = sa.select(settlement).where(settlement.c.sha256 == sha256, settlement.c.state != "loading")
    row = connection.execute(query).first()
    return _settlement(row) if row else None


def published_loads(connection: sa.Connection) -> list[Settlement]:
    """Every load that readers may see or that history needs."""
    query = sa.select(settlement).where(settlement.c.state != "loading")
    return [_settlement(row) for row in connection.execute(query)]


def kinds_of(connection: sa.Connection, load_id: str) -> list[Kind]:
    """The kinds of line of one load."""
    query = sa.select(line_kind).where(line_kind.c.load_id == load_id).order_by(line_kind.c.kind_id)
    return [_kind(row) for row in connection.execute(query)]


def kinds_of_current(connection: sa.Connection) -> dict[str, list[Kind]]:
    """The kinds of line of every current settlement: load id -> kinds."""
    query = (
        sa.select(line_kind)
        .join(settlement, settlement.c.load_id == line_kind.c.load_id)
        .where(settlement.c.state == "current")
        .order_by(line_kind.c.load_id, line_kind.c.kind_id)
    )
    found: dict[str, list[Kind]] = {}
    for row in connection.execute(query):
        found.setdefault(row.load_id, []).append(_kind(row))
    return found


def _kind(r: sa.Row[Any]) -> Kind:
    return Kind(r.kind_id, r.transaction_type, r.amount_type, r.amount_description, r.marketplace, r.line_count,
                from_cents(r.total_cents))  # fmt: skip


def _settlement(r: sa.Row[Any]) -> Settlement:
    return Settlement(
        r.load_id, r.settlement_id, r.version, r.sha256, r.file_name, r.format, r.account_type,
        tuple(json.loads(r.marketplaces)), r.currency, r.start_at, r.end_at, r.deposit_at, from_cents(r.total_cents),
        r.line_count, Part(r.sales_count, from_cents(r.sales_cents)), Part(r.refunds_count, from_cents(r.refunds_cents)),
        Part(r.adjustments_count, from_cents(r.adjustments_cents)), tuple(json.loads(r.findings)), r.state, r.at,
    )  # fmt: skip
