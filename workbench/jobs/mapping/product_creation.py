"""Creating products in QuickBooks for SKUs that have none: only those a person asked for, and never one that is there already.

QuickBooks is read anew first, inactive items too. An item that has the SKU or the name is taken instead of creating another,
so a creation whose answer was lost may simply be asked for again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.errors import NotReady, Refused, WorkbenchError
from workbench.jobs import setup
from workbench.jobs.mapping import products as jobs_products
from workbench.jobs.quickbooks.session import books_of
from workbench.mapping.products import ProductChoice, fold, own_name
from workbench.quickbooks.chart import Item
from workbench.quickbooks.client import Books
from workbench.store import products, settings
from workbench.store.company import Company

TYPES = ("NonInventory", "Service")
"""QuickBooks' types of items that are created here. Stock is begun in QuickBooks, which wants its quantity, cost and first day."""

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Proposal:
    """A product as it would be created: QuickBooks' name, SKU, type and the account that its sales go to (id and name)."""

    sku: str
    name: str
    type: str
    account_id: str
    account: str


def proposed(company: Company, names: dict[str, str], type: str, account_id: str) -> list[Proposal]:
    """What asking for these products would create, SKU -> name; `Refused` in words for what QuickBooks would not take."""
    with company.state.read() as connection:
        accounts = {a["id"]: a for a in settings.get(connection, "chart").get("accounts", [])}
    account = accounts.get(account_id)
    if account is None or account["type"] not in ("Income", "Other Income"):
        raise Refused("A product's sales go to an account of income.", where="products", next="Choose one of QuickBooks' income accounts.")
    if type not in TYPES:
        raise Refused(f"A product of type {type!r} is not created here.", where="products", next=f"Use {' or '.join(TYPES)}.")
    taken: dict[str, str] = {}
    for sku, name in names.items():
        _check_name(sku, name)
        if (other := taken.setdefault(fold(name), sku)) != sku:
            raise Refused(f"{name} would be the name of two products.", where=f"SKU {sku} and {other}", next="Give one another name.")
    return [Proposal(sku, name.strip(), type, account_id, account["name"]) for sku, name in names.items()]


def proposed_name(sku: str, titles: Sequence[str]) -> str:
    """The name a product gets unless a person gives another: Amazon's title, else the SKU, as QuickBooks takes it.

    >>> proposed_name("NL-MUG-04", []), proposed_name("A:1", ["Mug: blue"])
    ('NL-MUG-04', 'Mug - blue')
    """
    text = (titles[0] if titles else sku).replace(":", " -")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:LONGEST_NAME].strip()


def _check_name(sku: str, name: str) -> None:
    if not name.strip() or len(name.strip()) > LONGEST_NAME or ":" in name or not name.isprintable():
        raise Refused(
            f"{name!r} cannot be the name of a product: it has 1 to {LONGEST_NAME} signs and no colon.", where=f"SKU {sku}",
            next="Give it another name.",
        )  # fmt: skip


def create(
    company: Company, by: str, progress: Callable[[int, int, str], None], names: dict[str, str], type: str, account: str
) -> dict[str, Any]:
    """Create a product for each SKU, or take the one that is there, and remember each as the SKU's choice.

    `Refused`, `NotReady` or `Unreachable` in words; what was created until then stays, and is found the next time.
    """
    wanted = proposed(company, names, type, account)
    books = books_of(company)
    there = books.items(include_inactive=True)
    created: list[str] = []
    adopted: list[str] = []
    try:
        for n, one in enumerate(wanted):
            progress(n, len(wanted), f"Product {one.name}")
            item = _existing(there, one)
            (adopted if item else created).append(one.sku)
            item = item or _created(books, one)
            there.append(item)
            with company.state.write() as connection:
                products.choose(connection, by, {one.sku: ProductChoice("item", item.id, item.name)})
    finally:
        with contextlib.suppress(WorkbenchError):  # the error that ended the creation says more
            setup.refresh_chart(company, by)
    return {"created": created, "adopted": adopted, "waiting": sum(not row.match.is_settled for row in jobs_products.rows(company))}


def _created(books: Books, one: Proposal) -> Item:
    return books.create_item(one.name, one.account_id, sku=one.sku, type="Service" if one.type == "Service" else "NonInventory")


def _existing(there: Sequence[Item], one: Proposal) -> Item | None:
    """The item of QuickBooks that has this SKU or this name; `NotReady` when it is inactive or stands on no sale."""
    same_sku = [item for item in there if fold(item.sku) == fold(one.sku)]
    same_name = [item for item in there if fold(one.name) in (fold(item.name), fold(own_name(item.name)))]
    found = sorted(same_sku or same_name, key=lambda item: not item.active)
    if not found:
        return None
    item = found[0]
    if not item.active:
        raise NotReady(
            f"QuickBooks has an inactive product with this SKU or name: {item.name}.", where=f"SKU {one.sku}",
            next="Make it active there and read the products anew, or give the new one another name.",
        )  # fmt: skip
    if not item.income_account_id:
        raise NotReady(
            f"QuickBooks has {item.name}, a category, bundle or product without an income account.", where=f"SKU {one.sku}",
            next="Give the new product another name.",
        )  # fmt: skip
    return item
