"""Products from the SKU in Amazon's file to the receipt in QuickBooks, on the practice QuickBooks: matched, chosen, created, posted."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from tests.jobs.conftest import Desk
from workbench.errors import NotReady, Refused
from workbench.jobs import answers, review, worker
from workbench.jobs.close import reporting, variance
from workbench.jobs.mapping import product_creation, products
from workbench.jobs.post import posting
from workbench.jobs.quickbooks.session import books_of
from workbench.money import total
from workbench.practice.seller import SettlementText, demo_settlements
from workbench.store import jobs, outbox, settings
from workbench.store import products as stored
from workbench.store.lines import Filter

PLAIN: SettlementText = {s.name: s for s in demo_settlements()}["us-2026-09-02-to-2026-09-16.txt"]


def ready(desk: Desk, **settings_: Any) -> str:
    payout = desk.ready(PLAIN)
    put(desk, **settings_)
    return payout


def put(desk: Desk, **values: Any) -> None:
    with desk.company.state.write() as connection:
        settings.put(connection, "tester", **values)


def account(desk: Desk, name: str, kind: str = "Income") -> str:
    return books_of(desk.company).create_account(name, kind).id


def item(desk: Desk, name: str, account_id: str, sku: str = "") -> str:
    return books_of(desk.company).create_item(name, account_id, sku=sku, type="NonInventory").id


def read_anew(desk: Desk) -> None:
    worker.result_of(desk.do("ask", question="accounts", of={}))


def found(desk: Desk) -> dict[str, str]:
    return {row.sku: row.match.found for row in products.rows(desk.company)}


def skus(desk: Desk) -> list[str]:
    return [row.sku for row in products.rows(desk.company)]


def receipt_lines(desk: Desk, payout: str) -> list[dict[str, Any]]:
    """The lines of the payout's sales receipts as QuickBooks holds them."""
    with desk.company.state.read() as connection:
        batch = outbox.live_batch(connection, payout)
        assert batch is not None
        ids = [p.quickbooks_id for p in outbox.postings(connection, batch.batch_id) if p.entity == "SalesReceipt"]
    held = books_of(desk.company).by_ids("SalesReceipt", ids)
    return [line for document in held.values() for line in document["Line"] if "SalesItemLineDetail" in line]


def test_with_tracking_off_every_sale_is_the_default_item_and_nothing_waits(desk: Desk) -> None:
    """S26, S30"""
    payout = ready(desk)
    assert review.payout(desk.company, payout).status == "ready"
    assert products.waiting(desk.company) == []
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    sales = next(a["id"] for a in review.chart_accounts(desk.company) if a["name"] == "Amazon Sales")
    items = {i.id: i for i in books_of(desk.company).items()}
    used = {line["SalesItemLineDetail"]["ItemRef"]["value"] for line in receipt_lines(desk, payout)}
    assert [items[i].name for i in used if items[i].income_account_id == sales] == ["Amazon Sales"]


def test_the_default_item_can_be_another_and_takes_the_sales_to_its_own_account(desk: Desk) -> None:
    """S31"""
    payout = ready(desk)
    before = posting.plan_payout(desk.company, payout, "order").trial_balance_effect
    own = account(desk, "Web shop sales")
    other = item(desk, "Amazon order", own)
    read_anew(desk)
    put(desk, default_item=other)
    after = posting.plan_payout(desk.company, payout, "order").trial_balance_effect
    sold = {a.name: debit for a, debit in before.items()}["Amazon Sales"]
    assert {a.name: debit for a, debit in after.items() if a.id == own} == {"Web shop sales": sold}
    assert "Amazon Sales" not in {a.name for a in after}
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    assert variance.payout_variance(desk.company, payout).variance == 0
    assert review.payout(desk.company, payout).status == "reconciled"


def test_skus_without_a_product_hold_the_payout_and_nothing_is_created(desk: Desk) -> None:
    """S29, S44"""
    payout = ready(desk, product_tracking=True)
    items = len(books_of(desk.company).items())
    assert set(found(desk).values()) == {"none"}
    assert review.payout(desk.company, payout).status == "for-review"
    assert [p.status for p in review.payouts(desk.company)] == ["for-review"]
    finding = next(f for f in review.findings(desk.company, payout) if f.code == "unmatched-products")
    assert f"{len(skus(desk))} SKUs have no product" in finding.what
    assert "Review › Products" in finding.next
    with pytest.raises(NotReady, match="have no product"):
        posting.plan_payout(desk.company, payout, "order")
    listed = review.transactions(desk.company, payout, Filter(limit=1000))
    assert {t.status for t in listed if t.kind == "sale"} == {"for-review"}
    assert all("product" in review.needs(desk.company, t) for t in listed if t.kind == "sale")
    assert all("product" not in review.needs(desk.company, t) for t in listed if t.kind == "refund")
    counts = review.status_counts(desk.company, payout)
    assert counts["incomplete"][0] == sum(t.kind == "sale" for t in listed)
    job = desk.do("post", payout=payout, mode="order")
    assert job.state == "failed"
    assert desk.held() == {}
    assert len(books_of(desk.company).items()) == items
    assert answers.transactions(desk.company, payout)["included"][0]["needs"] in (["product"], [])


def test_products_of_different_accounts_are_posted_and_read_back_to_the_cent(desk: Desk) -> None:
    """S27, S28: matched by SKU, by name and by a person's choice; the rest is the default item."""
    payout = ready(desk, product_tracking=True)
    first, second, third, *rest = skus(desk)
    kitchen, garden = account(desk, "Kitchen sales"), account(desk, "Garden sales")
    by_sku, by_name = item(desk, "A kitchen thing", kitchen, first.lower()), item(desk, second, garden)
    chosen = item(desk, "Something else altogether", garden)
    read_anew(desk)
    assert (found(desk)[first], found(desk)[second]) == ("sku", "name")
    products.choose(desk.company, "tester", {third: chosen, **dict.fromkeys(rest, "")})
    assert review.payout(desk.company, payout).status == "ready"
    plan = posting.plan_payout(desk.company, payout, "order")
    effect = {a.id: debit for a, debit in plan.trial_balance_effect.items()}
    assert effect[kitchen] < 0
    assert effect[garden] < 0
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    v = variance.payout_variance(desk.company, payout)
    assert v.amazon_total == v.lines == v.entries == v.quickbooks == PLAIN.total
    assert (v.variance, v.held, v.unexplained) == (0, 0, 0)
    lines = receipt_lines(desk, payout)
    sold = [(line["SalesItemLineDetail"]["ItemRef"]["value"], line["Amount"]) for line in lines]
    of = {i: total(amount for by, amount in sold if by == i) for i in (by_sku, by_name, chosen)}
    assert (-effect[kitchen], -effect[garden]) == (of[by_sku], of[by_name] + of[chosen])
    assert all(line["Description"].startswith(first) for line in lines if line["SalesItemLineDetail"]["ItemRef"]["value"] == by_sku)
    shipping = [line for line in lines if "Shipping" in line["Description"]]
    assert not {line["SalesItemLineDetail"]["ItemRef"]["value"] for line in shipping} & of.keys()


@pytest.mark.parametrize("mode", ["daily", "summary"])
def test_the_other_modes_send_the_same_money_to_the_same_accounts(desk: Desk, mode: str) -> None:
    payout = ready(desk, product_tracking=True)
    first, *rest = skus(desk)
    own = account(desk, "Kitchen sales")
    item(desk, "A thing", own, first)
    read_anew(desk)
    products.choose(desk.company, "tester", dict.fromkeys(rest, ""))
    by_order = posting.plan_payout(desk.company, payout, "order").trial_balance_effect
    other = posting.plan_payout(desk.company, payout, mode).trial_balance_effect
    assert {a: d for a, d in other.items() if d and a.type == "Income"} == {a: d for a, d in by_order.items() if d and a.type == "Income"}
    worker.result_of(desk.do("post", payout=payout, mode=mode))
    assert variance.payout_variance(desk.company, payout).variance == 0


def test_a_report_names_the_accounts_of_the_posting_whatever_is_chosen_afterwards(desk: Desk) -> None:
    payout = ready(desk, product_tracking=True)
    first, *rest = skus(desk)
    item(desk, "A thing", account(desk, "Kitchen sales"), first)
    read_anew(desk)
    products.choose(desk.company, "tester", dict.fromkeys(rest, ""))
    unposted = reporting.report_file(desk.company, [payout], "", "csv")
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    products.choose(desk.company, "tester", {first: ""})
    posted = reporting.report_file(desk.company, [payout], "", "csv")
    for file in (unposted, posted):
        rows = [line for line in file.decode("utf-8-sig").splitlines() if "Kitchen sales" in line and "sales.principal" in line]
        assert len(rows) == 1


def test_creating_is_asked_for_and_looks_first(desk: Desk) -> None:
    """S27, S29: one is created, one is there already under its SKU and taken; asking again creates nothing."""
    ready(desk, product_tracking=True)
    first, second, *_ = skus(desk)
    sales = products.sales_account(desk.company)
    there = item(desk, "Known under another name", sales, second)  # our chart does not know it yet
    names = {first: "Blue mug", second: "Green mug"}
    wanted = product_creation.proposed(desk.company, names, "NonInventory", sales)
    assert [(w.name, w.account) for w in wanted] == [("Blue mug", "Amazon Sales"), ("Green mug", "Amazon Sales")]
    done = worker.result_of(desk.do("create-products", names=names, type="NonInventory", account=sales))
    assert (done["created"], done["adopted"]) == ([first], [second])
    made = next(i for i in books_of(desk.company).items() if i.name == "Blue mug")
    assert (made.sku, made.type, made.income_account_id) == (first, "NonInventory", sales)
    choices = {row.sku: row.match for row in products.rows(desk.company)}
    assert (choices[first].item_id, choices[second].item_id) == (made.id, there)
    count = len(books_of(desk.company).items())
    again = worker.result_of(desk.do("create-products", names=names, type="NonInventory", account=sales))
    assert again["created"] == []
    assert len(books_of(desk.company).items()) == count


def test_what_quickbooks_would_not_take_is_refused_before_anything_is_created(desk: Desk) -> None:
    ready(desk, product_tracking=True)
    first, second, *_ = skus(desk)
    sales = products.sales_account(desk.company)
    bank = next(a["id"] for a in review.chart_accounts(desk.company) if a["type"] == "Bank")
    for names, type_, of, why in (
        ({first: "a:b"}, "Service", sales, "no colon"), ({first: " "}, "Service", sales, "cannot be the name"),
        ({first: "Mug", second: "mug "}, "Service", sales, "two products"), ({first: "Mug"}, "Inventory", sales, "type"),
        ({first: "Mug"}, "Service", bank, "account of income"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=why):
            product_creation.proposed(desk.company, names, type_, of)
    with pytest.raises(Refused, match="is inactive, or cannot be sold"):
        products.choose(desk.company, "tester", {first: "99999"})


def test_a_choice_is_in_the_audit_log_can_be_taken_back_and_binds_a_new_dry_run(desk: Desk) -> None:
    """S28: what a person chose holds until it is changed; a dry run made before it is an old one."""
    payout = ready(desk, product_tracking=True)
    first, *rest = skus(desk)
    products.choose(desk.company, "tester", dict.fromkeys([first, *rest], ""))
    content = posting.plan_payout(desk.company, payout, "order").content_hash
    other = item(desk, "Mug", account(desk, "Kitchen sales"))
    read_anew(desk)
    products.choose(desk.company, "tester", {first: other})
    assert posting.plan_payout(desk.company, payout, "order").content_hash != content
    books_of(desk.company).send("Item", _inactive(desk, other), "deactivate-1")
    read_anew(desk)
    assert found(desk)[first] == "lost"
    assert review.payout(desk.company, payout).status == "for-review"
    products.choose(desk.company, "tester", {first: None})
    assert found(desk)[first] == "none"
    with desk.company.state.read() as connection:
        assert first not in stored.choices(connection)
        said = connection.exec_driver_sql("select detail from audit where what = 'product chosen' order by sequence").scalars().all()
    assert [s for s in said if f'"{first}"' in s][-1].count("taken back") == 1


def _inactive(desk: Desk, item_id: str) -> bytes:
    held = books_of(desk.company).by_ids("Item", [item_id])[item_id]
    return json.dumps({**{k: held[k] for k in ("Id", "SyncToken", "Name", "Type", "IncomeAccountRef")}, "Active": False}).encode()


def test_loads_of_an_earlier_program_are_counted_when_the_worker_starts(desk: Desk) -> None:
    ready(desk)
    before = products.rows(desk.company)
    assert before
    with desk.company.state.write() as connection:
        connection.exec_driver_sql("delete from sold_sku")
    assert products.rows(desk.company) == []
    products.count_older_loads(desk.company)
    assert products.rows(desk.company) == before


def test_the_fees_of_a_product_keep_their_accounts(desk: Desk) -> None:
    payout = ready(desk)
    without = posting.plan_payout(desk.company, payout, "order").trial_balance_effect
    put(desk, product_tracking=True)
    products.choose(desk.company, "tester", dict.fromkeys(skus(desk), ""))
    assert posting.plan_payout(desk.company, payout, "order").trial_balance_effect == without
    assert jobs.recent(desk.company.state)
    assert Decimal(0) == total(without.values())


def test_an_item_that_posts_elsewhere_by_now_stops_the_posting(desk: Desk) -> None:
    payout = ready(desk, product_tracking=True)
    first, *rest = skus(desk)
    own = item(desk, "A thing", account(desk, "Kitchen sales"), first)
    read_anew(desk)
    products.choose(desk.company, "tester", dict.fromkeys(rest, ""))
    held = books_of(desk.company).by_ids("Item", [own])[own]
    kept = {k: held[k] for k in ("Id", "SyncToken", "Name", "Type", "Sku")}
    moved = {**kept, "IncomeAccountRef": {"value": account(desk, "Garden sales")}}
    books_of(desk.company).send("Item", json.dumps(moved).encode(), "move-1")
    job = desk.do("post", payout=payout, mode="order")
    assert job.state == "failed"
    assert "go to another account" in job.message
    assert desk.held() == {}
    read_anew(desk)
    assert worker.result_of(desk.do("post", payout=payout, mode="order"))["state"] == "posted"
    assert variance.payout_variance(desk.company, payout).variance == 0
