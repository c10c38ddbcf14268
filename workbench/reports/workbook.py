"""Sections as an Excel workbook: a sheet each, totals as SUM formulas, checks that recompute, a last sheet of all checks.

Rows go to disk as they come (XlsxWriter's constant memory), so a hundred thousand of them cost no more memory than one.
Every formula carries the exact figure it must give, so that a reader that does not compute shows the same. A formula about a
sheet that the workbook does not have is left out, and the figure stands alone. The same sections make the same bytes.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from workbench.errors import Refused
from workbench.reports.section import Cell, Check, Column, Section, Totals, harmless

LONGEST_TEXT = 32_767
"""Characters a cell holds (Microsoft, "Excel specifications and limits")."""

HEAD = 2
"""The row of the column heads; the title stands above it."""

MARKUP = "<r>"
"""What XlsxWriter, in constant memory, takes for markup of its own and writes as it stands; the same text from a file is text."""

NAMED = re.compile(r"\{(?:([^{}:]+): )?([^{}:]+)\}")
"""What a formula names: `{Title}` or `{Sheet: Title}`."""

ROW = "\0"
"""Stands in a formula for the number of its row."""


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
        self.number_head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "align": "right"})
        self.total_words = book.add_format({"bold": True, "top": 1})
        self.total = book.add_format({"bold": True, "top": 1, "num_format": accounting})
        self.kinds = {
            "text": book.add_format({"valign": "top"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            "count": book.add_format({"num_format": "#,##0_)"}),
            "money": book.add_format({"num_format": accounting}),
        }


def write(file: BinaryIO, sections: Iterable[Section], title: str, created: datetime) -> dict[str, int]:
    """Write the workbook, or nothing; returns the rows of each sheet. `created` is the only time in it.

    `Refused` in words when a section has more rows than a sheet holds (1,048,576).
    """
    with tempfile.TemporaryDirectory(prefix="workbench-report-") as folder:
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": folder})
        try:
            book.set_properties({"title": title, "created": created.replace(tzinfo=None)})
            styles = _Styles(book)
            sheets = {section.title: _Sheet(book, section, styles) for section in sections}
            written = {sheet.section.title: sheet.write(sheets) for sheet in _in_order(sheets)}
            _write_checks(book, styles, [check for title in sheets for check in written[title]])
        except BaseException:
            # XlsxWriter can only finish a workbook, not give one up: half a report must not look like a whole one.
            for sheet in book.worksheets():
                sheet.row_data_fh.close()
            raise
        book.close()
        return {title: sheet.last - HEAD for title, sheet in sheets.items()}


def _in_order(sheets: Mapping[str, _Sheet]) -> Iterable[_Sheet]:
    """The sheets in the order of writing: one that others look up goes before them, because only then its last row is known."""
    done: dict[str, _Sheet] = {}

    def add(title: str) -> None:
        for other in sheets[title].needs:
            if other in sheets and other not in done:
                add(other)
        done.setdefault(title, sheets[title])

    for title in sheets:
        add(title)
    return done.values()


class _Sheet:
    """One section on its way to the file, row after row, never back."""

    def __init__(self, book: Any, section: Section, styles: _Styles) -> None:
        self.section = section
        self.styles = styles
        self.sheet = book.add_worksheet(section.title)
        self.totals = Totals(section.columns)
        self.places = {column.title: place for place, column in enumerate(section.columns)}
        self.last = HEAD
        named = [*(column.formula for column in section.columns), *("{" + check.expected_in + "}" for check in section.checks)]
        self.needs = [sheet for text in named for sheet, _ in NAMED.findall(text) if sheet]
        self._formulas: dict[int, str] = {}

    def write(self, sheets: Mapping[str, _Sheet]) -> list[_Written]:
        columns = self.section.columns
        self._formulas = {place: text for place, column in enumerate(columns) if (text := self._formula(column.formula, sheets))}
        _put_text(self.sheet, 0, 0, self.section.title, self.styles.title)
        if self.section.note:
            _put_text(self.sheet, 1, 0, self.section.note, self.styles.note)
        for place, column in enumerate(columns):
            self.sheet.set_column(place, place, column.width)
            head = self.styles.number_head if column.kind in ("count", "money") else self.styles.head
            _put_text(self.sheet, HEAD, place, column.title, head)
        for at, row in enumerate(self.section.rows, start=HEAD + 1):
            self.last = at
            self.totals.add(row)
            for place, (column, value) in enumerate(zip(columns, row, strict=True)):
                self._put(at, place, column, value)
        self.sheet.freeze_panes(HEAD + 1, 0)
        if self.last > HEAD:
            self.sheet.autofilter(HEAD, 0, self.last, len(columns) - 1)
        return self._write_totals(self.last, sheets)

    def _formula(self, formula: str, sheets: Mapping[str, _Sheet]) -> str:
        """A column's formula with cells in the place of names; '' when it has none, or names a sheet that is not there."""
        if any(sheet and sheet not in sheets for sheet, _ in NAMED.findall(formula)):
            return ""

        def cell(found: re.Match[str]) -> str:
            sheet, title = found.groups()
            return sheets[sheet].range_of(title) if sheet else f"{xl_col_to_name(self.places[title])}{ROW}"

        return NAMED.sub(cell, formula)

    def range_of(self, title: str) -> str:
        """The cells of a column, for a formula on another sheet."""
        column = xl_col_to_name(self.places[title], col_abs=True)
        return f"'{self.section.title}'!{column}${HEAD + 2}:{column}${max(self.last, HEAD + 1) + 1}"

    def total_of(self, title: str) -> str:
        """The cell of a column's total, for a formula on another sheet; '' when nothing was added up."""
        return f"'{self.section.title}'!{xl_rowcol_to_cell(self.last + 1, self.places[title])}" if title in self.totals.known else ""

    def _put(self, row: int, place: int, column: Column, value: Cell) -> None:
        style = self.styles.kinds[column.kind]
        if value is None or value == "":
            return
        if place in self._formulas:
            formula = "=" + self._formulas[place].replace(ROW, str(row + 1))
            _require_room(self.sheet.write_formula(row, place, formula, style, value), self.section.title)
        elif isinstance(value, str) and column.kind == "day":
            _require_room(self.sheet.write_datetime(row, place, date.fromisoformat(value[:10]), style), self.section.title)
        elif isinstance(value, str):
            _put_text(self.sheet, row, place, value, style)
        else:
            _require_room(self.sheet.write_number(row, place, value, style), self.section.title)

    def _write_totals(self, last: int, sheets: Mapping[str, _Sheet]) -> list[_Written]:
        if not self.totals.sums:
            return []
        row = last + 1
        _put_text(self.sheet, row, 0, "Total", self.styles.total_words)
        for title in sorted(self.totals.known, key=self.places.__getitem__):
            place, total = self.places[title], self.totals.sums[title]
            formula = f"=SUM({xl_rowcol_to_cell(HEAD + 1, place)}:{xl_rowcol_to_cell(last, place)})"
            _require_room(self.sheet.write_formula(row, place, formula, self.styles.total, total), self.section.title)
        return [self._write_check(row, row + 2 + number, check, sheets) for number, check in enumerate(self.section.checks)]

    def _write_check(self, total_row: int, row: int, check: Check, sheets: Mapping[str, _Sheet]) -> _Written:
        """Check · what it must come to · the difference, as a formula · in words."""
        money = self.styles.kinds["money"]
        expected, here = xl_rowcol_to_cell(row, 1), xl_rowcol_to_cell(row, 2)
        minus = "-" + xl_rowcol_to_cell(total_row, self.places[check.minus]) if check.minus else ""
        difference = check.difference(self.totals.sums)
        formula = f"=ROUND({xl_rowcol_to_cell(total_row, self.places[check.column])}{minus}-{expected},2)"
        _put_text(self.sheet, row, 0, "Check", self.styles.kinds["text"])
        sheet, _, title = check.expected_in.partition(": ")
        stated = sheets[sheet].total_of(title) if sheet in sheets else ""
        if stated:
            _require_room(self.sheet.write_formula(row, 1, f"={stated}", money, check.expected), self.section.title)
        else:
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
    if text.startswith(MARKUP):
        text = f"'{text}"
    if len(text) > LONGEST_TEXT:
        ending = " … (longer than a cell holds)"
        text = text[: LONGEST_TEXT - len(ending)] + ending
    _require_room(sheet.write_string(row, place, text, style), sheet.get_name())


def _require_room(answer: int, sheet: str) -> None:
    """XlsxWriter answers, and does not raise, when a row lies below the sheet's last."""
    if answer:
        raise Refused(f"{sheet} has more rows than a sheet of a workbook holds.", where="export",
                      next="Export fewer payouts at a time, or as CSV.")  # fmt: skip
