"""Settlements as the state knows them: header, counts, kinds of line, and which version is current.

The list of payouts needs nothing else, so it never waits for the lines.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

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
    report: str = "settlement-v2"
    """The format of the file that named it: it matters where two formats use one text for different things."""

    @property
    def names(self) -> tuple[str, str, str, str]:
        """What the catalogue and the mapping ask: Amazon's three words, and the report they stand in."""
        return self.transaction_type, self.amount_type, self.amount_description, self.report


@dataclass(frozen=True, slots=True)
class Part:
    """A count and the money it comes to."""

    count: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Settlement:
    """Amazon's statement of a period. Times are ISO 8601 in UTC; money is in `currency`.

    `account_type_from` says who named the account type; it is empty while "Standard Orders" is only assumed, because the
    settlement report does not state it. `time_zone` is the one in which the days of its lines were taken.
    """

    load_id: str
    settlement_id: str
    version: int
    sha256: str
    file_name: str
    format: str
    account_type: str
    account_type_from: str
    time_zone: str
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

    def day(self, moment: str) -> str:
        """The day (`YYYY-MM-DD`) of one of its moments in its time zone."""
        return datetime.fromisoformat(moment).astimezone(ZoneInfo(self.time_zone)).date().isoformat()

    @property
    def deposit_day(self) -> str:
        """The day on which the money is sent."""
        return self.day(self.deposit_date)

    @property
    def month(self) -> str:
        """The month (`YYYY-MM`) it belongs to for the close: that of its deposit."""
        return self.deposit_day[:7]


RANK = {"settlement-v2": 0, "settlement-v1": 1, "settlement-xml": 2, "transactions": 3}
"""Which file of a settlement is the book of record: the first of these formats; the others cross-check it."""


def begin(connection: sa.Connection, load_id: str, header: dict[str, Any]) -> None:
    """Claim the right to load this file's settlement under `load_id`; the unique indexes refuse a second claim."""
    newest = sa.select(sa.func.max(settlement.c.version)).where(settlement.c.settlement_id == header["settlement_id"])
    version = int(connection.execute(newest).scalar() or 0) + 1
    nothing = dict.fromkeys(("sales_count", "sales_cents", "refunds_count", "refunds_cents", "adjustments_count", "adjustments_cents"), 0)
    connection.execute(settlement.insert().values(load_id=load_id, version=version, state="loading", at=clock.stamp(), **nothing, **header))


def publish(
    connection: sa.Connection, by: str, load_id: str, kinds: Sequence[Kind], parts: Sequence[Part], posted: bool = False, anew: bool = False
) -> str:
    """Make a load visible, and say as what.

    *current* when the settlement is new; *cross-check* beside a file of a better format (`RANK`); in place of a lesser
    one, which becomes the cross-check, unless the settlement is `posted`; otherwise *waiting* for a person's decision.
    A load made `anew` from the same file takes the place of the old one. The parts (sales, refunds, adjustments) must sum
    to the header's total: asserted here, where it is written.
    """
    row = connection.execute(sa.select(settlement).where(settlement.c.load_id == load_id)).one()
    sales, refunds, adjustments = parts
    assert to_cents(sales.total + refunds.total + adjustments.total) == row.total_cents, "parts differ from the total"
    assert sum(kind.line_count for kind in kinds) == row.line_count, "kinds of line differ from the lines"
    now = current_or_none(connection, row.settlement_id)
    state = _standing(row.format, now, posted, anew)
    if now and state == "current":
        yields = settlement.update().where(settlement.c.load_id == now.load_id)
        connection.execute(yields.values(state="superseded" if anew else "cross-check"))
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


def _standing(format: str, now: Settlement | None, posted: bool, anew: bool) -> str:
    """What a load becomes beside the version that is current now."""
    if now is None or anew:
        return "current"
    if RANK[format] > RANK[now.format]:
        return "cross-check"
    return "current" if RANK[format] < RANK[now.format] and not posted else "waiting"


def learn_account_type(connection: sa.Connection, by: str, settlement_id: str, account_type: str) -> None:
    """Write down the account type of a settlement ("Standard Orders", "Invoiced Orders") that another source states.

    `by` is that source, as it is shown. A settlement that is not in the books is left alone.
    """
    row = connection.execute(sa.select(settlement).where(settlement.c.settlement_id == settlement_id)).first()
    if row is None or (row.account_type == account_type and row.account_type_from):
        return
    every = settlement.update().where(settlement.c.settlement_id == settlement_id)
    connection.execute(every.values(account_type=account_type, account_type_from=by))
    audit.record(connection, by, "account type learnt", settlement=settlement_id, account_type=account_type)


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
        raise NotFound(f"There is no payout {settlement_id} in these books.", next="Import its settlement report, or check the number.")
    return found


def with_content(connection: sa.Connection, sha256: str) -> Settlement | None:
    """The settlement loaded from a file with this hash, whatever its state: the newest version."""
    loaded = sa.select(settlement).where(settlement.c.sha256 == sha256, settlement.c.state != "loading")
    query = loaded.order_by(settlement.c.version.desc())
    row = connection.execute(query).first()
    return _settlement(row) if row else None


def published_loads(connection: sa.Connection) -> list[Settlement]:
    """Every load that readers may see or that history needs."""
    query = sa.select(settlement).where(settlement.c.state != "loading")
    return [_settlement(row) for row in connection.execute(query)]


def kinds_of(connection: sa.Connection, load_id: str) -> list[Kind]:
    """The kinds of line of one load."""
    query = _kinds().where(line_kind.c.load_id == load_id)
    return [_kind(row) for row in connection.execute(query)]


def names_in_use(connection: sa.Connection) -> list[tuple[str, str, str, str]]:
    """The names (`Kind.names`) that the current settlements have for their lines, each once."""
    names = (line_kind.c.transaction_type, line_kind.c.amount_type, line_kind.c.amount_description, settlement.c.format)
    query = sa.select(*names).distinct().join_from(line_kind, settlement).where(settlement.c.state == "current")
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]


def kinds_of_current(connection: sa.Connection, only: Sequence[tuple[str, str, str, str]] | None = None) -> dict[str, list[Kind]]:
    """The kinds of line of every current settlement, or only those of these names: load id -> kinds."""
    query = _kinds().where(settlement.c.state == "current")
    if only is not None:
        names = sa.tuple_(line_kind.c.transaction_type, line_kind.c.amount_type, line_kind.c.amount_description, settlement.c.format)
        query = query.where(names.in_(only))
    found: dict[str, list[Kind]] = {}
    for row in connection.execute(query):
        found.setdefault(row.load_id, []).append(_kind(row))
    return found


def _kinds() -> sa.Select[Any]:
    every = sa.select(line_kind, settlement.c.format).join(settlement, settlement.c.load_id == line_kind.c.load_id)
    return every.order_by(line_kind.c.load_id, line_kind.c.kind_id)


def _kind(r: sa.Row[Any]) -> Kind:
    return Kind(r.kind_id, r.transaction_type, r.amount_type, r.amount_description, r.marketplace, r.line_count,
                from_cents(r.total_cents), r.format)  # fmt: skip


def _settlement(r: sa.Row[Any]) -> Settlement:
    sales, refunds, adjustments = (
        Part(getattr(r, f"{side}_count"), from_cents(getattr(r, f"{side}_cents"))) for side in ("sales", "refunds", "adjustments")
    )
    return Settlement(
        r.load_id, r.settlement_id, r.version, r.sha256, r.file_name, r.format, r.account_type, r.account_type_from, r.time_zone,
        tuple(json.loads(r.marketplaces)), r.currency, r.start_at, r.end_at, r.deposit_at, from_cents(r.total_cents), r.line_count,
        sales, refunds, adjustments, tuple(json.loads(r.findings)), r.state, r.at,
    )  # fmt: skip
