"""Reports of transactions, and settlements that cross-check one another.

Why: a transaction report tells of many settlements and of the transfers that paid them, so it has a table of its own;
what all reports together say of a settlement is `gathered`. A settlement may be known from two kinds of file: one is in
the books, the other (`cross-check`) is held against it. The time zone of a settlement's days is written down with it.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

SETTLEMENT = """
CREATE TABLE settlement_anew (
    load_id TEXT NOT NULL,
    settlement_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    file_name TEXT NOT NULL,
    format TEXT NOT NULL,
    account_type TEXT NOT NULL,
    account_type_from TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    marketplaces TEXT NOT NULL,
    currency TEXT NOT NULL,
    start_at TEXT NOT NULL,
    end_at TEXT NOT NULL,
    deposit_at TEXT NOT NULL,
    total_cents INTEGER NOT NULL,
    line_count INTEGER NOT NULL,
    sales_count INTEGER NOT NULL,
    sales_cents INTEGER NOT NULL,
    refunds_count INTEGER NOT NULL,
    refunds_cents INTEGER NOT NULL,
    adjustments_count INTEGER NOT NULL,
    adjustments_cents INTEGER NOT NULL,
    findings TEXT NOT NULL,
    state TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (load_id),
    CONSTRAINT state_known CHECK (state in ('loading', 'current', 'waiting', 'superseded', 'declined', 'cross-check'))
);

INSERT INTO settlement_anew (
    load_id, settlement_id, version, sha256, file_name, format, account_type, account_type_from, time_zone, marketplaces, currency,
    start_at, end_at, deposit_at, total_cents, line_count, sales_count, sales_cents, refunds_count, refunds_cents,
    adjustments_count, adjustments_cents, findings, state, at
)
SELECT
    load_id, settlement_id, version, sha256, file_name, format, account_type, '', coalesce((SELECT json_extract(value, '$') FROM setting
    WHERE name = 'time_zone'), 'America/Los_Angeles'), marketplaces, currency, start_at, end_at, deposit_at, total_cents,
    line_count, sales_count, sales_cents, refunds_count, refunds_cents, adjustments_count, adjustments_cents, findings, state, at
FROM settlement;

DROP TABLE settlement;

ALTER TABLE settlement_anew RENAME TO settlement;

CREATE UNIQUE INDEX one_current_version ON settlement (settlement_id) WHERE state = 'current';

CREATE UNIQUE INDEX one_load_per_content ON settlement (settlement_id, sha256, time_zone);

CREATE UNIQUE INDEX one_load_per_version ON settlement (settlement_id, version)
"""

TABLES = """
CREATE TABLE report (
    load_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    file_name TEXT NOT NULL,
    format TEXT NOT NULL,
    currency TEXT NOT NULL,
    marketplaces TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    line_count INTEGER NOT NULL,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    settlements TEXT NOT NULL,
    findings TEXT NOT NULL,
    state TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (load_id),
    CONSTRAINT state_known CHECK (state in ('loading', 'current')),
    CONSTRAINT format_known CHECK (format in ('transactions', 'deferred')),
    UNIQUE (sha256)
);

CREATE TABLE gathered (
    settlement_id TEXT NOT NULL,
    account_type TEXT NOT NULL,
    currency TEXT NOT NULL,
    marketplaces TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    net_cents INTEGER NOT NULL,
    deferred_cents INTEGER NOT NULL,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    reports TEXT NOT NULL,
    PRIMARY KEY (settlement_id, account_type)
);

CREATE TABLE transfer (
    transfer_key TEXT NOT NULL,
    settlement_id TEXT NOT NULL,
    account_type TEXT NOT NULL,
    at TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    description TEXT NOT NULL,
    bank_transfer_id TEXT NOT NULL,
    PRIMARY KEY (transfer_key)
)
"""


def upgrade() -> None:
    """Build the settlements' table anew, with what it holds; create the reports' tables."""
    for statement in (*SETTLEMENT.split(";"), *TABLES.split(";")):
        op.execute(statement)
