"""What the outbox holds, as values: a posting, a batch of them, and the envelope they travel in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from workbench.money import from_cents


@dataclass(frozen=True, slots=True)
class Posting:
    """One document on its way. `effects` and what was read back (`found`) map QuickBooks account ids to debits."""

    posting_key: str
    batch_id: str
    position: int
    stage: int
    entity: str
    doc_number: str
    date: str
    total: Decimal
    marker: str
    plan: bytes
    effects: dict[str, Decimal]
    envelope_id: str
    item: str
    state: str
    quickbooks_id: str
    message: str
    found: dict[str, Any]
    found_at: str


@dataclass(frozen=True, slots=True)
class Batch:
    """The postings of one payout confirmed together."""

    batch_id: str
    settlement_id: str
    load_id: str
    revision: int
    mode: str
    mapping_version: int
    content_hash: str
    currency: str
    total: Decimal
    state: str
    message: str
    at: str
    by: str
    difference: Decimal | None


@dataclass(frozen=True, slots=True)
class Envelope:
    """One request to QuickBooks: frozen bytes under a request id."""

    envelope_id: str
    batch_id: str
    entity: str
    body: bytes
    state: str
    sent_at: str
    attempts: int


def posting_of(r: sa.Row[Any]) -> Posting:
    """The posting in a row of its table."""
    effects = {key: Decimal(value) for key, value in json.loads(r.effects).items()}
    return Posting(r.posting_key, r.batch_id, r.position, r.stage, r.entity, r.doc_number, r.date, from_cents(r.total_cents),
                   r.marker, r.plan, effects, r.envelope_id, r.item, r.state, r.quickbooks_id, r.message, json.loads(r.found),
                   r.found_at)  # fmt: skip


def batch_of(r: sa.Row[Any]) -> Batch:
    """The batch in a row of its table."""
    return Batch(r.batch_id, r.settlement_id, r.load_id, r.revision, r.mode, r.mapping_version, r.content_hash, r.currency,
                 from_cents(r.total_cents), r.state, r.message, r.at, r.by,
                 None if r.difference_cents is None else from_cents(r.difference_cents))  # fmt: skip


def envelope_of(r: sa.Row[Any]) -> Envelope:
    """The envelope in a row of its table."""
    return Envelope(r.envelope_id, r.batch_id, r.entity, r.body, r.state, r.sent_at, r.attempts)
