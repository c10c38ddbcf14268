"""A company and its lists, read from the practice company and from odd answers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.quickbooks.conftest import Practice, Shop
from tests.quickbooks.stub import Stub, told
from workbench.errors import BrokenInvariant, Refused
from workbench.quickbooks import Account, Books, Company, Item, Named, Profile, connect
from workbench.quickbooks.chart import amount

INFO = {"CompanyName": "Shop", "Country": "US"}
PREFERENCES: dict[str, Any] = {
    "AccountingInfoPrefs": {"BookCloseDate": "2026-09-30", "ClassTrackingPerTxn": True, "FirstMonthOfFiscalYear": "July"},
    "SalesFormsPrefs": {},
    "CurrencyPrefs": {"MultiCurrencyEnabled": True, "HomeCurrency": {"value": "CAD"}},
}


def test_the_practice_company_is_read(practice: Practice) -> None:
    with connect(Profile("practice", "eu-chart", practice.address, refresh_token="practice")) as books:
        assert books.company() == Company("Practice company eu-chart", "DE", "EUR", True, None, False, True, True, sales_tax=True)
        practice.office("close-books", {"realm": "eu-chart", "date": "2026-10-31"})
        assert books.company().close_date == date(2026, 10, 31)
        checking = books.accounts()[0]
        assert (checking.name, checking.type, checking.balance, checking.currency) == ("Business Checking", "Bank", Decimal("0.00"), "EUR")
        assert {named.name for named in books.classes()} == {"Online", "Wholesale"}
        assert len(books.departments()) == 2
        assert books.tax_codes()
        assert books.vendors() == []


def test_what_preferences_leave_out_is_off() -> None:
    company = Company.parse(INFO, PREFERENCES)
    assert company == Company("Shop", "US", "CAD", False, date(2026, 9, 30), True, True, False, 7)


@pytest.mark.parametrize("missing", ["AccountingInfoPrefs", "SalesFormsPrefs", "CurrencyPrefs"])
def test_preferences_without_a_part_are_not_guessed(missing: str) -> None:
    with pytest.raises(BrokenInvariant, match=missing):
        Company.parse(INFO, {name: part for name, part in PREFERENCES.items() if name != missing})


@pytest.mark.parametrize(("day", "start"), [("2026-06-30", "2025-07-01"), ("2026-07-01", "2026-07-01"), ("2027-01-31", "2026-07-01")])
def test_the_fiscal_year_of_a_day(day: str, start: str) -> None:
    assert Company.parse(INFO, PREFERENCES).fiscal_year_start(date.fromisoformat(day)) == date.fromisoformat(start)


def test_set_up_creates_what_is_missing(shop: Shop) -> None:
    account = shop.books.create_account("Amazon fees", "Expense", "OtherBusinessExpenses", number="6100")
    assert (account.name, account.number, account.classification) == ("Amazon fees", "6100", "Expense")
    item = shop.books.create_item("Shipping", account.id, sku="S-1", type="NonInventory")
    assert item == Item(item.id, "Shipping", "S-1", account.id, active=True, type="NonInventory")
    vendor = shop.books.create_vendor("Amazon Seller Central")
    assert shop.books.vendors() == [vendor] == [Named(vendor.id, "Amazon Seller Central", active=True, currency="USD")]
    assert account in shop.books.accounts()
    assert item in shop.books.items()


def test_a_name_that_is_taken_is_refused_in_words(shop: Shop) -> None:
    with pytest.raises(Refused, match="the vendor Amazon customers"):
        shop.books.create_vendor("Amazon customers")


def test_an_inactive_account_is_left_out_unless_asked_for(shop: Shop, practice: Practice) -> None:
    practice.office("edit", {"realm": shop.books.profile.realm_id, "entity": "Account", "id": shop.income, "changes": {"Active": False}})
    assert shop.income not in {account.id for account in shop.books.accounts()}
    (found,) = (account for account in shop.books.accounts(include_inactive=True) if account.id == shop.income)
    assert not found.active
    assert shop.books.by_ids("Account", [shop.income])[shop.income]["Active"] is False


@pytest.mark.parametrize("row", [{}, {"Id": "1"}, {"Id": "1", "Name": "A"}, {"Id": 1, "Name": "A", "AccountType": "Bank"}])
def test_a_row_without_what_it_always_has_is_not_read(row: dict[str, Any]) -> None:
    with pytest.raises(BrokenInvariant):
        Account.parse(row)


@pytest.mark.parametrize("row", [{"Id": "1", "Name": "A", "AccountType": "Bank", "CurrencyRef": "USD"}, {"Id": "1", "Name": "A"}])
def test_another_shape_is_said_to_be_one(stub: Stub, books: Books, row: dict[str, Any]) -> None:
    stub.script.append(told(200, {"QueryResponse": {"Account": [row]}}))
    with pytest.raises(BrokenInvariant):
        books.accounts()


@pytest.mark.parametrize("figure", ["1.005", "x", None, "", Decimal("NaN")])
def test_a_figure_is_exact_or_nothing(figure: Any) -> None:
    with pytest.raises(BrokenInvariant):
        amount(figure)
