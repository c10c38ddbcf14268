"""Products on receipts: their items, their accounts, their quantities; documents come to the entries whatever is sold as what."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.posting.small import NUMBERS, Line, accounts, effect, settlement
from workbench.money import total
from workbench.posting.accounts import Account, Accounts
from workbench.posting.facts import Facts, MonthAmount
from workbench.posting.plan import MODES, plan
from workbench.posting.products import Product, SoldAs

KITCHEN, GARDEN = Account("Kitchen sales", "71", "Income"), Account("Garden sales", "72", "Income")
PRODUCTS = {"MUG": Product("501", KITCHEN), "HOSE": Product("502", GARDEN)}


def chart() -> Accounts:
    plain = accounts()
    return replace(plain, by_id={**plain.by_id, KITCHEN.id: KITCHEN, GARDEN.id: GARDEN})


def sold(*lines: Line, default: Product | None = None) -> Facts:
    """The facts of these lines with both products tracked: the price's months are told apart by SKU."""
    price = NUMBERS["price"]
    plain = settlement(*lines)
    months = [m for m in plain.months if m.kind_id != price]
    for month, sku in sorted({(line.day[:7], line.sku) for line in lines if line.what == "price"}):
        of = [line for line in lines if (line.what, line.day[:7], line.sku) == ("price", month, sku)]
        months.append(MonthAmount(month, price, "", total(Decimal(x.amount) for x in of), max(x.day for x in of), sku))
    return replace(plain, months=months, sold=SoldAs(frozenset({price}), frozenset({price}), PRODUCTS, default))


def test_a_line_takes_its_product_and_the_products_account() -> None:
    made = plan(sold(Line("price", "20.00", "A"), Line("tax", "1.60", "A"), Line("price", "5.00", "A", sku="HOSE")), chart(), "order")
    lines = made.documents[0].body["Line"]
    assert [(line["SalesItemLineDetail"]["ItemRef"]["value"], str(line["Amount"])) for line in lines] == [
        ("501", "20.00"), ("30", "1.60"), ("502", "5.00"),
    ]  # fmt: skip
    assert {name: str(debit) for name, debit in effect(made).items() if name.endswith("sales")} == {
        "Kitchen sales": "-20.00", "Garden sales": "-5.00",
    }  # fmt: skip
    assert [(kind, sku, product.item_id) for kind, sku, product in made.sold] == [(0, "HOSE", "502"), (0, "MUG", "501")]


def test_a_sku_without_a_product_takes_the_default_item() -> None:
    """S30, S31"""
    made = plan(sold(Line("price", "20.00", "A", sku="NEW"), default=Product("600", GARDEN)), chart(), "order")
    assert made.documents[0].body["Line"][0]["SalesItemLineDetail"]["ItemRef"] == {"value": "600"}
    assert effect(made)["Garden sales"] == Decimal("-20.00")
    unchanged = plan(sold(Line("price", "20.00", "A", sku="NEW")), chart(), "order")
    assert "Garden sales" not in effect(unchanged)


@pytest.mark.parametrize(("amount", "quantity"), [("10.00", 3), ("10.00", 4), ("0.02", 3), ("19.90", 1)])
def test_the_quantity_of_a_product_always_stands(amount: str, quantity: int) -> None:
    lines = plan(sold(Line("price", amount, "A", quantity=quantity)), chart(), "order").documents[0].body["Line"]
    details = [line["SalesItemLineDetail"] for line in lines]
    assert sum(detail["Qty"] for detail in details) == quantity
    assert all(line["Amount"] == line["SalesItemLineDetail"]["Qty"] * line["SalesItemLineDetail"]["UnitPrice"] for line in lines)
    assert total(line["Amount"] for line in lines) == Decimal(amount)


PRICES = st.lists(
    st.builds(
        lambda cents, order, sku, day, quantity: Line(
            "price", str(Decimal(cents) / 100), f"O-{order}", f"2026-{10 + day // 15}-{1 + day % 15:02}", quantity, sku
        ),
        st.integers(1, 100_000), st.integers(1, 9), st.sampled_from(["MUG", "HOSE", "NEW", ""]), st.integers(0, 29), st.integers(1, 7),
    ),
    min_size=1, max_size=12, unique_by=lambda line: line.order,
)  # fmt: skip


@given(PRICES, st.booleans(), st.sampled_from(MODES))
def test_whatever_is_sold_as_what_documents_come_to_the_entries(lines: list[Line], with_default: bool, mode: str) -> None:
    made = plan(sold(*lines, default=Product("600", GARDEN) if with_default else None), chart(), mode)
    income = {name: -debit for name, debit in effect(made).items() if "sales" in name.casefold()}
    assert total(income.values()) == total(Decimal(line.amount) for line in lines)
    assert income.get("Kitchen sales", Decimal(0)) == total(Decimal(line.amount) for line in lines if line.sku == "MUG")
