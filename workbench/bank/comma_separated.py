"""A bank's CSV by its layout: every line, or none and every fault.

Banks write what they like above the table (the account's name, balances). The header is the first row of names, three or more,
that has a row with a date under it; what stands above stays in the archive and is told of. From there on nothing is skipped.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from workbench.bank import cells, text
from workbench.bank.layout import Layout, fingerprint
from workbench.bank.refusal import DOWNLOAD_AGAIN, RefusedStatement, shown
from workbench.bank.statement import MOST_LINES, Statement, StatementLine
from workbench.errors import Finding
from workbench.money import exact

DELIMITERS = ",;\t|"
HEAD = 60
"""How many rows from the top the header is looked for in."""

NOT_SO = "Look whether the columns mean what was said of them; if so, download the statement again and import it as it is."

Row = tuple[int, list[str]]
"""A row with the line of the file that it begins in."""


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV as far as it can be understood without its layout: where the header stands, what it says, what follows."""

    delimiter: str
    header: tuple[str, ...]
    header_line: int
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


def table(data: bytes) -> Table:
    """The header and the rows below it; RefusedStatement when there is no table of lines in these bytes."""
    text.require_a_statement(data)
    content, notes = text.decoded(data)
    found = [(header, d) for d in DELIMITERS if (header := _header(content, d)) is not None]
    if not found:
        first = next((line for line in content.splitlines() if line.strip()), "")
        what = f"The file has no table of lines with a header above it. Its first line is {shown(first)}."
        remedy = "A CSV must have the names of its columns above its lines. " + text.IN_A_FORMAT
        raise RefusedStatement.because("no-header", what, next=remedy)
    (line, names), delimiter = max(found, key=lambda each: len(each[0][1]))
    rows = tuple(row for row in _rows(content, delimiter, everything=True) if row[0] > line and any(cell.strip() for cell in row[1]))
    if not rows:
        raise RefusedStatement.because("no-lines", "The file has a header and no line under it.", where=f"line {line}",
                                       next="Download the statement again, for days on which the account moved.")  # fmt: skip
    if len(rows) > MOST_LINES:
        raise RefusedStatement.because("large", f"The file has more than {MOST_LINES:,} lines.", next="Import a shorter period at once.")
    above = [n for n, cell in _rows(content, delimiter) if n < line and any(c.strip() for c in cell)]
    if above:
        what = f"What stands above the table was left aside: {len(above)} {'row' if len(above) == 1 else 'rows'}."
        notes += (Finding("above", f"line {above[0]}", what, "Nothing to do.", blocks=False),)
    return Table(delimiter, tuple(names), line, rows, notes)


def read(data: bytes, layout: Layout) -> Statement:
    """The statement; RefusedStatement with every fault (the first twenty) when a cell is not what the layout says."""
    found = table(data)
    if fingerprint(found.header) != layout.fingerprint:
        what = f"The columns are {', '.join(map(shown, found.header[:10]))}, which are not those of the layout."
        raise RefusedStatement.because("columns", what, where=f"line {found.header_line}", next="Say what these columns mean.")
    faults: list[Finding] = []
    lines = [line for row in found.rows if (line := _line(row, found.header, layout, faults)) is not None]
    if faults:
        raise RefusedStatement(faults)
    return Statement("csv", f"csv:{layout.fingerprint}", layout.currency, "", tuple(lines), found.findings)


def _rows(content: str, delimiter: str, *, everything: bool = False) -> Iterator[Row]:
    """The rows, each with the line it begins in. Broken quoting ends the reading of the head, and refuses the whole."""
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for row in reader if everything else islice(reader, HEAD):
            yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        if everything:
            what = f"The row cannot be taken apart ({error}): a quotation mark is open or out of place, or the file was cut off."
            raise RefusedStatement.because("quotes", what, where=f"line {begins}") from error


def _header(content: str, delimiter: str) -> tuple[int, list[str]] | None:
    """Line and names of the header; names without values under them when there are no better ones."""
    head = [(line, _trimmed(row)) for line, row in _rows(content, delimiter) if any(cell.strip() for cell in row)]
    named = [n for n, (_, row) in enumerate(head) if _are_names(row)]
    for n in named:
        if n + 1 < len(head) and any(cells.looks_like_a_date(cell) for cell in head[n + 1][1]):
            return head[n]
    return head[named[0]] if named else None


def _trimmed(row: list[str]) -> list[str]:
    """The row's cells without blanks around them, and without the empty ones after the last."""
    found = [cell.strip() for cell in row]
    while found and not found[-1]:
        found.pop()
    return found


def _are_names(row: list[str]) -> bool:
    return len(row) >= 3 and all(row) and not any(cells.looks_like_a_value(cell) for cell in row)


def _line(row: Row, header: tuple[str, ...], layout: Layout, faults: list[Finding]) -> StatementLine | None:
    """The row as a line of the statement; None, and its faults noted, when it is none."""
    line_no, found = row
    width = len(header)
    if len(found) < width or any(cell.strip() for cell in found[width:]):
        what = f"The row has {len(found)} cells, and the header names {width}."
        _note(faults, "width", f"line {line_no}", what, DOWNLOAD_AGAIN)
        return None
    cell = dict(zip(header, found, strict=False))
    before = len(faults)
    try:
        day = cells.day(cell[layout.date], layout.date_format)
    except ValueError as error:
        _note(faults, "date", f"line {line_no}, column {layout.date}", f"{shown(cell[layout.date])} is not a date: {error}.", NOT_SO)
    amount = _amount(line_no, cell, layout, faults)
    if amount is None or len(faults) > before:
        return None
    description = " ".join(part for name in layout.description if (part := " ".join(cell[name].split())))
    return StatementLine(line_no, day, amount, description, cell[layout.reference].strip() if layout.reference else "")


def _amount(line_no: int, cell: dict[str, str], layout: Layout, faults: list[Finding]) -> Decimal | None:
    """The money of a row, + received; None, and its fault noted, when it has none or two."""
    filled = [name for name in layout.money_columns if cell[name].strip() or not layout.in_two_columns]
    if len(filled) == 2:  # some banks write 0.00 where others leave the cell empty
        filled = [name for name in filled if cell[name].strip(" 0.,")] or filled[:1]
    if len(filled) != 1:
        what = f"The row has {'no amount' if not filled else 'an amount in both columns'}."
        _note(faults, "amount", f"line {line_no}, column {' and '.join(layout.money_columns)}", what, NOT_SO)
        return None
    name = filled[0]
    try:
        amount = cells.amount(cell[name], layout.decimal_mark, layout.currency)
        if layout.in_two_columns:
            return _of_its_column(amount, name == layout.paid, layout)
        return exact(-amount) if layout.sign == "minus-received" else amount
    except ValueError as error:
        _note(faults, "amount", f"line {line_no}, column {name}", f"{shown(cell[name])} is not an amount: {error}.", NOT_SO)
        return None


def _of_its_column(amount: Decimal, paid: bool, layout: Layout) -> Decimal:
    if paid and layout.sign == "two-columns-paid-minus":
        if amount > 0:
            raise ValueError("it has no minus, and the layout says that what was paid out has one")
        return amount
    if amount < 0:
        raise ValueError("it has a minus, and the layout says that this column has none")
    return exact(-amount) if paid else amount


def _note(faults: list[Finding], code: str, where: str, what: str, remedy: str) -> None:
    faults.append(Finding(code, where, what, remedy))
