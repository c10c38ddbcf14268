"""The sheets of the balance sheet: the roll-forward, what each settlement moved, why figures differ, what is open by age, the pairs.

Amounts are in the books' currency, debits positive. The roll-forward adds up the other sheets: change a movement there, and the
closing balance changes with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from workbench.reports.reconciliation import PAYOUT, money
from workbench.reports.section import Cell, Check, Column, Section

Rows = Iterable[Sequence[Cell]]

ACCOUNT = Column("Account", width=44)


def roll_forward(currency: str, rows: Rows, note: str = "") -> Section:
    """The balance-sheet accounts that Amazon's money passes through: (account, opening, movements, closing, QuickBooks, difference,
    explained, unexplained, Amazon states, ours less Amazon, with a reason, without a reason). None where there is no such figure."""
    columns = (
        ACCOUNT, money("Opening"), money("Movements", formula="SUMIFS({Movements: Moved},{Movements: Account},{Account})"),
        money("Closing", formula="ROUND({Opening}+{Movements},2)"), money("QuickBooks", summed=False),
        money("Difference", summed=False, formula="ROUND({QuickBooks}-{Closing},2)"),
        money("Explained", summed=False, formula=_reasons("QuickBooks")),
        money("Unexplained", summed=False, formula="ROUND({Difference}-{Explained},2)"), money("Amazon states", summed=False),
        money("Ours less Amazon", summed=False, formula="ROUND({Closing}-{Amazon states},2)"),
        money("With a reason", summed=False, formula=_reasons("Amazon")),
        money("Without a reason", summed=False, formula="ROUND({Ours less Amazon}-{With a reason},2)"),
    )  # fmt: skip
    return Section("Roll-forward", currency, columns, rows, note=note)


def _reasons(beside: str) -> str:
    return f'SUMIFS({{Reasons: Amount}},{{Reasons: Account}},{{Account}},{{Reasons: Beside}},"{beside}")'


def movements(currency: str, rows: Rows) -> Section:
    """What each settlement moved in each account in the period: (account, payout, last on, moved)."""
    return Section("Movements", currency, (ACCOUNT, PAYOUT, Column("Last on", "day"), money("Moved")), rows)


def reasons(currency: str, rows: Rows) -> Section:
    """Why an account differs from QuickBooks, or from what Amazon states: (account, QuickBooks or Amazon, why, amount)."""
    return Section("Reasons", currency, (ACCOUNT, Column("Beside", width=12), Column("Why", width=80), money("Amount")), rows)


def ageing(currency: str, buckets: Sequence[str], rows: Rows, closing: Decimal) -> Section:
    """What is open of each account at the end, by settlement and age: (account, payout, since, open, and a figure for each of the
    `buckets`)."""
    columns = (
        ACCOUNT, PAYOUT, Column("Since", "day"), money("Open", formula=f"ROUND(SUM({{{buckets[0]}}}:{{{buckets[-1]}}}),2)"),
        *(money(bucket) for bucket in buckets),
    )  # fmt: skip
    check = Check("what is open = the closing balances", "Open", expected=closing, expected_in="Roll-forward: Closing")
    return Section("Ageing", currency, columns, rows, (check,))


def pairs(currency: str, rows: Rows) -> Section:
    """The pairs that must be zero, and what is open of them: (pair, payout, since, order or account, open, wrong, why)."""
    columns = (
        Column("Pair", width=60), PAYOUT, Column("Since", "day"), Column("Order or account", width=36), money("Open", summed=False),
        money("Wrong"), Column("Why", width=80),
    )  # fmt: skip
    return Section("Pairs", currency, columns, rows, note="Wrong is without a sign and must be 0.00; what is open besides is natural.")
