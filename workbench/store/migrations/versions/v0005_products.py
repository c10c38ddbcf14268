"""Products: the SKUs that each settlement sold, what a person chose for a SKU, and what a batch sold each of them as.

Why: whether a payout is ready must be known without its lines, a choice once made must hold for every later payout, and a
report on a posted payout must name the accounts it was posted to, whatever was chosen since.
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"

TABLES = """
CREATE TABLE sold_sku (
    load_id TEXT NOT NULL,
    kind_id INTEGER NOT NULL,
    sku TEXT NOT NULL,
    line_count INTEGER NOT NULL,
    PRIMARY KEY (load_id, kind_id, sku),
    FOREIGN KEY (load_id) REFERENCES settlement (load_id) ON DELETE CASCADE
);

CREATE INDEX sold_by_sku ON sold_sku (sku);

CREATE TABLE product_choice (
    sku TEXT NOT NULL PRIMARY KEY,
    use TEXT NOT NULL,
    item_id TEXT NOT NULL,
    item TEXT NOT NULL,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    CONSTRAINT use_known CHECK (use in ('item', 'default'))
);

CREATE TABLE batch_product (
    batch_id TEXT NOT NULL,
    kind_id INTEGER NOT NULL,
    sku TEXT NOT NULL,
    item_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (batch_id, kind_id, sku),
    FOREIGN KEY (batch_id) REFERENCES batch (batch_id)
)
"""


def upgrade() -> None:
    """Create the tables."""
    for statement in TABLES.split(";"):
        op.execute(statement)
