"""Posting at Intuit's limits: the pace and a practice QuickBooks that keeps to them share a clock that nobody waits for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bench.paced import CountedPace, shortest
from tests.jobs.conftest import Desk
from workbench import clock
from workbench.jobs import review, worker
from workbench.jobs.close import variance
from workbench.jobs.post import posting
from workbench.jobs.quickbooks import access as quickbooks_access
from workbench.practice.seller import large_settlement
from workbench.quickbooks.client import Books, connect
from workbench.quickbooks.pace import Moment
from workbench.store import outbox

NUMBER = "29900000001"
ORDERS = 1400
"""More than the 40 batches of 30 that a minute may have."""


class SharedClock:
    """The practice QuickBooks' own clock, which stands still until it is slept on."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._began = self._moment({"runs": False, "advance": 60})
        self._day = clock.now()

    def _moment(self, change: dict[str, object] | None = None) -> Moment:
        return timedelta(milliseconds=self._desk.ask_practice("clock", change)["now"])

    def now(self) -> Moment:
        return self._moment() - self._began

    def sleep(self, span: timedelta) -> None:
        self._desk.ask_practice("clock", {"advance": -(-span // timedelta(milliseconds=1)) / 1000})

    def pause(self, seconds: float) -> None:
        self.sleep(timedelta(seconds=seconds))

    def time_of_day(self) -> datetime:
        return self._day + self.now()


@pytest.fixture
def shared(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> SharedClock:
    """The one clock of pace, poster and practice; from now on the practice keeps to Intuit's limits."""
    found = SharedClock(desk)
    monkeypatch.setattr(clock, "pause", found.pause)
    monkeypatch.setattr(clock, "now", found.time_of_day)
    return found


@pytest.fixture
def pace(shared: SharedClock) -> CountedPace:
    return CountedPace.on(shared.now, shared.sleep)


@pytest.fixture
def books(desk: Desk, pace: CountedPace) -> Iterator[Books]:
    """The company's QuickBooks at Intuit's pace."""
    link = quickbooks_access.link(desk.company)
    with connect(quickbooks_access.profile_of(desk.company, link), tokens=quickbooks_access.tokens_of(desk.company, link), pace=pace) as it:
        yield it


def open_batch(desk: Desk, folder: Path, orders: int) -> str:
    """A payout of so many orders, imported, confirmed, and its batch opened; nothing is sent yet."""
    file = folder / "settlement.txt"
    large_settlement(file, orders * 7, settlement_id=NUMBER)
    worker.result_of(desk.do("import", files=[(desk.company.archive.keep(file), file.name)]))
    worker.result_of(desk.do("connect"))
    desk.map_everything(NUMBER, "Amazon Other Fees & Adjustments")
    review.confirm(desk.company, NUMBER, "tester")
    batch = posting.open_batch(desk.company, NUMBER, "order", "tester")
    desk.ask_practice("rules", {"realm": desk.realm, "limits": True})
    return batch


def carry_out(desk: Desk, batch: str, books: Books) -> None:
    done = posting.carry_out(desk.company, batch, "tester", lambda *_: None, lambda: False, books)
    assert done["outcome"] == "posted"
    found = variance.payout_variance(desk.company, NUMBER)
    assert (found.variance, found.held, found.unexplained) == (0, 0, 0)


def test_a_large_payout_posts_within_five_percent_of_the_limits_and_is_never_throttled(
    desk: Desk, tmp_path: Path, shared: SharedClock, pace: CountedPace, books: Books
) -> None:
    batch = open_batch(desk, tmp_path, ORDERS)
    throttled = desk.ask_practice("limits")["throttled"]
    began = shared.now()
    carry_out(desk, batch, books)
    took, least = shared.now() - began, shortest(pace.requests)
    assert sum(pace.requests) > 40
    assert least > timedelta(minutes=1)
    assert least <= took <= least * 1.05
    assert desk.ask_practice("limits")["throttled"] == throttled == 0


def test_an_app_that_uses_up_the_limit_beside_us_slows_posting_and_loses_nothing(
    desk: Desk, tmp_path: Path, shared: SharedClock, books: Books
) -> None:
    batch = open_batch(desk, tmp_path, 60)
    desk.ask_practice("faults", [{"kind": "429", "when": "before", "match": "POST query", "nth": 2},
                                 {"kind": "429xml", "when": "before", "match": "POST batch", "nth": 2}])  # fmt: skip
    began = shared.now()
    carry_out(desk, batch, books)
    assert shared.now() - began >= timedelta(minutes=2)
    with desk.company.state.read() as connection:
        postings = outbox.postings(connection, batch)
    assert {p.state for p in postings} == {"posted"}
    assert sum(desk.held().values()) == len(postings)


def test_ten_thousand_orders_take_what_the_limits_ask_for_and_five_percent_more_at_most() -> None:
    """By the requests alone: of each batch of 30 a look at its sales, one at its refunds, and the sending."""
    now = [Moment()]
    pace = CountedPace.on(lambda: now[0], lambda span: now.__setitem__(0, now[0] + span))
    for _ in range(334):
        for batch in (False, False, True):
            pace.wait(batch=batch)
    assert now[0] <= shortest(pace.requests) * 1.05
    assert now[0] <= timedelta(minutes=1) * 10_000 / (30 * 40) * 1.05
