"""The mapping's versions: every saved edit is a new version with its author and time; none is ever changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import sqlalchemy as sa

from workbench import clock
from workbench.errors import Refused
from workbench.mapping.chart import DEFAULT_CHART
from workbench.mapping.mapping import Choice, Mapping
from workbench.posting.accounts import BALANCE_SHEET_TYPES, NAMED_TYPES
from workbench.settlement.catalogue import meaning_of
from workbench.store import audit, settings
from workbench.store.schema import mapping_change, mapping_version


def newest_version(connection: sa.Connection) -> int:
    """The number of the newest version; 0 before the first edit."""
    return int(connection.execute(sa.select(sa.func.max(mapping_version.c.version))).scalar() or 0)


def version_at(connection: sa.Connection, at: str) -> int:
    """The number of the version that was the newest at a time (ISO 8601, UTC); 0 before the first edit."""
    return int(connection.execute(sa.select(sa.func.max(mapping_version.c.version)).where(mapping_version.c.at <= at)).scalar() or 0)


def load(connection: sa.Connection, version: int | None = None) -> Mapping:
    """The mapping as of a version (the newest unless told)."""
    version = newest_version(connection) if version is None else version
    changes = connection.execute(sa.select(mapping_change).where(mapping_change.c.version <= version).order_by(mapping_change.c.version))
    choices = {(r.scope, r.subject): _choice(r) for r in changes}
    return Mapping(version, choices)


def save(connection: sa.Connection, by: str, note: str, choices: Sequence[Choice]) -> int:
    """Write the choices as a new version and return its number; `Refused` when one of them may not be."""
    refuse_unfit(connection, choices)
    version = newest_version(connection) + 1
    connection.execute(mapping_version.insert().values(version=version, at=clock.stamp(), by=by, note=note))
    for choice in choices:
        connection.execute(mapping_change.insert().values(version=version, **asdict(choice)))
    audit.record(connection, by, "mapping changed", version=version, note=note, choices=[asdict(c) for c in choices])
    return version


def refuse_unfit(connection: sa.Connection, choices: Sequence[Choice]) -> None:
    """`Refused` in words for an account QuickBooks does not have, and for a balance movement (reserve, carried balance) that
    would go to an account of the profit and loss: it is neither income nor cost, and would be counted twice."""
    chart = settings.get(connection, "chart").get("accounts", [])
    types = {a["id"]: a["type"] for a in chart} | {a["name"]: a["type"] for a in chart}
    types = types or {account.name: account.account_type for account in DEFAULT_CHART.values()}
    for choice in choices:
        if not choice.account:
            continue
        kind = types.get(choice.account_id or choice.account)
        if kind is None:
            raise Refused(
                f"QuickBooks has no account {choice.account!r}.", where=choice.subject,
                next="Choose one of its accounts, or read the chart anew under Set up.",
            )  # fmt: skip
        if kind in NAMED_TYPES:
            raise Refused(
                f"{choice.account} is an account of customers or suppliers ({kind}): QuickBooks wants a name on each of its lines.",
                where=choice.subject, next="Choose another account.",
            )  # fmt: skip
        if is_balance_movement(choice) and kind not in BALANCE_SHEET_TYPES:
            raise Refused(
                f"{choice.account} is an account of the profit and loss ({kind}); a balance movement is neither income nor cost.",
                where=choice.subject, next="Choose an account of the balance sheet.",
            )  # fmt: skip


def is_balance_movement(choice: Choice) -> bool:
    """Whether a choice is about money that Amazon holds back or carries over, which never enters the profit and loss."""
    if choice.scope == "category":
        return choice.subject.startswith("balance.")
    words = [*choice.subject.split(" › "), "", "", ""]
    return meaning_of(words[0], words[1], words[2]).section == "balance"


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
