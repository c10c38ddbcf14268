"""Is everything as it must be? The set-up, and the books' own invariants, each with its figure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.jobs import worker
from workbench.money import plain
from workbench.store import audit, bank_lines, outbox, report_lines, settlements, transaction_reports
from workbench.store.company import Company, home, names
from workbench.store.settlements import Settlement
from workbench.store.transaction_reports import Report


def examine(company: str = "") -> dict[str, Any]:
    """Every check of one company, or of all: `{"checks": [{"check", "passed", "figure", "where"}]}`."""
    checks = [_check("folder of the companies can be written", _writable(), str(home()), "")]
    for name in [company] if company else names():
        books = Company(name)
        try:
            checks.extend(_books(books))
        finally:
            books.close()
    return {"checks": checks}


def _books(books: Company) -> Iterator[dict[str, Any]]:
    with books.state.read() as connection:
        broken = audit.broken_at(connection)
        loads = settlements.published_loads(connection)
        reports = transaction_reports.listed(connection)
        statements = bank_lines.statements(connection)
        waiting = [b.batch_id for b in outbox.batches(connection) if b.state == "attention"]
    yield _check("audit chain verifies", broken is None, "unbroken" if broken is None else f"broken at line {broken}", books.name)
    hashes = {s.sha256 for s in loads} | {r.sha256 for r in reports} | {b.sha256 for b in statements}
    changed = [sha256 for sha256 in hashes if not books.archive.verify(sha256)]
    yield _check("raw files have their hashes", not changed, f"{len(hashes) - len(changed)} of {len(hashes)}", books.name)
    for s in loads:
        parts = s.sales.total + s.refunds.total + s.adjustments.total
        yield _check("sales + refunds + adjustments = total", parts == s.total, plain(parts - s.total, s.currency), s.settlement_id)
    yield _check("no batch waits for a look", not waiting, ", ".join(waiting) or "none", books.name)
    if books.is_worker or worker.start(books):
        yield from _lines(books, loads, reports)
    else:
        yield _check("lines = total", True, "not looked at: a running workbench has the lines open", books.name)


def _lines(books: Company, loads: list[Settlement], reports: list[Report]) -> Iterator[dict[str, Any]]:
    sums, rows = books.lines.sums(), report_lines.sums(books.lines)
    for s in loads:
        count, total = sums.get(s.load_id, (0, s.total - s.total))
        good = (count, total) == (s.line_count, s.total)
        yield _check("lines = total", good, f"{count} lines, {plain(total - s.total, s.currency)} apart", s.settlement_id)
    for r in reports:
        count, _ = rows.get(r.load_id, (0, None))
        yield _check("rows of the report are all there", count == r.row_count, f"{count} of {r.row_count}", r.file_name)
    orphans = (set(sums) - {s.load_id for s in loads}) | (set(rows) - {r.load_id for r in reports})
    yield _check("no lines outside the published loads", not orphans, f"{len(orphans)} loads", books.name)


def _writable() -> bool:
    try:
        home().mkdir(parents=True, exist_ok=True)
        probe = home() / ".probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError:
        return False
    return True


def _check(check: str, passed: bool, figure: str, where: str) -> dict[str, Any]:
    return {"check": check, "passed": passed, "figure": figure, "where": where}
