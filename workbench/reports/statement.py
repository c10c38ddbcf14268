"""The month-end statement: a few printed pages that a partner reads and signs. Figures come in; a PDF goes out.

What stands on it is what the workbook of the close package says at length: the checks, each payout from Amazon to QuickBooks,
what the month did to each account, and lines to sign on. The hash of the signed figures ties the paper to the books.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import BinaryIO

from fpdf import FPDF, FontFace
from fpdf.enums import XPos, YPos

from workbench.money import ZERO, plain, total
from workbench.reports import charts
from workbench.reports.charts import Step

INK, GREY, RULE = (28, 33, 38), (105, 112, 120), (205, 210, 215)
AMOUNTS = ("Amazon", "Lines", "Entries", "QuickBooks", "Variance")
"""The heads of columns of amounts."""

MOST_BARS = 24
"""Payouts that one chart has room for."""

PAPER = (255, 255, 255)
DEBIT, CREDIT = (190, 120, 60), (60, 120, 170)


@dataclass(frozen=True, slots=True)
class PayoutLine:
    """One payout: Amazon's total, our lines and entries, QuickBooks as read back; None where there is nothing yet."""

    settlement_id: str
    period: str
    amazon: Decimal
    lines: Decimal
    entries: Decimal | None
    quickbooks: Decimal | None
    variance: Decimal | None


@dataclass(frozen=True)
class Statement:
    """All that is printed. Money is in `currency`; `effects` are what the month's entries did to each account (+ debit). `as_of` is
    the moment of the figures, the only time in it. `steps` lead from sales to the payouts (+ to the seller); `bank` is what the bank
    received of them, None while no bank line is matched.
    """

    title: str
    facts: Sequence[tuple[str, str]]
    currency: str
    checks: Sequence[tuple[str, bool, str]]
    payouts: Sequence[PayoutLine]
    effects: Sequence[tuple[str, Decimal]]
    acts: Sequence[tuple[str, str, str, str]]
    content: str
    as_of: tuple[datetime, str]
    steps: Sequence[Step]
    bank: Decimal | None


class _Paper(FPDF):
    """A4 with the hash of the figures and the page's number at its foot."""

    def __init__(self, statement: Statement) -> None:
        super().__init__(format="A4")
        self.statement = statement
        self.set_title(_latin(statement.title))
        self.set_creation_date(statement.as_of[0])
        self.set_margins(18, 16, 18)
        self.set_auto_page_break(True, 20)
        self.set_text_color(*INK)
        self.set_draw_color(*RULE)
        self.add_page()

    def footer(self) -> None:
        """Which figures this paper is of."""
        self.set_y(-14)
        self.set_font("Helvetica", size=7)
        self.set_text_color(*GREY)
        self.cell(0, 5, f"Figures {self.statement.content}", new_x=XPos.LMARGIN)
        self.cell(0, 5, f"{self.page_no()}/{{nb}}", align="R")
        self.set_text_color(*INK)

    def heading(self, words: str, size: int = 11) -> None:
        """A heading, and space before it."""
        self.ln(4)
        self.set_font("Helvetica", "B", size)
        self.cell(0, 7, _latin(words), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_font("Helvetica", size=8)


def write(file: BinaryIO, statement: Statement) -> None:
    """Write the PDF: the same bytes for the same statement."""
    paper = _Paper(statement)
    paper.heading(statement.title, 16)
    _table(paper, ("", ""), statement.facts, (42, 132))
    paper.heading("Checks")
    rows = [(words, "done" if done else "OPEN", figure) for words, done, figure in statement.checks]
    _table(paper, ("Check", "", "Figure"), rows, (104, 20, 50))
    paper.heading(f"From Amazon to QuickBooks, {statement.currency}")
    _payouts(paper, statement)
    _charts(paper, statement)
    paper.heading(f"What the month's entries did to each account, {statement.currency}: debits, and (credits)")
    _effects(paper, statement)
    if statement.acts:
        paper.heading("Who stood for the month")
        _table(paper, ("When", "What", "Who", "Why"), statement.acts, (38, 36, 36, 64))
    _signatures(paper)
    file.write(bytes(paper.output()))


def _payouts(paper: _Paper, statement: Statement) -> None:
    def figures(*amounts: Decimal | None) -> list[str]:
        return [_figure(amount, statement.currency) for amount in amounts]

    rows = [(p.settlement_id, p.period, *figures(p.amazon, p.lines, p.entries, p.quickbooks, p.variance)) for p in statement.payouts]
    columns = zip(*((p.amazon, p.lines, p.entries, p.quickbooks, p.variance) for p in statement.payouts), strict=True)
    sums = [None if None in column else sum((amount for amount in column if amount is not None), ZERO) for column in columns]
    _table(paper, ("Payout", "Period", *AMOUNTS), [*rows, ("Total", "", *figures(*sums))], (26, 38, 22, 22, 22, 22, 22), last_bold=True)


def _charts(paper: _Paper, statement: Statement) -> None:
    """From sales to the bank, and what each payout comes to."""

    def words(amount: Decimal) -> str:
        return _figure(amount, statement.currency)

    sums = [("Payouts", total(amount for _, amount in statement.steps))]
    if statement.bank is not None:
        sums.append(("Received by the bank", statement.bank))
    charts.keep_together(paper, len(statement.steps) + len(sums))
    paper.heading(f"From sales to the bank, {statement.currency}")
    charts.waterfall(paper, statement.steps, sums, words)
    payouts = sorted(statement.payouts, key=lambda p: (-abs(p.amazon), p.settlement_id))[:MOST_BARS]
    charts.keep_together(paper, len(payouts))
    largest = f", the {MOST_BARS} largest" if len(payouts) < len(statement.payouts) else ""
    paper.heading(f"Payouts by settlement, {statement.currency}{largest}")
    charts.bars(paper, [(f"{p.settlement_id}, {p.period[-10:]}", p.amazon) for p in payouts], words)


def _effects(paper: _Paper, statement: Statement) -> None:
    """Each account with its amount and a bar as long as the amount is large."""
    most = max((abs(amount) for _, amount in statement.effects), default=ZERO)
    for account, amount in sorted(statement.effects, key=lambda one: (-abs(one[1]), one[0])):
        paper.cell(74, 5, _latin(account)[:52])
        paper.cell(26, 5, _figure(amount, statement.currency), align="R")
        length = int(abs(amount) * 70 / most) if most else 0  # millimetres
        paper.set_fill_color(*(CREDIT if amount < ZERO else DEBIT))
        paper.rect(paper.get_x() + 3, paper.get_y() + 1, length, 3, style="F")
        paper.ln(5)
    paper.set_fill_color(*PAPER)
    net = sum((amount for _, amount in statement.effects), ZERO)
    paper.set_font("Helvetica", "B", 8)
    paper.cell(74, 5, "Debits less credits")
    paper.cell(26, 5, _figure(net, statement.currency), align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _signatures(paper: _Paper) -> None:
    if paper.get_y() > 240:
        paper.add_page()
    paper.ln(16)
    for words in ("Prepared by", "Approved by"):
        x, y = paper.get_x(), paper.get_y()
        paper.line(x, y, x + 78, y)
        paper.cell(87, 5, f"{words}, date")
    paper.ln(6)


def _table(paper: _Paper, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], *, last_bold: bool = False) -> None:
    """Rows under their heads, none when all are empty. Amounts, which have digits alone, stand to the right."""
    with paper.table(
        col_widths=tuple(widths), line_height=5, borders_layout="HORIZONTAL_LINES", first_row_as_headings=any(heads),
        headings_style=FontFace(emphasis="BOLD", fill_color=PAPER), text_align="LEFT", padding=1,
    ) as table:  # fmt: skip
        for number, texts in enumerate([heads, *rows] if any(heads) else rows):
            bold = FontFace(emphasis="BOLD") if last_bold and number == len(rows) else None
            row = table.row()
            for text in texts:
                amount = _is_amount(text) or text in AMOUNTS
                row.cell(_latin(text), align="RIGHT" if amount else "LEFT", style=bold)


def _is_amount(text: str) -> bool:
    return ("." in text and not set(text) - set("0123456789.,()")) or text == "-"


def _figure(amount: Decimal | None, currency: str) -> str:
    """An amount as it is printed: negative in brackets, a dash where there is none yet."""
    if amount is None:
        return "-"
    text = format(Decimal(plain(abs(amount), currency)), ",f")
    return f"({text})" if amount < ZERO else text


def _latin(text: str) -> str:
    """The text in the letters that every PDF reader has; others become a question mark."""
    return text.replace("›", ">").replace("’", "'").encode("latin-1", "replace").decode("latin-1")
