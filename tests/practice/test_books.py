"""The file of the books: an older one is brought up to date when it is opened."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from workbench.practice.books import LATER, Books


def test_books_of_an_earlier_version_get_the_columns_they_lack(tmp_path: Path) -> None:
    earlier = sqlite3.connect(tmp_path / "practice.db", isolation_level=None)
    earlier.execute("CREATE TABLE token (value TEXT PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID")
    earlier.execute(
        "CREATE TABLE replay (realm TEXT, request_id TEXT, item TEXT, status INTEGER, body TEXT,"
        " PRIMARY KEY (realm, request_id, item)) WITHOUT ROWID"
    )
    earlier.execute("INSERT INTO replay VALUES ('us-a', 'r', '', 200, '{}')")
    earlier.close()
    for _ in range(2):
        books = Books(tmp_path)
        assert books.remembered("us-a", "r", "") == (200, "{}")
        for table, column in LATER:
            books.execute(f"SELECT {column.partition(' ')[0]} FROM {table}")
        books.close()
