"""Recognising, among documents of QuickBooks that are not ours, those that may be a payout already booked by somebody else:
by another tool before the books moved here, or by hand.

Four things give an entry away: the settlement's number, an order of the payout, money of exactly the payout's amount in the
days in which the bank receives it, and the name of another connector beside that amount. None of them is proof; whether an
entry is the payout is for a person to say, and nothing is taken for granted meanwhile.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from workbench.money import ZERO, exact
from workbench.reconcile.readback import total_of

BANK_DAYS = 10
"""Days after the deposit date in which the payout may have reached the bank, or a bookkeeper: Amazon speaks of up to five
business days, and a week end or a holiday may lie between."""

ENTITIES = ("Deposit", "JournalEntry", "SalesReceipt", "RefundReceipt", "Purchase", "Transfer")
"""Where a payout may have been booked."""

CONNECTORS: Mapping[str, re.Pattern[str]] = {
    "A2X": re.compile(r"\bA2X\b", re.IGNORECASE),
    "Link My Books": re.compile(r"\blink ?my ?books\b|\bLMB\d*\b", re.IGNORECASE),
    "Synder": re.compile(r"\bsynder\b", re.IGNORECASE),
    "Taxomate": re.compile(r"\btaxomate\b", re.IGNORECASE),
    "Webgility": re.compile(r"\bwebgility\b", re.IGNORECASE),
    "QuickBooks' own Amazon connector": re.compile(r"\bamazon (seller )?connector\b", re.IGNORECASE),
}
"""Names that other connectors leave in numbers, memos and account names. How each writes them is documented by none, so that
a name alone gives nothing away."""

ORDER = re.compile(r"(?<![0-9])[0-9]{3}-[0-9]{7}-[0-9]{7}(?![0-9])")
"""An Amazon order number."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A payout to be looked for: `total` in its currency, negative when the seller owes Amazon; its period and deposit date in
    the settlement's days; its orders by the entity that would carry them."""

    settlement_id: str
    total: Decimal
    first_day: date
    last_day: date
    deposit_day: date
    orders: Mapping[str, frozenset[str]]
    money_accounts: frozenset[str]

    @property
    def until(self) -> date:
        """The last day on which the payout may have been booked."""
        return max(self.last_day, self.deposit_day) + timedelta(days=BANK_DAYS)


@dataclass(frozen=True, slots=True)
class ForeignEntry:
    """A document somebody else made that may be the payout. `amount` is its total, or the part that equals the payout;
    `reasons` are sentences."""

    entity: str
    quickbooks_id: str
    number: str
    date: str
    amount: Decimal
    memo: str
    reasons: tuple[str, ...]

    @property
    def place(self) -> tuple[str, str]:
        """Entity and QuickBooks id."""
        return self.entity, self.quickbooks_id

    @property
    def seen(self) -> str:
        """The fingerprint of what a person was shown: an entry that changed since is a question again."""
        told = (self.entity, self.quickbooks_id, self.number, self.date, str(self.amount), self.memo, *self.reasons)
        return hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:16]


def recognise(entity: str, document: Mapping[str, Any], wanted: Wanted) -> ForeignEntry | None:
    """The entry, with why it may be the payout; None when nothing speaks for it."""
    texts = [text for text in _texts(document) if text]
    maker = next((name for name, mark in CONNECTORS.items() if any(mark.search(text) for text in texts)), "")
    equal = _equal_amount(entity, document, wanted, any_account=bool(maker))
    reasons = [*_named(entity, document, wanted, texts), *(_equal(document, wanted, maker) if equal else ())]
    if not reasons:
        return None
    amount = abs(wanted.total) if equal else _total(entity, document)
    return ForeignEntry(
        entity, str(document["Id"]), str(document.get("DocNumber", "")), str(document.get("TxnDate", "")), amount,
        str(document.get("PrivateNote", "")), tuple(reasons),
    )  # fmt: skip


def _named(entity: str, document: Mapping[str, Any], wanted: Wanted, texts: list[str]) -> Iterator[str]:
    if any(re.search(rf"(?<![0-9]){re.escape(wanted.settlement_id)}(?![0-9])", text) for text in texts):
        yield f"It names settlement {wanted.settlement_id}."
    found = {order for text in texts for order in ORDER.findall(text)} | {str(document.get("DocNumber", ""))}
    for order in sorted(found & wanted.orders.get(entity, frozenset())):
        yield f"It is for order {order} of this payout."


def _equal(document: Mapping[str, Any], wanted: Wanted, maker: str) -> Iterator[str]:
    if maker:
        yield f"It bears the name of {maker} and has exactly the payout's amount."
    elif wanted.last_day <= date.fromisoformat(str(document["TxnDate"])) <= wanted.until:
        yield "It has exactly the payout's amount, in the days in which the payout reaches the bank."


def _texts(document: Mapping[str, Any]) -> Iterator[str]:
    """Everything on the document that a tool or a person may have written: numbers, memos, descriptions, names of accounts."""
    for field in ("DocNumber", "PrivateNote", "PaymentRefNum", "TrackingNum"):
        yield str(document.get(field, ""))
    yield str((document.get("CustomerMemo") or {}).get("value", ""))
    for line in document.get("Line", []):
        yield str(line.get("Description", ""))
        detail = line.get(line.get("DetailType", "")) or {}
        yield str((detail.get("AccountRef") or {}).get("name", ""))


def _equal_amount(entity: str, document: Mapping[str, Any], wanted: Wanted, *, any_account: bool) -> bool:
    """Whether the document brings in what Amazon paid, or pays what Amazon charged. Of a journal entry the lines on the bank
    and on Payments to deposit count, or those on `any_account`: other tools have accounts of their own."""
    if not wanted.total or entity == "RefundReceipt":
        return False
    if entity == "JournalEntry":
        return wanted.total in set(_money_lines(document, None if any_account else wanted.money_accounts))
    if entity == "Transfer":
        return _total(entity, document) == abs(wanted.total)
    paid_out = entity == "Purchase"
    return _total(entity, document) == (-wanted.total if paid_out else wanted.total)


def _money_lines(document: Mapping[str, Any], accounts: frozenset[str] | None) -> Iterator[Decimal]:
    """What a journal entry brings into these accounts (None: into any), line by line; − what it takes out."""
    for line in document.get("Line", []):
        detail = line.get("JournalEntryLineDetail") or {}
        if detail and (accounts is None or (detail.get("AccountRef") or {}).get("value") in accounts):
            yield exact(line["Amount"]) * (1 if detail.get("PostingType") == "Debit" else -1)


def _total(entity: str, document: Mapping[str, Any]) -> Decimal:
    return exact(document.get("Amount", ZERO)) if entity == "Transfer" else total_of(entity, document)
