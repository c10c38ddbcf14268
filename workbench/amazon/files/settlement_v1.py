"""Amazon's older settlement report, flat file V1: a wide table, brought into the columns of flat file V2.

In V1 (GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE, which Amazon retires) each kind of amount has a column of its own, most with
a column beside it that says what the amount is. A row may have two amounts and then gives two lines of the same number: an
advertising invoice has its fee and its tax in one row. The columns of promotions are absent when there was none.

A row with a quantity and no amount is no line: V1 states the units of an order item once, V2 on each of its lines. So the
quantity is carried over to the lines of the same item, as V2 has it; a line of 0.00 instead would be one that Amazon does not
have, and receipts, which ask each kind of line for its units, would find none on the price.

Amazon pads the amount of a `Successful charge` with blanks and leaves a blank line after it. So blanks around a cell say
nothing here, and blank lines are rows of nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import duckdb

from workbench.amazon.files import cells, checks, clean_copy, reasons, settlement_table
from workbench.amazon.files.checks import Check, Places
from workbench.amazon.files.clean_copy import CleanCopy
from workbench.amazon.files.columns import Layout, sql_name
from workbench.amazon.files.refusal import MOST_FINDINGS, shown
from workbench.amazon.files.scratch import rows_of
from workbench.amazon.files.settlement_file import SettlementFile
from workbench.amazon.files.settlement_names import named
from workbench.amazon.files.settlement_table import Format
from workbench.errors import BrokenInvariant, Finding

AMOUNTS = (
    ("shipment-fee-amount", "ShipmentFees", "shipment-fee-type"),
    ("order-fee-amount", "OrderFees", "order-fee-type"),
    ("price-amount", "ItemPrice", "price-type"),
    ("item-related-fee-amount", "ItemFees", "item-related-fee-type"),
    ("misc-fee-amount", "misc-fee", ""),
    ("other-fee-amount", "other-fee", "other-fee-reason-description"),
    ("promotion-amount", "Promotion", "promotion-type"),
    ("direct-payment-amount", "DirectPayment", "direct-payment-type"),
    ("other-amount", "other-transaction", ""),
)
"""Each column of amounts, the amount type its amounts have in V2's way of speaking, and the column that describes them."""

SHARED = (
    "settlement-id",
    "settlement-start-date",
    "settlement-end-date",
    "deposit-date",
    "total-amount",
    "currency",
    "transaction-type",
    "order-id",
    "merchant-order-id",
    "adjustment-id",
    "shipment-id",
    "marketplace-name",
    "fulfillment-id",
    "posted-date",
    "posted-date-time",
    "order-item-code",
    "sku",
    "quantity-purchased",
    "promotion-id",
)
"""The columns that V1 has in common with V2."""

OPTIONAL = (
    "merchant-order-id",
    "adjustment-id",
    "posted-date-time",
    "promotion-id",
    "merchant-order-item-id",
    "merchant-adjustment-item-id",
    "shipment-fee-type",
    "shipment-fee-amount",
    "order-fee-type",
    "order-fee-amount",
    "misc-fee-amount",
    "other-fee-amount",
    "other-fee-reason-description",
    "promotion-type",
    "promotion-amount",
    "direct-payment-type",
    "direct-payment-amount",
)

LAYOUT = Layout(
    "a settlement report (flat file V1)",
    required=tuple(
        name for name in (*SHARED, *(name for amount, _, kind in AMOUNTS for name in (kind, amount))) if name and name not in OPTIONAL
    ),
    optional=OPTIONAL,
    blank_lines=True,
)

MONEY = f"concat({', '.join(sql_name(name) for amount, _, kind in AMOUNTS for name in (kind, amount) if name)})"
"""SQL: all that a row says of money; empty when it has none."""
NOTHING = "''"
ITEM = "order_id, merchant_order_id, adjustment_id, shipment_id, order_item_code, sku, posted_date"
"""What an order item is known by; a row of quantity and the rows of its amounts agree in it."""


def read(raw: Path, name: str, workspace: Path) -> SettlementFile:
    """The settlement in the archived flat file V1 `raw`, its lines named as in V2; see `settlement_table.read`."""
    return settlement_table.read(FORMAT, raw, name, workspace)


def rows(copy: CleanCopy) -> str:
    """SQL: the rows that are not blank, each once, with `line_no` and every known column."""
    absent = "".join(f", '' AS {name}" for name in copy.columns.missing)
    numbered = f"SELECT row_number() OVER () + 1 AS line_no, * FROM {rows_of(copy.path, copy.columns.names)}"
    filled = f"SELECT * FROM ({numbered}) WHERE settlement_id <> '' OR concat({', '.join(copy.columns.names)}) <> ''"
    return f"SELECT line_no, trim(COLUMNS(* EXCLUDE (line_no))){absent} FROM ({filled})"


def with_money(copy: CleanCopy) -> str:
    """SQL: the totals row, and a row for each cell of money, in the columns of V2, with the name of the cell's column."""
    shared = ", ".join(map(sql_name, SHARED))
    money = ", ".join(
        f"{{'column_name': '{column}', 'amount_type': '{amount_type}', 'description': {sql_name(kind) or NOTHING},"
        f" 'amount': {sql_name(column)}}}"
        for column, amount_type, kind in AMOUNTS
    )
    # A cell is there when its amount or its description is: a described amount that is empty must not go unnoticed.
    filled = f"list_filter([{money}], lambda cell: cell.amount <> '' OR cell.description <> '')"
    none = f"{{'column_name': {NOTHING}, 'amount_type': {NOTHING}, 'description': {NOTHING}, 'amount': {NOTHING}}}"
    # The totals row stays one row; money in it, which none may have, is there for the checks to find.
    cell = f"unnest(CASE WHEN {checks.IS_TOTALS_ROW} THEN [coalesce(filled[1], {none})] ELSE filled END)"
    return named(
        f"SELECT line_no, {shared}, cell.column_name, cell.amount_type, cell.description AS amount_description, cell.amount"
        f" FROM (SELECT *, {cell} AS cell FROM (SELECT *, {filled} AS filled FROM ({rows(copy)})))"
    )


def without_money(copy: CleanCopy) -> str:
    """SQL: the rows that give no line, in the columns of V2: of most, the quantity of an order item."""
    return f"SELECT *, '' AS amount FROM ({rows(copy)}) WHERE {checks.IS_DETAIL_ROW} AND {MONEY} = ''"


def quantities(copy: CleanCopy) -> str:
    """SQL: the units of each order item that has its quantity in a row of its own; `first_line` is the first such row."""
    return (
        f"SELECT {ITEM}, CAST(sum(CAST(quantity_purchased AS BIGINT)) AS VARCHAR) AS units, min(line_no) AS first_line"
        f" FROM ({without_money(copy)}) WHERE quantity_purchased <> '' GROUP BY {ITEM}"
    )


def lines(copy: CleanCopy) -> str:
    """SQL: the lines for the store, each with the quantity of its item. A join keeps no order, so it is put back."""
    found = (
        f"SELECT * REPLACE (coalesce(nullif(quantity_purchased, ''), units, '') AS quantity_purchased)"
        f" FROM ({with_money(copy)}) LEFT JOIN ({quantities(copy)}) USING ({ITEM})"
    )
    return f"{settlement_table.lines_of(found)} ORDER BY line_no, list_position({[column for column, _, _ in AMOUNTS]}, column_name)"


def further(connection: duckdb.DuckDBPyConnection, copy: CleanCopy, all_checks: Sequence[Check]) -> tuple[Finding, ...]:
    """What is wrong with rows and cells that give no line, and notes on them."""
    _every_row_was_seen(connection, copy)
    of_texts = [check for check in all_checks if check.column != "amount"]
    faults = list(_unknown_money(connection, copy))
    if _count(connection, f"SELECT line_no FROM ({without_money(copy)}) WHERE {checks.is_wrong(of_texts)}"):
        faults += checks.rejections(connection, without_money(copy), of_texts, Places())
    return tuple(faults or [*_too_many_units(connection, copy), *_notes(connection, copy)])


def _every_row_was_seen(connection: duckdb.DuckDBPyConnection, copy: CleanCopy) -> None:
    """Python counted the rows by their line ends, DuckDB by parsing: they must have seen the same file."""
    count = _count(connection, f"FROM {rows_of(copy.path, copy.columns.names)}")
    if count != copy.row_count:
        raise BrokenInvariant(f"{count} rows of {copy.row_count} were read.")


def _count(connection: duckdb.DuckDBPyConnection, rows: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM ({rows})").fetchone()
    assert row is not None, "a count has a row"
    return int(row[0])


def _unknown_money(connection: duckdb.DuckDBPyConnection, copy: CleanCopy) -> Iterator[Finding]:
    """Cells of a column of amounts that is not known here. They might be part of the total, or not: nobody can tell."""
    for name, title in copy.columns.unknown:
        if not title.endswith("-amount"):
            continue
        for line, cell in connection.execute(
            f"SELECT line_no, {name} FROM ({rows(copy)}) WHERE {name} <> '' ORDER BY line_no LIMIT {MOST_FINDINGS}"
        ).fetchall():
            what = f"{shown(cell)} stands in a column of amounts that is not known here, so it cannot be said what it is for."
            remedy = "Tell the workbench's makers the column's name; the flat file V2 of this settlement can be imported meanwhile."
            yield Finding("unknown-amount", f"line {line}, column {shown(title)}", what, remedy)


def _too_many_units(connection: duckdb.DuckDBPyConnection, copy: CleanCopy) -> Iterator[Finding]:
    """Quantities of one item that add up to more than the store can hold, each of them being possible."""
    for line, units in connection.execute(
        f"SELECT first_line, units FROM ({quantities(copy)}) WHERE NOT {cells.matches('units', cells.QUANTITY)} LIMIT 1"
    ).fetchall():
        what = f"The quantities of one order item add up to {shown(units)}."
        yield Finding("quantity", f"line {line}, column quantity-purchased", what, reasons.SPREADSHEET)


def _notes(connection: duckdb.DuckDBPyConnection, copy: CleanCopy) -> Iterator[Finding]:
    remedy = "Nothing to do: no money is in them, and they stay in the archive."
    for code, found, what in (
        ("no-amount", f"SELECT line_no FROM ({without_money(copy)}) WHERE quantity_purchased = ''", "neither an amount nor a quantity"),
        (
            "units-alone",
            f"SELECT first_line AS line_no FROM ({quantities(copy)}) ANTI JOIN (FROM ({rows(copy)}) WHERE {MONEY} <> '') USING ({ITEM})",
            "the quantity of an item that has no amount",
        ),
    ):
        row = connection.execute(f"SELECT count(*), min(line_no) FROM ({found})").fetchone()
        assert row is not None, "a count has a row"
        if row[0]:
            yield Finding(code, f"line {row[1]}", f"{_so_many_rows(row[0])} {what}.", remedy, blocks=False)


def _so_many_rows(count: int) -> str:
    return "1 row has" if count == 1 else f"{count:,} rows have"


FORMAT = Format(
    "settlement-v1",
    copy=partial(clean_copy.make, layout=LAYOUT),
    rows=with_money,
    numbered=with_money,
    lines=lines,
    further=further,
    places=Places(of_amount="column_name"),
    row_per_line=False,
)
