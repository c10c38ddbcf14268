"""Reports as Amazon lists them, and what became of each: the memory of a sync, so that it can die anywhere and go on.

    waiting ──> listed ──> fetched ──> imported | refused
       │          └──────> gone             (Amazon keeps a report for 90 days)
       ├──> fatal | cancelled               (Amazon could not make it)
       └──> before-start                    (it begins before the seller's start date)

One settlement may be listed under several report ids; each has a row, and the import sees that it is one settlement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from workbench import clock
from workbench.errors import NotFound
from workbench.store.schema_amazon import report_listing

ListingState = Literal["waiting", "before-start", "listed", "fetched", "imported", "refused", "fatal", "cancelled", "gone"]

UNDECIDED = ("waiting", "before-start", "listed", "fatal", "cancelled", "gone")
"""States of a report of which we have no bytes: what Amazon says of it next time counts."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One report of Amazon's list. Times are ISO 8601 in UTC, '' where Amazon states none.

    `sha256` names the bytes in the archive once they were fetched; `message` says in words why it is not imported.
    """

    report_id: str
    document_id: str
    created: str
    start: str
    end: str
    state: ListingState
    sha256: str = ""
    settlement_id: str = ""
    message: str = ""
    attempts: int = 0
    at: str = ""


def record(connection: sa.Connection, seller_id: str, found: Iterable[Listing]) -> int:
    """Write down what Amazon lists; returns how many were not known. Listing the same again changes nothing.

    A report whose bytes we have keeps its state. One that could not be fetched so often that it was given up stays so while
    Amazon says the same of it.
    """
    new = 0
    for each in found:
        same = sa.and_(report_listing.c.seller_id == seller_id, report_listing.c.report_id == each.report_id)
        known = connection.execute(sa.select(report_listing).where(same)).first()
        row: dict[str, Any] = {"document_id": each.document_id, "created_at": each.created, "start_at": each.start, "end_at": each.end,
               "state": each.state, "message": each.message}  # fmt: skip
        if known is None:
            row |= {"sha256": "", "settlement_id": "", "attempts": 0, "at": clock.stamp()}
            connection.execute(report_listing.insert().values(seller_id=seller_id, report_id=each.report_id, **row))
            new += 1
        elif known.state in UNDECIDED and (known.state, known.document_id) != (each.state, each.document_id):
            if known.state == "gone" and known.document_id == each.document_id:
                continue
            connection.execute(report_listing.update().where(same).values(**row, at=clock.stamp()))
    return new


def note(connection: sa.Connection, seller_id: str, report_id: str, state: ListingState, **values: Any) -> None:
    """Move a report to its next state, with what belongs to it (`sha256`, `settlement_id`, `message`, `attempts`)."""
    same = sa.and_(report_listing.c.seller_id == seller_id, report_listing.c.report_id == report_id)
    changed = connection.execute(report_listing.update().where(same).values(state=state, at=clock.stamp(), **values)).rowcount
    assert changed == 1, f"report {report_id} is not listed"


def reopen(connection: sa.Connection, seller_id: str, report_id: str) -> None:
    """Put a report that was refused, or is gone, back among those to be fetched. `NotFound` when there is no such one."""
    same = report_listing.c.seller_id == seller_id, report_listing.c.report_id == report_id
    row = connection.execute(sa.select(report_listing).where(*same, report_listing.c.state.in_(("refused", "gone")))).first()
    if row is None:
        raise NotFound("There is no such report that was refused.", where=report_id, next="Reload the page.")
    anew = {"state": "listed", "sha256": "", "attempts": 0, "message": "", "at": clock.stamp()}
    connection.execute(report_listing.update().where(*same).values(**anew))


def unfinished(connection: sa.Connection, seller_id: str) -> list[Listing]:
    """Reports to be fetched or imported: what never failed, then what was fetched already, then the newest settlement."""
    waiting = report_listing.c.seller_id == seller_id, report_listing.c.state.in_(("listed", "fetched"))
    order = (report_listing.c.attempts, report_listing.c.state, report_listing.c.end_at.desc(), report_listing.c.created_at.desc(),
             report_listing.c.report_id)  # fmt: skip
    return [_listing(row) for row in connection.execute(sa.select(report_listing).where(*waiting).order_by(*order))]


def fetched_before(connection: sa.Connection, seller_id: str, document_id: str) -> str:
    """The hash of a document's bytes when it was fetched already, under this or another report id; '' otherwise."""
    same = report_listing.c.seller_id == seller_id, report_listing.c.document_id == document_id, report_listing.c.sha256 != ""
    return connection.execute(sa.select(report_listing.c.sha256).where(*same).limit(1)).scalar() or ""


def listed(connection: sa.Connection, seller_id: str) -> list[Listing]:
    """Every report that was ever listed for a seller, newest first."""
    query = sa.select(report_listing).where(report_listing.c.seller_id == seller_id)
    rows = connection.execute(query.order_by(report_listing.c.created_at.desc(), report_listing.c.report_id))
    return [_listing(row) for row in rows]


def counts(connection: sa.Connection, seller_id: str) -> Counter[str]:
    """How many reports there are in each state."""
    query = sa.select(report_listing.c.state, sa.func.count().label("reports")).where(report_listing.c.seller_id == seller_id)
    return Counter({row.state: row.reports for row in connection.execute(query.group_by(report_listing.c.state))})


def settlement_ids(connection: sa.Connection, seller_id: str) -> set[str]:
    """The settlements that came to the books, or were already there, through this seller."""
    query = sa.select(report_listing.c.settlement_id).where(report_listing.c.seller_id == seller_id)
    return {row.settlement_id for row in connection.execute(query.where(report_listing.c.settlement_id != ""))}


def _listing(r: sa.Row[Any]) -> Listing:
    return Listing(r.report_id, r.document_id, r.created_at, r.start_at, r.end_at, r.state, r.sha256, r.settlement_id, r.message,
                   r.attempts, r.at)  # fmt: skip
