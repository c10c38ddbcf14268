"""QuickBooks' expenses (`Purchase`), and the literal way of S68: one for the fees of each sale and refund.

An expense is paid from Payments to deposit, where the receipt's money waits. QuickBooks' API links no expense into a deposit
(Deposit reference, LinkedTxn), so the deposit takes all of them back with one line on Payments to deposit itself
(`deposits.py`): the ledger comes to 0.00, while every expense stays in the list of what waits to be deposited.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from workbench.money import exact, total
from workbench.posting.accounts import Account, Accounts
from workbench.posting.document import Document
from workbench.posting.entry import EntryLine, merged
from workbench.posting.facts import Facts, KindTarget, ReceiptLine
from workbench.posting.names import document_number, marker_of, posting_key

ENTITY = "Purchase"

FEES_AS = ("journal", "expense")
"""How posting per order books the fees: in one journal entry a month, or in one expense for each sale and refund."""


@dataclass
class Expenses:
    """What became of the fees: expenses, and the lines (`left`) that the month's journal entry carries."""

    documents: list[Document] = field(default_factory=list)
    left: list[ReceiptLine] = field(default_factory=list)


def fee_expenses(facts: Facts, accounts: Accounts) -> Expenses:
    """One expense for the fees of each sale and refund.

    Where Amazon gave back as much as it took, or more, there is nothing to pay: QuickBooks refuses an expense below 0.00,
    and the fees are left to the month's journal entry. `NotReady` while no vendor is chosen, or a tax code is missing.
    """
    made = Expenses()
    if facts.fees:
        accounts.require_vendor()
    taken = set(facts.taken_numbers)
    for _, group in groupby(facts.fees, key=lambda line: line.transaction_key):
        lines = list(group)
        if total(line.amount for line in lines) < 0:
            made.documents.append(_expense(facts, accounts, lines, taken))
        else:
            made.left.extend(line for line in lines if line.amount)
    return made


def _expense(facts: Facts, accounts: Accounts, lines: Sequence[ReceiptLine], taken: set[tuple[str, str]]) -> Document:
    first = lines[0]
    number = document_number(first.order_id, "F", ENTITY, taken)
    marker = marker_of(facts.settlement_id, f"fees:{number}", facts.revision)
    paid = merged(expense_line(facts.kinds[line.kind_id], accounts, line.amount) for line in lines)
    amount = total(line.debit for line in paid)
    body = expense_body(accounts, number, first.posted, accounts.undeposited, marker, paid)
    effects = [(line.account, line.debit) for line in paid]
    return Document(
        posting_key(facts.settlement_id, f"expense:{first.transaction_key}", facts.revision), ENTITY, number, first.posted, amount, 1,
        body, (*effects, (accounts.undeposited, exact(-amount))), marker,
    )  # fmt: skip


def expense_line(kind: KindTarget, accounts: Accounts, amount: Decimal) -> EntryLine:
    """What Amazon took (`amount`, − = from the seller) as the debit of an expense. A Canadian expense, like a receipt, wants a
    tax code on every line; an American one takes none."""
    target = kind.target
    tax_code = "" if accounts.is_american else accounts.tax_code_of(target.tax_code, kind.words)
    return EntryLine(kind.account, exact(-amount), kind.words, tax_code, target.class_id, target.location_id)


def expense_body(
    accounts: Accounts, number: str, date: str, paid_from: Account, marker: str, lines: Iterable[EntryLine], sign: int = 1
) -> dict[str, Any]:
    """The body of an expense over these lines; `sign` −1 for one that is a credit on the card."""
    listed = list(lines)
    body: dict[str, Any] = {
        "DocNumber": number,
        "TxnDate": date,
        "PaymentType": "CreditCard" if paid_from.type == "Credit Card" else "Cash",
        "AccountRef": {"value": paid_from.id},
        "PrivateNote": marker,
        "Line": [_line(line, sign) for line in listed],
    }
    if accounts.vendor_id:
        body["EntityRef"] = {"value": accounts.vendor_id, "type": "Vendor"}
    location = next((line.location_id for line in listed if line.location_id), "")
    if location:
        body["DepartmentRef"] = {"value": location}
    if not accounts.is_american:
        body["GlobalTaxCalculation"] = "NotApplicable"
    return body


def _line(line: EntryLine, sign: int) -> dict[str, Any]:
    detail: dict[str, Any] = {"AccountRef": {"value": line.account.id}}
    if line.tax_code:
        detail["TaxCodeRef"] = {"value": line.tax_code}
    if line.class_id:
        detail["ClassRef"] = {"value": line.class_id}
    return {
        "DetailType": "AccountBasedExpenseLineDetail",
        "Amount": exact(line.debit * sign),
        "Description": line.memo,
        "AccountBasedExpenseLineDetail": detail,
    }
