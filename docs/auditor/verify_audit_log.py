"""Verify the audit log of a company's books: python3 verify_audit_log.py data/companies/demo/state.db

Needs nothing but Python, and shares no code with the workbench. Each line of the log carries the SHA-256 of its own text
together with the hash of the line before; a line that was changed, deleted or inserted breaks the chain from there on. Write
the last hash down: a log that was cut off at its end is found by comparing it.
"""

import hashlib
import sqlite3
import sys

SEPARATOR = "\x1f"


def main(path: str) -> int:
    """Follow the chain; say how far it holds. 0 when it does to the end, 1 when not."""
    books = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    previous, count = "", 0
    for sequence, at, by, what, detail, before, digest in books.execute(
        'SELECT sequence, at, "by", what, detail, previous, hash FROM audit ORDER BY sequence'
    ):
        count += 1
        text = SEPARATOR.join((str(sequence), at, by, what, detail, before))
        if sequence != count or before != previous or digest != hashlib.sha256(text.encode()).hexdigest():
            print(f"BROKEN at line {sequence} ({at}, {by}: {what}). {count - 1} lines before it hold.")
            return 1
        previous = digest
    print(f"The chain holds: {count} lines, last hash {previous or '(none)'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
