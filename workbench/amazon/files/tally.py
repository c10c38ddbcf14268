"""The tally of a file: everything that is learnt in the one pass over its rows, before anything is believed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from workbench.amazon.files import cells, totals_row
from workbench.amazon.files.checks import IS_TOTALS_ROW, Check, is_wrong
from workbench.amazon.files.columns import sql_name
from workbench.amazon.files.refusal import DOWNLOAD_AGAIN, RefusedFile
from workbench.amazon.files.settlement_file import LineKind
from workbench.errors import Finding
from workbench.money import MoneyError, exact

MOST_KINDS = 10_000
"""Amazon knows some hundred kinds of line; a file with more has its columns mixed up."""

KIND = ("transaction_type", "amount_type", "amount_description", "marketplace_name")


@dataclass(frozen=True, slots=True)
class Tally:
    """The kinds of detail rows with count and total, the totals row's cells, and how many rows fail a check.

    `totals` are the cells of the totals row when there is exactly one.
    """

    kinds: tuple[LineKind, ...]
    totals_rows: int
    totals: totals_row.Texts
    wrong: int

    @property
    def line_count(self) -> int:
        """The detail rows."""
        return sum(kind.count for kind in self.kinds)

    def faults(self) -> list[Finding]:
        """What is wrong with the file as a whole."""
        found = []
        if self.totals_rows == 0:
            what = "No row has a total-amount: the totals row, usually line 2, is missing or empty."
            found.append(Finding("no-totals-row", "column total-amount", what, DOWNLOAD_AGAIN))
        if self.totals_rows > 1:
            what = f"{self.totals_rows} rows have a total-amount; a report has one. Joined reports are imported singly."
            found.append(Finding("several-totals-rows", "column total-amount", what, DOWNLOAD_AGAIN))
        if not self.kinds:
            what = "The file has no detail rows: it was cut off, or there is nothing in it to be booked."
            found.append(Finding("no-lines", "", what, DOWNLOAD_AGAIN))
        return found


def of(connection: duckdb.DuckDBPyConnection, rows: str, checks: Iterable[Check]) -> Tally:
    """The tally of `rows`, SQL of all rows of a file; amounts that are not readable count as wrong and as zero."""
    readable = cells.matches("amount", cells.AMOUNT)
    texts = ", ".join(f"any_value({sql_name(column)})" for column in totals_row.COLUMNS)
    groups = connection.execute(
        f"SELECT {IS_TOTALS_ROW} AS is_totals, {', '.join(KIND)}, count(*),"
        f" sum(CASE WHEN {readable} THEN {cells.amount_sql('amount')} ELSE 0 END),"
        f" count(*) FILTER (WHERE {is_wrong(checks)}), {texts}"
        f" FROM ({rows}) GROUP BY ALL ORDER BY ALL LIMIT {MOST_KINDS + 1}"
    ).fetchall()
    if len(groups) > MOST_KINDS:
        raise RefusedFile.because("kinds", f"The file has more than {MOST_KINDS:,} kinds of lines.")
    details = [group[1:] for group in groups if not group[0]]
    totals = [group[1:] for group in groups if group[0]]
    return Tally(
        kinds=tuple(
            LineKind(transaction_type, amount_type, amount_description, marketplace, count, _exact(amount))
            for transaction_type, amount_type, amount_description, marketplace, count, amount, *_ in details
        ),
        totals_rows=sum(group[4] for group in totals),
        totals=dict(zip(totals_row.COLUMNS, totals[0][7:], strict=True)) if totals else {},
        wrong=sum(group[6] for group in details + totals),
    )


def _exact(amount: Decimal) -> Decimal:
    try:
        return exact(amount)
    except MoneyError as error:
        raise RefusedFile.because("amount", f"The lines of one kind sum to more than money can be: {error}.") from error
