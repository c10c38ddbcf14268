"""The close package as one zip: the workbook and the statement of each currency, the tables as CSV, a manifest, and the two
scripts with which an auditor adds it all anew.

From the same books the same bytes, whenever it is made. The lines are needed: only in the program that works on these books.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import workbench
from workbench.jobs.close import close_package, closing, reporting
from workbench.jobs.close.closing import Close
from workbench.jobs.close.workpaper import accounts, detail, lines
from workbench.jobs.close.workpaper.gathered import Gathered, gather
from workbench.jobs.close.workpaper.journal import journal
from workbench.jobs.close.workpaper.sample import seed
from workbench.money import plain, total
from workbench.reports import comma_separated, package
from workbench.reports.package import Member
from workbench.store import audit, settings
from workbench.store.company import Company

SCRIPTS = Path(workbench.__file__).parents[1] / "docs" / "auditor"

TABLES = {"journal": journal, "mapping": accounts.mapping_used, "lines": lines.settlement_lines}
"""The sheets that the package has as CSV too."""


def name(month: str) -> str:
    """What the package is called.

    >>> name("2026-09")
    'close-2026-09.zip'
    """
    return f"close-{month}.zip"


def file(company: Company, month: str) -> bytes:
    """The package of a month, all its currencies, as bytes. `NotFound` in words."""
    with tempfile.TemporaryDirectory(prefix="workbench-package-") as folder:
        path = Path(folder) / name(month)
        write_to(company, month, "", path)
        return path.read_bytes()


def write_to(company: Company, month: str, currency: str, path: Path) -> str:
    """The package to a place on disk, of one currency or of all ('' ); returns the SHA-256 of its manifest."""
    now = closing.close(company, closing.read(company), month)
    with tempfile.TemporaryDirectory(prefix="workbench-package-") as folder:
        currencies = [currency] if currency else now.currencies
        gathered = [gather(company, close_package.payouts_of(now, one), month, now) for one in currencies]
        members = [member for g in gathered for member in _members(g, now, Path(folder))]
        members += [Member(script.name, script) for script in sorted(SCRIPTS.iterdir()) if script.suffix in (".py", ".md")]
        with reporting.written_whole(path) as out:
            return package.write(out, members, _facts(company, now, gathered))


def _members(g: Gathered, now: Close, folder: Path) -> Iterator[Member]:
    book = folder / close_package.name(g.month, g.currency, "xlsx")
    with book.open("wb") as out:
        rows = reporting.write_sheets(g, out)
    yield Member(book.name, book, rows)
    paper = folder / close_package.name(g.month, g.currency, "pdf")
    with paper.open("wb") as out:
        close_package.write_statement(g.company, now, g.currency, out)
    yield Member(paper.name, paper)
    for table, sheet in TABLES.items():
        written = folder / f"{table}-{g.month}-{g.currency}.csv"
        with written.open("wb") as out:
            count = comma_separated.write_table(out, sheet(g))
        yield Member(written.name, written, count)


def _facts(company: Company, now: Close, gathered: list[Gathered]) -> dict[str, Any]:
    """What the manifest says beside the files: of whom and when, the sources, the control totals, the audit log's head."""
    with company.state.read() as connection:
        head = audit.head(connection)
        books = settings.get(connection, "chart").get("company", "")
        realm = settings.get(connection, "realm")
    return {
        "company": company.name, "quickbooks": {"company": books, "id": realm}, "month": now.month.month, "figures": now.content,
        "made_by": f"Tieout {workbench.__version__}",
        "checks": {check.name: check.done for check in now.checks},
        "signed": [{"act": e.act, "by": e.by, "at": e.at, "figures": e.content} for e in now.events],
        "audit_log": {"lines": head[0], "head": head[1]},
        "currencies": [_control_totals(g) for g in gathered],
    }  # fmt: skip


def _control_totals(g: Gathered) -> dict[str, Any]:
    debits = total(debit for _, date, _, _, debit in detail.entry_rows(g) if date[:7] == g.month and debit > 0)
    at, words = g.as_of
    return {
        "currency": g.currency, "as_of": at.isoformat(), "as_of_what": words, "sample_seed": seed(g),
        "sources": [
            {"payout": s.settlement_id, "file": s.file_name, "sha256": s.sha256, "lines": s.line_count, "total": plain(s.total, g.currency)}
            for s in (p.settlement for p in g.payouts)
        ],
        "payouts": len(g.payouts), "lines": sum(p.settlement.line_count for p in g.payouts),
        "total": plain(g.amazon_total, g.currency), "journal_debits": plain(debits, g.currency),
        "mapping_versions": sorted({p.batch.mapping_version if p.batch else g.newest_mapping for p in g.payouts}),
    }  # fmt: skip
