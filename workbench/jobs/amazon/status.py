"""How the connection to Amazon stands, for pages and the command line: values only, from the state alone.

Nothing here asks Amazon, so it is quick, and true as of the last sync.
"""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any, Literal

from workbench import clock
from workbench.jobs import schedule
from workbench.jobs.amazon import sync
from workbench.jobs.quickbooks import access as quickbooks_access
from workbench.money import plain
from workbench.store import control_totals, open_transactions, payout_facts, report_listings, sellers
from workbench.store.company import Company
from workbench.store.control_totals import ControlTotal
from workbench.store.jobs import Job
from workbench.store.open_transactions import OpenTotal
from workbench.store.payout_facts import PayoutFact
from workbench.store.report_listings import Listing
from workbench.store.sellers import Seller

WARN_FROM, ENDS_AT = 150, 180
"""Days of a client secret: Amazon refuses every call with one of 180 ("Rotating your app's LWA credentials")."""

NEEDS_A_LOOK = ("refused", "fatal", "gone")
"""States of a report that a person should look at."""

Level = Literal["fine", "soon", "over", "unknown"]


@dataclasses.dataclass(frozen=True, slots=True)
class SecretAge:
    """How old the client secret is, in days (None when the day it was made is not known), and what that means."""

    days: int | None
    level: Level
    words: str


@dataclasses.dataclass(frozen=True, slots=True)
class SellerStatus:
    """One seller: itself, its secret (None for a practice seller), its reports counted by state, those that need a look, the
    sync that is under way, when the next is due (ISO 8601 in UTC, '' for not by itself), what is not settled yet."""

    seller: Seller
    secret: SecretAge | None
    reports: dict[str, int]
    look_at: tuple[Listing, ...]
    syncing: Job | None
    next_sync: str
    open: tuple[OpenTotal, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Status:
    """The company's sellers, and whether a QuickBooks company is there to pair them with (S3)."""

    quickbooks: bool
    sellers: tuple[SellerStatus, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class PayoutWitness:
    """What Amazon states of one settlement beside its report: payouts and group, and control totals with what differs."""

    settlement_id: str
    facts: tuple[PayoutFact, ...]
    controls: tuple[ControlTotal, ...]


def status(company: Company) -> Status:
    """Every seller as it stands, the connected ones first."""
    with company.state.read() as connection:
        connected = quickbooks_access.read(connection).is_connected
        listed = sellers.listed(connection)
        rows = [
            (s, dict(report_listings.counts(connection, s.seller_id)), report_listings.listed(connection, s.seller_id),
             tuple(open_transactions.totals(connection, s.seller_id)))
            for s in listed
        ]  # fmt: skip
    today = clock.now().date()
    return Status(connected, tuple(
        SellerStatus(
            s, None if s.kind == "practice" else secret_age(s.secret_created, today), counts,
            tuple(each for each in reports if each.state in NEEDS_A_LOOK), sync.under_way(company, s.seller_id), _due(s), totals,
        )
        for s, counts, reports, totals in rows
    ))  # fmt: skip


def secret_age(created: date | None, today: date) -> SecretAge:
    """The age of a client secret in words.

    >>> secret_age(date(2026, 1, 1), date(2026, 6, 10)).words
    'The client secret is 160 days old and ends in 20 days: rotate it in the Developer Console and enter the new one here.'
    """
    if created is None:
        return SecretAge(None, "unknown", "The day the client secret was made is not known. Amazon refuses one older than 180 days.")
    days = (today - created).days
    then = "rotate it in the Developer Console and enter the new one here."
    if days >= ENDS_AT:
        return SecretAge(days, "over", f"The client secret is {days} days old and Amazon no longer accepts it: {then}")
    if days >= WARN_FROM:
        left = "1 day" if ENDS_AT - days == 1 else f"{ENDS_AT - days} days"
        return SecretAge(days, "soon", f"The client secret is {days} days old and ends in {left}: {then}")
    return SecretAge(days, "fine", f"The client secret is {days} days old.")


def witness(company: Company, settlement_id: str) -> PayoutWitness:
    """What Amazon states of a settlement beside its report; empty when no sync has brought anything."""
    with company.state.read() as connection:
        return PayoutWitness(
            settlement_id, tuple(payout_facts.of(connection, settlement_id)), tuple(control_totals.of(connection, settlement_id))
        )


def status_shape(found: Status) -> dict[str, Any]:
    """The status as JSON: money as text with its currency's decimals, days as ISO 8601; no secret is in it."""
    return {"quickbooks": found.quickbooks, "sellers": [_seller_shape(each) for each in found.sellers]}


def _due(seller: Seller) -> str:
    at = schedule.next_sync(seller)
    return at.isoformat() if at else ""


def _seller_shape(found: SellerStatus) -> dict[str, Any]:
    s = found.seller
    known = {
        name: getattr(s, name) for name in ("seller_id", "name", "kind", "region", "marketplace", "state", "connected_at",
                                            "disconnected_at", "schedule", "capabilities", "last_sync_at", "last_sync")
    }  # fmt: skip
    return known | {
        "start_date": s.start_date.isoformat() if s.start_date else None, "marketplaces": list(s.marketplaces),
        "permissions": list(s.permissions), "secret": dataclasses.asdict(found.secret) if found.secret else None,
        "reports": found.reports, "look_at": [dataclasses.asdict(each) for each in found.look_at], "next_sync": found.next_sync or None,
        "syncing": {"done": found.syncing.done, "of": found.syncing.of, "message": found.syncing.message} if found.syncing else None,
        "open": [
            {"currency": o.currency, "count": o.count, "amount": plain(o.amount, o.currency), "deferred_count": o.deferred_count,
             "deferred": plain(o.deferred, o.currency)}
            for o in found.open
        ],
    }  # fmt: skip
