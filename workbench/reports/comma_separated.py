"""Sections as one comma-separated file: each with its title, its heads, its rows, its total and its checks.

UTF-8 with the mark that makes Excel read it as such; amounts in plain digits, without separators; text made harmless.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, BinaryIO

from workbench.money import plain
from workbench.reports.section import Cell, Column, Section, Totals, harmless


def write(file: BinaryIO, sections: Iterable[Section]) -> None:
    """Write the sections one below the other, a blank line between them."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    for number, section in enumerate(sections):
        if number:
            writer.writerow([])
        _write_section(writer, section)
    text.detach()


def write_table(file: BinaryIO, section: Section) -> int:
    """Write one section as a table and nothing else: heads and rows, no title and no total. Returns how many rows."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer, count = csv.writer(text), 0
    writer.writerow([harmless(column.title) for column in section.columns])
    for row in section.rows:
        count += 1
        writer.writerow([_cell(value, section.currency) for value in row])
    text.detach()
    return count


def _write_section(writer: Any, section: Section) -> None:
    writer.writerow([harmless(section.title), harmless(section.note)] if section.note else [harmless(section.title)])
    writer.writerow([harmless(column.title) for column in section.columns])
    totals = Totals(section.columns)
    for row in section.rows:
        totals.add(row)
        writer.writerow([_cell(value, section.currency) for value in row])
    if totals.sums:
        writer.writerow(_total_row(section.columns, totals, section.currency))
    for check in section.checks:
        difference = plain(check.difference(totals.sums), section.currency)
        writer.writerow(["Check", plain(check.expected, section.currency), difference, harmless(check.words)])


def _total_row(columns: Sequence[Column], totals: Totals, currency: str) -> list[str]:
    cells = [plain(totals.sums[column.title], currency) if column.title in totals.known else "" for column in columns]
    return ["Total", *cells[1:]]


def _cell(value: Cell, currency: str) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value, currency)
    return harmless(value) if isinstance(value, str) else str(value)
