"""The text of a report of transactions: its encoding, its separator, the lines above its header, and its rows.

Amazon writes comma-separated text, every cell in quotes: UTF-8 with a byte order mark in most marketplaces, cp932 in
Japan. Spreadsheets write it anew with semicolons or tabs and in cp1252. Product titles are cut at 150 bytes, even in the
middle of a character: such a half character at the very end of a cell is shown as U+FFFD, anywhere else it is an error.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from workbench.amazon.files import encoding
from workbench.amazon.files.refusal import DOWNLOAD_AGAIN, RefusedFile
from workbench.amazon.files.transaction_columns import LONGEST_HEADER, is_header

DELIMITERS = (",", ";", "\t")
LONGEST_LINE = 1024 * 1024
"""In characters. Amazon's lines have some 500."""

OF_JAPAN = "cp932"
"""The encoding in which Amazon writes Japan's report."""

CUT = "\ufffd"
"""Stands for the half of a character that Amazon left at the end of a text."""

CUT_CHARACTERS = "workbench-cut-characters"
ENDS_OF_CELL = b'",;\t\r\n'

Row = tuple[int, list[str]]
"""A row's first line in the file, counted from 1, and its cells."""


def _cut_character(error: UnicodeError) -> tuple[str, int]:
    """The codecs' way to ask what to do: a half character at the end of a cell is marked, any other byte refused."""
    if isinstance(error, UnicodeDecodeError):
        after = error.object[error.end : error.end + 1]
        if after and after in ENDS_OF_CELL:
            return CUT, error.end
    raise error


codecs.register_error(CUT_CHARACTERS, _cut_character)


@dataclass(frozen=True, slots=True)
class Header:
    """A header found: its titles, the line it begins on, the text above it, and what separates cells."""

    delimiter: str
    titles: tuple[str, ...]
    line: int
    above: str


@dataclass(frozen=True, slots=True)
class Report:
    """The file of a report of transactions that can be gone through as often as needed."""

    path: Path
    encoding: str
    header: Header

    def rows(self) -> Iterator[Row]:
        """The rows below the header that have anything in them; raises RefusedFile at what is no row."""
        with self.path.open("rb") as file:
            text = io.TextIOWrapper(file, self.encoding, CUT_CHARACTERS, newline="")
            reader = csv.reader(_lines(text), delimiter=self.header.delimiter, strict=True)
            line = 1
            try:
                for cells in reader:
                    if line > self.header.line and any(map(str.strip, cells)):
                        yield line, cells
                    line = reader.line_num + 1
            except csv.Error as error:
                raise _unreadable(line, str(error)) from error

    @property
    def has_open_end(self) -> bool:
        """Whether the last line lacks its line end."""
        with self.path.open("rb") as file:
            file.seek(-2, io.SEEK_END)  # two bytes, because in UTF-16 a line end has two
            return not any(byte in b"\r\n" for byte in file.read())


def open_report(raw: Path, encoding_name: str) -> Report | None:
    """The report read in this encoding, None when it then has no header. Its rows may still turn out to be no text."""
    with raw.open("rb") as file:
        header = header_of(file.read(encoding.BLOCK), encoding_name)
    return Report(raw, encoding_name, header) if header else None


def encodings(head: bytes) -> tuple[str, ...]:
    """The encodings to try, in order, for a file that begins so: a byte order mark decides, then Japanese titles."""
    known = encoding.candidates(head)
    if len(known) > 1:
        header = header_of(head, OF_JAPAN)
        if header is not None and not "".join(header.titles).isascii():
            return (known[0], OF_JAPAN)
    return known


def find_header(head: bytes) -> Header | None:
    """The header in the first bytes of a file, None when it is no report of transactions."""
    found = (header_of(head, name) for name in encodings(head))
    return next((header for header in found if header), None)


def header_of(head: bytes, encoding_name: str) -> Header | None:
    """The header among the first lines, read in this encoding with bad bytes left aside."""
    text = head.decode(encoding_name, "replace")
    return next(filter(None, (_header(text, delimiter) for delimiter in DELIMITERS)), None)


def _header(text: str, delimiter: str) -> Header | None:
    above: list[str] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for row in reader:
            if line > LONGEST_HEADER:
                return None
            if is_header(row):
                return Header(delimiter, tuple(row), line, "\n".join(above))
            above += row
            line = reader.line_num + 1
    except csv.Error:
        return None
    return None


def _lines(text: TextIO) -> Iterator[str]:
    """The physical lines, of a length that memory can hold."""
    number = 0
    while line := text.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise RefusedFile.because("long-line", f"The line is longer than {LONGEST_LINE:,} characters.", where=f"line {number}")
        if "\0" in line:
            raise RefusedFile.because("binary", "The line has a zero byte: the file is damaged.", where=f"line {number}")
        yield line


def _unreadable(line: int, error: str) -> RefusedFile:
    if "unexpected end" in error:
        what = "A quotation mark opens here and is never closed: the file was cut off, or the mark is one too many."
    elif "field limit" in error:
        what = "A cell is longer than any text of Amazon's, perhaps because a quotation mark is missing."
    else:
        what = "The row's quotation marks do not match, so its cells cannot be told apart."
    return RefusedFile.because("quotes", what, where=f"line {line}", next=DOWNLOAD_AGAIN)
