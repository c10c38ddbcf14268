"""Bank statements: how each bank writes them, their lines, and which line is which payout.

Why: the books are tied to the cash only when each payout is one line of the bank, confirmed by a person. A line that was read
twice, and a line or payout that is matched twice, are refused by unique indexes here rather than by care elsewhere.
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"

TABLES = """
CREATE TABLE bank_layout (
    fingerprint TEXT NOT NULL,
    layout TEXT NOT NULL,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    PRIMARY KEY (fingerprint)
);

CREATE TABLE bank_statement (
    statement_id INTEGER NOT NULL,
    account TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    file_name TEXT NOT NULL,
    format TEXT NOT NULL,
    source TEXT NOT NULL,
    currency TEXT NOT NULL,
    account_tail TEXT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    line_count INTEGER NOT NULL,
    new_count INTEGER NOT NULL,
    findings TEXT NOT NULL,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    PRIMARY KEY (statement_id),
    CONSTRAINT format_known CHECK (format in ('csv', 'ofx'))
);

CREATE UNIQUE INDEX one_statement_per_content ON bank_statement (account, sha256);

CREATE TABLE bank_line (
    line_id INTEGER NOT NULL,
    account TEXT NOT NULL,
    identity TEXT NOT NULL,
    statement_id INTEGER NOT NULL,
    line_no INTEGER NOT NULL,
    day TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    description TEXT NOT NULL,
    reference TEXT NOT NULL,
    PRIMARY KEY (line_id),
    FOREIGN KEY(statement_id) REFERENCES bank_statement (statement_id)
);

CREATE INDEX bank_lines_by_day ON bank_line (account, day);

CREATE INDEX bank_lines_by_statement ON bank_line (statement_id);

CREATE UNIQUE INDEX one_line_per_identity ON bank_line (account, identity);

CREATE TABLE bank_match (
    match_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    live INTEGER NOT NULL,
    at TEXT NOT NULL,
    "by" TEXT NOT NULL,
    because TEXT NOT NULL,
    PRIMARY KEY (match_id),
    CONSTRAINT kind_known CHECK (kind in ('one', 'joined', 'split', 're-sent', 'returned')),
    CONSTRAINT live_known CHECK (live in (0, 1)),
    CONSTRAINT taken_back_for_a_reason CHECK (live = 1 or because <> '')
);

CREATE TABLE bank_match_line (
    match_id INTEGER NOT NULL,
    line_id INTEGER NOT NULL,
    live INTEGER NOT NULL,
    PRIMARY KEY (match_id, line_id),
    CONSTRAINT live_known CHECK (live in (0, 1)),
    FOREIGN KEY(match_id) REFERENCES bank_match (match_id),
    FOREIGN KEY(line_id) REFERENCES bank_line (line_id)
);

CREATE UNIQUE INDEX one_match_per_bank_line ON bank_match_line (line_id) WHERE live = 1;

CREATE TABLE bank_match_payout (
    match_id INTEGER NOT NULL,
    settlement_id TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    currency TEXT NOT NULL,
    live INTEGER NOT NULL,
    PRIMARY KEY (match_id, settlement_id),
    CONSTRAINT live_known CHECK (live in (0, 1)),
    FOREIGN KEY(match_id) REFERENCES bank_match (match_id)
);

CREATE UNIQUE INDEX one_match_per_payout ON bank_match_payout (settlement_id) WHERE live = 1
"""


def upgrade() -> None:
    """Create the tables."""
    for statement in TABLES.split(";"):
        op.execute(statement)
