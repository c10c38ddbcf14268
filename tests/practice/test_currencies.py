"""The practice QuickBooks with several currencies: one currency a document, one a name for ever, and books that balance at home."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from workbench.practice.wire import Body

RATE = Decimal("1.085050")


@pytest.fixture
def euros(open_shop: Any) -> tuple[Any, Any]:
    """A company in dollars, and what makes a receipt in euros."""
    shop = open_shop("us-multicurrency")
    customer = shop.post("Customer", {"DisplayName": "Amazon.de (EUR)", "CurrencyRef": {"value": "EUR"}})["Id"]

    def sale(**fields: Any) -> Body:
        return shop.sale(**{"CustomerRef": {"value": customer}, "CurrencyRef": {"value": "EUR"}, "ExchangeRate": RATE, **fields})

    return shop, sale


def test_the_company_says_that_it_keeps_several_currencies(euros: tuple[Any, Any]) -> None:
    shop, _ = euros
    wanted = {"MultiCurrencyEnabled": True, "HomeCurrency": {"value": "USD"}}
    assert shop.call("GET", "preferences")[1]["Preferences"]["CurrencyPrefs"] == wanted


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"CurrencyRef": None}, "2020"),
        ({"CurrencyRef": {"value": "USD"}, "ExchangeRate": None}, "6000"),
        ({"CurrencyRef": {"value": "GBP"}}, "6000"),
        ({"ExchangeRate": None}, "6000"),
        ({"ExchangeRate": 1}, "6000"),
        ({"ExchangeRate": 0}, "2010"),
        ({"ExchangeRate": "much"}, "2010"),
    ],
)
def test_a_document_of_the_wrong_currency_or_without_a_rate_is_refused(euros: tuple[Any, Any], fields: Body, code: str) -> None:
    shop, sale = euros
    assert shop.code("SalesReceipt", sale(**fields)) == code


def test_without_the_guard_a_document_without_a_rate_is_booked_at_par(euros: tuple[Any, Any]) -> None:
    shop, sale = euros
    shop.office("POST", "rules", {"realm": shop.realm, "refuse_par_rate": False})
    made = shop.post("SalesReceipt", sale(ExchangeRate=None))
    assert made["HomeTotalAmt"] == made["TotalAmt"]


def test_a_company_of_one_currency_refuses_another(open_shop: Any) -> None:
    shop = open_shop("us-plain")
    assert shop.code("SalesReceipt", shop.sale(CurrencyRef={"value": "EUR"}, ExchangeRate=RATE)) == "6000"
    assert shop.code("Customer", {"DisplayName": "Amazon.de (EUR)", "CurrencyRef": {"value": "EUR"}}) == "6000"


def test_a_name_keeps_its_currency_and_only_some_accounts_have_one(euros: tuple[Any, Any]) -> None:
    shop, _ = euros
    customer = shop.query("select * from Customer where DisplayName = 'Amazon.de (EUR)'")["Customer"][0]
    assert shop.code("Customer", {**customer, "CurrencyRef": {"value": "USD"}}) == "6000"
    income = {"Name": "Sales in euros", "AccountType": "Income", "CurrencyRef": {"value": "EUR"}}
    assert shop.code("Account", income) == "6000"
    assert shop.post("Account", {**income, "Name": "Euro account", "AccountType": "Bank"})["CurrencyRef"] == {"value": "EUR"}


def test_a_deposit_takes_only_what_waits_in_its_own_currency_and_empties_it_at_home(euros: tuple[Any, Any]) -> None:
    shop, sale = euros
    made = [shop.post("SalesReceipt", sale()) for _ in range(3)]
    lines = [{"Amount": r["TotalAmt"], "LinkedTxn": [{"TxnId": r["Id"], "TxnType": "SalesReceipt", "TxnLineId": "0"}]} for r in made]
    body = {"DepositToAccountRef": {"value": shop.account("Business Checking")}, "Line": lines}
    assert shop.code("Deposit", {**body, "CurrencyRef": {"value": "USD"}}) == "6000"
    deposit = shop.post("Deposit", {**body, "CurrencyRef": {"value": "EUR"}, "ExchangeRate": Decimal("1.1")})
    assert deposit["TotalAmt"] == sum(r["TotalAmt"] for r in made)
    state = shop.office("GET", "state", realm=shop.realm)
    left = {row["name"]: row["balance"] for row in state["trial_balance"]}
    assert (state["sum"], left["Payments to deposit"]) == (0, 0)
    assert left["Business Checking"] == deposit["HomeTotalAmt"]
    assert left["Exchange Gain or Loss"] == sum(r["HomeTotalAmt"] for r in made) - deposit["HomeTotalAmt"]
