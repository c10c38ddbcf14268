"""Which report of Amazon's are these bytes? Told from what is in them, never from the file's name.

A file that is none of them is refused with a sentence on what it seems to be, because the usual mistakes (the page of
an expired sign-in saved as a report, a spreadsheet, the wrong report) each have their own remedy.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable

from workbench.amazon.files.columns import KNOWN, fold
from workbench.amazon.files.refusal import RefusedFile, shown
from workbench.amazon.files.transaction_columns import column_of
from workbench.amazon.files.transaction_text import find_header

HEAD = 64 * 1024
"""How many bytes of a file are enough to recognise it."""

SETTLEMENT_V2, SETTLEMENT_V1, SETTLEMENT_XML, TRANSACTIONS, DEFERRED = (
    "settlement-v2",
    "settlement-v1",
    "settlement-xml",
    "transactions",
    "deferred",
)

ONLY_V2 = frozenset({"amount-type", "amount-description"})
ONLY_V1 = frozenset({"price-type", "item-related-fee-type", "shipment-fee-type", "other-fee-reason-description"})
ENOUGH_COLUMNS = 6
"""So many known names make a header a settlement's, even when others are missing: the reader will name those."""

WHERE_TO_FIND = "In Seller Central, download the report under Payments, Reports Repository, and import that file."

_BINARIES = (
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook", "Unpack the archive; of a workbook, take the original."),
    (b"PK\x05\x06", "an empty ZIP archive", WHERE_TO_FIND),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook or Word document", WHERE_TO_FIND),
    (b"\x1f\x8b", "a gzip archive", "Unpack it and import the file inside."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it and import the file inside."),
    (b"Rar!", "a RAR archive", "Unpack it and import the file inside."),
    (b"%PDF", "a PDF", "Amazon offers the same report as a flat file. " + WHERE_TO_FIND),
    (b"\x89PNG", "a picture (PNG)", WHERE_TO_FIND),
    (b"GIF8", "a picture (GIF)", WHERE_TO_FIND),
    (b"\xff\xd8\xff", "a picture (JPEG)", WHERE_TO_FIND),
    (b"SQLite format 3", "a database", WHERE_TO_FIND),
)


def recognise(head: bytes) -> str:
    """The format of the file that begins with these bytes (HEAD of them are enough).

    Raises RefusedFile, saying what the file seems to be and what to do, when it is no report known here.
    """
    if not head.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise _refused("empty", "nothing at all: the file is empty", WHERE_TO_FIND)
    for mark, what, remedy in _BINARIES:
        if head.startswith(mark):
            raise _refused("not-a-report", what, remedy)
    text = _text(head).strip()
    if text.startswith("<"):
        return _recognise_markup(text)
    if text.startswith(("{", "[")):
        reason = f"a message of a program (JSON), not a report. It begins {shown(text)}"
        raise _refused("not-a-report", reason, "If it tells of an error, mend that first. " + WHERE_TO_FIND)
    return _recognise_table(text.splitlines()[0], head)


def _refused(code: str, what: str, remedy: str) -> RefusedFile:
    return RefusedFile.because(code, f"This is {what}.", next=remedy)


def _text(head: bytes) -> str:
    """The text as far as it matters here, where only names in ASCII are looked for."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "replace")
    if b"\0" in head:
        raise _refused("binary", "not a text: it has zero bytes", WHERE_TO_FIND)
    return head.decode("utf-8-sig", "replace")


def _recognise_markup(text: str) -> str:
    if "AmazonEnvelope" in text and "SettlementReport" in text:
        return SETTLEMENT_XML
    if re.search(r"(?i)<!doctype html|<html|<head|<body", text):
        what = "an HTML page, probably Amazon's sign-in page or an error page, not the report"
        raise _refused("html", what, "Sign in to Seller Central again, download the report again and import that file.")
    if re.search(r"<Error>|AccessDenied|ExpiredToken|Request has expired", text):
        what = "an error message of Amazon's storage, probably of an expired link"
        raise _refused("expired", what, "Links to reports are good for some minutes only: download the report again.")
    what = f"an XML document that is no settlement report. It begins {shown(text)}"
    raise _refused("not-a-report", what, WHERE_TO_FIND)


def _recognise_table(first: str, head: bytes) -> str:
    names = _folded(first.split("\t"))
    if _is_settlement(names):
        return SETTLEMENT_V1 if names & ONLY_V1 else SETTLEMENT_V2
    if (header := find_header(head)) is not None:
        titles = {column.title for column in map(column_of, header.titles) if column}
        return DEFERRED if "ReportType" in titles else TRANSACTIONS
    for delimiter, word in ((",", "commas"), (";", "semicolons"), ("|", "bars"), (" ", "blanks")):
        if _is_settlement(_folded(next(csv.reader([first], delimiter=delimiter), []))):
            what = f"a settlement report whose columns were separated by {word}, probably by a spreadsheet"
            raise _refused("delimiter", what, "Amazon separates them by tabs. Import the file as it was downloaded.")
    if "\t" in first and re.match(r"[0-9]{6,20}\t", first):
        raise _refused("no-header", "a table without a header, perhaps the rest of a settlement report", WHERE_TO_FIND)
    raise _refused("not-a-report", f"a text, but no report known here. Its first line is {shown(first)}", WHERE_TO_FIND)


def _folded(names: Iterable[str]) -> set[str]:
    return {fold(name) for name in names}


def _is_settlement(names: set[str]) -> bool:
    return len(names & KNOWN) >= ENOUGH_COLUMNS and bool(names & (ONLY_V1 | ONLY_V2))
