"""The one road from a settlement report to a `SettlementFile`, whatever its format.

    clean copy -> rows in the columns of flat file V2 -> checks and tally in one pass -> totals row -> SettlementFile

A report is taken only when every cell can be read and its lines sum to its total, to the hundredth: that is how a cut or
edited file is found out. What one format has of its own (its columns, its names, its places) is its `Format`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from workbench.amazon.files import cells, checks, tally, totals_row
from workbench.amazon.files.checks import Check, Places
from workbench.amazon.files.clean_copy import CleanCopy
from workbench.amazon.files.refusal import DOWNLOAD_AGAIN, RefusedFile, shown
from workbench.amazon.files.scratch import scratch
from workbench.amazon.files.settlement_file import LineKind, SettlementFile
from workbench.amazon.files.tally import Tally
from workbench.amazon.files.totals_row import TotalsRow
from workbench.errors import BrokenInvariant, Finding
from workbench.money import WHOLE_UNIT_CURRENCIES, ZERO, total

LINES = f"""
SELECT line_no, transaction_type, amount_type, amount_description, marketplace_name AS marketplace,
    {cells.amount_sql("amount")} AS amount,
    order_id, merchant_order_id, adjustment_id, shipment_id, fulfillment_id AS fulfillment,
    {cells.moment_sql("moment")} AS posted_at, {cells.date_sql("day")} AS posted_date,
    order_item_code, sku, {cells.quantity_sql("quantity_purchased")} AS quantity, promotion_id
FROM (
    SELECT *,
        coalesce(nullif(posted_date, ''), posted_date_time) AS day,
        coalesce(nullif(posted_date_time, ''), posted_date) AS moment
    FROM ({{lines}})
)
WHERE {checks.IS_DETAIL_ROW}
"""
"""The detail rows as the lines' store wants them; DuckDB keeps the file's order when it inserts them."""


def lines_of(rows: str) -> str:
    """SQL: the detail rows in `rows`, which have a `line_no` and the columns of flat file V2."""
    return LINES.format(lines=rows).strip()


def no_more_checks(_connection: duckdb.DuckDBPyConnection, _copy: CleanCopy, _checks: Sequence[Check]) -> tuple[Finding, ...]:
    """The further checks of a format that has none."""
    return ()


@dataclass(frozen=True, slots=True)
class Format:
    """What one format of settlement report has of its own.

    `copy` makes the clean copy of an archived file in a workspace. `rows` is SQL of all its rows in the columns of flat
    file V2, each cell a text; `numbered` the same with `line_no`, the physical line of the file; `lines` is what the store
    takes. `further` checks what of the copy is in none of the rows; its findings that do not block are notes. `places` are
    the words for where a fault is. `row_per_line` says that every row of the copy is one of `rows`.
    """

    name: str
    copy: Callable[[Path, Path], CleanCopy]
    rows: Callable[[CleanCopy], str]
    numbered: Callable[[CleanCopy], str]
    lines: Callable[[CleanCopy], str]
    further: Callable[[duckdb.DuckDBPyConnection, CleanCopy, Sequence[Check]], tuple[Finding, ...]] = no_more_checks
    places: Places = field(default_factory=Places)
    row_per_line: bool = True


def read(format: Format, raw: Path, name: str, workspace: Path) -> SettlementFile:
    """The settlement in the archived file `raw`, which the user knows as `name` (used in words only, never as a path).

    Leaves a clean copy in `workspace` for the `select` of the result; its amounts are in the settlement's currency.
    Raises RefusedFile, with all its findings and leaving nothing behind, when anything in the file is in doubt.
    """
    try:
        copy = format.copy(raw, workspace)
        try:
            return _read(format, copy, workspace)
        except BaseException:
            copy.path.unlink()
            raise
    except RefusedFile as refused:
        refused.where = shown(name, longest=80)
        raise


def _read(format: Format, copy: CleanCopy, workspace: Path) -> SettlementFile:
    settlement_id = _settlement_id(format, copy)
    with scratch(workspace) as connection:
        tallied, notes = _believed(connection, format, copy, checks.of_settlement(settlement_id))
        header = _header(connection, format, copy, tallied)
    # Python counted the rows by their line ends, DuckDB by parsing: they must have seen the same file.
    read_rows = tallied.line_count + tallied.totals_rows
    if format.row_per_line and read_rows != copy.row_count:
        raise BrokenInvariant(f"{read_rows} rows of {copy.row_count} were read.", where=settlement_id)
    return SettlementFile(
        format=format.name,
        settlement_id=settlement_id,
        start=header.start,
        end=header.end,
        deposit_date=header.deposit_date,
        total=header.total,
        currency=header.currency,
        marketplaces=tuple(sorted({kind.marketplace for kind in tallied.kinds if kind.marketplace})),
        line_count=tallied.line_count,
        sum=total(kind.total for kind in tallied.kinds),
        kinds=tallied.kinds,
        clean=copy.path,
        select=format.lines(copy),
        findings=(*copy.findings, *notes),
    )


def _settlement_id(format: Format, copy: CleanCopy) -> str:
    """The settlement that every row must name: the one of the first row."""
    with copy.path.open(encoding="utf-8", newline="\n") as file:
        first_row = file.readline().removesuffix("\n")
    if not first_row:
        raise RefusedFile.because("no-lines", "The file has a header and nothing else.")
    row = dict(zip(copy.columns.names, first_row.split("\t"), strict=True))
    found = row["settlement_id"].strip(" ")
    if not re.fullmatch(cells.SETTLEMENT_ID, found):
        what = f"{shown(found)} is not the number of a settlement."
        raise RefusedFile.because("settlement-id", what, where=format.places.where(row.get("line_no", "2"), "settlement-id"))
    return found


def _believed(
    connection: duckdb.DuckDBPyConnection, format: Format, copy: CleanCopy, all_checks: Sequence[Check]
) -> tuple[Tally, list[Finding]]:
    """The tally of rows that pass every check, and notes; raises RefusedFile with the wrong cells otherwise."""
    found = tally.of(connection, format.rows(copy), all_checks)
    rejections = checks.rejections(connection, format.numbered(copy), all_checks, format.places) if found.wrong else ()
    assert bool(found.wrong) == bool(rejections), "wrong cells were counted but not found"
    further = format.further(connection, copy, all_checks)
    if faults := [*found.faults(), *rejections, *(finding for finding in further if finding.blocks)]:
        raise RefusedFile(faults)
    return found, list(further)


def _header(connection: duckdb.DuckDBPyConnection, format: Format, copy: CleanCopy, tallied: Tally) -> TotalsRow:
    """The totals row; raises RefusedFile when it cannot be read, or when the lines do not agree with it."""
    faults = totals_row.faults(tallied.totals)
    if not faults:
        header = totals_row.read(tallied.totals)
        faults = _disagreements(tallied.kinds, header)
        if header.currency in WHOLE_UNIT_CURRENCIES:
            faults += checks.rejections(connection, format.numbered(copy), [checks.WHOLE_UNITS], format.places)
        if not faults:
            return header
    line = connection.execute(f"SELECT line_no FROM ({format.numbered(copy)}) WHERE {checks.IS_TOTALS_ROW}").fetchone()
    assert line is not None, "the totals row was counted but not found"
    raise RefusedFile([replace(fault, where=_placed(fault.where, line[0], format.places)) for fault in faults])


def _placed(where: str, line: int, places: Places) -> str:
    """The place in words: a fault of the totals row names its column only, that of a line has its place already."""
    return where if where.startswith("line ") else places.where(line, where)


def _disagreements(kinds: Sequence[LineKind], header: TotalsRow) -> list[Finding]:
    """The difference between the lines' sum and the stated total, when there is one, to the hundredth."""
    found = sum((kind.total for kind in kinds), ZERO)
    difference = found - header.total
    if not difference:
        return []
    what = (
        f"The lines sum to {found} {header.currency}, but the stated total is {header.total}: a difference of"
        f" {difference}. The file was cut off or edited."
    )
    return [Finding("total", "total-amount", what, DOWNLOAD_AGAIN, amount=difference)]
