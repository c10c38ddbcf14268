"""The practice QuickBooks' clock: ours, moved on, or standing still until it is moved.

An hour until a token expires or a minute until a limit is over can so be lived through at once. It is for what has a
deadline: limits, tokens, kept answers. What is written into books is dated with the true day.
"""

from __future__ import annotations

import threading
import time

MINUTE = 60_000
"""Moments are milliseconds."""

_NANOSECONDS = 1_000_000


class Clock:
    """The moment it is, in milliseconds. At every start of the program it is our time and runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ahead = 0
        self._standing: int | None = None

    @property
    def runs(self) -> bool:
        """Whether time passes by itself."""
        return self._standing is None

    def now(self) -> int:
        """The moment it is."""
        with self._lock:
            return self._now()

    def _now(self) -> int:
        return time.time_ns() // _NANOSECONDS + self._ahead if self._standing is None else self._standing

    def advance(self, milliseconds: int) -> None:
        """It is that much later; `ValueError` for going back."""
        if milliseconds < 0:
            raise ValueError("the clock does not go back")
        with self._lock:
            if self._standing is None:
                self._ahead += milliseconds
            else:
                self._standing += milliseconds

    def run(self, runs: bool) -> None:
        """Stand still from here on, or run again from where it stands."""
        with self._lock:
            now = self._now()
            self._standing = None if runs else now
            self._ahead = now - time.time_ns() // _NANOSECONDS
