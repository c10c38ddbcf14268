"""Drift watch: what became of our documents in QuickBooks after they were posted. It reads, and never writes to QuickBooks.

Change data capture names what changed since the last look; the batches concerned are read back, and each document is held
against what it was when last seen. Where change data capture does not reach (30 days, 1,000 changes) every document is read.
What stands there once more, by our mark or number, is drift as well (`jobs/undo/copies.py`). A batch in which something changed
needs attention until a person has looked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from workbench import clock
from workbench.jobs.post import posting
from workbench.jobs.quickbooks.session import books_of
from workbench.jobs.shapes import effect_shape
from workbench.jobs.undo import copies
from workbench.money import plain
from workbench.quickbooks.changes import LONGEST_LOOK_BACK, Changes
from workbench.quickbooks.client import Books
from workbench.reconcile.drift import NOT_THERE, Seen, in_words, kind
from workbench.store import drifts, outbox, settings
from workbench.store.company import Company
from workbench.store.drifts import Drift
from workbench.store.outbox_values import Batch, Posting

OVERLAP = timedelta(minutes=10)
"""Each look begins so much before the last one ended, because two clocks are never the same."""

MARGIN = timedelta(hours=1)
"""So much less than 30 days is asked for, so that the question is not too old by the time it arrives."""


def watch(company: Company, by: str, progress: Callable[[int, int, str], None]) -> dict[str, Any]:
    """Look for drift in every posted batch and put it on record. `Unreachable` when QuickBooks does not answer; then nothing
    is on record as looked at. Asked again, it finds the same once."""
    began = clock.now()
    with company.state.read() as connection:
        live = [b for b in outbox.batches(connection) if b.state in ("posted", "attention")]
        since = drifts.last_look(connection)
    books = books_of(company)
    concerned, how, changes = _concerned(company, books, live, since, began)
    found: list[Drift] = []
    for n, batch in enumerate(concerned):
        progress(n, len(concerned), f"Reading payout {batch.settlement_id} back")
        found += _look_at(company, books, batch, by)
    found += _look_for_copies(company, books, live, changes, by)
    with company.state.write() as connection:
        drifts.record_look(connection, by, began.isoformat(), since, how, len(concerned), len(found))
        names = {a["id"]: a["name"] for a in settings.get(connection, "chart").get("accounts", [])}
    currencies = {b.batch_id: b.currency for b in live}
    return {"since": since, "how": how, "batches": len(live), "read": len(concerned),
            "drift": [shape(d, names, currencies[d.batch_id]) for d in found]}  # fmt: skip


def _concerned(company: Company, books: Books, live: list[Batch], since: str, now: datetime
               ) -> tuple[list[Batch], str, Changes | None]:  # fmt: skip
    """The batches with a document that QuickBooks names as changed; all of them where it cannot say."""
    if not since or not live or datetime.fromisoformat(since) - OVERLAP < now - LONGEST_LOOK_BACK + MARGIN:
        return live, "every document", None
    with company.state.read() as connection:
        ours = {b.batch_id: [(p.entity, p.quickbooks_id) for p in outbox.postings(connection, b.batch_id)] for b in live}
    entities = sorted({entity for listed in ours.values() for entity, _ in listed})
    changes = books.changed_since(entities, datetime.fromisoformat(since) - OVERLAP)
    if not changes.complete:
        return live, "every document", None
    return [b for b in live if any(number in changes.ids[entity] for entity, number in ours[b.batch_id])], "changes", changes


def _look_at(company: Company, books: Books, batch: Batch, by: str) -> list[Drift]:
    """Read a batch back and record what changed since it was last seen; the batch then needs attention, in words.

    Drift is found by comparing with what is on record, not with the reading before: a run that dies after reading leaves
    nothing unseen.
    """
    posting.read_back(company, batch.batch_id, books)
    with company.state.write() as connection:
        last = {d.posting_key: d.after for d in drifts.recorded(connection, batch.batch_id) if d.kind != "copied"}
        found = [d for p in outbox.postings(connection, batch.batch_id) if (d := _drift_of(p, last.get(p.posting_key)))]
        drifts.record(connection, by, found)
        if found:
            names = {a["id"]: a["name"] for a in settings.get(connection, "chart").get("accounts", [])}
            outbox.set_batch_state(connection, batch.batch_id, "attention", "; ".join(words(d, names) for d in found[:5]))
    return found


def _look_for_copies(company: Company, books: Books, live: list[Batch], changes: Changes | None, by: str) -> list[Drift]:
    """Put on record what stands in QuickBooks once more than we posted it; its batch needs attention."""
    found = copies.copies(company, books, live, changes)
    with company.state.write() as connection:
        drifts.record(connection, by, found)
        for batch_id in sorted({d.batch_id for d in found}):
            outbox.set_batch_state(connection, batch_id, "attention", "; ".join(words(d, {}) for d in found if d.batch_id == batch_id))
    return found


def _drift_of(one: Posting, last: Seen | None) -> Drift | None:
    posted = Seen(True, one.date, one.total, one.effects)
    before, after = last or posted, _last_found(one)
    what = kind(posted, before, after) if one.state == "posted" and one.found_at else ""
    name = f"{one.entity} {one.doc_number or 'of ' + one.date}"
    return Drift(one.batch_id, one.posting_key, name, what, before, after, one.found.get("changed_at", "")) if what else None


def _last_found(one: Posting) -> Seen:
    found = one.found
    if found.get("status") == "deleted":
        return NOT_THERE
    effects = {account: Decimal(debit) for account, debit in found.get("effects", {}).items()}
    return Seen(True, found.get("date", ""), Decimal(found.get("total", "0.00")), effects)


def words(one: Drift, names: Mapping[str, str]) -> str:
    """The change in a sentence without its full stop."""
    if one.kind == "copied":
        return f"{one.name} in QuickBooks bears our mark or number and was not posted from here"
    what = ", ".join(in_words(one.before, one.after, names))
    return f"{one.name} was {one.kind} in QuickBooks" + (f": {what}" if what else "")


def shape(one: Drift, names: Mapping[str, str], currency: str) -> dict[str, Any]:
    """The change as the command line prints it."""
    return {
        "batch": one.batch_id, "posting": one.posting_key, "document": one.name, "what": one.kind, "changed_at": one.changed_at,
        "before": _side(one.before, currency), "after": _side(one.after, currency),
        "effect": effect_shape({names.get(a, a): debit for a, debit in one.effect.items()}, currency),
    }  # fmt: skip


def _side(seen: Seen, currency: str) -> dict[str, str]:
    return {"date": seen.date, "total": plain(seen.total, currency)}
