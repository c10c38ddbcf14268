"""Undoing a batch: its documents are deleted in reverse order, or taken back by a dated reversal, and then read back.

Before anything is deleted every document is read: one that somebody changed, or that lies in closed books, stops the undo
while the batch is whole. Then the deposit goes, the journal entries, expenses and receipts; each is read again right before, and
deleted in the version that was read (its SyncToken). A document that is gone already is fine. An answer that is lost is
never taken for a success: wait until the request can no longer land, and look. The batch is *undone* when QuickBooks
shows none of it, or shows it together with its reversal at 0.00 on every account (R6, R10 of the posting protocol).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from workbench import clock
from workbench.errors import NotReady, Refused, Unreachable, WorkbenchError
from workbench.jobs import crash
from workbench.jobs.post import posting
from workbench.jobs.quickbooks.session import books_of
from workbench.jobs.undo import reversing, undo_answers
from workbench.posting.names import request_id
from workbench.quickbooks.answers import Accepted, Answer, NotSent, Rejected, Throttled, Unknown
from workbench.quickbooks.client import Books
from workbench.reconcile import drift
from workbench.reconcile.drift import Seen
from workbench.store import accruals, closes, outbox, settings, undo
from workbench.store.company import Company
from workbench.store.outbox_values import Posting

CHUNK = 30
"""QuickBooks takes at most 30 payloads in a batch (fault 1040 above it)."""

ATTEMPTS = 4
"""How often a deletion that is not answered is tried again before a person is asked."""

GONE, CHANGED_MEANWHILE = "610", "5010"

OFFER = "Look at it in QuickBooks and undo again, or take the batch back by a reversal on the first open day."
IN_THE_WAY = {
    "6480": "it was matched with a transaction of the bank",
    "6540": "it stands on another deposit",
    "6200": "the books of its day are closed",
    "6210": "the books of its day are closed",
}
"""QuickBooks' refusals of a deletion that do not pass by themselves (developer.intuit.com, "Error codes")."""


class Stopped(WorkbenchError):
    """The undo cannot go on; the batch says why and how it stands."""

    exit_code = 1


@dataclass(frozen=True)
class Run:
    """Who asked for the undo, and how it is told and stopped, as `jobs.post.poster.Poster` has it."""

    by: str
    progress: Callable[[int, int, str], None]
    stop: Callable[[], bool]


def undo_batch(company: Company, batch_id: str, because: str, reverse_on: str, run: Run) -> dict[str, Any]:
    """Undo a batch, or go on with it; the answer is that of the command `unpost`. A batch that is undone stays undone.

    `reverse_on` (ISO 8601) takes it back by a journal entry of that day instead of deleting. `Refused` without a reason or
    with a bad day, `NotReady` where a month is locked, `Stopped` when something in QuickBooks stands in the way, `Unreachable`
    when it does not answer.
    """
    if not because.strip():
        raise Refused("An undo needs a reason.", where=f"batch {batch_id}", next="Say why; it stays in the register.")
    if reverse_on:
        reversing.check_day(reverse_on)
    with company.state.read() as connection:
        if reverse_on and accruals.is_accrual(outbox.get_batch(connection, batch_id).settlement_id):
            raise Refused("An accrual takes itself back on the first day of the next month; there is nothing to reverse.",
                          where=f"batch {batch_id}", next="Undo it without a day: both its journal entries are deleted.")  # fmt: skip
    books = books_of(company)
    with company.state.write() as connection:
        dates = {reverse_on} if reverse_on else {p.date for p in outbox.postings(connection, batch_id)}
        closes.require_open(connection, dates, f"batch {batch_id}")
        before = undo.begin(connection, run.by, batch_id, because.strip())
    crash.point("undo.begun")
    if before.state == "undone":
        return undo_answers.answer(company, batch_id, "done")
    try:
        done = Undoing(company, books, batch_id, run).run(reverse_on)
    except Stopped as stopped:
        with company.state.write() as connection:
            undo.stop(connection, run.by, batch_id, str(stopped))
        raise
    return undo_answers.answer(company, batch_id, "done" if done else "stopped")


class Undoing:
    """One run over one batch."""

    def __init__(self, company: Company, books: Books, batch_id: str, run: Run) -> None:
        self.company = company
        self.state = company.state
        self.books = books
        self.batch_id = batch_id
        self.with_ = run
        self.items = {item.id: item.income_account_id for item in books.items(include_inactive=True)}
        with self.state.read() as connection:
            self.undeposited = settings.get(connection, "undeposited_account")
            self.realm = settings.get(connection, "realm")
            self.names = {a["id"]: a["name"] for a in settings.get(connection, "chart").get("accounts", [])}

    def run(self, reverse_on: str) -> bool:
        """Carry the undo as far as it goes; False when it was asked to stop on the way."""
        self._wait_out()
        left = list(self._look(self._standing()))
        crash.point("undo.looked")
        if reverse_on or self._has_reversal():
            self._reverse(left, reverse_on)
        else:
            self._refuse_closed(left)
            while chunk := self._next():
                if self.with_.stop():
                    return False
                self._delete(chunk)
        self._finish()
        return True

    def _standing(self) -> list[Posting]:
        with self.state.read() as connection:
            return undo.standing(connection, self.batch_id)

    def _has_reversal(self) -> bool:
        with self.state.read() as connection:
            return undo.reversal_of(connection, self.batch_id) is not None

    def _next(self) -> list[Posting]:
        """What is deleted next: the last document, or up to 30 receipts and expenses, which do not depend on each other."""
        standing = self._standing()[::-1]
        return [p for p in standing if p.stage == 1][:CHUNK] if standing and standing[0].stage == 1 else standing[:1]

    def _look(self, wanted: Sequence[Posting]) -> dict[str, Mapping[str, Any]]:
        """The documents as QuickBooks has them now, by posting key; what is gone is recorded, what was changed stops the undo."""
        found: dict[str, Mapping[str, Any]] = {}
        for entity in sorted({p.entity for p in wanted}):
            ours = [p for p in wanted if p.entity == entity]
            there = self.books.by_ids(entity, [p.quickbooks_id for p in ours])
            found |= {p.posting_key: there[p.quickbooks_id] for p in ours if p.quickbooks_id in there}
        with self.state.write() as connection:
            undo.record_gone(connection, self.with_.by, [p for p in wanted if p.posting_key not in found], "gone from QuickBooks")
        for one in wanted:
            if one.posting_key in found:
                self._refuse_changed(one, found[one.posting_key])
        return found

    def _refuse_changed(self, one: Posting, document: Mapping[str, Any]) -> None:
        posted, now = Seen(True, one.date, one.total, one.effects), drift.seen(one.entity, document, self.items, self.undeposited)
        changes = drift.in_words(posted, now, self.names)
        if document.get("PrivateNote") != one.marker:
            changes.append("its private note")
        if changes:
            raise Stopped(
                f"{name_of(one)} was changed in QuickBooks since it was posted: {', '.join(changes)}.", where=f"batch {self.batch_id}",
                next="It is never deleted over somebody's change. Set it back as it was, or delete it in QuickBooks; then undo again.",
            )  # fmt: skip

    def _refuse_closed(self, left: Sequence[str]) -> None:
        closed = self.books.company().close_date
        within = [p for p in self._standing() if p.posting_key in left and closed and date.fromisoformat(p.date) <= closed]
        if within:
            raise Stopped(f"{name_of(within[-1])} lies in books that are closed through {closed}. Nothing was deleted.",
                          where=f"batch {self.batch_id}", next=OFFER)  # fmt: skip

    def _delete(self, chunk: Sequence[Posting]) -> None:
        """Delete these documents; returns when none of them is in QuickBooks."""
        for _ in range(ATTEMPTS):
            there = self._look(chunk)
            chunk = [p for p in chunk if p.posting_key in there]
            if not chunk:
                return
            answers = self._send(chunk, there)
            chunk = self._record(chunk, answers)
            crash.point("undo.recorded")
            if not chunk:
                return
            self._rest(answers)
        raise Unreachable("QuickBooks did not say what became of a deletion.", where=f"batch {self.batch_id}",
                          next="What is deleted is known by looking. Undo again to go on.")  # fmt: skip

    def _send(self, chunk: Sequence[Posting], there: Mapping[str, Mapping[str, Any]]) -> dict[str, Answer]:
        """One request, on disk before it leaves; answers by posting key.

        Each has an id of its own: QuickBooks replays a refusal to the same one, and the version named in the bytes is what
        makes a repetition harmless.
        """
        items = [
            {"bId": f"{n:02d}", "operation": "delete", p.entity: {"Id": p.quickbooks_id, "SyncToken": there[p.posting_key]["SyncToken"]}}
            for n, p in enumerate(chunk)
        ]  # fmt: skip
        body = json.dumps({"BatchItemRequest": items}, separators=(",", ":")).encode()
        with self.state.write() as connection:
            count = outbox.envelope_count(connection, self.batch_id)
            envelope_id = request_id(f"{self.realm}|{self.batch_id}|{count}", body)
            undo.freeze_deletion(connection, envelope_id, self.batch_id, body)
        crash.point("undo.before-send")
        found = self.books.send_batch(body, envelope_id)
        crash.point("undo.answered")
        if not any(isinstance(one, Unknown) for one in found.values()):
            with self.state.write() as connection:
                outbox.close_envelope(connection, envelope_id)
        return {p.posting_key: found[f"{n:02d}"] for n, p in enumerate(chunk)}

    def _record(self, chunk: Sequence[Posting], answers: Mapping[str, Answer]) -> list[Posting]:
        """Those that are not settled. Only QuickBooks' word that this very document is deleted counts; a refusal that does
        not pass by itself stops the undo."""
        gone = [p for p in chunk if _says_deleted(answers[p.posting_key], p)]
        with self.state.write() as connection:
            undo.record_gone(connection, self.with_.by, gone, "deleted")
        self.with_.progress(*self._counts(), "Deleting")
        for one in chunk:
            refusal = answers[one.posting_key]
            if isinstance(refusal, Rejected) and refusal.code not in (GONE, CHANGED_MEANWHILE):
                self._wait_out()  # nothing of this batch may be on its way once the undo has stopped
                raise Stopped(f"QuickBooks does not delete {name_of(one)}: {_reason(refusal)}.", where=f"batch {self.batch_id}", next=OFFER)
        return [p for p in chunk if p not in gone]

    def _rest(self, answers: Mapping[str, Answer]) -> None:
        """After an answer that settles nothing: wait as asked, or until nothing can land any more."""
        for one in answers.values():
            if isinstance(one, NotSent):
                raise Unreachable(f"QuickBooks cannot be reached: {one.why}", where=f"batch {self.batch_id}",
                                  next="What is deleted is known. Undo again when QuickBooks answers.")  # fmt: skip
        for left in range(max((a.seconds for a in answers.values() if isinstance(a, Throttled)), default=0), 0, -1):
            self.with_.progress(*self._counts(), f"QuickBooks asks for a pause: {left} s")
            clock.pause(1)
        self._wait_out()

    def _wait_out(self) -> None:
        """Wait until no request of this batch can land any more."""
        with self.state.read() as connection:
            unanswered = [e for e in outbox.open_envelopes(connection, self.batch_id) if is_deletion(e.body)]
        for one in unanswered:
            until = datetime.fromisoformat(one.sent_at) + timedelta(seconds=self.books.profile.request_limit)
            while clock.now() < until:
                self.with_.progress(*self._counts(), "An answer was lost; waiting until it is certain what QuickBooks did")
                clock.pause(1)
            with self.state.write() as connection:
                outbox.close_envelope(connection, one.envelope_id, "replaced")

    def _counts(self) -> tuple[int, int]:
        with self.state.read() as connection:
            every = outbox.counts(connection, self.batch_id)
        return every.get("undone", 0), every.get("undone", 0) + every.get("posted", 0)

    def _reverse(self, left: Sequence[str], day: str) -> None:
        """Plan the reversal of what is left, unless it is planned, and see it through."""
        standing = [p for p in self._standing() if p.posting_key in left]
        try:
            reversing.plan(self.company, self.books, self.batch_id, standing, day, self.with_.by)
            reversing.post(self.company, self.books, self.batch_id, self.with_.by, self.with_.progress)
        except NotReady as obstacle:
            raise Stopped(obstacle.what, where=obstacle.where, next=obstacle.next) from obstacle

    def _finish(self) -> None:
        """Read everything back; *undone* only when QuickBooks holds nothing of the batch, or holds it at 0.00."""
        self.with_.progress(*self._counts(), "Reading back")
        posting.read_back(self.company, self.batch_id, self.books)
        crash.point("undo.read-back")
        with self.state.write() as connection:
            effect = undo.effect_found(connection, self.batch_id)
            if not effect:
                undo.finish(connection, self.with_.by, self.batch_id)
        if effect:
            named = ", ".join(f"{self.names.get(a, a)} {debit:+}" for a, debit in sorted(effect.items()))
            raise Stopped(f"Read back, the batch still has an effect in QuickBooks: {named}.", where=f"batch {self.batch_id}",
                          next="Look at its documents in QuickBooks, then undo again.")  # fmt: skip


def is_deletion(body: bytes) -> bool:
    """Whether an envelope's bytes delete documents.

    >>> is_deletion(b'{"BatchItemRequest":[{"bId":"00","operation":"delete","Deposit":{"Id":"7","SyncToken":"0"}}]}')
    True
    """
    requests = json.loads(body).get("BatchItemRequest", [])
    return any(request["operation"] == "delete" for request in requests)


def name_of(one: Posting) -> str:
    """The document in words, as in "Deposit of 2026-08-21"."""
    return f"{one.entity} {one.doc_number}" if one.doc_number else f"{one.entity} of {one.date}"


def _says_deleted(found: Answer, one: Posting) -> bool:
    return isinstance(found, Accepted) and (found.id, found.document.get("status")) == (one.quickbooks_id, "Deleted")


def _reason(refusal: Rejected) -> str:
    return IN_THE_WAY.get(refusal.code) or f"code {refusal.code}, {refusal.detail or refusal.message}"
