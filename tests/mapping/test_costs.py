"""Costs of SKUs: which one counts on a day, and lists of them that are taken whole or refused whole."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.mapping import cost_list
from workbench.mapping.cost_list import RefusedCosts
from workbench.mapping.costs import ALL, Cost, Costs

MARKETPLACES = ("Amazon.com", "Amazon.de")


def read(text: str) -> list[Cost]:
    return cost_list.read(text, "USD", MARKETPLACES)


def cost(each: str, since: str, marketplace: str = ALL, currency: str = "USD") -> Cost:
    return Cost("MUG", marketplace, currency, since, Decimal(each))


def test_a_cost_of_the_marketplace_goes_before_one_for_all_whichever_began_later() -> None:
    costs = Costs([cost("4", "2026-01-01", "Amazon.de"), cost("5", "2026-06-01")])
    assert [c.unit_cost for day in ("2026-05-31", "2026-07-01") if (c := costs.on("MUG", "Amazon.de", "USD", day))] == [4, 4]
    assert costs.on("MUG", "Amazon.com", "USD", "2026-05-31") is None
    assert costs.on("MUG", "Amazon.com", "USD", "2026-06-01") == cost("5", "2026-06-01")
    assert costs.on("JAR", "Amazon.com", "USD", "2026-06-01") is None
    assert costs.on("MUG", "Amazon.com", "EUR", "2026-06-01") is None, "a cost in another currency is never converted"


DAYS = st.dates().map(lambda day: day.isoformat())


@given(st.lists(st.tuples(DAYS, st.integers(0, 10**9)), max_size=8, unique_by=lambda one: one[0]), DAYS)
def test_the_newest_cost_that_began_counts(said: list[tuple[str, int]], day: str) -> None:
    found = Costs(cost(str(each), since) for since, each in said).on("MUG", "Amazon.com", "USD", day)
    begun = [one for one in said if one[0] <= day]
    assert (found and (found.effective_from, found.unit_cost)) == (max(begun) if begun else None)


@pytest.mark.parametrize(
    "text",
    [
        "MUG\t4.125\t2026-09-01\nJAR\t0\t2026-09-01",
        "MUG,4.125,2026-09-01\n\nJAR,0,2026-09-01,,\n",
        "MUG; 4.125 ;2026-09-01;usd;All\nJAR;0;2026-09-01",
        "sku,cost,from\r\nMUG,4.125,2026-09-01\r\nJAR,0,2026-09-01\r\n",
        "Currency,Effective from,Unit cost,SKU\nUSD,2026-09-01,4.125,MUG\n,2026-09-01,0,JAR",
        '"MUG","4.125","2026-09-01"\n"JAR","0","2026-09-01"',
    ],
)
def test_lists_are_read_however_they_are_separated(text: str) -> None:
    assert read(text) == [cost("4.125", "2026-09-01"), Cost("JAR", ALL, "USD", "2026-09-01", Decimal(0))]


def test_currency_and_marketplace_may_be_named() -> None:
    assert read("MUG,4,2026-09-01,EUR,amazon.DE") == [cost("4", "2026-09-01", "Amazon.de", "EUR")]


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("", "", "There is no cost"),
        ("sku,cost,from", "", "There is no cost"),
        ("MUG,4.125", "line 1", "has 2 cells"),
        ("MUG,4,2026-09-01,USD,Amazon.de,x", "line 1", "has 6 cells"),
        ("MUG,4,2026-09-01\n,4,2026-09-01", "line 2, column sku", "is empty"),
        ("MUG,,2026-09-01", "line 1, column cost", "it is empty"),
        ("MUG,-4,2026-09-01", "line 1, column cost", "never below 0"),
        ("MUG\t4,125\t2026-09-01", "line 1, column cost", "with a point"),
        ("MUG\t$4\t2026-09-01", "line 1, column cost", "with a point"),
        ("MUG\t4.\t2026-09-01", "line 1, column cost", "with a point"),
        ("MUG\t1e3\t2026-09-01", "line 1, column cost", "with a point"),
        ("MUG\t٤\t2026-09-01", "line 1, column cost", "with a point"),
        ("MUG,4.12345,2026-09-01", "line 1, column cost", "more than 4 decimals"),
        ("MUG,1000000000,2026-09-01", "line 1, column cost", "larger than any cost"),
        ("MUG,4,09/01/2026", "line 1, column from", "is not a day"),
        ("MUG,4,2026-02-30", "line 1, column from", "is not a day"),
        ("MUG,4,2026-09-01,DOLLAR", "line 1, column currency", "is not a currency"),
        ("MUG,4,2026-09-01,USD,Amazon.xx", "line 1, column marketplace", "none of Amazon's marketplaces"),
        ("MUG,4,2026-09-01\nJAR,5,2026-09-01\nMUG,5,2026-09-01", "line 3, column sku", "stands in line 1 already"),
        ("Item,Cost,From\nMUG,4,2026-09-01", "line 1", "The column 'Item' is not known"),
        ("SKU,Cost\nMUG,4", "line 1", "There is no column 'from'"),
        ("SKU,Cost,From,Date\nMUG,4,2026-09-01,2026-09-01", "line 1", "two columns 'from'"),
        ('"MUG,4,2026-09-01', "line 1", "cannot be taken apart"),
    ],
)
def test_a_list_with_a_fault_is_refused_whole_with_line_and_column(text: str, where: str, what: str) -> None:
    with pytest.raises(RefusedCosts) as refused:
        read(text)
    finding = refused.value.findings[0]
    assert finding.where == where
    assert what in finding.what
    assert finding.next


def test_every_fault_is_told_at_once_up_to_twenty() -> None:
    with pytest.raises(RefusedCosts) as refused:
        read("\n".join(f"SKU-{n},x,never" for n in range(30)))
    assert len(refused.value.findings) == 20
    assert "59 more faults" in str(refused.value)


def test_a_file_that_is_no_text_is_refused() -> None:
    assert cost_list.decoded("\ufeffMUG,4,2026-09-01".encode()) == "MUG,4,2026-09-01"
    for data in (b"PK\x03\x04\x14\x00\xff\xfe", "MÜG,4,2026-09-01".encode("cp1252")):
        with pytest.raises(RefusedCosts, match="UTF-8"):
            cost_list.decoded(data)
