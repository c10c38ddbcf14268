"""The state's tables for what Amazon holds back: parts of transactions, Amazon's balances, and the money that an accrual counted.

The conventions are those of `schema`: money in hundredths (`_cents`), times in UTC, days as ISO 8601.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, Integer, PrimaryKeyConstraint, Table, Text

from workbench.store.schema import metadata, one_of

transaction_part = Table(
    "transaction_part",
    metadata,
    Column("seller_id", Text, nullable=False),
    Column("transaction_id", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("path", Text, nullable=False),  # Amazon's names from the top to the leaf, as JSON
    Column("amount_cents", Integer, nullable=False),
    PrimaryKeyConstraint("seller_id", "transaction_id", "position"),
    ForeignKeyConstraint(["seller_id", "transaction_id"], ["open_transaction.seller_id", "open_transaction.transaction_id"]),
)

amazon_balance = Table(
    "amazon_balance",
    metadata,
    Column("seller_id", Text, ForeignKey("seller.seller_id"), nullable=False),
    Column("day", Text, nullable=False),
    Column("account_type", Text, nullable=False),
    Column("marketplace_id", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("total_cents", Integer, nullable=False),
    Column("available_cents", Integer),  # NULL where Amazon does not state it, as below
    Column("deferred_cents", Integer),
    Column("reserve_cents", Integer),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("seller_id", "day", "account_type", "marketplace_id", "currency"),
)

accrued = Table(
    "accrued",
    metadata,
    Column("batch_id", Text, ForeignKey("batch.batch_id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("part", Text, nullable=False),
    Column("transaction_key", Text, nullable=False),
    Column("order_id", Text, nullable=False),
    Column("settlement_id", Text, nullable=False),  # the open settlement it was in, where Amazon said so
    Column("posted_on", Text, nullable=False),
    Column("amount_cents", Integer, nullable=False),
    PrimaryKeyConstraint("batch_id", "position"),
    one_of("part", "deferred", "open"),
)
Index("accrued_by_order", accrued.c.order_id)
