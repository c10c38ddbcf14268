"""Cost of goods from the units in Amazon's file to the journal entry in QuickBooks, on the practice QuickBooks."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import US_FILE, needs_real_files
from tests.jobs.conftest import Desk
from tests.jobs.test_products import item, put, read_anew
from workbench.errors import NotReady
from workbench.jobs import asked, review, worker
from workbench.jobs.close import closing, variance
from workbench.jobs.mapping import costs, products
from workbench.jobs.post import posting, rates
from workbench.jobs.quickbooks.session import books_of
from workbench.mapping.costs import ALL, Cost
from workbench.money import total
from workbench.posting.cost_of_goods import extended
from workbench.practice.seller import SettlementText, demo_settlements
from workbench.store import costs as stored
from workbench.store import outbox, settings
from workbench.store.lines import Filter

DEMO: dict[str, SettlementText] = {s.name: s for s in demo_settlements()}
PLAIN = DEMO["us-2026-09-02-to-2026-09-16.txt"]
SPLIT = next(s for s in DEMO.values() if s.marketplace == "Amazon.com" and s.start.month != s.end.month)
EARLY = "2026-01-01"
COGS, INVENTORY = "Cost of Goods Sold - Amazon", "Amazon Inventory"


def ready(desk: Desk, made: SettlementText = PLAIN, **settings_: Any) -> str:
    payout = desk.ready(made)
    put(desk, cost_of_goods=True, **settings_)
    return payout


def skus(desk: Desk) -> list[str]:
    return list(dict.fromkeys(row.sku for row in costs.rows(desk.company)))


def cost(sku: str, each: str, since: str = EARLY, marketplace: str = ALL, currency: str = "USD") -> Cost:
    return Cost(sku, marketplace, currency, since, Decimal(each))


def cost_everything(desk: Desk, each: str = "3.125") -> None:
    costs.say(desk.company, "tester", [cost(sku, each) for sku in skus(desk)])


def units_in(made: SettlementText) -> dict[str, int]:
    """Units by SKU, added up from the file itself: each order item's quantity once."""
    head, *lines = made.text.splitlines()
    names = head.split("\t")
    rows = [dict(zip(names, line.split("\t"), strict=False)) for line in lines]
    items = {
        (row["order-id"], row["order-item-code"], row["shipment-id"]): (row["sku"], int(row["quantity-purchased"]))
        for row in rows
        if row["transaction-type"] in ("Order", "Liquidations") and row["amount-description"] == "Principal"
    }
    found: dict[str, int] = {}
    for sku, quantity in items.values():
        found[sku] = found.get(sku, 0) + quantity
    return found


def units(desk: Desk) -> dict[str, int]:
    """Units by SKU as the books have them, over all marketplaces."""
    rows = costs.rows(desk.company)
    return {sku: sum(row.units for row in rows if row.sku == sku) for sku in sorted({row.sku for row in rows})}


def effect(desk: Desk, payout: str, mode: str = "order") -> dict[str, Decimal]:
    return {a.name: debit for a, debit in posting.plan_payout(desk.company, payout, mode).trial_balance_effect.items()}


def test_it_is_off_unless_asked_for_and_then_nothing_waits_and_nothing_is_posted(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    assert review.payout(desk.company, payout).status == "ready"
    assert not effect(desk, payout).keys() & {COGS, INVENTORY}


@pytest.mark.parametrize("mode", ["order", "daily", "summary"])
def test_goods_are_posted_at_cost_read_back_and_undone(desk: Desk, mode: str) -> None:
    payout = ready(desk)
    expected = units_in(PLAIN)
    assert units(desk) == expected
    cost_everything(desk, "3.00")
    before = {a["name"]: Decimal(a["balance"]) for a in review.chart_accounts(desk.company)}
    whole = 3 * Decimal(sum(expected.values()))
    planned = effect(desk, payout, mode)
    assert (planned[COGS], planned[INVENTORY]) == (whole, -whole)
    worker.result_of(desk.do("post", payout=payout, mode=mode))
    v = variance.payout_variance(desk.company, payout)
    assert (v.variance, v.held, v.unexplained) == (0, 0, 0)
    assert v.amazon_total == v.lines == v.entries == v.quickbooks == PLAIN.total
    assert review.payout(desk.company, payout).status == "reconciled"
    numbers = [p.doc_number for p in postings(desk, payout)]
    assert numbers.count(f"AMZG-{payout}") == 1
    assert balance(desk, INVENTORY) == before[INVENTORY] - whole
    assert costs.posted_by_month(desk.company) == [("2026-09", payout, "USD", sum(expected.values()), whole)]
    batch = posting_batch(desk, payout)
    worker.result_of(desk.do("undo", batch=batch, because="test", reverse_on=""))
    assert desk.held() == {}
    assert balance(desk, INVENTORY) == before[INVENTORY]
    assert costs.posted_by_month(desk.company) == []
    assert worker.result_of(desk.do("post", payout=payout, mode=mode))["state"] == "posted"
    assert [p.doc_number for p in postings(desk, payout)].count(f"AMZG-{payout}") == 1


def postings(desk: Desk, payout: str) -> list[Any]:
    with desk.company.state.read() as connection:
        return list(outbox.postings(connection, posting_batch(desk, payout)))


def posting_batch(desk: Desk, payout: str) -> str:
    with desk.company.state.read() as connection:
        batch = outbox.live_batch(connection, payout)
    assert batch is not None
    return str(batch.batch_id)


def balance(desk: Desk, name: str) -> Decimal:
    read_anew(desk)
    return next(Decimal(a["balance"]) for a in review.chart_accounts(desk.company) if a["name"] == name)


def test_a_settlement_over_two_months_costs_each_month_its_own(desk: Desk) -> None:
    payout = ready(desk, SPLIT)
    cost_everything(desk, "3.125")
    plan = posting.plan_payout(desk.company, payout, "summary")
    entries = [e for e in plan.entries if e.what.startswith("cost of goods")]
    months = sorted({SPLIT.start.isoformat()[:7], SPLIT.end.isoformat()[:7]})
    assert [e.month for e in entries] == months
    assert sum(g.units for g in plan.goods) == sum(units_in(SPLIT).values())
    whole = {a.name: debit for a, debit in plan.trial_balance_effect.items()}[COGS]
    assert total(line.debit for e in entries for line in e.lines if line.account.name == COGS) == whole
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    assert [(month, cost) for month, _, _, _, cost in reversed(costs.posted_by_month(desk.company))] == [
        (e.month, total(line.debit for line in e.lines if line.account.name == COGS)) for e in entries
    ]  # fmt: skip
    assert variance.payout_variance(desk.company, payout).variance == 0


def test_a_sku_without_a_cost_on_the_day_of_its_sale_holds_the_payout_and_is_listed_first(desk: Desk) -> None:
    payout = ready(desk)
    first, *rest = skus(desk)
    costs.say(desk.company, "tester", [cost(sku, "2") for sku in rest] + [cost(first, "2", "2026-12-01")])
    assert review.payout(desk.company, payout).status == "for-review"
    assert [p.status for p in review.payouts(desk.company)] == ["for-review"]
    finding = next(f for f in review.findings(desk.company, payout) if f.code == "missing-costs")
    assert first in finding.what
    assert "Review › Costs" in finding.next
    listed = [row for row in costs.rows(desk.company) if row.missing_from]
    row = costs.rows(desk.company)[0]
    assert {r.sku for r in listed} == {first}
    assert (sum(r.missing_units for r in listed), row.held) == (units_in(PLAIN)[first], (payout,))
    assert row.missing_from.startswith("2026-09")
    with pytest.raises(NotReady, match="no cost"):
        posting.plan_payout(desk.company, payout, "order")
    assert desk.do("post", payout=payout, mode="order").state == "failed"
    assert desk.held() == {}
    costs.say(desk.company, "tester", [cost(first, "2", "2026-09-01")])
    assert review.payout(desk.company, payout).status == "ready"


def test_a_cost_that_changes_later_leaves_what_is_posted_and_says_so(desk: Desk) -> None:
    payout = ready(desk)
    cost_everything(desk)
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    assert costs.posted_otherwise(desk.company) == []
    first = skus(desk)[0]
    costs.say(desk.company, "tester", [cost(first, "4", "2026-12-01")])
    assert costs.posted_otherwise(desk.company) == [], "a cost from a later day changes no posted month"
    costs.say(desk.company, "tester", [cost(first, "4.125")])
    every = costs.posted_otherwise(desk.company)
    changed = every[0]
    assert {one.posted.sku for one in every} == {first}
    assert (changed.posted.settlement_id, changed.posted.month, changed.posted.sku) == (payout, "2026-09", first)
    assert (changed.posted.unit_cost, changed.now.unit_cost if changed.now else None) == (Decimal("3.125"), Decimal("4.125"))
    assert sum(one.difference or 0 for one in every) == units_in(PLAIN)[first]
    assert variance.payout_variance(desk.company, payout).variance == 0
    with desk.company.state.read() as connection:
        assert [s.cost.unit_cost for s in stored.history(connection) if s.cost.sku == first] == [
            Decimal("3.125"), Decimal("4"), Decimal("4.125"),
        ]  # fmt: skip


def test_a_cost_in_the_middle_of_a_month_splits_its_units_at_that_day(desk: Desk) -> None:
    payout = ready(desk)
    cost_everything(desk, "1.00")
    costs.say(desk.company, "tester", [cost(sku, "2.00", "2026-09-09") for sku in skus(desk)])
    goods = posting.plan_payout(desk.company, payout, "order").goods
    assert {g.unit_cost for g in goods} == {Decimal(1), Decimal(2)}
    assert all((g.last_on < "2026-09-09") == (g.unit_cost == 1) for g in goods)
    assert sum(g.units for g in goods) == sum(units_in(PLAIN).values())


def prices(made: SettlementText, kind: str) -> dict[tuple[str, str], Decimal]:
    """The price charged or refunded of each order and SKU, from the file itself; + is to the seller."""
    head, *lines = made.text.splitlines()
    rows = [dict(zip(head.split("\t"), line.split("\t"), strict=False)) for line in lines]
    found: dict[tuple[str, str], Decimal] = {}
    for row in rows:
        if (row["transaction-type"], row["amount-description"]) == (kind, "Principal"):
            key = (row["order-id"], row["sku"])
            found[key] = found.get(key, Decimal(0)) + Decimal(row["amount"])
    return found


def test_returned_goods_go_back_to_stock_only_where_the_company_says_so(desk: Desk) -> None:
    before = DEMO["us-2026-08-19-to-2026-09-02.txt"]
    desk.take_in(before)
    payout = ready(desk)
    cost_everything(desk)
    sold = posting.plan_payout(desk.company, payout, "order").goods
    assert sum(g.units for g in sold) == sum(units_in(PLAIN).values())
    put(desk, returns_to_stock=True)
    back = posting.plan_payout(desk.company, payout, "order").goods
    refunds = prices(PLAIN, "Refund")
    whole = {key for made in (PLAIN, before) for key, price in prices(made, "Order").items() if refunds.get(key) == -price}
    assert sum(g.units for g in sold) - sum(g.units for g in back) >= len(whole) > 0
    assert {g.month for g in back} == {"2026-09"}
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    assert variance.payout_variance(desk.company, payout).variance == 0
    (posted,) = costs.posted_by_month(desk.company)
    assert (posted[3], posted[4]) == (sum(g.units for g in back), total(extended(g.units, g.unit_cost, "USD") for g in back))


def test_an_excluded_sale_costs_nothing(desk: Desk) -> None:
    payout = ready(desk)
    cost_everything(desk)
    before = posting.plan_payout(desk.company, payout, "order").goods
    sale = next(t for t in review.transactions(desk.company, payout, Filter(limit=1000)) if t.kind == "sale")
    review.exclude(desk.company, payout, sale.order_id, "in the books already", "tester", "Amazon Sales")
    after = posting.plan_payout(desk.company, payout, "order").goods
    assert sum(g.units for g in before) - sum(g.units for g in after) == sale.quantity


def test_the_accounts_are_the_chosen_ones_and_lost_ones_are_said(desk: Desk) -> None:
    payout = ready(desk)
    cost_everything(desk)
    own = books_of(desk.company).create_account("Cost of kitchen goods", "Cost of Goods Sold").id
    read_anew(desk)
    put(desk, cost_account=own)
    assert "Cost of kitchen goods" in effect(desk, payout)
    put(desk, inventory_account="99999")
    with pytest.raises(NotReady, match="holds the inventory"):
        posting.plan_payout(desk.company, payout, "order")


def test_a_new_cost_makes_an_old_dry_run_one_of_the_past(desk: Desk) -> None:
    payout = ready(desk)
    cost_everything(desk)
    with desk.company.state.read() as connection:
        before = asked.basis(connection, payout)
    content = posting.plan_payout(desk.company, payout, "order").content_hash
    cost_everything(desk, "3.13")
    with desk.company.state.read() as connection:
        assert asked.basis(connection, payout) != before
    assert posting.plan_payout(desk.company, payout, "order").content_hash != content


def test_the_inventory_that_others_buy_into_does_not_keep_a_month_open(desk: Desk) -> None:
    payout = ready(desk)
    cost_everything(desk)
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    month = closing.close(desk.company, closing.read(desk.company), "2026-09").month
    assert INVENTORY not in {a.name for a in month.accounts}


def test_loads_of_an_earlier_program_are_counted_when_the_worker_starts(desk: Desk) -> None:
    ready(desk)
    before = costs.rows(desk.company)
    assert before
    with desk.company.state.write() as connection:
        connection.exec_driver_sql("delete from sold_unit")
    assert costs.rows(desk.company) == []
    costs.count_older_loads(desk.company)
    assert costs.rows(desk.company) == before


def test_the_cost_of_stock_that_quickbooks_books_itself_is_not_booked_twice(desk: Desk) -> None:
    payout = ready(desk, product_tracking=True)
    first, *rest = skus(desk)
    cost_everything(desk)
    mug = item(desk, "Mug", products.sales_account(desk.company))
    read_anew(desk)
    with desk.company.state.read() as connection:
        chart = settings.get(connection, "chart")
    # The practice company keeps no stock; QuickBooks calls an item of which it does by this type.
    put(desk, chart={**chart, "items": [{**i, "type": "Inventory"} if i["id"] == mug else i for i in chart["items"]]})
    tracked = {row.sku for row in products.rows(desk.company)}
    products.choose(desk.company, "tester", {**{sku: "" for sku in rest if sku in tracked}, first: mug})
    with pytest.raises(NotReady, match="itself books the cost"):
        posting.plan_payout(desk.company, payout, "order")
    assert effect(desk, payout, "summary")[COGS] > 0
    products.choose(desk.company, "tester", {first: ""})
    assert effect(desk, payout, "order")[COGS] > 0


def test_a_payout_in_another_currency_takes_costs_in_its_own_and_ties_out(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("us-multicurrency")
    german = next(s for s in DEMO.values() if s.marketplace == "Amazon.de")
    payout = ready(desk, german)
    rates.give(desk.company, "tester", payout, "1.085050", "2026-09-16", "European Central Bank, reference rate")
    costs.say(desk.company, "tester", [cost(sku, "3.125") for sku in skus(desk)])
    assert review.payout(desk.company, payout).status == "for-review", "a cost in dollars is not converted"
    costs.say(desk.company, "tester", [cost(sku, "3.125", currency="EUR", marketplace="Amazon.de") for sku in skus(desk)])
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    v = variance.payout_variance(desk.company, payout)
    assert (v.currency, v.variance, v.held, v.unexplained) == ("EUR", 0, 0, 0)
    posted = costs.posted_by_month(desk.company)
    assert {one[2] for one in posted} == {"EUR"}
    assert sum(one[3] for one in posted) == sum(units_in(german).values())
    assert {row.marketplace for row in costs.rows(desk.company)} == {"Amazon.de"}


@needs_real_files
def test_the_units_of_a_real_settlement_are_those_of_its_order_items(desk: Desk) -> None:
    """52 order items of one unit, two of them of another shop, and two lots that a liquidator bought."""
    worker.result_of(desk.do("import", files=[[desk.company.archive.keep(US_FILE), US_FILE.name]]))
    assert units(desk) == {"B09N5HBBKQ": 2, "TM-ATRNS-LL": 22, "TM-ATRNS-LR": 25, "TM-ATRNS-SL": 1, "TM-ATRNS-SR": 4}
