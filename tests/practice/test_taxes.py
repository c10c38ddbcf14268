"""Companies with tax codes: every line needs one, and the tax is computed or refused, never guessed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest


def _taxed(shop: Any, code: str, amount: Any = 10, **fields: Any) -> dict[str, Any]:
    body: dict[str, Any] = shop.sale(amount, **({"GlobalTaxCalculation": "TaxExcluded"} | fields))
    number = shop.query(f"select * from TaxCode where Name = '{code}'")["TaxCode"][0]["Id"]
    body["Line"][0]["SalesItemLineDetail"]["TaxCodeRef"] = {"value": number}
    return body


@pytest.mark.parametrize(("realm", "currency"), [("us-a", "USD"), ("ca-a", "CAD"), ("eu-a", "EUR"), ("uk-a", "GBP")])
def test_the_realms_prefix_names_the_currency(open_shop: Any, realm: str, currency: str) -> None:
    shop = open_shop(realm)
    preferences = shop.call("GET", "preferences")[1]["Preferences"]
    assert preferences["CurrencyPrefs"] == {"MultiCurrencyEnabled": False, "HomeCurrency": {"value": currency}}
    shop.office("POST", "rules", {"codes_with_not_applicable": False})
    posted = shop.post("SalesReceipt", shop.sale(GlobalTaxCalculation="NotApplicable") if realm != "us-a" else shop.sale())
    assert posted["CurrencyRef"]["value"] == currency


def test_a_canadian_line_needs_a_tax_code(open_shop: Any) -> None:
    shop = open_shop("ca-demo")
    assert "GST/HST rate" in shop.fault("SalesReceipt", shop.sale(GlobalTaxCalculation="TaxExcluded"))["Detail"]
    assert shop.code("Purchase", shop.expense(GlobalTaxCalculation="NotApplicable")) == "6000"


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


def test_each_rate_of_a_code_is_rounded_for_itself(open_shop: Any) -> None:
    shop = open_shop("ca-demo")
    posted = shop.post("SalesReceipt", _taxed(shop, "GST/QST QC", Decimal("10.10")))
    # 0.505 and 1.00747…: half up each to the cent; together they would be 1.51.
    assert posted["TxnTaxDetail"]["TotalTax"] == Decimal("1.52")


@pytest.mark.parametrize("realm", ["ca-demo", "eu-demo", "uk-demo"])
def test_outside_the_united_states_the_tax_calculation_is_stated(open_shop: Any, realm: str) -> None:
    shop = open_shop(realm)
    assert shop.fault("SalesReceipt", shop.sale())["element"] == "GlobalTaxCalculation"
    assert shop.code("Purchase", shop.expense()) == "2020"
    shop.office("POST", "rules", {"require_tax_calculation": False, "codes_with_not_applicable": False})
    assert shop.code("SalesReceipt", shop.sale()) == "6000"
    shop.post("SalesReceipt", shop.sale(GlobalTaxCalculation="NotApplicable"))


def test_a_canadian_line_needs_its_code_even_where_no_tax_applies(open_shop: Any) -> None:
    shop = open_shop("ca-demo")
    assert shop.code("SalesReceipt", shop.sale(GlobalTaxCalculation="NotApplicable")) == "6000"
    posted = shop.post("SalesReceipt", _taxed(shop, "Out of Scope", GlobalTaxCalculation="NotApplicable"))
    assert posted["TotalAmt"] == 10
