"""Money that an accrual counted already: a settlement may not book it a second time in the month of that accrual.

An accrual and its reversal leave nothing over both months, so a settlement that books the same money after the month's end is
right. One that dates it in the month itself would have it there twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from workbench.errors import Finding
from workbench.money import total
from workbench.posting.plan import Plan
from workbench.reconcile.deferral import found_among
from workbench.reconcile.month import last_day
from workbench.settlement.catalogue import kind_of
from workbench.store import accruals
from workbench.store.accruals import Accrued
from workbench.store.company import Company
from workbench.store.outbox_values import Batch
from workbench.store.settled_orders import settled_orders
from workbench.store.settlements import Settlement


def findings(company: Company, s: Settlement, made: Plan) -> Iterator[Finding]:
    """The live accruals that count money which this payout's plan dates up to their day."""
    with company.state.read() as connection:
        standing = [(batch, accruals.counted_in(connection, batch.batch_id)) for batch in accruals.live(connection)]
    for batch, counted in standing:
        day = last_day(accruals.month_of(batch.settlement_id))
        if made.closed_through >= day.isoformat() or s.day(s.start) > day.isoformat():
            continue  # what is dated in the month is posted after it, or the payout begins after it
        if twice := _twice(company, s, counted, day):
            yield _finding(batch, twice)


def _twice(company: Company, s: Settlement, counted: Sequence[Accrued], day: date) -> list[Accrued]:
    """What the accrual counted and the settlement has on a day up to its own: by order and amount, or by the settlement's number."""
    orders = {one.order_id for one in counted if one.order_id}
    lines = settled_orders(company.lines, [s.load_id], orders, day)
    there = [((line.order_id, ""), line.amount) for line in lines if kind_of(line.transaction_type)]
    found = found_among([((one.order_id, ""), one.amount) for one in counted], there)
    named = {n for n, one in enumerate(counted) if one.part == "open" and one.settlement_id == s.settlement_id}
    return [counted[n] for n in sorted(found | named)]


def _finding(batch: Batch, twice: Sequence[Accrued]) -> Finding:
    month, amount = accruals.month_of(batch.settlement_id), total(one.amount for one in twice)
    count = "1 transaction" if len(twice) == 1 else f"{len(twice):,} transactions"
    return Finding(
        "accrued", f"batch {batch.batch_id}",
        f"The accrual of {month} counts {count} of this payout, which would be in {month} twice.",
        f"Undo the accrual (Close › Deferral); or, with {month} closed in QuickBooks, have the payout posted on the first open day.",
        amount,
    )  # fmt: skip
