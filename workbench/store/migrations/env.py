"""Alembic's entry: runs the numbered migrations in one transaction, under SQLite's write lock."""

from __future__ import annotations

from alembic import context

engine = context.config.attributes["engine"]
with engine.connect() as connection:
    # A table that is built anew is dropped under its old name, which would take the rows that refer to it along.
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    context.configure(connection=connection, transactional_ddl=False)
    try:
        context.run_migrations()
        assert not connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall(), "a migration lost rows that others refer to"
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")
    connection.exec_driver_sql("PRAGMA foreign_keys=ON")
