"""How many requests a company may be asked: Intuit's limits, in any stretch of that length.

Documented (developer.intuit.com, "Limits and throttles", and blogs.intuit.com/2025/08/13): the figures, and that more is
a 429 which is over after 60 seconds. Assumed, in the strictest reading: that they hold in every stretch of a minute, not
by the clock's minutes, and that a refused request does not count.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from workbench.practice.clock import MINUTE
from workbench.practice.wire import Body


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in any `length` milliseconds: of one app or of all, all requests or batches alone."""

    name: str
    most: int
    length: int
    each_app: bool = False
    batches_only: bool = False


LIMITS = (
    Limit("requests a minute", 500, MINUTE),
    Limit("requests a second", 10, 1_000, each_app=True),
    Limit("batches a minute", 40, MINUTE, each_app=True, batches_only=True),
    Limit("batches a minute of all apps", 120, MINUTE, batches_only=True),
)


@dataclass(frozen=True, slots=True)
class Call:
    """A request as the limits see it; `weight` is how many of the 500 it takes."""

    realm: str
    app: str
    batch: bool
    weight: int = 1


class Limits:
    """What was asked lately. Used inside the books' transaction, so by one request at a time."""

    def __init__(self) -> None:
        self._taken: dict[tuple[str, str, str], deque[int]] = {}
        self.throttled = 0

    def admit(self, call: Call, now: int) -> str | None:
        """Count the call; or the name of the limit that is reached, and count nothing."""
        windows = [(limit, self._window(limit, call, now)) for limit in LIMITS if call.batch or not limit.batches_only]
        for limit, taken in windows:
            if len(taken) + _weight(limit, call) > limit.most:
                self.throttled += 1
                return limit.name
        for limit, taken in windows:
            taken.extend([now] * _weight(limit, call))
        return None

    def _window(self, limit: Limit, call: Call, now: int) -> deque[int]:
        """The moments that still count against this limit."""
        taken = self._taken.setdefault((limit.name, call.realm, call.app if limit.each_app else ""), deque())
        while taken and taken[0] <= now - limit.length:
            taken.popleft()
        return taken

    def as_json(self) -> list[Body]:
        """The limits there are: name, most, seconds."""
        return [{"name": limit.name, "most": limit.most, "seconds": limit.length // 1_000} for limit in LIMITS]


def _weight(limit: Limit, call: Call) -> int:
    """Only the first limit may count payloads; the others count requests."""
    return call.weight if limit is LIMITS[0] else 1
