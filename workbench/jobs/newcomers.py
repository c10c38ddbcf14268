"""Newcomers: what the default mapping needs and QuickBooks lacks; listed first, created only as far as somebody agreed.

Names are unique in QuickBooks, so creating may simply be asked for again after a cut line: what is there is not listed
any more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from workbench.mapping.chart import DEFAULT_CHART, DefaultAccount
from workbench.quickbooks.client import Books

CUSTOMER = "Amazon customers"
"""Stands on every receipt: Amazon does not name its buyers."""

SOLD = ("Income", "Other Income", "Other Current Liability")
"""Types of the default accounts that stand on receipts and therefore need an item."""

Kind = Literal["account", "item", "customer"]


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One thing to create: an account with QuickBooks' type, an item with the account its sales go to, or the customer."""

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


def missing(chart: dict[str, Any]) -> list[Newcomer]:
    """What of the default accounts, items and the customer the chart lacks, in the order in which it is created.

    An account that exists and is inactive is not made a second time, because its name is taken; nor is an item for it.
    """
    ids = {account["name"]: account["id"] for account in chart["accounts"]}
    asleep = set(chart.get("inactive", ()))
    selling = {item["income_account_id"] for item in chart["items"]}
    defaults = [account for account in DEFAULT_CHART.values() if account.name not in asleep]
    accounts = [Newcomer("account", a.name, a.account_type) for a in defaults if a.name not in ids]
    items = [
        Newcomer("item", _item_name(a), a.name) for a in defaults if a.account_type in SOLD and ids.get(a.name, "") not in selling
    ]
    known = CUSTOMER in {customer["name"] for customer in chart["customers"]}
    return [*accounts, *items, *([] if known else [Newcomer("customer", CUSTOMER, "")])]


def create(books: Books, chart: dict[str, Any], wanted: Sequence[Newcomer], tell: Callable[[str], None]) -> None:
    """Create these in QuickBooks, accounts before the items that sell into them.

    Raises `Refused`, `NotReady` or `Unreachable` in words; what was created until then stays and is found the next time. An
    item whose account was not agreed to is left out.
    """
    ids = {account["name"]: account["id"] for account in chart["accounts"]}
    defaults = {account.name: account for account in DEFAULT_CHART.values()}
    for newcomer in sorted(wanted, key=lambda one: ("account", "item", "customer").index(one.kind)):
        tell(f"Creating the {newcomer.kind} {newcomer.name}")
        if newcomer.kind == "account":
            account = defaults[newcomer.name]
            ids[account.name] = books.create_account(account.name, account.account_type, account.account_sub_type).id
        elif newcomer.kind == "customer":
            books.create_customer(newcomer.name)
        elif newcomer.detail in ids:
            books.create_item(newcomer.name, ids[newcomer.detail])


def _item_name(account: DefaultAccount) -> str:
    """An item's name has no colon: in QuickBooks one stands between a category and its item."""
    return account.name.replace(":", " -")
