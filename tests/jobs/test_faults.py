"""QuickBooks and the network misbehave, before and after the books are written: every document ends there exactly once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests.jobs.conftest import Desk
from workbench import clock
from workbench.jobs import worker
from workbench.jobs.close import variance
from workbench.jobs.post import posting
from workbench.jobs.quickbooks.session import books_of
from workbench.posting.document import encode
from workbench.practice.seller import demo_settlements
from workbench.quickbooks.answers import Accepted

SMALL = next(s for s in demo_settlements() if s.name.startswith("us-2026-08-05"))
FAULTS = [("drop", "before"), ("drop", "after"), ("500", "before"), ("500", "after"), ("503", "after"), ("429", "before"),
          ("401", "before"), ("malformed", "after")]  # fmt: skip
PLACES = ["POST batch", "POST journalentry", "POST deposit"]


@pytest.fixture(autouse=True)
def _quick_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is the one thing that is not real: a pause of a minute is passed at once."""
    passed = timedelta(0)
    real_now = clock.now

    def pause(seconds: float) -> None:
        nonlocal passed
        passed += timedelta(seconds=seconds)

    monkeypatch.setattr("workbench.jobs.post.poster.clock", SimpleNamespace(now=lambda: real_now() + passed, pause=pause))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("kind", "when"), FAULTS, ids=lambda v: v)
def test_one_fault_anywhere_leaves_every_document_once(desk: Desk, kind: str, when: str, place: str) -> None:
    payout = desk.ready(SMALL)
    planned = Counter(d.entity for d in posting.plan_payout(desk.company, payout, "order").documents)
    desk.ask_practice("faults", [{"kind": kind, "when": when, "match": place, "nth": 1}])
    job = desk.do("post", payout=payout, mode="order")
    while job.state == "failed":
        assert job.result["exit_code"] == 3, job.message
        job = desk.do("post", payout=payout, mode="order")
    assert job.result["state"] == "posted"
    assert desk.held() == planned
    found = variance.payout_variance(desk.company, payout)
    assert (found.variance, found.held, found.unexplained) == (0, 0, 0)


def test_a_document_number_that_somebody_else_used_is_set_aside_and_nothing_is_sent_over_it(desk: Desk) -> None:
    payout = desk.ready(SMALL)
    first = posting.plan_payout(desk.company, payout, "order").documents[0]
    posting.open_batch(desk.company, payout, "order", "tester")  # the number was free until then
    foreign = encode({**first.body, "PrivateNote": "typed in by hand"})
    assert isinstance(books_of(desk.company).send("SalesReceipt", foreign, "by-hand-1"), Accepted)
    result = worker.result_of(desk.do("post", payout=payout, mode="order"))
    aside = [p for p in result["postings"] if p["state"] == "quarantined"]
    assert [p["doc_number"] for p in aside] == [first.doc_number]
    assert "not ours" in aside[0]["message"]
    assert result["state"] == "attention"
    assert not any(p["entity"] == "Deposit" and p["state"] == "posted" for p in result["postings"])


def test_what_was_refused_is_sent_anew_once_its_cause_is_mended(desk: Desk) -> None:
    payout = desk.ready(SMALL)
    planned = Counter(d.entity for d in posting.plan_payout(desk.company, payout, "order").documents)
    posting.open_batch(desk.company, payout, "order", "tester")
    desk.ask_practice("close-books", {"realm": desk.realm, "date": "2026-08-31"})
    refused = worker.result_of(desk.do("post", payout=payout, mode="order"))
    assert refused["counts"]["rejected"] > 0
    assert any("closed" in p["message"].lower() for p in refused["postings"])
    assert desk.held() == {}
    desk.ask_practice("close-books", {"realm": desk.realm, "date": None})
    assert worker.result_of(desk.do("post", payout=payout, mode="order"))["state"] == "posted"
    assert desk.held() == planned


def test_a_batch_that_is_stopped_goes_on_where_it_stopped(desk: Desk) -> None:
    payout = desk.ready(SMALL)
    worker.result_of(desk.do("connect"))
    batch = posting.open_batch(desk.company, payout, "order", "tester")
    asked = iter([False, True])
    assert posting.carry_out(desk.company, batch, "tester", lambda *_: None, lambda: next(asked))["outcome"] == "stopped"
    assert desk.held() == {"SalesReceipt": 30}
    assert worker.result_of(desk.do("post", payout=payout, mode="order"))["state"] == "posted"
