"""A sync: everything Amazon has for a seller, brought into the books; stopped or killed anywhere, it goes on where it was.

    reports listed ──> fetched ──> imported ──> transactions ──> balances ──> payouts ──> control totals

Every step writes down what it did before the next begins, under Amazon's own numbers, so doing a step again changes nothing.
What is wrong with one report is written beside it and the others go on; when Amazon does not answer, the sync ends in
words and what it did is kept. Nothing is posted by it (S12).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workbench.amazon.api.faults import Stopped
from workbench.amazon.api.operations import Operation
from workbench.errors import WorkbenchError
from workbench.jobs.amazon import access as amazon_access
from workbench.jobs.amazon import connection as amazon_connection
from workbench.jobs.amazon import sync_balances, sync_payouts, sync_reports, sync_transactions
from workbench.jobs.amazon.sync_run import Run
from workbench.jobs.settlements.import_answers import finding_shape
from workbench.store import jobs, report_listings, sellers
from workbench.store.company import Company
from workbench.store.jobs import Job
from workbench.store.report_listings import Listing

KIND = "sync"
"""What the job is called."""

REMEMBERED = 200
"""Among so many of the newest jobs the history of syncs is looked for."""


@dataclass(frozen=True, slots=True)
class Past:
    """A sync that was asked for: when, by whom, how it stands (a job's state) and how it went, in words.

    `imported` are settlements that came into the books or were found there; `findings` have the shape of the command line.
    """

    job_id: int
    seller_id: str
    at: str
    ended_at: str
    by: str
    state: str
    done: int
    of: int
    message: str
    imported: tuple[str, ...]
    findings: tuple[dict[str, Any], ...]


def ask(company: Company, seller_id: str, by: str) -> int:
    """Queue a sync; the one that is waiting or running already is returned instead of a second. `NotReady` in words while
    the seller is disconnected or has no start date (S15)."""
    amazon_connection.started(amazon_connection.connected(company, seller_id))
    return jobs.ask(company.state, KIND, by, seller=seller_id)


def under_way(company: Company, seller_id: str) -> Job | None:
    """The sync of this seller that waits or runs now."""
    newest = jobs.last(company.state, KIND, seller=seller_id)
    return newest if newest is not None and not newest.ended else None


def history(company: Company, seller_id: str = "", limit: int = 20) -> list[Past]:
    """The newest syncs first, of one seller or of all."""
    found = [
        job for job in jobs.recent(company.state, REMEMBERED)
        if job.kind == KIND and seller_id in ("", job.arguments["seller"])
    ]  # fmt: skip
    return [_past(job) for job in found[:limit]]


def listings(company: Company, seller_id: str) -> list[Listing]:
    """Every report that was ever listed for a seller, newest first, with what became of it."""
    with company.state.read() as connection:
        return report_listings.listed(connection, seller_id)


def try_again(company: Company, seller_id: str, report_id: str) -> None:
    """Let the next sync take up a report that was refused or given up."""
    with company.state.write() as connection:
        report_listings.reopen(connection, seller_id, report_id)


def carry_out(company: Company, job: Job) -> dict[str, Any]:
    """The worker's part. Raises in words; what was done until then is kept, and the next sync goes on from there."""
    seller = amazon_connection.connected(company, job.arguments["seller"])
    amazon_connection.started(seller)
    done, of, words = 0, 0, ""

    def tell(*news: Any) -> None:
        nonlocal done, of, words
        done, of, words = news
        jobs.progress(company.state, job.job_id, done, of, words)

    def waiting(_operation: Operation, seconds: int) -> None:
        jobs.progress(company.state, job.job_id, done, of, f"{words}; asking again in {amazon_access.minutes(seconds)}, as Amazon wants")

    stop = _stop(company, job, seller.seller_id)
    try:
        with amazon_access.open_seller(company, seller, waiting, stop) as opened:
            answer = _steps(Run(company, seller, opened, amazon_access.time_of(seller.kind), job.by, tell))
    except Stopped:
        _note(company, seller.seller_id, "Stopped", False)
        return {"seller": seller.seller_id, "outcome": "stopped", "imported": [], "findings": []}
    except Exception as error:
        words = str(error) if isinstance(error, WorkbenchError) else "An unexpected error ended the sync"
        _note(company, seller.seller_id, words, False)
        raise
    _note(company, seller.seller_id, _in_words(answer), True)
    return answer


def _steps(run: Run) -> dict[str, Any]:
    new = sync_reports.list_reports(run)
    became = sync_reports.take_in(run)
    transactions = sync_transactions.read(run)
    sync_balances.read(run)
    payouts = sync_payouts.read(run)
    differing = sync_payouts.compare(run)
    with run.company.state.read() as connection:
        counts = report_listings.counts(connection, run.seller.seller_id)
    return {
        "seller": run.seller.seller_id, "outcome": "done", "new_reports": new, "imported": became.get("imported", []),
        "failed": {state: which for state, which in became.items() if state != "imported"}, "reports": dict(counts),
        "new_transactions": transactions, "payouts": payouts, "differing": differing,
        "findings": [finding_shape(finding) for finding in run.findings],
    }  # fmt: skip


def _stop(company: Company, job: Job, seller_id: str) -> Callable[[], bool]:
    """Whether to stop: somebody asked, or the seller was disconnected meanwhile."""

    def stop() -> bool:
        with company.state.read() as connection:
            is_connected = sellers.get(connection, seller_id).is_connected
        return not is_connected or jobs.stop_asked(company.state, job.job_id)

    return stop


def _note(company: Company, seller_id: str, words: str, success: bool) -> None:
    with company.state.write() as connection:
        sellers.note_sync(connection, seller_id, words, success)


def _in_words(answer: dict[str, Any]) -> str:
    count = len(answer["imported"])
    brought = "No new settlement" if not count else "1 settlement" if count == 1 else f"{count} settlements"
    aside = sum(len(which) for which in answer["failed"].values())
    return f"{brought}; {aside} {'report needs' if aside == 1 else 'reports need'} a look" if aside else brought


def _past(job: Job) -> Past:
    result = job.result
    return Past(
        job.job_id, job.arguments["seller"], job.at, job.ended_at, job.by, job.state, job.done, job.of, job.message,
        tuple(result.get("imported", [])), tuple(result.get("findings", [])),
    )  # fmt: skip
