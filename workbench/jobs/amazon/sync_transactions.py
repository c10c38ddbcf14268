"""The transactions of a sync: money that no settlement in the books has yet, each under Amazon's number, counted once.

Amazon may hold back the orders of the last 48 hours, and changes what it said of a deferred sale when it releases it, so
every sync reads anew from the oldest transaction that is not settled (listTransactions).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice

from workbench.amazon.api.faults import NotPermitted
from workbench.amazon.api.transactions import Transaction
from workbench.errors import BrokenInvariant
from workbench.jobs import crash
from workbench.jobs.amazon import access as amazon_access
from workbench.jobs.amazon import connection as amazon_connection
from workbench.jobs.amazon.sync_run import Run
from workbench.money import Money
from workbench.store import open_transactions
from workbench.store.open_transactions import OddRelease, OpenTransaction

UNSETTLED = timedelta(days=60)
"""How long money can be unsettled: a settlement of two weeks, and invoices of 30 to 45 days."""

RECENT = timedelta(days=7)
"""What is read again in any case: a transaction may be listed days after it was posted."""

PAGE = 500
"""Transactions written down at once: as many as a page of Amazon's."""

SHOWN = 20
"""Odd releases that are told one by one."""


def read(run: Run) -> int:
    """Write down the transactions that are not settled; returns how many are new."""
    if not run.seller.capabilities.get("transactions"):
        return 0
    since, new, count = _since(run), 0, 0
    try:
        found = map(_row, run.amazon.transactions(since))
        while page := list(islice(found, PAGE)):
            count += len(page)
            run.tell(0, 0, f"Reading the transactions that are not settled yet: {count:,} so far")
            with run.company.state.write() as connection:
                new += open_transactions.record(connection, run.seller.seller_id, page)
            crash.point("sync.transactions")
    except (NotPermitted, BrokenInvariant) as error:
        run.find("transactions-not-read", "open settlement", f"The transactions could not all be read: {error}",
                 "The settlements are not touched by it; the next sync reads again.")  # fmt: skip
    _tell_odd_releases(run)
    return new


def _since(run: Run) -> datetime:
    now = run.time.now()
    with run.company.state.read() as connection:
        oldest = open_transactions.oldest_unsettled(connection, run.seller.seller_id)
    wanted = min(datetime.fromisoformat(oldest), now - RECENT) if oldest else now - UNSETTLED
    start = amazon_access.start_of_day(run.seller, amazon_connection.started(run.seller))
    return max(wanted, now - UNSETTLED, start)


def _row(t: Transaction) -> OpenTransaction:
    return OpenTransaction(
        t.transaction_id, t.status, t.type, t.description, t.posted.isoformat(), t.order_id, t.settlement_id, t.group_id,
        t.account_type, t.marketplace_id, t.amount.amount, t.amount.currency, t.deferral_reason,
        t.maturity.isoformat() if t.maturity else "", t.deferred_id, t.release_id,
        tuple((path, part.amount) for path, part in t.parts),
    )  # fmt: skip


def _tell_odd_releases(run: Run) -> None:
    with run.company.state.read() as connection:
        odd = open_transactions.odd_releases(connection, run.seller.seller_id)
    for each in odd[:SHOWN]:
        where = f"order {each.sale.order_id}" if each.sale.order_id else f"transaction {each.sale.transaction_id}"
        run.find("odd-release", where, _words(each), "Look at the order in Seller Central › Payments. The sale is counted once, as sold.")
    if len(odd) > SHOWN:
        run.find("odd-release", "open settlement", f"So it is with {len(odd) - SHOWN} more deferred sales.", "See the first ones.")


def _words(odd: OddRelease) -> str:
    sold = Money(odd.sale.amount, odd.sale.currency)
    if odd.released is None:
        return f"Amazon says it released a deferred sale of {sold}, but lists no release of it."
    return f"Amazon released {Money(odd.released, odd.sale.currency)} of a deferred sale of {sold}."
