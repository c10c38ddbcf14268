"""The first look at all rows of a report of transactions: what must be known of the whole before one row can be read.

That is the currency, the decimal mark, the meaning of each status, and whether an unknown column holds money.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.amazon.files import reasons
from workbench.amazon.files.refusal import DOWNLOAD_AGAIN, MOST_FINDINGS, RefusedFile, shown
from workbench.amazon.files.transaction_amounts import Reader, TwoMarksError, decimal_mark, reader
from workbench.amazon.files.transaction_columns import Columns
from workbench.amazon.files.transaction_currency import currency_of, marketplace_of
from workbench.amazon.files.transaction_text import Report
from workbench.errors import Finding
from workbench.settlement.patterns import fold

RELEASED, DEFERRED = "released", "deferred"
STATUSES = {"released": RELEASED, "lanzado": RELEASED, "liberado": RELEASED, "veroffentlicht": RELEASED} | dict.fromkeys(
    ("deferred", "diferido"), DEFERRED
)
"""The words of status seen in reports, folded. Others are understood by their rows' release dates."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What holds for the whole report; `statuses` is what each text in the column of status means."""

    currency: str
    read_amount: Reader
    statuses: Mapping[str, str]
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Seen:
    """What was seen in the rows so far: the amounts, each once in the file's order; the first line of each marketplace,
    and of each status with and without a release date; the texts in unknown columns."""

    amounts: dict[str, None] = field(default_factory=dict)
    marketplaces: dict[str, int] = field(default_factory=dict)
    dated: dict[str, dict[bool, int]] = field(default_factory=dict)
    unknown: dict[int, set[str]] = field(default_factory=dict)
    faults: list[Finding] = field(default_factory=list)


def of(report: Report, columns: Columns) -> Survey:
    """The survey of a report; raises RefusedFile when it has no rows, uneven ones, or no one currency and decimal mark."""
    seen = _look(report, columns)
    if seen.faults:
        raise RefusedFile(seen.faults)
    currency = currency_of(report.header.above, seen.marketplaces)
    try:
        read_amount = reader(decimal_mark(seen.amounts, currency), currency)
    except TwoMarksError as marks:
        raise RefusedFile(list(_two_marks(report, columns, marks.args))) from marks
    _refuse_unknown_money(columns, seen.unknown, read_amount, report.header.line)
    statuses = {text: _status(text, dated) for text, dated in seen.dated.items()}
    return Survey(currency, read_amount, statuses, tuple(_status_notes(statuses)))


def _two_marks(report: Report, columns: Columns, texts: Sequence[str]) -> Iterable[Finding]:
    """Where two amounts stand that contradict one another, in the file's order."""
    sought, money = set(texts), [columns.at[title] for title in (*columns.amounts, "total")]
    for line, cells in report.rows():
        for text in sought & {cells[place] for place in money}:
            sought.remove(text)
            what = f"{shown(text)}: the report writes amounts in two ways, so two files were joined, or one was edited."
            yield Finding("amount", f"line {line}", what, reasons.SPREADSHEET)


def _look(report: Report, columns: Columns) -> _Seen:
    seen = _Seen(unknown={place: set() for place in columns.unknown_among_amounts})
    money = [columns.at[title] for title in (*columns.amounts, "total")]
    marketplace, status = columns.at.get("marketplace"), columns.at.get("Transaction Status")
    release = columns.at.get("Transaction Release Date")
    row_count = 0
    for line, cells in report.rows():
        row_count += 1
        if (fault := _uneven(line, cells, columns.width)) is not None:
            seen.faults.append(fault)
            if len(seen.faults) >= MOST_FINDINGS:
                break
            continue
        seen.amounts.update(dict.fromkeys([cells[place] for place in money]))
        if marketplace is not None and (name := cells[marketplace]):
            seen.marketplaces.setdefault(marketplace_of(name), line)
        if status is not None and not columns.is_deferred_report:
            has_date = release is not None and bool(cells[release].strip())
            seen.dated.setdefault(cells[status], {}).setdefault(has_date, line)
        for place, texts in seen.unknown.items():
            texts.add(cells[place].strip())
    if not row_count:
        raise RefusedFile.because("no-lines", "The report has a header and nothing below it: there is nothing to import.")
    return seen


def _uneven(line: int, cells: list[str], width: int) -> Finding | None:
    """What is wrong with a row of another width than the header; empty cells too many at its end do not count."""
    found = len(cells)
    if found == width or (found > width and not any(cells[width:])):
        return None
    why = "the file was cut off, or cells were moved" if found < width else "cells were moved, or a text lost its quotation marks"
    what = f"The row has {found} cells, the header {width}: {why}. Which cell belongs where cannot be known."
    return Finding("moved-cells", f"line {line}", what, DOWNLOAD_AGAIN)


def _refuse_unknown_money(columns: Columns, texts: Mapping[int, Iterable[str]], read_amount: Reader, line: int) -> None:
    holding = [shown(columns.unknown[place]) for place, found in texts.items() if _are_amounts(found, read_amount)]
    if holding:
        what = "The column {title} holds amounts and is not known here; leaving it out could lose money."
        remedy = "Tell the workbench's makers the column's title; until then, import the settlement report instead."
        raise RefusedFile(
            [Finding("unknown-amounts", f"line {line}, column {title}", what.format(title=title), remedy) for title in holding]
        )


def _are_amounts(texts: Iterable[str], read_amount: Reader) -> bool:
    """Whether every text that is not empty is an amount, and there is one."""
    filled = [text for text in texts if text]
    try:
        for text in filled:
            read_amount(text)
    except ValueError:
        return False
    return bool(filled)


def _status(text: str, dated: Mapping[bool, int]) -> str:
    """What a text in the column of status means: by its word, or by what its rows have in common.

    In Amazon's reports released rows have a release date and deferred ones have none.
    """
    if (known := STATUSES.get(fold(text))) is not None:
        return known
    if text.strip() and len(dated) == 1:
        return RELEASED if True in dated else DEFERRED
    line = min(dated.values())
    what = f"{shown(text)} is not known as a status, and its rows do not tell: released ones have a release date, deferred ones none."
    raise RefusedFile.because("status", what, where=f"line {line}, column Transaction Status")


def _status_notes(statuses: Mapping[str, str]) -> Iterable[Finding]:
    for text, meaning in statuses.items():
        if fold(text) not in STATUSES:
            has = "all" if meaning == RELEASED else "none"
            what = f"The status {shown(text)} was taken as {meaning}, because {has} of its rows have a release date."
            yield Finding("status", "column Transaction Status", what, "Look whether this is what the word means.", blocks=False)
