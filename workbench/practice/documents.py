"""What QuickBooks fills in: defaults before the rules look, and ids, totals and numbers once they have passed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from workbench.money import ZERO, total
from workbench.practice.accounts import UNDEPOSITED
from workbench.practice.draft import Draft, amount
from workbench.practice.entities import KINDS
from workbench.practice.postings import at_home
from workbench.practice.taxes import TAXED, total_tax
from workbench.practice.wire import Body


def apply_defaults(draft: Draft) -> None:
    """Today's date, the home currency and, for a sales receipt, undeposited funds; the parts QuickBooks computes
    itself (totals, subtotal lines) are taken out, so that a document read back can be sent again."""
    body = draft.body = _without_empties(draft.body)
    if not KINDS[draft.kind].is_transaction:
        return
    if draft.before is None:
        body.setdefault("TxnDate", datetime.now(UTC).date().isoformat())
    if not draft.company.switches.multicurrency:
        body.setdefault("CurrencyRef", {"value": draft.company.seed.currency, "name": draft.company.seed.currency_name})
    for field in ("TotalAmt", "HomeTotalAmt", "Balance"):
        body.pop(field, None)
    if isinstance(body.get("Line"), list):
        body["Line"] = [line for line in body["Line"] if not _is_subtotal(line)]
    if draft.kind == "SalesReceipt" and "DepositToAccountRef" not in body:
        undeposited = draft.company.account_of_subtype(UNDEPOSITED)
        if undeposited is not None:
            body["DepositToAccountRef"] = {"value": undeposited}


def _without_empties(value: Any) -> Any:
    """The value without the nulls and empty texts QuickBooks drops, at any depth."""
    if isinstance(value, dict):
        return {name: _without_empties(part) for name, part in value.items() if part is not None and part != ""}
    if isinstance(value, list):
        return [_without_empties(part) for part in value]
    return value


def _is_subtotal(line: object) -> bool:
    return isinstance(line, dict) and line.get("DetailType") == "SubTotalLineDetail"


def _is_discount(line: Body) -> bool:
    return bool(line.get("DetailType") == "DiscountLineDetail")


def complete(draft: Draft) -> None:
    """Line ids, exact amounts, totals and the document's number; the rules have passed the draft."""
    body = draft.body
    if draft.kind == "Transfer":
        body["Amount"] = amount(body["Amount"], "Amount")
        return
    first = 0 if draft.kind == "JournalEntry" else 1
    for position, line in enumerate(body["Line"]):
        line["Id"] = str(position + first)
        line["Amount"] = amount(line["Amount"], "Line.Amount")
        if draft.kind in ("SalesReceipt", "RefundReceipt"):
            line["LineNum"] = position + 1
    _total(draft)
    if draft.company.is_foreign(body):
        body["HomeTotalAmt"] = at_home(body["TotalAmt"], body)
    _number(draft)


def _total(draft: Draft) -> None:
    body = draft.body
    if draft.kind == "JournalEntry":
        # Intuit's JournalEntry page shows a TotalAmt of 0 in answers.
        body["TotalAmt"] = ZERO
        return
    net = total(-line["Amount"] if _is_discount(line) else line["Amount"] for line in body["Line"])
    subtotal: Body = {"Amount": net, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}
    if draft.kind in TAXED:
        tax = total_tax(draft)
        if tax or "TxnTaxDetail" in body:
            body["TxnTaxDetail"] = (body.get("TxnTaxDetail") or {}) | {"TotalTax": tax}
        net += tax
    body["TotalAmt"] = net
    if draft.kind in ("SalesReceipt", "RefundReceipt"):
        body["Balance"] = ZERO
        body["Line"].append(subtotal)


def _number(draft: Draft) -> None:
    """With custom numbers off, QuickBooks ignores ours and gives the next number."""
    if KINDS[draft.kind].numbered and not draft.company.switches.custom_txn_numbers:
        given = (draft.before or {}).get("DocNumber")
        draft.body["DocNumber"] = given or draft.company.next_number()
