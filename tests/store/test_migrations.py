"""Books of an earlier program: opened, migrated, and nothing in them lost."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from workbench.store import settlements
from workbench.store.state import MIGRATIONS, State

SETTLEMENT = (
    "load-1", "21574497411", 1, "ab" * 32, "us.txt", "settlement-v2", "Standard Orders", '["Amazon.com"]', "USD",
    "2024-10-09T14:28:39+00:00", "2024-10-23T14:28:39+00:00", "2024-10-25T14:28:39+00:00", 197717, 327, 1, 1, 0, 0, 1, 197716, "[]",
    "current", "2026-11-24T10:00:00+00:00",
)  # fmt: skip


def test_settlements_and_their_kinds_of_line_survive_the_table_that_is_built_anew(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = create_engine(f"sqlite:///{path}", isolation_level=None)
    command.upgrade(config, "0001")
    config.attributes["engine"].dispose()
    old = sqlite3.connect(path)
    old.execute("PRAGMA foreign_keys=ON")
    old.execute(f"INSERT INTO settlement VALUES ({', '.join('?' * len(SETTLEMENT))})", SETTLEMENT)
    old.execute("INSERT INTO line_kind VALUES ('load-1', 0, 'Order', 'ItemPrice', 'Principal', 'Amazon.com', 327, 197717)")
    old.commit()
    old.close()
    books = State(path)
    with books.read() as connection:
        s = settlements.current(connection, "21574497411")
        kinds = settlements.kinds_of(connection, "load-1")
    books.close()
    assert (str(s.total), s.line_count, s.time_zone, s.account_type_from) == ("1977.17", 327, "America/Los_Angeles", "")
    assert (s.deposit_day, s.month) == ("2024-10-25", "2024-10")
    assert [(k.amount_description, str(k.total), k.report) for k in kinds] == [("Principal", "1977.17", "settlement-v2")]
