"""Pace: how fast Amazon may be asked, and how we wait.

Every operation has a bucket of tokens: a question takes one, a token comes back each period, and no more than the burst
are ever in it. What is left is remembered outside the process, so a restart does not spend a burst that is already
spent. Waits are whole seconds, told before they begin, and cut short when somebody asks to stop.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from workbench import clock
from workbench.amazon.api.faults import Stopped
from workbench.amazon.api.operations import Operation

STEP = 2
"""Seconds between two looks at whether to stop."""

LONGEST_BACK_OFF = 300
"""Seconds. Beyond it waiting longer helps no more: a bucket of ten is full again after 450."""

MICROSECOND = timedelta(microseconds=1)

Waiting = Callable[[Operation, int], None]
"""Told before each wait: for what, and how many seconds."""


class BucketMemory(Protocol):
    """The keeper of one seller's buckets; the store has one that survives a crash."""

    def load(self, operation: str) -> tuple[Decimal, datetime] | None:
        """The tokens that were left, and when (aware); None for an operation never asked."""
        ...

    def save(self, operation: str, tokens: Decimal, at: datetime) -> None:
        """Keep them: at most four decimals, not above the burst."""
        ...


class InMemory:
    """Keeps the buckets for the life of the process."""

    def __init__(self) -> None:
        self._buckets: dict[str, tuple[Decimal, datetime]] = {}

    def load(self, operation: str) -> tuple[Decimal, datetime] | None:
        """What was saved."""
        return self._buckets.get(operation)

    def save(self, operation: str, tokens: Decimal, at: datetime) -> None:
        """Take it."""
        self._buckets[operation] = tokens, at


class Pace:
    """The buckets of one seller, shared by all threads, and the only place that waits for Amazon."""

    def __init__(
        self,
        memory: BucketMemory,
        *,
        now: Callable[[], datetime] = clock.now,
        pause: Callable[[int], None] = clock.pause,
        waiting: Waiting | None = None,
        stop: Callable[[], bool] = lambda: False,
        limited: bool = True,
    ) -> None:
        """`pause` waits so many seconds by the clock that `now` reads. `limited` keeps the buckets; without it only what
        Amazon itself refuses is waited for."""
        self._memory, self._now, self._pause = memory, now, pause
        self._waiting, self._stop, self._limited = waiting, stop, limited
        self._lock = threading.Lock()

    def take(self, operation: Operation) -> None:
        """Return when the operation may be asked once. Raises `Stopped`."""
        self.heed_stop()
        while self._limited and (lack := self._draw(operation)):
            self.rest(operation, lack)

    def throttled(self, operation: Operation, attempt: int) -> None:
        """Wait after Amazon refused a question for the `attempt`th time (from 1): at least a period, since others may use
        the same quota and the answer names no time. Raises `Stopped`."""
        with self._lock:
            self._memory.save(operation.name, Decimal(0), self._now())
        self.rest(operation, max(_whole_seconds(operation.period), back_off(attempt)))

    def rest(self, operation: Operation, seconds: int) -> None:
        """Wait so many seconds, in steps. Raises `Stopped`."""
        if self._waiting:
            self._waiting(operation, seconds)
        while seconds > 0:
            self.heed_stop()
            step = min(seconds, STEP)
            self._pause(step)
            seconds -= step
        self.heed_stop()

    def heed_stop(self) -> None:
        """Raises `Stopped` when somebody asked to stop."""
        if self._stop():
            raise Stopped("Stopped as asked.", where="Amazon", next="What was fetched is kept; the next sync goes on from there.")

    def _draw(self, operation: Operation) -> int:
        """Take a token and return 0, or return the seconds until there is one."""
        with self._lock:
            now = self._now()
            kept = self._memory.load(operation.name)
            tokens = _refilled(operation, kept, now)
            if tokens >= 1:
                self._memory.save(operation.name, tokens - 1, now)
                return 0
            return _whole_seconds(timedelta(microseconds=int((1 - tokens) / operation.rate * 1_000_000)))


def back_off(attempt: int) -> int:
    """Seconds before the next attempt: doubled each time from 2, and up to half as long again by chance, so that several
    programs do not come back together.

    >>> 2 <= back_off(1) <= 3, 256 <= back_off(8) <= LONGEST_BACK_OFF
    (True, True)
    """
    base = min(1 << min(attempt, 10), LONGEST_BACK_OFF)
    return min(base + secrets.randbelow(base // 2 + 1), LONGEST_BACK_OFF)


def _refilled(operation: Operation, kept: tuple[Decimal, datetime] | None, now: datetime) -> Decimal:
    """The tokens there are now. A clock that went back gives none and takes none."""
    if kept is None:
        return Decimal(operation.burst)
    tokens, at = kept
    passed = max(now - at, timedelta(0)) // MICROSECOND
    grown = min(tokens + operation.rate * passed / 1_000_000, Decimal(operation.burst))
    return max(grown, Decimal(0)).quantize(Decimal("0.0001"))


def _whole_seconds(span: timedelta) -> int:
    """The span in seconds, rounded up, and never none."""
    return max(-(-span // timedelta(seconds=1)), 1)
