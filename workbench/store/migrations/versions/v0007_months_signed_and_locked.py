"""Acts on a month: prepared, approved, locked, reopened.

Why: a locked month must refuse postings whatever program asks, so the lock stands beside the outbox; and who signed which
figures must outlive the figures, so acts are rows of their own that nothing updates or deletes.
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"

TABLES = """
CREATE TABLE close_act (
    sequence INTEGER NOT NULL,
    month TEXT NOT NULL,
    act TEXT NOT NULL,
    "by" TEXT NOT NULL,
    at TEXT NOT NULL,
    content TEXT NOT NULL,
    because TEXT NOT NULL,
    PRIMARY KEY (sequence),
    CONSTRAINT act_known CHECK (act in ('prepared', 'approved', 'waived', 'locked', 'reopened'))
);

CREATE TRIGGER close_act_kept BEFORE DELETE ON close_act BEGIN SELECT RAISE(ABORT, 'acts on a month are never deleted'); END;

CREATE TRIGGER close_act_unchanged BEFORE UPDATE ON close_act BEGIN SELECT RAISE(ABORT, 'acts on a month are never changed'); END
"""


def upgrade() -> None:
    """Create the table, and keep its rows as they are written."""
    for statement in TABLES.replace("; END", "\x00").split(";"):
        op.execute(statement.replace("\x00", "; END"))
