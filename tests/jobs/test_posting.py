"""Posting through the real client to the practice QuickBooks: both modes, twice, and after a change by hand."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from tests.jobs.conftest import Desk
from workbench.errors import NotReady
from workbench.jobs import review, worker
from workbench.jobs.close import variance
from workbench.jobs.post import posting
from workbench.jobs.quickbooks.session import books_of
from workbench.mapping.mapping import Choice
from workbench.practice.seller import SettlementText, demo_settlements, random_settlement
from workbench.store import mappings, outbox

DEMO = {s.name: s for s in demo_settlements()}
US = [name for name in DEMO if name.startswith("us-")]
DE = [name for name in DEMO if name.startswith("de-")]


def balance(desk: Desk, account: str) -> Decimal:
    found = next(a for a in review.chart_accounts(desk.company) if a["name"] == account)
    return Decimal(found["balance"])


@pytest.mark.parametrize("mode", ["order", "summary"])
@pytest.mark.parametrize("name", [*US, *DE])
def test_every_demo_payout_posts_and_ties_out(desk_of: Callable[[str], Desk], name: str, mode: str) -> None:
    """S2, S70: the difference is 0.00, and Payments to deposit holds nothing any more."""
    desk = desk_of("demo" if name.startswith("us-") else "eu-demo")
    payout = desk.ready(DEMO[name])
    planned = posting.plan_payout(desk.company, payout, mode)
    result = worker.result_of(desk.do("post", payout=payout, mode=mode))
    assert (result["state"], result["counts"]["posted"]) == ("posted", len(planned.documents))
    assert desk.held() == Counter(d.entity for d in planned.documents)
    found = variance.payout_variance(desk.company, payout)
    assert found.amazon_total == found.lines == found.entries == found.quickbooks == DEMO[name].total
    assert (found.variance, found.held, found.unexplained, found.explained) == (0, 0, 0, ())
    assert desk.ask_practice(f"undeposited?realm={desk.realm}")["undeposited"] == []
    assert review.payout(desk.company, payout).status == "reconciled"


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("mode", ["order", "summary"])
def test_any_settlement_ties_from_the_file_to_the_deposit(desk_of: Callable[[str], Desk], seed: int, mode: str) -> None:
    made = random_settlement(random.Random(seed), orders=12)
    desk = desk_of("demo" if made.currency == "USD" else "eu-demo")
    payout = desk.ready(made)
    row = review.payout(desk.company, payout).settlement
    assert row.sales.total + row.refunds.total + row.adjustments.total == row.total == made.total
    worker.result_of(desk.do("post", payout=payout, mode=mode))
    found = variance.payout_variance(desk.company, payout)
    assert found.lines == found.entries == found.quickbooks == made.total
    assert (found.held, found.unexplained) == (0, 0)


def test_posting_the_same_payout_again_creates_nothing(desk: Desk) -> None:
    payout = desk.ready(DEMO[US[0]])
    first = worker.result_of(desk.do("post", payout=payout, mode="order"))
    before = desk.held()
    second = worker.result_of(desk.do("post", payout=payout, mode="summary"))
    assert second["batch"] == first["batch"]
    assert desk.held() == before


def test_what_is_not_mapped_or_not_confirmed_is_not_posted(desk: Desk) -> None:
    """S71, S72: a payout waits for each of its transactions and for the account of each adjustment."""
    unknown = DEMO["us-2026-10-28-to-2026-11-11.txt"]
    desk.take_in(unknown)
    job = desk.do("post", payout=unknown.settlement_id, mode="order")
    assert job.state == "failed"
    assert "Marketplace Resilience Contribution" in job.message
    assert desk.held() == {}
    desk.map_everything(unknown.settlement_id, "Amazon Other Fees & Adjustments")
    with pytest.raises(NotReady, match="Not every included transaction is confirmed"):
        posting.plan_payout(desk.company, unknown.settlement_id, "order")


def test_a_change_by_hand_in_quickbooks_shows_up_with_its_amount(desk: Desk) -> None:
    payout = desk.ready(DEMO[US[0]])
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    with desk.company.state.read() as connection:
        postings = outbox.postings(connection, f"{payout}-1")
    deposit = next(p for p in postings if p.entity == "Deposit")
    desk.ask_practice("edit", {"realm": desk.realm, "entity": "Deposit", "id": deposit.quickbooks_id, "delete": True})
    worker.result_of(desk.do("read-back", payouts=[payout]))
    found = variance.payout_variance(desk.company, payout)
    assert found.variance is not None
    assert "Deposit" in found.explained[0].why
    assert "deleted" in found.explained[0].why
    assert found.held == sum((p.effects.get(_undeposited(desk), Decimal(0)) for p in postings if p.entity != "Deposit"), Decimal(0))
    assert review.payout(desk.company, payout).status == "attention"


def test_an_excluded_order_is_not_posted_and_its_amount_is_explained(desk: Desk) -> None:
    """S22, S49: an excluded order is no document."""
    made: SettlementText = DEMO[US[0]]
    payout = desk.ready(made)
    order = next(t for t in review.transactions(desk.company, payout, review.Filter()) if t.kind == "sale" and t.net > 0)
    worker.result_of(desk.do("exclude", payout=payout, order=order.order_id, because="already in the books", account=""))
    with pytest.raises(NotReady, match="excluded"):
        posting.plan_payout(desk.company, payout, "order")
    worker.result_of(desk.do("exclude", payout=payout, order=order.order_id, because="already in the books", account="Amazon Sales"))
    result = worker.result_of(desk.do("post", payout=payout, mode="order"))
    assert order.order_id not in {p["doc_number"] for p in result["postings"]}
    found = variance.payout_variance(desk.company, payout)
    assert (found.quickbooks, found.unexplained) == (made.total, 0)


def _undeposited(desk: Desk) -> str:
    return next(a["id"] for a in review.chart_accounts(desk.company) if a["sub_type"] == "UndepositedFunds")


def test_a_plan_that_changed_after_it_was_confirmed_is_not_posted(desk: Desk) -> None:
    payout = desk.ready(DEMO[US[0]])
    seen = worker.result_of(desk.do("dry-run", payout=payout, mode="order"))["content"]
    with desk.company.state.write() as connection:
        account = review.account_id_of(desk.company, "Amazon Storage Fees")
        choice = Choice("category", "fees.referral", account_id=account, account="Amazon Storage Fees")
        mappings.save(connection, "somebody else", "meanwhile", [choice])
    job = desk.do("post", payout=payout, mode="order", content=seen)
    assert job.state == "failed"
    assert "no longer what would be posted" in job.message
    assert desk.held() == {}


def test_what_was_posted_stands_in_quickbooks_own_report(desk: Desk) -> None:
    """S46, S47: the trial balance moves by what was planned, account by account, and by nothing before it is posted."""
    payout = desk.ready(DEMO[US[0]])
    planned = posting.plan_payout(desk.company, payout, "order")
    before = books_of(desk.company).trial_balance(date(2026, 12, 31))
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    after = books_of(desk.company).trial_balance(date(2026, 12, 31))
    moved = {account: after.get(account, Decimal(0)) - before.get(account, Decimal(0)) for account in {*before, *after}}
    assert {a: amount for a, amount in moved.items() if amount} == {a.id: m for a, m in planned.trial_balance_effect.items() if m}


def test_quickbooks_proposes_the_deposit_for_its_bank_line_and_match_settles_it(desk: Desk) -> None:
    """S76, S77: same account, same amount; matched, the line is done and the deposit is guarded."""
    payout = desk.ready(DEMO[US[0]])
    result = worker.result_of(desk.do("post", payout=payout, mode="order"))
    deposit = next(p["quickbooks_id"] for p in result["postings"] if p["entity"] == "Deposit")
    (line,) = desk.ask_practice(f"bank-feed?realm={desk.realm}")["lines"]
    assert (line["State"], line["Proposed"]) == ("for review", [deposit])
    assert Decimal(str(line["Amount"])) == DEMO[US[0]].total
    matched = desk.ask_practice("bank-match", {"realm": desk.realm, "line": line["Id"], "deposit": deposit})
    assert (matched["State"], matched["Deposit"]) == ("matched", deposit)
    assert variance.payout_variance(desk.company, payout).variance == 0
