"""The rows of the sheets of the balance sheet. QuickBooks' balances are those of the last read-back in a close package, and are asked
for in a reconciliation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from workbench.errors import Unreachable
from workbench.jobs.close import closing, variance
from workbench.jobs.close.pairs import WORDS
from workbench.jobs.close.roll_forward import AccountRoll
from workbench.jobs.close.workpaper.gathered import Gathered
from workbench.jobs.quickbooks.session import books_of
from workbench.money import ZERO, total
from workbench.quickbooks.client import Books
from workbench.reconcile.roll_forward import BUCKETS
from workbench.reports import roll_forward as sheets
from workbench.reports.section import Cell, Section

ALL = "All payouts of the company; QuickBooks' balances are those of the last day of the month, or of today."


def roll_forward(g: Gathered) -> Section:
    """Each account: opening, movements, closing, beside QuickBooks and what Amazon states."""
    rows, note = _with_quickbooks(g)
    return sheets.roll_forward(_home(g), (_row(row) for row in rows), note)


def movements(g: Gathered) -> Section:
    """What each settlement moved."""
    rows = ((row.account, m.settlement_id, m.day.isoformat(), m.debit) for row in _accounts(g) for m in row.rolled.by_settlement)
    return sheets.movements(_home(g), rows)


def reasons(g: Gathered) -> Section:
    """Why accounts differ from QuickBooks, and from what Amazon states."""
    rows = ((row.account, beside, one.why, one.amount) for row in _accounts(g)
            for beside, named in (("QuickBooks", row.changes), ("Amazon", row.timing)) for one in named)  # fmt: skip
    return sheets.reasons(_home(g), rows)


def ageing(g: Gathered) -> Section:
    """What is open, by settlement and age."""
    accounts = _accounts(g)
    rows = (_aged(row, place) for row in accounts for place in range(len(row.rolled.open_items)))
    return sheets.ageing(_home(g), BUCKETS, rows, total(row.closing for row in accounts))


def pairs(g: Gathered) -> Section:
    """The pairs that must be zero, of this currency."""
    return sheets.pairs(g.currency, _pair_rows(g))


def _pair_rows(g: Gathered) -> Iterator[tuple[Cell, ...]]:
    for pair in g.now.month.pairs if g.now else ():
        if pair.currency != g.currency:
            continue
        if not pair.items:
            yield WORDS[pair.name], "", "", "", None, ZERO, "nothing is open"
        for i in pair.items:
            wrong: Decimal = ZERO if i.natural else abs(i.amount)
            yield WORDS[pair.name], i.settlement_id, i.day.isoformat() if i.day else "", i.of, i.amount, wrong, i.why


def _home(g: Gathered) -> str:
    return str(g.settings["chart"].get("currency") or g.currency)


def _accounts(g: Gathered) -> list[AccountRoll]:
    return variance.roll_forward(g.company, g.month, None)


def _with_quickbooks(g: Gathered) -> tuple[Sequence[AccountRoll], str]:
    """The accounts with QuickBooks' balances, and where these are from; without them, and why, when it cannot be asked."""
    if g.now:
        balances = closing.read_back_balances(g.company, g.month, g.now.payouts_to_read)
        note = "QuickBooks' balances are missing: read QuickBooks back under Close › Month." if balances is None else ""
        return variance.beside(_accounts(g), balances or {}), note
    books, note = _quickbooks(g)
    return variance.roll_forward(g.company, g.month, books), note


def _quickbooks(g: Gathered) -> tuple[Books | None, str]:
    if not g.postings:
        return None, "Nothing of these payouts is posted."
    try:
        return books_of(g.company), ALL
    except Unreachable as error:
        return None, f"QuickBooks' balances are missing: {error.what}"


def _row(r: AccountRoll) -> tuple[Cell, ...]:
    named = None if r.amazon is None else total(one.amount for one in r.timing)
    return (r.account, r.opening, r.movements, r.closing, r.quickbooks, r.difference, r.explained, r.unexplained, r.amazon,
            r.amazon_difference, named, r.amazon_unexplained)  # fmt: skip


def _aged(row: AccountRoll, place: int) -> tuple[Cell, ...]:
    item = row.rolled.open_items[place]
    buckets = [item.amount if item.bucket(row.rolled.last) == n else None for n in range(len(BUCKETS))]
    return row.account, item.settlement_id, item.day.isoformat(), item.amount, *buckets
