"""The charts of the printed statement, drawn in lines and rectangles: from sales to the bank, and the payouts of the month.

Made for black and white print as well: what takes is drawn lighter, and every bar bears its figure. Lengths are fractions, exact,
so that the same figures draw the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from fpdf import FPDF

from workbench.money import ZERO

Step = tuple[str, Decimal]
"""What a bar is called, and its amount: + to the seller."""

Words = Callable[[Decimal], str]
"""How an amount is written."""

LEFT, NAME, PLOT, FIGURE = 18, 52, 92, 30
"""Millimetres: the margin, the names, the bars, the figures."""

ROW, BAR = 7, 4
"""Millimetres: a row and the bar in it."""

FOOT, HAIR = 270, Fraction(1, 5)
"""Millimetres: where a page ends for a chart, and how wide a bar of next to nothing is."""

GIVES, TAKES, SUM, AXIS = (60, 120, 170), (222, 170, 120), (70, 78, 86), (150, 156, 162)


def keep_together(paper: FPDF, rows: int) -> None:
    """A new page when so many rows and their heading have no room on this one."""
    if paper.get_y() + ROW * rows + 12 > FOOT:
        paper.add_page()


def waterfall(paper: FPDF, steps: Sequence[Step], sums: Sequence[Step], words: Words) -> None:
    """Each step from where the one before it ended; then each sum from zero."""
    ends = [ZERO]
    for _, amount in steps:
        ends.append(ends[-1] + amount)
    scale = _Scale([*ends, *(amount for _, amount in sums)])
    start = paper.get_y()
    for (name, amount), begin, end in zip(steps, ends, ends[1:], strict=False):
        _bar(paper, scale, name, (begin, end), GIVES if amount >= ZERO else TAKES, words(amount))
    for name, amount in sums:
        _bar(paper, scale, name, (ZERO, amount), SUM, words(amount), bold=True)
    _axis(paper, scale, start)


def bars(paper: FPDF, rows: Sequence[Step], words: Words) -> None:
    """A bar a row, from zero."""
    scale, start = _Scale([ZERO, *(amount for _, amount in rows)]), paper.get_y()
    for name, amount in rows:
        _bar(paper, scale, name, (ZERO, amount), GIVES if amount >= ZERO else TAKES, words(amount))
    _axis(paper, scale, start)


class _Scale:
    """Where an amount lies between the smallest and the largest, zero among them."""

    def __init__(self, amounts: Sequence[Decimal]) -> None:
        self.least = min(*amounts, ZERO)
        self.span = max(*amounts, ZERO) - self.least

    def at(self, amount: Decimal) -> Any:
        """Millimetres from the left edge of the page, a Fraction; fpdf2 computes with any number, though its hints name one kind."""
        share = Fraction(amount - self.least) / Fraction(self.span) if self.span else Fraction(0)
        return LEFT + NAME + share * PLOT


def _bar(
    paper: FPDF, scale: _Scale, name: str, ends: tuple[Decimal, Decimal], ink: tuple[int, int, int], words: str, *, bold: bool = False
) -> None:  # fmt: skip
    left, right = sorted(scale.at(end) for end in ends)
    top = paper.get_y()
    paper.set_font("Helvetica", "B" if bold else "", 8)
    paper.set_xy(LEFT, top)
    paper.cell(NAME, ROW, name)
    paper.set_fill_color(*ink)
    paper.set_draw_color(*SUM)
    paper.rect(left, top + (ROW - BAR) // 2, max(right - left, HAIR), BAR, style="DF")
    paper.set_xy(LEFT + NAME + PLOT, top)
    paper.cell(FIGURE, ROW, words, align="R")
    paper.set_xy(LEFT, top + ROW)


def _axis(paper: FPDF, scale: _Scale, start: Any) -> None:
    zero = scale.at(ZERO)
    paper.set_draw_color(*AXIS)
    paper.line(zero, start, zero, paper.get_y())
