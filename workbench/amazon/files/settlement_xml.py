"""Amazon's settlement report in XML, brought into the columns of flat file V2.

The report (GET_V2_SETTLEMENT_REPORT_DATA_XML, which Amazon retires) has the settlement's data first and then an element for
each event: an order, a refund, a fee. Which elements hold money, and what the money is, are the tables here; they follow the
elements that Amazon's schema (SettlementReport) and programs that read such reports name. Money in an element that is not
in them is refused by the element's name, never left out; and the sum of all lines must be the stated total, as in any format.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from workbench.amazon.files import encoding, settlement_table, xml_reader
from workbench.amazon.files.checks import Places
from workbench.amazon.files.clean_copy import CleanCopy
from workbench.amazon.files.columns import Columns
from workbench.amazon.files.refusal import RefusedFile
from workbench.amazon.files.scratch import rows_of
from workbench.amazon.files.settlement_file import SettlementFile
from workbench.amazon.files.settlement_names import named
from workbench.amazon.files.settlement_table import Format
from workbench.amazon.files.xml_events import COLUMNS, Events
from workbench.errors import Finding

NAMES = {
    "settlement-id": "AmazonSettlementID",
    "settlement-start-date": "StartDate",
    "settlement-end-date": "EndDate",
    "deposit-date": "DepositDate",
    "total-amount": "TotalAmount",
    "currency": "TotalAmount",
    "posted-date": "PostedDate",
    "quantity-purchased": "Quantity",
}
"""The elements in which the cells of flat file V2 stand."""


def read(raw: Path, name: str, workspace: Path) -> SettlementFile:
    """The settlement in the archived XML `raw`, its lines named as in flat file V2; see `settlement_table.read`."""
    return settlement_table.read(FORMAT, raw, name, workspace)


def copy(raw: Path, workspace: Path) -> CleanCopy:
    """Writes the events as rows into `workspace`; raises RefusedFile, and leaves no file, when it cannot."""
    for codec in xml_reader.encodings(raw):
        try:
            return _copy(raw, codec, workspace)
        except UnicodeDecodeError:
            continue
    raise RefusedFile.because("encoding", "The file has bytes that are no text in any encoding Amazon uses.")


def _copy(raw: Path, codec: str, workspace: Path) -> CleanCopy:
    with tempfile.NamedTemporaryFile(dir=workspace, prefix="clean-", suffix=".tsv", delete=False) as file:
        path = Path(file.name).resolve()
        try:
            events = Events(file)
            removed = xml_reader.parse(raw, codec, events)
            events.finish()
        except BaseException:
            path.unlink()
            raise
    return CleanCopy(path, Columns(COLUMNS), events.row_count, (*encoding.note(codec), *_note(removed)))


def _note(removed: int) -> tuple[Finding, ...]:
    if not removed:
        return ()
    characters = "1 control character was" if removed == 1 else f"{removed:,} control characters were"
    remedy = "Nothing to do: the amounts sum to the total all the same."
    return (Finding("control-characters", "", f"{characters} taken out, which XML does not allow.", remedy, blocks=False),)


def rows(copy: CleanCopy) -> str:
    """SQL: the totals row and the lines, each with the line of the file that its amount stands in."""
    return named(f"SELECT * REPLACE (CAST(line_no AS BIGINT) AS line_no) FROM {rows_of(copy.path, copy.columns.names)}")


FORMAT = Format(
    "settlement-xml",
    copy=copy,
    rows=rows,
    numbered=rows,
    lines=lambda copy: settlement_table.lines_of(rows(copy)),
    places=Places("element", NAMES, of_amount="element"),
)
