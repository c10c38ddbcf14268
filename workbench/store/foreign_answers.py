"""What a person said about entries that somebody else made in QuickBooks and that look like one of our payouts.

*It is this payout*: the payout stands in QuickBooks already and is never posted from here, unless the answer is taken back.
*It is something else*: the entry no longer stands in the way, as long as it stays what it was when the question was answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from workbench import clock
from workbench.errors import Conflict, NotReady
from workbench.store import audit
from workbench.store.schema import foreign_answer
from workbench.store.schema_outbox import posting

Answer = Literal["this-payout", "something-else"]

Place = tuple[str, str]
"""An entry in QuickBooks: its entity and its id there."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer. `shown` is the entry in words as it was then, `seen` the fingerprint of it."""

    settlement_id: str
    entity: str
    quickbooks_id: str
    answer: str
    because: str
    shown: str
    seen: str
    at: str
    by: str


def of_settlement(connection: sa.Connection, settlement_id: str) -> dict[Place, Answered]:
    """The payout's answers, by entity and QuickBooks id."""
    rows = connection.execute(sa.select(foreign_answer).where(foreign_answer.c.settlement_id == settlement_id))
    return {(row.entity, row.quickbooks_id): Answered(**row._mapping) for row in rows}


def posted_elsewhere(connection: sa.Connection) -> frozenset[str]:
    """The payouts of which somebody said that QuickBooks has them already."""
    query = sa.select(foreign_answer.c.settlement_id).where(foreign_answer.c.answer == "this-payout")
    return frozenset(connection.execute(query).scalars())


def our_documents(connection: sa.Connection) -> frozenset[Place]:
    """What our own batches posted and did not delete again: never foreign, not even under a reversal."""
    query = sa.select(posting.c.entity, posting.c.quickbooks_id).where(posting.c.state == "posted")
    return frozenset((row.entity, row.quickbooks_id) for row in connection.execute(query))


def other_payouts(connection: sa.Connection, settlement_id: str) -> dict[Place, str]:
    """Entries that were said to be another payout than this one, with its number."""
    query = sa.select(foreign_answer).where(foreign_answer.c.answer == "this-payout", foreign_answer.c.settlement_id != settlement_id)
    return {(row.entity, row.quickbooks_id): row.settlement_id for row in connection.execute(query)}


def require_not_elsewhere(connection: sa.Connection, settlement_id: str) -> None:
    """`NotReady` when somebody said that QuickBooks has the payout already."""
    linked = next((a for a in of_settlement(connection, settlement_id).values() if a.answer == "this-payout"), None)
    if linked:
        raise NotReady(
            f"The payout stands in QuickBooks already: {linked.shown} (said by {linked.by}: {linked.because}).",
            where=f"payout {settlement_id}", next="Nothing was posted. Take that answer back under Post › Batches if it was wrong.",
        )  # fmt: skip


def give(connection: sa.Connection, by: str, settlement_id: str, answer: Answer, because: str,
         entries: Sequence[tuple[Place, str, str]]) -> None:  # fmt: skip
    """Answer for these entries: (place, the entry in words, fingerprint). `Conflict` when one already is another payout."""
    for place, shown, seen in entries:
        _remove(connection, settlement_id, place)
        row = {"settlement_id": settlement_id, "entity": place[0], "quickbooks_id": place[1], "answer": answer, "because": because,
               "shown": shown, "seen": seen, "at": clock.stamp(), "by": by}  # fmt: skip
        try:
            connection.execute(foreign_answer.insert().values(**row))
        except sa.exc.IntegrityError as error:
            raise Conflict(
                f"{shown} already stands for payout {other_payouts(connection, settlement_id)[place]}; an entry is one payout at most.",
                where=f"payout {settlement_id}", next="Take the other answer back first if that one was wrong.",
            ) from error  # fmt: skip
    audit.record(connection, by, f"foreign entry: {answer}", settlement=settlement_id, because=because,
                 entries={" ".join(place): shown for place, shown, _ in entries})  # fmt: skip


def take_back(connection: sa.Connection, by: str, settlement_id: str, places: Sequence[Place], because: str) -> None:
    """Forget the answers for these entries: the question is open again."""
    for place in places:
        _remove(connection, settlement_id, place)
    audit.record(connection, by, "foreign entry: answer taken back", settlement=settlement_id, because=because,
                 entries=[" ".join(place) for place in places])  # fmt: skip


def _remove(connection: sa.Connection, settlement_id: str, place: Place) -> None:
    connection.execute(
        foreign_answer.delete().where(
            foreign_answer.c.settlement_id == settlement_id, foreign_answer.c.entity == place[0], foreign_answer.c.quickbooks_id == place[1]
        )
    )  # fmt: skip
