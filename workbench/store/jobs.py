"""Work that pages and the command line ask for, and one worker per company does.

A job is a row before it is work: asking for it is a commit, so nothing is lost when a browser tab closes or a program
dies. A job found `running` without a worker was cut off; it goes back to the queue, because every kind of job is safe
to begin again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from workbench import clock
from workbench.store.schema import job
from workbench.store.state import State


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work and how far it is."""

    job_id: int
    kind: str
    arguments: dict[str, Any]
    state: str
    done: int
    of: int
    message: str
    result: dict[str, Any]
    at: str
    by: str
    ended_at: str

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ("done", "failed", "stopped")


def ask(state: State, kind: str, by: str, **arguments: Any) -> int:
    """Queue a job and return its number; the same job still waiting is returned instead of a second one."""
    text = json.dumps(arguments, sort_keys=True)
    with state.write() as connection:
        same = connection.execute(
            sa.select(job.c.job_id).where(job.c.kind == kind, job.c.arguments == text, job.c.state.in_(("queued", "running")))
        ).first()
        if same:
            return int(same.job_id)
        row = {"kind": kind, "arguments": text, "state": "queued", "done": 0, "of": 0, "message": "Waiting to start",
               "result": "{}", "stop_asked": 0, "at": clock.stamp(), "by": by, "ended_at": ""}  # fmt: skip
        inserted = connection.execute(job.insert().values(**row))
        return int(inserted.inserted_primary_key[0])  # type: ignore[index]


def take(state: State) -> Job | None:
    """The oldest job waiting, now running; None when there is none. Only the worker that holds the books calls this."""
    with state.write() as connection:
        row = connection.execute(sa.select(job).where(job.c.state == "queued").order_by(job.c.job_id).limit(1)).first()
        if row is None:
            return None
        connection.execute(job.update().where(job.c.job_id == row.job_id).values(state="running", message="Started"))
    return get(state, row.job_id)


def requeue_cut_off(state: State) -> int:
    """Give jobs that a dead worker left running back to the queue; returns how many."""
    with state.write() as connection:
        return connection.execute(
            job.update().where(job.c.state == "running").values(state="queued", message="Was cut off; goes on")
        ).rowcount


def progress(state: State, job_id: int, done: int, of: int, message: str) -> None:
    """Say how far a job is."""
    with state.write() as connection:
        connection.execute(job.update().where(job.c.job_id == job_id).values(done=done, of=of, message=message))


def end(state: State, job_id: int, how: str, message: str, result: dict[str, Any]) -> None:
    """Close a job: `how` is done, failed or stopped."""
    with state.write() as connection:
        connection.execute(
            job.update()
            .where(job.c.job_id == job_id)
            .values(state=how, message=message, result=json.dumps(result, ensure_ascii=False), ended_at=clock.stamp())
        )


def ask_to_stop(state: State, job_id: int) -> None:
    """Ask a job to stop at its next safe place."""
    with state.write() as connection:
        connection.execute(job.update().where(job.c.job_id == job_id).values(stop_asked=1))


def stop_asked(state: State, job_id: int) -> bool:
    """Whether somebody asked this job to stop."""
    with state.read() as connection:
        return bool(connection.execute(sa.select(job.c.stop_asked).where(job.c.job_id == job_id)).scalar())


def get(state: State, job_id: int) -> Job:
    """One job."""
    with state.read() as connection:
        return _job(connection.execute(sa.select(job).where(job.c.job_id == job_id)).one())


def last(state: State, kind: str, **arguments: Any) -> Job | None:
    """The newest job of this kind whose arguments include these; None when there is none."""
    query = sa.select(job).where(job.c.kind == kind).order_by(job.c.job_id.desc())
    with state.read() as connection:
        for row in connection.execute(query):
            asked = json.loads(row.arguments)
            if all(asked.get(name) == value for name, value in arguments.items()):
                return _job(row)
    return None


def recent(state: State, limit: int = 20) -> list[Job]:
    """The newest jobs first."""
    with state.read() as connection:
        return [_job(row) for row in connection.execute(sa.select(job).order_by(job.c.job_id.desc()).limit(limit))]


def done_of(state: State, kind: str) -> list[Job]:
    """Every job of this kind that is done, oldest first."""
    with state.read() as connection:
        query = sa.select(job).where(job.c.kind == kind, job.c.state == "done").order_by(job.c.job_id)
        return [_job(row) for row in connection.execute(query)]


def _job(row: sa.Row[Any]) -> Job:
    return Job(row.job_id, row.kind, json.loads(row.arguments), row.state, row.done, row.of, row.message,
               json.loads(row.result), row.at, row.by, row.ended_at)  # fmt: skip
