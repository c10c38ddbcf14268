"""A very small spreadsheet: computes the formulas that our workbooks use, from the cells alone, exactly.

It knows cell references (also of another sheet), + and −, SUM of a range, SUMIFS by text, number or day, and ROUND to 2.
Anything else is an error, so a new kind of formula cannot slip past the tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

RANGE = re.compile(r"'([^']+)'!(\$[A-Z]+\$\d+:\$[A-Z]+\$\d+)")
CRITERION = r'"(?:>=|<)"&DATE\(\d+,\d+,\d+\)|"[^"]*"|[A-Z]+\d+'
SUMIFS = re.compile(rf"(-?)SUMIFS\({RANGE.pattern}((?:,{RANGE.pattern},(?:{CRITERION}))+)\)")
PAIR = re.compile(rf",{RANGE.pattern},({CRITERION})")
TERM = re.compile(r"(?P<sign>[+-]?)(?:'(?P<sheet>[^']+)'!)?(?P<cell>[A-Z]+[0-9]+)")


def value_of(book: Workbook, sheet: Worksheet, cell: Any) -> Decimal:
    """What a cell comes to: its number, 0 when it is empty, or its formula computed."""
    if cell.value is None:
        return Decimal(0)
    if cell.data_type == "f":
        return compute(book, sheet, cell.value.removeprefix("="))
    assert cell.data_type == "n", f"{sheet.title}!{cell.coordinate} is no number: {cell.value!r}"
    return Decimal(str(cell.value))


def compute(book: Workbook, sheet: Worksheet, formula: str) -> Decimal:
    """One formula, without its equals sign."""
    if rounded := re.fullmatch(r"ROUND\((.*),2\)", formula):
        return round(compute(book, sheet, rounded[1]), 2)
    if summed := re.fullmatch(r"SUM\(([A-Z]+[0-9]+:[A-Z]+[0-9]+)\)", formula):
        return sum((value_of(book, sheet, cell) for row in sheet[summed[1]] for cell in row), Decimal(0))
    if conditional := SUMIFS.fullmatch(formula):
        return _sum_where(book, sheet, conditional)
    terms = list(TERM.finditer(formula))
    assert "".join(term[0] for term in terms) == formula, f"unknown formula {formula}"
    result = Decimal(0)
    for term in terms:
        other = book[term["sheet"]] if term["sheet"] else sheet
        amount = value_of(book, other, other[term["cell"]])
        result += -amount if term["sign"] == "-" else amount
    return result


def _sum_where(book: Workbook, sheet: Worksheet, found: re.Match[str]) -> Decimal:
    """SUMIFS: the cells of the first range whose rows fulfil every criterion."""
    amounts = _cells(book, found[2], found[3])
    wanted = [(_cells(book, pair[1], pair[2]), _fulfils(sheet, pair[3])) for pair in PAIR.finditer(found[4])]
    assert all(len(cells) == len(amounts) for cells, _ in wanted), "ranges of different length"
    rows = [n for n in range(len(amounts)) if all(fulfils(cells[n].value) for cells, fulfils in wanted)]
    result = sum((value_of(book, book[found[2]], amounts[n]) for n in rows), Decimal(0))
    return -result if found[1] else result


@cache
def _cells(book: Workbook, sheet: str, cells: str) -> list[Any]:
    return [row[0] for row in book[sheet][cells.replace("$", "")]]


def _fulfils(sheet: Worksheet, criterion: str) -> Callable[[Any], bool]:
    """What a criterion asks of a cell: the same text or number, or a day before or from another."""
    if day := re.fullmatch(r'"(>=|<)"&DATE\((\d+),(\d+),(\d+)\)', criterion):
        year, month = int(day[2]) + (int(day[3]) - 1) // 12, (int(day[3]) - 1) % 12 + 1
        limit = datetime(year, month, int(day[4]))  # noqa: DTZ001 (a spreadsheet's days have no zone)
        return lambda value: isinstance(value, datetime) and ((value >= limit) if day[1] == ">=" else (value < limit))
    wanted = criterion.strip('"') if criterion.startswith('"') else sheet[criterion].value
    return lambda value: value == wanted
