"""Loading a settlement into the books: claimed, written, published, in this order.

The right to load it is claimed in the state; the lines are written in one transaction; only then are they published. Lines
of a load that was cut off are never visible and are swept by the next worker.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from workbench.amazon.files.settlement_file import LineKind
from workbench.errors import Finding, WorkbenchError
from workbench.jobs import crash
from workbench.jobs.mapping import costs
from workbench.jobs.mapping.products import kinds_that_sell
from workbench.jobs.settlements import zones
from workbench.jobs.settlements.import_answers import finding_shape, targets_of
from workbench.money import to_cents
from workbench.store import decisions, outbox, products, report_lines, settings, settlements, transaction_reports
from workbench.store.company import Company
from workbench.store.decisions import EVERY
from workbench.store.local_day import local_day
from workbench.store.settlements import Kind, Part, Settlement

AUTOMATIC = "automatic"
"""Who confirmed what no person did."""


@dataclass(frozen=True, slots=True)
class Load:
    """A settlement about to be loaded: its header, its kinds of line, the SQL of its lines, and where it comes from.

    Money is in `currency`; times are aware. `account_type_from` names who stated the account type, empty when nobody did.
    """

    format: str
    settlement_id: str
    account_type: str
    account_type_from: str
    start: datetime
    end: datetime
    deposit_date: datetime
    total: Decimal
    currency: str
    marketplaces: tuple[str, ...]
    line_count: int
    kinds: tuple[LineKind, ...]
    select: str
    findings: tuple[Finding, ...]
    sha256: str
    file_name: str
    anew: bool = False
    """Whether it takes the place of the load of the same file: its days are taken in another time zone."""


def sweep(company: Company) -> None:
    """Remove what a killed import left: claims, half-copied raw files, lines that were never published."""
    with company.state.write() as connection:
        settlements.forget_unfinished(connection)
        transaction_reports.forget_unfinished(connection)
        published = [s.load_id for s in settlements.published_loads(connection)]
        reports = [r.load_id for r in transaction_reports.listed(connection)]
    company.archive.sweep()
    company.lines.sweep(published)
    report_lines.sweep(company.lines, reports)


def load(company: Company, wanted: Load, by: str) -> Settlement:
    """Claim, write, publish: the settlement as it stands in the books afterwards."""
    with company.state.read() as connection:
        zone = zones.zone_of(settings.every(connection), wanted.currency, wanted.marketplaces)
    load_id = _claim(company, wanted, zone)
    crash.point("import.claimed")
    kinds = [
        Kind(n, k.transaction_type, k.amount_type, k.amount_description, k.marketplace, k.count, k.total, wanted.format)
        for n, k in enumerate(wanted.kinds)
    ]
    with company.state.read() as connection:
        targets = targets_of(connection, kinds)
    try:
        day = local_day("f.posted_at", zone, wanted.start, wanted.end)
        company.lines.append(load_id, wanted.select, targets, day, wanted.total, wanted.line_count)
        crash.point("import.lines-written")
        sold = company.lines.sold(load_id, kinds_that_sell(targets))
        units_sold = costs.sold_of(company, load_id, targets)
        parts = {side: Part(*figures) for side, figures in company.lines.parts(load_id, targets).items()}
        with company.state.write() as connection:
            posted = outbox.live_batch(connection, wanted.settlement_id) is not None
            sides = [parts[side] for side in ("sales", "refunds", "adjustments")]
            state = settlements.publish(connection, by, load_id, kinds, sides, posted, wanted.anew)
            products.record(connection, load_id, sold)
            costs.record(connection, load_id, units_sold, targets)
            if state == "current" and not posted:
                _confirm_by_itself(connection, wanted.settlement_id)
    except WorkbenchError:
        sweep(company)
        raise
    crash.point("import.published")
    company.lines.checkpoint()
    with company.state.read() as connection:
        return next(s for s in settlements.published_loads(connection) if s.load_id == load_id)


def _confirm_by_itself(connection: sa.Connection, settlement_id: str) -> None:
    """Where the company wants it (S23, S24, S43): confirm a settlement that nobody decided on yet.

    High confidence means that a rule is sure of every line of a transaction, or a person chose its account. A transaction
    with any other line lacks a detail and stays for review, whatever was confirmed. The audit log names `automatic`.
    """
    if settings.get(connection, "confirm_automatically") and not decisions.of_settlement(connection, settlement_id):
        decisions.confirm(connection, AUTOMATIC, settlement_id, [EVERY])


def _claim(company: Company, wanted: Load, zone: str) -> str:
    load_id = uuid.uuid4().hex
    header = {
        "settlement_id": wanted.settlement_id, "sha256": wanted.sha256, "file_name": wanted.file_name[:200], "format": wanted.format,
        "account_type": wanted.account_type, "account_type_from": wanted.account_type_from, "time_zone": zone,
        "marketplaces": json.dumps(wanted.marketplaces), "currency": wanted.currency, "start_at": wanted.start.isoformat(),
        "end_at": wanted.end.isoformat(), "deposit_at": wanted.deposit_date.isoformat(), "total_cents": to_cents(wanted.total),
        "line_count": wanted.line_count, "findings": json.dumps([finding_shape(f) for f in wanted.findings]),
    }  # fmt: skip
    with company.state.write() as connection:
        settlements.forget_unfinished(connection)
        settlements.begin(connection, load_id, header)
    return load_id
