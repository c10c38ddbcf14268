"""What Amazon holds back: the parts of transactions, Amazon's balances at month ends, and the money that accruals counted.

Why: an accrual at a month's end needs each deferred sale by account, so the parts that Amazon states are kept with it; Amazon's
own balance of that day is the figure it is held against; and a settlement must not book a second time what an accrual counted,
so what it counted is kept with its batch.
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"

TABLES = """
CREATE TABLE transaction_part (
    seller_id TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    path TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    PRIMARY KEY (seller_id, transaction_id, position),
    FOREIGN KEY(seller_id, transaction_id) REFERENCES open_transaction (seller_id, transaction_id)
);

CREATE TABLE amazon_balance (
    seller_id TEXT NOT NULL,
    day TEXT NOT NULL,
    account_type TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    total_cents INTEGER NOT NULL,
    available_cents INTEGER,
    deferred_cents INTEGER,
    reserve_cents INTEGER,
    at TEXT NOT NULL,
    PRIMARY KEY (seller_id, day, account_type, marketplace_id, currency),
    FOREIGN KEY(seller_id) REFERENCES seller (seller_id)
);

CREATE TABLE accrued (
    batch_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    part TEXT NOT NULL,
    transaction_key TEXT NOT NULL,
    order_id TEXT NOT NULL,
    settlement_id TEXT NOT NULL,
    posted_on TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    PRIMARY KEY (batch_id, position),
    CONSTRAINT part_known CHECK (part in ('deferred', 'open')),
    FOREIGN KEY(batch_id) REFERENCES batch (batch_id)
);

CREATE INDEX accrued_by_order ON accrued (order_id)
"""


def upgrade() -> None:
    """Create the tables."""
    for statement in TABLES.split(";"):
        op.execute(statement)
