"""What a document that QuickBooks gave us does to the books, account by account, so that it can be held against our plan."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from workbench.money import ZERO, exact, total

TAX = "tax worked out by QuickBooks"
"""Stands for the account of QuickBooks' own tax, which a document does not name."""


def total_of(entity: str, document: Mapping[str, Any]) -> Decimal:
    """The document's total as we count it: TotalAmt, or the debits of a journal entry."""
    if entity == "JournalEntry":
        return total(
            exact(line["Amount"]) for line in document["Line"] if line.get("JournalEntryLineDetail", {}).get("PostingType") == "Debit"
        )
    return exact(document.get("TotalAmt", 0))


def tax_of(document: Mapping[str, Any]) -> Decimal:
    """The tax that QuickBooks worked out by itself; we never ask for any (Amazon's tax is lines of its own)."""
    return exact((document.get("TxnTaxDetail") or {}).get("TotalTax") or 0)


def lost_labels(sent: Mapping[str, Any], document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Classes and locations, (member, id), that we sent and that the document does not have, or not as often.

    >>> line = {"DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ClassRef": {"value": "5"}}}
    >>> lost_labels({"Line": [line, line]}, {"Line": [line]})
    [('ClassRef', '5')]
    """
    return sorted((Counter(_labels(sent)) - Counter(_labels(document))).elements())


def _labels(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    details = [line.get(line.get("DetailType", ""), {}) for line in document.get("Line", [])]
    for place in (document, *details):
        yield from ((name, str(place[name].get("value"))) for name in ("ClassRef", "DepartmentRef") if place.get(name))


def effects_of(entity: str, document: Mapping[str, Any], item_accounts: Mapping[str, str], undeposited_id: str) -> dict[str, Decimal]:
    """Account id -> debit (+) or credit (−), zeros left out. An item whose account we do not know counts under `item <id>`."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for account, debit in rows_of(entity, document, item_accounts, undeposited_id):
        sums[account] += debit
    return {account: exact(debit) for account, debit in sums.items() if debit}


Effects = Iterator[tuple[str, Decimal]]


def rows_of(entity: str, document: Mapping[str, Any], item_accounts: Mapping[str, str], undeposited_id: str) -> Effects:
    """The same row by row, as the document has them, zeros and all."""
    yield from _EFFECTS[entity](document, item_accounts, undeposited_id)


def _sale(document: Mapping[str, Any], items: Mapping[str, str], undeposited_id: str) -> Effects:
    yield from _receipt(document, items, undeposited_id, 1)


def _refund(document: Mapping[str, Any], items: Mapping[str, str], undeposited_id: str) -> Effects:
    yield from _receipt(document, items, undeposited_id, -1)


def _receipt(document: Mapping[str, Any], items: Mapping[str, str], undeposited_id: str, sign: int) -> Effects:
    for line in document.get("Line", []):
        detail = line.get("SalesItemLineDetail")
        if detail is not None:
            item = str(detail.get("ItemRef", {}).get("value", ""))
            yield items.get(item, f"item {item}"), -sign * exact(line["Amount"])
    yield TAX, -sign * tax_of(document)
    held = document.get("DepositToAccountRef", {}).get("value", undeposited_id)
    yield str(held), sign * exact(document.get("TotalAmt", 0))


def _journal(document: Mapping[str, Any], _items: Mapping[str, str], _undeposited_id: str) -> Effects:
    for line in document.get("Line", []):
        detail = line.get("JournalEntryLineDetail")
        if detail is not None:
            sign = 1 if detail["PostingType"] == "Debit" else -1
            yield str(detail["AccountRef"]["value"]), sign * exact(line["Amount"])


def _deposit(document: Mapping[str, Any], _items: Mapping[str, str], undeposited_id: str) -> Effects:
    for line in document.get("Line", []):
        account = line.get("DepositLineDetail", {}).get("AccountRef", {}).get("value")
        yield str(account) if account and not line.get("LinkedTxn") else undeposited_id, -exact(line["Amount"])
    yield str(document["DepositToAccountRef"]["value"]), exact(document.get("TotalAmt", ZERO))


def _purchase(document: Mapping[str, Any], _items: Mapping[str, str], _undeposited_id: str) -> Effects:
    sign = -1 if document.get("Credit") is True else 1  # a credit on the card
    for line in document.get("Line", []):
        detail = line.get("AccountBasedExpenseLineDetail")
        if detail is not None:
            yield str(detail["AccountRef"]["value"]), sign * exact(line["Amount"])
    yield TAX, sign * tax_of(document)
    yield str(document["AccountRef"]["value"]), -sign * exact(document.get("TotalAmt", ZERO))


_EFFECTS = {
    "SalesReceipt": _sale, "RefundReceipt": _refund, "JournalEntry": _journal, "Deposit": _deposit, "Purchase": _purchase,
}  # fmt: skip
