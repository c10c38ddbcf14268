"""Every rule refuses, with QuickBooks' code, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

Wrong = Callable[[Any], dict[str, Any]]


def _without(body: dict[str, Any], *fields: str) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in fields}


def _line(body: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The body with its first line's fields changed; None takes a field out."""
    line = {name: value for name, value in (body["Line"][0] | fields).items() if value is not None}
    return body | {"Line": [line, *body["Line"][1:]]}


def _detail(body: dict[str, Any], **fields: Any) -> dict[str, Any]:
    name = body["Line"][0]["DetailType"]
    return _line(body, **{name: body["Line"][0][name] | fields})


RECEIPTS: dict[str, tuple[str, Wrong]] = {
    "no line": ("2020", lambda s: s.sale(Line=[])),
    "lines that are no list": ("2010", lambda s: s.sale(Line={"Amount": 1})),
    "no amount": ("2020", lambda s: _line(s.sale(), Amount=None)),
    "an amount that is none": ("2010", lambda s: s.sale("ten")),
    "a part of a cent": ("2010", lambda s: s.sale(Decimal("0.001"))),
    "an unknown property": ("2010", lambda s: s.sale(DepositToAcountRef={"value": "1"})),
    "an unknown kind of line": ("2010", lambda s: _line(s.sale(), DetailType="GroupLineDetail")),
    "no detail": ("2020", lambda s: _line(s.sale(), SalesItemLineDetail=None)),
    "no item": ("2020", lambda s: _line(s.sale(), SalesItemLineDetail={"Qty": 1})),
    "no such item": ("2500", lambda s: _detail(s.sale(), ItemRef={"value": "99999"})),
    "a reference without value": ("2020", lambda s: s.sale(CustomerRef={"name": "Amazon"})),
    "no such customer": ("2500", lambda s: s.sale(CustomerRef={"value": "99999"})),
    "quantity times price": ("6070", lambda s: _detail(s.sale(10), Qty=3, UnitPrice=Decimal("3.33"))),
    "quantity that is no number": ("2010", lambda s: _detail(s.sale(10), Qty="some", UnitPrice=1)),
    "a long number": ("2050", lambda s: s.sale(DocNumber="1" * 22)),
    "a long note": ("2050", lambda s: s.sale(PrivateNote="n" * 4001)),
    "a day that is none": ("2010", lambda s: s.sale(TxnDate="2026-02-30")),
    "a day written otherwise": ("2010", lambda s: s.sale(TxnDate="20261103")),
    "a foreign currency": ("6000", lambda s: s.sale(CurrencyRef={"value": "EUR"})),
    "money into an expense account": ("6430", lambda s: s.sale(DepositToAccountRef={"value": s.fees})),
    "below nothing": ("6000", lambda s: s.sale(-1)),
    "a discount in percent": (
        "6090",
        lambda s: s.sale(Line=[{"Amount": 1, "DetailType": "DiscountLineDetail", "DiscountLineDetail": {"PercentBased": 1}}]),
    ),
    "a tax code of elsewhere": ("6100", lambda s: _detail(s.sale(), TaxCodeRef={"value": "5"})),
    "tax where none is set up": ("6000", lambda s: s.sale(TxnTaxDetail={"TotalTax": 1})),
}


@pytest.mark.parametrize("name", RECEIPTS)
def test_a_sales_receipt_is_refused_for(shop: Any, name: str) -> None:
    code, wrong = RECEIPTS[name]
    assert shop.code("SalesReceipt", wrong(shop)) == code
    assert shop.balances() == {}


def test_a_refund_needs_its_account_while_a_sale_goes_to_payments_to_deposit(shop: Any) -> None:
    body = _without(shop.sale(), "DepositToAccountRef")
    assert shop.fault("RefundReceipt", body)["element"] == "DepositToAccountRef"
    assert shop.post("SalesReceipt", body)["DepositToAccountRef"]["value"] == shop.waits


def test_the_amount_fault_names_the_element_and_the_amount(shop: Any) -> None:
    fault = shop.fault("SalesReceipt", _detail(shop.sale(10), Qty=3, UnitPrice=Decimal("3.33")))
    assert fault["element"] == "Line.Amount"
    assert fault["Detail"] == "Amount is not equal to UnitPrice * Qty. Supplied value:10.00"


def test_a_price_finer_than_a_cent_is_rounded_before_it_is_compared(shop: Any) -> None:
    body = _detail(shop.sale(10), Qty=3, UnitPrice=Decimal("3.33333"))
    assert shop.post("SalesReceipt", body)["TotalAmt"] == 10


ENTRIES: dict[str, tuple[str, Wrong]] = {
    "unbalanced": ("2300", lambda s: s.journal(("Debit", 10, s.fees), ("Credit", 9, s.waits))),
    "negative": ("2290", lambda s: s.journal(("Debit", -10, s.fees), ("Credit", -10, s.waits))),
    "no side": ("2260", lambda s: _detail(s.journal(("Debit", 1, s.fees), ("Credit", 1, s.waits)), PostingType="")),
    "no account": ("2020", lambda s: _detail(s.journal(("Debit", 1, s.fees), ("Credit", 1, s.waits)), AccountRef={})),
    "another detail": ("2010", lambda s: _line(s.journal(("Debit", 1, s.fees)), DetailType="DepositLineDetail")),
    "a receivable without customer": (
        "6000",
        lambda s: s.journal(("Debit", 1, s.account("Accounts Receivable (A/R)")), ("Credit", 1, s.sales)),
    ),
    "a payable without vendor": (
        "6000",
        lambda s: s.journal(("Debit", 1, s.fees), ("Credit", 1, s.account("Accounts Payable (A/P)"))),
    ),
}


@pytest.mark.parametrize("name", ENTRIES)
def test_a_journal_entry_is_refused_for(shop: Any, name: str) -> None:
    code, wrong = ENTRIES[name]
    assert shop.code("JournalEntry", wrong(shop)) == code
    assert shop.balances() == {}


PURCHASES: dict[str, tuple[str, Wrong]] = {
    "no type of payment": ("2020", lambda s: _without(s.expense(), "PaymentType")),
    "another type of payment": ("2010", lambda s: s.expense(PaymentType="Gold")),
    "no account": ("2020", lambda s: _without(s.expense(), "AccountRef")),
    "a check on a card": ("6430", lambda s: s.expense(PaymentType="Check", AccountRef={"value": s.card})),
    "a card payment from a bank": ("6430", lambda s: s.expense(PaymentType="CreditCard", AccountRef={"value": s.bank})),
    "cash from a card": ("6430", lambda s: s.expense(AccountRef={"value": s.card})),
    "a refund in cash": ("2010", lambda s: s.expense(Credit=True)),
    "no line account": ("2020", lambda s: _line(s.expense(), AccountBasedExpenseLineDetail={"TaxCodeRef": {"value": "NON"}})),
    "an item line": ("2010", lambda s: _line(s.expense(), DetailType="ItemBasedExpenseLineDetail")),
    "below nothing": ("6000", lambda s: s.expense(-1)),
}


@pytest.mark.parametrize("name", PURCHASES)
def test_a_purchase_is_refused_for(shop: Any, name: str) -> None:
    code, wrong = PURCHASES[name]
    assert shop.code("Purchase", wrong(shop)) == code
    assert shop.balances() == {}


def test_a_transfer_moves_between_balance_sheet_accounts_only(shop: Any) -> None:
    body = {"FromAccountRef": {"value": shop.card}, "ToAccountRef": {"value": shop.waits}, "Amount": 35}
    assert shop.code("Transfer", body | {"ToAccountRef": {"value": shop.fees}}) == "6430"
    assert shop.code("Transfer", _without(body, "Amount")) == "2020"
    assert shop.code("Transfer", body | {"Amount": -1}) == "6000"
    moved = shop.post("Transfer", body)
    assert shop.post("Deposit", shop.deposit(shop.linked(35, moved, "Transfer")))["TotalAmt"] == 35


def _linked(s: Any, **link: Any) -> dict[str, Any]:
    """A deposit of one waiting sale with its link changed; None takes a field out."""
    line = s.linked(10, s.post("SalesReceipt", s.sale(10)))
    fields = {name: value for name, value in (line["LinkedTxn"][0] | link).items() if value is not None}
    deposit: dict[str, Any] = s.deposit(line | {"LinkedTxn": [fields]})
    return deposit


def _to_bank(s: Any) -> dict[str, Any]:
    sale = s.post("SalesReceipt", s.sale(10, DepositToAccountRef={"value": s.bank}))
    deposit: dict[str, Any] = s.deposit(s.linked(10, sale))
    return deposit


def _entry_line(s: Any) -> dict[str, Any]:
    entry = s.post("JournalEntry", s.journal(("Debit", 10, s.waits), ("Credit", 10, s.sales)))
    deposit: dict[str, Any] = s.deposit(s.linked(10, entry, "JournalEntry", "1"))
    return deposit


def _twice(s: Any) -> dict[str, Any]:
    line = s.linked(10, s.post("SalesReceipt", s.sale(10)))
    deposit: dict[str, Any] = s.deposit(line, line)
    return deposit


def _again(s: Any) -> dict[str, Any]:
    line = s.linked(10, s.post("SalesReceipt", s.sale(10)))
    s.post("Deposit", s.deposit(line))
    deposit: dict[str, Any] = s.deposit(line)
    return deposit


DEPOSITS: dict[str, tuple[str, str, Wrong]] = {
    "no account": ("2020", "DepositToAccountRef", lambda s: _without(s.deposit(s.direct(1, s.sales)), "DepositToAccountRef")),
    "no line": ("2020", "Line", lambda s: s.deposit()),
    "an expense account": (
        "6000",
        "Select a bank account",
        lambda s: s.deposit(s.direct(1, s.sales), DepositToAccountRef={"value": s.fees}),
    ),
    "payments to deposit itself": (
        "6000",
        "Select a bank account",
        lambda s: s.deposit(s.direct(1, s.sales), DepositToAccountRef={"value": s.waits}),
    ),
    "a detail without account": (
        "2020",
        "Line.DepositLineDetail.AccountRef",
        lambda s: _line(_linked(s), DetailType="DepositLineDetail"),
    ),
    "a direct line without account": ("2020", "AccountRef", lambda s: s.deposit({"Amount": 1})),
    "a direct line on a card": ("6430", "Credit Card", lambda s: s.deposit(s.direct(1, s.card))),
    "no line id": ("2020", "LinkedTxn.TxnLineId", lambda s: _linked(s, TxnLineId=None)),
    "a type that cannot be linked": ("620", "Invoice", lambda s: _linked(s, TxnType="Invoice")),
    "another type than its own": ("2500", "RefundReceipt", lambda s: _linked(s, TxnType="RefundReceipt")),
    "no such transaction": ("2500", "99999", lambda s: _linked(s, TxnId="99999")),
    "another line than the whole": ("6000", "not waiting", lambda s: _linked(s, TxnLineId="1")),
    "a sale that went to the bank": ("6000", "not waiting", _to_bank),
    "an entry's line on another account": ("6000", "not waiting", _entry_line),
    "the same twice": ("6000", "already been applied to another Deposit", _twice),
    "one that is deposited": ("6000", "already been applied to another Deposit", _again),
    "an amount that is not its own": ("6000", "waiting with 10.00", lambda s: _line(_linked(s), Amount=9)),
    "below nothing": ("6000", "0 or greater", lambda s: s.deposit(s.direct(-1, s.fees))),
}


@pytest.mark.parametrize("name", DEPOSITS)
def test_a_deposit_is_refused_for(shop: Any, name: str) -> None:
    code, words, wrong = DEPOSITS[name]
    body = wrong(shop)
    before = shop.balances()
    fault = shop.fault("Deposit", body)
    assert fault["code"] == code
    assert words in fault["Detail"]
    assert shop.balances() == before


def test_the_sign_of_a_linked_refund_is_negative(shop: Any) -> None:
    refund = shop.post("RefundReceipt", shop.sale(10))
    balance = shop.direct(10, shop.sales)
    assert shop.code("Deposit", shop.deposit(shop.linked(10, refund, "RefundReceipt"), balance)) == "6000"
    shop.post("Deposit", shop.deposit(shop.linked(-10, refund, "RefundReceipt"), balance))


def test_a_number_is_used_once_for_each_kind(shop: Any) -> None:
    first = shop.post("SalesReceipt", shop.sale(DocNumber="111-0000001-0000001"))
    fault = shop.fault("SalesReceipt", shop.sale(DocNumber="111-0000001-0000001"))
    assert fault["code"] == "6140"
    assert fault["Detail"].endswith(f"DocNumber=111-0000001-0000001 is assigned to TxnType=SalesReceipt with TxnId={first['Id']}")
    shop.post("RefundReceipt", shop.sale(DocNumber="111-0000001-0000001"))
    shop.post("SalesReceipt", shop.sale(DocNumber="111-0000001-0000001"), include="allowduplicatedocnum")


def test_a_deleted_documents_number_is_free_again(shop: Any) -> None:
    shop.delete("SalesReceipt", shop.post("SalesReceipt", shop.sale(DocNumber="A")))
    shop.post("SalesReceipt", shop.sale(DocNumber="A"))


def test_without_custom_numbers_ours_is_ignored(shop: Any) -> None:
    shop.office("POST", "rules", {"realm": "us-demo", "custom_txn_numbers": False})
    numbers = [shop.post("SalesReceipt", shop.sale(DocNumber="A"))["DocNumber"] for _ in range(2)]
    assert numbers == ["1001", "1002"]
    assert shop.call("GET", "preferences")[1]["Preferences"]["SalesFormsPrefs"]["CustomTxnNumbers"] is False


def test_names_are_unique_among_customers_and_vendors_together(shop: Any) -> None:
    assert shop.code("Vendor", {"DisplayName": "AMAZON customers"}) == "6240"
    assert shop.code("Account", {"Name": "Sales", "AccountType": "Income"}) == "6240"
    shop.post("Class", {"Name": "Amazon customers"})
    customer = shop.read("Customer", shop.customer)
    shop.post("Customer", customer | {"sparse": True, "Active": False})
    shop.post("Vendor", {"DisplayName": "Amazon customers"})


NAMES: dict[str, tuple[str, str, Wrong]] = {
    "no name": ("Customer", "2020", lambda s: {"CompanyName": "Amazon"}),
    "a name that is no text": ("Customer", "2010", lambda s: {"DisplayName": 5}),
    "a colon in an account": ("Account", "2040", lambda s: {"Name": "Tax : Collected", "AccountType": "Income"}),
    "a colon in a vendor": ("Vendor", "2040", lambda s: {"DisplayName": "Amazon: fees"}),
    "a long name": ("Account", "2050", lambda s: {"Name": "n" * 101, "AccountType": "Income"}),
    "no account type": ("Account", "2020", lambda s: {"Name": "Fees"}),
    "an unknown account type": ("Account", "2170", lambda s: {"Name": "Fees", "AccountType": "Fees"}),
    "no income account": ("Item", "2020", lambda s: {"Name": "Thing"}),
    "income to a bank": ("Item", "6430", lambda s: {"Name": "Thing", "IncomeAccountRef": {"value": s.bank}}),
    "inventory": ("Item", "500", lambda s: {"Name": "T", "Type": "Inventory", "IncomeAccountRef": {"value": s.sales}}),
    "tax codes": ("TaxCode", "500", lambda s: {"Name": "GST"}),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_list_entity_is_refused_for(shop: Any, name: str) -> None:
    entity, code, wrong = NAMES[name]
    assert shop.code(entity, wrong(shop)) == code


def test_list_entities_are_made_inactive_not_deleted_and_then_refused(shop: Any) -> None:
    item = shop.read("Item", shop.product)
    assert shop.code("Item", item, operation="delete") == "500"
    shop.post("Item", {"Id": item["Id"], "SyncToken": "0", "sparse": True, "Active": False})
    assert shop.code("SalesReceipt", shop.sale()) == "610"


def test_a_deposited_transaction_is_neither_changed_nor_deleted(shop: Any) -> None:
    sale = shop.post("SalesReceipt", shop.sale(10))
    shop.post("Deposit", shop.deposit(shop.linked(10, sale)))
    assert shop.code("SalesReceipt", sale | {"PrivateNote": "changed"}) == "6540"
    assert shop.delete("SalesReceipt", sale)[1]["Fault"]["Error"][0]["code"] == "6540"
    assert shop.code("SalesReceipt", sale, include="void") == "6540"


def test_a_matched_deposit_is_neither_changed_nor_deleted(shop: Any) -> None:
    deposit = shop.post("Deposit", shop.deposit(shop.direct(10, shop.sales)))
    shop.office("POST", "match-bank", {"realm": "us-demo", "id": deposit["Id"]})
    assert shop.delete("Deposit", deposit)[1]["Fault"]["Error"][0]["code"] == "6480"
    assert shop.code("Deposit", deposit | {"PrivateNote": "changed"}) == "6480"


def test_closed_books_take_neither_the_old_nor_the_new_date(shop: Any) -> None:
    october = shop.post("SalesReceipt", shop.sale(TxnDate="2026-10-31"))
    november = shop.post("SalesReceipt", shop.sale(TxnDate="2026-11-01"))
    assert "BookCloseDate" not in shop.call("GET", "preferences")[1]["Preferences"]["AccountingInfoPrefs"]
    shop.office("POST", "close-books", {"realm": "us-demo", "date": "2026-10-31"})
    assert shop.call("GET", "preferences")[1]["Preferences"]["AccountingInfoPrefs"]["BookCloseDate"] == "2026-10-31"
    assert shop.code("SalesReceipt", shop.sale(TxnDate="2026-10-31")) == "6210"
    assert shop.code("SalesReceipt", october | {"TxnDate": "2026-11-02"}) == "6210"
    assert shop.code("SalesReceipt", november | {"TxnDate": "2026-10-02"}) == "6210"
    assert shop.delete("SalesReceipt", october)[1]["Fault"]["Error"][0]["code"] == "6210"
    shop.office("POST", "rules", {"close_password": False})
    assert shop.code("SalesReceipt", shop.sale(TxnDate="2026-10-31")) == "6200"
    shop.post("SalesReceipt", november | {"TxnDate": "2026-11-02"})
    shop.office("POST", "close-books", {"realm": "us-demo", "date": None})
    shop.post("SalesReceipt", shop.sale(TxnDate="2026-10-31"))


def test_a_stale_change_and_a_change_of_nothing(shop: Any) -> None:
    sale = shop.post("SalesReceipt", shop.sale())
    assert shop.code("SalesReceipt", _without(sale, "SyncToken")) == "2020"
    changed = shop.post("SalesReceipt", sale | {"PrivateNote": "changed"})
    assert changed["SyncToken"] == "1"
    assert shop.code("SalesReceipt", sale | {"PrivateNote": "again"}) == "5010"
    shop.delete("SalesReceipt", changed)
    assert shop.code("SalesReceipt", changed) == "610"
    assert shop.call("GET", f"salesreceipt/{sale['Id']}")[1]["Fault"]["Error"][0]["code"] == "610"


def test_an_ended_subscription_takes_no_writes(shop: Any) -> None:
    sale = shop.post("SalesReceipt", shop.sale())
    shop.office("POST", "rules", {"subscription_ended": True})
    assert shop.code("SalesReceipt", shop.sale()) == "6190"
    assert shop.delete("SalesReceipt", sale)[1]["Fault"]["Error"][0]["code"] == "6190"


SWITCHES: dict[str, tuple[dict[str, Any], str, Wrong]] = {
    "amounts may differ": ({"linked_amounts": "lenient"}, "Deposit", lambda s: _line(_linked(s), Amount=9)),
    "outside payments to deposit": ({"link_only_undeposited": False}, "Deposit", _to_bank),
    "negative receipts": ({"refuse_negative_totals": False}, "SalesReceipt", lambda s: s.sale(-1)),
    "any line account": ({"deposit_line_accounts": "any"}, "Deposit", lambda s: s.deposit(s.direct(1, s.card))),
}


@pytest.mark.parametrize("name", SWITCHES)
def test_an_assumed_rule_can_be_turned_off(shop: Any, name: str) -> None:
    changes, entity, body = SWITCHES[name]
    shop.code(entity, body(shop))
    shop.office("POST", "rules", changes)
    shop.post(entity, body(shop))


def test_lenient_links_take_the_sources_amount(shop: Any) -> None:
    shop.office("POST", "rules", {"linked_amounts": "lenient"})
    assert shop.post("Deposit", _line(_linked(shop), Amount=9))["TotalAmt"] == 10


def test_an_assumed_rule_can_be_turned_on(shop: Any) -> None:
    clearing = shop.deposit(shop.direct(5, shop.sales), shop.direct(-5, shop.fees))
    shop.post("Deposit", clearing)
    shop.office("POST", "rules", {"refuse_zero_deposits": True, "purchase_from_undeposited": False})
    assert shop.code("Deposit", clearing) == "6000"
    assert shop.code("Purchase", shop.expense()) == "6430"


def test_a_deposit_s_own_line_takes_expenses_back_from_payments_to_deposit_unless_its_switch_is_off(shop: Any) -> None:
    shop.post("Purchase", shop.expense(5))
    body = shop.deposit(shop.direct(-5, shop.waits), shop.direct(5, shop.sales))
    shop.post("Deposit", body)
    assert shop.waits not in shop.balances()
    assert [waiting["TxnType"] for waiting in shop.waiting()] == ["Purchase"]  # the list knows no better
    shop.office("POST", "rules", {"deposit_line_undeposited": False})
    assert shop.code("Deposit", body) == "6430"


def test_a_purchase_is_linked_only_by_its_switch(shop: Any) -> None:
    purchase = shop.post("Purchase", shop.expense(5))
    body = shop.deposit(shop.linked(-5, purchase, "Purchase"), shop.direct(5, shop.sales))
    assert shop.code("Deposit", body) == "620"
    shop.office("POST", "rules", {"allow_purchase_link": True})
    shop.post("Deposit", body)
    assert shop.waiting() == []


def test_duplicate_numbers_without_the_warning(shop: Any) -> None:
    shop.post("JournalEntry", shop.journal(("Debit", 1, shop.fees), ("Credit", 1, shop.waits), DocNumber="F"))
    again = shop.journal(("Debit", 1, shop.fees), ("Credit", 1, shop.waits), DocNumber="F")
    assert shop.code("JournalEntry", again) == "6140"
    shop.office("POST", "rules", {"number_all_kinds": False})
    shop.post("JournalEntry", again)
    shop.post("SalesReceipt", shop.sale(DocNumber="S"))
    shop.office("POST", "rules", {"warn_duplicate_numbers": False})
    shop.post("SalesReceipt", shop.sale(DocNumber="S"))


def test_a_rule_or_a_value_that_is_none_is_refused_in_words(shop: Any) -> None:
    assert shop.request("POST", "/_practice/rules", '{"strict": true}')[1].startswith('{"error":"there is no rule')
    assert "one of strict, lenient" in shop.request("POST", "/_practice/rules", '{"linked_amounts": "loose"}')[1]
    assert "takes a bool" in shop.request("POST", "/_practice/rules", '{"request_ids": "off", "replay_faults": 1}')[1]
