"""Reports of transactions as the state knows them, and what they together say of each settlement and transfer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from workbench import clock
from workbench.money import from_cents, to_cents
from workbench.reconcile.transfers import Transfer
from workbench.store import audit
from workbench.store.report_lines import Gathered
from workbench.store.schema import gathered, report, transfer


@dataclass(frozen=True, slots=True)
class Report:
    """One imported report. `settlements` is what the file alone says of each, as the command line prints it."""

    load_id: str
    sha256: str
    file_name: str
    format: str
    currency: str
    marketplaces: tuple[str, ...]
    row_count: int
    line_count: int
    first: str
    last: str
    settlements: tuple[dict[str, Any], ...]
    findings: tuple[dict[str, Any], ...]
    at: str


def begin(connection: sa.Connection, load_id: str, header: dict[str, Any]) -> None:
    """Claim the right to load this report under `load_id`; the unique index refuses a second claim of the same bytes."""
    connection.execute(report.insert().values(load_id=load_id, state="loading", at=clock.stamp(), **header))


def forget_unfinished(connection: sa.Connection) -> None:
    """Drop claims of imports that were cut off."""
    connection.execute(report.delete().where(report.c.state == "loading"))


def publish(connection: sa.Connection, by: str, load_id: str) -> None:
    """Make a report's lines visible."""
    connection.execute(report.update().where(report.c.load_id == load_id).values(state="current"))
    row = connection.execute(sa.select(report).where(report.c.load_id == load_id)).one()
    audit.record(connection, by, "report imported", sha256=row.sha256, file=row.file_name, rows=row.row_count)


def with_content(connection: sa.Connection, sha256: str) -> Report | None:
    """The report loaded from a file with this hash."""
    query = sa.select(report).where(report.c.sha256 == sha256, report.c.state == "current")
    row = connection.execute(query).first()
    return _report(row) if row else None


def listed(connection: sa.Connection) -> list[Report]:
    """Every report in the books, in the order of import: the order in which rows that stand in two are taken."""
    query = sa.select(report).where(report.c.state == "current").order_by(report.c.at, report.c.load_id)
    return [_report(row) for row in connection.execute(query)]


def replace_gathered(connection: sa.Connection, currency: str, found: Sequence[Gathered], moved: Sequence[Transfer]) -> None:
    """Write down what all reports say of these settlements and transfers, in place of what was known before."""
    for g in found:
        of = sa.and_(gathered.c.settlement_id == g.settlement_id, gathered.c.account_type == g.account_type)
        connection.execute(gathered.delete().where(of))
        connection.execute(gathered.insert().values(
            settlement_id=g.settlement_id, account_type=g.account_type, currency=currency, marketplaces=json.dumps(g.marketplaces),
            row_count=g.row_count, net_cents=to_cents(g.net), deferred_cents=to_cents(g.deferred), first_at=_text(g.first),
            last_at=_text(g.last), reports=json.dumps(g.reports),
        ))  # fmt: skip
    for key, t in zip(_keys(moved), moved, strict=True):
        connection.execute(transfer.delete().where(transfer.c.transfer_key == key))
        connection.execute(transfer.insert().values(
            transfer_key=key, settlement_id=t.settlement_id, account_type=t.account_type, at=_text(t.at), currency=currency,
            amount_cents=to_cents(t.amount), description=t.description, bank_transfer_id=t.transfer_id,
        ))  # fmt: skip


def all_gathered(connection: sa.Connection) -> list[tuple[str, Gathered]]:
    """(currency, what the reports say) of every settlement, oldest first."""
    rows = connection.execute(sa.select(gathered).order_by(gathered.c.first_at, gathered.c.settlement_id))
    return [
        (r.currency, Gathered(r.settlement_id, r.account_type, tuple(json.loads(r.marketplaces)), r.row_count, from_cents(r.net_cents),
                              from_cents(r.deferred_cents), datetime.fromisoformat(r.first_at), datetime.fromisoformat(r.last_at),
                              tuple(json.loads(r.reports))))
        for r in rows
    ]  # fmt: skip


def all_transfers(connection: sa.Connection) -> list[tuple[str, Transfer]]:
    """(currency, transfer) of every transfer seen, oldest first."""
    rows = connection.execute(sa.select(transfer).order_by(transfer.c.at, transfer.c.transfer_key))
    return [
        (r.currency, Transfer(r.settlement_id, r.account_type, datetime.fromisoformat(r.at), from_cents(r.amount_cents), r.description,
                              r.bank_transfer_id))
        for r in rows
    ]  # fmt: skip


def content_of(reports: Sequence[Report], settlement_id: str, net: Decimal) -> bytes:
    """What is archived for a settlement that was gathered: which files it comes from, readable by a person."""
    sources = [{"file": r.file_name, "sha256": r.sha256, "rows": r.row_count} for r in reports]
    return json.dumps({"settlement": settlement_id, "net": str(net), "gathered from": sources}, indent=1, ensure_ascii=False).encode()


def _keys(moved: Sequence[Transfer]) -> list[str]:
    """A name for each transfer that does not depend on the report it was read from; equal ones are numbered."""
    seen: dict[str, int] = {}
    keys = []
    for t in moved:
        text = "|".join((t.settlement_id, t.account_type, _text(t.at), str(t.amount), t.description))
        seen[text] = seen.get(text, 0) + 1
        keys.append(hashlib.sha256(f"{text}|{seen[text]}".encode()).hexdigest()[:32])
    return keys


def _text(moment: datetime) -> str:
    return moment.isoformat()


def _report(r: sa.Row[Any]) -> Report:
    return Report(
        r.load_id, r.sha256, r.file_name, r.format, r.currency, tuple(json.loads(r.marketplaces)), r.row_count, r.line_count, r.first_at,
        r.last_at, tuple(json.loads(r.settlements)), tuple(json.loads(r.findings)), r.at,
    )  # fmt: skip
