"""Sales receipts and refund receipts: one per order of a settlement (S51, S55, S67; G1) or one a day, held in Payments to deposit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from workbench.money import exact, from_cents, to_cents, total
from workbench.posting.accounts import Accounts
from workbench.posting.days import DAY, by_day
from workbench.posting.document import Document
from workbench.posting.facts import Facts, ReceiptLine
from workbench.posting.names import document_number, marker_of, posting_key


@dataclass(frozen=True, slots=True)
class WithoutReceipt:
    """A transaction that QuickBooks gets no receipt of, and why. `amount` is its total without fees."""

    order_id: str
    side: str
    amount: Decimal
    why: str


@dataclass
class Receipts:
    """What became of a settlement's transactions: receipts, and those without one, whose lines (`left`) the month's
    journal entry carries."""

    documents: list[Document] = field(default_factory=list)
    left: list[ReceiptLine] = field(default_factory=list)
    without: list[WithoutReceipt] = field(default_factory=list)


def receipts(facts: Facts, accounts: Accounts, *, daily: bool = False) -> Receipts:
    """A receipt of every transaction, or one of a day's sales and one of a day's refunds.

    A sale that came out negative, or a refund that came out positive, is refused by QuickBooks as a receipt; its lines
    are left to the month's journal entry. A transaction of nothing but zeros (a multi-channel order) has no receipt at
    all: only its fees are posted. `NotReady` when QuickBooks lacks an item or a line's tax code.
    """
    found = Receipts()
    worth_something: list[list[ReceiptLine]] = []
    for lines in _by_transaction(facts.receipts):
        if any(line.amount for line in lines):
            worth_something.append(lines)
        else:
            found.without.append(_without(lines, "every amount is 0.00: only its fees are posted"))
    taken = set(facts.taken_numbers)
    for lines in by_day(facts, worth_something) if daily else worth_something:
        amount, sign = total(line.amount for line in lines), _sign(lines)
        if amount * sign < 0 or (sign < 0 and amount == 0):
            found.left.extend(lines)
            found.without.append(_without(lines, "QuickBooks takes no such receipt: see the journal entry"))
        else:
            found.documents.append(_receipt(facts, accounts, lines, taken))
    return found


def _without(lines: Sequence[ReceiptLine], why: str) -> WithoutReceipt:
    return WithoutReceipt(lines[0].order_id, lines[0].side, total(line.amount for line in lines), why)


def _receipt(facts: Facts, accounts: Accounts, lines: Sequence[ReceiptLine], taken: set[tuple[str, str]]) -> Document:
    first, sign = lines[0], _sign(lines)
    entity, what = ("SalesReceipt", "order") if sign > 0 else ("RefundReceipt", "refund")
    suffix = "R" if sign < 0 and first.kind != DAY else ""
    number = document_number(first.order_id, suffix, entity, taken)
    amount = exact(total(line.amount for line in lines) * sign)
    marker = marker_of(facts.settlement_id, f"{what}:{number}", facts.revision)
    body: dict[str, Any] = {
        "DocNumber": number,
        "TxnDate": first.posted,
        "CustomerRef": {"value": accounts.customer_id},
        "DepositToAccountRef": {"value": accounts.undeposited.id},
        "PrivateNote": marker,
        "Line": [one for line in lines if line.amount for one in _lines(facts, accounts, line, sign)],
    }
    location = next((loc for line in lines if (loc := facts.kinds[line.kind_id].target.location_id)), "")
    if location:
        body["DepartmentRef"] = {"value": location}
    if not accounts.is_american:
        # Amazon's tax is a line of its own on an account of its own: QuickBooks' tax engine must add nothing to it.
        body["GlobalTaxCalculation"] = "NotApplicable"
    effects = [(facts.account_of_line(line.kind_id, line.sku), exact(-line.amount)) for line in lines if line.amount]
    held = [(accounts.undeposited, exact(amount * sign))] if amount else []
    return Document(
        posting_key(facts.settlement_id, f"{what}:{first.transaction_key}", facts.revision), entity, number, first.posted, amount, 1,
        body, (*effects, *held), marker,
    )  # fmt: skip


def _lines(facts: Facts, accounts: Accounts, line: ReceiptLine, sign: int) -> Iterator[dict[str, Any]]:
    kind = facts.kinds[line.kind_id]
    product = facts.sold.of(line.kind_id, line.sku)
    item = product.item_id if product else accounts.item_of(kind.account)
    more: dict[str, Any] = {}
    tax_code = accounts.tax_code_of(kind.target.tax_code, kind.words)
    if tax_code:
        more["TaxCodeRef"] = {"value": tax_code}
    if kind.target.class_id:
        more["ClassRef"] = {"value": kind.target.class_id}
    counted = line.quantity if kind.target.meaning.column == "gross" else 1
    of_product = facts.sold.is_tracked(line.kind_id, line.sku)
    for quantity, price, said in _portions(counted, exact(line.amount * sign), whole=of_product):
        words = " · ".join(text for text in (line.sku, said, kind.words) if text)
        detail = {"ItemRef": {"value": item}, "Qty": quantity, "UnitPrice": price, **more}
        yield {"DetailType": "SalesItemLineDetail", "Amount": exact(price * quantity), "Description": words, "SalesItemLineDetail": detail}


def _portions(quantity: int, amount: Decimal, *, whole: bool) -> list[tuple[int, Decimal, str]]:
    """Quantities and unit prices that multiply to the amount exactly (QuickBooks fault 6070), each with words for the description.

    What does not divide is one at the amount, with the quantity in words. With `whole`, for a product whose quantities are
    counted, it is two lines, a cent apart in price, and the quantity stands.
    """
    if quantity <= 1:
        return [(1, amount, "")]
    price, rest = divmod(to_cents(amount), quantity)
    if not rest:
        return [(quantity, from_cents(price), "")]
    if not whole:
        return [(1, amount, f"quantity {quantity}")]
    return [(quantity - rest, from_cents(price), ""), (rest, from_cents(price + 1), "")]


def _sign(lines: Sequence[ReceiptLine]) -> int:
    return 1 if lines[0].side == "sales" else -1


def _by_transaction(lines: Sequence[ReceiptLine]) -> Iterator[list[ReceiptLine]]:
    for _, group in groupby(lines, key=lambda line: line.transaction_key):
        yield list(group)
