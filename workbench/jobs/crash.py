"""Named places where a test may kill the program, to prove that it can die anywhere.

A no-op unless `WORKBENCH_CRASH_AT` names the place (`place` or `place:n` for the n-th time): then the process is killed
as the operating system kills it, with nothing flushed and nothing tidied.
"""

from __future__ import annotations

import os
import signal
from collections import Counter

POINTS = (
    "import.archived",
    "import.claimed",
    "import.lines-written",
    "import.published",
    "post.batch-opened",
    "post.frozen",
    "post.looked",
    "post.before-send",
    "post.answered",
    "post.recorded",
    "post.stage-done",
    "post.read-back",
    "sync.listed",
    "sync.downloaded",
    "sync.imported",
    "sync.transactions",
    "sync.payouts",
    "undo.begun",
    "undo.looked",
    "undo.before-send",
    "undo.answered",
    "undo.recorded",
    "undo.reversal-planned",
    "undo.read-back",
)

_passed: Counter[str] = Counter()


def point(name: str) -> None:
    """Die here if asked to."""
    wanted, _, nth = os.environ.get("WORKBENCH_CRASH_AT", "").partition(":")
    if wanted != name:
        return
    _passed[name] += 1
    if _passed[name] == int(nth or 1):
        os.kill(os.getpid(), signal.SIGKILL)
