"""Pace: how fast we may call. Waits before a request rather than being throttled after it.

Intuit allows a company and app 10 requests a second, 500 a minute, and 40 batches a minute (developer.intuit.com,
"Limits and throttles", 2025-10-31). We keep a tenth below each, in any stretch of time, not on average.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

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

    @classmethod
    def of_intuit(cls, now: Callable[[], Moment] = _now, sleep: Callable[[timedelta], None] = _sleep) -> Pace:
        """8 calls a second, 450 a minute, 36 batches a minute."""
        second, minute = timedelta(seconds=1), timedelta(minutes=1)
        return cls([Window(8, second), Window(450, minute)], [Window(36, minute)], now, sleep)

    @classmethod
    def unlimited(cls) -> Pace:
        """For the practice company, which has no limits."""
        return cls([], [])

    def wait(self, *, batch: bool) -> None:
        """Return when the next call may leave. The place is taken at once, so threads queue in order."""
        windows = [*self._calls, *self._batches] if batch else self._calls
        if not windows:
            return
        with self._lock:
            now = self._now()
            start = max(window.earliest(now) for window in windows)
            for window in windows:
                window.take(start)
        if start > now:
            self._sleep(start - now)
