"""An accountant who does anything in any order, with a program that dies and a QuickBooks that fails, and what must always hold.

The company, its files, its jobs and the practice QuickBooks behind its socket are all real; only pauses are passed at once.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from urllib.error import HTTPError

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.jobs.conftest import Desk
from tests.proof.wire import Killed
from workbench import clock
from workbench.jobs import backup, crash, review, setup, worker
from workbench.jobs.quickbooks.session import books_of
from workbench.practice.seller import SettlementText, random_settlement
from workbench.store import outbox
from workbench.store.company import home
from workbench.store.jobs import Job
from workbench.store.outbox_values import Posting

SEEDS = tuple(seed for seed in range(60) if random_settlement(random.Random(seed), orders=3).currency == "USD")[:8]
ENTITIES = ("SalesReceipt", "RefundReceipt", "JournalEntry", "Purchase", "Deposit")
FAULTS = ("drop", "cut", "429", "500", "503", "malformed", "empty", "html", "401")
PLACES = ("POST batch", "POST journalentry", "POST deposit", "POST query")
DEATHS = tuple(name for name in crash.POINTS if name.startswith(("post.", "undo.")))
FALLBACK = "Amazon Other Fees & Adjustments"

_names = count(1)
seen: Counter[str] = Counter()
"""Kinds of job and how they ended, to tell how far the accountants came."""


class Accountant(RuleBasedStateMachine):
    """One payout of a company of its own, from file to QuickBooks and back, any number of times."""

    def __init__(self) -> None:
        super().__init__()
        self.made: SettlementText = random_settlement(random.Random(SEEDS[0]), orders=3)
        self.name = f"m{next(_names)}"
        self.desk = self._opened()
        self.touched: set[tuple[str, str]] = set()  # what was changed by hand in QuickBooks, by entity and id
        self.dies_at = ""
        self.saved: Path | None = None
        self.stack = ExitStack()
        passed, real_now = [timedelta(0)], clock.now

        def pause(seconds: float) -> None:
            passed[0] += timedelta(seconds=seconds)

        quick = SimpleNamespace(now=lambda: real_now() + passed[0], pause=pause, stamp=clock.stamp)
        for module in ("post.poster", "undo.undoing", "post.posting"):
            self.stack.enter_context(patch(f"workbench.jobs.{module}.clock", quick))
        self.stack.enter_context(patch.object(crash, "point", self._point))

    def teardown(self) -> None:
        """End the day."""
        self.desk.company.close()
        self.stack.close()

    def _point(self, name: str) -> None:
        if name == self.dies_at:
            self.dies_at = ""
            raise Killed

    def _do(self, kind: str, **arguments: Any) -> Job | None:
        """Have a job done; None when the program died of it, and was started again."""
        try:
            job = self.desk.do(kind, **arguments)
        except Killed:
            seen[f"{kind} killed"] += 1
            self._start_again()
            return None
        seen[f"{kind} {job.result.get('outcome', job.state)}"] += 1
        return job

    def _start_again(self) -> None:
        self.desk.company.close()
        self.desk = self._opened()

    def _opened(self) -> Desk:
        """The program starts: it takes up what it left undone when it died."""
        company = setup.open_company(self.name, create=True)
        assert worker.start(company)
        return Desk(company)

    def _batch(self) -> outbox.Batch | None:
        with self.desk.company.state.read() as connection:
            return outbox.live_batch(connection, self.made.settlement_id)

    def _posted(self) -> list[Posting]:
        batch = self._batch()
        if batch is None:
            return []
        with self.desk.company.state.read() as connection:
            return [p for p in outbox.postings(connection, batch.batch_id) if p.state == "posted"]

    def _documents(self) -> dict[tuple[str, str], str]:
        """(entity, id) -> private note of everything that QuickBooks holds. Only asked in fine weather."""
        books = books_of(self.desk.company)
        first, last = clock.now().date().replace(year=2025), clock.now().date().replace(year=2028)
        return {(e, d["Id"]): str(d.get("PrivateNote", "")) for e in ENTITIES for d in books.between(e, first, last)}

    @initialize(seed=st.sampled_from(SEEDS), excluded=st.booleans())
    def choose(self, seed: int, excluded: bool) -> None:
        """Whose payout it is; its file is imported, twice, every kind of line gets an account, and perhaps an order is left out."""
        self.made = random_settlement(random.Random(seed), orders=3)
        self.desk.ask_practice("faults", [])
        self.desk.take_in(self.made)
        self.desk.take_in(self.made)
        self._do("connect")
        self.desk.map_everything(self.made.settlement_id, FALLBACK)
        sales = [t for t in review.transactions(self.desk.company, self.made.settlement_id, review.Filter()) if t.order_id]
        if excluded:
            order = sales[0].order_id
            self._do("exclude", payout=self.made.settlement_id, order=order, because="elsewhere", account="Amazon Sales")

    @rule(mode=st.sampled_from(("order", "order", "summary")), dies_at=st.sampled_from(("", "", *DEATHS)))
    def post(self, mode: str, dies_at: str) -> None:
        """Confirm and post, or go on posting; perhaps the program dies on the way."""
        if self._batch() is None:
            review.confirm(self.desk.company, self.made.settlement_id, "tester")
        self.dies_at = dies_at
        self._do("post", payout=self.made.settlement_id, mode=mode)
        self.dies_at = ""

    @rule(kind=st.sampled_from(FAULTS), when=st.sampled_from(("before", "after")), place=st.sampled_from(PLACES), nth=st.integers(1, 2))
    def trouble(self, kind: str, when: str, place: str, nth: int) -> None:
        """Something fails the next time."""
        self.desk.ask_practice("faults", [{"kind": kind, "when": when, "match": place, "nth": nth}])

    @precondition(lambda self: bool(self._posted()))
    @rule(which=st.integers(0, 20), how=st.sampled_from(("delete", "memo", "day")))
    def touch(self, which: int, how: str) -> None:
        """Somebody changes a document of ours in QuickBooks."""
        posted = [p for p in self._posted() if (p.entity, p.quickbooks_id) not in self.touched]
        if not posted:
            return
        one = posted[which % len(posted)]
        how = how if how != "memo" or "Receipt" in one.entity else "day"  # the others have no memo for a customer
        wanted = {"delete": {"delete": True}, "memo": {"changes": {"CustomerMemo": {"value": "thank you"}}},
                  "day": {"changes": {"TxnDate": "2026-12-05"}}}[how]  # fmt: skip
        try:
            self.desk.ask_practice("edit", {"realm": self.desk.realm, "entity": one.entity, "id": one.quickbooks_id, **wanted})
        except HTTPError:
            return  # QuickBooks does not let a deposit be edited whose documents are gone
        if how != "memo":
            self.touched.add((one.entity, one.quickbooks_id))

    @precondition(lambda self: self._batch() is not None)
    @rule()
    def look_for_drift(self) -> None:
        """What was touched is found by the watch, once it can look."""
        self.desk.ask_practice("faults", [])
        job = self._do("drift")
        assert job is not None
        worker.result_of(job)

    @precondition(lambda self: self._batch() is not None)
    @rule(dies_at=st.sampled_from(("", "", *DEATHS)))
    def undo(self, dies_at: str) -> None:
        """Take the batch back; what somebody changed stops it."""
        batch = self._batch()
        assert batch is not None
        self.dies_at = dies_at
        self._do("undo", batch=batch.batch_id, because="test", reverse_on="")
        self.dies_at = ""

    @precondition(lambda self: self._batch() is not None)
    @rule()
    def back_up(self) -> None:
        """Keep a copy of the books as they are."""
        target = home().parent / f"{self.name}.backup"
        job = self._do("backup", file=str(target))
        self.saved = target if job is not None and job.state == "done" else self.saved

    @precondition(lambda self: self.saved is not None)
    @rule()
    def restore(self) -> None:
        """Lose the books and have the copy instead: what was posted since is forgotten here, not in QuickBooks."""
        assert self.saved is not None
        folder = self.desk.company.folder
        self.desk.company.close()
        shutil.rmtree(folder)
        backup.restore(self.saved, self.name)
        self.desk = self._opened()
        if setup.is_ready(self.desk.company):  # what was undone since is gone, as if by somebody else's hand
            self.desk.ask_practice("faults", [])
            there = self._documents()
            self.touched |= {place for p in self._posted() if (place := (p.entity, p.quickbooks_id)) not in there}

    @invariant()
    def holds(self) -> None:
        """No document of ours is in QuickBooks twice; what we take for posted is there; what is posted whole ties out."""
        waiting = self.desk.ask_practice("faults")["faults"]
        self.desk.ask_practice("faults", [])
        try:
            there = self._documents()
            marked = Counter(note for note in there.values() if note.startswith("Tieout"))
            assert not [note for note, times in marked.items() if times > 1]
            batch = self._batch()
            between = batch is not None and batch.state == "undoing"  # a deletion may be done and not on record yet
            for one in [] if between else self._posted():
                known = there.get((one.entity, one.quickbooks_id)) == one.marker
                assert known or (one.entity, one.quickbooks_id) in self.touched, f"{one.posting_key} is not in QuickBooks"
            self._ties_out(marked)
        finally:
            self.desk.ask_practice("faults", [{k: fault[k] for k in ("kind", "when", "match", "nth")} for fault in waiting])

    def _ties_out(self, marked: Counter[str]) -> None:
        """Posted whole and untouched, nothing is left on Payments to deposit and QuickBooks holds our documents and no others."""
        batch = self._batch()
        if batch is None or batch.state != "posted" or self.touched:
            return
        assert set(marked) == {p.marker for p in self._posted()}
        assert self.desk.ask_practice(f"undeposited?realm={self.desk.realm}")["undeposited"] == []
        assert batch.difference in (None, 0)
