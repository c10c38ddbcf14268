"""An archived XML file, read element by element in bounded memory, with nothing of what XML could do besides.

A document type, an entity, deep nesting and a tag or text without end are refused: Amazon's reports have none of them, and
all are known means to exhaust or to spy on whoever reads the file. Control characters, which XML forbids and Amazon leaves in
its texts, are taken out and told of. A file is read in the encoding it declares, else as the flat files are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.expatreader import DefusedExpatParser  # type: ignore[import-untyped]

from workbench.amazon.files import encoding
from workbench.amazon.files.refusal import RefusedFile, shown

MOST_LEVELS = 40
"""Amazon's reports have ten at most."""
LONGEST_TEXT = 64 * 1024
"""Characters in one element."""
LONGEST_MARKUP = 256 * 1024
"""Bytes without an event: the length of a tag or comment."""
PIECE = 64 * 1024

CONTROL_CHARACTERS = bytes(set(range(1, 32)) - set(b"\t\n\r")) + b"\x7f"
DECLARATION = re.compile(rb"[ \t\r\n]*<\?xml[ \t\r\n][^>]*\?>")
WHITE_SPACE = re.compile(r"[ \t\r\n]+")
DECLARED = {
    "utf-8": encoding.UTF_8,
    "us-ascii": encoding.UTF_8,
    "iso-8859-1": "cp1252",
    "windows-1252": "cp1252",
    "shift_jis": "cp932",
    "windows-31j": "cp932",
}
"""Encodings a document may declare, each with the one it is read in: its superset, as browsers do."""


class Reader(Protocol):
    """Who is told of the elements, in the order of the file; `line` is the physical line the tag stands in."""

    def open(self, name: str, attributes: AttributesImpl, line: int) -> None:
        """An element begins; its name is without prefix."""

    def close(self, text: str) -> None:
        """The element opened last ends; its own text has each run of white space as one blank, and none around."""


def encodings(raw: Path) -> tuple[str, ...]:
    """The encodings to try, in order."""
    with raw.open("rb") as file:
        head = file.read(encoding.BLOCK)
    if not head:
        raise RefusedFile.because("empty", "The file is empty.")
    guessed = encoding.candidates(head)
    declared = re.match(rb"[ \t\r\n]*<\?xml[^>]*?encoding *= *[\"']([A-Za-z0-9._-]{1,40})", head)
    if not declared:
        return guessed
    name = declared.group(1).decode().lower()
    if name not in DECLARED:
        raise RefusedFile.because("encoding", f"The file says that it is written in {shown(name)}, which no report of Amazon's is.")
    return tuple(dict.fromkeys((DECLARED[name], *guessed)))


def parse(raw: Path, codec: str, reader: Reader) -> int:
    """Tells the `reader` of all elements; returns how many control characters were taken out.

    Raises RefusedFile, in words, for what is no well-formed XML or more than plain elements, and UnicodeDecodeError when the
    file is not in this encoding.
    """
    removed = 0
    parser = DefusedExpatParser(forbid_dtd=True)
    handler = _Handler(reader, parser)
    parser.setContentHandler(handler)
    try:
        for block in _undeclared(encoding.utf8_blocks(raw, codec)):
            if b"\0" in block:
                raise RefusedFile.because("binary", "The file has a zero byte: it is damaged, or is UTF-16 without its mark.")
            plain = block.translate(None, CONTROL_CHARACTERS)
            removed += len(block) - len(plain)
            for start in range(0, len(plain), PIECE):
                piece = plain[start : start + PIECE]
                parser.feed(piece)
                handler.has_fed(len(piece))
        parser.close()
    except DefusedXmlException as error:
        what = "The file declares a document type or an entity. Amazon's reports never do, and it can harm whoever reads it."
        raise RefusedFile.because("document-type", what, where=f"line {handler.line}") from error
    except SAXParseException as error:
        what = f"The file is no well-formed XML ({error.getMessage()}): it was cut off, joined or edited."
        raise RefusedFile.because("xml", what, where=f"line {error.getLineNumber()}") from error
    return removed


def _undeclared(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The blocks without the XML declaration, as they are all in UTF-8 now; its line ends stay, for the line numbers."""
    first = True
    for block in blocks:
        if first and block:
            first = False
            yield DECLARATION.sub(lambda found: b"\n" * found.group().count(b"\n"), block, count=1) if DECLARATION.match(block) else block
        else:
            yield block


class _Handler(ContentHandler):
    """Keeps the limits, and tells the reader of elements instead of SAX's events."""

    def __init__(self, reader: Reader, locator: Locator) -> None:
        super().__init__()
        self._reader = reader
        self._locator = locator
        self._texts: list[list[str]] = []
        self._length = 0
        self._without_event = 0

    @property
    def line(self) -> int:
        """The line of the file that is being read."""
        return self._locator.getLineNumber() or 1

    def has_fed(self, count: int) -> None:
        """So many bytes more were given to the parser."""
        self._without_event += count
        if self._without_event > LONGEST_MARKUP:
            raise RefusedFile.because("long-line", "A tag or comment has no end.", where=f"line {self.line}")

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 (SAX's own name)
        self._without_event = self._length = 0
        self._texts.append([])
        if len(self._texts) > MOST_LEVELS:
            what = f"Elements stand inside each other more than {MOST_LEVELS} levels deep, which no report of Amazon's does."
            raise RefusedFile.because("levels", what, where=f"line {self.line}")
        self._reader.open(name.rpartition(":")[2], attrs, self.line)

    def characters(self, content: str) -> None:
        self._without_event = 0
        self._length += len(content)
        if self._length > LONGEST_TEXT:
            raise RefusedFile.because("long-line", f"A text is longer than {LONGEST_TEXT:,} characters.", where=f"line {self.line}")
        self._texts[-1].append(content)

    def endElement(self, name: str) -> None:  # noqa: N802, ARG002
        self._without_event = self._length = 0
        self._reader.close(WHITE_SPACE.sub(" ", "".join(self._texts.pop())).strip(" "))
