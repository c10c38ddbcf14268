"""Matching SKUs to QuickBooks' items: the exact one or none, a score that a person can follow, and choices that win."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.mapping.mapping import Choice, Mapping
from workbench.mapping.products import (
    CLOSE,
    Item,
    Items,
    ProductChoice,
    is_principal,
    match,
    pairs_of,
    sales_account,
    score_of,
    sells_into,
)

MUG = Item("1", "Kitchen:Blue mug", "NL-MUG-04", "NonInventory", "70")
JAR = Item("2", "NL-JAR-08", "", "Inventory", "71")
TEXTS = st.text(st.sampled_from("abcNL-0 48é:"), max_size=12)
ITEMS = st.lists(
    st.builds(
        Item, st.uuids().map(str), TEXTS.filter(str.strip), TEXTS, st.sampled_from(["NonInventory", "Inventory", "Category", "Group"]),
        st.sampled_from(["70", ""]),
    ),
    max_size=6,
)  # fmt: skip


@pytest.mark.parametrize(
    ("sku", "titles", "found", "item_id"),
    [
        (" nl-mug-04", (), "sku", "1"), ("NL-JAR-08", (), "name", "2"), ("X", ("blue MUG",), "name", "1"),
        ("X", ("Kitchen:Blue mug",), "name", "1"), ("NL-MUG-4", (), "suggested", "1"), ("ZZZ-99", (), "none", ""),
    ],
)  # fmt: skip
def test_a_sku_is_matched_by_sku_then_by_name_and_what_is_close_is_only_suggested(
    sku: str, titles: tuple[str, ...], found: str, item_id: str
) -> None:
    """S27, S28"""
    made = match(sku, titles, Items([MUG, JAR]), {}, suggest=True)
    assert (made.found, made.item_id, made.is_settled) == (found, item_id, found in ("sku", "name"))


def test_a_sku_that_two_items_have_is_left_to_a_person() -> None:
    other = Item("3", "Red mug", "nl-mug-04", "Service", "70")
    made = match("NL-MUG-04", (), Items([MUG, other]), {})
    assert (made.found, made.is_settled) == ("several", False)


def test_categories_bundles_and_items_without_an_income_account_are_never_offered() -> None:
    unsold = [Item("3", "A", "A", "Category", ""), Item("4", "B", "B", "Group", "70"), Item("5", "C", "C", "Service", "")]
    items = Items(unsold)
    assert [match(sku, (), items, {}, suggest=True).found for sku in "ABC"] == ["none"] * 3


def test_a_choice_wins_over_any_match_and_is_lost_with_its_item() -> None:
    items = Items([MUG, JAR])
    assert match("NL-MUG-04", (), items, {"NL-MUG-04": ProductChoice("item", "2", "Jar")}).item_id == "2"
    assert match("NL-MUG-04", (), items, {"NL-MUG-04": ProductChoice("default")}).found == "default"
    lost = match("NL-MUG-04", (), items, {"NL-MUG-04": ProductChoice("item", "9", "Gone")})
    assert (lost.found, lost.is_settled) == ("lost", False)


@given(ITEMS, TEXTS)
def test_what_is_settled_fits_exactly_and_one_item_alone(items: list[Item], sku: str) -> None:
    made = match(sku, (), Items(items), {}, suggest=True)
    by_id = {item.id: item for item in items}
    if made.is_settled:
        item = by_id[made.item_id]
        assert item.is_sold
        assert sku.strip().casefold() in (text.strip().casefold() for text in (item.sku, item.name, item.name.rpartition(":")[2]))
        assert sum(1 for other in items if other.is_sold and other.sku.strip().casefold() == sku.strip().casefold() != "") <= 1
    elif made.found == "suggested":
        assert CLOSE <= made.score <= 100
        assert by_id[made.item_id].is_sold


@given(ITEMS, TEXTS)
def test_the_order_of_the_items_does_not_matter(items: list[Item], sku: str) -> None:
    assert match(sku, (), Items(items), {}).found == match(sku, (), Items(items[::-1]), {}).found


@given(st.text(max_size=20), st.text(max_size=20))
def test_the_score_is_the_same_both_ways_and_whole_of_a_text_with_itself(one: str, other: str) -> None:
    score = score_of(pairs_of(one), pairs_of(other))
    assert score == score_of(pairs_of(other), pairs_of(one))
    assert 0 <= score <= 100
    assert score_of(pairs_of(one), pairs_of(one)) == (100 if pairs_of(one) else 0)


def test_only_the_price_of_a_product_takes_it_and_only_where_it_goes_to_the_sales_account() -> None:
    mapping, accounts = Mapping(0, {}), {"SALES": "70", "SHIPINC": "71", "REFUNDS": "72"}
    price = mapping.target("Order", "ItemPrice", "Principal")
    shipping = mapping.target("Order", "ItemPrice", "Shipping")
    refund = mapping.target("Refund", "ItemPrice", "Principal")
    sales = sales_account(mapping, accounts)
    assert [is_principal(t) and sells_into(t, sales, accounts) for t in (price, shipping, refund)] == [True, False, False]
    web = [Choice("category", f"{side}.principal", account_id="99", account="Web sales") for side in ("sales", "refunds")]
    moved = Mapping(1, {(choice.scope, choice.subject): choice for choice in web})
    assert sales_account(moved, accounts) == "99"
    assert sells_into(moved.target("Order", "ItemPrice", "Principal"), "99", accounts)
    assert sells_into(moved.target("Refund", "ItemPrice", "Principal"), "99", accounts)
    assert not sells_into(price, "", accounts), "before the chart is read nothing is a product's"
