"""Waiting for a job on a page: its progress while it runs, its result or its error in words when it ended."""

from __future__ import annotations

from typing import Any

from workbench.errors import WorkbenchError
from workbench.jobs import worker
from workbench.store import jobs
from workbench.store.company import Company
from workbench.store.jobs import Job
from workbench.ui import gate
from workbench.ui.progress import job_progress


def result(company: Company, job_id: int) -> dict[str, Any] | None:
    """The result of a job that ended well; None while it runs (its progress is drawn) and when it failed (its error is)."""
    job = jobs.get(company.state, job_id)
    if not job.ended:
        job_progress(company, job_id)
        return None
    return result_or_words(job)


def result_or_words(job: Job) -> dict[str, Any] | None:
    """The result of an ended job; None after its error was shown."""
    try:
        return worker.result_of(job)
    except WorkbenchError as error:
        gate.show_error(error)
        return None
