"""The time, in one place: UTC, as ISO 8601 text. Tests replace `now`."""

from __future__ import annotations

import time
from datetime import UTC, datetime


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def stamp() -> str:
    """This moment as the state's store keeps it, to the microsecond.

    >>> len(stamp())
    32
    """
    return now().isoformat(timespec="microseconds")


def pause(seconds: float) -> None:
    """Wait. The only place where the program sleeps."""
    time.sleep(seconds)
