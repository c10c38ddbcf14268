"""The auditor's sample: lines and refunds drawn by lot, each followed from Amazon's file to the account, QuickBooks and the bank.

A lot is a SHA-256 of the seed and of the line, so whoever has the lines can draw the same sample again.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.jobs.close.workpaper.booked import bank_lines_of, words_of
from workbench.jobs.close.workpaper.gathered import Gathered
from workbench.jobs.close.workpaper.lines import reading
from workbench.reports import workpaper
from workbench.reports.section import Cell, Section
from workbench.store import line_details

LINES = 25
"""Lines drawn."""

REFUNDS_IN_TEN = 1
"""Refunds drawn of every ten, rounded up."""

NOTE = (
    "Drawn: the {lines} lines with the smallest SHA-256 of seed|payout|row, and of {of:,} refunds the {refunds:,} (one in ten) with the "
    "smallest SHA-256 of seed|payout|transaction, all their lines. The seed is on the cover."
)


def seed(g: Gathered) -> str:
    """What the lots are drawn with: the month and its currency, so that nobody chooses it."""
    return f"{g.month} {g.currency}"


def sample(g: Gathered) -> Section:
    """The lines drawn, in the order of the files."""
    of = sum(p.settlement.refunds.count for p in g.payouts)
    refunds = -(-of * REFUNDS_IN_TEN // 10)
    note = NOTE.format(lines=LINES, of=of, refunds=refunds)
    return workpaper.sample(g.currency, _rows(g, refunds), note)


def _rows(g: Gathered, refunds: int) -> Iterator[tuple[Cell, ...]]:
    lines, drawn_with = g.company.lines, seed(g)
    loads = [(p.settlement.load_id, p.settlement.settlement_id) for p in g.payouts]
    lots = sorted((*one, load) for load, s in loads for one in line_details.drawn_lines(lines, load, s, drawn_with, LINES))[:LINES]
    of_refunds = sorted((*one, load) for load, s in loads for one in line_details.drawn_refunds(lines, load, s, drawn_with, refunds))
    numbers = {(load, int(number)) for _, number, load in lots}
    keys = {(load, key) for _, key, load in of_refunds[:refunds]}
    with g.company.state.read() as connection:
        at_bank = bank_lines_of(connection)
    for p in g.payouts:
        s, read = p.settlement, reading(g, p)
        only = ({number for load, number in numbers if load == s.load_id}, {key for load, key in keys if load == s.load_id})
        for line in line_details.each(lines, s.load_id, g.targets[s.load_id], only=only):
            drawn = [*(["line"] if line.line_no in only[0] else []), *(["refund"] if line.key in only[1] else [])]
            _, _, account, document = read.placed(line)
            yield (", ".join(drawn), s.settlement_id, s.file_name, line.line_no, line.posted, line.order_id, read.what(line), line.amount,
                   account, words_of(document), document.quickbooks_id if document else "",
                   at_bank.get(s.settlement_id, "no bank line matched"))  # fmt: skip
