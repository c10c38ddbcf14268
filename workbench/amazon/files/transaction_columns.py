"""The columns of a report of transactions, found by title in whatever language, generation and order it has.

`transaction_titles.csv` lists every title with what the column holds: a text, an amount that counts towards the total,
the total itself, or an amount that stands aside from it. The first title is Amazon's English one, by which the column is
known from here on. The titles are those of Seller Central's date range and monthly unified transaction reports, and of
the deferred transaction report (GET_DATE_RANGE_FINANCIAL_HOLDS_DATA), as sellers of each marketplace receive them.

A title counts whatever its case, accents, blanks, hyphens and colons. One that was cut short is known by its beginning.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from workbench.amazon.files.refusal import DOWNLOAD_AGAIN, RefusedFile, shown
from workbench.errors import Finding
from workbench.settlement.patterns import fold

ENOUGH_TITLES = 8
"""So many known titles make a row the header of such a report, even when others are missing: those are then named."""

PLACED = frozenset({"date/time", "settlement id"})
"""These two titles together are in no other report of Amazon's."""

LONGEST_HEADER = 40
"""Lines; Amazon puts up to nine of explanations above the header, sellers some more."""

CUT_AT = 150
"""Bytes of UTF-8 after which Amazon cuts a text, even in the middle of a character."""

MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its English title; `holds` is `text`, `amount`, `total` or `aside`."""

    title: str
    holds: str
    needed: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of one file stand: `at` is the position of each known one, `unknown` the other titles by
    position. `titles` are all of them as they stand in the file; `amounts` the English titles of the columns that sum to
    the total, in the file's order."""

    titles: tuple[str, ...]
    at: Mapping[str, int]
    unknown: Mapping[int, str]
    amounts: tuple[str, ...]

    @property
    def width(self) -> int:
        """How many cells a row has."""
        return len(self.titles)

    @property
    def is_deferred_report(self) -> bool:
        """Whether this is Amazon's report of deferred transactions alone, which alone has a ReportType."""
        return "ReportType" in self.at

    @property
    def unknown_among_amounts(self) -> Mapping[int, str]:
        """Unknown columns between the first and the last that hold money: one of them may hold money as well."""
        places = [self.at[title] for title in (*self.amounts, "total")]
        return {place: title for place, title in self.unknown.items() if min(places) < place < max(places)}


def is_header(row: Sequence[str]) -> bool:
    """Whether the row's cells are the titles of a report of transactions."""
    if len(row) < len(PLACED):
        return False
    found = {column.title for column in map(column_of, row) if column}
    return len(found) >= ENOUGH_TITLES or found >= PLACED


def find(header: Sequence[str], line: int) -> Columns:
    """The columns of a header that stands on this line; raises RefusedFile when one is missing or twice there."""
    if len(header) > MOST_COLUMNS:
        raise RefusedFile.because("columns", f"The header has {len(header)} columns; 32 are usual.", where=f"line {line}")
    columns = [column_of(title) for title in header]
    known = {column.title: place for place, column in enumerate(columns) if column}
    faults = [*_missing(known, line), *_repeated([column.title for column in columns if column], line)]
    if faults:
        raise RefusedFile(faults)
    return Columns(
        titles=tuple(header),
        at=known,
        unknown={place: title for place, title in enumerate(header) if columns[place] is None and title.strip()},
        amounts=tuple(column.title for column in columns if column and column.holds == "amount"),
    )


def notes(columns: Columns, line: int) -> tuple[Finding, ...]:
    """What the user should know of columns that are not used."""
    if not columns.unknown:
        return ()
    names = ", ".join(shown(title) for title in list(columns.unknown.values())[:10])
    what = f"The report has columns that are not known here: {names}. They stay in the archive, unused."
    return (Finding("unknown-columns", f"line {line}", what, "Nothing to do: the other columns sum to the total.", blocks=False),)


@cache
def column_of(title: str) -> Column | None:
    """The column with this title, None when no report of Amazon's is known to have it.

    >>> column_of("Umsätze").title, column_of("Data/Ora:").title, column_of("ASIN")
    ('product sales', 'date/time', None)
    """
    folded = fold(title)
    if not folded or folded in _by_title():
        return _by_title().get(folded)
    return _begun(title, folded)


def _begun(title: str, folded: str) -> Column | None:
    """The one column whose title begins so, for a title that is as long as Amazon lets a text be."""
    if len(title.encode()) < CUT_AT - len("…".encode()):
        return None
    begun = {column.title: column for known, column in _by_title().items() if known.startswith(folded)}
    return next(iter(begun.values())) if len(begun) == 1 else None


def _missing(known: Iterable[str], line: int) -> list[Finding]:
    absent = [column.title for column in all_columns() if column.needed and column.title not in known]
    if not absent:
        return []
    what = f"The header lacks {', '.join(absent)}, which a report of transactions has (in English or the seller's language)."
    return [Finding("missing-columns", f"line {line}", what, DOWNLOAD_AGAIN)]


def _repeated(titles: list[str], line: int) -> list[Finding]:
    return [
        Finding(
            "duplicate-column",
            f"line {line}, column {title}",
            f"The header has {count} columns for {title}; which one to believe cannot be known.",
            DOWNLOAD_AGAIN,
        )
        for title, count in Counter(titles).items()
        if count > 1
    ]


@cache
def all_columns() -> tuple[Column, ...]:
    """Every known column, in the order in which Amazon has them."""
    return tuple(Column(row["title"], row["holds"], row["needed"] == "yes") for row in _rows())


@cache
def _by_title() -> Mapping[str, Column]:
    """Every title, folded, with its column."""
    return {
        fold(title): column
        for row, column in zip(_rows(), all_columns(), strict=True)
        for title in (row["title"], *row["also_called"].split(" | "))
        if title
    }


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = files("workbench.amazon.files").joinpath("transaction_titles.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
