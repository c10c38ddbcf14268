"""Importing a report of transactions: kept whole, then the settlements that are whole in it are loaded."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from workbench.amazon.files import transactions
from workbench.amazon.files.transactions_file import TransactionsFile
from workbench.errors import Finding, WorkbenchError
from workbench.jobs import crash
from workbench.jobs.settlements import cross_checks, gathering, loading
from workbench.jobs.settlements.import_answers import finding_shape, targets_of, unmapped_finding
from workbench.money import plain, total
from workbench.reconcile.transfers import Paid
from workbench.store import report_lines, transaction_reports
from workbench.store.company import Company
from workbench.store.settlements import Kind
from workbench.store.transaction_reports import Report


def import_report(company: Company, sha256: str, name: str, by: str, tell: Callable[[str], None]) -> dict[str, Any]:
    """Import one archived report; the answer has the shape that the command line prints for a file.

    Raises RefusedFile when anything in the file is in doubt; nothing is stored then.
    """
    file = transactions.read(company.archive.path(sha256), name, company.archive.workspace(company.folder))
    tell(f"Writing {file.row_count:,} rows")
    load_id = _claim(company, file, sha256, name)
    crash.point("import.claimed")
    try:
        report_lines.append(company.lines, load_id, file.select, file.row_count, total(kind.total for kind in file.kinds))
        crash.point("import.lines-written")
        with company.state.write() as connection:
            transaction_reports.publish(connection, by, load_id)
    except WorkbenchError:
        loading.sweep(company)
        raise
    crash.point("import.published")
    with company.state.read() as connection:
        report = transaction_reports.with_content(connection, sha256)
    assert report is not None, "a published report is not found"
    tell("Gathering its settlements")
    gather(company, report, by)
    return answer(company, report, name, "imported")


def gather(company: Company, report: Report, by: str) -> None:
    """Bring what all reports say up to date with this one; safe to be repeated."""
    gathering.refresh(company, report)
    gathering.load_whole(company, by)
    company.lines.checkpoint()


def answer(company: Company, report: Report, name: str, status: str) -> dict[str, Any]:
    """What became of a report: its settlements as the file has them, each with the transfer that paid it, if one is known."""
    paid = {(p.settlement_id, p.account_type): p for _, _, p in gathering.all_paid(company)}
    listed, findings = [], []
    for s in report.settlements:
        how = paid.get((s["settlement_id"], s["account_type"]))
        sent = None if how is None or how.transfer is None else plain(-how.transfer.amount, report.currency)
        difference = None if how is None or how.difference is None else plain(how.difference, report.currency)
        listed.append({**s, "paid": sent, "difference": difference, "why": how.why if how else ""})
        findings += cross_checks.findings(company, s["settlement_id"])
    findings += _not_tied(report, list(paid.values()))
    unmapped = [f for f in report.findings if f["code"] == "unmapped"]
    return {
        "file": name, "sha256": report.sha256, "format": report.format, "status": status, "marketplaces": list(report.marketplaces),
        "currency": report.currency, "lines": report.row_count, "settlements": listed,
        "unmapped": sum(f.get("lines", 0) for f in unmapped), "findings": [*report.findings, *map(finding_shape, findings)],
    }  # fmt: skip


def _not_tied(report: Report, paid: Sequence[Paid]) -> list[Finding]:
    """The settlements of this report, and those that its transfers pay, that do not come to their transfer."""
    here = {s["settlement_id"] for s in report.settlements}
    then = "It is no payout until it ties; Close › Chain shows it."
    return [
        Finding(
            "not-tied", f"settlement {p.settlement_id}",
            f"The rows in view do not come to the transfer that paid this settlement. {p.why}", then, p.difference, blocks=False,
        )
        for p in paid
        if p.difference and (p.settlement_id in here or (p.transfer and p.transfer.settlement_id in here))
    ]  # fmt: skip


def _claim(company: Company, file: TransactionsFile, sha256: str, name: str) -> str:
    load_id = uuid.uuid4().hex
    listed = [
        {"settlement_id": p.settlement_id, "account_type": p.account_type, "currency": file.currency, "lines": p.lines,
         "net": plain(p.net, file.currency), "deferred": plain(p.deferred, file.currency)}
        for p in file.settlements
    ]  # fmt: skip
    header = {
        "sha256": sha256, "file_name": name[:200], "format": file.format, "currency": file.currency,
        "marketplaces": json.dumps(file.marketplaces), "row_count": file.row_count,
        "line_count": sum(kind.count for kind in file.kinds), "first_at": file.first.isoformat(), "last_at": file.last.isoformat(),
        "settlements": json.dumps(listed), "findings": json.dumps([*map(finding_shape, file.findings), *_unmapped(company, file)]),
    }  # fmt: skip
    with company.state.write() as connection:
        transaction_reports.forget_unfinished(connection)
        transaction_reports.begin(connection, load_id, header)
    return load_id


def _unmapped(company: Company, file: TransactionsFile) -> list[dict[str, Any]]:
    """The kinds of line that wait for an account, as of now."""
    kinds = [
        Kind(n, k.transaction_type, k.amount_type, k.amount_description, k.marketplace, k.count, k.total, gathering.FORMAT)
        for n, k in enumerate(file.kinds)
    ]
    with company.state.read() as connection:
        targets = targets_of(connection, kinds)
    return [
        {**finding_shape(unmapped_finding(f"of {file.format}", kind, target)), "where": "the report", "lines": kind.line_count}
        for kind, target in targets.items()
        if not target.complete and kind.transaction_type != "Transfer"
    ]
