"""What the worker does by itself: a look once a day at what others changed in QuickBooks, once something is posted."""

from __future__ import annotations

from datetime import timedelta

from tests.jobs.conftest import Desk
from workbench import clock
from workbench.jobs import schedule, worker
from workbench.practice.seller import demo_settlements

PLAIN = next(s for s in demo_settlements() if s.name.startswith("us-2026-09-02"))


def test_nothing_is_looked_for_before_anything_is_posted(desk: Desk) -> None:
    desk.take_in(PLAIN)
    assert schedule.ask_for_drift(desk.company, clock.now() + timedelta(days=9)) is None


def test_a_posted_batch_is_looked_at_from_the_next_day_on_once_a_day(desk: Desk) -> None:
    worker.result_of(desk.do("post", payout=desk.ready(PLAIN), mode="summary"))
    now = clock.now()
    assert schedule.ask_for_drift(desk.company, now) is None
    asked = schedule.ask_for_drift(desk.company, now + timedelta(days=1))
    assert asked is not None
    assert schedule.ask_for_drift(desk.company, now + timedelta(days=1)) is None, "it is under way"
    worker.run_waiting(desk.company)
    assert schedule.ask_for_drift(desk.company, now + timedelta(hours=2)) is None
    assert schedule.ask_for_drift(desk.company, now + timedelta(days=2)) not in (None, asked)
