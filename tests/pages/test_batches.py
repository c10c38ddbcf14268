"""Post › Batches: nothing is sent before it was shown and confirmed; what became of every document is said."""

from __future__ import annotations

import re
from decimal import Decimal

from tests.jobs.conftest import Desk
from tests.jobs.test_posting_ways import set_up, take_in
from tests.pages.conftest import PLAIN, UNKNOWN, Screen
from workbench.jobs import asked, review, worker
from workbench.jobs.mapping import remapping
from workbench.mapping.mapping import Choice
from workbench.store import jobs, outbox

PAGE = "pages/post/batches.py"


def test_books_without_payouts_have_nothing_to_post(desk: Desk) -> None:
    assert "No payout is ready to post" in Screen(desk, PAGE).words()


def test_a_payout_that_is_not_ready_says_what_stands_in_the_way(desk: Desk) -> None:
    desk.take_in(UNKNOWN)
    screen = Screen(desk, PAGE, payout=UNKNOWN.settlement_id)
    assert "Marketplace Resilience Contribution" in screen.words()
    assert not [b for b in screen.app.button if b.label.startswith(("Dry run", "Confirm"))]


def test_a_dry_run_shows_every_document_and_equal_totals_and_sends_nothing(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    screen = Screen(desk, PAGE, payout=payout)
    assert not [b for b in screen.app.button if b.label.startswith("Confirm")]
    screen.press("Dry run").work()
    total = screen.table_with("account", "debit")[-1]
    assert total["account"] == "Total"
    assert total["debit"] == total["credit"] > 0
    documents = screen.table_with("entity", "number")
    assert documents[0]["entity"] == "Sales receipt"
    assert [b.label for b in screen.app.button if b.label.startswith("Confirm")] == ["Confirm and post…"]
    assert desk.held() == {}
    assert review.payout(desk.company, payout).batch is None


def test_a_dry_run_names_the_transactions_without_a_receipt_and_why(desk: Desk) -> None:
    payout = take_in(desk, "awkward-orders")
    screen = Screen(desk, PAGE, payout=payout).press("Dry run").work()
    rows = screen.table_with("order", "why")
    assert ("S01-2000004-2000004", "Sale", Decimal("0.00")) in {(r["order"], r["side"], r["amount"]) for r in rows}
    assert {r["why"] for r in rows if r["order"] == "111-2000006-2000006"} == {"QuickBooks takes no such receipt: see the journal entry"}


def test_a_dry_run_with_fees_as_expenses_says_what_that_costs(desk: Desk) -> None:
    """S68."""
    payout = desk.ready(PLAIN)
    set_up(desk, fees_as="expense")
    screen = Screen(desk, PAGE, payout=payout).press("Dry run").work()
    assert "twice the documents" in screen.words()
    assert re.search(r"\d+ expenses, .*1 deposit\. Nothing is sent yet", screen.words())


def test_a_dry_run_is_void_once_the_mapping_or_the_review_changes(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    asked.ask_dry_run(desk.company, payout, "order", "tester")
    screen = Screen(desk, PAGE, payout=payout).work()
    assert [b for b in screen.app.button if b.label.startswith("Confirm")]
    account = "Amazon FBA Fees"
    change = Choice("category", "fees.referral", "fees.referral", review.account_id_of(desk.company, account), account)
    remapping.save(desk.company, "tester", "", [change], remapping.in_use(desk.company).version)
    assert not [b for b in screen.run().app.button if b.label.startswith("Confirm")]
    asked.ask_dry_run(desk.company, payout, "order", "tester")
    assert [b for b in screen.work().app.button if b.label.startswith("Confirm")]
    worker.result_of(desk.do("exclude", payout=payout, order=_an_order(desk, payout), because="by hand", account="Amazon Sales"))
    assert asked.dry_run(desk.company, payout, "order") is None


def test_a_posted_payout_shows_its_documents_with_their_quickbooks_ids(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    asked.ask_post(desk.company, payout, "order", "tester")
    waiting = Screen(desk, PAGE, payout=payout)
    assert not [b for b in waiting.app.button if b.label.startswith(("Dry run", "Confirm"))]
    screen = waiting.work()
    with desk.company.state.read() as connection:
        postings = outbox.postings(connection, f"{payout}-1")
    assert f"{len(postings)} of {len(postings)} documents posted" in screen.words()
    rows = screen.table_with("entity", "id")
    assert [row["id"] for row in rows] == [p.quickbooks_id for p in postings[:100]]
    assert {row["state"] for row in rows} == {"Posted"}
    assert rows[0]["total"] == postings[0].total
    assert not [b for b in screen.app.button if b.label == "Resume"]


def test_a_refused_document_is_explained_and_the_batch_can_be_resumed(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    asked.ask_post(desk.company, payout, "summary", "tester")
    worker.run_waiting(desk.company)
    with desk.company.state.write() as connection:
        key = outbox.postings(connection, f"{payout}-1")[-1].posting_key
        outbox.record(connection, "tester", [(key, "rejected", "", "QuickBooks refused it, code 2500")])
        outbox.set_batch_state(connection, f"{payout}-1", "attention", "Some documents need a look")
    screen = Screen(desk, PAGE, payout=payout)
    assert "Mend the cause it names, then resume" in screen.words()
    assert "QuickBooks refused it, code 2500" in {row["message"] for row in screen.table_with("entity", "id")}
    screen.press("Resume").work()
    assert review.payout(desk.company, payout).status == "reconciled"
    assert desk.held() == {"JournalEntry": 1, "Deposit": 1}


def test_the_page_never_posts_by_itself(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    before = len(jobs.recent(desk.company.state))
    Screen(desk, PAGE, payout=payout).run()
    assert len(jobs.recent(desk.company.state)) == before


def _an_order(desk: Desk, payout: str) -> str:
    found = review.transactions(desk.company, payout, review.Filter(limit=20))
    return next(t.order_id for t in found if t.net > Decimal(0))
