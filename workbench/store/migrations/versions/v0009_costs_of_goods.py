"""Costs of goods: what a unit of each SKU cost and since when, the units that each settlement sold, and what a batch took them at.

Why: whether a payout lacks a cost must be known without its lines; a cost that was posted must be nameable after another one took
its place, so costs are only ever added to, and what a batch used stands beside it.
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"

TABLES = """
CREATE TABLE sku_cost (
    sequence INTEGER NOT NULL,
    sku TEXT NOT NULL,
    marketplace TEXT NOT NULL,
    currency TEXT NOT NULL,
    effective_from TEXT NOT NULL,
    unit_cost INTEGER,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    PRIMARY KEY (sequence)
);

CREATE INDEX cost_of_sku ON sku_cost (sku, marketplace, currency, effective_from);

CREATE TRIGGER sku_cost_kept BEFORE DELETE ON sku_cost BEGIN SELECT RAISE(ABORT, 'costs are never deleted'); END;

CREATE TRIGGER sku_cost_unchanged BEFORE UPDATE ON sku_cost BEGIN SELECT RAISE(ABORT, 'costs are never changed'); END;

CREATE TABLE sold_unit (
    load_id TEXT NOT NULL,
    sku TEXT NOT NULL,
    marketplace TEXT NOT NULL,
    first_on TEXT NOT NULL,
    units INTEGER NOT NULL,
    unstated INTEGER NOT NULL,
    PRIMARY KEY (load_id, sku, marketplace),
    FOREIGN KEY (load_id) REFERENCES settlement (load_id) ON DELETE CASCADE
);

CREATE TABLE batch_cost (
    batch_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    month TEXT NOT NULL,
    sku TEXT NOT NULL,
    marketplace TEXT NOT NULL,
    units INTEGER NOT NULL,
    unit_cost INTEGER NOT NULL,
    cost_cents INTEGER NOT NULL,
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    PRIMARY KEY (batch_id, position),
    FOREIGN KEY (batch_id) REFERENCES batch (batch_id)
)
"""


def upgrade() -> None:
    """Create the tables, and keep costs as they are written."""
    for statement in TABLES.replace("; END", "\x00").split(";"):
        op.execute(statement.replace("\x00", "; END"))
