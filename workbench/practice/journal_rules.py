"""What QuickBooks refuses in journal entries (Intuit's JournalEntry page and error list)."""

from __future__ import annotations

from workbench.money import ZERO
from workbench.practice import faults
from workbench.practice.draft import Draft, account, detail, lines, required

DETAIL = "JournalEntryLineDetail"
PARTY = {"Accounts Receivable": "Customer", "Accounts Payable": "Vendor"}


def journal_lines(draft: Draft) -> None:
    """2020 without AccountRef, 2260 without a PostingType, 2290 for a negative Amount (documented)."""
    for line, value in lines(draft):
        if line.get("DetailType") != DETAIL:
            raise faults.invalid("Line.DetailType", f"is {DETAIL}")
        part = detail(line, DETAIL)
        required(part, "AccountRef", f"Line.{DETAIL}.AccountRef")
        if part.get("PostingType") not in ("Debit", "Credit"):
            raise faults.FaultError("2260", "Invalid Posting Type", "PostingType is Debit or Credit", "PostingType")
        if value < 0:
            raise faults.FaultError("2290", "Negative Amount", "The amount must be positive", "Line.Amount")


def journal_balances(draft: Draft) -> None:
    """2300 when debits are not credits (documented)."""
    balance = ZERO
    for line, value in lines(draft):
        balance += value if line[DETAIL]["PostingType"] == "Debit" else -value
    if balance != 0:
        detail_text = f"Amount on debits not equal to credits: the difference is {balance}"
        raise faults.FaultError("2300", "Amount on debits not equal to credits", detail_text, "Line")


def journal_party(draft: Draft) -> None:
    """6000 when a receivable line names no customer or a payable line no vendor (documented)."""
    for line, _ in lines(draft):
        part = line[DETAIL]
        wanted = PARTY.get(account(draft, part, "AccountRef")["AccountType"])
        if wanted and (part.get("Entity") or {}).get("Type") != wanted:
            raise faults.business(f"When you use this account you must choose a {wanted.lower()} in the Name field.")
