"""Cut-off: the lines around the month's end, and the month in which each was booked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from workbench.jobs import review
from workbench.jobs.close.workpaper.booked import NOT_POSTED, words_of
from workbench.jobs.close.workpaper.gathered import Gathered, gather
from workbench.jobs.close.workpaper.lines import reading
from workbench.reconcile.month import last_day
from workbench.reports import workpaper
from workbench.reports.section import Cell, Section
from workbench.store import line_details

DAYS = 3
"""How many days on either side of the month's end."""


def cut_off(g: Gathered) -> Section:
    """The lines of the last and of the next days, whichever payout has them."""
    return workpaper.cut_off(g.currency, DAYS, _rows(g))


def _rows(g: Gathered) -> Iterator[tuple[Cell, ...]]:
    end = last_day(g.month)
    first, last = (end - timedelta(days=DAYS - 1)).isoformat(), (end + timedelta(days=DAYS)).isoformat()
    mine = {p.settlement.settlement_id for p in g.payouts}
    for p in sorted(review.payouts(g.company), key=lambda p: (p.settlement.start, p.settlement.settlement_id)):
        s = p.settlement
        if s.currency != g.currency or s.day(s.start) > last or s.day(s.end) < first:
            continue
        read = reading(g if s.settlement_id in mine else gather(g.company, [s.settlement_id], ""), p)
        for line in line_details.each(g.company.lines, s.load_id, read.g.targets[s.load_id], first=first, last=last):
            document = read.placed(line)[3]
            month = document.date[:7] if document else NOT_POSTED
            yield (s.settlement_id, line.line_no, line.posted, line.order_id, read.what(line), line.amount, month, words_of(document))
