"""Change data capture: what was created, changed or deleted since a moment, of the kinds asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from workbench.practice import faults
from workbench.practice.company import Company
from workbench.practice.desk import moment
from workbench.practice.entities import BY_PATH
from workbench.practice.query import instant
from workbench.practice.wire import Body

MOST_RESULTS = 1000
LOOK_BACK = timedelta(days=30)


def answer(company: Company, entities: str, changed_since: str) -> Body:
    """`{"CDCResponse": …}`: for each entity named, in that order, its changed and deleted rows, at most 1,000, newest
    first, or `{}` when there are none. 4001 for an unknown entity; 2010 for a bad time or one older than 30 days."""
    kinds = []
    for name in entities.split(","):
        kind = BY_PATH.get(name.strip().lower())
        if kind is None:
            raise faults.FaultError("4001", "Invalid query", f"there is no entity {name!r}")
        kinds.append(kind)
    since = _since(changed_since)
    changed = [_changed(company, kind.name, since) for kind in kinds]
    return {"CDCResponse": [{"QueryResponse": changed}], "time": moment()}


def _since(text: str) -> str:
    try:
        # An unescaped + of a zone arrives as a blank.
        since = instant(text.strip().replace(" ", "+"))
    except ValueError as reason:
        raise faults.invalid("changedSince", f"{text!r} is not a time") from reason
    if datetime.fromisoformat(since) < datetime.now(UTC) - LOOK_BACK:
        raise faults.invalid("changedSince", "may be at most 30 days back")
    return since


def _changed(company: Company, kind: str, since: str) -> Body:
    rows = company.books.execute(
        "SELECT id, deleted, body FROM entity WHERE realm = ? AND kind = ? AND updated >= ? ORDER BY updated DESC, id DESC LIMIT ?",
        (company.realm, kind, since, MOST_RESULTS),
    ).fetchall()
    if not rows:
        return {}
    found = [company.shown("" if deleted else kind, str(row), body) for row, deleted, body in rows]
    return {kind: found, "startPosition": 1, "maxResults": len(found)}
