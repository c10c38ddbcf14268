"""The migration guard: whether somebody else booked a payout already, and what a person says about it.

QuickBooks is read, never written. What is found is a question; until it is answered the payout is not posted. Said to be
this payout, an entry keeps the payout from ever being posted here; said to be something else, it no longer stands in the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workbench.errors import Conflict, NotReady
from workbench.jobs import review
from workbench.posting.document import Document
from workbench.quickbooks.client import Books
from workbench.reconcile.foreign_entries import ENTITIES, ForeignEntry, Wanted, recognise
from workbench.settlement.catalogue import side_of
from workbench.store import foreign_answers, outbox, settings
from workbench.store.company import Company
from workbench.store.foreign_answers import Answer, Answered, Place
from workbench.store.settlements import Settlement

NUMBERED = ("SalesReceipt", "RefundReceipt", "JournalEntry", "Purchase")
"""Documents of ours that bear a number, by which QuickBooks can be asked for them."""

Documents = dict[Place, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Question:
    """An entry that may be the payout, and what was said about it: nothing yet, or that it is `other`, another payout."""

    entry: ForeignEntry
    answered: Answered | None
    other: str = ""

    @property
    def open(self) -> bool:
        """Whether nobody has answered for the entry as it is now."""
        return not self.other and (self.answered is None or self.answered.seen != self.entry.seen)


def wanted_of(company: Company, s: Settlement) -> Wanted:
    """What to look for. Orders that were excluded from the review are somebody's answer already and are not looked for."""
    kinds, decided = review.kinds_with_targets(company, s), review.decisions_of(company, s.settlement_id)
    orders: dict[str, set[str]] = {"SalesReceipt": set(), "RefundReceipt": set()}
    for _, kind, order, *_ in company.lines.document_lines(s.load_id, kinds, decided):
        orders["SalesReceipt" if side_of(kind) == "sales" else "RefundReceipt"].add(order)
    with company.state.read() as connection:
        money = [settings.get(connection, name) for name in ("deposit_account", "undeposited_account")]
    return Wanted(
        s.settlement_id, s.total, date.fromisoformat(s.day(s.start)), date.fromisoformat(s.day(s.end)),
        date.fromisoformat(s.deposit_day), {entity: frozenset(of - {""}) for entity, of in orders.items()}, frozenset(money),
    )  # fmt: skip


def foreign_documents(company: Company, books: Books, planned: Sequence[Document], wanted: Wanted) -> Documents:
    """The documents of the payout's time, and those under its orders' or its plan's numbers whenever they are dated, that we
    did not make. One that bears a marker of this very plan is ours: a batch that starts finds and adopts it. `planned` is
    empty for a payout that cannot be planned yet."""
    with company.state.read() as connection:
        ours = foreign_answers.our_documents(connection)
    markers = {document.marker for document in planned}
    return {
        place: document for place, document in _read(books, planned, wanted)
        if place not in ours and document.get("PrivateNote") not in markers
    }  # fmt: skip


def _read(books: Books, planned: Sequence[Document], wanted: Wanted) -> Iterator[tuple[Place, dict[str, Any]]]:
    for entity in NUMBERED:
        numbers = {d.doc_number for d in planned if d.entity == entity} | wanted.orders.get(entity, frozenset())
        for document in books.find(entity, sorted(numbers - {""})) if numbers else []:
            yield (entity, str(document["Id"])), document
    for entity in ENTITIES:
        for document in books.between(entity, wanted.first_day, wanted.until):
            yield (entity, str(document["Id"])), document


def numbered_documents(company: Company, books: Books, planned: Sequence[Document]) -> Documents:
    """The documents under the numbers of these that we did not make, whenever they are dated."""
    with company.state.read() as connection:
        ours = foreign_answers.our_documents(connection)
    markers = {document.marker for document in planned}
    found = {
        (entity, str(there["Id"])): there for entity in NUMBERED
        if (numbers := sorted({d.doc_number for d in planned if d.entity == entity} - {""})) for there in books.find(entity, numbers)
    }  # fmt: skip
    return {place: there for place, there in found.items() if place not in ours and there.get("PrivateNote") not in markers}


def questions(company: Company, wanted: Wanted, documents: Documents) -> list[Question]:
    """The entries that may be the payout, with the answers given so far, in order of their dates."""
    found = [entry for (entity, _), document in documents.items() if (entry := recognise(entity, document, wanted))]
    with company.state.read() as connection:
        answers = foreign_answers.of_settlement(connection, wanted.settlement_id)
        others = foreign_answers.other_payouts(connection, wanted.settlement_id)
    asked = [Question(entry, answers.get(entry.place), others.get(entry.place, "")) for entry in found]
    return sorted(asked, key=lambda question: (question.entry.date, question.entry.place))


def with_answers(company: Company, settlement_id: str, checks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The checks of a dry run as the answers stand now, which may have been given since."""
    answers = answers_of(company, settlement_id)
    return [dict(check) | _as_answered(check, answers) for check in checks]


def _as_answered(check: Mapping[str, Any], answers: Mapping[Place, Answered]) -> dict[str, Any]:
    entry = check["entry"]
    if entry is None or entry["other_payout"]:
        return {}
    answered = answers.get((entry["entity"], entry["quickbooks_id"]))
    said = answered.answer if answered is not None and answered.seen == entry["seen"] else ""
    return {"blocks": said != "something-else", "entry": {**entry, "answer": said}}


def answers_of(company: Company, settlement_id: str) -> dict[Place, Answered]:
    """What was said so far about entries that may be this payout."""
    with company.state.read() as connection:
        return foreign_answers.of_settlement(connection, settlement_id)


def answer(company: Company, settlement_id: str, said: Answer, because: str, by: str, shown: Iterable[Mapping[str, Any]]) -> None:
    """Say what these entries are; `shown` are checks that have an `entry`, of any imported payout, ready or not. On disk, and in
    the audit log, when it returns. `NotReady` without a reason; `Conflict` when the payout is posted from here, or an entry is
    another payout."""
    _require_reason(because, settlement_id)
    entries = [((c["entry"]["entity"], c["entry"]["quickbooks_id"]), str(c["what"]), str(c["entry"]["seen"])) for c in shown]
    with company.state.write() as connection:
        if said == "this-payout" and outbox.live_batch(connection, settlement_id):
            raise Conflict(
                "The payout is posted from here, or being posted.", where=f"payout {settlement_id}",
                next="Undo its batch first if the other entry is to stay.",
            )  # fmt: skip
        foreign_answers.give(connection, by, settlement_id, said, because.strip(), entries)


def take_back(company: Company, settlement_id: str, places: Sequence[Place], because: str, by: str) -> None:
    """Take answers back: the question is open again. `NotReady` without a reason."""
    _require_reason(because, settlement_id)
    with company.state.write() as connection:
        foreign_answers.take_back(connection, by, settlement_id, places, because.strip())


def _require_reason(because: str, settlement_id: str) -> None:
    if not because.strip():
        raise NotReady("The answer needs a reason.", where=f"payout {settlement_id}", next="Say how you know.")
