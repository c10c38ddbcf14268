"""How the connection to QuickBooks stands, for pages and the command line: values only, from the state alone.

Nothing here asks QuickBooks, so it is quick, and true as of the last time the company was read.
"""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from workbench import clock
from workbench.errors import Finding, WorkbenchError
from workbench.jobs.post import marketplaces
from workbench.jobs.quickbooks import access as quickbooks_access
from workbench.jobs.quickbooks import newcomers, options
from workbench.jobs.quickbooks.access import Link, SignInLife
from workbench.jobs.quickbooks.newcomers import Newcomer
from workbench.jobs.settlements.import_answers import finding_shape
from workbench.quickbooks import chart as quickbooks
from workbench.quickbooks.examine import Places, examine
from workbench.store import settings
from workbench.store.company import Company

UNUSED_WARNING = timedelta(days=14)
ENDS_WARNING = timedelta(days=90)
"""How long before a sign-in ends the workbench says so."""

FIVE_YEARS = timedelta(days=5 * 365)
"""The longest that Intuit lets a sign-in last, from the consent (blogs.intuit.com, 2025-11-12)."""

Level = Literal["fine", "soon", "over"]


@dataclasses.dataclass(frozen=True, slots=True)
class SignInAge:
    """Until when the sign-in lasts if it is not used, and at most (a day; `at_latest` when Intuit named none), and what that means."""

    unused_until: date | None
    ends: date | None
    at_latest: bool
    level: Level
    words: str


@dataclasses.dataclass(frozen=True, slots=True)
class Status:
    """A company's QuickBooks: how it is connected, what it is (None until it was read, at `read_at`), how many active accounts it
    has, what would hurt, and what the default mapping still lacks there.

    `sign_in` is None for a practice company that needs none, and while disconnected.
    """

    link: Link
    company: quickbooks.Company | None
    read_at: str
    accounts: int
    sign_in: SignInAge | None
    findings: tuple[Finding, ...]
    missing: tuple[Newcomer, ...]


def status(company: Company) -> Status:
    """The connection as it stands."""
    with company.state.read() as connection:
        link = quickbooks_access.read(connection)
        chart, read_at = settings.get(connection, "chart"), str(settings.get(connection, "chart_at"))
        chosen = str(settings.get(connection, "undeposited_account"))
        known = options.read(connection)
        needed, _ = marketplaces.parties(connection, chart)
    sign_in, trouble = _sign_in(company, link)
    if not chart.get("preferences"):
        return Status(link, None, read_at, len(known.accounts), sign_in, tuple(trouble), ())
    found = company_of(chart)
    places = Places(known.of_type("UndepositedFunds"), known.of_type("Bank"), chosen)
    findings = (*trouble, *examine(found, places))
    return Status(link, found, read_at, len(known.accounts), sign_in, findings, tuple(newcomers.missing(chart, needed)))


def company_of(chart: dict[str, Any]) -> quickbooks.Company:
    """The company as it was last read, from the state's chart."""
    preferences = dict(chart["preferences"])
    closed = preferences.pop("close_date")
    return quickbooks.Company(
        name=chart["company"], country=chart["country"], home_currency=chart["currency"],
        close_date=date.fromisoformat(closed) if closed else None, **preferences,
    )  # fmt: skip


def sign_in_age(life: SignInLife, connected_at: datetime, now: datetime) -> SignInAge:
    """When a sign-in ends, in words.

    >>> at = datetime(2026, 1, 1, tzinfo=UTC)
    >>> life = SignInLife(at + timedelta(days=101), at + timedelta(days=1826))
    >>> sign_in_age(life, at, at).words
    'The sign-in lasts until 2031-01-01. Every use renews it; unused, it ends on 2026-04-12.'
    >>> sign_in_age(SignInLife(None, None), at, at).words
    'The sign-in lasts until 2030-12-31 at the latest, which is five years.'
    """
    ends, unused = life.ends_at or connected_at + FIVE_YEARS, life.unused_until
    over = now >= ends or (unused is not None and now >= unused)
    soon = now >= ends - ENDS_WARNING or (unused is not None and now >= unused - UNUSED_WARNING)
    level: Level = "over" if over else "soon" if soon else "fine"
    last = f"{ends.date().isoformat()}" + ("" if life.ends_at else " at the latest, which is five years")
    words = f"The sign-in lasts until {last}."
    if unused is not None:
        words += f" Every use renews it; unused, it ends on {unused.date().isoformat()}."
    if over:
        words = "The sign-in has ended: connect QuickBooks again. What was posted stays as it is."
    elif now >= ends - ENDS_WARNING:
        words += " Connect QuickBooks again before that day; it is the same company and goes on where it was."
    return SignInAge(unused.date() if unused else None, ends.date(), life.ends_at is None, level, words)


def status_shape(found: Status) -> dict[str, Any]:
    """The status as JSON: days and times as ISO 8601; no secret is in it."""
    company = found.company
    return {
        "environment": found.link.kind, "realm": found.link.realm, "connected": found.link.is_connected,
        "connected_at": found.link.connected_at, "disconnected_at": found.link.disconnected_at, "read_at": found.read_at,
        "accounts": found.accounts,
        "company": None if company is None else dataclasses.asdict(company) | {"close_date": _day(company.close_date)},
        "sign_in": None if found.sign_in is None else dataclasses.asdict(found.sign_in) | {
            "unused_until": _day(found.sign_in.unused_until), "ends": _day(found.sign_in.ends),
        },
        "findings": [finding_shape(finding) for finding in found.findings],
        "missing": [{"kind": n.kind, "name": n.name, "detail": n.detail} for n in found.missing],
    }  # fmt: skip


def _sign_in(company: Company, link: Link) -> tuple[SignInAge | None, list[Finding]]:
    """How long the sign-in lasts; a finding when the one that is kept does not open."""
    if not (link.by_consent and link.is_connected):
        return None, []
    try:
        life = quickbooks_access.life(company)
    except WorkbenchError as error:
        return None, [Finding("sign-in-closed", error.where, error.what, error.next)]
    if life is None:
        return None, []
    return sign_in_age(life, datetime.fromisoformat(link.connected_at).astimezone(UTC), clock.now()), []


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
