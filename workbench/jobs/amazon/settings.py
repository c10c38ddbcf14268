"""*Review your app settings*: what a new seller's settings are, what is still missing, and the approval that lets it sync (S11-S15).

Until a person approved them, the pages start no sync for a seller; afterwards all of them can still be changed (S35). A seller
that the command line synced had its settings given there.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench import clock
from workbench.errors import NotReady
from workbench.jobs.amazon import connection as amazon_connection
from workbench.jobs.quickbooks import options
from workbench.store import sellers, settings
from workbench.store.company import Company
from workbench.store.sellers import Seller

APPROVED = "amazon_approved"
"""The setting that holds when each seller's settings were approved: seller id -> ISO 8601 in UTC."""

_MODES = {"order": "A receipt for each sale", "daily": "A receipt for each day", "summary": "One journal entry a month"}


@dataclass(frozen=True, slots=True)
class Item:
    """One setting as it stands: its name, its value in words ('' when nothing is chosen), whether the approval waits for it."""

    name: str
    value: str
    needed: bool


def items(company: Company, seller: Seller) -> list[Item]:
    """Every setting that bears on what is imported and posted for this seller, in the order a person goes through them."""
    with company.state.read() as connection:
        now = settings.every(connection)
        known = options.read(connection)
    names = {**known.accounts, **known.customers}
    return [
        Item("Transaction sync date", seller.start_date.isoformat() if seller.start_date else "", True),
        Item("Deposit account", names.get(now["deposit_account"], ""), True),
        Item("Payments to deposit", names.get(now["undeposited_account"], ""), True),
        Item("Payment account", names.get(now["payment_account"], ""), False),
        Item("Customer", names.get(now["customer"], ""), True),
        Item("Confirm transactions automatically", "On" if now["confirm_automatically"] else "Off", False),
        Item("Product tracking", "On" if now["product_tracking"] else "Off", False),
        Item("Posting mode", _MODES.get(now["mode"], now["mode"]), False),
    ]


def missing(company: Company, seller: Seller) -> list[str]:
    """The settings without which nothing can be approved; none when all are chosen."""
    return [item.name for item in items(company, seller) if item.needed and not item.value]


def is_approved(company: Company, seller: Seller) -> bool:
    """Whether a person reviewed the settings of this seller, or had it synced before."""
    with company.state.read() as connection:
        return seller.seller_id in settings.get(connection, APPROVED) or bool(seller.last_sync_at)


def approve(company: Company, by: str, seller_id: str) -> None:
    """Remember that a person reviewed the settings; `NotReady` naming what is not chosen yet."""
    seller = amazon_connection.connected(company, seller_id)
    if lacking := missing(company, seller):
        raise NotReady(f"Not chosen yet: {', '.join(lacking)}.", where="app settings", next="Choose what is missing, then approve.")
    with company.state.write() as connection:
        sellers.get(connection, seller_id)
        kept = settings.get(connection, APPROVED)
        settings.put(connection, by, **{APPROVED: {**kept, seller_id: clock.stamp()}})
