"""The pace keeps Amazon's rates, remembers across restarts, and stops when asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.amazon.api.conftest import NOON, Clock
from workbench.amazon.api.faults import Stopped
from workbench.amazon.api.operations import BALANCES, DOCUMENT, EVERY, LIST_REPORTS, Operation
from workbench.amazon.api.pace import LONGEST_BACK_OFF, InMemory, Pace, back_off


def pace(clock: Clock, memory: InMemory, **options: object) -> Pace:
    return Pace(memory, now=clock.now, pause=clock.pause, **options)  # type: ignore[arg-type]


def test_a_burst_is_free_and_then_a_question_a_period(clock: Clock) -> None:
    told: list[tuple[str, int]] = []
    kept = pace(clock, InMemory(), waiting=lambda operation, seconds: told.append((operation.name, seconds)))
    for _ in range(15):
        kept.take(DOCUMENT)
    assert clock.waited == 0
    for _ in range(3):
        kept.take(DOCUMENT)
    assert told == [("getReportDocument", 60)] * 3
    assert clock.waited == 180


def test_a_day_of_rest_gives_one_burst_and_no_more(clock: Clock) -> None:
    kept = pace(clock, InMemory())
    for _ in range(2):
        clock.moment += timedelta(days=1)
        before = clock.waited
        for _ in range(15):
            kept.take(DOCUMENT)
        assert clock.waited == before
        kept.take(DOCUMENT)
        assert clock.waited == before + 60


def test_what_is_spent_is_remembered_by_the_next_process(clock: Clock) -> None:
    memory = InMemory()
    for _ in range(10):
        pace(clock, memory).take(LIST_REPORTS)
    pace(clock, memory).take(LIST_REPORTS)
    assert clock.waited == 46  # 45.05 seconds, in whole ones


def test_operations_do_not_spend_each_others_tokens(clock: Clock) -> None:
    kept = pace(clock, InMemory())
    for _ in range(10):
        kept.take(BALANCES)
        kept.take(LIST_REPORTS)
    assert clock.waited == 0


@given(st.sampled_from(EVERY), st.lists(st.integers(0, 400), max_size=60))
def test_amazons_own_bucket_is_never_overdrawn(operation: Operation, idle: list[int]) -> None:
    clock, memory = Clock(), InMemory()
    kept, theirs, at = pace(clock, memory), Decimal(operation.burst), NOON
    for seconds in idle:
        clock.moment += timedelta(seconds=seconds)
        kept.take(operation)
        passed = Decimal((clock.moment - at) // timedelta(seconds=1))
        theirs, at = min(theirs + passed * operation.rate, Decimal(operation.burst)) - 1, clock.moment
        assert theirs >= 0


@pytest.mark.parametrize("shift", [timedelta(days=-1), timedelta(minutes=-10)])
def test_a_clock_that_goes_back_gives_no_tokens_and_takes_none(clock: Clock, shift: timedelta) -> None:
    memory = InMemory()
    memory.save("getReportDocument", Decimal(1), NOON)
    clock.moment += shift
    kept = pace(clock, memory)
    kept.take(DOCUMENT)
    assert clock.waited == 0
    kept.take(DOCUMENT)
    assert clock.waited == 60


def test_a_throttle_costs_at_least_a_period_and_empties_the_bucket(clock: Clock) -> None:
    memory = InMemory()
    pace(clock, memory).throttled(DOCUMENT, 1)
    assert 60 <= clock.waited <= 61
    assert memory.load("getReportDocument") == (Decimal(0), NOON)


def test_backing_off_grows_and_ends() -> None:
    spans = [back_off(attempt) for attempt in range(1, 30)]
    assert all(early < late for early, late in zip(spans[:6], spans[2:8], strict=True))
    assert set(spans[10:]) == {LONGEST_BACK_OFF}
    assert len({back_off(5) for _ in range(50)}) > 1


def test_a_wait_ends_soon_after_somebody_asks_to_stop(clock: Clock) -> None:
    kept = pace(clock, InMemory(), stop=lambda: clock.waited >= 10)
    with pytest.raises(Stopped):
        kept.rest(DOCUMENT, 60)
    assert clock.waited == 10
    with pytest.raises(Stopped):
        kept.take(DOCUMENT)


def test_without_a_limit_nothing_is_waited_for(clock: Clock) -> None:
    kept = pace(clock, InMemory(), limited=False)
    for _ in range(100):
        kept.take(DOCUMENT)
    assert clock.waited == 0


def test_memory_gives_back_what_it_was_given() -> None:
    memory, at = InMemory(), datetime(2026, 1, 1, tzinfo=NOON.tzinfo)
    assert memory.load("getReport") is None
    memory.save("getReport", Decimal("3.5"), at)
    assert memory.load("getReport") == (Decimal("3.5"), at)
