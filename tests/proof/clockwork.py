"""A clock that stands still until somebody waits: a pause of two minutes is over at once, and everybody sees that it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

BEGAN = datetime(2026, 11, 20, 9, tzinfo=UTC)


class Clockwork:
    """Seconds since it began, and the same as `workbench.clock` tells it."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        """This moment."""
        return BEGAN + timedelta(seconds=self.seconds)

    def pause(self, seconds: float) -> None:
        """Be that much later."""
        self.seconds += seconds
