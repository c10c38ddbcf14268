"""A sync is killed, for real, at every named place, twice, while Amazon throttles; the next one ends with everything once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, run
from tests.jobs.amazon_desk import AmazonDesk, opened
from workbench.jobs import practice
from workbench.jobs.amazon import sync
from workbench.store import open_transactions, report_listings
from workbench.store.company import Company

PLACES = ["sync.listed", "sync.downloaded", "import.claimed", "import.published", "sync.imported", "sync.transactions", "sync.payouts"]
pytestmark = pytest.mark.kill

SYNC = """
import sys
from workbench.jobs import worker
from workbench.store.company import Company
job = worker.ask_and_wait(Company("demo"), "sync", "tester", lambda job: None, seller=sys.argv[1])
sys.exit(0 if job.state == "done" else job.message)
"""


@pytest.fixture
def desk(home: Path) -> Iterator[AmazonDesk]:
    with opened("demo", practice.amazon_address()) as desk:
        desk.connect("jp")
        desk.control("switches", {"throttle": "real"})
        yield desk


def sync_in_a_program(desk: AmazonDesk, crash_at: str = "") -> int:
    """Run a sync in a program of its own, as the worker of the company; its exit code."""
    environment = {**os.environ, **({"WORKBENCH_CRASH_AT": crash_at} if crash_at else {})}
    command = [sys.executable, "-c", SYNC, desk.seller_id]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode


@pytest.mark.parametrize("place", PLACES)
def test_killed_twice_and_throttled_it_ends_whole_with_nothing_doubled(desk: AmazonDesk, place: str) -> None:
    desk.control("faults", [{"kind": "429", "operation": operation, "times": 3}
                            for operation in ("getReports", "getReportDocument", "listTransactions", "listPayouts")])  # fmt: skip
    killed = [sync_in_a_program(desk, crash_at) for crash_at in (place, place)]
    assert killed[0] == -signal.SIGKILL
    assert sync_in_a_program(desk) == 0
    assert set(killed) <= {-signal.SIGKILL, 0}
    assert_whole(desk)
    assert all(check["passed"] for check in run("doctor")["checks"])


def test_a_long_throttled_sync_killed_between_documents_downloads_each_once(desk: AmazonDesk) -> None:
    for crash_at in ("sync.downloaded:2", "sync.imported:2"):
        assert sync_in_a_program(desk, crash_at) == -signal.SIGKILL
    assert sync_in_a_program(desk) == 0
    assert_whole(desk)
    assert desk.asked("getReportDocument") == len(desk.states())


def assert_whole(desk: AmazonDesk) -> None:
    """Every report imported, every settlement once and to the cent, no transaction twice, nothing left behind."""
    assert set(desk.states().values()) == {"imported"}
    assert desk.books() == {k: v for k, v in desk.truth("jp").items() if k in desk.books()}
    assert len(desk.books()) == len(desk.states()) == 4
    books = Company("demo")
    try:
        with books.state.read() as connection:
            unsettled = open_transactions.unsettled(connection, desk.seller_id)
            archived = {each.sha256 for each in report_listings.listed(connection, desk.seller_id)}
        assert max(Counter(t.transaction_id for t in unsettled).values()) == 1
        assert {path.name for path in books.archive.folder.iterdir()} == archived
        assert all(books.archive.verify(sha256) for sha256 in archived)
        assert [past.state for past in sync.history(books)][:1] == ["done"]
        assert not (books.folder / "downloads").exists()
    finally:
        books.close()
