"""What is done by itself: syncs that are due, hourly or daily as each seller's schedule says, and a daily look at QuickBooks.

The worker asks once a minute. A sync that failed is tried again after an hour, whatever the schedule: a day without new
settlements is long, and asking more often would use up Amazon's rate.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from workbench.errors import WorkbenchError
from workbench.jobs.amazon import sync
from workbench.store import jobs, outbox, sellers
from workbench.store.company import Company
from workbench.store.sellers import Seller

BETWEEN = {"hourly": timedelta(hours=1), "daily": timedelta(days=1)}
AFTER_FAILURE = timedelta(hours=1)

BY = "schedule"
"""Who asks, in jobs and in the audit log."""


def due(company: Company, now: datetime) -> list[Seller]:
    """The sellers whose next sync has come, and is not under way. `now` is aware."""
    with company.state.read() as connection:
        listed = sellers.listed(connection)
    due_now = [s for s in listed if (at := next_sync(s)) is not None and at <= now]
    return [s for s in due_now if sync.under_way(company, s.seller_id) is None]


def ask_for_due(company: Company, now: datetime) -> list[int]:
    """Queue a sync for each seller that is due; the numbers of the jobs. One that cannot be synced has it written down, and
    is due again after an hour: this never raises, because the worker that calls it must live."""
    queued = []
    for s in due(company, now):
        try:
            queued.append(sync.ask(company, s.seller_id, BY))
        except WorkbenchError as error:
            with company.state.write() as connection:
                sellers.note_sync(connection, s.seller_id, str(error), success=False)
    return queued


def ask_for_drift(company: Company, now: datetime) -> int | None:
    """Once a day, queue a look at what others changed in QuickBooks; the job's number. Nothing before anything is posted.
    `now` is aware."""
    newest = jobs.last(company.state, "drift")
    if newest is not None and (not newest.ended or now - datetime.fromisoformat(newest.ended_at) < BETWEEN["daily"]):
        return None
    with company.state.read() as connection:
        posted = [b for b in outbox.batches(connection) if b.state == "posted" and now - datetime.fromisoformat(b.at) >= BETWEEN["daily"]]
    return jobs.ask(company.state, "drift", BY) if posted else None


def next_sync(seller: Seller) -> datetime | None:
    """When the seller is due, aware; the moment it was connected for one that never synced; None without a schedule."""
    if not seller.is_connected or seller.start_date is None or seller.schedule not in BETWEEN:
        return None
    if not seller.last_sync_at:
        return datetime.fromisoformat(seller.connected_at)
    failed = seller.last_success_at != seller.last_sync_at
    return datetime.fromisoformat(seller.last_sync_at) + (AFTER_FAILURE if failed else BETWEEN[seller.schedule])
