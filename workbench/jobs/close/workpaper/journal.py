"""The month's entries as a table in the layout that QuickBooks imports journal entries from."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.jobs.close.workpaper.detail import entry_rows
from workbench.jobs.close.workpaper.gathered import Gathered
from workbench.money import ZERO, exact
from workbench.posting.names import LONGEST_NUMBER
from workbench.reports import workpaper
from workbench.reports.section import Cell, Section


def journal(g: Gathered) -> Section:
    """The entries dated in the month; one journal entry a payout and day, so that each balances."""
    return workpaper.journal(g.currency, _rows(g))


def _rows(g: Gathered) -> Iterator[tuple[Cell, ...]]:
    for payout, date, account, memo, debit in entry_rows(g):
        if date[:7] == g.month:
            number = f"{payout}-{date[5:7]}{date[8:]}"[-LONGEST_NUMBER:]
            sides = (exact(debit), None) if debit >= ZERO else (None, exact(-debit))
            yield number, date, account, *sides, memo, g.currency
