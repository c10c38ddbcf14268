"""The totals row of a settlement report: period, deposit date, total and currency, each in this one row only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from workbench.amazon.files import cells, reasons
from workbench.amazon.files.refusal import shown
from workbench.errors import Finding

DATES = ("settlement-start-date", "settlement-end-date", "deposit-date")
COLUMNS = (*DATES, "total-amount", "currency")

Texts = dict[str, str]
"""The totals row as it stands in the file: column, cell."""


@dataclass(frozen=True, slots=True)
class TotalsRow:
    """The totals row, read: aware dates in UTC, the total in `currency`, + = to the seller."""

    start: datetime
    end: datetime
    deposit_date: datetime
    total: Decimal
    currency: str


def read(texts: Texts) -> TotalsRow:
    """The row of these cells, which must have no fault."""
    start, end, deposit_date = (cells.moment(texts[column]) for column in DATES)
    return TotalsRow(start, end, deposit_date, cells.amount(texts["total-amount"]), texts["currency"])


def faults(texts: Texts) -> list[Finding]:
    """What is wrong with the row of these cells; `where` is the column's name alone, the line is looked up by the caller."""
    found = [Finding(code, column, f"{shown(texts[column])} {why}.", reasons.SPREADSHEET) for code, column, why in _wrong_cells(texts)]
    if not found and cells.moment(texts[DATES[0]]) > cells.moment(texts[DATES[1]]):
        what = "The settlement ends before it starts."
        found.append(Finding("date", DATES[1], what, reasons.SPREADSHEET))
    return found


def _wrong_cells(texts: Texts) -> Iterator[tuple[str, str, str]]:
    for column in DATES:
        if not re.fullmatch(cells.MOMENT, texts[column]):
            yield "date", column, f"is not a date: {reasons.of_date(texts[column])}"
    if not re.fullmatch(cells.AMOUNT, texts["total-amount"]):
        yield "amount", "total-amount", f"is not an amount: {reasons.of_amount(texts['total-amount'])}"
    if not re.fullmatch(cells.CURRENCY, texts["currency"]):
        yield "currency", "currency", "is not the three letters of a currency"
