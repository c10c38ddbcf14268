"""QuickBooks and the network misbehave, before and after the books are written: every document ends there exactly once."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests.jobs.conftest import Desk
from workbench import clock
from workbench.jobs import posting, variance, worker
from workbench.practice.seller import demo_settlements

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

    monkeypatch.setattr("workbench.jobs.poster.clock", SimpleNamespace(now=lambda: real_now() + passed, pause=pause))


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
    planned = posting.plan_payout(desk.company, payout, "order")
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    assert desk.held()["SalesReceipt"] == sum(1 for d in planned.documents if d.entity == "SalesReceipt")
