"""The outbox: batches, the documents in them, and the envelopes they travel in.

A posting's bytes and its envelope's request id are on disk before the first byte leaves; what became of it is written in
one transaction with the batch. One live batch per settlement, by a unique index.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from workbench import clock
from workbench.errors import Conflict, NotFound
from workbench.money import ZERO, exact, from_cents, to_cents
from workbench.posting.document import Document, encode
from workbench.posting.plan import Plan
from workbench.store import audit
from workbench.store.outbox_values import Batch, Envelope, Posting, batch_of, envelope_of, posting_of
from workbench.store.schema_outbox import batch, entry_line, envelope, posting


def open_batch(connection: sa.Connection, by: str, plan: Plan, load_id: str) -> str:
    """Write a confirmed plan as the settlement's one live batch. `Conflict` when it has one already."""
    batch_id = f"{plan.settlement_id}-{plan.revision}"
    row = {
        "batch_id": batch_id, "settlement_id": plan.settlement_id, "load_id": load_id, "revision": plan.revision,
        "mode": plan.mode, "mapping_version": plan.mapping_version, "content_hash": plan.content_hash, "currency": plan.currency,
        "total_cents": to_cents(plan.total), "state": "posting", "message": "", "at": clock.stamp(), "by": by,
    }  # fmt: skip
    try:
        connection.execute(batch.insert().values(**row))
    except sa.exc.IntegrityError as error:
        raise Conflict(f"Payout {plan.settlement_id} is already posted or being posted.", next="Open Post › Batches to see it.") from error
    lines = [(entry.date, line) for entry in plan.entries for line in entry.lines]
    connection.execute(
        entry_line.insert(),
        [
            {"batch_id": batch_id, "position": n, "date": date, "account_id": line.account.id, "account": line.account.name,
             "memo": line.memo, "debit_cents": to_cents(line.debit)}
            for n, (date, line) in enumerate(lines)
        ],
    )  # fmt: skip
    if plan.documents:
        connection.execute(posting.insert(), [_row(batch_id, n, document) for n, document in enumerate(plan.documents)])
    audit.record(connection, by, "batch confirmed", batch=batch_id, mode=plan.mode, content=plan.content_hash,
                 documents=len(plan.documents), total_cents=to_cents(plan.total))  # fmt: skip
    return batch_id


def _row(batch_id: str, position: int, document: Document) -> dict[str, Any]:
    effects: dict[str, Decimal] = {}
    for account, debit in document.effects:
        effects[account.id] = effects.get(account.id, Decimal(0)) + debit
    return {
        "posting_key": document.key, "batch_id": batch_id, "position": position, "stage": document.stage,
        "entity": document.entity, "doc_number": document.doc_number, "date": document.date,
        "total_cents": to_cents(document.total), "marker": document.marker, "plan": encode(document.body),
        "effects": json.dumps({key: str(value) for key, value in effects.items() if value}), "envelope_id": "", "item": "",
        "state": "planned", "quickbooks_id": "", "message": "", "found": "{}", "found_at": "",
    }  # fmt: skip


def add_posting(connection: sa.Connection, batch_id: str, position: int, document: Document) -> None:
    """One more document for a batch that is open already; it waits to be sent."""
    connection.execute(posting.insert().values(**_row(batch_id, position, document)))


def live_batch(connection: sa.Connection, settlement_id: str) -> Batch | None:
    """The settlement's batch that is not undone."""
    row = connection.execute(sa.select(batch).where(batch.c.settlement_id == settlement_id, batch.c.state != "undone")).first()
    return batch_of(row) if row else None


def get_batch(connection: sa.Connection, batch_id: str) -> Batch:
    """One batch; `NotFound` in words."""
    row = connection.execute(sa.select(batch).where(batch.c.batch_id == batch_id)).first()
    if row is None:
        raise NotFound(f"There is no batch {batch_id}.", next="Open Post › Batches for the list.")
    return batch_of(row)


def batches(connection: sa.Connection) -> list[Batch]:
    """Every batch, newest first."""
    return [batch_of(row) for row in connection.execute(sa.select(batch).order_by(batch.c.at.desc()))]


def next_revision(connection: sa.Connection, settlement_id: str) -> int:
    """The revision the settlement's next batch will have; it is part of every name, so a reposting is never a replay."""
    query = sa.select(sa.func.max(batch.c.revision)).where(batch.c.settlement_id == settlement_id)
    return int(connection.execute(query).scalar() or 0) + 1


def numbers_in_use(connection: sa.Connection, settlement_id: str) -> frozenset[tuple[str, str]]:
    """(entity, document number) that other settlements' live batches hold, or that stay in QuickBooks under a reversal."""
    live = sa.and_(batch.c.settlement_id != settlement_id, batch.c.state != "undone")
    reversed_ = sa.and_(batch.c.state == "undone", posting.c.state == "posted")
    query = (
        sa.select(posting.c.entity, posting.c.doc_number)
        .join(batch, batch.c.batch_id == posting.c.batch_id)
        .where(sa.or_(live, reversed_), posting.c.doc_number != "")
    )
    return frozenset((row.entity, row.doc_number) for row in connection.execute(query))


def postings(connection: sa.Connection, batch_id: str, *, stage: int | None = None, entity: str = "") -> list[Posting]:
    """A batch's postings in the order they are sent; of one stage, or of one entity, when it is given."""
    query = sa.select(posting).where(posting.c.batch_id == batch_id).order_by(posting.c.position)
    if stage is not None:
        query = query.where(posting.c.stage == stage)
    if entity:
        query = query.where(posting.c.entity == entity)
    return [posting_of(row) for row in connection.execute(query)]


def quickbooks_ids(connection: sa.Connection, batch_id: str) -> dict[str, str]:
    """Posting key -> QuickBooks' id ('' before there is one): all that a document needs to link the others of its batch."""
    query = sa.select(posting.c.posting_key, posting.c.quickbooks_id).where(posting.c.batch_id == batch_id)
    return {row.posting_key: row.quickbooks_id for row in connection.execute(query)}


def postings_page(connection: sa.Connection, batch_id: str, state: str = "", limit: int = 100, offset: int = 0) -> list[Posting]:
    """A page of a batch's postings in the order they are sent; of one state unless it is ''."""
    query = sa.select(posting).where(posting.c.batch_id == batch_id).order_by(posting.c.position).limit(limit).offset(offset)
    if state:
        query = query.where(posting.c.state == state)
    return [posting_of(row) for row in connection.execute(query)]


def planned(connection: sa.Connection, batch_id: str, stage: int, limit: int) -> list[Posting]:
    """The next postings of a stage that wait to be sent."""
    query = sa.select(posting).where(posting.c.batch_id == batch_id, posting.c.stage == stage, posting.c.state == "planned")
    return [posting_of(row) for row in connection.execute(query.order_by(posting.c.position).limit(limit))]


def stages(connection: sa.Connection, batch_id: str) -> dict[int, bool]:
    """The batch's stages in order, each with whether all of it is posted."""
    waits = sa.func.sum(sa.case((posting.c.state == "posted", 0), else_=1))
    query = sa.select(posting.c.stage, waits).where(posting.c.batch_id == batch_id).group_by(posting.c.stage).order_by(posting.c.stage)
    return {stage: not waiting for stage, waiting in connection.execute(query)}


def counts(connection: sa.Connection, batch_id: str) -> dict[str, int]:
    """How many postings are in each state."""
    query = sa.select(posting.c.state, sa.func.count()).where(posting.c.batch_id == batch_id).group_by(posting.c.state)
    return {state: count for state, count in connection.execute(query)}  # noqa: C416 (rows, not tuples)


def entry_lines(connection: sa.Connection, batch_id: str) -> list[tuple[str, str, str, str, Decimal]]:
    """Our entries as they were confirmed: (date, account id, account, memo, debit)."""
    query = sa.select(entry_line).where(entry_line.c.batch_id == batch_id).order_by(entry_line.c.position)
    return [(r.date, r.account_id, r.account, r.memo, from_cents(r.debit_cents)) for r in connection.execute(query)]


def freeze(connection: sa.Connection, envelope_id: str, batch_id: str, entity: str, body: bytes, items: Sequence[tuple[str, str]]) -> None:
    """Put postings (key, item) into an envelope whose bytes never change again."""
    values = {"batch_id": batch_id, "entity": entity, "body": body, "state": "frozen", "sent_at": "", "attempts": 0}
    connection.execute(envelope.insert().values(envelope_id=envelope_id, **values))
    connection.execute(
        posting.update()
        .where(posting.c.posting_key == sa.bindparam("of"))
        .values(state="sending", envelope_id=envelope_id, item=sa.bindparam("place")),
        [{"of": key, "place": item} for key, item in items],
    )


def envelope_count(connection: sa.Connection, batch_id: str) -> int:
    """How many envelopes a batch has had: it makes each one's request id its own, and the same again after a crash."""
    return int(connection.execute(sa.select(sa.func.count()).where(envelope.c.batch_id == batch_id)).scalar() or 0)


def open_envelopes(connection: sa.Connection, batch_id: str) -> list[Envelope]:
    """Envelopes whose answer is not known: to be looked up before anything else is sent."""
    query = sa.select(envelope).where(envelope.c.batch_id == batch_id, envelope.c.state.in_(("frozen", "sent")))
    return [envelope_of(row) for row in connection.execute(query)]


def get_envelope(connection: sa.Connection, envelope_id: str) -> Envelope:
    """One envelope."""
    return envelope_of(connection.execute(sa.select(envelope).where(envelope.c.envelope_id == envelope_id)).one())


def in_envelope(connection: sa.Connection, envelope_id: str) -> list[Posting]:
    """The postings in an envelope, in order."""
    query = sa.select(posting).where(posting.c.envelope_id == envelope_id).order_by(posting.c.position)
    return [posting_of(row) for row in connection.execute(query)]


def mark_sent(connection: sa.Connection, envelope_id: str) -> None:
    """Say, before the first byte leaves, that this envelope may be on its way."""
    connection.execute(
        envelope.update()
        .where(envelope.c.envelope_id == envelope_id)
        .values(state="sent", sent_at=clock.stamp(), attempts=envelope.c.attempts + 1)
    )


def mark_unanswered(connection: sa.Connection, envelope_id: str) -> None:
    """Its call came back and settled not everything: what was sent, perhaps a moment ago, may land from now on."""
    connection.execute(envelope.update().where(envelope.c.envelope_id == envelope_id).values(sent_at=clock.stamp()))


def close_envelope(connection: sa.Connection, envelope_id: str, how: str = "answered") -> None:
    """Every posting in the envelope is answered, or its unsent rest was moved to another (`replaced`)."""
    connection.execute(envelope.update().where(envelope.c.envelope_id == envelope_id).values(state=how))


def record(connection: sa.Connection, by: str, results: Iterable[tuple[str, str, str, str]]) -> None:
    """What became of postings: (key, state, QuickBooks id, message); one line in the audit log for each state."""
    listed = list(results)
    if not listed:
        return
    connection.execute(
        posting.update()
        .where(posting.c.posting_key == sa.bindparam("of"))
        .values(state=sa.bindparam("now"), quickbooks_id=sa.bindparam("id_there"), message=sa.bindparam("words")),
        [{"of": key, "now": state, "id_there": there, "words": words} for key, state, there, words in listed],
    )
    for state in ("posted", "rejected", "quarantined", "unknown"):
        of_state = {key: there or words for key, now, there, words in listed if now == state}
        if of_state:
            audit.record(connection, by, state, postings=of_state)


def set_batch_state(connection: sa.Connection, batch_id: str, state: str, message: str = "") -> None:
    """Move a batch on."""
    connection.execute(batch.update().where(batch.c.batch_id == batch_id).values(state=state, message=message))


def retry(connection: sa.Connection, by: str, batch_id: str) -> None:
    """What was refused, set aside or never answered may be tried again, after a person looked: same bytes, looked for first."""
    connection.execute(
        posting.update()
        .where(posting.c.batch_id == batch_id, posting.c.state.in_(("rejected", "unknown", "quarantined")))
        .values(state="planned", envelope_id="", item="", message="")
    )
    set_batch_state(connection, batch_id, "posting")
    audit.record(connection, by, "batch resumed", batch=batch_id)


def record_found(connection: sa.Connection, batch_id: str, found: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """What QuickBooks says it holds for each posting, and, on the batch, the largest difference of any account."""
    at = clock.stamp()
    if found:
        connection.execute(
            posting.update().where(posting.c.posting_key == sa.bindparam("of")).values(found=sa.bindparam("what"), found_at=at),
            [{"of": key, "what": json.dumps(what)} for key, what in found],
        )
    gaps = differences(connection, batch_id)
    largest = None if gaps is None else to_cents(max(gaps.values(), key=abs, default=ZERO))
    connection.execute(batch.update().where(batch.c.batch_id == batch_id).values(difference_cents=largest))


def differences(connection: sa.Connection, batch_id: str) -> dict[str, Decimal] | None:
    """Account id -> what QuickBooks holds minus what we posted, zeros left out; None while a posting was not read back."""
    sums: dict[str, Decimal] = {}
    for one in postings(connection, batch_id):
        if not one.found_at:
            return None
        found = {key: Decimal(value) for key, value in one.found.get("effects", {}).items()}
        for account in found.keys() | one.effects.keys():
            gap = found.get(account, ZERO) - one.effects.get(account, ZERO)
            sums[account] = exact(sums.get(account, ZERO) + gap)
    return {account: gap for account, gap in sums.items() if gap}
