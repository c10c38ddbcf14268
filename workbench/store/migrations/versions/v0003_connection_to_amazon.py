"""The connection to Amazon: sellers and their secrets, what was listed and downloaded, and what Amazon states of payouts.

Why: a sync must be able to die anywhere and go on, so every report that was seen, every payout and every transaction is a row
under Amazon's own number. Amazon's rate limits are remembered, because a program started anew has not earned a new burst.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

TABLES = """
CREATE TABLE secret (
    name TEXT NOT NULL,
    sealed BLOB NOT NULL,
    key_id TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (name)
);

CREATE TABLE seller (
    seller_id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    region TEXT NOT NULL,
    marketplace TEXT NOT NULL,
    account TEXT NOT NULL,
    realm TEXT NOT NULL,
    client_id TEXT NOT NULL,
    application_id TEXT NOT NULL,
    secret_created TEXT NOT NULL,
    connected_at TEXT NOT NULL,
    disconnected_at TEXT NOT NULL,
    state TEXT NOT NULL,
    start_date TEXT NOT NULL,
    schedule TEXT NOT NULL,
    marketplaces TEXT NOT NULL,
    permissions TEXT NOT NULL,
    capabilities TEXT NOT NULL,
    last_sync_at TEXT NOT NULL,
    last_sync TEXT NOT NULL,
    last_success_at TEXT NOT NULL,
    PRIMARY KEY (seller_id),
    CONSTRAINT kind_known CHECK (kind in ('practice', 'private', 'app')),
    CONSTRAINT region_known CHECK (region in ('na', 'eu', 'fe')),
    CONSTRAINT state_known CHECK (state in ('connected', 'disconnected')),
    CONSTRAINT schedule_known CHECK (schedule in ('off', 'hourly', 'daily'))
);

CREATE UNIQUE INDEX one_connected_seller_per_name ON seller (name) WHERE state = 'connected';

CREATE UNIQUE INDEX one_seller_per_account ON seller (region, account);

CREATE TABLE bucket (
    seller_id TEXT NOT NULL,
    operation TEXT NOT NULL,
    tokens TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (seller_id, operation),
    FOREIGN KEY(seller_id) REFERENCES seller (seller_id)
);

CREATE TABLE report_listing (
    seller_id TEXT NOT NULL,
    report_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    created_at TEXT NOT NULL,
    start_at TEXT NOT NULL,
    end_at TEXT NOT NULL,
    state TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    settlement_id TEXT NOT NULL,
    message TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (seller_id, report_id),
    CONSTRAINT state_known CHECK (
        state in ('waiting', 'before-start', 'listed', 'fetched', 'imported', 'refused', 'fatal', 'cancelled', 'gone')
    ),
    CONSTRAINT bytes_are_kept CHECK (state not in ('fetched', 'imported') or sha256 <> ''),
    CONSTRAINT imported_is_a_settlement CHECK (state <> 'imported' or settlement_id <> ''),
    FOREIGN KEY(seller_id) REFERENCES seller (seller_id)
);

CREATE INDEX listings_by_settlement ON report_listing (settlement_id);

CREATE INDEX listings_by_state ON report_listing (seller_id, state);

CREATE TABLE payout_fact (
    seller_id TEXT NOT NULL,
    source TEXT NOT NULL,
    source_id TEXT NOT NULL,
    settlement_id TEXT NOT NULL,
    why TEXT NOT NULL,
    status TEXT NOT NULL,
    history TEXT NOT NULL,
    trace_id TEXT NOT NULL,
    account_tail TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_cents INTEGER,
    converted_currency TEXT NOT NULL,
    converted_cents INTEGER,
    beginning_cents INTEGER,
    start_at TEXT NOT NULL,
    end_at TEXT NOT NULL,
    transfer_at TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (seller_id, source, source_id, settlement_id),
    CONSTRAINT source_known CHECK (source in ('payout', 'group')),
    FOREIGN KEY(seller_id) REFERENCES seller (seller_id)
);

CREATE INDEX facts_by_settlement ON payout_fact (settlement_id);

CREATE UNIQUE INDEX one_group_per_settlement ON payout_fact (settlement_id) WHERE source = 'group' and settlement_id <> '';

CREATE TABLE control_total (
    settlement_id TEXT NOT NULL,
    source TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    agrees INTEGER,
    finding TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (settlement_id, source),
    CONSTRAINT source_known CHECK (source in ('group', 'payout', 'summary')),
    CONSTRAINT agrees_or_not CHECK (agrees is null or agrees in (0, 1))
);

CREATE TABLE open_transaction (
    seller_id TEXT NOT NULL,
    transaction_id TEXT NOT NULL,
    status TEXT NOT NULL,
    type TEXT NOT NULL,
    description TEXT NOT NULL,
    posted_at TEXT NOT NULL,
    order_id TEXT NOT NULL,
    settlement_id TEXT NOT NULL,
    group_id TEXT NOT NULL,
    account_type TEXT NOT NULL,
    marketplace_id TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    deferral_reason TEXT NOT NULL,
    maturity_at TEXT NOT NULL,
    deferred_id TEXT NOT NULL,
    release_id TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (seller_id, transaction_id),
    CONSTRAINT status_known CHECK (status in ('deferred', 'deferred-released', 'released', 'other')),
    FOREIGN KEY(seller_id) REFERENCES seller (seller_id)
);

CREATE INDEX transactions_by_day ON open_transaction (seller_id, posted_at);

CREATE INDEX transactions_by_release ON open_transaction (seller_id, release_id);

CREATE INDEX transactions_by_sale ON open_transaction (seller_id, deferred_id);

CREATE INDEX transactions_by_settlement ON open_transaction (seller_id, settlement_id)
"""


def upgrade() -> None:
    """Create the connection's tables."""
    for statement in TABLES.split(";"):
        op.execute(statement)
