"""The mapping's versions: every saved edit is a new version with its author and time; none is ever changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import sqlalchemy as sa

from workbench import clock
from workbench.mapping.mapping import Choice, Mapping
from workbench.store import audit
from workbench.store.schema import mapping_change, mapping_version


def newest_version(connection: sa.Connection) -> int:
    """The number of the newest version; 0 before the first edit."""
    return int(connection.execute(sa.select(sa.func.max(mapping_version.c.version))).scalar() or 0)


def load(connection: sa.Connection, version: int | None = None) -> Mapping:
    """The mapping as of a version (the newest unless told)."""
    version = newest_version(connection) if version is None else version
    changes = connection.execute(
        sa.select(mapping_change).where(mapping_change.c.version <= version).order_by(mapping_change.c.version)
    )
    choices = {(r.scope, r.subject): _choice(r) for r in changes}
    return Mapping(version, choices)


def save(connection: sa.Connection, by: str, note: str, choices: Sequence[Choice]) -> int:
    """Write the choices as a new version and return its number."""
    version = newest_version(connection) + 1
    connection.execute(mapping_version.insert().values(version=version, at=clock.stamp(), by=by, note=note))
    for choice in choices:
        connection.execute(mapping_change.insert().values(version=version, **asdict(choice)))
    audit.record(connection, by, "mapping changed", version=version, note=note, choices=[asdict(c) for c in choices])
    return version


def history(connection: sa.Connection) -> list[dict[str, str | int]]:
    """Every change, newest first: version, at, by, note, subject, account."""
    rows = connection.execute(
        sa.select(mapping_version, mapping_change.c.scope, mapping_change.c.subject, mapping_change.c.category, mapping_change.c.account)
        .join(mapping_change, mapping_change.c.version == mapping_version.c.version)
        .order_by(mapping_version.c.version.desc(), mapping_change.c.subject)
    )
    return [dict(row._mapping) for row in rows]


def _choice(row: sa.Row[tuple[object, ...]]) -> Choice:
    return Choice(row.scope, row.subject, row.category, row.account_id, row.account, row.tax_code, row.class_id, row.location_id)
