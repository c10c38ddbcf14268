"""QuickBooks' chart as the planner sees it: accounts, the item that sells into each, and the roles some play."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.errors import NotReady

DEPOSIT_LINE_TYPES = frozenset(
    {"Income", "Other Income", "Expense", "Other Expense", "Other Current Asset", "Equity", "Cost of Goods Sold"}
)
"""Account types Intuit documents for a deposit's own lines (Deposit, DepositLineDetail.AccountRef)."""

NAMED_TYPES = frozenset({"Accounts Receivable", "Accounts Payable"})
"""Accounts on which QuickBooks wants a customer's or supplier's name on every line; Amazon's lines have none."""

BALANCE_SHEET_TYPES = frozenset(
    {
        "Bank", "Accounts Receivable", "Other Current Asset", "Fixed Asset", "Other Asset", "Accounts Payable", "Credit Card",
        "Other Current Liability", "Long Term Liability", "Equity",
    }
)  # fmt: skip


KEPT_FROM_SALES = frozenset({"Inventory", "Category", "Group", "Bundle"})
"""Types of items that sell into an account only where a person chose them: QuickBooks moves stock with the first, and the
others stand on no line by themselves."""


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """An account of QuickBooks' chart."""

    name: str
    id: str
    type: str
    sub_type: str = ""


@dataclass(frozen=True)
class Accounts:
    """The chart with its roles. `items` maps an account's id to the item that sells into it."""

    by_id: Mapping[str, Account]
    by_key: Mapping[str, str]
    items: Mapping[str, str]
    undeposited_id: str
    deposit_id: str
    customer_id: str
    country: str = "US"
    payment_id: str = ""
    tax_code: str = ""
    vendor_id: str = ""
    cost_id: str = ""
    inventory_id: str = ""

    @property
    def is_american(self) -> bool:
        """Whether QuickBooks' tax codes are the words TAX and NON (Intuit writes the country in two letters or three)."""
        return self.country in ("US", "USA")

    def of(self, account_id: str, key: str, name: str) -> Account:
        """The account a mapping target means; `NotReady` in words when QuickBooks has none."""
        found = self.by_id.get(account_id or self.by_key.get(key, ""))
        if found is None:
            found = next((a for a in self.by_id.values() if a.name == name), None)
        if found is None:
            raise NotReady(
                f"QuickBooks has no account {name or key!r}.",
                where="mapping",
                next="Create the default accounts under Set up, or choose another account in Review › Mapping.",
            )
        return found

    def role(self, key: str) -> Account:
        """The account of the default chart that plays this part (`CARRY`, `NEGBAL`)."""
        return self.of("", key, key)

    @property
    def undeposited(self) -> Account:
        """Payments to deposit (Undeposited Funds), found by its sub-type, never by its name."""
        return self.by_id[self.undeposited_id]

    @property
    def deposit(self) -> Account:
        """The bank account that receives Amazon's payouts (S32)."""
        return self.by_id[self.deposit_id]

    @property
    def payment(self) -> Account:
        """The account that Amazon charges when money is owed to it, usually a credit card (S33)."""
        found = self.by_id.get(self.payment_id)
        if found is None:
            raise NotReady(
                "Amazon charged the seller's card, and it is not said which QuickBooks account that is.",
                where="settings",
                next="Choose the payment account under Set up.",
            )
        return found

    @property
    def cost_of_goods(self) -> Account:
        """The account that bears the cost of what was sold."""
        return self._of_goods(self.cost_id or self.by_key.get("COGS", ""), "bears the cost of goods sold")

    @property
    def inventory(self) -> Account:
        """The asset that holds goods until they are sold."""
        return self._of_goods(self.inventory_id or self.by_key.get("INVENTORY", ""), "holds the inventory")

    def _of_goods(self, account_id: str, does: str) -> Account:
        found = self.by_id.get(account_id)
        if found is None:
            raise NotReady(f"It is not said which QuickBooks account {does}, or it is inactive.", where="settings",
                           next="Choose it under Set up › Settings.")  # fmt: skip
        return found

    def require_vendor(self) -> None:
        """`NotReady` while it is not said which vendor Amazon is: an expense for its fees names one."""
        if not self.vendor_id:
            raise NotReady(
                "Amazon's fees are to be expenses, and it is not said which QuickBooks vendor Amazon is.",
                where="settings",
                next="Choose the vendor under Set up › Settings.",
            )

    def tax_code_of(self, chosen: str, words: str) -> str:
        """The tax code of a receipt's line: the mapping's, else the company's, else none ('').

        A company in the United States says NON, or QuickBooks' automated sales tax would add tax that Amazon never
        charged. A Canadian company must say a code on every line (fault 6000 without): `NotReady` while it has none.
        """
        code = chosen or self.tax_code or ("NON" if self.is_american else "")
        if not code and self.country in ("CA", "CAN"):
            raise NotReady(
                f"A Canadian company needs a tax code on every line; {words} has none.",
                where="mapping",
                next="Choose a tax code for it in Review › Mapping.",
            )
        return code

    def item_of(self, account: Account) -> str:
        """The item that sells into this account; `NotReady` when there is none."""
        item = self.items.get(account.id)
        if item is None:
            raise NotReady(
                f"No product or service in QuickBooks posts to {account.name}.",
                where="mapping",
                next="Create the default accounts and items under Set up, or use summary posting.",
            )
        return item


def accounts_from(chart: Mapping[str, Any], settings: Mapping[str, Any]) -> Accounts:
    """The chart as it was last read from QuickBooks, with the roles the settings give."""
    by_id = {a["id"]: Account(a["name"], a["id"], a["type"], a["sub_type"]) for a in chart.get("accounts", [])}
    roles = {"undeposited_account": "Payments to deposit", "deposit_account": "the deposit account"}
    for setting, words in roles.items():
        if settings[setting] not in by_id:
            raise NotReady(f"It is not said which QuickBooks account is {words}.", where="settings", next="Choose it under Set up.")
    return Accounts(
        by_id=by_id,
        by_key={name.removeprefix("account:"): value for name, value in settings.items() if name.startswith("account:")},
        items={i["income_account_id"]: i["id"] for i in reversed(chart.get("items", [])) if i.get("type", "") not in KEPT_FROM_SALES},
        undeposited_id=settings["undeposited_account"],
        deposit_id=settings["deposit_account"],
        customer_id=settings["customer"],
        country=chart.get("country", "US"),
        payment_id=settings.get("payment_account", ""),
        tax_code=settings.get("tax_code", ""),
        vendor_id=settings.get("vendor", ""),
        cost_id=settings.get("cost_account", ""),
        inventory_id=settings.get("inventory_account", ""),
    )
