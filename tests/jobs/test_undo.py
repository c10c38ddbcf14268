"""Undoing a posted payout in the practice QuickBooks: deleted in reverse order or reversed, guarded, and posted again once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from tests.jobs.conftest import Desk
from workbench import clock
from workbench.jobs import review, worker
from workbench.jobs.post import posting
from workbench.jobs.quickbooks.session import books_of
from workbench.jobs.undo import undoing
from workbench.posting.document import encode
from workbench.practice.seller import demo_settlements
from workbench.quickbooks.answers import Accepted
from workbench.store import audit, outbox, undo
from workbench.store.jobs import Job
from workbench.store.outbox_values import Posting

SMALL = next(s for s in demo_settlements() if s.name.startswith("us-2026-08-05"))
OPEN_DAY = "2026-11-01"
FAULTS = [("drop", "before"), ("drop", "after"), ("500", "before"), ("500", "after"), ("503", "after"), ("429", "before"),
          ("401", "before"), ("malformed", "after")]  # fmt: skip


@pytest.fixture(autouse=True)
def _quick_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is the one thing that is not real: a pause of a minute is passed at once."""
    passed = timedelta(0)
    real_now = clock.now

    def pause(seconds: float) -> None:
        nonlocal passed
        passed += timedelta(seconds=seconds)

    quick = SimpleNamespace(now=lambda: real_now() + passed, pause=pause)
    for module in ("undo.undoing", "post.poster"):
        monkeypatch.setattr(f"workbench.jobs.{module}.clock", quick)


@pytest.fixture
def posted(desk: Desk) -> Desk:
    """A company with one payout, posted as one journal entry a month and a deposit."""
    payout = desk.ready(SMALL)
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    return desk


BATCH = f"{SMALL.settlement_id}-1"


def unpost(desk: Desk, batch: str = BATCH, because: str = "wrong month", reverse_on: str = "") -> Job:
    return desk.do("undo", batch=batch, because=because, reverse_on=reverse_on)


def postings(desk: Desk, batch: str = BATCH) -> list[Posting]:
    with desk.company.state.read() as connection:
        return outbox.postings(connection, batch)


def state_of(desk: Desk, batch: str = BATCH) -> str:
    with desk.company.state.read() as connection:
        return outbox.get_batch(connection, batch).state


def deposit_of(desk: Desk) -> Posting:
    return next(p for p in postings(desk) if p.entity == "Deposit")


def balances(desk: Desk) -> dict[str, Decimal]:
    """QuickBooks' own trial balance, accounts at 0.00 left out."""
    listed = desk.ask_practice(f"state?realm={desk.realm}")["trial_balance"]
    return {row["name"]: balance for row in listed if (balance := Decimal(str(row["balance"])))}


def register(desk: Desk) -> list[undo.Undone]:
    with desk.company.state.read() as connection:
        return undo.register(connection)


@pytest.mark.parametrize("mode", ["order", "summary"])
def test_an_undone_payout_leaves_nothing_in_quickbooks_and_posts_again_under_the_same_numbers(desk: Desk, mode: str) -> None:
    payout = desk.ready(SMALL)
    before = balances(desk)
    first = worker.result_of(desk.do("post", payout=payout, mode=mode))
    held = desk.held()
    assert balances(desk) != before
    result = worker.result_of(unpost(desk))
    assert (result["state"], result["how"], result["documents"]) == ("undone", "deleted", len(first["postings"]))
    assert desk.held() == {}
    assert balances(desk) == before
    assert review.payout(desk.company, payout).status == "ready"
    again = worker.result_of(desk.do("post", payout=payout, mode=mode))
    assert again["batch"] == f"{payout}-2"
    assert [p["doc_number"] for p in again["postings"]] == [p["doc_number"] for p in first["postings"]]
    assert worker.result_of(desk.do("post", payout=payout, mode=mode))["batch"] == again["batch"]
    assert desk.held() == held


def test_the_deposit_goes_first_and_the_receipts_last(desk: Desk) -> None:
    payout = desk.ready(SMALL)
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    worker.result_of(unpost(desk))
    with desk.company.state.read() as connection:
        gone = [key for line in audit.lines(connection, "document undone") for key in line.detail["postings"]]
        stage = {p.posting_key: p.stage for p in outbox.postings(connection, BATCH)}
    stages = [stage[key] for key in gone]
    assert stages == sorted(stages, reverse=True)
    assert set(stages) == {1, 2, 3}
    assert len(gone) == len(set(gone)) == len(stage)


def test_an_undo_needs_a_reason_and_the_register_keeps_it(posted: Desk) -> None:
    refused = unpost(posted, because="  ")
    assert (refused.state, refused.result["exit_code"]) == ("failed", 2)
    assert state_of(posted) == "posted"
    assert register(posted) == []
    worker.result_of(unpost(posted, because="Posted to the wrong company"))
    line = register(posted)[0]
    assert (line.batch_id, line.by, line.because, line.how) == (BATCH, "tester", "Posted to the wrong company", "deleted")
    assert (line.total, line.currency, line.documents) == (SMALL.total, "USD", len(postings(posted)))
    with posted.company.state.read() as connection:
        assert audit.broken_at(connection) is None


def test_a_batch_that_is_undone_stays_undone(posted: Desk) -> None:
    first = worker.result_of(unpost(posted))
    again = worker.result_of(unpost(posted, because="once more"))
    assert again == first
    assert len(register(posted)) == 1


def test_what_somebody_deleted_already_is_fine(posted: Desk) -> None:
    deposit = deposit_of(posted)
    posted.ask_practice("edit", {"realm": posted.realm, "entity": "Deposit", "id": deposit.quickbooks_id, "delete": True})
    assert worker.result_of(unpost(posted))["state"] == "undone"
    assert posted.held() == {}


def test_what_somebody_changed_stops_the_undo_before_anything_is_deleted(posted: Desk) -> None:
    held = posted.held()
    journal = next(p for p in postings(posted) if p.entity == "JournalEntry")
    changes = {"TxnDate": "2026-08-30"}
    posted.ask_practice("edit", {"realm": posted.realm, "entity": "JournalEntry", "id": journal.quickbooks_id, "changes": changes})
    for reverse_on in ("", OPEN_DAY):
        job = unpost(posted, reverse_on=reverse_on)
        assert job.state == "failed"
        assert journal.doc_number in job.message
        assert f"its day ({journal.date}, now 2026-08-30)" in job.message
        assert (posted.held(), state_of(posted)) == (held, "posted")
    changes = {"TxnDate": journal.date}
    posted.ask_practice("edit", {"realm": posted.realm, "entity": "JournalEntry", "id": journal.quickbooks_id, "changes": changes})
    assert worker.result_of(unpost(posted))["state"] == "undone"


def match_bank(desk: Desk) -> None:
    desk.ask_practice("match-bank", {"realm": desk.realm, "id": deposit_of(desk).quickbooks_id})


def close_books(desk: Desk) -> None:
    desk.ask_practice("close-books", {"realm": desk.realm, "date": "2026-10-31"})


@pytest.mark.parametrize(("obstacle", "words"), [(match_bank, "matched with a transaction of the bank"), (close_books, "closed through")])
def test_where_deleting_is_not_possible_a_dated_reversal_takes_the_batch_back(
    posted: Desk, obstacle: Callable[[Desk], None], words: str
) -> None:
    held = posted.held()
    obstacle(posted)
    job = unpost(posted)
    assert job.state == "failed"
    assert words in job.message
    assert "reversal" in job.message
    assert (posted.held(), state_of(posted)) == (held, "posted")
    with posted.company.state.read() as connection:
        assert words in outbox.get_batch(connection, BATCH).message
    result = worker.result_of(unpost(posted, reverse_on=OPEN_DAY))
    assert (result["state"], result["how"], result["documents"]) == ("undone", "reversed", sum(held.values()))
    assert (result["reversal"]["doc_number"], result["reversal"]["date"]) == (f"AMZU1-{SMALL.settlement_id}", OPEN_DAY)
    assert posted.held() == {**held, "JournalEntry": held["JournalEntry"] + 1}
    assert balances(posted) == {}
    reversal = postings(posted)[-1]
    assert {a: -d for a, d in reversal.effects.items()} == summed(postings(posted)[:-1])


def summed(listed: list[Posting]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for one in listed:
        for account, debit in one.effects.items():
            sums[account] = sums.get(account, Decimal(0)) + debit
    return {account: debit for account, debit in sums.items() if debit}


@pytest.mark.parametrize("mode", ["order", "summary"])
def test_after_a_reversal_the_payout_posts_again_beside_the_documents_that_stay(desk: Desk, mode: str) -> None:
    payout = desk.ready(SMALL)
    first = worker.result_of(desk.do("post", payout=payout, mode=mode))
    worker.result_of(unpost(desk, reverse_on=OPEN_DAY))
    again = worker.result_of(desk.do("post", payout=payout, mode=mode))
    assert (again["state"], again["counts"]["posted"]) == ("posted", len(first["postings"]))
    numbers = {(p["entity"], p["doc_number"]) for p in first["postings"] if p["doc_number"]}
    assert not numbers & {(p["entity"], p["doc_number"]) for p in again["postings"] if p["doc_number"]}
    assert review.payout(desk.company, payout).status == "reconciled"
    assert worker.result_of(unpost(desk, f"{payout}-2"))["how"] == "deleted"
    assert balances(desk) == {}


def test_a_reversal_on_a_closed_day_is_refused_and_another_day_is_taken(posted: Desk) -> None:
    close_books(posted)
    job = unpost(posted, reverse_on="2026-10-31")
    assert "closed through 2026-10-31" in job.message
    assert state_of(posted) == "posted"
    assert unpost(posted, reverse_on="31.10.2026").result["exit_code"] == 2
    assert worker.result_of(unpost(posted, reverse_on=OPEN_DAY))["state"] == "undone"


def test_a_half_undone_batch_is_reversed_for_what_is_left(desk: Desk) -> None:
    payout = desk.ready(SMALL)
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    asked = iter([False, True])
    run_once(desk, lambda: next(asked))
    assert state_of(desk) == "undoing"
    assert "Deposit" not in desk.held()
    assert desk.do("post", payout=payout, mode="order").state == "failed"
    assert worker.result_of(unpost(desk, reverse_on=OPEN_DAY))["how"] == "reversed"
    assert balances(desk) == {}


def run_once(desk: Desk, stop: Callable[[], bool]) -> dict[str, Any]:
    return undoing.undo_batch(desk.company, BATCH, "test", "", undoing.Run("tester", lambda *_: None, stop))


def test_a_stopped_undo_goes_on_where_it_stopped(desk: Desk) -> None:
    payout = desk.ready(SMALL)
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    asked = iter([False, False, False, True])
    assert run_once(desk, lambda: next(asked))["outcome"] == "stopped"
    assert state_of(desk) == "undoing"
    assert worker.result_of(unpost(desk))["state"] == "undone"
    assert desk.held() == {}


def test_a_receipt_on_somebody_elses_deposit_stops_the_undo_where_it_is(desk: Desk) -> None:
    payout = desk.ready(SMALL)
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    asked = iter([False, True])
    run_once(desk, lambda: next(asked))  # the deposit is gone, the receipts wait to be deposited again
    receipt = next(p for p in postings(desk) if p.entity == "SalesReceipt")
    foreign = {"TxnDate": "2026-08-25", "DepositToAccountRef": {"value": review.account_id_of(desk.company, "Business Checking")},
               "Line": [{"Amount": receipt.total,
                         "LinkedTxn": [{"TxnId": receipt.quickbooks_id, "TxnType": "SalesReceipt", "TxnLineId": "0"}]}]}  # fmt: skip
    assert isinstance(books_of(desk.company).send("Deposit", encode(foreign), "by-hand-1"), Accepted)
    job = unpost(desk)
    assert job.state == "failed"
    assert f"{receipt.doc_number}: it stands on another deposit" in job.message
    assert state_of(desk) == "undoing"
    assert desk.held()["Deposit"] == 1
    with desk.company.state.read() as connection:
        assert receipt.posting_key in {p.posting_key for p in undo.standing(connection, BATCH)}
    assert register(desk) == []


def test_a_lost_answer_is_waited_out_and_looked_up(posted: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    pause = undoing.clock.pause
    monkeypatch.setattr(undoing.clock, "pause", lambda seconds: (waited.append(seconds), pause(seconds)))
    posted.ask_practice("faults", [{"kind": "drop", "when": "after", "match": "POST batch", "nth": 1}])
    assert worker.result_of(unpost(posted))["state"] == "undone"
    assert sum(waited) >= books_of(posted.company).profile.request_limit - 1
    deposit = deposit_of(posted)
    assert (deposit.state, deposit.message) == ("undone", "gone from QuickBooks")


@pytest.mark.parametrize("nth", [1, 3])
@pytest.mark.parametrize(("kind", "when"), FAULTS, ids=lambda v: v)
def test_one_fault_anywhere_ends_with_nothing_left(desk: Desk, kind: str, when: str, nth: int) -> None:
    payout = desk.ready(SMALL)
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    desk.ask_practice("faults", [{"kind": kind, "when": when, "match": "POST batch", "nth": nth}])
    job = unpost(desk)
    while job.state == "failed":
        assert job.result["exit_code"] == 3, job.message
        job = unpost(desk)
    assert job.result["state"] == "undone"
    assert desk.held() == {}
    assert desk.ask_practice("faults")["faults"] == []


def test_a_batch_with_an_unanswered_document_is_resumed_before_it_is_undone(desk: Desk) -> None:
    payout = desk.ready(SMALL)
    worker.result_of(desk.do("connect"))
    batch = posting.open_batch(desk.company, payout, "summary", "tester")
    with desk.company.state.write() as connection:
        first = outbox.postings(connection, batch)[0]
        outbox.freeze(connection, "lost", batch, first.entity, first.plan, [(first.posting_key, "")])
        outbox.mark_sent(connection, "lost")
    job = unpost(desk, batch)
    assert job.state == "failed"
    assert "Resume the batch" in job.message
