"""Amazon's settlement report, flat file V2: read whole and proved to the cent, or refused whole, in words.

The report (GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2) is a totals row and detail rows, in no order. The totals row
alone has the period, the deposit date, the total and the currency; a detail row has one signed amount, + = to the
seller. The detail rows sum to the total: that is how a cut or edited file is found out.

Rows that are wholly identical are legal (two units of one order in one second) and are all kept; a line is known by
its number in the file, never by what it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from workbench.amazon.files import cells, checks, clean_copy, tally, totals_row
from workbench.amazon.files.clean_copy import CleanCopy
from workbench.amazon.files.refusal import DOWNLOAD_AGAIN, RefusedFile, shown
from workbench.amazon.files.scratch import rows_of, scratch
from workbench.amazon.files.settlement_file import LineKind, SettlementFile
from workbench.amazon.files.tally import Tally
from workbench.amazon.files.totals_row import TotalsRow
from workbench.errors import BrokenInvariant, Finding
from workbench.money import WHOLE_UNIT_CURRENCIES, ZERO, total

FORMAT = "settlement-v2"

LINES = f"""
SELECT line_no, transaction_type, amount_type, amount_description, marketplace_name AS marketplace,
    {cells.amount_sql("amount")} AS amount,
    order_id, merchant_order_id, adjustment_id, shipment_id, fulfillment_id AS fulfillment,
    {cells.moment_sql("posted_date_time")} AS posted_at, {cells.date_sql("day")} AS posted_date,
    order_item_code, sku, {cells.quantity_sql("quantity_purchased")} AS quantity, promotion_id
FROM (SELECT *, coalesce(nullif(posted_date, ''), posted_date_time) AS day FROM ({{lines}}))
WHERE {checks.IS_DETAIL_ROW}
"""
"""The detail rows as the lines' store wants them; DuckDB keeps the file's order when it inserts them."""


def read(raw: Path, name: str, workspace: Path) -> SettlementFile:
    """The settlement in the archived file `raw`, which the user knows as `name` (used in words only, never as a path).

    Leaves a clean copy in `workspace` for the `select` of the result; its amounts are in the settlement's currency.
    Raises RefusedFile, with all its findings and leaving nothing behind, when anything in the file is in doubt.
    """
    try:
        copy = clean_copy.make(raw, workspace)
        try:
            return _read(copy, workspace)
        except BaseException:
            copy.path.unlink()
            raise
    except RefusedFile as refused:
        refused.where = shown(name, longest=80)
        raise


def _read(copy: CleanCopy, workspace: Path) -> SettlementFile:
    settlement_id = _settlement_id(copy)
    rows = _rows(copy)
    lines = f"SELECT row_number() OVER () + 1 AS line_no, * FROM ({rows})"
    with scratch(workspace) as connection:
        tallied = _believed(connection, rows, lines, checks.of_settlement(settlement_id))
        header = _header(connection, lines, tallied)
    # Python counted the rows by their line ends, DuckDB by parsing: they must have seen the same file.
    read_rows = tallied.line_count + tallied.totals_rows
    if read_rows != copy.row_count:
        raise BrokenInvariant(f"{read_rows} rows of {copy.row_count} were read.", where=settlement_id)
    return SettlementFile(
        format=FORMAT,
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
        select=LINES.format(lines=lines).strip(),
        findings=copy.findings,
    )


def _settlement_id(copy: CleanCopy) -> str:
    """The settlement that every row must name: the one of the first row."""
    with copy.path.open(encoding="utf-8", newline="\n") as file:
        first_row = file.readline().removesuffix("\n")
    if not first_row:
        raise RefusedFile.because("no-lines", "The file has a header and nothing else.")
    found = dict(zip(copy.columns.names, first_row.split("\t"), strict=True))["settlement_id"]
    if not re.fullmatch(cells.SETTLEMENT_ID, found):
        what = f"{shown(found)} is not the number of a settlement."
        raise RefusedFile.because("settlement-id", what, where="line 2, column settlement-id")
    return found


def _rows(copy: CleanCopy) -> str:
    """SQL: all rows of the copy, with every known column."""
    absent = "".join(f", '' AS {name}" for name in copy.columns.missing)
    return f"SELECT *{absent} FROM {rows_of(copy.path, copy.columns.names)}"


def _believed(connection: duckdb.DuckDBPyConnection, rows: str, lines: str, all_checks: Sequence[checks.Check]) -> Tally:
    """The tally of rows that pass every check; raises RefusedFile with the wrong cells otherwise."""
    found = tally.of(connection, rows, all_checks)
    rejections = checks.rejections(connection, lines, all_checks) if found.wrong else ()
    assert bool(found.wrong) == bool(rejections), "wrong cells were counted but not found"
    if faults := [*found.faults(), *rejections]:
        raise RefusedFile(faults)
    return found


def _header(connection: duckdb.DuckDBPyConnection, lines: str, tallied: Tally) -> TotalsRow:
    """The totals row; raises RefusedFile when it cannot be read, or when the lines do not agree with it."""
    faults = totals_row.faults(tallied.totals)
    if not faults:
        header = totals_row.read(tallied.totals)
        faults = _disagreements(tallied.kinds, header)
        if header.currency in WHOLE_UNIT_CURRENCIES:
            faults += checks.rejections(connection, lines, [checks.WHOLE_UNITS])
        if not faults:
            return header
    line = connection.execute(f"SELECT line_no FROM ({lines}) WHERE {checks.IS_TOTALS_ROW}").fetchone()
    assert line is not None, "the totals row was counted but not found"
    raise RefusedFile([replace(fault, where=fault.where.format(line=line[0])) for fault in faults])


def _disagreements(kinds: Sequence[LineKind], header: TotalsRow) -> list[Finding]:
    """The difference between the lines' sum and the stated total, when there is one, to the hundredth."""
    found = sum((kind.total for kind in kinds), ZERO)
    difference = found - header.total
    if not difference:
        return []
    what = (
        f"The lines sum to {found} {header.currency}, but total-amount states {header.total}: a difference of"
        f" {difference}. The file was cut off or edited."
    )
    return [Finding("total", totals_row.where("total-amount"), what, DOWNLOAD_AGAIN, amount=difference)]
