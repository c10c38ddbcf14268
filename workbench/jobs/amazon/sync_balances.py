"""The balances of a sync: what Amazon says it owed at the end of the last months, beside which an accrual is put.

Amazon answers for a day in the past (listBalances, asOfDate). The newest month's end is asked for each time, since late
transactions move it; older ones once.
"""

from __future__ import annotations

from datetime import date, timedelta

from workbench.amazon.api.balances import Balance
from workbench.amazon.api.faults import NotPermitted
from workbench.errors import BrokenInvariant, NotFound, Refused
from workbench.jobs.amazon.sync_run import Run
from workbench.store import balances
from workbench.store.balances import DayBalance

MONTHS = 3
"""How many month ends back: as far as the transactions of a first sync reach."""


def read(run: Run) -> int:
    """Write down Amazon's balances of the last month ends; returns how many there are."""
    if not run.seller.capabilities.get("balances"):
        return 0
    count, newest = 0, True
    for day in _month_ends(run.time.now().date()):
        with run.company.state.read() as connection:
            known = balances.of_day(connection, run.seller.seller_id, day.isoformat())
        if known and not newest:
            continue
        newest = False
        run.tell(0, 0, f"Asking Amazon for its balance of {day}")
        try:
            found = [_row(day, one) for one in run.amazon.balances(day)]
        except (NotPermitted, NotFound, Refused, BrokenInvariant) as error:
            run.find("balances-not-read", "Amazon balances", f"The balances of {day} could not be read: {error}",
                     "The settlements are not touched by it.")  # fmt: skip
            return count
        with run.company.state.write() as connection:
            balances.keep(connection, run.seller.seller_id, day.isoformat(), found)
        count += len(found)
    return count


def _month_ends(today: date) -> list[date]:
    """The last days of the months before this one, newest first; the day after an end has begun everywhere.

    >>> [day.isoformat() for day in _month_ends(date(2026, 11, 1))]
    ['2026-09-30', '2026-08-31', '2026-07-31']
    """
    found, day = list[date](), today - timedelta(days=1)
    while len(found) < MONTHS:
        day = day.replace(day=1) - timedelta(days=1)
        found.append(day)
    return found


def _row(day: date, one: Balance) -> DayBalance:
    return DayBalance(
        day.isoformat(), one.account_type, one.marketplace_id, one.total.currency, one.total.amount,
        *(None if money is None else money.amount for money in (one.available, one.deferred, one.account_level_reserve)),
    )  # fmt: skip
