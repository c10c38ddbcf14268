"""Everything a payout can become, posted through the real client to the practice QuickBooks and read back to the cent:
day by day, in stages, owed and charged, with awkward orders, in a Canadian company."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.jobs.conftest import Desk
from workbench.jobs import review, setup, worker
from workbench.jobs.close import variance
from workbench.jobs.post import posting
from workbench.practice.seller import demo_settlements, random_settlement
from workbench.store import settings

GOLDEN = Path(__file__).parent.parent / "golden"
DEMO = [s for s in demo_settlements() if s.name.startswith("us-")]


def take_in(desk: Desk, name: str, text: Callable[[str], str] = str) -> str:
    """Import, connect and confirm one of the worked settlements; returns its number."""
    data = text((GOLDEN / f"{name}.txt").read_text()).encode()
    imported = worker.result_of(desk.do("import", files=[[desk.company.archive.keep_bytes(data), f"{name}.txt"]]))
    worker.result_of(desk.do("connect"))
    payout = str(imported["files"][0]["settlement_id"])
    review.confirm(desk.company, payout, "tester")
    return payout


def set_up(desk: Desk, **values: Any) -> None:
    with desk.company.state.write() as connection:
        settings.put(connection, "tester", **values)


def post(desk: Desk, payout: str, mode: str) -> list[str]:
    """Post, and see that every figure ties out; returns the documents' entities in order."""
    planned = posting.plan_payout(desk.company, payout, mode)
    before = Counter(desk.held())
    result = worker.result_of(desk.do("post", payout=payout, mode=mode))
    assert (result["mode"], result["state"], result["counts"]["posted"]) == (mode, "posted", len(planned.documents))
    assert Counter(desk.held()) - before == Counter(d.entity for d in planned.documents)
    found = variance.payout_variance(desk.company, payout)
    assert found.amazon_total == found.lines == found.entries == found.quickbooks == planned.total
    assert (found.variance, found.held, found.unexplained, found.explained) == (0, 0, 0, ())
    assert desk.ask_practice(f"undeposited?realm={desk.realm}")["undeposited"] == []
    return [d.entity for d in planned.documents]


def balance(desk: Desk, account: str) -> Decimal:
    setup.refresh_chart(desk.company, "tester")
    return next(Decimal(a["balance"]) for a in review.chart_accounts(desk.company) if a["name"] == account)


@pytest.mark.parametrize("made", DEMO, ids=lambda made: made.name)
def test_every_demo_payout_posts_day_by_day_and_ties_out(desk: Desk, made: Any) -> None:
    payout = desk.ready(made)
    receipts = [entity for entity in post(desk, payout, "daily") if entity.endswith("Receipt")]
    assert 0 < len(receipts) <= 2 * 15


@pytest.mark.parametrize("seed", range(4))
def test_any_settlement_ties_out_day_by_day_in_stages(desk_of: Callable[[str], Desk], seed: int) -> None:
    made = random_settlement(random.Random(seed), orders=12)
    desk = desk_of("demo" if made.currency == "USD" else "eu-demo")
    payout = desk.ready(made)
    set_up(desk, link_limit=1 + seed)
    assert post(desk, payout, "daily").count("Deposit") > 1
    assert balance(desk, "Amazon Clearing (payouts in transit)") == 0


def test_a_deposit_in_stages_brings_the_payout_to_the_bank_in_one_amount(desk: Desk) -> None:
    payout = take_in(desk, "split-month")
    set_up(desk, link_limit=2)
    assert post(desk, payout, "order")[-3:] == ["Deposit", "Deposit", "Deposit"]
    assert balance(desk, "Amazon Clearing (payouts in transit)") == 0
    assert balance(desk, "Business Checking") == Decimal("31.24")


@pytest.mark.parametrize("mode", ["order", "daily", "summary"])
def test_what_is_owed_and_then_charged_to_the_card_comes_to_nothing(desk: Desk, mode: str) -> None:
    post(desk, take_in(desk, "owed"), mode)
    assert balance(desk, "Amazon Balance Owed") == Decimal("-35.00")
    assert "Purchase" in post(desk, take_in(desk, "charged"), mode)
    assert balance(desk, "Amazon Balance Owed") == 0
    assert balance(desk, "Amazon Card") == Decimal("-35.00")
    assert balance(desk, "Business Checking") == Decimal("16.99")


@pytest.mark.parametrize("mode", ["order", "daily", "summary"])
def test_what_is_owed_and_then_carried_comes_to_nothing_with_a_payout_of_nothing(desk: Desk, mode: str) -> None:
    post(desk, take_in(desk, "owed"), mode)
    assert "Purchase" not in post(desk, take_in(desk, "carried"), mode)
    assert balance(desk, "Amazon Balance Owed") == balance(desk, "Amazon Card") == balance(desk, "Business Checking") == 0


def test_an_expense_changed_by_hand_is_found(desk: Desk) -> None:
    payout = take_in(desk, "charged")
    post(desk, payout, "order")
    with desk.company.state.read() as connection:
        expense = next(p for p in posting.outbox.postings(connection, f"{payout}-1") if p.entity == "Purchase")
    desk.ask_practice("edit", {"realm": desk.realm, "entity": "Purchase", "id": expense.quickbooks_id, "delete": True})
    worker.result_of(desk.do("read-back", payouts=[payout]))
    [why] = variance.payout_variance(desk.company, payout).explained
    assert "AMZC-12000000004 was deleted" in why.why
    assert review.payout(desk.company, payout).status == "attention"


@pytest.mark.parametrize("mode", ["order", "daily"])
def test_awkward_orders_post(desk: Desk, mode: str) -> None:
    assert "SalesReceipt" in post(desk, take_in(desk, "awkward-orders"), mode)


@pytest.mark.parametrize("mode", ["order", "daily", "summary"])
@pytest.mark.parametrize("name", ["awkward-orders", "charged"])
def test_a_canadian_company_takes_every_document(desk_of: Callable[[str], Desk], name: str, mode: str) -> None:
    desk = desk_of("ca-demo")
    payout = take_in(desk, name, lambda text: text.replace("USD", "CAD").replace("Amazon.com", "Amazon.ca"))
    with desk.company.state.read() as connection:
        codes = {code["name"]: code["id"] for code in settings.get(connection, "chart")["tax_codes"]}
    set_up(desk, tax_code=codes["Out of Scope"])
    post(desk, payout, mode)
