"""Companies with tax codes: every line needs one, and the tax is computed or refused, never guessed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest


def _taxed(shop: Any, code: str, amount: Any = 10, **fields: Any) -> dict[str, Any]:
    body: dict[str, Any] = shop.sale(amount, **fields)
    number = shop.query(f"select * from TaxCode where Name = '{code}'")["TaxCode"][0]["Id"]
    body["Line"][0]["SalesItemLineDetail"]["TaxCodeRef"] = {"value": number}
    return body


@pytest.mark.parametrize(("realm", "currency"), [("us-a", "USD"), ("ca-a", "CAD"), ("eu-a", "EUR"), ("uk-a", "GBP")])
def test_the_realms_prefix_names_the_currency(open_shop: Any, realm: str, currency: str) -> None:
    shop = open_shop(realm)
    preferences = shop.call("GET", "preferences")[1]["Preferences"]
    assert preferences["CurrencyPrefs"] == {"MultiCurrencyEnabled": False, "HomeCurrency": {"value": currency}}
    posted = shop.post("SalesReceipt", shop.sale(GlobalTaxCalculation="NotApplicable") if realm != "us-a" else shop.sale())
    assert posted["CurrencyRef"]["value"] == currency


def test_a_canadian_line_needs_a_tax_code(open_shop: Any) -> None:
    shop = open_shop("ca-demo")
    assert "GST/HST rate" in shop.fault("SalesReceipt", shop.sale())["Detail"]
    assert shop.code("Purchase", shop.expense()) == "6000"


def test_tax_is_computed_on_the_sum_and_owed(open_shop: Any) -> None:
    shop = open_shop("ca-demo")
    posted = shop.post("SalesReceipt", _taxed(shop, "HST ON", Decimal("19.99")))
    assert (posted["TxnTaxDetail"]["TotalTax"], posted["TotalAmt"]) == (Decimal("2.60"), Decimal("22.59"))
    assert shop.balances()["Sales tax payable"] == Decimal("-2.60")


def test_stated_tax_is_taken(open_shop: Any) -> None:
    shop = open_shop("uk-demo")
    posted = shop.post("SalesReceipt", _taxed(shop, "20.0% S", 10, TxnTaxDetail={"TotalTax": Decimal("2.01")}))
    assert posted["TotalAmt"] == Decimal("12.01")


def test_tax_that_cannot_be_computed_is_refused(open_shop: Any) -> None:
    shop = open_shop("eu-demo")
    assert shop.code("SalesReceipt", _taxed(shop, "19.0% S", GlobalTaxCalculation="TaxInclusive")) == "6000"
    shop.post("SalesReceipt", _taxed(shop, "No VAT", GlobalTaxCalculation="TaxInclusive"))


def test_not_applicable_takes_no_details(open_shop: Any) -> None:
    shop = open_shop("eu-demo")
    wrong = shop.sale(GlobalTaxCalculation="NotApplicable", TxnTaxDetail={"TotalTax": 1})
    assert shop.code("SalesReceipt", wrong) == "6170"
    assert shop.code("SalesReceipt", shop.sale(GlobalTaxCalculation="Perhaps")) == "2010"
