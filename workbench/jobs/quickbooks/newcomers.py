"""Newcomers: what the default mapping needs and QuickBooks lacks; listed first, created only as far as somebody agreed.

Names are unique in QuickBooks, so creating may simply be asked for again after a cut line: what is there is not listed
any more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from workbench.mapping.chart import DEFAULT_CHART
from workbench.posting.accounts import KEPT_FROM_SALES
from workbench.quickbooks.client import Books

CUSTOMER = "Amazon customers"
"""Stands on every receipt: Amazon does not name its buyers."""

VENDOR = "Amazon"
"""Stands on expenses: what Amazon charged to the card, and its fees where they are expenses."""

SOLD = ("Income", "Other Income", "Other Current Liability")
"""Types of the default accounts that stand on receipts and therefore need an item."""

Kind = Literal["account", "item", "customer", "vendor"]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One thing to create: an account with QuickBooks' type, an item with the account its sales go to, a customer or a vendor with
    its currency ('' for that of the books)."""

    kind: Kind
    name: str
    detail: str

    @property
    def key(self) -> str:
        """What a yes names.

        >>> Newcomer("account", "Amazon Sales", "Income").key
        'account Amazon Sales'
        """
        return f"{self.kind} {self.name}"


def missing(chart: dict[str, Any], of_currencies: Sequence[Newcomer] = ()) -> list[Newcomer]:
    """What of the default accounts, items, the customer and the vendor the chart lacks, in the order in which it is created.

    An account that exists and is inactive is not made a second time, because its name is taken; nor is an item for it.
    `of_currencies` are the customers and vendors that payouts in other currencies need beside them.
    """
    ids = {account["name"]: account["id"] for account in chart["accounts"]}
    asleep = set(chart.get("inactive", ()))
    selling = {item["income_account_id"] for item in chart["items"] if item.get("type", "") not in KEPT_FROM_SALES}
    defaults = [account for account in DEFAULT_CHART.values() if account.name not in asleep]
    accounts = [Newcomer("account", a.name, a.account_type) for a in defaults if a.name not in ids]
    items = [Newcomer("item", a.name, a.name) for a in defaults if a.account_type in SOLD and ids.get(a.name, "") not in selling]
    parties = [Newcomer("customer", CUSTOMER, ""), Newcomer("vendor", VENDOR, ""), *of_currencies]
    known = {(kind, one["name"]) for kind in ("customer", "vendor") for one in chart.get(f"{kind}s", ())}
    return [*accounts, *items, *(one for one in parties if (one.kind, one.name) not in known)]


def create(books: Books, chart: dict[str, Any], wanted: Sequence[Newcomer], tell: Callable[[str], None]) -> None:
    """Create these in QuickBooks, accounts before the items that sell into them.

    Raises `Refused`, `NotReady` or `Unreachable` in words; what was created until then stays and is found the next time. An
    item whose account was not agreed to is left out.
    """
    ids = {account["name"]: account["id"] for account in chart["accounts"]}
    defaults = {account.name: account for account in DEFAULT_CHART.values()}
    for newcomer in sorted(wanted, key=lambda one: ("account", "item", "customer", "vendor").index(one.kind)):
        tell(f"Creating the {newcomer.kind} {newcomer.name}")
        if newcomer.kind == "account":
            account = defaults[newcomer.name]
            ids[account.name] = books.create_account(account.name, account.account_type, account.account_sub_type).id
        elif newcomer.kind == "customer":
            books.create_customer(newcomer.name, currency=newcomer.detail)
        elif newcomer.kind == "vendor":
            books.create_vendor(newcomer.name, currency=newcomer.detail)
        elif newcomer.detail in ids:
            books.create_item(newcomer.name, ids[newcomer.detail])
