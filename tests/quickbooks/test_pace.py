"""Pace: on a clock of our own, no stretch of time ever holds more calls than it may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.quickbooks.conftest import profile_of
from tests.quickbooks.stub import Stub, Told, told
from workbench.errors import Unreachable
from workbench.quickbooks import Throttled, connect
from workbench.quickbooks.pace import Pace


class Clock:
    """Time that passes only by sleeping and by being told to."""

    def __init__(self) -> None:
        self.now = timedelta()

    def read(self) -> timedelta:
        return self.now

    def sleep(self, span: timedelta) -> None:
        assert span > timedelta()
        self.now += span


def most_in(moments: list[timedelta], length: timedelta) -> int:
    """The most calls that any stretch of that length holds."""
    return max((sum(first <= m < first + length for m in moments) for first in moments), default=0)


@given(some.lists(some.tuples(some.booleans(), some.integers(0, 3000), some.integers(0, 100)), max_size=120))
def test_no_stretch_of_time_holds_too_many_calls(calls: list[tuple[bool, int, int]]) -> None:
    """As QuickBooks counts them: by when they arrive, which takes now a little longer and now a little less."""
    clock, all_calls, batches = Clock(), [], []
    pace = Pace.of_intuit(clock.read, clock.sleep)
    for batch, idle_milliseconds, way_milliseconds in calls:
        clock.now += timedelta(milliseconds=idle_milliseconds)
        pace.wait(batch=batch)
        all_calls.append(clock.now + timedelta(milliseconds=way_milliseconds))
        batches += all_calls[-1:] if batch else []
    assert most_in(all_calls, timedelta(seconds=1)) <= 10
    assert most_in(batches, timedelta(minutes=1)) <= 40


def test_a_minute_of_calls_is_as_many_as_it_may_be() -> None:
    clock, moments = Clock(), []
    pace = Pace.of_intuit(clock.read, clock.sleep)
    for _ in range(1100):
        pace.wait(batch=False)
        moments.append(clock.now)
    assert most_in(moments, timedelta(minutes=1)) == 500
    assert most_in(moments, timedelta(seconds=1)) == 10
    assert moments[10] == timedelta(seconds=1.1)


def test_batches_wait_longer_than_single_calls() -> None:
    clock = Clock()
    pace = Pace.of_intuit(clock.read, clock.sleep)
    for _ in range(40):
        pace.wait(batch=True)
    assert clock.now < timedelta(minutes=1)
    pace.wait(batch=False)
    assert clock.now < timedelta(minutes=1)
    pace.wait(batch=True)
    assert clock.now == timedelta(seconds=61.5)


def test_a_pause_that_quickbooks_asks_for_holds_back_every_call_and_the_longest_counts() -> None:
    clock = Clock()
    pace = Pace.of_intuit(clock.read, clock.sleep)
    pace.wait(batch=False)
    pace.pause(60)
    pace.pause(7)
    pace.wait_for_turn(batch=True)
    assert clock.now == timedelta(minutes=1)
    pace.wait(batch=False)
    assert clock.now == timedelta(minutes=1)


def test_a_turn_that_was_waited_for_is_not_waited_for_again() -> None:
    clock = Clock()
    pace = Pace.of_intuit(clock.read, clock.sleep)
    for _ in range(40):
        pace.wait(batch=True)
    pace.wait_for_turn(batch=True)
    turn = clock.now
    pace.wait(batch=True)
    assert clock.now == turn


def test_the_practice_company_is_never_waited_for() -> None:
    pace = Pace.unlimited()
    pace.pause(60)
    for _ in range(1000):
        pace.wait(batch=True)
        pace.wait_for_turn(batch=True)


def test_a_throttled_read_is_made_again_after_the_pause(stub: Stub) -> None:
    clock = Clock()
    with connect(profile_of(stub), pace=Pace.of_intuit(clock.read, clock.sleep)) as books:
        stub.script += [Told(429, headers={"Retry-After": "17"}), Told(429), told(200, {"QueryResponse": {}})]
        assert books.find("SalesReceipt", ["N1"]) == []
        assert clock.now == timedelta(seconds=17 + 60)
        stub.script += [Told(429)] * 4
        with pytest.raises(Unreachable, match="a pause of 60 seconds"):
            books.find("SalesReceipt", ["N1"])
        assert not stub.script


def test_a_throttled_write_is_answered_at_once_and_what_comes_next_waits(stub: Stub) -> None:
    clock = Clock()
    with connect(profile_of(stub), pace=Pace.of_intuit(clock.read, clock.sleep)) as books:
        stub.script += [Told(429, headers={"Retry-After": "30"}), told(200, {"QueryResponse": {}})]
        assert isinstance(books.send("SalesReceipt", b"{}", "wb1"), Throttled)
        assert clock.now == timedelta()
        books.find("SalesReceipt", ["N1"])
        assert clock.now == timedelta(seconds=30)
