"""The reports of a sync: listed, fetched into the archive, imported; each step is on disk before the next begins.

Amazon keeps a settlement report for 90 days and gives one document a minute after the first fifteen, so the newest come
first, and a first sync of daily payouts takes an hour and more (getReports, getReportDocument).
"""

from __future__ import annotations

import hashlib
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from workbench.amazon.api import operations
from workbench.amazon.api.faults import Damaged, Stopped
from workbench.amazon.api.reports import KEPT, Report
from workbench.errors import NotFound, Unreachable, WorkbenchError
from workbench.jobs import crash
from workbench.jobs.amazon import access as amazon_access
from workbench.jobs.amazon import connection as amazon_connection
from workbench.jobs.amazon.sync_run import Run
from workbench.jobs.settlements import imports
from workbench.store import report_listings
from workbench.store.buckets import Buckets
from workbench.store.report_listings import Listing, ListingState

ATTEMPTS = 3
"""In so many syncs a report may fail before it is given up and a person is told."""

STATES: dict[str, ListingState] = {
    "DONE": "listed", "IN_QUEUE": "waiting", "IN_PROGRESS": "waiting", "FATAL": "fatal", "CANCELLED": "cancelled",
}  # fmt: skip
WORDS = {
    "waiting": "Amazon is still making this report.",
    "fatal": "Amazon could not make this report. Download the settlement from Seller Central › Payments and import it as a file.",
    "cancelled": "Amazon made no report: it was cancelled, or there was nothing to report.",
    "before-start": "This settlement begins before the start date, so it is not imported. Import its file if you want it in the books.",
    "gone": "Amazon no longer keeps this report. Download the settlement from Seller Central › Payments and import it as a file.",
}


def list_reports(run: Run) -> int:
    """Write down every settlement report that Amazon has for this seller; returns how many are new."""
    run.tell(0, 0, "Asking Amazon which settlement reports there are")
    start = amazon_access.start_of_day(run.seller, amazon_connection.started(run.seller))
    since = max(start, run.time.now() - KEPT)
    found = [_listing(report, start) for report in run.amazon.settlement_reports(since)]
    with run.company.state.write() as connection:
        new = report_listings.record(connection, run.seller.seller_id, found)
    crash.point("sync.listed")
    return new


def take_in(run: Run) -> dict[str, list[str]]:
    """Fetch and import what is listed and not in the books; settlement numbers (or report numbers) by what became of them."""
    folder = _downloads(run)
    with run.company.state.read() as connection:
        todo = report_listings.unfinished(connection, run.seller.seller_id)
    became: dict[str, list[str]] = {}
    for n, listing in enumerate(todo):
        run.tell(n, len(todo), f"Settlement report {n + 1} of {len(todo)}{_left(run, len(todo) - n)}")
        try:
            sha256 = listing.sha256 or _fetch(run, listing, folder, n, len(todo))
            state, settlement_id = _import(run, listing, sha256, n, len(todo)) if sha256 else ("gone", "")
        except (Stopped, Unreachable):
            raise  # nothing is wrong with the report
        except WorkbenchError as error:
            state, settlement_id = _failed(run, listing, error), ""
        became.setdefault(state, []).append(settlement_id or listing.report_id)
    shutil.rmtree(folder, ignore_errors=True)
    return became


def seconds_left(kept: tuple[int, datetime] | None, now: datetime, documents: int) -> int:
    """How long Amazon's rate makes so many documents take: none of a burst that is left, one a minute after it.

    `kept` is how many could be asked for at once, and when that was; None before the first.

    >>> seconds_left(None, datetime(2026, 1, 1), 20)
    300
    """
    rate = operations.DOCUMENT
    free = rate.burst if kept is None else min(rate.burst, kept[0] + max(now - kept[1], timedelta(0)) // rate.period)
    return max(documents - free, 0) * 60


def _listing(report: Report, start: datetime) -> Listing:
    state = STATES.get(report.status, "waiting")
    if state == "listed" and not report.document_id:
        state = "waiting"
    if state == "listed" and report.start is not None and report.start < start:
        state = "before-start"
    return Listing(
        report.report_id, report.document_id, report.created.isoformat(), report.start.isoformat() if report.start else "",
        report.end.isoformat() if report.end else "", state, message=WORDS.get(state, ""),
    )  # fmt: skip


def _fetch(run: Run, listing: Listing, folder: Path, n: int, of: int) -> str:
    """The document into the archive, unless its bytes are there already; their hash. '' when Amazon no longer has it."""
    with run.company.state.read() as connection:
        sha256 = report_listings.fetched_before(connection, run.seller.seller_id, listing.document_id)
    if not sha256:
        path = folder / hashlib.sha256(listing.document_id.encode()).hexdigest()[:16]

        def came(size: int, whole: int | None) -> None:
            share = f"{size:,} of {whole:,} bytes" if whole else f"{size:,} bytes"
            run.tell(n, of, f"Settlement report {n + 1} of {of}: {share}")

        try:
            run.amazon.download(listing.document_id, path, came)
        except NotFound:
            _note(run, listing, "gone", message=WORDS["gone"])
            run.find("report-gone", f"report {listing.report_id}", WORDS["gone"], "Import › choose the file.")
            return ""
        sha256 = run.company.archive.keep(path)
        path.unlink()
    _note(run, listing, "fetched", sha256=sha256, message="")
    crash.point("sync.downloaded")
    return sha256


def _import(run: Run, listing: Listing, sha256: str, n: int, of: int) -> tuple[ListingState, str]:
    """The file into the books, what became of it and which settlement it is."""
    name = f"settlement-report-{listing.report_id}.txt"
    answer = imports.import_file(run.company, sha256, name, run.by, lambda words: run.tell(n, of, f"{name}: {words}"))
    settlement_id = str(answer.get("settlement_id", ""))
    if answer["status"] == "refused" or not settlement_id:
        return _refused(run, listing, str(answer.get("error", {}).get("what", "It is no settlement report."))), ""
    waits = answer["status"] == "new-version"
    message = "A new version of a settlement in the books; it waits for a decision." if waits else ""
    _note(run, listing, "imported", settlement_id=settlement_id, message=message)
    crash.point("sync.imported")
    return "imported", settlement_id


def _refused(run: Run, listing: Listing, what: str) -> ListingState:
    """Fetch a refused document once more with the next sync, in case the storage gave other bytes than the report's; refused
    again, it is refused for good: the same bytes would always be."""
    state: ListingState
    if listing.attempts:
        state, then = "refused", "Download it from Seller Central › Payments and import the file."
        _note(run, listing, "refused", message=what)
    else:
        state, then = "listed", "The next sync fetches it once more."
        _note(run, listing, "listed", sha256="", attempts=1, message=what)
    run.find("report-refused", f"report {listing.report_id}", f"This report was refused: {what}", then)
    return state


def _failed(run: Run, listing: Listing, error: WorkbenchError) -> ListingState:
    """Write down that a report failed; it is tried again in the next syncs, and then given up."""
    given_up = listing.attempts + 1 >= ATTEMPTS
    with run.company.state.read() as connection:
        sha256 = report_listings.fetched_before(connection, run.seller.seller_id, listing.document_id)
    state: ListingState = "refused" if given_up else "fetched" if sha256 else "listed"
    _note(run, listing, state, attempts=listing.attempts + 1, message=str(error))
    then = "Download it from Seller Central › Payments and import the file." if given_up else "The next sync tries again."
    code = "report-damaged" if isinstance(error, Damaged) else "report-failed"
    run.find(code, f"report {listing.report_id}", f"This report could not be taken in: {error.what}", then)
    return state


def _note(run: Run, listing: Listing, state: ListingState, **values: str | int) -> None:
    with run.company.state.write() as connection:
        report_listings.note(connection, run.seller.seller_id, listing.report_id, state, **values)


def _downloads(run: Run) -> Path:
    """An empty folder beside the books; what a killed sync left there is of no use."""
    folder = run.company.folder / "downloads"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _left(run: Run, documents: int) -> str:
    if not run.amazon.profile.paced:
        return ""
    kept = Buckets(run.company.state, run.seller.seller_id).load(operations.DOCUMENT.name)
    seconds = seconds_left((int(kept[0]), kept[1]) if kept else None, run.time.now(), documents)
    return f"; Amazon's rate makes the rest take about {amazon_access.minutes(seconds)}" if seconds else ""
