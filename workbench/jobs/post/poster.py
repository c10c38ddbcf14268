"""Carrying out a batch: the posting protocol, in the order in which it is safe to die.

For every envelope: its bytes and request id are frozen on disk; QuickBooks is asked whether the documents are there
already (before the first sending too); only then is it sent. Only a parsed success with our own figures is *posted*, only
a parsed refusal is *rejected*. Everything else is unknown: wait until an unanswered request can no longer land, look, and
send the same bytes under the same request id. Receipts and the expenses of their fees go first, then journal entries, then
the deposit that links them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from workbench import clock
from workbench.errors import NotReady, Unreachable
from workbench.jobs import crash
from workbench.posting.document import Link, decode, encode
from workbench.posting.names import request_id
from workbench.quickbooks.answers import Accepted, Answer, Document, NotSent, Rejected, Throttled
from workbench.quickbooks.client import Books
from workbench.reconcile.home_amounts import same_currency
from workbench.reconcile.readback import tax_of, total_of
from workbench.store import outbox, settings
from workbench.store.company import Company
from workbench.store.outbox_values import Envelope, Posting

ENVELOPE_SIZE = 30
"""QuickBooks takes at most 30 payloads in a batch (fault 1040 above it)."""

ATTEMPTS = 4
"""How often an unanswered envelope is sent again before a person is asked."""

SHOWN_WITHIN = 20
"""Seconds for which a query may not yet show what was just written. Intuit promises nothing; a few are not noticed by anybody."""

NUMBER_TAKEN = "6140"


class Poster:
    """One run over one batch. `progress(done, of, words)` is called as it goes; `stop()` is asked between envelopes."""

    def __init__(
        self, company: Company, books: Books, batch_id: str, by: str,
        progress: Callable[[int, int, str], None], stop: Callable[[], bool],
    ) -> None:  # fmt: skip
        self.company = company
        self.state = company.state
        self.books = books
        self.by = by
        self.progress = progress
        self.stop = stop
        with self.state.read() as connection:
            self.batch = outbox.get_batch(connection, batch_id)
            self.undeposited = settings.get(connection, "undeposited_account")
            self.realm = settings.get(connection, "realm")
            self.restored_at = settings.get(connection, "restored_at")

    def run(self) -> str:
        """Carry the batch as far as it goes; returns `posted`, `attention` or `stopped`."""
        for envelope in self._unanswered():
            self._settle(envelope)
        for stage in self._stages():
            while waiting := self._planned(stage):
                if self.stop():
                    return "stopped"
                self._settle(self._freeze(waiting))
            if not self._stage_is_posted(stage):
                return self._finish("attention")
            crash.point("post.stage-done")
        return self._finish("posted")

    def _freeze(self, waiting: Sequence[Posting]) -> Envelope:
        """The next envelope: several receipts and expenses in one request, other documents alone. On disk when this returns."""
        if waiting[0].stage != 1:
            waiting = waiting[:1]
            entity, items = waiting[0].entity, [(waiting[0].posting_key, "")]
            body = self._body(waiting[0])
        else:
            entity, items = "batch", [(posting.posting_key, f"{n:02d}") for n, posting in enumerate(waiting)]
            requests = b",".join(
                b'{"bId":"%02d","operation":"create","%s":%s}' % (n, posting.entity.encode(), self._body(posting))
                for n, posting in enumerate(waiting)
            )
            body = b'{"BatchItemRequest":[' + requests + b"]}"
        with self.state.write() as connection:
            # QuickBooks replays its answer to the same request id: what is sent again after a refusal needs an id of its own, and
            # so does what restored books send, because what they have forgotten may have been posted, and undone since.
            count = outbox.envelope_count(connection, self.batch.batch_id)
            envelope_id = request_id(f"{self.realm}|{self.batch.batch_id}|{count}{self.restored_at}", body)
            outbox.freeze(connection, envelope_id, self.batch.batch_id, entity, body, items)
        crash.point("post.frozen")
        with self.state.read() as connection:
            return outbox.get_envelope(connection, envelope_id)

    def _body(self, posting: Posting) -> bytes:
        """The exact bytes: links resolved to the ids that QuickBooks gave. Receipts have none and go as planned."""
        if posting.stage == 1:
            return posting.plan
        with self.state.read() as connection:
            ids = outbox.quickbooks_ids(connection, self.batch.batch_id)

        def resolve(link: Link) -> str:
            target = ids[link.posting_key]
            return target if link.what == "id" else self._held_line(target)

        return encode(decode(posting.plan), resolve)

    def _held_line(self, journal_id: str) -> str:
        for line in self._shown("JournalEntry", journal_id).get("Line", []):
            if line.get("JournalEntryLineDetail", {}).get("AccountRef", {}).get("value") == self.undeposited:
                return str(line["Id"])
        raise Unreachable(f"Journal entry {journal_id} has no line on Payments to deposit any more.",
                          next="It was changed in QuickBooks. Look at it there, then resume the batch.")  # fmt: skip

    def _shown(self, entity: str, quickbooks_id: str) -> Document:
        """A document that QuickBooks has said it holds; a query may show it a little later than that."""
        for _ in range(SHOWN_WITHIN):
            if found := self.books.by_ids(entity, [quickbooks_id]).get(quickbooks_id):
                return found
            clock.pause(1.0)
        raise Unreachable(f"QuickBooks does not show {entity} {quickbooks_id}, which was posted before.",
                          where=f"batch {self.batch.batch_id}",
                          next="See whether somebody deleted it in QuickBooks; then resume the batch, or undo it.")  # fmt: skip

    def _settle(self, envelope: Envelope) -> None:
        """Send an envelope until every posting in it is answered, adopted or put before a person."""
        while True:
            self._wait_out(envelope)
            missing = self._look(envelope)
            crash.point("post.looked")
            if not missing:
                return self._close(envelope)
            with self.state.read() as connection:
                everything = outbox.in_envelope(connection, envelope.envelope_id)
            if len(missing) < len(everything):
                return self._replace(envelope, missing)
            if envelope.attempts >= ATTEMPTS:
                return self._give_up(envelope, missing)
            answers = self._send(envelope, missing)
            self._record(envelope, missing, answers)
            crash.point("post.recorded")
            with self.state.read() as connection:
                envelope = outbox.get_envelope(connection, envelope.envelope_id)
                open_still = [p for p in outbox.in_envelope(connection, envelope.envelope_id) if p.state == "sending"]
            if not open_still:
                return self._close(envelope)
            self._rest(answers)

    def _wait_out(self, envelope: Envelope) -> None:
        if envelope.state != "sent":
            return
        until = datetime.fromisoformat(envelope.sent_at) + timedelta(seconds=self.books.profile.request_limit)
        while (left := (until - clock.now()).total_seconds()) > 0:
            self.progress(*self._counts(), "An answer was lost; waiting until it is certain what QuickBooks did")
            clock.pause(min(left, 1.0))

    def _look(self, envelope: Envelope) -> list[Posting]:
        """Ask QuickBooks for the envelope's documents; adopt what is ours, set aside what is not, return what is missing."""
        with self.state.read() as connection:
            open_postings = [p for p in outbox.in_envelope(connection, envelope.envelope_id) if p.state == "sending"]
        found = self._documents_like(open_postings)
        results, missing = [], []
        for posting in open_postings:
            candidates = found.get((posting.entity, posting.doc_number or posting.date), [])
            mine = [document for document in candidates if document.get("PrivateNote") == posting.marker]
            if mine:
                results.append(self._judge(posting, mine[0], "found in QuickBooks"))
            elif posting.doc_number and candidates:
                results.append((posting.posting_key, "quarantined", "",
                                f"QuickBooks already has a {posting.entity} with number {posting.doc_number} that is not ours "
                                f"(id {candidates[0].get('Id')}). Nothing was sent."))  # fmt: skip
            else:
                missing.append(posting)
        if results:
            with self.state.write() as connection:
                outbox.record(connection, self.by, results)
        return missing

    def _documents_like(self, postings: Sequence[Posting]) -> dict[tuple[str, str], list[dict[str, Any]]]:
        found: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for entity in sorted({p.entity for p in postings}):
            numbers = [p.doc_number for p in postings if p.entity == entity and p.doc_number]
            days = sorted({p.date for p in postings if p.entity == entity and not p.doc_number})
            documents = self.books.find(entity, numbers) if numbers else []
            for document in documents:
                found.setdefault((entity, str(document.get("DocNumber"))), []).append(document)
            for day in days:
                found[entity, day] = self.books.on_date(entity, date.fromisoformat(day))
        return found

    def _send(self, envelope: Envelope, missing: Sequence[Posting]) -> dict[str, Answer]:
        """One request; answers by posting key. What Intuit's limits hold back is not on its way yet, so that comes first."""
        self.books.wait_for_turn(batch=envelope.entity == "batch")
        with self.state.write() as connection:
            outbox.mark_sent(connection, envelope.envelope_id)
        crash.point("post.before-send")
        if envelope.entity == "batch":
            answers = self.books.send_batch(envelope.body, envelope.envelope_id)
            by_key = {p.posting_key: answers[p.item] for p in missing}
        else:
            by_key = {missing[0].posting_key: self.books.send(envelope.entity, envelope.body, envelope.envelope_id)}
        crash.point("post.answered")
        return by_key

    def _record(self, envelope: Envelope, sent: Sequence[Posting], answers: dict[str, Answer]) -> None:
        results, barred = [], None
        for posting in sent:
            answer = answers[posting.posting_key]
            if isinstance(answer, Accepted):
                judged = self._judge(posting, answer.document, "")
                if judged[1] == "posted" or answer.document.get("PrivateNote") == posting.marker:
                    results.append(judged)  # an answer about another document settles nothing: what is there is looked at
            elif isinstance(answer, Rejected) and answer.concerns_company:
                barred = answer
                results.append((posting.posting_key, "planned", "", ""))
            elif isinstance(answer, Rejected) and answer.code != NUMBER_TAKEN:
                results.append((posting.posting_key, "rejected", "", _words(answer)))
        with self.state.write() as connection:
            outbox.record(connection, self.by, results)
            if len(results) < len(sent):
                outbox.mark_unanswered(connection, envelope.envelope_id)
            elif barred:
                outbox.close_envelope(connection, envelope.envelope_id, "replaced")
        self.progress(*self._counts(), "Posting")
        if barred:
            raise NotReady(_words(barred), where=f"batch {self.batch.batch_id}",
                           next="Every further document would be refused as well. Mend it in QuickBooks, then resume.")  # fmt: skip

    def _judge(self, posting: Posting, document: dict[str, Any], how: str) -> tuple[str, str, str, str]:
        """Posted, if QuickBooks' figures are ours to the cent; otherwise set aside for a person."""
        theirs, tax = total_of(posting.entity, document), tax_of(document)
        ours = document.get("PrivateNote", posting.marker) == posting.marker and same_currency(decode(posting.plan), document)
        if theirs == posting.total and not tax and ours:
            return posting.posting_key, "posted", str(document["Id"]), how
        if tax:
            return (posting.posting_key, "quarantined", str(document["Id"]),
                    f"QuickBooks worked out {tax} of tax on our lines: it holds {theirs} where we sent {posting.total}. Choose a tax code "
                    "without a rate, delete the document in QuickBooks, then resume the batch.")  # fmt: skip
        return (posting.posting_key, "quarantined", str(document["Id"]),
                f"QuickBooks holds {theirs}{_currency_of(document)} where we sent {posting.total}. Look at it in QuickBooks before going "
                "on.")  # fmt: skip

    def _rest(self, answers: dict[str, Answer]) -> None:
        """After an answer that settles nothing: wait as asked, or stop when nothing leaves this machine."""
        for answer in answers.values():
            if isinstance(answer, NotSent):
                raise Unreachable(f"QuickBooks cannot be reached: {answer.why}", where=f"batch {self.batch.batch_id}",
                                  next="Nothing is lost. Resume the batch when QuickBooks answers again.")  # fmt: skip
        seconds = max((a.seconds for a in answers.values() if isinstance(a, Throttled)), default=0)
        for left in range(seconds, 0, -1):
            self.progress(*self._counts(), f"QuickBooks asks for a pause: {left} s")
            clock.pause(1.0)

    def _replace(self, envelope: Envelope, missing: Sequence[Posting]) -> None:
        """Part of a lost request took effect: the rest, which can no longer land, goes into a new envelope."""
        with self.state.write() as connection:
            outbox.close_envelope(connection, envelope.envelope_id, "replaced")
            outbox.record(connection, self.by, [(p.posting_key, "planned", "", "") for p in missing])

    def _give_up(self, envelope: Envelope, missing: Sequence[Posting]) -> None:
        with self.state.write() as connection:
            outbox.close_envelope(connection, envelope.envelope_id, "replaced")
            outbox.record(connection, self.by, [
                (p.posting_key, "unknown", "", "QuickBooks never answered, and does not show the document. Resume the batch to try again.")
                for p in missing
            ])  # fmt: skip

    def _close(self, envelope: Envelope) -> None:
        with self.state.write() as connection:
            outbox.close_envelope(connection, envelope.envelope_id)

    def _unanswered(self) -> list[Envelope]:
        with self.state.read() as connection:
            return outbox.open_envelopes(connection, self.batch.batch_id)

    def _stages(self) -> list[int]:
        with self.state.read() as connection:
            return list(outbox.stages(connection, self.batch.batch_id))

    def _planned(self, stage: int) -> list[Posting]:
        with self.state.read() as connection:
            return outbox.planned(connection, self.batch.batch_id, stage, ENVELOPE_SIZE)

    def _stage_is_posted(self, stage: int) -> bool:
        with self.state.read() as connection:
            return outbox.stages(connection, self.batch.batch_id)[stage]

    def _counts(self) -> tuple[int, int]:
        with self.state.read() as connection:
            by_state = outbox.counts(connection, self.batch.batch_id)
        return by_state.get("posted", 0), sum(by_state.values())

    def _finish(self, state: str) -> str:
        message = "" if state == "posted" else "Some documents need a look before the batch can go on."
        with self.state.write() as connection:
            outbox.set_batch_state(connection, self.batch.batch_id, state, message)
        return state


def _currency_of(document: dict[str, Any]) -> str:
    """The currency and rate of a document that names a rate, for a sentence; '' for one in the books' own currency."""
    currency, rate = document.get("CurrencyRef", {}).get("value", ""), document.get("ExchangeRate")
    return f" {currency} at {rate}" if rate is not None else ""


def _words(answer: Rejected) -> str:
    where = f" ({answer.element})" if answer.element else ""
    return f"QuickBooks refused it, code {answer.code}{where}: {answer.detail or answer.message}"
