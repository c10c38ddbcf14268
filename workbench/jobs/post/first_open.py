"""Closed books: a person chooses, for one payout, that what is dated in them is posted on the first open day.

Off unless chosen. The choice holds for the books as they were closed then: when they are closed further since, it is asked anew.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from workbench.errors import Conflict, NotReady
from workbench.posting.first_open_day import first_open_day
from workbench.store import closes, outbox, payout_choices, settlements
from workbench.store.company import Company
from workbench.store.payout_choices import FirstOpenDay


def choose(company: Company, by: str, settlement_id: str, closed: str, because: str) -> FirstOpenDay:
    """Choose it, with the reason. `closed` is the last closed day as the dry run found it ('' when the books are open, which is
    `NotReady`); whether it still is, is asked again before anything is posted."""
    where = f"payout {settlement_id}"
    if not because.strip():
        raise NotReady("Posting on the first open day needs a reason.", where=where, next="Say why the month stays closed.")
    if not closed:
        raise NotReady("QuickBooks' books are open.", where=where, next="Make a new dry run.")
    with company.state.read() as connection:
        locked = closes.locked_months(connection)
    chosen = FirstOpenDay(closed_through(closed, locked), because.strip()[:300])
    _keep(company, by, settlement_id, chosen)
    return chosen


def closed_through(day: str, locked: Collection[str]) -> str:
    """The last closed day: QuickBooks' own, or the end of the months after it that are locked in the workbench.

    >>> closed_through("2026-08-31", {"2026-09", "2026-11"}), closed_through("2026-09-15", {"2026-09"})
    ('2026-09-30', '2026-09-30')
    """
    while (opened := first_open_day(day))[:7] in locked:
        after = (date.fromisoformat(f"{opened[:7]}-01") + timedelta(days=32)).replace(day=1)
        day = (after - timedelta(days=1)).isoformat()
    return day


def take_back(company: Company, by: str, settlement_id: str) -> None:
    """Documents have their own days again; `Conflict` while the payout's batch lives."""
    _keep(company, by, settlement_id, None)


def _keep(company: Company, by: str, settlement_id: str, chosen: FirstOpenDay | None) -> None:
    with company.state.write() as connection:
        settlements.current(connection, settlement_id)
        if outbox.live_batch(connection, settlement_id):
            raise Conflict(f"Payout {settlement_id} is posted already.", next="Undo its batch before changing its days.")
        payout_choices.choose_first_open_day(connection, by, settlement_id, chosen)


def chosen_for(company: Company, settlement_id: str) -> FirstOpenDay | None:
    """What was chosen for the payout, for a page."""
    with company.state.read() as connection:
        return payout_choices.first_open_day_of(connection, settlement_id)
