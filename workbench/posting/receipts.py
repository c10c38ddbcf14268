"""Sales receipts and refund receipts: one per order of a settlement (S51, S55, S67; G1), held in Payments to deposit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from workbench.money import exact, total
from workbench.posting.accounts import Accounts
from workbench.posting.document import Document
from workbench.posting.facts import Facts, ReceiptLine
from workbench.posting.names import document_number, marker_of, posting_key


def receipts(facts: Facts, accounts: Accounts) -> tuple[list[Document], list[ReceiptLine]]:
    """The receipts, and the lines of transactions that QuickBooks cannot hold as a receipt.

    A sale that came out negative, or a refund that came out positive, is refused by QuickBooks as a receipt; its lines are
    returned and go into the month's journal entry instead. A transaction of nothing but zeros (a multi-channel order) has
    no receipt at all: its fees are in the journal entry.
    """
    made: list[Document] = []
    left: list[ReceiptLine] = []
    taken = set(facts.taken_numbers)
    for lines in _by_transaction(facts.receipts):
        amount = total(line.amount for line in lines)
        sign = 1 if lines[0].side == "sales" else -1
        if not any(line.amount for line in lines):
            continue
        if amount * sign < 0 or (sign < 0 and amount == 0):
            left.extend(lines)
            continue
        made.append(_receipt(facts, accounts, lines, sign, taken))
    return made, left


def _receipt(facts: Facts, accounts: Accounts, lines: Sequence[ReceiptLine], sign: int, taken: set[tuple[str, str]]) -> Document:
    entity = "SalesReceipt" if sign > 0 else "RefundReceipt"
    first = lines[0]
    number = document_number(first.order_id, "" if sign > 0 else "R", entity, taken)
    amount = exact(total(line.amount for line in lines) * sign)
    component = f"{'order' if sign > 0 else 'refund'}:{first.transaction_key}"
    marker = marker_of(facts.settlement_id, f"{'order' if sign > 0 else 'refund'}:{number}", facts.revision)
    body: dict[str, Any] = {
        "DocNumber": number,
        "TxnDate": first.posted,
        "CustomerRef": {"value": accounts.customer_id},
        "DepositToAccountRef": {"value": accounts.undeposited.id},
        "PrivateNote": marker,
        "Line": [_line(facts, accounts, line, sign) for line in lines if line.amount],
    }
    location = next((loc for line in lines if (loc := facts.kinds[line.kind_id].target.location_id)), "")
    if location:
        body["DepartmentRef"] = {"value": location}
    if accounts.country != "US":
        body["GlobalTaxCalculation"] = "NotApplicable"
    effects = [(facts.kinds[line.kind_id].account, exact(-line.amount)) for line in lines if line.amount]
    held = [(accounts.undeposited, exact(amount * sign))] if amount else []
    return Document(
        posting_key(facts.settlement_id, component, facts.revision), entity, number, first.posted, amount, 1, body,
        (*effects, *held), marker,
    )  # fmt: skip


def _line(facts: Facts, accounts: Accounts, line: ReceiptLine, sign: int) -> dict[str, Any]:
    kind = facts.kinds[line.kind_id]
    amount = exact(line.amount * sign)
    detail: dict[str, Any] = {"ItemRef": {"value": accounts.item_of(kind.account)}, **_quantity(kind.target.meaning.column, line, amount)}
    if kind.target.tax_code:
        detail["TaxCodeRef"] = {"value": kind.target.tax_code}
    if kind.target.class_id:
        detail["ClassRef"] = {"value": kind.target.class_id}
    words = " · ".join(text for text in (line.sku, kind.words) if text)
    return {"DetailType": "SalesItemLineDetail", "Amount": amount, "Description": words, "SalesItemLineDetail": detail}


def _quantity(column: str, line: ReceiptLine, amount: Decimal) -> dict[str, Any]:
    """Quantity and unit price, where they multiply to the amount exactly (QuickBooks fault 6070); else one at the amount."""
    if column == "gross" and line.quantity > 1:
        price = amount / line.quantity
        if price == price.quantize(Decimal("0.01")):
            return {"Qty": line.quantity, "UnitPrice": exact(price)}
    return {"Qty": 1, "UnitPrice": amount}


def _by_transaction(lines: Sequence[ReceiptLine]) -> Iterator[list[ReceiptLine]]:
    for _, group in groupby(lines, key=lambda line: line.transaction_key):
        yield list(group)
