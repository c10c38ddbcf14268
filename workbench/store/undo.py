"""What the books keep of an undo: that it began and why, deletions that may be on their way, the reversal, the register.

Who undid what, when and why stands in the audit log and nowhere else, so the register cannot say anything different. A
deletion travels in an envelope as a creation does; it holds no postings, because deleting the same version of a document
twice deletes it once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa

from workbench import clock
from workbench.errors import NotReady
from workbench.money import ZERO, exact, from_cents, to_cents
from workbench.posting.document import Document, encode
from workbench.store import audit, outbox
from workbench.store.outbox_values import Batch, Posting
from workbench.store.schema_outbox import batch, envelope, posting

REVERSAL = "/reversal/"
"""What the key of a batch's reversal has in it, and no other posting's."""


@dataclass(frozen=True, slots=True)
class Undone:
    """A line of the register: a batch that has no effect on QuickBooks any more.

    `how` is `deleted` or `reversed`; `total` is the payout's, in `currency`; `documents` were deleted or are reversed; a
    reversal has its document number, its day and QuickBooks' id, which are empty otherwise.
    """

    batch_id: str
    settlement_id: str
    at: str
    by: str
    because: str
    how: str
    documents: int
    currency: str
    total: Decimal
    reversal_number: str
    reversal_day: str
    reversal_id: str


def begin(connection: sa.Connection, by: str, batch_id: str, because: str) -> Batch:
    """Put the batch into *undoing*, with the reason on record; returns it as it was before.

    `NotReady` while something that was sent to QuickBooks is unanswered: it might still appear there.
    """
    found = outbox.get_batch(connection, batch_id)
    if found.state in ("undoing", "undone"):
        return found
    if outbox.open_envelopes(connection, batch_id):
        raise NotReady("A document of this batch was sent and its answer is not known yet.", where=f"batch {batch_id}",
                       next="Resume the batch; when every answer is known, undo it.")  # fmt: skip
    audit.record(connection, by, "undo begun", batch=batch_id, because=because, before=found.state)
    outbox.set_batch_state(connection, batch_id, "undoing")
    return found


def stop(connection: sa.Connection, by: str, batch_id: str, words: str) -> None:
    """The undo cannot go on: a batch of which nothing was undone stands as it stood before, another stays *undoing*."""
    touched = any(p.state == "undone" for p in outbox.postings(connection, batch_id)) or reversal_of(connection, batch_id) is not None
    before = _begun(connection, batch_id).detail["before"]
    state = "undoing" if touched else ("attention" if before == "posting" else before)
    outbox.set_batch_state(connection, batch_id, state, words)
    audit.record(connection, by, "undo stopped", batch=batch_id, state=state, words=words)


def freeze_deletion(connection: sa.Connection, envelope_id: str, batch_id: str, body: bytes) -> None:
    """Write down, before the first byte leaves, a request that deletes documents of the batch."""
    values = {"envelope_id": envelope_id, "batch_id": batch_id, "entity": "batch", "body": body}
    connection.execute(envelope.insert().values(**values, state="sent", sent_at=clock.stamp(), attempts=1))


def record_gone(connection: sa.Connection, by: str, gone: Sequence[Posting], words: str) -> None:
    """These documents are not in QuickBooks any more."""
    if gone:
        outbox.record(connection, by, [(p.posting_key, "undone", p.quickbooks_id, words) for p in gone])
        audit.record(connection, by, "document undone", postings={p.posting_key: p.quickbooks_id for p in gone}, how=words)


def standing(connection: sa.Connection, batch_id: str) -> list[Posting]:
    """The batch's documents that QuickBooks still has, as far as we know; without its reversal."""
    return [p for p in outbox.postings(connection, batch_id) if p.state == "posted" and REVERSAL not in p.posting_key]


def reversal_of(connection: sa.Connection, batch_id: str) -> Posting | None:
    """The journal entry that takes the batch back, once one is planned."""
    return next((p for p in outbox.postings(connection, batch_id) if REVERSAL in p.posting_key), None)


def plan_reversal(connection: sa.Connection, by: str, batch_id: str, document: Document) -> None:
    """Add the batch's reversal to the outbox, after everything else; one that QuickBooks refused, or that was never sent, is
    replaced. `NotReady` when there is one that may be in QuickBooks."""
    before = reversal_of(connection, batch_id)
    if before is not None and before.state not in ("planned", "rejected"):
        raise NotReady(f"Batch {batch_id} already has a reversal, dated {before.date}.", next="Go on with the undo without another day.")
    if before is not None:
        connection.execute(posting.delete().where(posting.c.posting_key == before.posting_key))
    last = outbox.postings(connection, batch_id)[-1]
    outbox.add_posting(connection, batch_id, last.position + 1, document)
    audit.record(connection, by, "reversal planned", batch=batch_id, number=document.doc_number, date=document.date,
                 content=encode(document.body).decode())  # fmt: skip


def try_reversal_again(connection: sa.Connection, batch_id: str) -> None:
    """A reversal that was never answered, or set aside, is looked for, and sent again if it is not there, as it is."""
    found = reversal_of(connection, batch_id)
    if found is not None and found.state in ("unknown", "quarantined"):
        again = posting.update().where(posting.c.posting_key == found.posting_key)
        connection.execute(again.values(state="planned", envelope_id="", item="", message=""))


def effect_found(connection: sa.Connection, batch_id: str) -> dict[str, Decimal]:
    """Account id -> what the batch's documents still do to it, as last read back; empty when nothing."""
    sums: dict[str, Decimal] = {}
    for one in outbox.postings(connection, batch_id):
        for account, debit in one.found.get("effects", {}).items():
            sums[account] = exact(sums.get(account, ZERO) + Decimal(debit))
    return {account: debit for account, debit in sums.items() if debit}


def finish(connection: sa.Connection, by: str, batch_id: str) -> None:
    """The batch is *undone*, and one line of the register."""
    found, reversal = outbox.get_batch(connection, batch_id), reversal_of(connection, batch_id)
    every = [p for p in outbox.postings(connection, batch_id) if p is not reversal and REVERSAL not in p.posting_key]
    taken_back = [p for p in every if p.state == ("posted" if reversal else "undone")]
    connection.execute(
        posting.update()
        .where(posting.c.batch_id == batch_id, posting.c.state.not_in(("posted", "undone")))
        .values(state="undone")  # what never reached QuickBooks is never sent
    )
    outbox.set_batch_state(connection, batch_id, "undone")
    connection.execute(batch.update().where(batch.c.batch_id == batch_id).values(difference_cents=None))
    audit.record(
        connection, by, "batch undone", batch=batch_id, settlement=found.settlement_id,
        because=_begun(connection, batch_id).detail["because"], how="reversed" if reversal else "deleted", documents=len(taken_back),
        currency=found.currency, total_cents=to_cents(found.total), number=reversal.doc_number if reversal else "",
        date=reversal.date if reversal else "", id=reversal.quickbooks_id if reversal else "",
    )  # fmt: skip


def register(connection: sa.Connection) -> list[Undone]:
    """Every batch that was undone or reversed, newest first."""
    lines = audit.lines(connection, "batch undone")
    return [_undone(line) for line in reversed(lines)]


def _undone(line: audit.Line) -> Undone:
    d = line.detail
    return Undone(d["batch"], d["settlement"], line.at, line.by, d["because"], d["how"], d["documents"], d["currency"],
                  from_cents(d["total_cents"]), d["number"], d["date"], d["id"])  # fmt: skip


def _begun(connection: sa.Connection, batch_id: str) -> audit.Line:
    """The line with which the batch's undo began last."""
    return next(line for line in reversed(audit.lines(connection, "undo begun")) if line.detail["batch"] == batch_id)
