"""The bytes of a statement as text, and the files that are no statement at all, each told with its own remedy.

Banks write UTF-8, UTF-16 with its mark, or the code page of western Windows. A code page is never found by trial, since nearly
any bytes are text in one: what is not UTF-8 is read as cp1252, and the user is told.
"""

from __future__ import annotations

import codecs
import re

from workbench.bank.refusal import DOWNLOAD_AGAIN, RefusedStatement
from workbench.bank.statement import MOST_BYTES
from workbench.errors import Finding

IN_A_FORMAT = "At the bank, download the same days as OFX, QFX or CSV, and import that file."
_OTHERS = (
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook or Word document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)


def require_a_statement(data: bytes) -> None:
    """Refuses what is empty, too large, or plainly something else, whatever it is called."""
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise RefusedStatement.because("empty", "The file is empty.")
    if len(data) > MOST_BYTES:
        raise RefusedStatement.because("large", f"The file has more than {MOST_BYTES:,} bytes.", next="Import a shorter period at once.")
    for mark, what in _OTHERS:
        if data.startswith(mark):
            raise RefusedStatement.because("not-a-statement", f"This is {what}.", next=IN_A_FORMAT)
    if re.match(r"(?i)\s*<(!doctype html|html|head|body)", data[:4096].decode("latin-1").lstrip("\xef\xbb\xbf")):
        what = "This is an HTML page, probably the bank's sign-in page or an error page, not the statement."
        raise RefusedStatement.because("html", what, next="Sign in to the bank again. " + DOWNLOAD_AGAIN)


def is_ofx(data: bytes) -> bool:
    """Whether the bytes say that they are OFX (a QFX file is one)."""
    head = data[:4096].decode("latin-1").replace("\0", "")
    return "OFXHEADER" in head or "<OFX>" in head


def decoded(data: bytes) -> tuple[str, tuple[Finding, ...]]:
    """The whole text without byte order mark, and what the user should know of its encoding."""
    try:
        if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
            text, name = data.decode("utf-32"), "UTF-32"
        elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text, name = data.decode("utf-16"), "UTF-16"
        else:
            text, name = _eight_bits(data)
    except UnicodeDecodeError as error:
        raise RefusedStatement.because("encoding", "The file has bytes that are no text in any encoding banks use.") from error
    if "\0" in text:
        raise RefusedStatement.because("binary", "The file has a zero character: it is damaged, or is UTF-16 without its mark.")
    if name == "UTF-8":
        return text, ()
    what, remedy = f"The file was read as {name}.", "Amounts and dates are not touched by this. Look whether names with accents read well."
    return text, (Finding("encoding", "", what, remedy, blocks=False),)


def _eight_bits(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return data.decode("cp1252"), "cp1252"
