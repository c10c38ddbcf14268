"""Sections as an Excel workbook: a sheet each, totals as SUM formulas, checks that recompute, a last sheet of all checks.

Rows go to disk as they come (XlsxWriter's constant memory), so a hundred thousand of them cost no more memory than one.
Every formula carries the exact figure it must give, so that a reader that does not compute shows the same.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from workbench.errors import Refused
from workbench.reports.section import Cell, Check, Column, Section, Totals, harmless

LONGEST_TEXT = 32_767
"""Characters a cell holds (Microsoft, "Excel specifications and limits")."""

HEAD = 2
"""The row of the column heads; the title stands above it."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A check that stands on a sheet, for the sheet of all checks."""

    sheet: str
    words: str
    cell: str
    difference: Decimal


class _Styles:
    """The formats of a workbook, made once."""

    def __init__(self, book: Any) -> None:
        accounting = "#,##0.00_);(#,##0.00)"
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.note = book.add_format({"italic": True, "font_color": "#555555"})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.total_words = book.add_format({"bold": True, "top": 1})
        self.total = book.add_format({"bold": True, "top": 1, "num_format": accounting})
        self.kinds = {
            "text": book.add_format({"valign": "top"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "count": book.add_format({"num_format": "#,##0"}),
            "money": book.add_format({"num_format": accounting}),
        }


def write(file: BinaryIO, sections: Iterable[Section], title: str, created: datetime) -> None:
    """Write the workbook, or nothing. `Refused` in words when a section has more rows than a sheet holds (1,048,576)."""
    with tempfile.TemporaryDirectory(prefix="workbench-report-") as folder:
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": folder})
        try:
            book.set_properties({"title": title, "created": created.replace(tzinfo=None)})
            styles = _Styles(book)
            written: list[_Written] = []
            for section in sections:
                written.extend(_Sheet(book, section, styles).write())
            _write_checks(book, styles, written)
        except BaseException:
            # XlsxWriter can only finish a workbook, not give one up: half a report must not look like a whole one.
            for sheet in book.worksheets():
                sheet.row_data_fh.close()
            raise
        book.close()


class _Sheet:
    """One section on its way to the file, row after row, never back."""

    def __init__(self, book: Any, section: Section, styles: _Styles) -> None:
        self.section = section
        self.styles = styles
        self.sheet = book.add_worksheet(section.title)
        self.totals = Totals(section.columns)
        self.places = {column.title: place for place, column in enumerate(section.columns)}

    def write(self) -> list[_Written]:
        columns = self.section.columns
        _put_text(self.sheet, 0, 0, self.section.title, self.styles.title)
        if self.section.note:
            _put_text(self.sheet, 1, 0, self.section.note, self.styles.note)
        for place, column in enumerate(columns):
            self.sheet.set_column(place, place, column.width)
            _put_text(self.sheet, HEAD, place, column.title, self.styles.head)
        at = HEAD
        for at, row in enumerate(self.section.rows, start=HEAD + 1):
            self.totals.add(row)
            for place, (column, value) in enumerate(zip(columns, row, strict=True)):
                self._put(at, place, column, value)
        self.sheet.freeze_panes(HEAD + 1, 0)
        if at > HEAD:
            self.sheet.autofilter(HEAD, 0, at, len(columns) - 1)
        return self._write_totals(at)

    def _put(self, row: int, place: int, column: Column, value: Cell) -> None:
        style = self.styles.kinds[column.kind]
        if value is None or value == "":
            return
        if column.formula:
            cells = {title: xl_rowcol_to_cell(row, other) for title, other in self.places.items()}
            _require_room(self.sheet.write_formula(row, place, "=" + column.formula.format_map(cells), style, value), self.section.title)
        elif isinstance(value, str) and column.kind == "day":
            _require_room(self.sheet.write_datetime(row, place, date.fromisoformat(value[:10]), style), self.section.title)
        elif isinstance(value, str):
            _put_text(self.sheet, row, place, value, style)
        else:
            _require_room(self.sheet.write_number(row, place, value, style), self.section.title)

    def _write_totals(self, last: int) -> list[_Written]:
        if not self.totals.sums:
            return []
        row = last + 1
        _put_text(self.sheet, row, 0, "Total", self.styles.total_words)
        for title in sorted(self.totals.known, key=self.places.__getitem__):
            place, total = self.places[title], self.totals.sums[title]
            formula = f"=SUM({xl_rowcol_to_cell(HEAD + 1, place)}:{xl_rowcol_to_cell(last, place)})"
            _require_room(self.sheet.write_formula(row, place, formula, self.styles.total, total), self.section.title)
        return [self._write_check(row, row + 2 + number, check) for number, check in enumerate(self.section.checks)]

    def _write_check(self, total_row: int, row: int, check: Check) -> _Written:
        """Check · what it must come to · the difference, as a formula · in words."""
        money = self.styles.kinds["money"]
        expected, here = xl_rowcol_to_cell(row, 1), xl_rowcol_to_cell(row, 2)
        minus = "-" + xl_rowcol_to_cell(total_row, self.places[check.minus]) if check.minus else ""
        difference = check.difference(self.totals.sums)
        formula = f"=ROUND({xl_rowcol_to_cell(total_row, self.places[check.column])}{minus}-{expected},2)"
        _put_text(self.sheet, row, 0, "Check", self.styles.kinds["text"])
        _require_room(self.sheet.write_number(row, 1, check.expected, money), self.section.title)
        _require_room(self.sheet.write_formula(row, 2, formula, money, difference), self.section.title)
        _put_text(self.sheet, row, 3, check.words, self.styles.kinds["text"])
        return _Written(self.section.title, check.words, f"'{self.section.title}'!{here}", difference)


def _write_checks(book: Any, styles: _Styles, written: Sequence[_Written]) -> None:
    """The last sheet: every check of the workbook, looked up where it stands; all of them must be 0.00."""
    sheet = book.add_worksheet("Checks")
    _put_text(sheet, 0, 0, "Checks: every difference must be 0.00", styles.title)
    for place, (head, width) in enumerate((("Sheet", 18), ("Check", 60), ("Difference", 16))):
        sheet.set_column(place, place, width)
        _put_text(sheet, HEAD, place, head, styles.head)
    for row, check in enumerate(written, start=HEAD + 1):
        _put_text(sheet, row, 0, check.sheet, styles.kinds["text"])
        _put_text(sheet, row, 1, check.words, styles.kinds["text"])
        sheet.write_formula(row, 2, f"={check.cell}", styles.kinds["money"], check.difference)
    sheet.freeze_panes(HEAD + 1, 0)


def _put_text(sheet: Any, row: int, place: int, text: str, style: Any) -> None:
    text = harmless(text)
    if len(text) > LONGEST_TEXT:
        ending = " … (longer than a cell holds)"
        text = text[: LONGEST_TEXT - len(ending)] + ending
    _require_room(sheet.write_string(row, place, text, style), sheet.get_name())


def _require_room(answer: int, sheet: str) -> None:
    """XlsxWriter answers, and does not raise, when a row lies below the sheet's last."""
    if answer:
        raise Refused(f"{sheet} has more rows than a sheet of a workbook holds.", where="export",
                      next="Export fewer payouts at a time, or as CSV.")  # fmt: skip
