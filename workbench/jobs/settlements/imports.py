"""Importing a file of Amazon's: whole or not at all, and safe to be killed anywhere.

The raw bytes are archived first. The file is read and proved in a scratch workspace; then its lines are loaded (`loading`).
A settlement report is a settlement; a report of transactions covers days, from which settlements are gathered
(`report_imports`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbench.amazon.files import recognise, settlement_v1, settlement_v2, settlement_xml
from workbench.amazon.files.refusal import RefusedFile
from workbench.amazon.files.settlement_file import SettlementFile
from workbench.errors import Refused
from workbench.jobs import crash
from workbench.jobs.settlements import cross_checks, gathering, import_answers, loading, report_imports
from workbench.jobs.settlements.import_answers import targets_of
from workbench.store import outbox, settlements, transaction_reports
from workbench.store.company import Company
from workbench.store.settlements import Settlement

READERS = {
    recognise.SETTLEMENT_V2: settlement_v2.read,
    recognise.SETTLEMENT_V1: settlement_v1.read,
    recognise.SETTLEMENT_XML: settlement_xml.read,
}


def import_file(company: Company, sha256: str, name: str, by: str, tell: Callable[[str], None]) -> dict[str, Any]:
    """Import one archived file; the answer has the shape that the command line prints for a file.

    `name` is what the user calls the file: words only, never a path.
    """
    with company.state.read() as connection:
        known = settlements.with_content(connection, sha256)
        report = transaction_reports.with_content(connection, sha256)
    if known:
        return _answer(company, known, name, "already-imported")
    if report:
        report_imports.gather(company, report, by)  # an import that was cut off may have left this undone
        return report_imports.answer(company, report, name, "already-imported")
    crash.point("import.archived")
    tell("Reading and proving the file")
    try:
        kind = _recognised(company, sha256)
        if kind not in READERS:
            return report_imports.import_report(company, sha256, name, by, tell)
        file = READERS[kind](company.archive.path(sha256), name, company.archive.workspace(company.folder))
    except RefusedFile as refusal:
        return import_answers.refused(name, sha256, refusal, list(refusal.findings))
    except Refused as refusal:
        return import_answers.refused(name, sha256, refusal, [])
    tell(f"Writing {file.line_count:,} lines")
    stored = loading.load(company, _load_of(file, sha256, name), by)
    return _answer(company, stored, name, "new-version" if stored.state == "waiting" else "imported")


def decide_version(company: Company, load_id: str, take: bool, by: str) -> None:
    """Take or decline a waiting new version of a settlement. A posted settlement keeps its version until it is undone."""
    with company.state.write() as connection:
        waiting = [s for s in settlements.listed(connection, "waiting") if s.load_id == load_id]
        if take and waiting and outbox.live_batch(connection, waiting[0].settlement_id):
            raise Refused(
                f"Payout {waiting[0].settlement_id} is posted from its present version.",
                next="Undo its batch in QuickBooks first; then take the new version.",
            )
        settlements.decide_version(connection, by, load_id, take)


def read_anew(company: Company, settlement_id: str, by: str) -> Settlement:
    """Load a settlement's file again, with the days of its lines in the time zone that is set now.

    Raises `Refused` when it is posted: its documents have their dates in QuickBooks.
    """
    with company.state.read() as connection:
        s = settlements.current(connection, settlement_id)
        posted = outbox.live_batch(connection, settlement_id)
    if posted:
        raise Refused(f"Payout {settlement_id} is posted with its present dates.", where=f"payout {settlement_id}",
                      next="Undo its batch in QuickBooks first.")  # fmt: skip
    if s.format not in READERS:
        return gathering.load_anew(company, s, by)
    file = READERS[s.format](company.archive.path(s.sha256), s.file_name, company.archive.workspace(company.folder))
    return loading.load(company, _load_of(file, s.sha256, s.file_name, s), by)


def _recognised(company: Company, sha256: str) -> str:
    with company.archive.path(sha256).open("rb") as head:
        return recognise.recognise(head.read(recognise.HEAD))


def _load_of(file: SettlementFile, sha256: str, name: str, now: Settlement | None = None) -> loading.Load:
    """The load of a settlement report; of one that is in the books already (`now`), with what was learnt of it since."""
    return loading.Load(
        file.format, file.settlement_id, now.account_type if now else "Standard Orders", now.account_type_from if now else "",
        file.start, file.end, file.deposit_date, file.total, file.currency, file.marketplaces, file.line_count, file.kinds,
        file.select, file.findings, sha256, name, now is not None,
    )  # fmt: skip


def _answer(company: Company, s: Settlement, name: str, status: str) -> dict[str, Any]:
    with company.state.read() as connection:
        targets = targets_of(connection, settlements.kinds_of(connection, s.load_id))
    return import_answers.of_settlement(s, targets, name, status, cross_checks.findings(company, s.settlement_id))
