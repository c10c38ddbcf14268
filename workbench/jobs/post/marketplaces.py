"""What is set for each marketplace: the posting mode from a day on, and the customer and deposit account of each currency.

A settlement is in one currency and has one marketplace that counts (`jobs/settlements/zones.py`). What is not set is the company's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import sqlalchemy as sa

from workbench.amazon.api.marketplaces import MARKETPLACES
from workbench.jobs import review
from workbench.jobs.quickbooks import newcomers
from workbench.jobs.quickbooks.newcomers import Newcomer
from workbench.jobs.settlements import zones
from workbench.posting.accounts import Accounts
from workbench.posting.modes import ModeRule, checked, mode_of
from workbench.store import outbox, settings, settlements
from workbench.store.company import Company
from workbench.store.settlements import Settlement


@dataclass(frozen=True, slots=True)
class Place:
    """A marketplace and a currency in which it settles; its customer, vendor and deposit account by QuickBooks id, '' for the
    company's."""

    marketplace: str
    currency: str
    settlements: int
    customer: str = ""
    vendor: str = ""
    deposit_account: str = ""

    @property
    def key(self) -> str:
        """Its name in the settings."""
        return key_of(self.marketplace, self.currency)

    @property
    def customer_name(self) -> str:
        """What its customer is called when it is created.

        >>> Place("Amazon.de", "EUR", 1).customer_name
        'Amazon.de (EUR)'
        """
        return f"{self.marketplace} ({self.currency})"

    @property
    def vendor_name(self) -> str:
        """What the vendor of its currency is called when it is created."""
        return f"{newcomers.VENDOR} ({self.currency})"


def key_of(marketplace: str, currency: str) -> str:
    """The name of a marketplace and currency in the settings."""
    return f"{marketplace}|{currency}"


def marketplace_of(s: Settlement) -> str:
    """The marketplace that counts; the currency where none has it."""
    found = zones.marketplace_of(s.currency, s.marketplaces)
    return found.domain if found else s.currency


def mode_for(connection: sa.Connection, s: Settlement) -> str:
    """The mode in which the payout is posted: its live batch's, else that of its marketplace's newest rule, else the company's."""
    live = outbox.live_batch(connection, s.settlement_id)
    return live.mode if live else mode_of(rules(connection), settings.get(connection, "mode"), marketplace_of(s), s.deposit_day)


def mode_of_payout(company: Company, s: Settlement) -> str:
    """The same for a page."""
    with company.state.read() as connection:
        return mode_for(connection, s)


def rules(connection: sa.Connection) -> list[ModeRule]:
    """The rules of posting modes, in order."""
    return sorted(ModeRule(**rule) for rule in settings.get(connection, "mode_rules") or [])


def save_rules(company: Company, by: str, wanted: Iterable[ModeRule]) -> None:
    """Keep these rules in the place of all others; `Refused` in words. Batches that live keep their mode."""
    ordered = checked(wanted)
    with company.state.write() as connection:
        settings.put(connection, by, mode_rules=[asdict(rule) for rule in ordered])


def accounts_for(connection: sa.Connection, s: Settlement) -> Accounts:
    """QuickBooks' chart with the roles as they are for this payout."""
    accounts: Accounts = review.accounts_of(connection)
    own = _own(connection, s)
    deposit = own.get("deposit_account", "")
    return replace(
        accounts, customer_id=own.get("customer") or accounts.customer_id, vendor_id=own.get("vendor") or accounts.vendor_id,
        deposit_id=deposit if deposit in accounts.by_id else accounts.deposit_id,
    )  # fmt: skip


def deposit_account(connection: sa.Connection, s: Settlement) -> str:
    """The QuickBooks id of the account that receives this payout."""
    return str(_own(connection, s).get("deposit_account") or settings.get(connection, "deposit_account"))


def places(connection: sa.Connection) -> list[Place]:
    """A row for each marketplace and currency in the books."""
    counts: dict[tuple[str, str], int] = {}
    for s in settlements.listed(connection):
        at = marketplace_of(s), s.currency
        counts[at] = counts.get(at, 0) + 1
    chosen = settings.get(connection, "by_marketplace") or {}
    return [
        Place(marketplace, currency, count, **own)
        for (marketplace, currency), count in sorted(counts.items())
        for own in [chosen.get(key_of(marketplace, currency), {})]
    ]


def save_places(company: Company, by: str, wanted: Sequence[Place]) -> None:
    """Keep the customer, vendor and deposit account of these; '' goes back to the company's."""
    with company.state.write() as connection:
        keep(connection, by, {p.key: {"customer": p.customer, "vendor": p.vendor, "deposit_account": p.deposit_account} for p in wanted})


def parties(connection: sa.Connection, chart: Mapping[str, Any]) -> tuple[list[Newcomer], list[Newcomer]]:
    """The customers and vendors that payouts in other currencies need, because a name in QuickBooks has one currency for ever; and
    the customers that a marketplace in the books' currency may have on request. Without multicurrency none is needed."""
    needed: dict[str, Newcomer] = {}
    others: list[Newcomer] = []
    for place in places(connection):
        if place.currency == chart.get("currency"):
            others.append(Newcomer("customer", place.customer_name, place.currency))
        elif chart.get("preferences", {}).get("multicurrency"):
            if not place.customer:
                needed[place.customer_name] = Newcomer("customer", place.customer_name, place.currency)
            if not place.vendor:
                needed[place.vendor_name] = Newcomer("vendor", place.vendor_name, place.currency)
    return list(needed.values()), others


def take_up(connection: sa.Connection, by: str, chart: Mapping[str, Any], created: Collection[str]) -> None:
    """Give each marketplace that has none yet the customer and vendor of its name: those `created` just now, and those that a payout
    in another currency needs and that are there."""
    needed, _ = parties(connection, chart)
    names = {*created, *(newcomer.name for newcomer in needed)}
    ids = {(kind, one["name"]): one["id"] for kind in ("customer", "vendor") for one in chart.get(f"{kind}s", ())}
    changes = {
        place.key: {
            kind: ids[kind, name]
            for kind, name, chosen in (("customer", place.customer_name, place.customer), ("vendor", place.vendor_name, place.vendor))
            if not chosen and name in names and (kind, name) in ids
        }
        for place in places(connection)
    }
    if any(changes.values()):
        keep(connection, by, changes)


def keep(connection: sa.Connection, by: str, changes: Mapping[str, Mapping[str, str]]) -> None:
    """Change what is set for some marketplaces and currencies, within a transaction."""
    now = {key: dict(own) for key, own in (settings.get(connection, "by_marketplace") or {}).items()}
    for key, own in changes.items():
        now[key] = {name: value for name, value in {**now.get(key, {}), **own}.items() if value}
    settings.put(connection, by, by_marketplace={key: own for key, own in now.items() if own})


def known(connection: sa.Connection) -> list[str]:
    """The marketplaces to choose from: those in the books first, then every other of Amazon's."""
    here = sorted({marketplace_of(s) for s in settlements.listed(connection)})
    return [*here, *(m.domain for m in MARKETPLACES if m.domain not in here)]


def _own(connection: sa.Connection, s: Settlement) -> dict[str, Any]:
    found: dict[str, Any] = (settings.get(connection, "by_marketplace") or {}).get(key_of(marketplace_of(s), s.currency), {})
    return found
