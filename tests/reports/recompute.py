"""A very small spreadsheet: computes the formulas that our workbooks use, from the cells alone, exactly.

It knows cell references (also of another sheet), + and −, SUM of a range and ROUND to 2. Anything else is an error, so a new
kind of formula cannot slip past the tests.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

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
    terms = list(TERM.finditer(formula))
    assert "".join(term[0] for term in terms) == formula, f"unknown formula {formula}"
    result = Decimal(0)
    for term in terms:
        other = book[term["sheet"]] if term["sheet"] else sheet
        amount = value_of(book, other, other[term["cell"]])
        result += -amount if term["sign"] == "-" else amount
    return result
