"""Chart: the values that QuickBooks' lists come to, parsed once, at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from workbench.money import exact


@dataclass(frozen=True, slots=True)
class Account:
    """An account; `balance` is as QuickBooks states it, in `currency`."""

    id: str
    name: str
    number: str
    type: str
    sub_type: str
    classification: str
    active: bool
    balance: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Item:
    """A product or service and the account it sells into."""

    id: str
    name: str
    sku: str
    income_account_id: str
    active: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A customer, vendor, class, location or tax code."""

    id: str
    name: str
    active: bool


@dataclass(frozen=True, slots=True)
class Company:
    """The company and the preferences that decide what may be posted."""

    name: str
    country: str
    home_currency: str
    custom_numbers: bool
    close_date: date | None
    multicurrency: bool
    class_tracking: bool
    location_tracking: bool


def account(row: Mapping[str, Any]) -> Account:
    """From the entity Account."""
    return Account(
        str(row["Id"]), str(row.get("FullyQualifiedName") or row["Name"]), str(row.get("AcctNum", "")), str(row["AccountType"]),
        str(row.get("AccountSubType", "")), str(row.get("Classification", "")), bool(row.get("Active", True)),
        exact(row.get("CurrentBalance", 0)), str(row.get("CurrencyRef", {}).get("value", "")),
    )  # fmt: skip


def item(row: Mapping[str, Any]) -> Item:
    """From the entity Item."""
    income = str(row.get("IncomeAccountRef", {}).get("value", ""))
    return Item(str(row["Id"]), str(row["Name"]), str(row.get("Sku", "")), income, bool(row.get("Active", True)))


def named(row: Mapping[str, Any]) -> Named:
    """From Customer, Vendor, Class, Department or TaxCode."""
    return Named(str(row["Id"]), str(row.get("DisplayName") or row.get("Name", "")), bool(row.get("Active", True)))


def company(info: Mapping[str, Any], preferences: Mapping[str, Any]) -> Company:
    """From the entities CompanyInfo and Preferences."""
    accounting, currency = preferences.get("AccountingInfoPrefs", {}), preferences.get("CurrencyPrefs", {})
    closed = accounting.get("BookCloseDate")
    return Company(
        str(info.get("CompanyName", "")), str(info.get("Country", "")), str(currency.get("HomeCurrency", {}).get("value", "USD")),
        bool(preferences.get("SalesFormsPrefs", {}).get("CustomTxnNumbers", False)), date.fromisoformat(closed) if closed else None,
        bool(currency.get("MultiCurrencyEnabled", False)),
        bool(accounting.get("ClassTrackingPerTxn") or accounting.get("ClassTrackingPerTxnLine")), bool(accounting.get("TrackDepartments")),
    )  # fmt: skip
