"""Amazon's reports of transactions, comma separated: read whole and proved row by row, or refused whole, in words.

Seller Central offers them as date range report and as monthly unified transaction report, in the marketplace's language;
the deferred transaction report (GET_DATE_RANGE_FINANCIAL_HOLDS_DATA) has the same rows, of what Amazon still holds. One
row is a transaction, with a column for each kind of money and their total. Nothing states a total of the whole, so a
report that was cut off between two rows is found out only by the transfers (`workbench.reconcile.transfers`).

Rows that are wholly identical are legal (two units of one order in one second) and are all kept; a row is known by its
line in the file, never by what it says.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

from workbench.amazon.files import encoding, transaction_columns, transaction_survey
from workbench.amazon.files.refusal import DOWNLOAD_AGAIN, RefusedFile, shown
from workbench.amazon.files.scratch import quoted, scratch
from workbench.amazon.files.settlement_file import LineKind
from workbench.amazon.files.transaction_columns import LONGEST_HEADER, Columns
from workbench.amazon.files.transaction_copy import TEXTS, Copyist
from workbench.amazon.files.transaction_survey import Survey
from workbench.amazon.files.transaction_text import CUT, OF_JAPAN, Report, encodings, open_report
from workbench.amazon.files.transactions_file import TransactionsFile
from workbench.errors import BrokenInvariant, Finding
from workbench.money import MoneyError, exact, total

TRANSACTIONS, DEFERRED = "transactions", "deferred"

MOST_KINDS = 50_000
"""Descriptions of fees name campaigns and claims, so there may be many kinds; more than this and columns are mixed up."""

LINES = """
SELECT line_no::UBIGINT AS line_no, settlement_id, account_type, status, CAST(nullif(released_at, '') AS TIMESTAMP) AS released_at,
    is_transfer = 'true' AS is_transfer, content::UBIGINT AS content, transaction_type, cell.amount_type AS amount_type,
    amount_description, marketplace, cell.amount AS amount, order_id, fulfillment, CAST(posted_at AS TIMESTAMP) AS posted_at,
    CAST(posted_on AS DATE) AS posted_on, sku, CAST(nullif(quantity, '') AS INTEGER) AS quantity
FROM (
    SELECT *, unnest(CASE WHEN len(filled) > 0 THEN filled ELSE [{at_zero}] END) AS cell
    FROM (SELECT *, list_filter([{cells}], lambda cell: cell.amount <> 0) AS filled FROM {rows})
)
"""
"""A line for each money cell that is not zero. DuckDB keeps the file's order when it inserts them."""

ROWS = (
    "read_csv({file}, columns = {{{types}}}, force_not_null = [{names}], auto_detect = false, header = false, delim = ',',"
    " quote = '\"', escape = '\"',"
    r" new_line = '\n', parallel = false)"
)
"""The rows of a clean copy, every cell a text. Texts may have line ends, which DuckDB cannot read in parallel."""


def read(raw: Path, name: str, workspace: Path) -> TransactionsFile:
    """The report in the archived file `raw`, which the user knows as `name` (used in words only, never as a path).

    Leaves a clean copy in `workspace` for the `select` of the result; its amounts are in the report's currency. Raises
    RefusedFile, with all its findings and leaving nothing behind, when anything in the file is in doubt.
    """
    try:
        return _in_an_encoding(raw, workspace)
    except RefusedFile as refused:
        refused.where = shown(name, longest=80)
        raise


def _in_an_encoding(raw: Path, workspace: Path) -> TransactionsFile:
    with raw.open("rb") as file:
        head = file.read(encoding.BLOCK)
    if not head.strip():
        raise RefusedFile.because("empty", "The file is empty.")
    reports = [open_report(raw, encoding_name) for encoding_name in encodings(head)]
    if not any(reports):
        raise RefusedFile.because("no-header", f"No line of the first {LONGEST_HEADER} has the titles of a report of transactions.")
    for report in filter(None, reports):
        try:
            return _read(report, workspace)
        except UnicodeDecodeError:
            continue
    raise RefusedFile.because("encoding", "The file has bytes that are no text in any encoding Amazon uses.")


def _read(report: Report, workspace: Path) -> TransactionsFile:
    columns = transaction_columns.find(report.header.titles, report.header.line)
    survey = transaction_survey.of(report, columns)
    copyist = Copyist(columns, survey)
    with tempfile.NamedTemporaryFile(
        "w", dir=workspace, prefix="clean-", suffix=".csv", delete=False, encoding="utf-8", newline=""
    ) as file:
        path = Path(file.name).resolve()
        try:
            copyist.copy(report.rows(), file)
            file.flush()
            return _believed(report, columns, survey, copyist, path, workspace)
        except MoneyError as error:
            path.unlink()
            raise RefusedFile.because("amount", f"The rows sum to more than money can be: {error}.") from error
        except BaseException:
            path.unlink()
            raise


def _believed(report: Report, columns: Columns, survey: Survey, copyist: Copyist, path: Path, workspace: Path) -> TransactionsFile:
    """The report whose rows were all proved; the lines that are stored are held against the rows once more."""
    select = _select(path, columns)
    portions = copyist.portions.all()
    with scratch(workspace) as connection:
        kinds = _kinds(connection, select)
    moved = total(transfer.amount for transfer in copyist.transfers)
    by_rows = total([moved, *(portion.net for portion in portions), *(portion.deferred for portion in portions)])
    if (by_lines := total(kind.total for kind in kinds)) != by_rows:
        raise BrokenInvariant(f"The rows sum to {by_rows}, the lines made of them to {by_lines}.")
    return TransactionsFile(
        format=DEFERRED if columns.is_deferred_report else TRANSACTIONS,
        currency=survey.currency,
        marketplaces=tuple(sorted(copyist.marketplaces)),
        row_count=copyist.row_count,
        first=min(portion.first for portion in portions),
        last=max(portion.last for portion in portions),
        time_zones=tuple(sorted(copyist.zones)),
        settlements=portions,
        transfers=tuple(copyist.transfers),
        kinds=kinds,
        clean=path,
        select=select,
        findings=(*survey.findings, *_notes(report, columns, copyist)),
    )


def _select(path: Path, columns: Columns) -> str:
    """SQL of the lines. Its names are ours, and titles are those of the table of titles, so no text of the file is SQL."""
    money = {f"amount_{n}": title for n, title in enumerate(columns.amounts, 1)}
    names = (*TEXTS, *money)
    types = ", ".join(f"{name}: 'VARCHAR'" for name in names)
    cells = [f"{{amount_type: {quoted(title)}, amount: CAST({name} AS DECIMAL(18,2))}}" for name, title in money.items()]
    rows = ROWS.format(file=quoted(str(path)), types=types, names=", ".join(names))
    at_zero = f"{{amount_type: {quoted(columns.amounts[-1])}, amount: CAST(0 AS DECIMAL(18,2))}}"
    return LINES.format(cells=", ".join(cells), at_zero=at_zero, rows=rows).strip()


def _kinds(connection: duckdb.DuckDBPyConnection, select: str) -> tuple[LineKind, ...]:
    rows = connection.execute(
        f"SELECT transaction_type, amount_type, amount_description, marketplace, count(*), sum(amount)"
        f" FROM ({select}) GROUP BY ALL ORDER BY ALL LIMIT {MOST_KINDS + 1}"
    ).fetchall()
    if len(rows) > MOST_KINDS:
        raise RefusedFile.because("kinds", f"The report has more than {MOST_KINDS:,} kinds of lines.")
    return tuple(LineKind(row[0], row[1], row[2], row[3], row[4], exact(row[5])) for row in rows)


def _notes(report: Report, columns: Columns, copyist: Copyist) -> Iterator[Finding]:
    if report.encoding != OF_JAPAN:
        yield from encoding.note(report.encoding)
    yield from transaction_columns.notes(columns, report.header.line)
    if copyist.cut_texts:
        rows = "1 text ends" if copyist.cut_texts == 1 else f"{copyist.cut_texts} texts end"
        what = f"{rows} in half a character: Amazon cuts long titles of products. The half is shown as {CUT}."
        yield Finding("cut-text", "", what, "Nothing to do: amounts and dates are not touched by this.", blocks=False)
    if copyist.scientific_orders:
        rows = "1 row has" if copyist.scientific_orders == 1 else f"{copyist.scientific_orders} rows have"
        what = f"{rows} an order's number in scientific notation: a spreadsheet has saved this report, and the number is lost."
        yield Finding("order-id", "column order id", what, "Amounts agree. To tell these orders apart, " + DOWNLOAD_AGAIN, blocks=False)
    if report.has_open_end:
        what = "The last line has no line end. If its last cell looks cut off, so was the file."
        yield Finding("open-end", "", what, DOWNLOAD_AGAIN, blocks=False)
