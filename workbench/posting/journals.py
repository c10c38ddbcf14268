"""Journal entries: what cannot stand on a receipt, with one line on Payments to deposit that the deposit links.

QuickBooks' API links no expense into a deposit (Deposit reference, LinkedTxn), so a settlement's fees are one journal entry
per month (S68, S69): debits on the fee accounts, the net on Payments to deposit, with the customer on that line so that
QuickBooks offers it for deposit.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from workbench.money import exact, total
from workbench.posting.accounts import Accounts
from workbench.posting.document import Document
from workbench.posting.entry import EntryLine, merged
from workbench.posting.facts import Facts
from workbench.posting.names import journal_number, marker_of, posting_key


def fee_journal(facts: Facts, accounts: Accounts, month: str, lines: Sequence[EntryLine]) -> Document | None:
    """The month's journal entry against Payments to deposit; None when nothing is left for it."""
    held = exact(-total(line.debit for line in lines))
    whole = merged((*lines, EntryLine(accounts.undeposited, held, f"Amazon order fees {facts.settlement_id}")))
    return _journal(facts, accounts, month, whole, "fees", "AMZF") if whole else None


def summary_journal(facts: Facts, accounts: Accounts, month: str, lines: Sequence[EntryLine]) -> Document | None:
    """A month of a settlement as one balanced journal entry; Payments to deposit and the carry-forward are among its lines."""
    return _journal(facts, accounts, month, merged(lines), "summary", "AMZS") if lines else None


def cost_journal(facts: Facts, accounts: Accounts, month: str, lines: Sequence[EntryLine]) -> Document:
    """The cost of what a month sold; nothing of it is on Payments to deposit."""
    return _journal(facts, accounts, month, lines, "costs", "AMZG")


def _journal(facts: Facts, accounts: Accounts, month: str, lines: Sequence[EntryLine], component: str, prefix: str) -> Document:
    last = month == facts.month_names[-1]
    number = journal_number(facts.settlement_id, month, last, prefix)
    name = component if last else f"{component}:{month}"
    date = facts.last_posted(month)
    marker = marker_of(facts.settlement_id, name, facts.revision)
    body: dict[str, Any] = {
        "DocNumber": number,
        "TxnDate": date,
        "PrivateNote": marker,
        "Line": [journal_line(accounts, line) for line in lines],
    }
    if not accounts.is_american:
        body["GlobalTaxCalculation"] = "NotApplicable"
    debits = total(line.debit for line in lines if line.debit > 0)
    return Document(
        posting_key(facts.settlement_id, name, facts.revision), "JournalEntry", number, date, debits, 2, body,
        tuple((line.account, line.debit) for line in lines), marker,
    )  # fmt: skip


def held_in(document: Document, accounts: Accounts) -> Decimal:
    """What a document leaves in Payments to deposit (+ = to be deposited)."""
    return total(debit for account, debit in document.effects if account == accounts.undeposited)


def journal_line(accounts: Accounts, line: EntryLine) -> dict[str, Any]:
    """A line of a journal entry; one on Payments to deposit bears the customer, or QuickBooks does not offer it for deposit."""
    detail: dict[str, Any] = {
        "PostingType": "Debit" if line.debit > 0 else "Credit",
        "AccountRef": {"value": line.account.id},
    }
    if line.account == accounts.undeposited:
        detail["Entity"] = {"Type": "Customer", "EntityRef": {"value": accounts.customer_id}}
    if line.tax_code:
        detail["TaxCodeRef"] = {"value": line.tax_code}
        # Intuit's JournalEntry page: required beside a tax code.
        detail["TaxApplicableOn"] = "Sales" if line.account.type in ("Income", "Other Income") else "Purchase"
    if line.class_id:
        detail["ClassRef"] = {"value": line.class_id}
    if line.location_id:
        detail["DepartmentRef"] = {"value": line.location_id}
    return {
        "DetailType": "JournalEntryLineDetail",
        "Amount": abs(line.debit),
        "Description": line.memo,
        "JournalEntryLineDetail": detail,
    }
