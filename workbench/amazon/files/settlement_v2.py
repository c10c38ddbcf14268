"""Amazon's settlement report, flat file V2: read whole and proved to the cent, or refused whole, in words.

The report (GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2) is a totals row and detail rows, in no order. The totals row
alone has the period, the deposit date, the total and the currency; a detail row has one signed amount, + = to the
seller. The detail rows sum to the total.

Rows that are wholly identical are legal (two units of one order in one second) and are all kept; a line is known by
its number in the file, never by what it says.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from workbench.amazon.files import clean_copy, settlement_table
from workbench.amazon.files.clean_copy import CleanCopy
from workbench.amazon.files.columns import SETTLEMENT_V2
from workbench.amazon.files.scratch import rows_of
from workbench.amazon.files.settlement_file import SettlementFile
from workbench.amazon.files.settlement_table import Format


def read(raw: Path, name: str, workspace: Path) -> SettlementFile:
    """The settlement in the archived flat file V2 `raw`; see `settlement_table.read`."""
    return settlement_table.read(FORMAT, raw, name, workspace)


def rows(copy: CleanCopy) -> str:
    """SQL: all rows of the copy, with every known column."""
    absent = "".join(f", '' AS {name}" for name in copy.columns.missing)
    return f"SELECT *{absent} FROM {rows_of(copy.path, copy.columns.names)}"


def numbered(copy: CleanCopy) -> str:
    """SQL: the rows with their line in the file; the tally does without, because numbering costs a tenth of it."""
    return f"SELECT row_number() OVER () + 1 AS line_no, * FROM ({rows(copy)})"


FORMAT = Format(
    "settlement-v2",
    copy=partial(clean_copy.make, layout=SETTLEMENT_V2),
    rows=rows,
    numbered=numbered,
    lines=lambda copy: settlement_table.lines_of(numbered(copy)),
)
