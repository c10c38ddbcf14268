"""The rules a write must pass, in the order they are looked at, and the rules common to all documents."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from workbench.practice import currency_rules, deposit_rules, faults, journal_rules, name_rules, receipt_rules
from workbench.practice.draft import Draft, required
from workbench.practice.entities import KINDS
from workbench.practice.references import check_references
from workbench.practice.taxes import check_tax_codes
from workbench.practice.wire import Body

LIMITS = {"DocNumber": 21, "PrivateNote": 4000, "PaymentRefNum": 21}
"""Longest texts (Intuit's SalesReceipt page and Finance.xsd)."""

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def check(draft: Draft) -> None:
    """Pass the draft through every rule of its kind; the first that refuses raises its `FaultError`."""
    for rule in COMMON + (OF_KIND.get(draft.kind, ())):
        rule(draft)


def subscription_active(draft: Draft) -> None:
    """6190 once the subscription has ended (documented; switch subscription_ended)."""
    if draft.company.switches.subscription_ended:
        raise faults.FaultError("6190", "Subscription Ended", "The subscription period has ended or canceled")


def known_fields(draft: Draft) -> None:
    """2010 for a property the entity has not (documented)."""
    for field in draft.body:
        if field not in KINDS[draft.kind].fields:
            raise faults.invalid(field, f"is not a property of {draft.kind}")


def shapes_valid(draft: Draft) -> None:
    """2010 for a reference or detail that is no object, or a description that is no text, at any depth."""
    _check_shapes(draft.body)


def _check_shapes(body: Body) -> None:
    for field, value in body.items():
        if field.endswith(("Ref", "Detail", "Entity")) and not isinstance(value, dict):
            raise faults.invalid(field, "is not an object")
        if field == "Description" and not isinstance(value, str):
            raise faults.invalid(field, "is not a text")
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                _check_shapes(part)


def texts_fit(draft: Draft) -> None:
    """2050 for a text longer than its field (documented); 2010 for something that is no text."""
    for field, limit in LIMITS.items():
        text = draft.body.get(field, "")
        if not isinstance(text, str):
            raise faults.invalid(field, "is not a text")
        if len(text) > limit:
            raise faults.too_long(field, len(text), limit)


def lines_present(draft: Draft) -> None:
    """2020 without a line (documented); 2010 when Line is not a list of objects."""
    found = required(draft.body, "Line")
    if not isinstance(found, list) or not all(isinstance(line, dict) for line in found):
        raise faults.invalid("Line", "is a list of objects")


def date_valid(draft: Draft) -> None:
    """2010 for a TxnDate that is no day (the code is assumed)."""
    text = draft.body.get("TxnDate")
    try:
        if not isinstance(text, str) or not ISO_DATE.fullmatch(text):
            raise ValueError("is written 2026-11-24")
        date.fromisoformat(text)
    except ValueError as reason:
        raise faults.invalid("TxnDate", str(reason)) from reason


def period_open(draft: Draft) -> None:
    """6210 when the old or the new date is in closed books (documented; without a closing password 6200)."""
    before = draft.before or {}
    refuse_closed(draft, before.get("TxnDate"), draft.body.get("TxnDate"))


def refuse_closed(draft: Draft, *dates: str | None) -> None:
    """The fault of `period_open` for the earliest of these dates."""
    closed = draft.company.book_close_date
    if draft.by_hand or closed is None or not any(day is not None and day <= closed for day in dates):
        return
    code = "6210" if draft.company.switches.close_password else "6200"
    detail = (
        "The account period has closed and the account books cannot be updated through the QBO Services API. "
        f"Please use the QBO website to make these changes. The books are closed through {closed}."
    )
    raise faults.FaultError(code, "Account Period Closed, Cannot Update Through Services API", detail)


def number_unique(draft: Draft) -> None:
    """6140 for a DocNumber that a document of the same kind has, while custom numbers and the warning are on and the
    request does not ask for include=allowduplicatedocnum (documented; other kinds than receipts are assumed)."""
    number, switches = draft.body.get("DocNumber"), draft.company.switches
    asked = switches.custom_txn_numbers and switches.warn_duplicate_numbers and not draft.allow_duplicate_number
    if not number or not asked or not (switches.number_all_kinds or draft.kind == "SalesReceipt"):
        return
    taken = draft.company.id_by_number(draft.kind, number)
    if taken is not None and taken != (draft.before or {}).get("Id"):
        detail = (
            "Duplicate Document Number Error : You must specify a different number. This number has already been used. "
            f"DocNumber={number} is assigned to TxnType={draft.kind} with TxnId={taken}"
        )
        raise faults.FaultError("6140", "Duplicate Document Number Error", detail)


def check_current(draft: Draft, sent: Body) -> None:
    """5010 for a SyncToken that is not the newest, 2020 without one (documented)."""
    if draft.by_hand or draft.before is None:
        return
    if str(required(sent, "SyncToken")) != draft.before["SyncToken"]:
        detail = (
            "Stale Object Error : You and another user were working on this at the same time. "
            "The other user finished before you did, so your work was not saved."
        )
        raise faults.FaultError("5010", "Stale Object Error", detail)


def check_free(draft: Draft) -> None:
    """6540 for a transaction that is in a deposit, 6480 for a deposit a person matched with the bank (documented)."""
    if draft.by_hand or draft.before is None or not KINDS[draft.kind].is_transaction:
        return
    own = draft.before["Id"]
    deposit = draft.company.deposit_of(own)
    if deposit is not None:
        detail = (
            "This transaction has been deposited. If you want to change or delete this transaction, you must edit the "
            f"deposit it appears on and remove it first. Deposit {deposit}"
        )
        raise faults.FaultError("6540", "Deposited Transaction cannot be changed", detail)
    if draft.company.is_matched(draft.kind, own):
        detail = "This transaction was matched with a transaction of the bank; undo the match first."
        raise faults.FaultError("6480", "Matched transaction cannot be changed", detail)


Rule = Callable[[Draft], None]

COMMON: tuple[Rule, ...] = (subscription_active, known_fields, shapes_valid, texts_fit)
DOCUMENT: tuple[Rule, ...] = (date_valid, currency_rules.currency_of_document, check_references, currency_rules.currency_of_members)
NUMBERED: tuple[Rule, ...] = (check_tax_codes, period_open, number_unique)
RECEIPT: tuple[Rule, ...] = (
    lines_present,
    *DOCUMENT,
    receipt_rules.receipt_lines,
    receipt_rules.receipt_deposit_account,
    receipt_rules.amount_is_quantity_times_price,
    receipt_rules.receipt_not_negative,
    *NUMBERED,
)
LIST: tuple[Rule, ...] = (name_rules.name_present, name_rules.name_is_one_part, check_references, name_rules.name_unique)

OF_KIND: dict[str, tuple[Rule, ...]] = {
    "SalesReceipt": RECEIPT,
    "RefundReceipt": RECEIPT,
    "Purchase": (
        lines_present,
        *DOCUMENT,
        receipt_rules.purchase_payment,
        receipt_rules.purchase_lines,
        receipt_rules.purchase_not_negative,
        *NUMBERED,
    ),
    "JournalEntry": (
        lines_present,
        *DOCUMENT,
        journal_rules.journal_lines,
        journal_rules.journal_balances,
        journal_rules.journal_party,
        *NUMBERED,
    ),
    "Deposit": (
        lines_present,
        *DOCUMENT,
        deposit_rules.deposit_account,
        deposit_rules.deposit_lines,
        deposit_rules.linked_lines,
        deposit_rules.deposit_total,
        check_tax_codes,
        period_open,
    ),
    "Transfer": (*DOCUMENT, receipt_rules.transfer_accounts, period_open),
    "Account": (*LIST, name_rules.account_type, currency_rules.currency_of_name),
    "Item": (*LIST, name_rules.item_accounts),
    "Customer": (*LIST, currency_rules.currency_of_name),
    "Vendor": (*LIST, currency_rules.currency_of_name),
    "Class": LIST,
    "Department": LIST,
    "PaymentMethod": LIST,
}
