"""Failures on order: the connection dropped, a throttle, an outage, a late or broken answer, once, at a chosen request.

`when: before` is a request that was never carried out; `when: after` is the one that makes duplicates elsewhere: the
books are committed and the answer is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workbench.practice.on_order import OnOrder
from workbench.practice.wire import Body

KINDS = ("drop", "cut", "429", "429xml", "401", "403", "500", "503", "504", "slow", "malformed", "empty", "html")
"""drop: the connection ends without an answer; cut: in the middle of one; malformed, empty, html: a 200 that is not JSON."""

BATCH_KINDS = ("shuffled", "partial", "lost-item", "busy-item")
"""Troubles inside a batch (`batch_troubles`)."""

BATCH = "POST batch"


@dataclass(slots=True)
class Trouble:
    """One failure: its kind, before or after the work, at the nth request that matches from now on.

    `match` is the method and the first word after the realm, as in "POST deposit"; "*" matches every request.
    """

    kind: str
    when: str
    match: str = "*"
    nth: int = 1
    milliseconds: int = 0
    times: int = 1
    seen: int = 0
    happened: int = 0

    @property
    def is_of_batch(self) -> bool:
        """Whether it concerns items of a batch rather than a whole request."""
        return self.kind in BATCH_KINDS

    @classmethod
    def from_json(cls, wanted: Any) -> Trouble:
        """A trouble as the endpoint takes it: kind, when, match, nth, seconds. `ValueError`, in words, otherwise."""
        if not isinstance(wanted, dict) or wanted.keys() - {"kind", "when", "match", "nth", "seconds"}:
            raise ValueError("a fault has kind, when, match, nth and seconds")
        seconds, nth = wanted.get("seconds", 0), wanted.get("nth", 1)
        kind = str(wanted.get("kind"))
        usual = BATCH if kind in BATCH_KINDS else "*"
        trouble = cls(kind, wanted.get("when", "before"), wanted.get("match", usual), nth)
        if kind not in KINDS + BATCH_KINDS or trouble.when not in ("before", "after"):
            raise ValueError(f"kind is one of {', '.join(KINDS + BATCH_KINDS)}; when is before or after")
        if trouble.is_of_batch and trouble.match != BATCH:
            raise ValueError(f"{kind} happens in batches only: match is {BATCH}")
        if not isinstance(nth, int) or nth < 1 or not isinstance(seconds, (int, Decimal)) or not 0 <= seconds <= 600:
            raise ValueError("nth is 1 or more; seconds is between 0 and 600")
        trouble.milliseconds = int(seconds * 1000)
        return trouble

    def as_json(self) -> Body:
        """What is still to come, and how many matching requests have passed."""
        return {"kind": self.kind, "when": self.when, "match": self.match, "nth": self.nth, "seen": self.seen}


class Troubles(OnOrder[Trouble]):
    """The failures that are still to come."""

    def take(self, method: str, resource: str) -> Trouble | None:
        """The trouble this request runs into, which is then over."""
        signature = f"{method} {resource}".lower()
        return self.due(lambda trouble: trouble.match == "*" or trouble.match.lower() == signature)
