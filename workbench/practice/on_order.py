"""Failures on order, as both practice servers keep them: each happens at the nth time that something it concerns comes by, as
many times as was ordered, and is then over.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from workbench.practice.wire import Body


class Ordered(Protocol):
    """A failure: from the `nth` time on, so many `times` (0 never ends); how often it was `seen` and how often it `happened`."""

    nth: int
    times: int
    seen: int
    happened: int

    def as_json(self) -> Body:
        """What it is and what has come of it."""


Trouble = TypeVar("Trouble", bound=Ordered)


class OnOrder(Generic[Trouble]):
    """The failures that are still to come; requests arrive on many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Trouble] = []

    def order(self, troubles: list[Trouble]) -> None:
        """Replace what is to come; an empty list clears it."""
        with self._lock:
            self._waiting = troubles

    def waiting(self) -> list[Body]:
        """What is still to come."""
        with self._lock:
            return [trouble.as_json() for trouble in self._waiting]

    def first(self, concerned: Callable[[Trouble], bool]) -> Trouble | None:
        """The first one on order that is concerned, whatever its turn; it stays."""
        with self._lock:
            return next((trouble for trouble in self._waiting if concerned(trouble)), None)

    def due(self, concerned: Callable[[Trouble], bool]) -> Trouble | None:
        """The first of those concerned whose turn it is. All of them have seen it; the last time it happens, it is over."""
        found: Trouble | None = None
        with self._lock:
            for trouble in list(self._waiting):
                if not concerned(trouble):
                    continue
                trouble.seen += 1
                if trouble.seen < trouble.nth or found is not None:
                    continue
                found = trouble
                trouble.happened += 1
                if trouble.happened == trouble.times:
                    self._waiting.remove(trouble)
        return found
