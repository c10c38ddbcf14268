"""One settlement, worked out by hand, figure by figure: what each mode sends, and what the books hold afterwards.

Order 0001: 2 x 25.00 and shipping 4.99, all of the shipping given back by a promotion; fees 7.50 + 6.44. Order 0002: 19.99;
fees 3.00 + 3.22. Refund of order 0003: 19.99; commission returned 3.00, refund administration 0.60. Adjustments: storage
-12.34, subscription -39.99, reimbursement 25.00, reserve 40.00 back and -15.00 kept, advertising -10.00.
Payout 50.00 + 19.99 - 19.99 - 17.76 - 12.33 = 19.91.
"""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from workbench.errors import BrokenInvariant
from workbench.mapping.mapping import Target
from workbench.posting.accounts import Account, Accounts
from workbench.posting.document import Link, encode
from workbench.posting.facts import Facts, KindTarget, MonthAmount, ReceiptLine
from workbench.posting.plan import plan
from workbench.settlement.catalogue import Meaning

D = Decimal
BANK = Account("Chequing", "2", "Bank", "Checking")
HELD = Account("Payments to deposit", "3", "Other Current Asset", "UndepositedFunds")
RESERVE = Account("Amazon reserve", "4", "Other Current Asset", "OtherCurrentAssets")
SALES = Account("Sales", "5", "Income")
SHIPPING = Account("Shipping", "6", "Income")
PROMOTIONS = Account("Promotions", "7", "Income")
REIMBURSED = Account("Reimbursements", "10", "Other Income")
COMMISSION = Account("Commission", "11", "Expense")
FULFILMENT = Account("FBA fulfilment", "12", "Expense")
REFUND_FEE = Account("Refund administration", "13", "Expense")
STORAGE = Account("Storage", "14", "Expense")
SUBSCRIPTION = Account("Subscription", "15", "Expense")
ADVERTISING = Account("Advertising", "16", "Expense")
CARRY = Account("Carried forward", "21", "Other Current Asset", "OtherCurrentAssets")
OWED = Account("Balance owed", "22", "Other Current Liability", "OtherCurrentLiabilities")
EVERY = (BANK, HELD, RESERVE, SALES, SHIPPING, PROMOTIONS, REIMBURSED, COMMISSION, FULFILMENT, REFUND_FEE, STORAGE, SUBSCRIPTION,
         ADVERTISING, CARRY, OWED)  # fmt: skip
ACCOUNTS = Accounts(
    by_id={a.id: a for a in EVERY},
    by_key={"CARRY": "21", "NEGBAL": "22"},
    items={"5": "17", "6": "18", "7": "19"},
    undeposited_id="3",
    deposit_id="2",
    customer_id="20",
)

KINDS = {  # id: (account, column, included, words)
    0: (SALES, "gross", True, "Principal"),
    1: (SHIPPING, "shipping", True, "Shipping"),
    2: (PROMOTIONS, "discounts", True, "Shipping promotion"),
    3: (COMMISSION, "fees", True, "Commission"),
    4: (FULFILMENT, "fees", True, "FBA fulfilment"),
    5: (REFUND_FEE, "fees", True, "Refund administration"),
    6: (STORAGE, "", False, "FBA storage fee"),
    7: (SUBSCRIPTION, "", False, "Subscription"),
    8: (REIMBURSED, "", False, "FBA inventory reimbursement"),
    9: (RESERVE, "", False, "Previous reserve amount balance"),
    10: (RESERVE, "", False, "Current reserve amount"),
    11: (ADVERTISING, "", False, "Cost of advertising"),
}
AMOUNTS = {0: "50.00", 1: "4.99", 2: "-4.99", 3: "-7.50", 4: "-9.66", 5: "-0.60", 6: "-12.34", 7: "-39.99", 8: "25.00", 9: "40.00",
           10: "-15.00", 11: "-10.00"}  # fmt: skip


def _kind(account: Account, column: str, included: bool, words: str) -> KindTarget:
    meaning = Meaning("test", "included" if included else "adjustment", column, "", "r", True, words)  # type: ignore[arg-type]
    return KindTarget(Target(meaning, account.name, account.id, "", False, True), account, included, words)


def _sale(number: int, posted: str, kind_id: int, amount: str, quantity: int = 1, kind: str = "sale", sku: str = "") -> ReceiptLine:
    order = f"111-000000{number}-000000{number}"
    side = "sales" if kind == "sale" else "refunds"
    return ReceiptLine(f"{kind}|{order}||2026-11", kind, side, order, posted, kind_id, sku, quantity, D(amount))


def facts(month: str = "2026-11") -> Facts:
    return Facts(
        settlement_id="11000000001",
        currency="USD",
        total=D("19.91"),
        deposit_date="2026-11-14",
        kinds={n: _kind(*values) for n, values in KINDS.items()},
        months=[MonthAmount(month, n, "", D(amount), f"{month}-14") for n, amount in AMOUNTS.items()],
        receipts=[
            _sale(1, "2026-11-03", 0, "50.00", 2, sku="SKU-A"),
            _sale(1, "2026-11-03", 1, "4.99"),
            _sale(1, "2026-11-03", 2, "-4.99"),
            _sale(2, "2026-11-05", 0, "19.99", sku="SKU-B"),
            _sale(3, "2026-11-07", 0, "-19.99", kind="refund", sku="SKU-B"),
        ],
        excluded={},
    )


def test_per_order_sends_two_receipts_a_refund_a_fee_journal_and_the_deposit() -> None:
    """S51, S55, S67, S73: a receipt for each sale and each refund, and one deposit of the net payout."""
    made = plan(facts(), ACCOUNTS, "order")
    assert [(d.entity, d.doc_number, d.date, d.total) for d in made.documents] == [
        ("SalesReceipt", "111-0000001-0000001", "2026-11-03", D("50.00")),
        ("SalesReceipt", "111-0000002-0000002", "2026-11-05", D("19.99")),
        ("RefundReceipt", "111-0000003-0000003R", "2026-11-07", D("19.99")),
        ("JournalEntry", "AMZF-11000000001", "2026-11-14", D("17.76")),
        ("Deposit", "", "2026-11-14", D("19.91")),
    ]


def test_the_receipt_says_quantity_price_shipping_and_promotion() -> None:
    """S67: the receipt has the detail of the sale."""
    lines = plan(facts(), ACCOUNTS, "order").documents[0].body["Line"]
    told = [(x["Amount"], x["SalesItemLineDetail"]["ItemRef"]["value"], x["SalesItemLineDetail"]["Qty"],
             x["SalesItemLineDetail"]["UnitPrice"]) for x in lines]  # fmt: skip
    assert told == [(D("50.00"), "17", 2, D("25.00")), (D("4.99"), "18", 1, D("4.99")), (D("-4.99"), "19", 1, D("-4.99"))]


def test_the_fee_journal_debits_each_fee_and_credits_payments_to_deposit() -> None:
    journal = plan(facts(), ACCOUNTS, "order").documents[3]
    assert {a.name: debit for a, debit in journal.effects} == {
        "Commission": D("7.50"), "FBA fulfilment": D("9.66"), "Refund administration": D("0.60"), "Payments to deposit": D("-17.76"),
    }  # fmt: skip
    held = journal.body["Line"][-1]["JournalEntryLineDetail"]
    assert held["Entity"] == {"Type": "Customer", "EntityRef": {"value": "20"}}


def test_the_deposit_links_four_documents_and_carries_six_adjustments() -> None:
    """S74, S75: the deposit takes in every document, and the adjustments stand below them."""
    lines = plan(facts(), ACCOUNTS, "order").documents[4].body["Line"]
    assert [x["Amount"] for x in lines] == [D(a) for a in ("50.00", "19.99", "-19.99", "-17.76", "-12.34", "-39.99", "25.00", "40.00",
                                                           "-15.00", "-10.00")]  # fmt: skip
    assert all("DetailType" not in x and x["LinkedTxn"][0]["TxnType"] for x in lines[:4])
    assert isinstance(lines[3]["LinkedTxn"][0]["TxnLineId"], Link)
    assert all(x["DetailType"] == "DepositLineDetail" for x in lines[4:])


@pytest.mark.parametrize("mode", ["order", "summary"])
def test_both_modes_leave_the_same_trial_balance(mode: str) -> None:
    effect = {a.name: debit for a, debit in plan(facts(), ACCOUNTS, mode).trial_balance_effect.items() if debit}
    assert effect == {
        "Chequing": D("19.91"), "Amazon reserve": D("-25.00"), "Sales": D("-50.00"), "Shipping": D("-4.99"), "Promotions": D("4.99"),
        "Reimbursements": D("-25.00"), "Commission": D("7.50"), "FBA fulfilment": D("9.66"), "Refund administration": D("0.60"),
        "Storage": D("12.34"), "Subscription": D("39.99"), "Advertising": D("10.00"),
    }  # fmt: skip
    assert sum(effect.values()) == 0


def test_summary_sends_one_journal_entry_and_one_deposit_of_one_link() -> None:
    made = plan(facts(), ACCOUNTS, "summary")
    assert [(d.entity, d.total) for d in made.documents] == [("JournalEntry", D("104.99")), ("Deposit", D("19.91"))]
    assert len(made.documents[1].body["Line"]) == 1


def test_a_settlement_over_a_month_end_keeps_each_month_its_own() -> None:
    whole = facts()
    months = [replace(m, month="2026-10", last_posted="2026-10-31") if m.kind_id in (6, 7) else m for m in whole.months]
    split = replace(whole, months=months)
    per_order, summary = plan(split, ACCOUNTS, "order"), plan(split, ACCOUNTS, "summary")
    october = {a.name: debit for d in per_order.documents if d.date < "2026-11" for a, debit in d.effects}
    assert october == {"Storage": D("12.34"), "Subscription": D("39.99"), "Payments to deposit": D("-52.33")}
    carried = [debit for d in summary.documents for a, debit in d.effects if a == CARRY]
    assert carried == [D("-52.33"), D("52.33")]
    assert [d.doc_number for d in per_order.documents if d.entity == "JournalEntry"] == ["AMZF-11000000001-10", "AMZF-11000000001"]


@pytest.mark.parametrize("mode", ["order", "summary"])
def test_a_seller_who_owes_amazon_gets_no_bank_line_but_a_balance_owed(mode: str) -> None:
    whole = facts()
    months = [replace(m, amount=D("-89.99")) if m.kind_id == 7 else m for m in whole.months]
    effect = plan(replace(whole, months=months, total=D("-30.09")), ACCOUNTS, mode).trial_balance_effect
    assert effect.get(BANK, D(0)) == 0
    assert effect[OWED] == D("-30.09")
    assert effect.get(HELD, D(0)) == 0


def test_lines_that_do_not_come_to_the_total_are_never_planned() -> None:
    with pytest.raises(BrokenInvariant, match=r"The lines come to 19\.91, Amazon's total is 19\.92"):
        replace(facts(), total=D("19.92"))


def test_the_bytes_carry_exact_numbers_and_are_always_the_same() -> None:
    body = plan(facts(), ACCOUNTS, "order").documents[0].body
    sent = encode(body)
    assert b'"Amount":50.00,' in sent
    assert sent == encode(plan(facts(), ACCOUNTS, "order").documents[0].body)
    assert json.loads(sent)["DocNumber"] == "111-0000001-0000001"
