"""The reversal of a batch, planned, frozen and posted as every other document is, then a part of its batch.

It mirrors what QuickBooks still holds of the batch, account by account and under the same classes, locations and tax codes, on a
day that the user names.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import sqlalchemy as sa

from workbench.errors import NotReady, Refused
from workbench.jobs import crash, review
from workbench.jobs.post import marketplaces, rates
from workbench.jobs.post.poster import Poster
from workbench.posting.document import decode
from workbench.posting.entry import EntryLine, merged
from workbench.posting.exchange import stamped
from workbench.posting.reversal import booked, reversal
from workbench.quickbooks.client import Books
from workbench.store import outbox, settings, settlements, undo
from workbench.store.company import Company
from workbench.store.outbox_values import Posting


def check_day(text: str) -> date:
    """The day a reversal is dated; `Refused` unless it is one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"{text!r} is not a day.", where="reversal", next="Write it as 2026-11-24.") from None


def plan(company: Company, books: Books, batch_id: str, standing: Sequence[Posting], day: str, by: str) -> None:
    """Write the reversal of these documents into the outbox; it is on disk when this returns, and nothing is sent.

    Without a `day`, it is the day of the one that is planned. One that was sent on that day already goes on as it is. Nothing
    is planned where nothing is left to take back. `NotReady` when the day lies in closed books, or when a reversal of another
    day may be in QuickBooks.
    """
    with company.state.write() as connection:
        before = undo.reversal_of(connection, batch_id)
        if before is not None and day in ("", before.date) and before.state not in ("planned", "rejected"):
            undo.try_reversal_again(connection, batch_id)
            return
    day = day or (before.date if before else "")
    closed = books.company().close_date
    if closed and check_day(day) <= closed:
        raise NotReady(f"The books are closed through {closed}; a reversal cannot be dated {day}.", where=f"batch {batch_id}",
                       next="Give the first open day.")  # fmt: skip
    with company.state.write() as connection:
        taken_back = _booked(connection, standing)
        if not taken_back:
            return
        batch = outbox.get_batch(connection, batch_id)
        stage = max(outbox.stages(connection, batch_id)) + (undo.reversal_of(connection, batch_id) is None)
        s = settlements.current(connection, batch.settlement_id)
        made = reversal(batch.settlement_id, batch.revision, day, taken_back, marketplaces.accounts_for(connection, s), stage)
        (document,) = stamped([made], rates.exchange_of(connection, s))
        undo.plan_reversal(connection, by, batch_id, document)
    crash.point("undo.reversal-planned")


def _booked(connection: sa.Connection, standing: Sequence[Posting]) -> tuple[EntryLine, ...]:
    """What these documents booked, added up; nothing when it comes to nothing."""
    accounts = review.accounts_of(connection)
    items = {item["id"]: item["income_account_id"] for item in settings.get(connection, "chart").get("items", [])}
    return merged(line for one in standing for line in booked(one.entity, decode(one.plan), one.effects, accounts, items))


def post(company: Company, books: Books, batch_id: str, by: str, progress: Callable[[int, int, str], None]) -> None:
    """Send the reversal that is planned, if one is, by the posting protocol; `NotReady` when QuickBooks does not take it."""
    with company.state.read() as connection:
        planned = undo.reversal_of(connection, batch_id)
    if planned is None:
        return
    Reverser(company, books, batch_id, by, progress, lambda: False).run()
    with company.state.read() as connection:
        found = undo.reversal_of(connection, batch_id)
    if found is None or found.state != "posted":
        raise NotReady(f"The reversal is not in QuickBooks: {found.message if found else 'it is not planned any more'}",
                       where=f"batch {batch_id}", next="Mend what it names, or give another day; then undo again.")  # fmt: skip


class Reverser(Poster):
    """Posts the reversal alone: what else the batch did not send stays unsent, and the batch stays *undoing*."""

    def _stages(self) -> list[int]:
        with self.state.read() as connection:
            found = undo.reversal_of(connection, self.batch.batch_id)
        return [found.stage] if found is not None else []

    def _finish(self, state: str) -> str:
        return state
