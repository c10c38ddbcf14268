"""The checks of the rows: a list of small named tests, each an SQL condition that is true of a wrong cell.

All of them run in one pass over the file as a count per kind of line. Only when that count is not zero are the wrong
cells looked up, one check after the other, and put into words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import duckdb

from workbench.amazon.files import cells, reasons
from workbench.amazon.files.columns import sql_name
from workbench.amazon.files.refusal import DOWNLOAD_AGAIN, MOST_FINDINGS, shown
from workbench.errors import Finding

IS_TOTALS_ROW = "total_amount <> ''"
IS_DETAIL_ROW = "total_amount = ''"


@dataclass(frozen=True, slots=True)
class Check:
    """A test of one column in the `rows` it is meant for; `why` says in words what is wrong with a `wrong` cell."""

    code: str
    column: str
    wrong: str
    why: Callable[[str], str]
    next: str = DOWNLOAD_AGAIN
    rows: str = IS_DETAIL_ROW


@dataclass(frozen=True, slots=True)
class Places:
    """How a format calls the place of a cell: by its `kind`, and by its own name where that is not the column of V2.

    `of_amount` is SQL of the name of the cell that a line's amount is from.
    """

    kind: str = "column"
    names: Mapping[str, str] = field(default_factory=dict)
    of_amount: str = "'amount'"

    def where(self, line: int | str, column: str) -> str:
        """The place in words.

        >>> Places().where(3, "posted-date")
        'line 3, column posted-date'
        """
        return f"line {line}, {self.kind} {self.names.get(column, column)}"


def _of_another_settlement(text: str) -> str:
    if text.strip().casefold() == "settlement-id":
        return "The header stands again in the middle of the file: two files were joined."
    if not text:
        return "The line names no settlement."
    return f"{shown(text)} is another settlement than that of the first line; a report has one."


def _of_another_totals_row(text: str) -> str:
    return f"{shown(text)} stands where only the totals row has a value: two reports were joined, or cells have moved."


def _check_of_totals_column(column: str) -> Check:
    return Check("misplaced-cell", column, f"{sql_name(column)} <> ''", _of_another_totals_row)


def of_settlement(settlement_id: str) -> tuple[Check, ...]:
    """The checks of a settlement's rows. `settlement_id` is all digits, and so may stand in SQL."""
    assert settlement_id.isdecimal(), "only a number may become SQL"
    same = Check("two-settlements", "settlement-id", f"settlement_id <> '{settlement_id}'", _of_another_settlement)
    return (same, replace(same, rows=IS_TOTALS_ROW), *OF_EVERY_SETTLEMENT)


OF_EVERY_SETTLEMENT = (
    Check(
        "misplaced-cell",
        "amount",
        "amount <> ''",
        lambda text: f"{shown(text)} stands in the totals row, where no line's amount can be.",
        rows=IS_TOTALS_ROW,
    ),
    *map(_check_of_totals_column, ("settlement-start-date", "settlement-end-date", "deposit-date", "currency")),
    Check(
        "amount",
        "amount",
        f"NOT {cells.matches('amount', cells.AMOUNT)}",
        lambda text: f"{shown(text)} is not an amount: {reasons.of_amount(text)}.",
        reasons.SPREADSHEET,
    ),
    Check(
        "date",
        "posted-date",
        f"NOT ({cells.matches('posted_date', cells.MOMENT)} OR (posted_date = '' AND posted_date_time <> ''))",
        lambda text: f"{shown(text)} is not a date: {reasons.of_date(text)}.",
        reasons.SPREADSHEET,
    ),
    Check(
        "date",
        "posted-date-time",
        f"NOT {cells.matches('posted_date_time', cells.MOMENT + '|')}",
        lambda text: f"{shown(text)} is not a date: {reasons.of_date(text)}.",
        reasons.SPREADSHEET,
    ),
    Check(
        "quantity",
        "quantity-purchased",
        f"NOT {cells.matches('quantity_purchased', cells.QUANTITY)}",
        lambda text: f"{shown(text)} is not a whole number of units.",
        reasons.SPREADSHEET,
    ),
)

WHOLE_UNITS = Check(
    "amount",
    "amount",
    f"{cells.amount_sql('amount')} % 1 <> 0",
    lambda text: f"{shown(text)} has decimals, but the settlement's currency has none.",
    reasons.SPREADSHEET,
)
"""For a settlement in yen and its like; runs on amounts that are known to be readable."""


def is_wrong(checks: Iterable[Check]) -> str:
    """SQL: any of the checks fails. The kind of row is looked at once not for each check: a million rows feel it."""
    of_rows: dict[str, list[str]] = {}
    for check in checks:
        of_rows.setdefault(check.rows, []).append(check.wrong)
    return " OR ".join(f"({rows} AND ({' OR '.join(wrong)}))" for rows, wrong in of_rows.items())


def rejections(connection: duckdb.DuckDBPyConnection, lines: str, checks: Iterable[Check], places: Places) -> tuple[Finding, ...]:
    """The first wrong cells, in the file's order; nothing when every check holds.

    `lines` is SQL of all rows with their `line_no`.
    """
    found = [(line, column, check, cell) for check in checks for line, column, cell in _wrong_cells(connection, lines, check, places)]
    found.sort(key=lambda each: each[0])
    return tuple(
        Finding(check.code, places.where(line, column), check.why(cell), check.next) for line, column, check, cell in found[:MOST_FINDINGS]
    )


def _wrong_cells(connection: duckdb.DuckDBPyConnection, lines: str, check: Check, places: Places) -> list[tuple[int, str, str]]:
    """Line, name of the column and content of the first cells that fail the check."""
    column = places.of_amount if check.column == "amount" else f"'{check.column}'"
    return connection.execute(
        f"SELECT line_no, {column}, {sql_name(check.column)} FROM ({lines}) WHERE {is_wrong([check])}"
        f" ORDER BY line_no LIMIT {MOST_FINDINGS}"
    ).fetchall()
