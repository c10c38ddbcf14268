"""The worker: one per company, takes jobs from the queue one after the other and says how each ended.

It runs as a thread of the app, or in the command itself when no app has the books open. It never dies of a job: an error
becomes the job's words, and what the job had not finished is safe to ask for again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from workbench import clock
from workbench.errors import Conflict, Refused, WorkbenchError
from workbench.jobs import answers, backup, schedule, setup
from workbench.jobs.amazon import sync
from workbench.jobs.bank import bank_statements
from workbench.jobs.close import close_package, handed_over, reporting
from workbench.jobs.mapping import costs, product_creation, products
from workbench.jobs.post import accruing, attaching, posting
from workbench.jobs.settlements import imports, loading
from workbench.jobs.undo import drift, undoing
from workbench.store import jobs
from workbench.store.company import Company
from workbench.store.jobs import Job

log = logging.getLogger(__name__)

BETWEEN_LOOKS = timedelta(minutes=1)
"""How often the worker looks whether a sync is due."""

Work = Callable[[Company, Job], dict[str, Any]]


def start(company: Company) -> bool:
    """Become the company's worker: sweep what a dead one left and put its jobs back. False when another program is."""
    if not company.claim():
        return False
    loading.sweep(company)
    products.count_older_loads(company)
    costs.count_older_loads(company)
    jobs.requeue_cut_off(company.state)
    return True


def run_waiting(company: Company, until: int | None = None) -> None:
    """Carry out what is queued, up to and including job `until`."""
    while (job := jobs.take(company.state)) is not None:
        carry_out(company, job)
        if until is not None and job.job_id >= until:
            return


def carry_out(company: Company, job: Job) -> None:
    """Do one job; whatever happens, its row says how it ended."""
    try:
        result = KINDS[job.kind](company, job)
    except WorkbenchError as error:
        jobs.end(company.state, job.job_id, "failed", str(error), {**error.as_json(), "exit_code": error.exit_code})
    except Exception as error:
        log.exception("job %s (%s) failed", job.job_id, job.kind)
        words = WorkbenchError(
            f"An unexpected error ({type(error).__name__}) ended the work.", where=f"job {job.job_id} ({job.kind})",
            next="Nothing half done is visible. Try again; if it comes back, report it with the log.",
        )  # fmt: skip
        jobs.end(company.state, job.job_id, "failed", str(words), {**words.as_json(), "exit_code": 2})
    else:
        stopped = result.get("outcome") == "stopped"
        jobs.end(company.state, job.job_id, "stopped" if stopped else "done", "Stopped" if stopped else "Done", result)


class Thread(threading.Thread):
    """The app's worker thread: looks for work a few times a second, and each minute for what is due by itself, until told to stop."""

    def __init__(self, company: Company) -> None:
        super().__init__(name=f"worker-{company.name}", daemon=True)
        self.company = company
        self._stop_event = threading.Event()

    def run(self) -> None:
        """Until stopped: claim the books if they are free, then do what is queued."""
        look_at = clock.now()
        while not self._stop_event.is_set():
            if self.company.is_worker or start(self.company):
                if clock.now() >= look_at:
                    look_at = clock.now() + BETWEEN_LOOKS
                    schedule.ask_for_due(self.company, clock.now())
                    schedule.ask_for_drift(self.company, clock.now())
                run_waiting(self.company)
            self._stop_event.wait(0.2)

    def stop(self) -> None:
        """Finish the job at hand, then end."""
        self._stop_event.set()


def ask_and_wait(company: Company, kind: str, by: str, tell: Callable[[Job], None], **arguments: Any) -> Job:
    """Queue a job and see it through: as the worker when the books are free, by waiting for the worker otherwise."""
    job_id = jobs.ask(company.state, kind, by, **arguments)
    while not (job := jobs.get(company.state, job_id)).ended:
        if company.is_worker or start(company):
            run_waiting(company, until=job_id)
        else:
            tell(job)
            clock.pause(0.1)
    return job


def result_of(job: Job) -> dict[str, Any]:
    """A finished job's result; its error, as an exception with the same words, when it failed."""
    if job.state == "failed":
        error = job.result.get("error", {})
        raised = {1: NotReadyAgain, 3: LaterAgain}.get(job.result.get("exit_code", 2), Refused)
        raise raised(error.get("what", job.message), where=error.get("where", ""), next=error.get("next", ""))
    return job.result


class NotReadyAgain(WorkbenchError):
    """A job's `NotReady`, raised again where it was asked for."""

    exit_code = 1


class LaterAgain(Conflict):
    """A job's `Unreachable`, raised again where it was asked for."""

    exit_code = 3


def _progress(company: Company, job: Job) -> Callable[[int, int, str], None]:
    return lambda done, of, words: jobs.progress(company.state, job.job_id, done, of, words)


def _import(company: Company, job: Job) -> dict[str, Any]:
    say = _progress(company, job)
    files = job.arguments["files"]
    answers_of_files = []
    for n, (sha256, name) in enumerate(files):

        def tell(words: str, n: int = n, name: str = name) -> None:
            say(n, len(files), f"{name}: {words}")

        answers_of_files.append(imports.import_file(company, sha256, name, job.by, tell))
    return {"files": answers_of_files}


def _read_anew(company: Company, job: Job) -> dict[str, Any]:
    """Read settlements anew from the archive; those that are posted are left alone and named."""
    say = _progress(company, job)
    done, left = [], []
    for n, settlement_id in enumerate(job.arguments["settlements"]):
        say(n, len(job.arguments["settlements"]), f"Reading settlement {settlement_id} anew")
        try:
            done.append(imports.read_anew(company, settlement_id, job.by).settlement_id)
        except Refused:
            left.append(settlement_id)
    return {"read": done, "posted": left}


def _connect(company: Company, job: Job) -> dict[str, Any]:
    say = _progress(company, job)
    return setup.connect(company, job.by, lambda words: say(0, 0, words), job.arguments.get("create"))


def _post(company: Company, job: Job) -> dict[str, Any]:
    _ensure_chart(company, job)
    batch_id = posting.open_batch(company, job.arguments["payout"], job.arguments["mode"], job.by, job.arguments.get("content", ""))
    done = posting.carry_out(company, batch_id, job.by, _progress(company, job), lambda: jobs.stop_asked(company.state, job.job_id))
    attached = attaching.attach(company, batch_id, job.by, _progress(company, job)) if done["outcome"] == "posted" else []
    return {**posting.summary(company, batch_id), "outcome": done["outcome"], "attached": attached}


def _post_accrual(company: Company, job: Job) -> dict[str, Any]:
    _ensure_chart(company, job)
    return accruing.carry_out(company, job, _progress(company, job))


def _undo(company: Company, job: Job) -> dict[str, Any]:
    run = undoing.Run(job.by, _progress(company, job), lambda: jobs.stop_asked(company.state, job.job_id))
    return undoing.undo_batch(company, job.arguments["batch"], job.arguments["because"], job.arguments["reverse_on"], run)


def _backup(company: Company, job: Job) -> dict[str, Any]:
    return backup.write(company, Path(job.arguments["file"]), _progress(company, job))


def _dry_run(company: Company, job: Job) -> dict[str, Any]:
    _ensure_chart(company, job)
    return answers.dry_run(company, job.arguments["payout"], job.arguments["mode"])


def _read_back(company: Company, job: Job) -> dict[str, Any]:
    return posting.read_back_all(company, job.arguments["payouts"], _progress(company, job))


def _export(company: Company, job: Job) -> dict[str, Any]:
    wanted = job.arguments
    reporting.write_report_to(company, wanted["payouts"], wanted["month"], wanted["written_as"], Path(wanted["file"]))
    return {"exported": wanted["file"]}


def _close_package(company: Company, job: Job) -> dict[str, Any]:
    wanted = job.arguments
    done: dict[str, Any] = {"exported": wanted["files"]}
    for file in map(Path, wanted["files"]):
        if file.suffix.lower() == ".zip":
            done["manifest"] = handed_over.write_to(company, wanted["month"], wanted["currency"], file)
        else:
            close_package.write_to(company, wanted["month"], wanted["currency"], file)
    return done


def _ask(company: Company, job: Job) -> dict[str, Any]:
    return answers.QUESTIONS[job.arguments["question"]](company, **job.arguments["of"])


def _exclude(company: Company, job: Job) -> dict[str, Any]:
    if job.arguments["account"]:
        _ensure_chart(company, job)
    return answers.exclude(company, by=job.by, **job.arguments)


def _bank_import(company: Company, job: Job) -> dict[str, Any]:
    _ensure_chart(company, job)
    return bank_statements.carry_out(company, job)


def _ensure_chart(company: Company, job: Job) -> None:
    """A practice company is set up by itself the first time QuickBooks is needed."""
    if not setup.is_ready(company):
        _connect(company, job)


KINDS: dict[str, Work] = {
    "import": _import,
    "read-anew": _read_anew,
    "sync": sync.carry_out,
    "connect": _connect,
    "post": _post,
    "post-accrual": _post_accrual,
    "undo": _undo,
    "create-products": lambda company, job: product_creation.create(company, job.by, _progress(company, job), **job.arguments),
    "drift": lambda company, job: drift.watch(company, job.by, _progress(company, job)),
    "dry-run": _dry_run,
    "read-back": _read_back,
    "ask": _ask,
    "export": _export,
    "close-package": _close_package,
    "backup": _backup,
    "exclude": _exclude,
    "bank-import": _bank_import,
}
