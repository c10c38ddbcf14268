"""The file all practice companies are kept in: one SQLite database, one transaction at a time.

What was answered was committed first, so it survives the death of the process. The file is held exclusively: a
second server on the same folder is refused, which is also what makes the cache of list entities safe.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from workbench.practice.clock import MINUTE, Clock
from workbench.practice.switches import Switches
from workbench.practice.wire import Body, decode, encode

SCHEMA = Path(__file__).with_name("books.sql")

LATER = (
    ("posting", "stated INTEGER"),
    ("replay", "answered INTEGER NOT NULL DEFAULT 0"),
    ("token", "app TEXT NOT NULL DEFAULT ''"),
    ("token", "realm TEXT NOT NULL DEFAULT ''"),
    ("token", "ends INTEGER NOT NULL DEFAULT 0"),
    ("token", "expires INTEGER NOT NULL DEFAULT 0"),
    ("token", "redirect TEXT NOT NULL DEFAULT ''"),
)
"""Columns that books made by an earlier version lack."""


class BooksInUseError(Exception):
    """Another practice server holds these books."""


class Books:
    """The database, its lock, and what is kept beside the companies: switches and answers for replay."""

    def __init__(self, home: Path) -> None:
        """Open or create `home`/practice.db; `BooksInUseError` when another server has it."""
        home.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(
            home / "practice.db", timeout=0, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        try:
            self._connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._connection.execute("PRAGMA journal_mode = WAL")
            # NORMAL does not wait for the disk: enough for a killed process, though not for a power cut.
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.executescript(SCHEMA.read_text(encoding="utf-8"))
            self._add_columns()
        except sqlite3.OperationalError as reason:
            self._connection.close()
            if "locked" not in str(reason):
                raise
            raise BooksInUseError(f"another practice server holds the books in {home}") from reason
        self.clock = Clock()
        self.cache: dict[tuple[str, str, str], Body] = {}
        self._switches: dict[str, Switches] = {}

    def _add_columns(self) -> None:
        for table, column in LATER:
            known = {row[1] for row in self._connection.execute(f"PRAGMA table_info({table})")}
            if column.partition(" ")[0] not in known:
                self._connection.execute(f"ALTER TABLE {table} ADD COLUMN {column}")

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def execute(self, sql: str, values: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        """One statement with bound values, inside the current transaction."""
        return self._connection.execute(sql, values)

    def execute_many(self, sql: str, rows: list[tuple[Any, ...]]) -> None:
        """One statement for each of the rows."""
        self._connection.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block is committed, or none of it; only one block runs at a time."""
        with self._lock:
            yield from self._guarded("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK")

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part of a transaction that may fail for itself: one item of a batch."""
        yield from self._guarded("SAVEPOINT part", "RELEASE part", "ROLLBACK TO part; RELEASE part")

    def _guarded(self, begin: str, accept: str, undo: str) -> Iterator[None]:
        self._connection.execute(begin)
        try:
            yield
        except BaseException:
            for statement in undo.split(";"):
                self._connection.execute(statement)
            self.cache.clear()
            raise
        self._connection.execute(accept)

    def switches(self, realm: str) -> Switches:
        """The company's switches: the defaults, what was set for all companies, what was set for this one."""
        if realm not in self._switches:
            rows = self.execute("SELECT name, value FROM setting WHERE realm IN ('', ?) ORDER BY realm", (realm,))
            self._switches[realm] = Switches().changed({name: decode(value) for name, value in rows})
        return self._switches[realm]

    def switch(self, realm: str, changes: Body) -> Switches:
        """Set switches of one company, or of all when `realm` is empty; `ValueError` for an unknown one."""
        self.switches(realm).changed(changes)
        rows = [(realm, name, encode(value)) for name, value in changes.items()]
        self.execute_many("INSERT OR REPLACE INTO setting (realm, name, value) VALUES (?, ?, ?)", rows)
        self._switches.clear()
        return self.switches(realm)

    def remember(self, realm: str, request_id: str, item: str, status: int, body: str) -> None:
        """Keep the answer to a request id, to be given again word for word."""
        self.execute(
            "INSERT OR REPLACE INTO replay (realm, request_id, item, status, body, answered) VALUES (?, ?, ?, ?, ?, ?)",
            (realm, request_id, item, status, body, self.clock.now()),
        )

    def remembered(self, realm: str, request_id: str, item: str) -> tuple[int, str] | None:
        """Status and text answered to this request id before, as far back as the company's switches remember."""
        switches, oldest = self.switches(realm), 0
        if switches.request_ids == "expire":
            oldest = self.clock.now() - switches.request_id_minutes * MINUTE + 1
        row: tuple[int, str] | None = self.execute(
            "SELECT status, body FROM replay WHERE realm = ? AND request_id = ? AND item = ? AND answered >= ?",
            (realm, request_id, item, oldest),
        ).fetchone()
        return row

    def reset(self, realm: str) -> None:
        """Forget a company altogether: its books, settings and answers. Its next use starts from the seed."""
        for table in ("company", "entity", "posting", "balance", "link", "replay", "setting", "bank_line", "attachment"):
            self.execute(f"DELETE FROM {table} WHERE realm = ?", (realm,))
        self.cache.clear()
        self._switches.clear()
