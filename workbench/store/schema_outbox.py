"""The outbox's tables: batches, their entries, the postings in them, and the envelopes they travel in (see `schema`)."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table, Text, text

from workbench.store.schema import metadata, one_of

batch = Table(
    "batch",
    metadata,
    Column("batch_id", Text, primary_key=True),
    Column("settlement_id", Text, nullable=False),
    Column("load_id", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("mode", Text, nullable=False),
    Column("mapping_version", Integer, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("total_cents", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("difference_cents", Integer),  # QuickBooks minus ours as last read back; NULL before
    one_of("state", "posting", "posted", "attention", "undoing", "undone"),
    one_of("mode", "order", "daily", "summary"),
)
Index("one_live_batch", batch.c.settlement_id, unique=True, sqlite_where=text("state <> 'undone'"))
Index("one_batch_per_revision", batch.c.settlement_id, batch.c.revision, unique=True)

entry_line = Table(
    "entry_line",
    metadata,
    Column("batch_id", Text, ForeignKey("batch.batch_id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("date", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("memo", Text, nullable=False),
    Column("debit_cents", Integer, nullable=False),
    PrimaryKeyConstraint("batch_id", "position"),
)

posting = Table(
    "posting",
    metadata,
    Column("posting_key", Text, primary_key=True),
    Column("batch_id", Text, ForeignKey("batch.batch_id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("stage", Integer, nullable=False),
    Column("entity", Text, nullable=False),
    Column("doc_number", Text, nullable=False),
    Column("date", Text, nullable=False),
    Column("total_cents", Integer, nullable=False),
    Column("marker", Text, nullable=False),
    Column("plan", LargeBinary, nullable=False),
    Column("effects", Text, nullable=False),
    Column("envelope_id", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("quickbooks_id", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("found", Text, nullable=False),
    Column("found_at", Text, nullable=False),
    one_of("state", "planned", "sending", "posted", "rejected", "unknown", "quarantined", "undone"),
)
Index("postings_of_batch", posting.c.batch_id, posting.c.position, unique=True)
Index("postings_by_number", posting.c.doc_number)
Index("postings_by_envelope", posting.c.envelope_id)
Index("postings_by_state", posting.c.batch_id, posting.c.stage, posting.c.state)

envelope = Table(
    "envelope",
    metadata,
    Column("envelope_id", Text, primary_key=True),
    Column("batch_id", Text, ForeignKey("batch.batch_id"), nullable=False),
    Column("entity", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("sent_at", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    one_of("state", "frozen", "sent", "answered", "replaced"),
)
Index("envelopes_of_batch", envelope.c.batch_id)
