"""What may happen to one request, and how it is drawn by lot: nothing, or one of the kinds of trouble below.

Whether a trouble comes before the books are written or after is part of its kind. The troubles are those of the practice
company and more: a request may also land later than its answer was given up, in part, or twice.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

READ_KINDS = ("lost", "answer-lost", "401", "429", "500", "503-html", "html", "empty", "cut")
WHOLE_KINDS = (
    "lost", "answer-lost", "timeout", "late", "twice", "unreachable", "401", "401-after", "403", "429", "429-after", "500", "500-after",
    "502-html", "503", "504-after", "html", "html-after", "empty-after", "cut-after", "nothing-after", "other-after", "10000-after",
    "600-after", "6140", "6000", "6190", "killed", "killed-after",
)  # fmt: skip
"""Of any write. `late`: the connection breaks, and the request lands within the limit; `other`: the answer is about another
document; `nothing`: the answer lacks the document; numbers are codes of QuickBooks; `killed`: the workbench dies meanwhile."""

BATCH_KINDS = (
    "partial", "partial-after", "partial-late", "shuffled", "unknown-item", "answered-twice", "busy-item", "busy-item-after",
    "failed-item-after", "refused-item", "barred-item",
)  # fmt: skip
"""Inside a batch: some items are not answered, or not as they should be; before, after, or long before they are carried out."""

CRASHES = ("post.batch-opened", "post.frozen", "post.looked", "post.before-send", "post.answered", "post.recorded", "post.stage-done",
           "post.read-back")  # fmt: skip

UNWINNABLE = ("twice", "401-after")
"""Where a repeated request id is carried out again, no client can keep these from making a duplicate: the second request is
made by the network, or follows an answer that says the first was turned away at the door."""


@dataclass(slots=True)
class Weather:
    """Troubles to come. `share`: how many calls in a hundred run into one; `script`: those of the first calls, in order, ''
    for none, after which the lot decides; `log` is what came."""

    chance: random.Random
    share: int = 40
    barred: Sequence[str] = ()
    script: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    over: bool = False

    def of_read(self) -> str:
        """What happens to a read."""
        return "" if self.over or self.script else self._drawn(READ_KINDS)

    def of_write(self, *, batch: bool) -> str:
        """What happens to a write."""
        if self.over:
            return ""
        if self.script:
            came = self.script.pop(0)
            self.log.append(came)
            return came
        return self._drawn(WHOLE_KINDS + BATCH_KINDS if batch else WHOLE_KINDS)

    def _drawn(self, kinds: Sequence[str]) -> str:
        came = ""
        if self.chance.randrange(100) < self.share:
            came = self.chance.choice(kinds)
            came = "" if came in self.barred else came
        self.log.append(came)
        return came
