"""What stands in a report: the settlement as V2, V1 or XML, and the ways in which a file can be spoilt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from workbench.money import HUNDREDTH
from workbench.practice.amazon import settlement_v1, settlement_xml
from workbench.practice.amazon.ledger import PaymentAccount, Settlement
from workbench.practice.amazon.report_listing import V1, XML, Report
from workbench.practice.amazon.volume import LongSettlement
from workbench.practice.settlement_writer import COLUMNS, Charge, write

Lines = list[str]


def content(report: Report) -> bytes:
    """The report's bytes, not compressed, in the account's encoding."""
    account, settlement = report.account, report.settlement
    if report.edition == "changed":
        settlement = _restated(settlement)
    if report.type == V1:
        return settlement_v1.as_v1(account, settlement)
    if report.type == XML:
        return settlement_xml.as_xml(account, settlement)
    return as_v2(account, settlement)


def as_v2(account: PaymentAccount, settlement: Settlement) -> bytes:
    """The settlement as the flat file V2."""
    if isinstance(settlement, LongSettlement):
        return settlement.path.read_bytes()
    market = account.marketplace.market
    written = write(market, settlement.settlement_id, settlement.start, settlement.end, settlement.rows)
    return written.text.encode(account.encoding)


def _restated(settlement: Settlement) -> Settlement:
    """The same settlement with one cent moved between its first two rows: other bytes, the same total."""
    first, second, *others = settlement.rows
    moved = (
        replace(first, charge=_more(first.charge, 1)),
        replace(second, charge=_more(second.charge, -1)),
        *others,
    )
    return Settlement(settlement.settlement_id, settlement.start, settlement.end, moved, settlement.deferral)


def _more(charge: Charge, cents: int) -> Charge:
    return replace(charge, cents=charge.cents + cents)


def spoilt(content: bytes, kind: str, encoding: str) -> bytes:
    """The flat file with what a trouble of links does to its text; itself for a trouble that is not of the text."""
    change = _CHANGES.get(kind)
    if kind == "byte-order-mark":
        return b"\xef\xbb\xbf" + content.decode(encoding).encode("utf-8")
    if change is None:
        return content
    lines = content.decode(encoding).removesuffix("\n").split("\n")
    return "".join(f"{line}\n" for line in change(lines)).encode(encoding)


def _preamble(lines: Lines) -> Lines:
    return ["Settlement report", "", "Seller:", "Generated:", "", "", *lines]


def _without_promotion_id(lines: Lines) -> Lines:
    return ["\t".join(line.split("\t")[: len(COLUMNS) - 1]) for line in lines]


def _moved(lines: Lines) -> Lines:
    """The columns after the first one turned round."""
    padded = [line.split("\t") + [""] * (len(COLUMNS) - line.count("\t") - 1) for line in lines]
    return ["\t".join([cells[0], *reversed(cells[1:])]) for cells in padded]


def _off_by_a_cent(lines: Lines) -> Lines:
    header, stated, *rows = lines
    cells = stated.split("\t")
    mark = "," if "," in cells[4] else "."
    cells[4] = str(Decimal(cells[4].replace(mark, ".")) + HUNDREDTH).replace(".", mark)
    return [header, "\t".join(cells), *rows]


_CHANGES: dict[str, Callable[[Lines], Lines]] = {
    "crlf": lambda lines: [f"{line}\r" for line in lines],
    "trailing-tab": lambda lines: [f"{line}\t" for line in lines],
    "preamble": _preamble,
    "no-totals-row": lambda lines: [lines[0], *lines[2:]],
    "two-totals-rows": lambda lines: [*lines[:2], lines[1], *lines[2:]],
    "without-promotion-id": _without_promotion_id,
    "columns-moved": _moved,
    "off-by-a-cent": _off_by_a_cent,
    "half-the-rows": lambda lines: lines[: len(lines) // 2],
}
