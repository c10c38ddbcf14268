"""Chart: a company, its accounts, items and names, as values read from QuickBooks' own form.

A member that QuickBooks always gives and this answer lacks is a `BrokenInvariant`: nothing is filled in by guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from workbench.errors import BrokenInvariant
from workbench.money import ZERO, MoneyError, exact
from workbench.quickbooks.countries import two_letters

Row: TypeAlias = Mapping[str, Any]

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Company:
    """What the workbench needs to know of a QuickBooks company.

    `custom_numbers`: the document numbers we give are kept; when false QuickBooks puts its own in their place, and our
    documents cannot be found again by number. `close_date`: the last closed day, or None. `first_fiscal_month`: 1 to 12.
    `country` in two letters. `sales_tax`: whether tax is used at all; `automated_sales_tax`: whether QuickBooks works it out.
    """

    name: str
    country: str
    home_currency: str
    custom_numbers: bool
    close_date: date | None
    multicurrency: bool
    class_tracking: bool
    location_tracking: bool
    first_fiscal_month: int = 1
    sales_tax: bool = False
    automated_sales_tax: bool = False

    @classmethod
    def parse(cls, info: Row, preferences: Row) -> Company:
        """From CompanyInfo and Preferences (developer.intuit.com, entities of those names)."""
        accounting = _part(preferences, "AccountingInfoPrefs")
        currency = _part(preferences, "CurrencyPrefs")
        tax = preferences.get("TaxPrefs") or {}  # absent where tax was never set up
        closed = accounting.get("BookCloseDate")
        return cls(
            name=_text(info, "CompanyName"),
            country=two_letters(_text(info, "Country")),
            home_currency=_text(_part(currency, "HomeCurrency"), "value"),
            custom_numbers=_flag(_part(preferences, "SalesFormsPrefs"), "CustomTxnNumbers"),
            close_date=_day(closed) if closed else None,
            multicurrency=_flag(currency, "MultiCurrencyEnabled"),
            class_tracking=_flag(accounting, "ClassTrackingPerTxn") or _flag(accounting, "ClassTrackingPerTxnLine"),
            location_tracking=_flag(accounting, "TrackDepartments"),
            first_fiscal_month=_month(accounting.get("FirstMonthOfFiscalYear") or MONTHS[0]),
            sales_tax=_flag(tax, "UsingSalesTax"),
            automated_sales_tax=_flag(tax, "PartnerTaxEnabled"),
        )

    def fiscal_year_start(self, day: date) -> date:
        """The first day of the fiscal year that `day` is in."""
        year = day.year if day.month >= self.first_fiscal_month else day.year - 1
        return date(year, self.first_fiscal_month, 1)


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the chart. `name` includes its parents, as in "Expenses:Amazon fees"; `number` and `currency` are
    empty where QuickBooks gives none; `balance` is QuickBooks' current balance, on the account's own side."""

    id: str
    name: str
    number: str
    type: str
    sub_type: str
    classification: str
    active: bool
    balance: Decimal
    currency: str

    @classmethod
    def parse(cls, row: Row) -> Account:
        """From QuickBooks' Account."""
        return cls(
            id=_text(row, "Id"),
            name=row.get("FullyQualifiedName") or _text(row, "Name"),
            number=row.get("AcctNum", ""),
            type=_text(row, "AccountType"),
            sub_type=row.get("AccountSubType", ""),
            classification=row.get("Classification", ""),
            active=row.get("Active", True) is True,
            balance=amount(row.get("CurrentBalance", ZERO)),
            currency=row.get("CurrencyRef", {}).get("value", ""),
        )


@dataclass(frozen=True, slots=True)
class Item:
    """A product or service. `sku` and `income_account_id` are empty where it has none; `type` is QuickBooks': Service,
    NonInventory, Inventory, Group (a bundle of others) or Category."""

    id: str
    name: str
    sku: str
    income_account_id: str
    active: bool
    type: str = ""

    @classmethod
    def parse(cls, row: Row) -> Item:
        """From QuickBooks' Item."""
        return cls(
            id=_text(row, "Id"),
            name=row.get("FullyQualifiedName") or _text(row, "Name"),
            sku=row.get("Sku", ""),
            income_account_id=row.get("IncomeAccountRef", {}).get("value", ""),
            active=row.get("Active", True) is True,
            type=row.get("Type", ""),
        )


@dataclass(frozen=True, slots=True)
class Named:
    """A customer, vendor, class, location or tax code: something that is chosen by its name. Customers and vendors have a
    `currency`, which cannot be changed; it is empty where QuickBooks gives none."""

    id: str
    name: str
    active: bool
    currency: str = ""

    @classmethod
    def parse(cls, row: Row) -> Named:
        """From QuickBooks' entity; customers and vendors have a DisplayName, classes and locations their parents'."""
        name = row.get("DisplayName") or row.get("FullyQualifiedName") or _text(row, "Name")
        return cls(
            id=_text(row, "Id"), name=name, active=row.get("Active", True) is True, currency=row.get("CurrencyRef", {}).get("value", "")
        )


def amount(value: Any) -> Decimal:
    """A figure of QuickBooks as exact money; `BrokenInvariant` when it is none."""
    try:
        return exact(value)
    except (MoneyError, ArithmeticError):
        raise _odd("a figure that is not an amount in whole cents") from None


def _part(row: Row, name: str) -> Row:
    part = row.get(name)
    if not isinstance(part, Mapping):
        raise _odd(f"no {name}")
    return part


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value:
        raise _odd(f"no {name}")
    return value


def _flag(row: Row, name: str) -> bool:
    """Whether the preference is on; QuickBooks leaves out some that are off."""
    return row.get(name) is True


def _day(text: Any) -> date:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        raise _odd("a closing date that is not a date") from None


def _month(name: Any) -> int:
    if name not in MONTHS:
        raise _odd("a first month of the fiscal year that is not a month")
    return MONTHS.index(name) + 1


def _odd(what: str) -> BrokenInvariant:
    return BrokenInvariant(
        f"QuickBooks' answer has {what}.",
        where="QuickBooks",
        next="Nothing was changed. Please report this with the time it happened.",
    )
