"""The books: settlements, mapping, decisions, postings, jobs, audit.

Why: the first state. Each unique index is a promise: one current version of a settlement, one live batch of it, one
load of one file.
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

TABLES = """
CREATE TABLE audit (
    sequence INTEGER NOT NULL,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    what TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (sequence)
);

CREATE TABLE batch (
    batch_id TEXT NOT NULL,
    settlement_id TEXT NOT NULL,
    load_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    mode TEXT NOT NULL,
    mapping_version INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    currency TEXT NOT NULL,
    total_cents INTEGER NOT NULL,
    state TEXT NOT NULL,
    message TEXT NOT NULL,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    difference_cents INTEGER,
    PRIMARY KEY (batch_id),
    CONSTRAINT state_known CHECK (state in ('posting', 'posted', 'attention', 'undoing', 'undone')),
    CONSTRAINT mode_known CHECK (mode in ('order', 'daily', 'summary'))
);

CREATE UNIQUE INDEX one_batch_per_revision ON batch (settlement_id, revision);

CREATE UNIQUE INDEX one_live_batch ON batch (settlement_id) WHERE state <> 'undone';

CREATE TABLE decision (
    settlement_id TEXT NOT NULL,
    transaction_key TEXT NOT NULL,
    status TEXT NOT NULL,
    because TEXT NOT NULL,
    account_id TEXT NOT NULL,
    account TEXT NOT NULL,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    PRIMARY KEY (settlement_id, transaction_key),
    CONSTRAINT status_known CHECK (status in ('categorized', 'excluded'))
);

CREATE TABLE job (
    job_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    arguments TEXT NOT NULL,
    state TEXT NOT NULL,
    done INTEGER NOT NULL,
    "of" INTEGER NOT NULL,
    message TEXT NOT NULL,
    result TEXT NOT NULL,
    stop_asked INTEGER NOT NULL,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    ended_at TEXT NOT NULL,
    PRIMARY KEY (job_id),
    CONSTRAINT state_known CHECK (state in ('queued', 'running', 'done', 'failed', 'stopped'))
);

CREATE INDEX jobs_by_state ON job (state, job_id);

CREATE TABLE mapping_version (
    version INTEGER NOT NULL,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (version)
);

CREATE TABLE setting (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (name)
);

CREATE TABLE settlement (
    load_id TEXT NOT NULL,
    settlement_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    file_name TEXT NOT NULL,
    format TEXT NOT NULL,
    account_type TEXT NOT NULL,
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
    CONSTRAINT state_known CHECK (state in ('loading', 'current', 'waiting', 'superseded', 'declined'))
);

CREATE UNIQUE INDEX one_current_version ON settlement (settlement_id) WHERE state = 'current';

CREATE UNIQUE INDEX one_load_per_content ON settlement (settlement_id, sha256);

CREATE UNIQUE INDEX one_load_per_version ON settlement (settlement_id, version);

CREATE TABLE entry_line (
    batch_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    date TEXT NOT NULL,
    account_id TEXT NOT NULL,
    account TEXT NOT NULL,
    memo TEXT NOT NULL,
    debit_cents INTEGER NOT NULL,
    PRIMARY KEY (batch_id, position),
    FOREIGN KEY(batch_id) REFERENCES batch (batch_id)
);

CREATE TABLE envelope (
    envelope_id TEXT NOT NULL,
    batch_id TEXT NOT NULL,
    entity TEXT NOT NULL,
    body BLOB NOT NULL,
    state TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    PRIMARY KEY (envelope_id),
    CONSTRAINT state_known CHECK (state in ('frozen', 'sent', 'answered', 'replaced')),
    FOREIGN KEY(batch_id) REFERENCES batch (batch_id)
);

CREATE INDEX envelopes_of_batch ON envelope (batch_id);

CREATE TABLE line_kind (
    load_id TEXT NOT NULL,
    kind_id INTEGER NOT NULL,
    transaction_type TEXT NOT NULL,
    amount_type TEXT NOT NULL,
    amount_description TEXT NOT NULL,
    marketplace TEXT NOT NULL,
    line_count INTEGER NOT NULL,
    total_cents INTEGER NOT NULL,
    PRIMARY KEY (load_id, kind_id),
    FOREIGN KEY(load_id) REFERENCES settlement (load_id) ON DELETE CASCADE
);

CREATE TABLE mapping_change (
    version INTEGER NOT NULL,
    scope TEXT NOT NULL,
    subject TEXT NOT NULL,
    category TEXT NOT NULL,
    account_id TEXT NOT NULL,
    account TEXT NOT NULL,
    tax_code TEXT NOT NULL,
    class_id TEXT NOT NULL,
    location_id TEXT NOT NULL,
    PRIMARY KEY (version, scope, subject),
    CONSTRAINT scope_known CHECK (scope in ('category', 'kind')),
    FOREIGN KEY(version) REFERENCES mapping_version (version)
);

CREATE TABLE posting (
    posting_key TEXT NOT NULL,
    batch_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    stage INTEGER NOT NULL,
    entity TEXT NOT NULL,
    doc_number TEXT NOT NULL,
    date TEXT NOT NULL,
    total_cents INTEGER NOT NULL,
    marker TEXT NOT NULL,
    "plan" BLOB NOT NULL,
    effects TEXT NOT NULL,
    envelope_id TEXT NOT NULL,
    item TEXT NOT NULL,
    state TEXT NOT NULL,
    quickbooks_id TEXT NOT NULL,
    message TEXT NOT NULL,
    found TEXT NOT NULL,
    found_at TEXT NOT NULL,
    PRIMARY KEY (posting_key),
    CONSTRAINT state_known CHECK (state in ('planned', 'sending', 'posted', 'rejected', 'unknown', 'quarantined', 'undone')),
    FOREIGN KEY(batch_id) REFERENCES batch (batch_id)
);

CREATE INDEX postings_by_envelope ON posting (envelope_id);

CREATE INDEX postings_by_number ON posting (doc_number);

CREATE INDEX postings_by_state ON posting (batch_id, stage, state);

CREATE UNIQUE INDEX postings_of_batch ON posting (batch_id, position)
"""


def upgrade() -> None:
    """Create every table and index."""
    for statement in TABLES.split(";"):
        op.execute(statement)
