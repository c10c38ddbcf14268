"""Cost of goods: rounded once, balanced, month by month; the payout's own money is untouched."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.posting.small import NUMBERS, Line, accounts, effect, settlement
from workbench.errors import NotReady
from workbench.mapping.mapping import Target
from workbench.money import total
from workbench.posting.accounts import Account, Accounts
from workbench.posting.cost_of_goods import by_month, extended, units_back
from workbench.posting.goods import Goods
from workbench.posting.plan import MODES, Plan, plan

COGS, STOCK = Account("Cost of goods", "81", "Cost of Goods Sold"), Account("Stock", "82", "Other Current Asset", "Inventory")
PRICE = NUMBERS["price"]


def chart() -> Accounts:
    plain = accounts()
    return replace(plain, by_id={**plain.by_id, COGS.id: COGS, STOCK.id: STOCK}, cost_id=COGS.id, inventory_id=STOCK.id)


def goods(units: int, each: str, month: str = "2026-11", sku: str = "MUG") -> Goods:
    return Goods(month, PRICE, sku, units, Decimal(each), f"{month}-03", f"{month}-03")


def planned(*of: Goods, mode: str = "order", lines: tuple[Line, ...] = (Line("price", "20.00", "A"),)) -> Plan:
    return plan(replace(settlement(*lines), goods=of), chart(), mode)


@pytest.mark.parametrize("mode", MODES)
def test_the_cost_is_a_journal_entry_of_its_own_and_the_deposit_stays_the_payout(mode: str) -> None:
    made = planned(goods(3, "4.125"), goods(2, "10", sku="JAR"), mode=mode)
    (journal,) = [d for d in made.documents if d.doc_number.startswith("AMZG-")]
    assert (journal.entity, journal.stage, str(journal.total)) == ("JournalEntry", 2, "32.38")
    lines = [(x["JournalEntryLineDetail"]["PostingType"], x["JournalEntryLineDetail"]["AccountRef"]["value"], str(x["Amount"]))
             for x in journal.body["Line"]]  # fmt: skip
    assert lines == [("Debit", COGS.id, "32.38"), ("Credit", STOCK.id, "32.38")]
    assert journal.body["Line"][0]["Description"] == "cost of 5 units sold"
    deposit = made.documents[-1]
    assert (deposit.entity, str(deposit.total)) == ("Deposit", "20.00")
    assert journal.key not in deposit.links
    without = planned(mode=mode)
    assert [d for d in made.documents if d is not journal] == list(without.documents)


def test_more_returned_than_sold_takes_the_cost_back() -> None:
    made = planned(goods(-3, "4.125"))
    assert {name: str(debit) for name, debit in effect(made).items() if name in ("Cost of goods", "Stock")} == {
        "Cost of goods": "-12.38", "Stock": "12.38",
    }  # fmt: skip


def test_goods_that_cost_nothing_or_come_to_nothing_make_no_entry() -> None:
    for of in ((goods(3, "0"),), (goods(3, "4.125"), goods(-3, "4.125", sku="MUG"))):
        assert not [d for d in planned(*of).documents if d.doc_number.startswith("AMZG-")]


def test_class_and_location_are_those_of_the_sale() -> None:
    facts = settlement(Line("price", "20.00", "A"))
    price = facts.kinds[PRICE]
    kinds = {**facts.kinds, PRICE: replace(price, target=replace(price.target, class_id="7", location_id="8", tax_code="5"))}
    assert isinstance(price.target, Target)
    made = plan(replace(facts, goods=(goods(1, "4"),), kinds=kinds), chart(), "summary")
    (journal,) = [d for d in made.documents if d.doc_number.startswith("AMZG-")]
    for line in journal.body["Line"]:
        detail = line["JournalEntryLineDetail"]
        assert (detail["ClassRef"], detail["DepartmentRef"]) == ({"value": "7"}, {"value": "8"})
        assert "TaxCodeRef" not in detail


def test_it_is_said_when_the_accounts_are_not() -> None:
    facts = replace(settlement(Line("price", "20.00", "A")), goods=(goods(1, "4"),))
    for lacking in ({"cost_id": ""}, {"inventory_id": "gone"}):
        with pytest.raises(NotReady, match="It is not said which QuickBooks account") as error:
            plan(facts, replace(chart(), **lacking), "order")
        assert "Settings" in error.value.next


GOODS = st.lists(
    st.builds(
        lambda units, each, month, sku: goods(units, str(Decimal(each).scaleb(-4)), month, sku),
        st.integers(-20, 500), st.integers(0, 10**8), st.sampled_from(["2026-10", "2026-11"]), st.sampled_from(["MUG", "JAR", "HOSE"]),
    ),
    max_size=12,
)  # fmt: skip
TWO_MONTHS = (Line("price", "20.00", "A", "2026-10-30"), Line("price", "5.00", "B", "2026-11-03"))


@given(GOODS, st.sampled_from(MODES))
def test_the_months_add_up_to_the_settlement_and_to_what_is_posted(of: list[Goods], mode: str) -> None:
    made = planned(*of, mode=mode, lines=TWO_MONTHS)
    whole = total(extended(g.units, g.unit_cost, "USD") for g in of)
    months = by_month(of, "USD")
    assert total(m.cost for m in months) == whole
    assert sum(m.units for m in months) == sum(g.units for g in of)
    assert effect(made).get("Cost of goods", Decimal(0)) == whole == -effect(made).get("Stock", Decimal(0))
    for m in months:
        booked = [debit for d in made.documents for account, debit in d.effects if account == COGS and d.date[:7] == m.month]
        assert total(booked) == m.cost


@given(st.integers(0, 10**6), st.integers(0, 10**9))
def test_a_return_takes_back_exactly_what_its_sale_cost(units: int, each: int) -> None:
    unit_cost = Decimal(each).scaleb(-4)
    assert extended(-units, unit_cost, "USD") == -extended(units, unit_cost, "USD")
    assert abs(extended(units, unit_cost, "USD") - units * unit_cost) <= Decimal("0.005")


@given(st.integers(1, 99), st.integers(1, 10**6), st.integers(0, 2 * 10**6))
def test_a_refund_brings_back_whole_units_and_never_more_than_were_sold(units: int, charged: int, refunded: int) -> None:
    back = units_back(units, Decimal(charged) / 100, Decimal(refunded) / 100)
    assert 0 <= back <= units
    assert back == units or back * charged <= refunded * units < (back + 1) * charged
