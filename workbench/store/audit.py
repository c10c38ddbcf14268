"""The audit log: who decided what, when; append-only, each line hashed together with the one before.

Changing, deleting or inserting a line breaks the chain from there on, and `broken_at` says where.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from workbench import clock
from workbench.store.schema import audit


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log: who did what, when (ISO 8601, UTC), and its details as they were recorded."""

    at: str
    by: str
    what: str
    detail: dict[str, Any]


def record(connection: sa.Connection, by: str, what: str, /, **detail: Any) -> None:
    """Append a line inside the caller's transaction: the decision and its trace are on disk together or not at all."""
    last = connection.execute(sa.select(audit.c.sequence, audit.c.hash).order_by(audit.c.sequence.desc()).limit(1)).first()
    sequence, previous = (last.sequence + 1, last.hash) if last else (1, "")
    at, text = clock.stamp(), json.dumps(detail, sort_keys=True, ensure_ascii=False, default=str)
    connection.execute(
        audit.insert().values(
            sequence=sequence, at=at, by=by, what=what, detail=text, previous=previous,
            hash=_digest(sequence, at, by, what, text, previous),
        )
    )  # fmt: skip


def lines(connection: sa.Connection, *whats: str) -> list[Line]:
    """The log's lines about these things, oldest first."""
    query = sa.select(audit).where(audit.c.what.in_(whats)).order_by(audit.c.sequence)
    return [Line(row.at, row.by, row.what, json.loads(row.detail)) for row in connection.execute(query)]


def head(connection: sa.Connection) -> tuple[int, str]:
    """How many lines the log has, and the hash of the last: whoever keeps it can tell later that none was cut off."""
    last = connection.execute(sa.select(audit.c.sequence, audit.c.hash).order_by(audit.c.sequence.desc()).limit(1)).first()
    return (last.sequence, last.hash) if last else (0, "")


def broken_at(connection: sa.Connection) -> int | None:
    """The first line that does not fit the chain, or None."""
    previous = ""
    for expected, row in enumerate(connection.execute(sa.select(audit).order_by(audit.c.sequence)), start=1):
        fits = row.sequence == expected and row.previous == previous
        if not fits or row.hash != _digest(row.sequence, row.at, row.by, row.what, row.detail, row.previous):
            return expected
        previous = row.hash
    return None


def _digest(sequence: int, at: str, by: str, what: str, detail: str, previous: str) -> str:
    return hashlib.sha256("\x1f".join((str(sequence), at, by, what, detail, previous)).encode()).hexdigest()
