"""The state's database: one engine per company, short transactions, migrated on opening.

SQLite in WAL mode with every commit on disk (`synchronous=FULL`). A writing transaction takes the write lock when it
begins, so that what it reads is what it changes.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from workbench.errors import Refused

MIGRATIONS = Path(__file__).with_name("migrations")
NEWEST = "0009"
"""The migration this program needs; a test holds it to the newest file in `migrations/`."""


class State:
    """The small, mutable half of a company's books."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})
        sa.event.listen(self.engine, "connect", _configure)
        self._migrate()

    @contextlib.contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection for reading; sees one consistent moment."""
        with self.engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A writing transaction: all of it on disk when the block ends, or none of it."""
        with self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")

    def close(self) -> None:
        """Give the file back."""
        self.engine.dispose()

    def _version(self) -> str:
        with self.engine.connect() as connection:
            try:
                row = connection.exec_driver_sql("select version_num from alembic_version").fetchone()
            except sa.exc.OperationalError:
                return ""
        return str(row[0]) if row else ""

    def _migrate(self) -> None:
        version = self._version()
        if version == NEWEST:
            return
        if version > NEWEST:
            raise Refused(
                f"These books were written by a newer version of the workbench (schema {version}).",
                where=str(self.path),
                next="Update the workbench; the books were not touched.",
            )
        # Alembic takes a third of a second to import, and is needed once per upgrade.
        from alembic import command  # noqa: PLC0415
        from alembic.config import Config  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["engine"] = self.engine
        command.upgrade(config, "head")


def _configure(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
