"""The reversal of a batch: one dated journal entry that takes back, account by account, what its documents did, under the same
classes, locations and tax codes.

It is offered where documents cannot be deleted any more: the deposit is matched with the bank, or the books of its month
are closed. The documents stay as they are; together with their reversal they come to 0.00 on every account.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from workbench.errors import NotFound
from workbench.money import exact, total
from workbench.posting.accounts import Account, Accounts
from workbench.posting.document import Document
from workbench.posting.entry import EntryLine, merged
from workbench.posting.journals import journal_line
from workbench.posting.names import document_number, journal_number, marker_of, posting_key


def reversal(settlement_id: str, revision: int, day: str, taken_back: Iterable[EntryLine], accounts: Accounts, stage: int) -> Document:
    """The journal entry on `day` (ISO 8601) against `taken_back`, in the payout's currency: the same accounts, classes,
    locations and tax codes with the other sign, each once."""
    number = journal_number(settlement_id, day[:7], True, f"AMZU{revision}")
    marker = marker_of(settlement_id, "reversal", revision)
    words = f"Reverses Amazon payout {settlement_id}, posting {revision}"
    lines = sorted(merged(replace(line, debit=-line.debit, memo=words) for line in taken_back))
    body: dict[str, Any] = {
        "DocNumber": number,
        "TxnDate": day,
        "PrivateNote": marker,
        "Line": [journal_line(accounts, line) for line in lines],
    }
    if not accounts.is_american:
        body["GlobalTaxCalculation"] = "NotApplicable"
    debits = total(line.debit for line in lines if line.debit > 0)
    effects = tuple((line.account, line.debit) for line in lines)
    return Document(posting_key(settlement_id, "reversal", revision), "JournalEntry", number, day, debits, stage, body, effects, marker)


def booked(
    entity: str, body: Mapping[str, Any], effects: Mapping[str, Decimal], accounts: Accounts, items: Mapping[str, str]
) -> Iterator[EntryLine]:
    """What a document of ours booked: its lines that have a class, a location or a tax code, and per account the rest.

    `effects` is account id -> debit, and what comes out comes to it, account by account; `items` is item id -> account id.
    The other side, Payments to deposit or the bank, has no line of its own in the body and stays without them: two lines on
    Payments to deposit that cancel out would each wait for a deposit. `NotFound` when the chart, as last read, lacks an account.
    """
    rest: dict[str, Decimal] = defaultdict(Decimal, effects)
    for account_id, debit, tax_code, class_id, location_id in _details(entity, body, accounts, items):
        if account_id in effects and (tax_code or class_id or location_id):
            rest[account_id] -= debit
            yield EntryLine(_account(accounts, account_id), debit, "", tax_code, class_id, location_id)
    for account_id, debit in rest.items():
        if debit:
            yield EntryLine(_account(accounts, account_id), exact(debit), "")


DETAILS = ("SalesItemLineDetail", "JournalEntryLineDetail", "DepositLineDetail", "AccountBasedExpenseLineDetail")


def _details(
    entity: str, body: Mapping[str, Any], accounts: Accounts, items: Mapping[str, str]
) -> Iterator[tuple[str, Decimal, str, str, str]]:
    """(account id, debit, tax code, class, location) of each line; a document's location is that of its lines. TAX and NON, the
    words of companies in the United States, are left out: they keep tax off a receipt, and a journal entry has none."""
    of_all = _id(body, "DepartmentRef")
    for line in body["Line"]:
        detail = next((line[name] for name in DETAILS if name in line), None)
        if detail is None:  # a linked line
            continue
        account = _id(detail, "AccountRef") or items.get(_id(detail, "ItemRef"), "")
        tax_code = "" if accounts.is_american else _id(detail, "TaxCodeRef")
        debit = exact(line["Amount"] * _debit_sign(entity, body, detail))
        yield account, debit, tax_code, _id(detail, "ClassRef"), _id(detail, "DepartmentRef") or of_all


def _debit_sign(entity: str, body: Mapping[str, Any], detail: Mapping[str, Any]) -> int:
    """Whether a line's amount is a debit (1) or a credit (−1)."""
    if entity == "JournalEntry":
        return 1 if detail["PostingType"] == "Debit" else -1
    if entity == "Purchase":
        return -1 if body.get("Credit") is True else 1
    return 1 if entity == "RefundReceipt" else -1


def _id(holder: Mapping[str, Any], reference: str) -> str:
    return str(holder.get(reference, {}).get("value", ""))


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
