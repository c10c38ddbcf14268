-- The practice company's books. Money is whole cents; debits are positive, credits negative.
CREATE TABLE IF NOT EXISTS company (
    realm           TEXT PRIMARY KEY,
    last_id         INTEGER NOT NULL DEFAULT 0,   -- one sequence of ids for every kind
    last_number     INTEGER NOT NULL DEFAULT 1000, -- for documents QuickBooks numbers itself
    book_close_date TEXT
);
CREATE TABLE IF NOT EXISTS entity (
    realm      TEXT NOT NULL,
    kind       TEXT NOT NULL,
    id         INTEGER NOT NULL,
    sync_token INTEGER NOT NULL,
    doc_number TEXT COLLATE NOCASE,
    txn_date   TEXT,
    name       TEXT COLLATE NOCASE,
    active     INTEGER NOT NULL,
    cents      INTEGER,
    matched    INTEGER NOT NULL DEFAULT 0,        -- a person matched it with a bank line
    created    TEXT NOT NULL,
    updated    TEXT NOT NULL,
    deleted    INTEGER NOT NULL DEFAULT 0,        -- a tombstone, kept for change data capture
    body       TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS entity_id ON entity (realm, id);
CREATE INDEX IF NOT EXISTS entity_kind ON entity (realm, kind, id);
CREATE INDEX IF NOT EXISTS entity_doc_number ON entity (realm, kind, doc_number) WHERE doc_number IS NOT NULL;
CREATE INDEX IF NOT EXISTS entity_txn_date ON entity (realm, kind, txn_date) WHERE txn_date IS NOT NULL;
CREATE INDEX IF NOT EXISTS entity_name ON entity (realm, name) WHERE name IS NOT NULL;
CREATE INDEX IF NOT EXISTS entity_updated ON entity (realm, kind, updated);
CREATE TABLE IF NOT EXISTS posting (
    realm   TEXT NOT NULL,
    txn     INTEGER NOT NULL,
    line    TEXT NOT NULL,                        -- '0' for the whole transaction, else its line
    account INTEGER NOT NULL,
    date    TEXT NOT NULL,
    cents   INTEGER NOT NULL,                     -- of the home currency
    stated  INTEGER,                              -- of the document's own, where that is another
    memo    TEXT NOT NULL,
    name    TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS posting_txn ON posting (realm, txn);
CREATE INDEX IF NOT EXISTS posting_account ON posting (realm, account, date);
CREATE TABLE IF NOT EXISTS balance (
    realm   TEXT NOT NULL,
    account INTEGER NOT NULL,
    cents   INTEGER NOT NULL,
    PRIMARY KEY (realm, account)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS link (
    realm   TEXT NOT NULL,
    txn     INTEGER NOT NULL,
    line    TEXT NOT NULL,
    deposit INTEGER NOT NULL,
    PRIMARY KEY (realm, txn, line)                -- a transaction is deposited once
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS link_deposit ON link (realm, deposit);
CREATE TABLE IF NOT EXISTS replay (
    realm      TEXT NOT NULL,
    request_id TEXT NOT NULL,
    item       TEXT NOT NULL,                     -- the bId inside a batch, else ''
    status     INTEGER NOT NULL,
    body       TEXT NOT NULL,
    answered   INTEGER NOT NULL DEFAULT 0,        -- the moment on the practice clock, in milliseconds
    PRIMARY KEY (realm, request_id, item)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS setting (
    realm TEXT NOT NULL,                          -- '' for every company
    name  TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (realm, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS token (
    value    TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,                       -- 'code', 'access' or 'refresh'
    app      TEXT NOT NULL DEFAULT '',            -- the client id it was given to
    realm    TEXT NOT NULL DEFAULT '',            -- the company it opens, '' for every one
    ends     INTEGER NOT NULL DEFAULT 0,          -- when the consent ends, in milliseconds
    expires  INTEGER NOT NULL DEFAULT 0,          -- when this token ends
    redirect TEXT NOT NULL DEFAULT ''             -- where a code was sent
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS bank_line (
    realm       TEXT NOT NULL,
    id          INTEGER NOT NULL,
    account     INTEGER NOT NULL,
    date        TEXT NOT NULL,
    cents       INTEGER NOT NULL,
    description TEXT NOT NULL,
    deposit     INTEGER,                          -- the deposit whose money it is, where that is known
    added       INTEGER,                          -- the deposit a person made of it with Add instead of Match
    PRIMARY KEY (realm, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS attachment (
    realm   TEXT NOT NULL,
    id      INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (realm, id)
);
