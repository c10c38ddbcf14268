"""Balances: what Amazon owes the seller at a moment, by how far the money is from the bank (Finances 2024-06-19, listBalances).

    total = available + reserved, reserved = deferred + account-level reserve

proved to the cent for every answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from workbench.amazon.api import breakdowns
from workbench.amazon.api.reading import Entry, account_type
from workbench.money import Money


@dataclass(frozen=True, slots=True)
class Balance:
    """One account type in one marketplace, at the end of the day `as_of`, or at the moment `updated` for the balance now.
    A part that Amazon does not state is None, not zero."""

    account_type: str
    marketplace_id: str
    as_of: date | None
    updated: datetime | None
    total: Money
    available: Money | None
    reserved: Money | None
    deferred: Money | None
    account_level_reserve: Money | None


def parse(entry: Entry) -> Balance:
    """One balance of the list. Raises `BrokenInvariant` when its parts do not sum to it."""
    partner, total = entry.entry("partnerMetadata"), entry.money_needed("amount")
    stated = _parts(entry, total)
    return Balance(
        account_type=account_type(partner.text("accountType")),
        marketplace_id=partner.text("marketplaceId"),
        as_of=entry.day("asOfDate"),
        updated=entry.moment("lastUpdatedTime"),
        total=total,
        available=stated.get("AVAILABLE"),
        reserved=stated.get("RESERVED"),
        deferred=stated.get("DEFERRED"),
        account_level_reserve=stated.get("ACCOUNT_LEVEL_RESERVE"),
    )


def _parts(entry: Entry, whole: Money) -> dict[str, Money]:
    """Every balance below this one, by its type."""
    below = [(part.needed("balanceType"), part.money_needed("amount"), part) for part in entry.entries("balances")]
    if below:
        breakdowns.check(whole, [amount for _, amount, _ in below], entry.where)
    found = {name: amount for name, amount, _ in below}
    for _, amount, part in below:
        found |= _parts(part, amount)
    return found
