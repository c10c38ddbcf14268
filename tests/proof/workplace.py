"""The books under test: a state of its own in a real file, one payout of five documents, and the program that posts it.

A run begins with an empty outbox and an empty ledger; the file is kept between runs, because making it takes longer than
a run does.
"""

from __future__ import annotations

import atexit
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from tests.posting.small import Line, accounts, settlement
from tests.proof.clockwork import Clockwork
from tests.proof.ledger import Body
from tests.proof.wire import Badge, Killed, Wire
from workbench import clock
from workbench.errors import WorkbenchError
from workbench.jobs import crash
from workbench.jobs.post import poster, posting
from workbench.posting.plan import Plan, plan
from workbench.quickbooks.client import Books
from workbench.quickbooks.pace import Pace
from workbench.quickbooks.profile import INTUIT_ANSWER_LIMIT, INTUIT_REQUEST_LIMIT, Profile
from workbench.store import outbox, settings
from workbench.store.outbox_values import Posting
from workbench.store.state import State

ADDRESS = "http://127.0.0.1:1"
ACCOUNTS = accounts()
FACTS = settlement(
    Line("price", "50.00", "111-0000001-0000001"), Line("commission", "-7.50", "111-0000001-0000001"),
    Line("price", "20.01", "111-0000002-0000002"), Line("price", "-19.99", "111-0000003-0000003", side="refunds"),
    Line("storage", "-3.33"),
)  # fmt: skip
PLAN = plan(FACTS, ACCOUNTS, "order")
"""Two sales receipts and a refund receipt, a journal entry, and the deposit that links the four."""

ITEMS: list[Body] = [
    {"Id": item, "Name": f"Item {item}", "Active": True, "IncomeAccountRef": {"value": account}} for account, item in ACCOUNTS.items.items()
]


def plan_of(receipts: int) -> Plan:
    """A plan with so many sales receipts, and the deposit."""
    lines = [Line("price", f"{n + 1}.10", f"111-{n:07d}-0000001") for n in range(receipts)]
    return plan(settlement(*lines), ACCOUNTS, "order")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the ledger and our books say of each other: documents that are there more than once, that we take for posted or
    want and that are not there, and that are there without our knowing; whether the batch is done; the largest difference of
    what was read back, in cents."""

    duplicates: int
    lost: int
    phantoms: int
    done: bool
    difference: int | None

    @property
    def good(self) -> bool:
        """Every document once, known as posted, and the same to the cent."""
        return (self.duplicates, self.lost, self.phantoms, self.done, self.difference) == (0, 0, 0, True, 0)


class Workplace:
    """One payout on its way through one ledger. `crash_here` is asked at every named place whether the program dies there."""

    def __init__(self, wire: Wire, made: Plan = PLAN, envelope_size: int = 30, pace: Pace | None = None) -> None:
        self.wire = wire
        self.clockwork: Clockwork = wire.clockwork
        self.made = made
        self.pace = pace or Pace.unlimited()
        self.envelope_size = envelope_size
        self.crash_here: Callable[[str], bool] = lambda _place: False
        self.state = _state()
        self.batch_id = f"{made.settlement_id}-{made.revision}"
        wire.ledger.items = ITEMS
        with closing(sqlite3.connect(self.state.path)) as connection, connection:
            for table in ("posting", "envelope", "entry_line", "batch", "audit"):
                connection.execute(f"delete from {table}")

    @contextmanager
    def open(self) -> Iterator[Workplace]:
        """The program runs here: on this clock, through this wire, and dies where it is told to."""
        with ExitStack() as stack:
            for where, name, what in (
                (clock, "now", self.clockwork.now), (clock, "pause", self.clockwork.pause), (crash, "point", self._point),
                (poster, "ENVELOPE_SIZE", self.envelope_size), (posting, "books_of", self._books),
                (poster.Poster, "_counts", lambda _self: (0, 0)),  # for progress only, and asked each second of a pause
            ):  # fmt: skip
                stack.enter_context(patch.object(where, name, what))
            yield self

    def post(self) -> str:
        """Post, or go on posting, as the job does; `posted`, `attention`, `failed` in words, or `killed`."""
        try:
            with self.state.write() as connection:
                live = outbox.live_batch(connection, self.made.settlement_id)
                if live is None:
                    outbox.open_batch(connection, "tester", self.made, "load")
            crash.point("post.batch-opened")
            company: Any = SimpleNamespace(state=self.state, name="proof")
            return str(posting.carry_out(company, self.batch_id, "tester", lambda *_: None, lambda: False)["outcome"])
        except WorkbenchError:
            return "failed"
        except Killed:
            return "killed"

    def postings(self) -> list[Posting]:
        """What our books say of every document."""
        with self.state.read() as connection:
            return outbox.postings(connection, self.batch_id)

    def copy(self) -> sqlite3.Connection:
        """A backup of our books as they are now."""
        backup = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self.state.path)) as connection:
            connection.backup(backup)
        return backup

    def restore(self, backup: sqlite3.Connection) -> None:
        """Have the books of then again; that takes a person longer than a request may take."""
        with closing(sqlite3.connect(self.state.path)) as connection:
            backup.backup(connection)
        self.clockwork.pause(INTUIT_REQUEST_LIMIT)

    def verdict(self) -> Verdict:
        """Hold our books against the ledger, when nothing is on its way any more."""
        self.clockwork.pause(INTUIT_REQUEST_LIMIT)
        self.wire.land()
        there = self.wire.ledger.markers()
        ours = {p.marker: p for p in self.postings()}
        posted = Counter(p.marker for p in ours.values() if p.state == "posted")
        wrong = [p for p in ours.values() if p.state == "posted" and self._marker_of(p.quickbooks_id) != p.marker]
        with self.state.read() as connection:
            live = outbox.live_batch(connection, self.made.settlement_id)
        difference = None if live is None or live.difference is None else int(live.difference * 100)
        return Verdict(
            duplicates=sum(count - 1 for count in there.values()),
            lost=len(wrong) + sum(1 for document in self.made.documents if not there[document.marker]),
            phantoms=sum(1 for marker in there if not posted[marker]),
            done=live is not None and live.state == "posted",
            difference=difference,
        )

    def _marker_of(self, quickbooks_id: str) -> str:
        kept = self.wire.ledger.documents.get(quickbooks_id)
        return str(kept.body.get("PrivateNote")) if kept else ""

    def _point(self, place: str) -> None:
        if self.crash_here(place):
            raise Killed

    def _books(self, _company: object) -> Books:
        profile = Profile("practice", "us-proof", ADDRESS, request_limit=INTUIT_REQUEST_LIMIT, answer_timeout=INTUIT_ANSWER_LIMIT)
        badge: Any = Badge()
        books = Books(profile, badge, self.pace)
        books._session.mount("http://", self.wire)
        return books


@cache
def _state() -> State:
    """Books in memory that looks like a disk, where there is such; one for each process."""
    memory = Path("/dev/shm")
    folder = tempfile.mkdtemp(prefix="tieout-proof-", dir=memory if memory.is_dir() else None)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    state = State(Path(folder) / "state.db")
    with state.write() as connection:
        settings.put(connection, "tester", undeposited_account=ACCOUNTS.undeposited_id, realm="us-proof")
    return state
