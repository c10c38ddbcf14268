"""The practice Amazon's clock: it stands still until moved, or runs so many times as fast as ours.

Deadlines of five minutes, an hour or ninety days can so be lived through at once, and the same requests have the same
answers on any day.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

BEGINNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Shortly after the newest closed settlement of the practice sellers."""

_MICROSECOND = 1_000


class Clock:
    """The moment it is at Amazon, in UTC."""

    def __init__(self, now: datetime = BEGINNING, speed: int = 0) -> None:
        self._base = now
        self._speed = speed
        self._since = time.monotonic_ns()

    @property
    def speed(self) -> int:
        """Seconds that pass in one of ours; 0 while it stands still."""
        return self._speed

    def now(self) -> datetime:
        """The moment it is."""
        passed = (time.monotonic_ns() - self._since) // _MICROSECOND * self._speed
        return self._base + timedelta(microseconds=passed)

    def set(self, now: datetime) -> None:
        """It is that moment from here on."""
        self._base, self._since = now, time.monotonic_ns()

    def run(self, speed: int) -> None:
        """Run so many times as fast as ours; 0 stands still."""
        self.set(self.now())
        self._speed = speed


def moment(text: str) -> datetime:
    """The moment of an ISO 8601 date or date-time; UTC where it names no zone. `ValueError` when it is neither."""
    parsed = datetime.fromisoformat(text)
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def with_offset(moment: datetime) -> str:
    """As the Reports API writes moments: 2026-11-16T09:12:20+00:00."""
    return moment.replace(microsecond=0).isoformat()


def with_zulu(moment: datetime) -> str:
    """As the Finances and Transfers APIs write them: 2026-11-16T09:12:20Z."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
