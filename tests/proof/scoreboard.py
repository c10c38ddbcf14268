"""The scoreboard: what was tried, how often, and what came of it, as a table in docs/scoreboard.md that says how it was made."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs" / "scoreboard.md"
COLUMNS = ("property", "what was done", "runs", "duplicates", "lost", "other failures", "seeds", "seconds")

PROPERTIES = (
    "many failures at random", "crash × fault × document", "parts of a batch", "barriers switched off", "documents altered by QuickBooks",
    "copies made by hand", "anything in any order", "fifty sessions", "fifty renewals", "killed by the operating system",
    "10,000 orders killed ten times",
)  # fmt: skip
"""Every row there must be."""

HEAD = """# Scoreboard: posting is exactly once

Written by `make proof` (`python -m tests.proof`) on {day} at commit {commit}{changed}, in {minutes} minutes. Nobody edits it by hand.

A *run* posts a payout through failures and then looks, in the other side's own books, for documents that are there twice
(*duplicates*), that are missing or that we take for posted and are not there (*lost*), and for anything else that must not be
(*other failures*: a document we do not know of, a batch that is not done within three goes, a difference of a cent, a barrier
that was switched off and not missed). 0 in N runs means: at 95%, less than 3 in N.

"""

FOOT = """
How each is done stands in `tests/proof/`; `PROOF_SEED=n` plays one run of the first row again. The first five rows run the real poster,
outbox and client against a small ledger behind the client's wire (virtual clock, state in a real SQLite file); the others run
against the practice QuickBooks over its socket, in the last two with programs that the operating system kills.

## What cannot be proved here

- How long Intuit really remembers a request id. It publishes no figure; the runs therefore also forget it after a while, or ignore it.
- A network that delivers one POST twice while QuickBooks ignores request ids, or a QuickBooks that carries a request out and then turns
  it away as not signed in, and ignores request ids: no client can prevent these. The drift watch finds what comes of them
  (*copies made by hand*).
- A disk that loses what it said was written (power loss below `fsync`).
- A query that shows a document later than {shown} seconds after it was written, together with a request id that was forgotten.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One property and what was measured of it."""

    property: str
    done: str
    runs: int
    duplicates: int
    lost: int
    other: int
    seeds: str
    seconds: int


def write(rows: Sequence[Row], seconds: float, shown: int) -> None:
    """Write the file anew."""
    table = [COLUMNS, ["---"] * 2 + ["---:"] * 4 + ["---", "---:"]]
    table += [(r.property, r.done, f"{r.runs:,}", str(r.duplicates), str(r.lost), str(r.other), r.seeds, f"{r.seconds:,}") for r in rows]
    lines = "\n".join("| " + " | ".join(cells) + " |" for cells in table)
    changed = " with changes" if _git("status", "--porcelain", "--", "workbench", "tests") else ""
    head = HEAD.format(day=f"{datetime.now(UTC):%Y-%m-%d}", commit=_git("rev-parse", "--short", "HEAD"), changed=changed,
                       minutes=round(seconds / 60))  # fmt: skip
    FILE.write_text(head + lines + "\n" + FOOT.format(shown=shown))


def read() -> dict[str, dict[str, str]]:
    """The table of the file: property -> column -> cell."""
    rows = [line.strip("| ").split(" | ") for line in FILE.read_text().splitlines() if line.startswith("| ")]
    assert tuple(rows[0]) == COLUMNS
    return {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in rows[2:]}


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], capture_output=True, text=True, cwd=ROOT, check=False).stdout.strip()
