"""Pace on a clock of its own: how long posting takes within Intuit's limits, beside the shortest time that they allow.

Nobody waits: what the pace would sleep through is counted. The shortest time is that of the very same requests, each sent
in the first moment that the limits as they stand, without any margin, leave free for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from workbench.quickbooks.pace import MINUTE, SECOND, Moment, Pace, Window


class VirtualClock:
    """Time that passes only by being slept through."""

    def __init__(self) -> None:
        self._now = Moment()

    def now(self) -> Moment:
        """The moment it is."""
        return self._now

    def sleep(self, span: timedelta) -> None:
        """It is that much later."""
        self._now += span


class CountedPace(Pace):
    """Intuit's pace, which remembers what it was asked: of each request, whether it was a batch."""

    requests: list[bool]

    @classmethod
    def on(cls, now: Callable[[], Moment], sleep: Callable[[timedelta], None]) -> CountedPace:
        """On that clock, nothing asked yet."""
        made = cls.of_intuit(now, sleep)
        made.requests = []
        return made

    def wait(self, *, batch: bool) -> None:
        """Count, then wait as ever."""
        self.requests.append(batch)
        super().wait(batch=batch)


def shortest(requests: Iterable[bool]) -> timedelta:
    """How long these requests take at the least, one after the other, when answers come at once."""
    clock = VirtualClock()
    exact = Pace([Window(10, SECOND), Window(500, MINUTE)], [Window(40, MINUTE)], clock.now, clock.sleep)
    for batch in requests:
        exact.wait(batch=batch)
    return clock.now()
