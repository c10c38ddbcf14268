"""The reversal of a batch: one dated journal entry that takes back, account by account, what its documents did.

It is offered where documents cannot be deleted any more: the deposit is matched with the bank, or the books of its month
are closed. The documents stay as they are; together with their reversal they come to 0.00 on every account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from workbench.errors import NotFound
from workbench.money import total
from workbench.posting.accounts import Account, Accounts
from workbench.posting.document import Document
from workbench.posting.names import document_number, journal_number, marker_of, posting_key


def reversal(
    settlement_id: str, revision: int, day: str, effect: Mapping[str, Decimal], accounts: Accounts, stage: int
) -> Document:
    """The journal entry on `day` (ISO 8601) against `effect`, account id -> debit in the company's home currency.

    `NotFound` when the chart, as last read, lacks one of the accounts.
    """
    number = journal_number(settlement_id, day[:7], True, f"AMZU{revision}")
    marker = marker_of(settlement_id, "reversal", revision)
    effects = tuple((_account(accounts, account), -debit) for account, debit in sorted(effect.items()) if debit)
    words = f"Reverses Amazon payout {settlement_id}, posting {revision}"
    body: dict[str, Any] = {
        "DocNumber": number,
        "TxnDate": day,
        "PrivateNote": marker,
        "Line": [_line(accounts, account, debit, words) for account, debit in effects],
    }
    debits = total(debit for _, debit in effects if debit > 0)
    return Document(posting_key(settlement_id, "reversal", revision), "JournalEntry", number, day, debits, stage, body, effects, marker)


def with_free_numbers(documents: Sequence[Document], taken: frozenset[tuple[str, str]]) -> list[Document]:
    """The documents of a plan, those whose (entity, number) is taken under another number: what was reversed stays in
    QuickBooks and keeps its own."""
    used = set(taken) | {(document.entity, document.doc_number) for document in documents}
    return [
        _renumbered(document, document_number(document.doc_number, "", document.entity, used))
        if (document.entity, document.doc_number) in taken else document
        for document in documents
    ]  # fmt: skip


def _renumbered(document: Document, number: str) -> Document:
    return replace(document, doc_number=number, body={**document.body, "DocNumber": number})


def _account(accounts: Accounts, account_id: str) -> Account:
    found = accounts.by_id.get(account_id)
    if found is None:
        raise NotFound(f"The account with id {account_id} is not in QuickBooks' chart.", next="Read the chart again under Set up.")
    return found


def _line(accounts: Accounts, account: Account, debit: Decimal, words: str) -> dict[str, Any]:
    detail: dict[str, Any] = {"PostingType": "Debit" if debit > 0 else "Credit", "AccountRef": {"value": account.id}}
    if account == accounts.undeposited:  # without a name QuickBooks does not offer the line for deposit
        detail["Entity"] = {"Type": "Customer", "EntityRef": {"value": accounts.customer_id}}
    return {"DetailType": "JournalEntryLineDetail", "Amount": abs(debit), "Description": words, "JournalEntryLineDetail": detail}
