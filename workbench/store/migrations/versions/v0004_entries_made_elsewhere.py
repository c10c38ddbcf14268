"""What a person said about entries that somebody else made in QuickBooks: this payout, or something else.

Why: a payout that another tool or a hand already posted must never be posted again, and one document stands for one payout
at most; both are unique indexes here rather than care elsewhere.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = """
CREATE TABLE foreign_answer (
    settlement_id TEXT NOT NULL,
    entity TEXT NOT NULL,
    quickbooks_id TEXT NOT NULL,
    answer TEXT NOT NULL,
    because TEXT NOT NULL,
    shown TEXT NOT NULL,
    seen TEXT NOT NULL,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    PRIMARY KEY (settlement_id, entity, quickbooks_id),
    CONSTRAINT answer_known CHECK (answer in ('this-payout', 'something-else'))
);

CREATE UNIQUE INDEX one_payout_per_entry ON foreign_answer (entity, quickbooks_id) WHERE answer = 'this-payout'
"""


def upgrade() -> None:
    """Create the table."""
    for statement in TABLES.split(";"):
        op.execute(statement)
