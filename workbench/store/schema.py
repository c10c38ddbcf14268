"""The state's tables: everything that is small, changes, and must happen once.

Money is a whole number of hundredths (`_cents`); times are ISO 8601 in UTC; the unique and partial unique indexes are
what makes "once" true when two programs race. `migrations/` builds these tables; a test holds the two together.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

metadata = MetaData()


def one_of(column: str, *values: str) -> CheckConstraint:
    """A column that knows no other values than these."""
    return CheckConstraint(f"{column} in ({', '.join(repr(value) for value in values)})", name=f"{column}_known")


setting = Table(
    "setting",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("changed_by", Text, nullable=False),
)

settlement = Table(
    "settlement",
    metadata,
    Column("load_id", Text, primary_key=True),
    Column("settlement_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("account_type", Text, nullable=False),
    Column("account_type_from", Text, nullable=False),  # who said so; empty while it is only assumed
    Column("time_zone", Text, nullable=False),  # in which the lines' days were taken
    Column("marketplaces", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("start_at", Text, nullable=False),
    Column("end_at", Text, nullable=False),
    Column("deposit_at", Text, nullable=False),
    Column("total_cents", Integer, nullable=False),
    Column("line_count", Integer, nullable=False),
    Column("sales_count", Integer, nullable=False),
    Column("sales_cents", Integer, nullable=False),
    Column("refunds_count", Integer, nullable=False),
    Column("refunds_cents", Integer, nullable=False),
    Column("adjustments_count", Integer, nullable=False),
    Column("adjustments_cents", Integer, nullable=False),
    Column("findings", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", Text, nullable=False),
    one_of("state", "loading", "current", "waiting", "superseded", "declined", "cross-check"),
)
Index("one_current_version", settlement.c.settlement_id, unique=True, sqlite_where=text("state = 'current'"))
Index("one_load_per_version", settlement.c.settlement_id, settlement.c.version, unique=True)
Index("one_load_per_content", settlement.c.settlement_id, settlement.c.sha256, settlement.c.time_zone, unique=True)

line_kind = Table(
    "line_kind",
    metadata,
    Column("load_id", Text, ForeignKey("settlement.load_id", ondelete="CASCADE"), nullable=False),
    Column("kind_id", Integer, nullable=False),
    Column("transaction_type", Text, nullable=False),
    Column("amount_type", Text, nullable=False),
    Column("amount_description", Text, nullable=False),
    Column("marketplace", Text, nullable=False),
    Column("line_count", Integer, nullable=False),
    Column("total_cents", Integer, nullable=False),
    PrimaryKeyConstraint("load_id", "kind_id"),
)

report = Table(
    "report",
    metadata,
    Column("load_id", Text, primary_key=True),
    Column("sha256", Text, nullable=False, unique=True),
    Column("file_name", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("marketplaces", Text, nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("line_count", Integer, nullable=False),
    Column("first_at", Text, nullable=False),
    Column("last_at", Text, nullable=False),
    Column("settlements", Text, nullable=False),  # what the file alone says of each: the answer to its import
    Column("findings", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", Text, nullable=False),
    one_of("state", "loading", "current"),
    one_of("format", "transactions", "deferred"),
)

gathered = Table(
    "gathered",
    metadata,
    Column("settlement_id", Text, nullable=False),
    Column("account_type", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("marketplaces", Text, nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("net_cents", Integer, nullable=False),
    Column("deferred_cents", Integer, nullable=False),
    Column("first_at", Text, nullable=False),
    Column("last_at", Text, nullable=False),
    Column("reports", Text, nullable=False),  # the load ids of the reports in which it has rows
    PrimaryKeyConstraint("settlement_id", "account_type"),
)

transfer = Table(
    "transfer",
    metadata,
    Column("transfer_key", Text, primary_key=True),
    Column("settlement_id", Text, nullable=False),  # the one it stands in, which is not the one it pays
    Column("account_type", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("amount_cents", Integer, nullable=False),
    Column("currency", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("bank_transfer_id", Text, nullable=False),
)

mapping_version = Table(
    "mapping_version",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("note", Text, nullable=False),
)

mapping_change = Table(
    "mapping_change",
    metadata,
    Column("version", Integer, ForeignKey("mapping_version.version"), nullable=False),
    Column("scope", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("tax_code", Text, nullable=False),
    Column("class_id", Text, nullable=False),
    Column("location_id", Text, nullable=False),
    PrimaryKeyConstraint("version", "scope", "subject"),
    one_of("scope", "category", "kind"),
)

decision = Table(
    "decision",
    metadata,
    Column("settlement_id", Text, nullable=False),
    Column("transaction_key", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("because", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    PrimaryKeyConstraint("settlement_id", "transaction_key"),
    one_of("status", "categorized", "excluded"),
)

foreign_answer = Table(
    "foreign_answer",
    metadata,
    Column("settlement_id", Text, nullable=False),
    Column("entity", Text, nullable=False),
    Column("quickbooks_id", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("because", Text, nullable=False),
    Column("shown", Text, nullable=False),  # the entry in words, as it was when the question was answered
    Column("seen", Text, nullable=False),  # the fingerprint of that: an entry that changed since asks again
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    PrimaryKeyConstraint("settlement_id", "entity", "quickbooks_id"),
    one_of("answer", "this-payout", "something-else"),
)
Index("one_payout_per_entry", foreign_answer.c.entity, foreign_answer.c.quickbooks_id, unique=True,
      sqlite_where=text("answer = 'this-payout'"))  # fmt: skip

job = Table(
    "job",
    metadata,
    Column("job_id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("arguments", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("of", Integer, nullable=False),
    Column("message", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("stop_asked", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("ended_at", Text, nullable=False),
    one_of("state", "queued", "running", "done", "failed", "stopped"),
)
Index("jobs_by_state", job.c.state, job.c.job_id)

audit = Table(
    "audit",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
