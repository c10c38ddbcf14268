"""The program is killed, for real, at every named place of an import and of a posting; the same command then goes on.

0 duplicates, 0 lost, 0 half stored: counted in the practice QuickBooks' own books, not in ours.
"""

from __future__ import annotations

import json
import random
import signal
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import run
from tests.jobs import test_sync_kill, test_undo_kill
from workbench.jobs import crash
from workbench.practice.seller import SettlementText, random_settlement

IMPORT_POINTS = [p for p in crash.POINTS if p.startswith("import.")]
POST_POINTS = [f"{p}:{n}" for p in crash.POINTS if p.startswith("post.") for n in (1, 2)]
pytestmark = pytest.mark.kill


@pytest.fixture
def settlement(tmp_path: Path) -> tuple[Path, SettlementText]:
    made = random_settlement(random.Random(7), orders=40)
    path = tmp_path / made.name
    path.write_bytes(made.data)
    return path, made


@pytest.mark.parametrize("place", IMPORT_POINTS)
def test_an_import_killed_anywhere_is_whole_or_not_there(home: Path, settlement: tuple[Path, SettlementText], place: str) -> None:
    path, made = settlement
    run("import", str(path), crash_at=place, ok=(-signal.SIGKILL,))
    between = run("payouts")["payouts"]
    assert len(between) in (0, 1)
    again = run("import", str(path), ok=(0, 1))["files"][0]
    assert again["status"] == ("already-imported" if between else "imported")
    listed = run("payouts")["payouts"]
    assert [p["settlement_id"] for p in listed] == [made.settlement_id]
    assert all(check["passed"] for check in run("doctor")["checks"])


@pytest.mark.parametrize("place", POST_POINTS)
def test_a_posting_killed_anywhere_ends_with_every_document_once(home: Path, place: str) -> None:
    path = home.parent / "clean.txt"
    made = mappable_settlement()
    path.write_bytes(made.data)
    run("import", str(path), ok=(0,))
    run("confirm", "--payout", made.settlement_id)
    run("post", "--payout", made.settlement_id, crash_at=place, ok=(-signal.SIGKILL, 0))
    done = run("post", "--payout", made.settlement_id)
    assert done["counts"]["posted"] == done["counts"]["planned"] > 30
    assert duplicates_and_lost(home, done) == (0, 0)
    assert undeposited(home) == []
    variance = run("variance", "--payout", made.settlement_id)["payouts"][0]
    assert (variance["variance"], variance["unexplained"], variance["payments_to_deposit"]) == ("0.00", "0.00", "0.00")


def test_every_named_place_is_tried() -> None:
    assert {p.split(":")[0] for p in [*IMPORT_POINTS, *POST_POINTS, *test_sync_kill.PLACES, *test_undo_kill.PLACES]} == set(crash.POINTS)


def mappable_settlement() -> SettlementText:
    """A made-up settlement of which every line is known, with more than one envelope of receipts."""
    from workbench.practice.seller import demo_settlements

    return next(s for s in demo_settlements() if s.name.startswith("us-2026-08-05"))


def ask(home: Path, path: str) -> Any:
    url = json.loads((home / ".practice" / "server.json").read_text())["quickbooks"]
    with urllib.request.urlopen(f"{url}{path}") as answer:
        return json.load(answer)


def duplicates_and_lost(home: Path, batch: dict[str, Any]) -> tuple[int, int]:
    """Documents in QuickBooks beyond those of the batch, and documents of the batch that QuickBooks does not have."""
    counts = ask(home, "/_practice/state?realm=us-demo")["counts"]
    held = sum(int(counts.get(entity, 0)) for entity in ("SalesReceipt", "RefundReceipt", "JournalEntry", "Deposit"))
    return max(0, held - batch["counts"]["planned"]), max(0, batch["counts"]["planned"] - held)


def undeposited(home: Path) -> Any:
    found = ask(home, "/_practice/undeposited?realm=us-demo")
    return found if isinstance(found, list) else next(iter(found.values()))
