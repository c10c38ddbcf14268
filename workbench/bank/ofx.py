"""OFX and QFX statements, of both generations (SGML and XML), by way of `ofxtools`.

The library reads the header, decodes, and makes a tree. Its patterns pass over what they do not know, so what it is given is
checked first, and its tree after: no markup but plain tags, every tag closed in its turn, every transaction found again.
Nothing is expanded: there is no XML parser underneath, and a document type is refused. Amounts and days are read by us.
"""

from __future__ import annotations

import html
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element  # a tree to read; no parser comes with it

from ofxtools.header import parse_header
from ofxtools.Parser import TreeBuilder

from workbench.bank import text
from workbench.bank.refusal import DOWNLOAD_AGAIN, RefusedStatement, shown
from workbench.bank.statement import MOST_LINES, Statement, StatementLine
from workbench.errors import Finding
from workbench.money import ZERO, MoneyError, decimals, exact

MOST_LEVELS = 30
"""Statements have ten."""

AMOUNT = re.compile(r"[+-]?(?:[0-9]{1,13}(?:[.,][0-9]{1,2})?|[.,][0-9]{1,2})")
"""OFX has either decimal mark and no separators of thousands."""
MOMENT = re.compile(r"(?P<y>(?:199[5-9]|20[0-9]{2}))(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?:[0-9]{4}(?:[0-9]{2}(?:\.[0-9]+)?)?)?(?:\[[^\]]*\])?")

_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_TAG = re.compile(r"</?[A-Z0-9][A-Z0-9._]*>")
_EMPTY = re.compile(r"<([A-Z0-9._]+) ?/>|<(MEMO|NAME|CHECKNUM|REFNUM|PAYEEID|SIC|EXTDNAME|FITID)>\s*(?=<(?!/\2>))")
"""Empty elements, which say nothing: XML's own, and texts that SGML leaves open."""


class _Tree(TreeBuilder):
    """The library's parser, made to notice what it would let pass: a tag that is closed by another, or too deep."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[str] = []

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._open.append(tag)
        if len(self._open) > MOST_LEVELS:
            raise SyntaxError(f"elements stand inside each other more than {MOST_LEVELS} levels deep")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        if not self._open or self._open.pop() != tag:
            raise SyntaxError(f"</{tag}> closes what it did not open")
        return super().end(tag)

    def close(self) -> Element:
        if self._open:
            raise SyntaxError(f"<{self._open[-1]}> is not closed")
        return super().close()


def read(data: bytes) -> Statement:
    """The file's one statement of a bank account; RefusedStatement, with the line and what to do, otherwise."""
    text.require_a_statement(data)
    if re.search(rb"<!(DOCTYPE|ENTITY)", data, re.IGNORECASE):
        what = "The file declares a document type or an entity. A statement never does, and it can harm whoever reads it."
        raise RefusedStatement.because("document-type", what)
    message, first_line = _message(data)
    tree = _tree(message)
    statements = list(tree.iter("STMTRS"))
    if len(statements) != 1:
        card = "a statement of a card" if not statements and tree.find(".//CCSTMTRS") is not None else f"{len(statements)} statements"
        raise RefusedStatement.because("accounts", f"The file has {card}, where one statement of a bank account is wanted.",
                                       next="Download the account to which Amazon pays, by itself.")  # fmt: skip
    (statement,) = statements
    currency = (statement.findtext("CURDEF") or "").strip()
    if not re.fullmatch("[A-Z]{3}", currency):
        raise RefusedStatement.because("currency", f"The statement's currency, {shown(currency)}, is not a currency's code.")
    lines = tuple(_lines(statement, message, first_line, currency))
    if not lines:
        raise RefusedStatement.because("no-lines", "The statement has no transactions.",
                                       next="Download the statement again, for days on which the account moved.")  # fmt: skip
    tail = re.sub(r"\s", "", statement.findtext("BANKACCTFROM/ACCTID") or "")[-4:]
    return Statement("ofx", "ofx", currency, tail, lines, _notes(statement))


def _message(data: bytes) -> tuple[str, int]:
    """The part after the header, decoded as the header says, and the line of the file it begins in."""
    try:
        _, message = parse_header(io.BytesIO(data.removeprefix(b"\xef\xbb\xbf")))
    except UnicodeDecodeError as error:
        what = "The file has bytes that are no text in the encoding that its header names."
        raise RefusedStatement.because("encoding", what) from error
    except (SyntaxError, ValueError) as error:
        what = "The header of the file is not one of OFX: it was cut off or edited, or it is UTF-16."
        raise RefusedStatement.because("header", what, where="line 1", next=text.IN_A_FORMAT) from error
    begins = data.find(b"<OFX>")
    return message[max(message.find("<OFX>"), 0) :], data[: max(begins, 0)].count(b"\n") + 1


def _tree(message: str) -> Element:
    """The elements of the message, when it has nothing but elements."""
    plain = _CDATA.sub(lambda found: html.escape(found[1], quote=False), message)
    plain = _EMPTY.sub("", plain)
    strange = next((piece for piece in re.finditer("<[^<>]*>?", plain) if not _TAG.fullmatch(piece[0])), None)
    if strange:
        what = f"The file has markup that is no plain tag of OFX ({shown(strange[0])}): it was cut off or edited."
        raise RefusedStatement.because("markup", what)
    try:
        tree = _Tree()
        tree.feed(plain)
        found = tree.close()
    except (SyntaxError, AssertionError) as error:
        what = f"The file's tags do not fit together: it was cut off, joined or edited ({error})."
        raise RefusedStatement.because("markup", what) from error
    if found is None or found.tag != "OFX":
        raise RefusedStatement.because("markup", "The file has no OFX element around everything: it was cut off or edited.")
    return found


def _lines(statement: Element, message: str, first_line: int, currency: str) -> Iterator[StatementLine]:
    """The booked transactions in order, each with the line of the file in which it begins."""
    places = [message.count("\n", 0, found.start()) + first_line for found in re.finditer("<STMTTRN>", message)]
    listed = statement.findall("BANKTRANLIST/STMTTRN")
    if len(listed) != len(places):
        what = f"The file has {len(places)} transactions, of which {len(listed)} stand in the account's list."
        raise RefusedStatement.because("markup", what)
    if len(listed) > MOST_LINES:
        raise RefusedStatement.because("large", f"The file has more than {MOST_LINES:,} lines.", next="Import a shorter period at once.")
    faults: list[Finding] = []
    lines = [line for place, one in zip(places, listed, strict=True) if (line := _line(place, one, currency, faults))]
    twice = [number for number, times in Counter(line.number for line in lines if line.number).items() if times > 1]
    faults += [
        Finding("number-twice", f"line {[line.line_no for line in lines if line.number == number][1]}, element FITID",
                f"The bank's number {shown(number)} stands on two transactions.",
                "A number is one transaction only: two files may have been joined. " + DOWNLOAD_AGAIN)
        for number in twice
    ]  # fmt: skip
    if faults:
        raise RefusedStatement(faults)
    yield from lines


def _line(place: int, one: Element, currency: str, faults: list[Finding]) -> StatementLine | None:
    """A transaction; None, and its fault noted, when it cannot be read or is in another currency than the statement."""
    repeated = [tag for tag, times in Counter(child.tag for child in one).items() if times > 1]
    element = "DTPOSTED"
    try:
        day = _day(_text(one, "DTPOSTED"))
        element = "TRNAMT"
        amount = _amount(_text(one, "TRNAMT"), currency)
    except ValueError as error:
        faults.append(Finding(element.lower(), f"line {place}, element {element}", f"{shown(_text(one, element))} cannot be read: {error}.",
                              DOWNLOAD_AGAIN))  # fmt: skip
        return None
    if repeated or one.find("CURRENCY") is not None:
        what = f"The transaction states {repeated[0]} twice." if repeated else "The amount is in another currency than the statement."
        faults.append(Finding("transaction", f"line {place}", what, text.IN_A_FORMAT))
        return None
    names = dict.fromkeys(part for tag in ("NAME", "PAYEE/NAME", "MEMO") if (part := _text(one, tag)))
    references = dict.fromkeys(part for tag in ("CHECKNUM", "REFNUM") if (part := _text(one, tag)))
    return StatementLine(place, day, amount, " ".join(names), " ".join(references), _text(one, "FITID"))


def _text(one: Element, path: str) -> str:
    """An element's text with its entities resolved and its blanks folded; '' when there is none."""
    return " ".join(html.unescape(one.findtext(path) or "").split())


def _day(value: str) -> date:
    """The day as the bank wrote it, in whatever zone it counts its days."""
    found = MOMENT.fullmatch(value)
    if not found:
        raise ValueError("it is not a date as OFX has them (20241023)" if value else "it is empty")
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        raise ValueError("there is no such day") from None


def _amount(value: str, currency: str) -> Decimal:
    if not AMOUNT.fullmatch(value):
        raise ValueError("it is not an amount as OFX has them (-1234.56)" if value else "it is empty")
    try:
        found = exact(value.replace(",", "."))
    except MoneyError as error:
        raise ValueError(str(error)) from error
    if decimals(currency) == 0 and found % 1 != ZERO:
        raise ValueError(f"it has decimals, but {currency} has none")
    return found


def _notes(statement: Element) -> tuple[Finding, ...]:
    pending = len(statement.findall(".//STMTTRNP"))
    if not pending:
        return ()
    what = f"{pending} pending transactions were left aside: the bank has not booked them yet."
    return (Finding("pending", "", what, "Import the statement of a later day; they will be in it.", blocks=False),)
