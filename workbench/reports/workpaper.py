"""The sheets that the close package has beyond the reconciliation: what an auditor asks for, each with its totals and checks.

Amounts are in one currency, + = to the seller; amounts of accounts are + debit. What can be derived from another sheet is a
formula about that sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from workbench.reports.reconciliation import PAYOUT, STATED, Rows, money
from workbench.reports.section import Check, Column, Section

LINES = "Settlement lines"
"""The title of the sheet of lines, which other sheets add up."""


def settlement_lines(currency: str, rows: Rows, expected: Decimal) -> Section:
    """Every line of Amazon's files: (payout, file, row of the file, posted, order, refund, SKU, quantity, Amazon's three texts,
    marketplace, section, category, account, number in the mapping, number in the summary, document, QuickBooks id, batch,
    amount)."""
    columns = (
        PAYOUT, Column("File", width=30), Column("Row", "count", 8), Column("Posted", "day"), Column("Order", width=22),
        Column("Refund", width=20), Column("SKU", width=16), Column("Quantity", "count", 9), Column("Transaction type", width=20),
        Column("Amount type", width=20), Column("Description", width=28), Column("Marketplace", width=14), Column("Section", width=12),
        Column("Category", width=24), Column("Account", width=34), Column("Mapping no.", "count", 9), Column("Summary no.", "count", 9),
        Column("Booked in", width=34), Column("QuickBooks id", width=13), Column("Batch", width=16), money("Amount"),
    )  # fmt: skip
    check = Check("the lines = Amazon's payouts", "Amount", expected=expected, expected_in=STATED)
    return Section(LINES, currency, columns, rows, (check,), "Row is the line's number in Amazon's file, whose hash is under Sources.")


def tie_out(currency: str, rows: Rows) -> Section:
    """Each payout from Amazon to the bank: (payout, status, deposit date, Amazon total, lines, QuickBooks, bank, the three
    differences, documents, bank line). None where there is nothing yet."""
    columns = (
        PAYOUT, Column("Status"), Column("Deposit date", "day"),
        money("Amazon total", formula="SUMIFS({Sources: Total},{Sources: Payout},{Payout})"),
        money("Lines", formula=f"SUMIFS({{{LINES}: Amount}},{{{LINES}: Payout}},{{Payout}})"),
        money("QuickBooks", formula="SUMIFS({Variance: QuickBooks},{Variance: Payout},{Payout})"),
        money("Bank", formula="SUMIFS({Variance: Bank},{Variance: Payout},{Payout})"),
        Column("Lines less Amazon", "money", 21, True, "ROUND({Lines}-{Amazon total},2)"),
        Column("QuickBooks less lines", "money", 21, True, "ROUND({QuickBooks}-{Lines},2)"),
        Column("Bank less QuickBooks", "money", 21, True, "ROUND({Bank}-{QuickBooks},2)"),
        Column("QuickBooks documents", width=70), Column("Bank line", width=60),
    )  # fmt: skip
    checks = (
        Check("lines = Amazon total, payout by payout", "Lines less Amazon"),
        Check("QuickBooks = lines, payout by payout", "QuickBooks less lines"),
        Check("bank = QuickBooks, payout by payout", "Bank less QuickBooks"),
    )
    return Section("Tie-out", currency, columns, rows, checks, "Blank where a payout is not posted, or no bank line was matched yet.")


def ledger(currency: str, rows: Rows) -> Section:
    """What each document does to each account: (payout, document, number, QuickBooks id, date, account, account's id, posted, as
    read back, difference). + debit; None where it was not read back."""
    columns = (
        PAYOUT, Column("Document", width=16), Column("Number", width=24), Column("QuickBooks id"), Column("Date", "day"),
        Column("Account", width=44), Column("Account id", width=11), money("Posted"), money("Read back"),
        money("Difference", formula="ROUND({Read back}-{Posted},2)"),
    )  # fmt: skip
    checks = (
        Check("debits = credits as posted", "Posted"),
        Check("debits = credits as read back", "Read back"),
        Check("QuickBooks holds what was posted", "Difference"),
    )
    return Section("Ledger", currency, columns, rows, checks, "Debits, and (credits), of every document.")


def lead_schedule(currency: str, month: str, payouts: Sequence[str], rows: Rows) -> Section:
    """Account by payout: (account, its id, one amount a payout, booked before the month, booked after it, month total, QuickBooks,
    variance). + debit. `month` is `YYYY-MM`; a payout's parts in other months are taken out again."""
    year, number = int(month[:4]), int(month[5:])
    first, following = f"DATE({year},{number},1)", f"DATE({year},{number + 1},1)"
    account = "{Ledger: Account id},{Account id}"
    of_payout = [
        money(p, formula=f'SUMIFS({{Ledger: Posted}},{account},{{Ledger: Payout}},"{p}")') for p in payouts
    ]  # fmt: skip
    in_month = f'{{Ledger: Date}},">="&{first},{{Ledger: Date}},"<"&{following}'
    columns = (
        Column("Account", width=44), Column("Account id", width=11), *of_payout,
        Column("Before the month", "money", 18, True, f'-SUMIFS({{Ledger: Posted}},{account},{{Ledger: Date}},"<"&{first})'),
        Column("After the month", "money", 18, True, f'-SUMIFS({{Ledger: Posted}},{account},{{Ledger: Date}},">="&{following})'),
        money("Month total", formula=f"ROUND(SUM({{{payouts[0]}}}:{{After the month}}),2)"),
        money("QuickBooks", formula=f"SUMIFS({{Ledger: Read back}},{account},{in_month})"),
        money("Variance", formula="ROUND({QuickBooks}-{Month total},2)"),
    )  # fmt: skip
    checks = (
        Check("debits = credits in the month", "Month total"),
        Check("QuickBooks' movement = month total", "QuickBooks", "Month total"),
        Check("no account has a variance", "Variance"),
    )
    note = f"Posted payouts; debits, and (credits). What they book in other months than {month} is taken out: the month total is its own."
    return Section("Lead schedule", currency, columns, rows, checks, note)


def mapping_used(currency: str, rows: Rows, expected: Decimal) -> Section:
    """Each kind of line and its account: (number, Amazon's three texts, marketplace, report, category, tax, account, tax code,
    how it was decided, version, who, when, note, lines, amount)."""
    columns = (
        Column("No.", "count", 6), Column("Transaction type", width=22), Column("Amount type", width=22), Column("Description", width=32),
        Column("Marketplace", width=16), Column("Report", width=15), Column("Category", width=28), Column("Tax", width=11),
        Column("Account", width=44), Column("Tax code", width=10), Column("Decided by", width=34), Column("Version", "count", 9),
        Column("Who", width=18), Column("When", width=34), Column("Note", width=40), Column("Lines", "count", 10),
        money("Amount", formula=f"SUMIFS({{{LINES}: Amount}},{{{LINES}: Mapping no.}},{{No.}})"),
    )  # fmt: skip
    check = Check("all kinds of line = Amazon's payouts", "Amount", expected=expected, expected_in=STATED)
    note = "An excluded transaction stands in the account given with its reason (Exceptions), a tracked product in its own."
    return Section("Mapping used", currency, columns, rows, (check,), note)


def sales_tax(currency: str, rows: Rows) -> Section:
    """By marketplace: (marketplace, collected, withheld by Amazon, left to remit)."""

    def of(kind: str) -> str:
        return f'SUMIFS({{Mapping used: Amount}},{{Mapping used: Marketplace}},{{Marketplace}},{{Mapping used: Tax}},"{kind}")'

    columns = (
        Column("Marketplace", width=24), money("Collected", formula=of("collected")), money("Withheld", formula=of("withheld")),
        money("Difference", formula="ROUND({Collected}+{Withheld},2)"),
    )  # fmt: skip
    note = "Of the payouts' lines. Difference is what Amazon did not remit itself: yours to remit."
    return Section("Sales tax", currency, columns, rows, (), note)


def exceptions(currency: str, rows: Rows) -> Section:
    """What was out of the ordinary: (what, payout, where, amount, why, by, when)."""
    columns = (
        Column("Exception", width=34), PAYOUT, Column("Where", width=40), money("Amount", summed=False), Column("Why", width=90),
        Column("Who", width=18), Column("When", width=34),
    )  # fmt: skip
    return Section("Exceptions", currency, columns, rows)


def cut_off(currency: str, days: int, rows: Rows) -> Section:
    """Lines near the month's end: (payout, row of the file, posted, order, what, amount, month it was booked in, document)."""
    columns = (
        PAYOUT, Column("Row", "count", 8), Column("Posted", "day"), Column("Order", width=24), Column("What", width=44), money("Amount"),
        Column("Month booked in", width=16), Column("Booked in", width=34),
    )  # fmt: skip
    note = f"Every line that Amazon posted within {days} days of the month's end, on either side, of every payout of the books."
    return Section("Cut-off", currency, columns, rows, (), note)


def sample(currency: str, rows: Rows, note: str) -> Section:
    """Lines drawn by lot, each followed to the bank: (drawn as, payout, file, row, posted, order, what, amount, account, document,
    QuickBooks id, bank line)."""
    columns = (
        Column("Drawn as", width=10), PAYOUT, Column("File", width=36), Column("Row", "count", 8), Column("Posted", "day"),
        Column("Order", width=24), Column("What", width=44), money("Amount"), Column("Account", width=44), Column("Booked in", width=34),
        Column("QuickBooks id"), Column("Bank line", width=60),
    )  # fmt: skip
    return Section("Sample", currency, columns, rows, (), note)


def journal(currency: str, rows: Rows) -> Section:
    """The month's entries in the layout that QuickBooks imports journal entries from."""
    columns = (
        Column("*JournalNo"), Column("*JournalDate", "day"), Column("*AccountName"), money("*Debits"), money("*Credits"),
        Column("Description"), Column("Currency"),
    )  # fmt: skip
    return Section("Journal", currency, columns, rows)
