"""A clean copy of an archived report: UTF-8, one row a line, every row as wide as the header.

DuckDB's reader is fast and strict, but a stray byte can take its whole instance down, and its leniencies drop or shift
rows. So bytes are made plain here, in Python and in bounded memory, before DuckDB sees them. The copy has no header:
row 1 of the copy is line 2 of the file, and so on without a gap, which is what makes line numbers exact.

Nothing is repaired by guessing. What is folded: byte order mark, line ends, blank lines at the very end, and tabs
missing at the end of a row (Amazon itself leaves out the last one on Liquidations rows). Where a layout has blank lines
of Amazon's own, each becomes a row of empty cells, so that it still counts. Anything else is refused.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from workbench.amazon.files import encoding
from workbench.amazon.files.columns import Columns, Layout, find
from workbench.amazon.files.refusal import DOWNLOAD_AGAIN, MOST_FINDINGS, RefusedFile
from workbench.errors import Finding

LONGEST_LINE = 1024 * 1024
"""In bytes. Amazon's lines have some 200; DuckDB's own limit is twice this."""

LIQUIDATION = b"\tLiquidations\t"
MOST_BLANK_LINES = 10_000
"""In a row, in the middle of a file; Amazon leaves one."""
BLANK_LINE = "A blank line stands in the middle of the file."
AMOUNTS_AGREE = "Nothing to do: the amounts sum to the total all the same."

ALL_BUT_TABS_AND_LINE_ENDS = bytes(set(range(256)) - set(b"\t\n"))


@dataclass(frozen=True, slots=True)
class CleanCopy:
    """The copy, its columns, how many rows it has, and notes on what was folded."""

    path: Path
    columns: Columns
    row_count: int
    findings: tuple[Finding, ...]


def make(raw: Path, workspace: Path, layout: Layout) -> CleanCopy:
    """Writes the clean copy of the report `raw`, which has the columns of `layout`, into `workspace`.

    Raises RefusedFile, and leaves no file, when it cannot.
    """
    with raw.open("rb") as file:
        head = file.read(encoding.BLOCK)
    if not head:
        raise RefusedFile.because("empty", "The file is empty.")
    for name in encoding.candidates(head):
        try:
            return _make(raw, name, workspace, layout)
        except UnicodeDecodeError:
            continue
    raise RefusedFile.because("encoding", "The file has bytes that are no text in any encoding Amazon uses.")


def _make(raw: Path, name: str, workspace: Path, layout: Layout) -> CleanCopy:
    with tempfile.NamedTemporaryFile(dir=workspace, prefix="clean-", suffix=".tsv", delete=False) as file:
        path = Path(file.name).resolve()
        try:
            copyist = _Copyist(layout)
            copyist.copy(encoding.utf8_blocks(raw, name), file)
            columns, notes = copyist.result()
        except BaseException:
            path.unlink()
            raise
    findings = (*encoding.note(name), *columns.findings, *notes)
    return CleanCopy(path, columns, copyist.line - 1, findings)


def whole_lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The blocks cut anew after a line end (LF); only the last piece may lack one.

    A file without any LF whose lines end in CR, as old spreadsheets write, is taken as such.
    """
    rest, old_line_ends = b"", None
    for block in blocks:
        if old_line_ends is None and block:
            old_line_ends = b"\r" in block and b"\n" not in block
        rest += block.replace(b"\r", b"\n") if old_line_ends else block
        end = rest.rfind(b"\n") + 1
        if max(rest.find(b"\n"), len(rest) - end) > LONGEST_LINE:
            raise RefusedFile.because("long-line", f"A line is longer than {LONGEST_LINE:,} bytes.")
        if end:
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest


@dataclass(slots=True)
class _Copyist:
    """What has been copied so far: `line` is the number of the last line of the file that was taken."""

    layout: Layout
    line: int = 0
    blank: int = 0
    short: int = 0
    first_short: int = 0
    open_end: bool = False
    columns: Columns | None = None
    faults: list[Finding] = field(default_factory=list)

    def copy(self, blocks: Iterable[bytes], file: IO[bytes]) -> None:
        for piece in whole_lines(blocks):
            self.open_end = not piece.endswith(b"\n")
            text = piece + b"\n" if self.open_end else piece
            if b"\r" in text:
                text = text.replace(b"\r\n", b"\n")
            file.write(self._rows(self._without_blank_end(text)))
            if len(self.faults) >= MOST_FINDINGS:
                return

    def result(self) -> tuple[Columns, tuple[Finding, ...]]:
        """The columns found and the notes on the copy; raises RefusedFile with all faults met."""
        if self.faults:
            raise RefusedFile(self.faults)
        if self.columns is None:
            raise RefusedFile.because("empty", "The file has nothing but blank lines.")
        return self.columns, tuple(self._notes())

    def _without_blank_end(self, text: bytes) -> bytes:
        """The text up to its last line with something on it; the blank lines after it are held back, until it is known
        whether a further line follows: DuckDB would skip them, and all later line numbers would be wrong."""
        filled = len(text.rstrip())
        end = text.find(b"\n", filled) + 1 if filled else 0
        held_back = b""
        if end and self.blank:
            if self.layout.blank_lines and self.columns and self.blank <= MOST_BLANK_LINES:
                held_back, self.blank = b"\n" * self.blank, 0
            else:
                self._fault("blank-line", self.line + 1, BLANK_LINE)
        self.blank += text.count(b"\n", end)
        return held_back + text[:end]

    def _rows(self, text: bytes) -> bytes:
        """The lines' rows, checked and evened out; the first line of all is the header and is taken off."""
        if not text or self.faults:
            return b""
        self._check_bytes(text)
        if self.faults:
            return b""
        if self.columns is None:
            header, _, text = text.partition(b"\n")
            self.columns = find(header.decode(), self.layout)
            self.line = 1
        return self._evened(text, tabs=len(self.columns.names) - 1)

    def _check_bytes(self, text: bytes) -> None:
        for code, found, what in (
            ("binary", b"\0", "The line has a zero byte: the file is damaged, or is UTF-16 without its mark."),
            ("line-end", b"\r", "A carriage return stands inside the line."),
        ):
            if found in text:
                self._fault(code, self.line + 1 + text.count(b"\n", 0, text.find(found)), what)

    def _evened(self, text: bytes, tabs: int) -> bytes:
        """The text with every line as wide as the header.

        Looking at tabs and line ends alone settles a good block at the speed of C; only a block with an uneven
        line is gone through line by line.
        """
        skeleton = text.translate(None, ALL_BUT_TABS_AND_LINE_ENDS)
        even = b"\t" * tabs + b"\n"
        count = len(skeleton) // len(even)
        if skeleton == even * count:
            self.line += count
            return text
        return b"".join(self._evened_row(row, tabs) for row in text.removesuffix(b"\n").split(b"\n"))

    def _evened_row(self, row: bytes, tabs: int) -> bytes:
        self.line += 1
        missing = tabs - row.count(b"\t")
        if not row.strip():
            if self.layout.blank_lines:
                return b"\t" * tabs + b"\n"
            self._fault("blank-line", self.line, BLANK_LINE)
        elif missing < 0:
            self._fault("too-many-columns", self.line, _too_many(tabs + 1, tabs + 1 - missing))
        elif missing and self.open_end:
            self._fault("cut", self.line, "The file ends in the middle of this line: it was cut off.")
        elif missing > 1 or (missing and LIQUIDATION not in row):
            self.short += 1
            self.first_short = self.first_short or self.line
        return row + b"\t" * missing + b"\n"

    def _fault(self, code: str, line: int, what: str) -> None:
        if len(self.faults) < MOST_FINDINGS:
            self.faults.append(Finding(code, f"line {line}", what, DOWNLOAD_AGAIN))

    def _notes(self) -> Iterator[Finding]:
        if self.short:
            lines = "1 line has" if self.short == 1 else f"{self.short} lines have"
            what = f"{lines} fewer columns than the header; those missing at the end were taken as empty."
            yield Finding("short-lines", f"line {self.first_short}", what, AMOUNTS_AGREE, blocks=False)
        if self.open_end and not self.blank:
            what = "The last line has no line end. If its last cell looks cut off, so was the file."
            yield Finding("open-end", f"line {self.line}", what, AMOUNTS_AGREE, blocks=False)


def _too_many(wanted: int, found: int) -> str:
    return f"The line has {found} columns, the header {wanted}; which cell belongs where cannot be known."
