"""Importing a settlement file: whole or not at all, and safe to be killed anywhere.

The raw bytes are archived first. The file is read and proved in a scratch workspace; the right to load it is claimed in the
state; the lines are written in one transaction; only then are they published. Lines of an import that was cut off are
never visible and are swept by the next worker.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from workbench.amazon.files.recognise import recognise
from workbench.amazon.files.refusal import RefusedFile
from workbench.amazon.files.settlement_file import SettlementFile
from workbench.amazon.files.settlement_v2 import read
from workbench.errors import Finding, Refused, WorkbenchError
from workbench.jobs import crash
from workbench.mapping.mapping import Target
from workbench.money import plain, to_cents
from workbench.store import mappings, settings, settlements
from workbench.store.company import Company
from workbench.store.local_day import local_day
from workbench.store.settlements import Kind, Part, Settlement


def import_file(company: Company, sha256: str, name: str, by: str, tell: Callable[[str], None]) -> dict[str, Any]:
    """Import one archived file; the answer has the shape that the command line prints for a file.

    `name` is what the user calls the file: words only, never a path.
    """
    with company.state.read() as connection:
        known = settlements.with_content(connection, sha256)
    if known:
        return _answer(company, known, name, "already-imported")
    crash.point("import.archived")
    tell("Reading and proving the file")
    try:
        file = _read(company, sha256, name)
    except RefusedFile as refusal:
        return _refused(name, sha256, refusal, list(refusal.findings))
    except Refused as refusal:
        return _refused(name, sha256, refusal, [])
    tell(f"Writing {file.line_count:,} lines")
    load_id = _claim(company, file, sha256, name)
    crash.point("import.claimed")
    return _load(company, file, load_id, name, by)


def decide_version(company: Company, load_id: str, take: bool, by: str) -> None:
    """Take or decline a waiting new version of a settlement. A posted settlement keeps its version until it is undone."""
    from workbench.store import outbox  # noqa: PLC0415

    with company.state.write() as connection:
        waiting = [s for s in settlements.listed(connection, "waiting") if s.load_id == load_id]
        if take and waiting and outbox.live_batch(connection, waiting[0].settlement_id):
            raise Refused(
                f"Payout {waiting[0].settlement_id} is posted from its present version.",
                next="Undo its batch in QuickBooks first; then take the new version.",
            )
        settlements.decide_version(connection, by, load_id, take)


def sweep(company: Company) -> None:
    """Remove what a killed import left: claims, half-copied raw files, lines that were never published."""
    with company.state.write() as connection:
        settlements.forget_unfinished(connection)
        published = [s.load_id for s in settlements.published_loads(connection)]
    company.archive.sweep()
    company.lines.sweep(published)


def _read(company: Company, sha256: str, name: str) -> SettlementFile:
    path = company.archive.path(sha256)
    with path.open("rb") as head:
        recognise(head.read(65536))
    return read(path, name, company.archive.workspace(company.folder))


def _claim(company: Company, file: SettlementFile, sha256: str, name: str) -> str:
    load_id = uuid.uuid4().hex
    header = {
        "settlement_id": file.settlement_id, "sha256": sha256, "file_name": name[:200], "format": file.format,
        "account_type": "Standard Orders", "marketplaces": json.dumps(file.marketplaces), "currency": file.currency,
        "start_at": file.start.isoformat(), "end_at": file.end.isoformat(), "deposit_at": file.deposit_date.isoformat(),
        "total_cents": to_cents(file.total), "line_count": file.line_count,
        "findings": json.dumps([_finding(f) for f in file.findings]),
    }  # fmt: skip
    with company.state.write() as connection:
        settlements.forget_unfinished(connection)
        settlements.begin(connection, load_id, header)
    return load_id


def _load(company: Company, file: SettlementFile, load_id: str, name: str, by: str) -> dict[str, Any]:
    kinds = [
        Kind(n, k.transaction_type, k.amount_type, k.amount_description, k.marketplace, k.count, k.total)
        for n, k in enumerate(file.kinds)
    ]
    with company.state.read() as connection:
        zone = settings.get(connection, "time_zone")
        targets = targets_of(connection, kinds)
    try:
        day = local_day("f.posted_at", zone, file.start, file.end)
        company.lines.append(load_id, file.select, targets, day, file.total, file.line_count)
        crash.point("import.lines-written")
        parts = {side: Part(*figures) for side, figures in company.lines.parts(load_id, targets).items()}
        with company.state.write() as connection:
            state = settlements.publish(connection, by, load_id, kinds, parts["sales"], parts["refunds"], parts["adjustments"])
    except WorkbenchError:
        sweep(company)
        raise
    crash.point("import.published")
    company.lines.checkpoint()
    with company.state.read() as connection:
        stored = next(s for s in settlements.published_loads(connection) if s.load_id == load_id)
    return _answer(company, stored, name, "imported" if state == "current" else "new-version")


def targets_of(connection: sa.Connection, kinds: list[Kind]) -> dict[Kind, Target]:
    """Where each kind of line goes under the newest mapping."""
    mapping = mappings.load(connection)
    return {k: mapping.target(k.transaction_type, k.amount_type, k.amount_description) for k in kinds}


def _answer(company: Company, s: Settlement, name: str, status: str) -> dict[str, Any]:
    with company.state.read() as connection:
        targets = targets_of(connection, settlements.kinds_of(connection, s.load_id))
    unmapped = {kind: target for kind, target in targets.items() if not target.complete}
    findings = [*s.findings, *(_finding(unmapped_finding(s.settlement_id, k, t)) for k, t in unmapped.items())]
    if status == "new-version":
        findings.append(_finding(Finding(
            "new-version", f"settlement {s.settlement_id}",
            "This settlement is in the books already, from a file with other content. The books still use the first one.",
            "Compare the two under Set up › Import and take or decline the new version.",
        )))  # fmt: skip
    total = plain(s.total, s.currency)
    return {
        "file": name, "sha256": s.sha256, "format": s.format, "status": status, "settlement_id": s.settlement_id,
        "marketplaces": list(s.marketplaces), "currency": s.currency, "lines": s.line_count, "total": total, "sum": total,
        "difference": plain(s.total - s.total, s.currency), "unmapped": sum(kind.line_count for kind in unmapped),
        "findings": findings,
    }  # fmt: skip


def unmapped_finding(settlement_id: str, kind: Kind, target: Target) -> Finding:
    """A kind of line that waits for a person: never seen before, or only suggested."""
    words = " / ".join(dict.fromkeys(text for text in (kind.transaction_type, kind.amount_type, kind.amount_description) if text))
    count = "1 line" if kind.line_count == 1 else f"{kind.line_count:,} lines"
    suggestion = f" It looks like {target.account}, which is suggested." if target.account else ""
    return Finding(
        "unmapped", f"settlement {settlement_id}", f"{words} ({count}) has no account yet.{suggestion}",
        "Choose its account under Review › Mapping; the payout cannot be posted before.", kind.total,
    )  # fmt: skip


def _refused(name: str, sha256: str, refusal: WorkbenchError, findings: list[Finding]) -> dict[str, Any]:
    listed = findings or [Finding("refused", refusal.where or name, refusal.what, refusal.next)]
    return {
        "file": name, "sha256": sha256, "format": "", "status": "refused", "findings": [_finding(f) for f in listed],
        "error": refusal.as_json()["error"],
    }  # fmt: skip


def _finding(finding: Finding) -> dict[str, Any]:
    amount = {} if finding.amount is None else {"amount": str(finding.amount)}
    return {"code": finding.code, "where": finding.where, "what": finding.what, "next": finding.next, "blocks": finding.blocks, **amount}
