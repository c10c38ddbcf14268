"""Drift on record: every change to a posted document that was seen, and when QuickBooks was last asked.

It stands in the audit log alone: a line for each change, written with the reading that showed it, and a line for each look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from workbench.reconcile.drift import Kind, Seen, effect
from workbench.store import audit


@dataclass(frozen=True, slots=True)
class Drift:
    """One change of one document. `at` is when it was seen, `changed_at` when QuickBooks says it was made ('' of a deletion);
    both are ISO 8601."""

    batch_id: str
    posting_key: str
    name: str
    kind: Kind
    before: Seen
    after: Seen
    changed_at: str
    at: str = ""

    @property
    def effect(self) -> dict[str, Decimal]:
        """Account id -> what the change did to it, + debit."""
        return effect(self.before, self.after)


def record(connection: sa.Connection, by: str, found: Sequence[Drift]) -> None:
    """Put changes on record."""
    for one in found:
        audit.record(connection, by, "drift", batch=one.batch_id, posting=one.posting_key, name=one.name, kind=one.kind,
                     before=_shape(one.before), after=_shape(one.after), changed_at=one.changed_at)  # fmt: skip


def recorded(connection: sa.Connection, batch_id: str = "") -> list[Drift]:
    """Every change on record, oldest first; of one batch unless it is ''."""
    lines = audit.lines(connection, "drift")
    return [_drift(line) for line in lines if not batch_id or line.detail["batch"] == batch_id]


def record_look(connection: sa.Connection, by: str, began: str, since: str, how: str, batches: int, found: int) -> None:
    """QuickBooks was asked, from `began` on, what changed since that moment ('' for ever): by change data capture, or by
    reading every document."""
    audit.record(connection, by, "drift looked for", began=began, since=since, how=how, batches=batches, found=found)


def last_look(connection: sa.Connection) -> str:
    """When QuickBooks was last asked (ISO 8601, UTC): everything before it was seen; '' when never."""
    lines = audit.lines(connection, "drift looked for")
    return str(lines[-1].detail["began"]) if lines else ""


def _shape(seen: Seen) -> dict[str, Any]:
    return {"there": seen.there, "date": seen.date, "total": str(seen.total), "effects": {a: str(d) for a, d in seen.effects.items()}}


def _seen(shape: dict[str, Any]) -> Seen:
    effects = {account: Decimal(debit) for account, debit in shape["effects"].items()}
    return Seen(shape["there"], shape["date"], Decimal(shape["total"]), effects)


def _drift(line: audit.Line) -> Drift:
    d = line.detail
    return Drift(d["batch"], d["posting"], d["name"], d["kind"], _seen(d["before"]), _seen(d["after"]), d["changed_at"], line.at)
