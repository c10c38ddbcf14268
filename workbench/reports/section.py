"""What a report is made of: sections of columns and rows, totals, and checks of those totals.

A section is the same whether it becomes a sheet of a workbook or a part of a comma-separated file. Its rows may be endless:
writers take them one at a time and keep none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from workbench.money import ZERO, exact

Cell = str | int | Decimal | None
"""Text, a count, an amount, or nothing; a day is text, ISO 8601."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a text for a formula, as ASCII and in full width (OWASP, "CSV Injection")."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `summed` gives it a total; `formula` tells a workbook how a cell is made up: `{Title}` is the row's own cell in
    that column, `{Sheet: Title}` the whole column of another section."""

    title: str
    kind: Literal["text", "day", "count", "money"] = "text"
    width: int = 14
    summed: bool = False
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """Figures that must agree: the total of `column`, less the total of `minus`, is `expected`, which a workbook looks up where
    `expected_in` says: the total of `Sheet: Title`."""

    words: str
    column: str
    minus: str = ""
    expected: Decimal = ZERO
    expected_in: str = ""

    def difference(self, totals: Mapping[str, Decimal]) -> Decimal:
        """How far apart they are; 0.00 when all is well.

        >>> Check("debits = credits", "Debit", "Credit").difference({"Debit": Decimal("9.99"), "Credit": Decimal("9.98")})
        Decimal('0.01')
        """
        return exact(totals[self.column] - totals.get(self.minus, ZERO) - self.expected)


@dataclass(frozen=True, slots=True)
class Section:
    """A table with its title. Every row has a cell for every column; amounts are in `currency`."""

    title: str
    currency: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    checks: tuple[Check, ...] = ()
    note: str = ""


class Totals:
    """The exact sums of a section's summed columns, taken while its rows go by.

    None adds nothing; a column of nothing but None is not in `known`: its total is not shown as if it were 0.00.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self._summed = [(place, column.title) for place, column in enumerate(columns) if column.summed]
        self.sums = {title: ZERO for _, title in self._summed}
        self.known: set[str] = set()

    def add(self, row: Sequence[Cell]) -> None:
        """Count a row in."""
        for place, title in self._summed:
            value = row[place]
            if value is not None:
                self.sums[title] = exact(self.sums[title] + exact(value))
                self.known.add(title)


def harmless(text: str) -> str:
    """The text so that no spreadsheet runs it: an apostrophe before whatever could start a formula.

    >>> harmless('=HYPERLINK("http://evil")'), harmless("  @SUM(A1)"), harmless("Order 7 - gift")
    ('\\'=HYPERLINK("http://evil")', "'  @SUM(A1)", 'Order 7 - gift')
    """
    starts = text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS)
    return f"'{text}" if starts else text
