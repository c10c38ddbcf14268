"""What people did to a month: prepared, approved, locked, reopened it. Only ever added to, and in the audit log as well."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from workbench import clock
from workbench.errors import NotReady
from workbench.reconcile.sign_off import Act, Event, standing
from workbench.store import audit
from workbench.store.schema_close import close_act


def events(connection: sa.Connection, month: str) -> list[Event]:
    """The acts on one month (`YYYY-MM`), oldest first."""
    query = sa.select(close_act).where(close_act.c.month == month).order_by(close_act.c.sequence)
    return [Event(row.month, row.act, row.by, row.at, row.content, row.because) for row in connection.execute(query)]


def record(connection: sa.Connection, month: str, act: Act, by: str, content: str, because: str) -> None:
    """Add an act; whether the person may is asked before (`reconcile.sign_off.require_may`), in the same transaction."""
    row = {"month": month, "act": act, "by": by, "content": content, "because": because}
    connection.execute(close_act.insert().values(at=clock.stamp(), **row))
    audit.record(connection, by, f"month {act}", month=month, content=content, because=because)


def locked_months(connection: sa.Connection) -> frozenset[str]:
    """The months that are locked now."""
    months = connection.execute(sa.select(close_act.c.month).where(close_act.c.act == "locked").distinct()).scalars().all()
    return frozenset(month for month in months if standing(events(connection, month), "").locked)


def require_open(connection: sa.Connection, dates: Iterable[str], where: str) -> None:
    """`NotReady` when one of these days (ISO 8601) lies in a month that is locked here."""
    locked = sorted(locked_months(connection) & {day[:7] for day in dates})
    if locked:
        raise NotReady(
            f"The month {locked[0]} is closed and locked in the workbench.", where=where,
            next="Reopen it under Close › Month, with a reason; or leave its books as they are.",
        )  # fmt: skip
