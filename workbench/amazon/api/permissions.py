"""Permissions: what a seller lets us ask, and what Amazon answers for it, found out by asking once.

Roles are given to an application in the Developer Console and granted by each seller, so a permission can be missing on
either side. Some operations are young or not open to every account; without them the workbench does with less.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from workbench.amazon.api import operations
from workbench.amazon.api.exchange import Exchange
from workbench.amazon.api.faults import NotPermitted
from workbench.amazon.api.operations import Operation
from workbench.amazon.api.reports import SETTLEMENT_REPORT
from workbench.errors import NotFound, Refused, Unreachable


@dataclass(frozen=True, slots=True)
class Permission:
    """One permission. `granted` is None when Amazon could not be asked; a `needed` one that is missing stops the sync."""

    name: str
    granted: bool | None
    words: str
    needed: bool


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Which operations answer for this seller."""

    balances: bool
    summary: bool
    payouts: bool
    expected_payouts: bool
    groups: bool
    transactions: bool


PERMISSIONS = {
    "reports": (operations.LIST_REPORTS, True),
    "finances": (operations.GROUPS, True),
    "transfers": (operations.PAYOUTS, False),
    "sellers": (operations.PARTICIPATIONS, False),
}
"""Each with the operation that shows it, and whether the sync needs it."""


PATIENCE = 2
"""Questions without an answer, each tried several times, after which nothing more is asked: Amazon is down."""


def permissions(exchange: Exchange, now: datetime) -> tuple[Permission, ...]:
    """Every permission; when Amazon does not answer two questions, the rest are not asked. Raises `SignInRefused` when the
    seller cannot be signed in to at all."""
    found: list[Permission] = []
    silent: list[str] = []
    for name, (operation, needed) in PERMISSIONS.items():
        if len(silent) < PATIENCE:
            try:
                found.append(_permission(exchange, name, operation, needed, now))
                continue
            except Unreachable as trouble:
                silent.append(trouble.what)
        found.append(Permission(name, None, f"Could not be asked: {silent[-1]}", needed))
    return tuple(found)


def capabilities(exchange: Exchange, now: datetime) -> Capabilities:
    """Every capability. Raises as `Exchange.ask` for trouble, so that nothing is taken for missing that was only silent."""
    return Capabilities(
        balances=_answers(exchange, operations.BALANCES, now),
        summary=_answers(exchange, operations.SUMMARY, now),
        payouts=_answers(exchange, operations.PAYOUTS, now),
        expected_payouts=_answers(exchange, operations.EXPECTED_PAYOUTS, now),
        groups=_answers(exchange, operations.GROUPS, now),
        transactions=_answers(exchange, operations.TRANSACTIONS, now),
    )


def _permission(exchange: Exchange, name: str, operation: Operation, needed: bool, now: datetime) -> Permission:
    try:
        exchange.ask(operation, **_smallest(operation, now))
    except NotPermitted as missing:
        return Permission(name, False, f"{missing.what} {missing.next}", needed)
    except (Refused, NotFound) as trouble:
        return Permission(name, None, f"Could not be asked: {trouble.what}", needed)
    return Permission(name, True, f"Amazon gives us {operation.words}.", needed)


def _answers(exchange: Exchange, operation: Operation, now: datetime) -> bool:
    try:
        exchange.ask(operation, **_smallest(operation, now))
    except (NotPermitted, NotFound, Refused):
        return False
    return True


def _smallest(operation: Operation, now: datetime) -> dict[str, str]:
    """The parameters of a question with a short answer."""
    yesterday = now - timedelta(days=1)
    return {
        "getReports": {"reportTypes": SETTLEMENT_REPORT, "pageSize": "1"},
        "listFinancialEventGroups": {"MaxResultsPerPage": "1", "FinancialEventGroupStartedAfter": written(yesterday)},
        "listTransactions": {"postedAfter": written(yesterday)},
        "listPayouts": {"createdAfter": written(yesterday)},
        "listSummary": {"periodStart": yesterday.date().isoformat(), "periodEnd": yesterday.date().isoformat()},
    }.get(operation.name, {})


def written(moment: datetime) -> str:
    """A moment as Amazon reads it: ISO 8601 with its offset, to the second."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
