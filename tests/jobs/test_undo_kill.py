"""An undo is killed, for real, at every named place, also with an answer lost; the same command then ends it.

What is left is counted in the practice QuickBooks' own books: no document of the batch, or the batch and its reversal once.
"""

from __future__ import annotations

import json
import signal
import urllib.request
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import run
from workbench.practice.seller import demo_settlements

SMALL = next(s for s in demo_settlements() if s.name.startswith("us-2026-08-05"))
BATCH = f"{SMALL.settlement_id}-1"
DELETING = ["undo.begun", "undo.looked", "undo.before-send", "undo.before-send:3", "undo.answered", "undo.answered:2", "undo.recorded",
            "undo.recorded:3", "undo.read-back"]  # fmt: skip
REVERSING = ["undo.looked", "undo.reversal-planned", "post.frozen", "post.before-send", "post.answered", "post.recorded", "undo.read-back"]
PLACES = [*DELETING, *REVERSING]
pytestmark = pytest.mark.kill


@pytest.fixture
def posted(home: Path) -> Path:
    path = home.parent / SMALL.name
    path.write_bytes(SMALL.data)
    run("import", str(path))
    run("confirm", "--payout", SMALL.settlement_id)
    assert run("post", "--payout", SMALL.settlement_id)["counts"]["posted"] > 30
    return home


def ask(home: Path, path: str) -> Any:
    url = json.loads((home / ".practice" / "server.json").read_text())["quickbooks"]
    with urllib.request.urlopen(f"{url}/_practice/{path}realm=us-demo") as answer:
        return json.load(answer)


def held(home: Path) -> dict[str, int]:
    counts = ask(home, "state?")["counts"]
    return {e: int(counts[e]) for e in ("SalesReceipt", "RefundReceipt", "JournalEntry", "Deposit") if counts.get(e)}


def balances(home: Path) -> set[Decimal]:
    return {Decimal(str(row["balance"])) for row in ask(home, "state?")["trial_balance"]} - {Decimal(0)}


@pytest.mark.parametrize("place", DELETING)
def test_a_deletion_killed_anywhere_ends_with_nothing_left_and_posts_again_once(posted: Path, place: str) -> None:
    before = held(posted)
    words = ("unpost", "--batch", BATCH, "--because", "test")
    run(*words, crash_at=place, ok=(-signal.SIGKILL,))
    result = run(*words)
    assert (result["state"], result["how"], result["documents"]) == ("undone", "deleted", sum(before.values()))
    assert (held(posted), balances(posted)) == ({}, set())
    assert [u["batch"] for u in run("undone")["undone"]] == [BATCH]
    run("post", "--payout", SMALL.settlement_id)
    run("post", "--payout", SMALL.settlement_id)
    assert held(posted) == before
    assert all(check["passed"] for check in run("doctor")["checks"])


@pytest.mark.parametrize("place", REVERSING)
def test_a_reversal_killed_anywhere_is_in_quickbooks_once(posted: Path, place: str) -> None:
    before = held(posted)
    words = ("unpost", "--batch", BATCH, "--because", "test", "--reverse-on", "2026-11-01")
    run(*words, crash_at=place, ok=(-signal.SIGKILL,))
    result = run(*words)
    assert (result["state"], result["how"], result["reversal"]["date"]) == ("undone", "reversed", "2026-11-01")
    assert (held(posted), balances(posted)) == ({**before, "JournalEntry": before["JournalEntry"] + 1}, set())
