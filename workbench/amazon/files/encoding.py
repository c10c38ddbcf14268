"""The encoding of a report: which ones it may have, and its text as UTF-8, block by block.

Amazon's settlement reports are ASCII in every sample seen, and most reports are UTF-8. Older ones, and files saved by
a spreadsheet, are in the code page of the marketplace. A code page is never found by trial, since nearly any bytes
are text in some code page: Japan writes cp932, everybody else cp1252, and the user is told.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from workbench.amazon.files.refusal import RefusedFile
from workbench.errors import Finding

BLOCK = 256 * 1024
"""Bytes read at once."""

UTF_8 = "utf-8-sig"
UTF_16 = "utf-16"


def candidates(head: bytes) -> tuple[str, ...]:
    """The encodings to try, in order, for a file that begins with these bytes: a byte order mark decides."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise RefusedFile.because("encoding", "The file is in UTF-32, which no report of Amazon's is.")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return (UTF_16,)
    if head.startswith(codecs.BOM_UTF8):
        return (UTF_8,)
    return (UTF_8, "cp932" if _is_japanese(head) else "cp1252")


def _is_japanese(head: bytes) -> bool:
    return b"\tJPY\t" in head or b"amazon.co.jp" in head.lower()


def utf8_blocks(raw: Path, encoding: str) -> Iterator[bytes]:
    """The file's text as UTF-8 without byte order mark; raises UnicodeDecodeError where it is not in `encoding`."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with raw.open("rb") as file:
        while block := file.read(BLOCK):
            yield decoder.decode(block).encode()
    yield decoder.decode(b"", final=True).encode()


def note(encoding: str) -> tuple[Finding, ...]:
    """What the user should know of a file in this encoding: nothing when it is Amazon's usual one."""
    if encoding == UTF_8:
        return ()
    what = f"The file is not in UTF-8 as Amazon's reports are; it was read as {encoding}."
    remedy = "Amounts and dates are not touched by this. Look whether SKUs with accents or other scripts read well."
    return (Finding("encoding", "", what, remedy, blocks=False),)
