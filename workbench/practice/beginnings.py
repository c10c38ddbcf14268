"""What has already happened in a practice company when it springs into being: asked for by words in its realm.

    us-closed-books       the books are closed through the end of August 2026
    us-own-numbers        custom transaction numbers are off: QuickBooks numbers documents itself
    us-earlier-entries    another tool and a person have booked settlements of the demonstration's seller
    us-retired-account    an account was made inactive
    us-multicurrency      several currencies are kept; documents say theirs, and customers have one each

The words may stand together and be followed by more, as in "us-closed-books-earlier-entries-2". All is written through
the same rules as a client's requests.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from workbench.money import from_cents
from workbench.practice.books import Books
from workbench.practice.company import Company
from workbench.practice.desk import Options, write
from workbench.practice.entities import KINDS
from workbench.practice.northwind_lane import GERMANY, UNITED_STATES, Chapter, chapters, total_cents
from workbench.practice.wire import Body, decode

CLOSED_THROUGH = "2026-08-31"


def open_company(books: Books, realm: str) -> Company:
    """The company of this realm, with its beginnings when this is its first use; fault 3100 for an unknown prefix."""
    company = Company.open(books, realm)
    if company.is_new:
        for words, begin in BEGINNINGS.items():
            if f"-{words}-" in f"{realm}-":
                begin(company)
    return company


def _close_books(company: Company) -> None:
    company.close_books(CLOSED_THROUGH)


def _number_itself(company: Company) -> None:
    company.books.switch(company.realm, {"custom_txn_numbers": False})


def _keep_currencies(company: Company) -> None:
    company.books.switch(company.realm, {"multicurrency": True})


def _retire_account(company: Company) -> None:
    account = _write(company, "Account", {"Name": "Amazon fees (old)", "AccountType": "Expense"})
    _write(company, "Account", account | {"Active": False})


def _book_earlier(company: Company) -> None:
    """Of the seller's first three settlements: the first booked whole by another tool, the second as a bare deposit, and
    of the third one order, typed in by hand with Amazon's order id. In Canada and the United Kingdom the figures are those
    of Amazon.com."""
    story = {"USD": UNITED_STATES, "EUR": GERMANY}.get(company.seed.currency, UNITED_STATES)
    first, second, third = islice(chapters(story), 3)
    _by_another_tool(company, first)
    _as_bare_deposit(company, second)
    _by_hand(company, third)


def _by_another_tool(company: Company, settlement: Chapter) -> None:
    """A journal entry of sales and fees that leaves the payout waiting, and the deposit that links it."""
    payout = total_cents(settlement.rows)
    sold = sum(row.charge.cents for row in settlement.rows if row.charge.amount_type == "ItemPrice")
    day, note = settlement.end.date().isoformat(), f"Amazon settlement {settlement.settlement_id}"
    rows = ((_account(company, "UndepositedFunds"), payout), (_account(company, "SalesOfProductIncome"), -sold),
            (_account(company, "BankCharges"), sold - payout))  # fmt: skip
    lines: list[Body] = [
        {
            "DetailType": "JournalEntryLineDetail",
            "Amount": from_cents(abs(cents)),
            "JournalEntryLineDetail": {"PostingType": "Debit" if cents > 0 else "Credit", "AccountRef": {"value": account}},
        }
        for account, cents in rows
    ]
    number = f"SET-{settlement.settlement_id}"
    entry = _write(company, "JournalEntry", {"DocNumber": number, "TxnDate": day, "PrivateNote": note, "Line": lines})
    linked = {"TxnId": entry["Id"], "TxnType": "JournalEntry", "TxnLineId": "0"}
    _deposit(company, settlement, {"Amount": from_cents(payout), "LinkedTxn": [linked]})


def _as_bare_deposit(company: Company, settlement: Chapter) -> None:
    """The payout as sales, as it came to the bank."""
    detail = {"AccountRef": {"value": _account(company, "SalesOfProductIncome")}}
    line = {"DetailType": "DepositLineDetail", "Amount": from_cents(total_cents(settlement.rows)), "DepositLineDetail": detail}
    _deposit(company, settlement, line)


def _deposit(company: Company, settlement: Chapter, line: Body) -> None:
    bank, day = _account(company, "Checking"), settlement.end.date().isoformat()
    note = f"Amazon payout {settlement.settlement_id}"
    _write(company, "Deposit", {"TxnDate": day, "DepositToAccountRef": {"value": bank}, "PrivateNote": note, "Line": [line]})


def _by_hand(company: Company, settlement: Chapter) -> None:
    """The first order of the settlement, at the price of its goods."""
    order = next(row for row in settlement.rows if row.transaction_type == "Order")
    own = [row.charge for row in settlement.rows if (row.order_id, row.transaction_type) == (order.order_id, "Order")]
    sold = sum(charge.cents for charge in own if charge.amount_description == "Principal")
    income = {"value": _account(company, "SalesOfProductIncome")}
    item = _write(company, "Item", {"Name": "Kitchen goods", "Type": "Service", "IncomeAccountRef": income})
    detail: Body = {"ItemRef": {"value": item["Id"]}}
    body: Body = {"DocNumber": order.order_id, "TxnDate": order.posted.date().isoformat(), "PrivateNote": "Typed in by hand"}
    if not company.seed.is_us:
        body["GlobalTaxCalculation"] = "NotApplicable"
        detail["TaxCodeRef"] = {"value": _untaxed(company)}
    amount = from_cents(sold)
    body["Line"] = [{"DetailType": "SalesItemLineDetail", "Amount": amount, "SalesItemLineDetail": detail}]
    _write(company, "SalesReceipt", body)


def _account(company: Company, subtype: str) -> str:
    found = company.account_of_subtype(subtype)
    assert found is not None, f"every chart has an account of subtype {subtype}"
    return found


def _untaxed(company: Company) -> str:
    """The tax code of no tax: the first of the seed's."""
    ((_, found),) = company.ids_by_name(("TaxCode",), company.seed.taxes[0].code)
    return found


def _write(company: Company, kind: str, body: Body) -> Body:
    written: Body = decode(write(company, KINDS[kind], body, Options())[kind])
    return written


BEGINNINGS: dict[str, Callable[[Company], None]] = {
    "earlier-entries": _book_earlier,
    "own-numbers": _number_itself,
    "multicurrency": _keep_currencies,
    "retired-account": _retire_account,
    "closed-books": _close_books,
}
"""In this order: what is booked is booked before the books are closed."""
