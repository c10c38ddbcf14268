"""The tie-out: each payout from Amazon through our lines and QuickBooks to the bank, with the documents and the bank's own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from workbench.jobs.close import variance
from workbench.jobs.close.workpaper.booked import bank_lines_of
from workbench.jobs.close.workpaper.gathered import Gathered
from workbench.money import exact
from workbench.reports import workpaper
from workbench.reports.section import Cell, Section
from workbench.store.outbox_values import Posting

SINGLE = {"JournalEntry": "journal entry", "Deposit": "deposit"}
"""The documents that are named one by one; of receipts and expenses there may be thousands, and they are counted."""

COUNTED = {"SalesReceipt": "sales receipt", "RefundReceipt": "refund receipt", "Purchase": "expense"}


def tie_out(g: Gathered) -> Section:
    """Each payout from Amazon to the bank."""
    return workpaper.tie_out(g.currency, _rows(g))


def _rows(g: Gathered) -> Iterator[tuple[Cell, ...]]:
    with g.company.state.read() as connection:
        at_bank = bank_lines_of(connection)
    for p in g.payouts:
        s, v = p.settlement, variance.payout_variance(g.company, p.settlement.settlement_id)
        posted = None if v.quickbooks is None else exact(v.quickbooks - v.lines)
        received = None if v.bank is None or v.quickbooks is None else exact(v.bank - v.quickbooks)
        yield (s.settlement_id, p.status, s.deposit_day, v.amazon_total, v.lines, v.quickbooks, v.bank, exact(v.lines - v.amazon_total),
               posted, received, _documents(g.documents(p)), at_bank.get(s.settlement_id, ""))  # fmt: skip


def _documents(postings: Sequence[Posting]) -> str:
    named = [f"{SINGLE[d.entity]} {d.doc_number or d.date} (id {d.quickbooks_id or 'none yet'})" for d in postings if d.entity in SINGLE]
    counted = Counter(d.entity for d in postings if d.entity in COUNTED)
    return ", ".join([*(f"{n:,} {COUNTED[entity]}{'s' * (n > 1)}" for entity, n in sorted(counted.items())), *named])
