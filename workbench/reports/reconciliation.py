"""The reconciliation report: which sections it has, which columns, and which totals must agree.

The pages of the field's workpaper: cover and sources, variance, what explains it, summary by account, our entries, the documents
in QuickBooks, the adjustments and the included transactions of each payout, and the roll-forward of the balance sheet. Amounts
are in one currency, + = to the seller; debits and credits are each positive.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from workbench.money import ZERO, exact
from workbench.reports.section import Cell, Check, Column, Section

Rows = Iterable[Sequence[Cell]]

PAYOUT = Column("Payout", width=16)

STATED = "Sources: Total"
"""Where a workbook has what Amazon says the payouts come to."""


def money(title: str, *, summed: bool = True, formula: str = "") -> Column:
    """A column of amounts."""
    return Column(title, "money", 15, summed, formula)


def cover(currency: str, rows: Iterable[tuple[str, str]], practice: bool) -> Section:
    """What this is, of whom, of when, made by what: (item, value)."""
    note = "A practice company: these books are not kept by Intuit, and no money moved." if practice else ""
    return Section("Cover", currency, (Column("Reconciliation", width=28), Column("", width=90)), rows, note=note)


def month_checks(currency: str, rows: Rows) -> Section:
    """The checks of a month: (check, done, figure, what is left, where it is done)."""
    columns = (
        Column("Check", width=54), Column("Done", width=8), Column("Figure", width=26), Column("What is left", width=90),
        Column("Where", width=24),
    )  # fmt: skip
    return Section("Month", currency, columns, rows)


def signatures(currency: str, rows: Rows) -> Section:
    """Who stood for the month: (when, what, who, why, the hash of the figures)."""
    columns = (
        Column("When", width=34), Column("What", width=24), Column("Who", width=24), Column("Why", width=60), Column("Figures", width=68),
    )  # fmt: skip
    return Section("Signatures", currency, columns, rows, note="Figures is the hash of what was signed; it is another when a figure is.")


def sources(currency: str, rows: Rows, amazon_total: Decimal) -> Section:
    """One file a payout: (payout, start, end, deposit date, file, SHA-256, lines, total, read back at)."""
    columns = (
        PAYOUT, Column("Start", "day"), Column("End", "day"), Column("Deposit date", "day"), Column("File", width=36),
        Column("SHA-256", width=68), Column("Lines", "count", 10), money("Total"), Column("QuickBooks read back at", width=34),
    )  # fmt: skip
    check = Check("totals of the files = Amazon's payouts", "Total", expected=amazon_total)
    return Section("Sources", currency, columns, rows, (check,))


def variance(currency: str, rows: Rows) -> Section:
    """The five figures of each payout: (payout, status, Amazon total, lines, entries, QuickBooks, bank, variance, explained,
    unexplained, payments to deposit). None where there is nothing to compare yet."""
    columns = (
        PAYOUT, Column("Status", width=14), money("Amazon total"), money("Lines"), money("Entries"), money("QuickBooks"), money("Bank"),
        money("Variance", formula="ROUND({QuickBooks}-{Amazon total},2)"), money("Explained"),
        money("Unexplained"), money("Payments to deposit"),
    )  # fmt: skip
    checks = (
        Check("lines = Amazon total", "Lines", "Amazon total"),
        Check("no variance is unexplained", "Unexplained"),
        Check("Payments to deposit is empty after the deposits", "Payments to deposit"),
    )
    note = "Variance is QuickBooks less Amazon; blank where a payout is not posted, or no bank statement was matched."
    return Section("Variance", currency, columns, rows, checks, note)


def explanations(currency: str, rows: Rows) -> Section:
    """What was done in QuickBooks after posting: (payout, why, amount)."""
    return Section("Explanations", currency, (PAYOUT, Column("Why", width=100), money("Amount")), rows)


def summary(currency: str, rows: Rows, amazon_total: Decimal) -> Section:
    """The lines by month, meaning and account: (payout, month, section, category, account, amount, number of the row). With the
    settlement lines in the workbook, each amount is added up from those that bear its number."""
    columns = (
        PAYOUT, Column("Month", width=10), Column("Section", width=12), Column("Category", width=34), Column("Account", width=44),
        money("Amount", formula="SUMIFS({Settlement lines: Amount},{Settlement lines: Summary no.},{No.})"), Column("No.", "count", 8),
    )  # fmt: skip
    check = Check("all categories = Amazon's payouts", "Amount", expected=amazon_total, expected_in=STATED)
    return Section("Summary", currency, columns, rows, (check,), "Months by the day Amazon posted a line, in the company's time zone.")


def entries(currency: str, rows: Iterable[tuple[str, str, str, str, Decimal]]) -> Section:
    """Our entries as they were confirmed: (payout, date, account, memo, debit: + debit, − credit)."""
    columns = (
        PAYOUT, Column("Date", "day"), Column("Account", width=44), Column("Memo", width=60), money("Debit"), money("Credit"),
    )  # fmt: skip
    return Section("Entries", currency, columns, (_sides(*row) for row in rows), (Check("debits = credits", "Debit", "Credit"),))


def _sides(payout: str, day: str, account: str, memo: str, debit: Decimal) -> tuple[Cell, ...]:
    sides = (exact(debit), None) if debit >= ZERO else (None, exact(-debit))
    return payout, day, account, memo, *sides


def documents(currency: str, rows: Rows) -> Section:
    """What was sent, and what QuickBooks holds of it: (payout, entity, number, date, total, state, QuickBooks id, as read back,
    total read back, message)."""
    columns = (
        PAYOUT, Column("Document", width=16), Column("Number", width=24), Column("Date", "day"), money("Total"), Column("State"),
        Column("QuickBooks id"), Column("As read back"), money("Total read back"), Column("Message", width=60),
    )  # fmt: skip
    check = Check("what was sent = what QuickBooks holds", "Total", "Total read back")
    return Section("Documents", currency, columns, rows, (check,))


def adjustments(currency: str, rows: Rows, expected: Decimal) -> Section:
    """The funds in each payout that belong to no order: (payout, what, section, category, account, status, lines, amount)."""
    columns = (
        PAYOUT, Column("What", width=48), Column("Section", width=12), Column("Category", width=34), Column("Account", width=44),
        Column("Status", width=12), Column("Lines", "count", 10), money("Amount"),
    )  # fmt: skip
    return Section("Adjustments", currency, columns, rows, (Check("adjustments = the payouts' adjustments", "Amount", expected=expected),))


def transactions(currency: str, rows: Rows, expected: Decimal) -> Section:
    """The included transactions: (payout, kind, order, posted, SKUs, quantity, gross, shipping, discounts, tax, fees, net, status,
    why excluded, account that explains it)."""
    columns = (
        PAYOUT, Column("Kind", width=12), Column("Order", width=24), Column("Posted", "day"), Column("SKUs", width=28),
        Column("Quantity", "count", 10), money("Gross"), money("Shipping"), money("Discounts"), money("Tax"), money("Fees"),
        money("Net", formula="ROUND(SUM({Gross}:{Fees}),2)"), Column("Status"), Column("Why excluded", width=30),
        Column("Explained by", width=36),
    )  # fmt: skip
    check = Check("transactions = the payouts' sales and refunds", "Net", expected=expected)
    return Section("Transactions", currency, columns, rows, (check,))
