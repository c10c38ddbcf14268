"""Receipts of awkward orders, of a day, and of a Canadian company."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.posting.small import Line, accounts, effect, settlement
from workbench.errors import NotReady, Refused
from workbench.posting.document import Document
from workbench.posting.facts import Facts
from workbench.posting.names import LONGEST_NUMBER
from workbench.posting.plan import plan

D = Decimal
ONE, TWO, THREE = (f"111-000000{n}-000000{n}" for n in (1, 2, 3))


def receipts_of(facts: Facts, mode: str = "order", country: str = "US", tax_code: str = "") -> list[Document]:
    made = plan(facts, accounts(country, tax_code=tax_code), mode)
    return [document for document in made.documents if document.entity in ("SalesReceipt", "RefundReceipt")]


def told(document: Document) -> list[tuple[str, Decimal, int, Decimal]]:
    """Description, amount, quantity and unit price of each line."""
    return [(x["Description"], x["Amount"], x["SalesItemLineDetail"]["Qty"], x["SalesItemLineDetail"]["UnitPrice"])
            for x in document.body["Line"]]  # fmt: skip


def test_a_quantity_that_does_not_divide_the_price_stands_in_the_description() -> None:
    [receipt] = receipts_of(settlement(Line("price", "10.00", ONE, quantity=3)))
    assert told(receipt) == [("MUG · quantity 3 · price", D("10.00"), 1, D("10.00"))]


def test_a_quantity_that_divides_it_is_a_quantity() -> None:
    [receipt] = receipts_of(settlement(Line("price", "9.99", ONE, quantity=3)))
    assert told(receipt) == [("MUG · price", D("9.99"), 3, D("3.33"))]


def test_an_order_of_zeros_has_no_receipt_and_is_named() -> None:
    made = plan(settlement(Line("price", "0.00", ONE), Line("commission", "-5.10", ONE), Line("price", "20.00", TWO)), accounts(), "order")
    assert [d.doc_number for d in made.documents] == [TWO, "AMZF-12000000001", ""]
    assert [(w.order_id, w.amount) for w in made.without_receipt] == [(ONE, D("0.00"))]


def test_an_order_given_away_whole_has_a_receipt_of_nothing() -> None:
    made = plan(settlement(Line("price", "12.00", ONE), Line("promotion", "-12.00", ONE), Line("price", "20.00", TWO)), accounts(), "order")
    assert [(d.entity, d.total) for d in made.documents] == [
        ("SalesReceipt", D("0.00")), ("SalesReceipt", D("20.00")), ("Deposit", D("20.00")),
    ]  # fmt: skip
    assert len(made.documents[-1].links) == 1
    assert (effect(made)["Sales"], effect(made)["Promotions"]) == (D("-32.00"), D("12.00"))


def test_a_sale_below_zero_goes_into_the_journal_entry_and_is_named() -> None:
    lines = [Line("price", "2.00", ONE), Line("promotion", "-3.00", ONE), Line("price", "20.00", TWO)]
    made = plan(settlement(*lines), accounts(), "order")
    assert [(d.entity, d.total) for d in made.documents] == [
        ("SalesReceipt", D("20.00")), ("JournalEntry", D("3.00")), ("Deposit", D("19.00")),
    ]  # fmt: skip
    assert [(w.order_id, w.amount) for w in made.without_receipt] == [(ONE, D("-1.00"))]


@pytest.mark.parametrize("mode", ["order", "daily", "summary"])
def test_facilitator_tax_stands_on_two_accounts_that_come_to_nothing(mode: str) -> None:
    lines = [Line("price", "20.00", ONE), Line("tax", "1.65", ONE), Line("withheld", "-1.65", ONE),
             Line("price", "-20.00", ONE, side="refunds"), Line("tax", "-1.65", ONE, side="refunds"),
             Line("withheld", "1.65", ONE, side="refunds"), Line("tax", "0.83", TWO), Line("withheld", "-0.83", TWO),
             Line("price", "10.00", TWO)]  # fmt: skip
    found = effect(plan(settlement(*lines), accounts(), mode))
    assert (found["Tax collected"], found["Tax withheld"]) == (D("-0.83"), D("0.83"))


def test_a_day_is_one_sales_receipt_and_one_refund_receipt_with_a_line_per_product() -> None:
    lines = [
        Line("price", "10.00", ONE, quantity=2), Line("price", "15.00", TWO, quantity=3), Line("price", "7.00", TWO, sku="TRAY"),
        Line("promotion", "-1.00", TWO), Line("price", "-5.00", ONE, side="refunds"), Line("price", "4.00", THREE, "2026-11-04"),
    ]  # fmt: skip
    found = receipts_of(settlement(*lines), "daily")
    assert [(d.entity, d.doc_number, d.date, d.total) for d in found] == [
        ("SalesReceipt", "AMZD-12000000001-1103", "2026-11-03", D("31.00")),
        ("RefundReceipt", "AMZR-12000000001-1103", "2026-11-03", D("5.00")),
        ("SalesReceipt", "AMZD-12000000001-1104", "2026-11-04", D("4.00")),
    ]
    assert told(found[0]) == [
        ("MUG · price", D("25.00"), 5, D("5.00")),
        ("TRAY · price", D("7.00"), 1, D("7.00")),
        ("MUG · promotion", D("-1.00"), 1, D("-1.00")),
    ]


def test_a_day_leaves_out_free_items_and_takes_in_a_sale_below_zero() -> None:
    lines = [Line("price", "10.00", ONE, quantity=2), Line("price", "0.00", TWO, quantity=9), Line("promotion", "-3.00", THREE)]
    made = plan(settlement(*lines), accounts(), "daily")
    assert told(made.documents[0])[0] == ("MUG · price", D("10.00"), 2, D("5.00"))
    assert made.documents[0].total == D("7.00")
    assert [w.order_id for w in made.without_receipt] == [TWO]


def test_a_long_settlement_number_still_fits_the_day_s_document_number() -> None:
    found = receipts_of(settlement(Line("price", "1.00", ONE), Line("price", "2.00", TWO, "2026-11-04"), number="123456789012345"), "daily")
    assert {len(d.doc_number) for d in found} == {LONGEST_NUMBER}
    assert len({d.doc_number for d in found}) == 2


def test_an_american_line_says_non_so_that_quickbooks_adds_no_tax() -> None:
    [receipt] = receipts_of(settlement(Line("price", "1.00", ONE)))
    assert receipt.body["Line"][0]["SalesItemLineDetail"]["TaxCodeRef"] == {"value": "NON"}
    assert "GlobalTaxCalculation" not in receipt.body


def test_a_canadian_line_has_the_mapping_s_code_or_else_the_company_s() -> None:
    for chosen, company, expected in (("5", "", "5"), ("5", "3", "5"), ("", "3", "3")):
        [receipt] = receipts_of(settlement(Line("price", "1.00", ONE), tax_code=chosen), country="CA", tax_code=company)
        assert receipt.body["Line"][0]["SalesItemLineDetail"]["TaxCodeRef"] == {"value": expected}
        assert receipt.body["GlobalTaxCalculation"] == "NotApplicable"


def test_a_canadian_receipt_without_a_code_is_not_planned() -> None:
    with pytest.raises(NotReady, match="needs a tax code on every line; price has none"):
        receipts_of(settlement(Line("price", "1.00", ONE)), country="CA")
    assert plan(settlement(Line("price", "1.00", ONE)), accounts("CA"), "summary").total == D("1.00")


def test_a_mode_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="no posting mode 'weekly'"):
        plan(settlement(Line("price", "1.00", ONE)), accounts(), "weekly")
