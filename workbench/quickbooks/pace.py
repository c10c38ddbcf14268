"""Pace: how fast we may call. Waits before a request rather than being throttled after it.

Intuit allows a company and app 10 requests a second, 500 a minute, and 40 batches a minute (developer.intuit.com,
"Limits and throttles", 2025-10-31). We use all of it, in any stretch of time and not on average, and keep a margin of
time instead of calls: a request is counted when it leaves us and again, a little sooner or later, when it arrives. When
QuickBooks asks for a pause all the same (other apps use the same company), nobody calls before it is over.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Self

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
SECOND_MARGIN, MINUTE_MARGIN = timedelta(milliseconds=100), timedelta(milliseconds=1500)
"""By how much the way to QuickBooks may differ from one request to the next."""

Moment = timedelta
"""A time on a clock that only runs forward, since whenever that clock began."""


def _now() -> Moment:
    return timedelta(seconds=time.monotonic())


def _sleep(span: timedelta) -> None:
    time.sleep(span.total_seconds())


@dataclass(slots=True)
class Window:
    """So many calls in any stretch of that length."""

    calls: int
    length: timedelta
    _taken: deque[Moment] = field(default_factory=deque)

    def earliest(self, now: Moment) -> Moment:
        """When one more call fits."""
        return now if len(self._taken) < self.calls else max(now, self._taken[0] + self.length)

    def take(self, moment: Moment) -> None:
        """Count a call at that moment; moments never go back."""
        if len(self._taken) == self.calls:
            self._taken.popleft()
        self._taken.append(moment)


class Pace:
    """Windows that every call must fit into, and one for batches; shared by all threads of a company."""

    def __init__(
        self,
        calls: Sequence[Window],
        batches: Sequence[Window],
        now: Callable[[], Moment] = _now,
        sleep: Callable[[timedelta], None] = _sleep,
    ) -> None:
        self._calls = list(calls)
        self._batches = list(batches)
        self._now = now
        self._sleep = sleep
        self._lock = threading.Lock()
        self._not_before = Moment()

    @classmethod
    def of_intuit(cls, now: Callable[[], Moment] = _now, sleep: Callable[[timedelta], None] = _sleep) -> Self:
        """10 calls a second, 500 a minute, 40 batches a minute, each stretch longer by its margin."""
        second, minute = SECOND + SECOND_MARGIN, MINUTE + MINUTE_MARGIN
        return cls([Window(10, second), Window(500, minute)], [Window(40, minute)], now, sleep)

    @classmethod
    def unlimited(cls) -> Pace:
        """For the practice company, which has no limits."""
        return cls([], [])

    @property
    def is_limited(self) -> bool:
        """Whether calls are held back at all."""
        return bool(self._calls or self._batches)

    def pause(self, seconds: int) -> None:
        """QuickBooks asked for a pause: no call of any thread leaves before it is over."""
        with self._lock:
            self._not_before = max(self._not_before, self._now() + timedelta(seconds=seconds))

    def wait_for_turn(self, *, batch: bool) -> None:
        """Return when a call could leave at once; no place is taken."""
        with self._lock:
            now = self._now()
            start = self._earliest(now, batch)
        if start > now:
            self._sleep(start - now)

    def wait(self, *, batch: bool) -> None:
        """Return when the next call may leave. The place is taken at once, so threads queue in order."""
        if not self.is_limited:
            return
        with self._lock:
            now = self._now()
            start = self._earliest(now, batch)
            for window in self._windows(batch):
                window.take(start)
        if start > now:
            self._sleep(start - now)

    def _windows(self, batch: bool) -> list[Window]:
        return [*self._calls, *self._batches] if batch else self._calls

    def _earliest(self, now: Moment, batch: bool) -> Moment:
        """When one more call may leave; at once where nothing is limited."""
        windows = self._windows(batch)
        return max(self._not_before, *(window.earliest(now) for window in windows)) if windows else now
