"""The state's tables of bank statements: their layouts, their lines, and which line is which payout.

The conventions are those of `schema`. The parts of a match carry its `live`, so that partial unique indexes can hold what must be
so only once: a bank line is part of one live match, and a payout of one.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, Text, text

from workbench.store.schema import metadata, one_of

bank_layout = Table(
    "bank_layout",
    metadata,
    Column("fingerprint", Text, primary_key=True),
    Column("layout", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
)

bank_statement = Table(
    "bank_statement",
    metadata,
    Column("statement_id", Integer, primary_key=True),
    Column("account", Text, nullable=False),  # the bank account's id in QuickBooks
    Column("sha256", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("source", Text, nullable=False),  # how its lines are told apart: see bank.statement.Statement
    Column("currency", Text, nullable=False),
    Column("account_tail", Text, nullable=False),
    Column("first_day", Text, nullable=False),
    Column("last_day", Text, nullable=False),
    Column("line_count", Integer, nullable=False),
    Column("new_count", Integer, nullable=False),  # lines that no earlier statement had
    Column("findings", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    one_of("format", "csv", "ofx"),
)
Index("one_statement_per_content", bank_statement.c.account, bank_statement.c.sha256, unique=True)

bank_line = Table(
    "bank_line",
    metadata,
    Column("line_id", Integer, primary_key=True),
    Column("account", Text, nullable=False),
    Column("identity", Text, nullable=False),
    Column("statement_id", Integer, ForeignKey("bank_statement.statement_id"), nullable=False),  # the first that had it
    Column("line_no", Integer, nullable=False),
    Column("day", Text, nullable=False),
    Column("amount_cents", Integer, nullable=False),
    Column("currency", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("reference", Text, nullable=False),
)
Index("one_line_per_identity", bank_line.c.account, bank_line.c.identity, unique=True)
Index("bank_lines_by_statement", bank_line.c.statement_id)
Index("bank_lines_by_day", bank_line.c.account, bank_line.c.day)

bank_match = Table(
    "bank_match",
    metadata,
    Column("match_id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("live", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("because", Text, nullable=False),  # why it was taken back
    one_of("kind", "one", "joined", "split", "re-sent", "returned"),
    CheckConstraint("live in (0, 1)", name="live_known"),
    CheckConstraint("live = 1 or because <> ''", name="taken_back_for_a_reason"),
)

bank_match_line = Table(
    "bank_match_line",
    metadata,
    Column("match_id", Integer, ForeignKey("bank_match.match_id"), nullable=False),
    Column("line_id", Integer, ForeignKey("bank_line.line_id"), nullable=False),
    Column("live", Integer, nullable=False),
    PrimaryKeyConstraint("match_id", "line_id"),
    CheckConstraint("live in (0, 1)", name="live_known"),
)
Index("one_match_per_bank_line", bank_match_line.c.line_id, unique=True, sqlite_where=text("live = 1"))

bank_match_payout = Table(
    "bank_match_payout",
    metadata,
    Column("match_id", Integer, ForeignKey("bank_match.match_id"), nullable=False),
    Column("settlement_id", Text, nullable=False),
    Column("amount_cents", Integer, nullable=False),
    Column("currency", Text, nullable=False),
    Column("live", Integer, nullable=False),
    PrimaryKeyConstraint("match_id", "settlement_id"),
    CheckConstraint("live in (0, 1)", name="live_known"),
)
Index("one_match_per_payout", bank_match_payout.c.settlement_id, unique=True, sqlite_where=text("live = 1"))
