"""Copies: documents in QuickBooks that bear the mark or the number of one of ours and are not ours, whoever made them.

A duplicate cannot be kept from being made by hand, or by a network that delivers twice; it can be found. Where change data
capture says what changed, what is new is read; otherwise every document from our first day on. It only reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from workbench import clock
from workbench.quickbooks.answers import Document
from workbench.quickbooks.changes import Changes
from workbench.quickbooks.client import Books
from workbench.reconcile import drift
from workbench.reconcile.drift import NOT_THERE
from workbench.store import drifts, foreign_answers, outbox, settings
from workbench.store.company import Company
from workbench.store.drifts import Drift
from workbench.store.outbox_values import Batch, Posting


def copies(company: Company, books: Books, live: Sequence[Batch], changes: Changes | None) -> list[Drift]:
    """The copies that are not on record yet, of every document of these batches; `changes` None has all documents read."""
    with company.state.read() as connection:
        ours = [p for b in live for p in outbox.postings(connection, b.batch_id) if p.state == "posted"]
        settled = set(foreign_answers.our_documents(connection))
        settled |= {place for b in live for place in foreign_answers.of_settlement(connection, b.settlement_id)}
        known = {d.name for d in drifts.recorded(connection) if d.kind == "copied"}
        undeposited = settings.get(connection, "undeposited_account")
    found: dict[str, tuple[Posting, Document]] = {}
    for entity in sorted({p.entity for p in ours}):
        of_kind = [p for p in ours if p.entity == entity]
        for document in _documents(books, of_kind, changes, {number for kind, number in settled if kind == entity}):
            original = drift.original_of(document, {p.marker: p for p in of_kind}, {p.doc_number: p for p in of_kind if p.doc_number})
            name = f"{entity} {document.get('DocNumber') or 'of ' + str(document.get('TxnDate'))} (id {document['Id']})"
            if original and (entity, str(document["Id"])) not in settled and name not in known:
                found[name] = original, document
    items = {item.id: item.income_account_id for item in books.items(include_inactive=True)} if found else {}
    return [
        Drift(p.batch_id, p.posting_key, name, "copied", NOT_THERE, drift.seen(p.entity, document, items, undeposited),
              document.get("MetaData", {}).get("LastUpdatedTime", ""))
        for name, (p, document) in found.items()
    ]  # fmt: skip


def _documents(books: Books, of_kind: Sequence[Posting], changes: Changes | None, settled: set[str]) -> Iterator[Document]:
    """What may hold a copy of these postings, all of one entity."""
    entity = of_kind[0].entity
    if changes is not None:
        new = changes.ids.get(entity, frozenset()) - settled
        yield from books.by_ids(entity, sorted(new)).values() if new else ()
        return
    days = [date.fromisoformat(p.date) for p in of_kind]
    yield from books.between(entity, min(days), max(*days, clock.now().date()))
    numbers = sorted({p.doc_number for p in of_kind} - {""})
    yield from books.find(entity, numbers) if numbers else ()
