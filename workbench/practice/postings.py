"""What a transaction posts: rows of account and cents, debits positive, that sum to 0.

The document is complete here (ids, totals, tax), so this is arithmetic only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from workbench.money import HUNDREDTH, exact, from_cents, to_cents
from workbench.practice.wire import Body

if TYPE_CHECKING:
    from workbench.practice.company import Company

WHOLE = "0"
"""The line of a posting that stands for the whole transaction, as TxnLineId names it."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One row of the ledger: account id, signed cents (+ debit), the document's line, its text, the other party.

    `cents` are of the home currency once the row is kept; `stated` are then those of the document's own currency. `home` is what
    a linked transaction left waiting, where that is known already.
    """

    account: str
    cents: int
    line: str = WHOLE
    memo: str = ""
    name: str = ""
    stated: int | None = None
    home: int | None = None


def postings(company: Company, kind: str, body: Body) -> list[Posting]:
    """The ledger rows of a complete document; they balance, or it is a defect of ours."""
    rows = list(_POSTERS[kind](company, body))
    assert sum(row.cents for row in rows) == 0, f"{kind} {body.get('Id')} does not balance"
    return list(_converted(company, body, rows)) if company.is_foreign(body) else rows


def at_home(amount: Decimal, body: Body) -> Decimal:
    """The home amount of an amount of this document, rounded once, halves away from zero."""
    return exact((amount * Decimal(body.get("ExchangeRate", 1))).quantize(HUNDREDTH, ROUND_HALF_UP))


def _converted(company: Company, body: Body, rows: list[Posting]) -> Iterator[Posting]:
    """The rows in the home currency, each rounded for itself, so that a receipt's row and the deposit's that links it are the same
    to the cent. A linked row takes what its transaction left waiting, whatever the deposit's rate. The cents by which the rounded
    rows miss 0.00, and a difference of two rates, go to the account of exchange gains and losses (assumed; documented for rates)."""
    left = 0
    for row in rows:
        cents = row.home if row.home is not None else to_cents(at_home(from_cents(row.cents), body))
        left -= cents
        yield replace(row, cents=cents, stated=row.cents, home=None)
    if left:
        yield Posting(company.exchange_account(), left, "exchange", "Exchange gain or loss", stated=0)


def _cents(value: Decimal | int | str) -> int:
    return to_cents(Decimal(value))


def _sales_receipt(company: Company, body: Body) -> Iterator[Posting]:
    return _receipt(company, body, sign=1)


def _refund_receipt(company: Company, body: Body) -> Iterator[Posting]:
    return _receipt(company, body, sign=-1)


def _receipt(company: Company, body: Body, sign: int) -> Iterator[Posting]:
    customer = body.get("CustomerRef", {}).get("name", "")
    yield Posting(body["DepositToAccountRef"]["value"], sign * _cents(body["TotalAmt"]), memo="", name=customer)
    for line in body["Line"]:
        cents, memo = sign * _cents(line["Amount"]), line.get("Description", "")
        if line["DetailType"] == "SalesItemLineDetail":
            item = company.member("Item", line["SalesItemLineDetail"]["ItemRef"]["value"])
            yield Posting(item["IncomeAccountRef"]["value"], -cents, line["Id"], memo, customer)
        elif line["DetailType"] == "DiscountLineDetail":
            account = line["DiscountLineDetail"]["DiscountAccountRef"]["value"]
            yield Posting(account, cents, line["Id"], memo, customer)
    tax = _cents(body.get("TxnTaxDetail", {}).get("TotalTax", 0))
    if tax:
        yield Posting(company.tax_account(), -sign * tax, "tax", "Tax", customer)


def _journal_entry(_: Company, body: Body) -> Iterator[Posting]:
    for line in body["Line"]:
        if line.get("DetailType") != "JournalEntryLineDetail":
            continue
        detail = line["JournalEntryLineDetail"]
        cents = _cents(line["Amount"]) * (1 if detail["PostingType"] == "Debit" else -1)
        name = detail.get("Entity", {}).get("EntityRef", {}).get("name", "")
        yield Posting(detail["AccountRef"]["value"], cents, line["Id"], line.get("Description", ""), name)


def _purchase(_: Company, body: Body) -> Iterator[Posting]:
    sign = -1 if body.get("Credit") is True else 1
    vendor = body.get("EntityRef", {}).get("name", "")
    yield Posting(body["AccountRef"]["value"], -sign * _cents(body["TotalAmt"]), name=vendor)
    for line in body["Line"]:
        account = line["AccountBasedExpenseLineDetail"]["AccountRef"]["value"]
        yield Posting(account, sign * _cents(line["Amount"]), line["Id"], line.get("Description", ""), vendor)


def _deposit(company: Company, body: Body) -> Iterator[Posting]:
    yield Posting(body["DepositToAccountRef"]["value"], _cents(body["TotalAmt"]))
    for line in body["Line"]:
        cents, memo = _cents(line["Amount"]), line.get("Description", "")
        if line.get("LinkedTxn"):
            linked = line["LinkedTxn"][0]
            source = company.link_source(str(linked["TxnId"]), str(linked["TxnLineId"]))
            assert source is not None, "the rules saw that the linked transaction exists"
            yield Posting(source.account, -cents, line["Id"], memo, home=-source.home)
        else:
            yield Posting(line["DepositLineDetail"]["AccountRef"]["value"], -cents, line["Id"], memo)


def _transfer(_: Company, body: Body) -> Iterator[Posting]:
    cents = _cents(body["Amount"])
    yield Posting(body["FromAccountRef"]["value"], -cents)
    yield Posting(body["ToAccountRef"]["value"], cents)


_POSTERS = {
    "SalesReceipt": _sales_receipt,
    "RefundReceipt": _refund_receipt,
    "JournalEntry": _journal_entry,
    "Purchase": _purchase,
    "Deposit": _deposit,
    "Transfer": _transfer,
}
