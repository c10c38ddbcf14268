"""What a document that QuickBooks gave us does to the books, account by account, so that it can be held against our plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from workbench.money import ZERO, exact, total


def total_of(entity: str, document: Mapping[str, Any]) -> Decimal:
    """The document's total as we count it: TotalAmt, or the debits of a journal entry."""
    if entity == "JournalEntry":
        return total(
            exact(line["Amount"])
            for line in document["Line"]
            if line.get("JournalEntryLineDetail", {}).get("PostingType") == "Debit"
        )
    return exact(document.get("TotalAmt", 0))


def effects_of(
    entity: str, document: Mapping[str, Any], item_accounts: Mapping[str, str], undeposited_id: str
) -> dict[str, Decimal]:
    """Account id -> debit (+) or credit (−), zeros left out. An item whose account we do not know counts under `item <id>`."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for account, debit in _EFFECTS[entity](document, item_accounts, undeposited_id):
        sums[account] += debit
    return {account: exact(debit) for account, debit in sums.items() if debit}


Effects = Iterator[tuple[str, Decimal]]


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
    yield str(document["AccountRef"]["value"]), -sign * exact(document.get("TotalAmt", ZERO))


_EFFECTS = {
    "SalesReceipt": _sale, "RefundReceipt": _refund, "JournalEntry": _journal, "Deposit": _deposit, "Purchase": _purchase,
}  # fmt: skip
