"""Pace: on a clock of our own, no stretch of time ever holds more calls than it may."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as some

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


@given(some.lists(some.tuples(some.booleans(), some.integers(0, 3000)), max_size=120))
def test_no_stretch_of_time_holds_too_many_calls(calls: list[tuple[bool, int]]) -> None:
    clock, all_calls, batches = Clock(), [], []
    pace = Pace.of_intuit(clock.read, clock.sleep)
    for batch, idle_milliseconds in calls:
        clock.now += timedelta(milliseconds=idle_milliseconds)
        pace.wait(batch=batch)
        all_calls.append(clock.now)
        batches += [clock.now] if batch else []
    assert most_in(all_calls, timedelta(seconds=1)) <= 8
    assert most_in(batches, timedelta(minutes=1)) <= 36


def test_a_minute_of_calls_is_as_many_as_it_may_be() -> None:
    clock, moments = Clock(), []
    pace = Pace.of_intuit(clock.read, clock.sleep)
    for _ in range(900):
        pace.wait(batch=False)
        moments.append(clock.now)
    assert most_in(moments, timedelta(minutes=1)) == 450
    assert most_in(moments, timedelta(seconds=1)) == 8
    assert moments[8] == timedelta(seconds=1)


def test_batches_wait_longer_than_single_calls() -> None:
    clock = Clock()
    pace = Pace.of_intuit(clock.read, clock.sleep)
    for _ in range(36):
        pace.wait(batch=True)
    assert clock.now < timedelta(minutes=1)
    pace.wait(batch=False)
    assert clock.now < timedelta(minutes=1)
    pace.wait(batch=True)
    assert clock.now == timedelta(minutes=1)


def test_the_practice_company_is_never_waited_for() -> None:
    pace = Pace.unlimited()
    for _ in range(1000):
        pace.wait(batch=True)
