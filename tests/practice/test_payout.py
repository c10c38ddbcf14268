"""A whole payout, from receipts to the deposit, over a real socket: the books and the deposit page must be clear."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest


def _receipt(number: str, day: str, deposit_to: str, *lines: tuple[Any, str, int]) -> dict[str, Any]:
    """A receipt of (unit price, item, quantity) lines."""
    built = [
        {
            "DetailType": "SalesItemLineDetail",
            "Amount": Decimal(str(price)) * quantity,
            "SalesItemLineDetail": {"ItemRef": {"value": item}, "Qty": quantity, "UnitPrice": Decimal(str(price))},
        }
        for price, item, quantity in lines
    ]
    return {"DocNumber": number, "TxnDate": day, "DepositToAccountRef": {"value": deposit_to}, "Line": built}


@pytest.fixture
def accounts(shop: Any) -> dict[str, str]:
    types = {
        "Amazon reserve": "Other Current Asset",
        "Amazon shipping income": "Income",
        "Amazon promotions": "Income",
        "Amazon reimbursements": "Other Income",
        "Commission": "Expense",
        "FBA fees": "Expense",
        "Refund administration": "Expense",
        "Storage": "Expense",
        "Subscription": "Expense",
        "Advertising": "Expense",
    }
    return {name: shop.account(name, kind) for name, kind in types.items()}


def test_a_payout_clears_payments_to_deposit_to_the_cent(shop: Any, accounts: dict[str, str]) -> None:
    shipping = shop.item("Amazon shipping", accounts["Amazon shipping income"])
    promotion = shop.item("Amazon promotion", accounts["Amazon promotions"])
    first = _receipt("111-0000001-0000001", "2026-11-03", shop.waits, ("25.00", shop.product, 2), ("4.99", shipping, 1))
    first["Line"] += _receipt("", "", "", ("-4.99", promotion, 1))["Line"]
    second = _receipt("111-0000002-0000002", "2026-11-05", shop.waits, ("19.99", shop.product, 1))
    refund = _receipt("111-0000003-0000003R", "2026-11-07", shop.waits, ("19.99", shop.product, 1))
    items = [("SalesReceipt", first), ("SalesReceipt", second), ("RefundReceipt", refund)]
    request = [{"bId": f"{n:02}", "operation": "create", kind: body} for n, (kind, body) in enumerate(items)]
    status, answer = shop.call("POST", "batch", {"BatchItemRequest": request}, requestid="wb" + "a" * 34)
    assert status == 200
    posted = [item[kind] for item, (kind, _) in zip(answer["BatchItemResponse"], items, strict=True)]
    assert [one["TotalAmt"] for one in posted] == [Decimal("50.00"), Decimal("19.99"), Decimal("19.99")]

    entry = shop.journal(
        ("Debit", Decimal("7.50"), accounts["Commission"]),
        ("Debit", Decimal("9.66"), accounts["FBA fees"]),
        ("Debit", Decimal("0.60"), accounts["Refund administration"]),
        ("Credit", Decimal("17.76"), shop.waits),
        DocNumber="AMZF-11000000001",
    )
    party = {"Type": "Customer", "EntityRef": {"value": shop.customer}}
    entry["Line"][3]["JournalEntryLineDetail"]["Entity"] = party
    fees = shop.post("JournalEntry", entry)
    assert fees["Line"][3]["Id"] == "3"
    assert [(row["TxnType"], row["Amount"]) for row in shop.waiting()] == [
        ("SalesReceipt", Decimal("50.00")),
        ("JournalEntry", Decimal("-17.76")),
        ("SalesReceipt", Decimal("19.99")),
        ("RefundReceipt", Decimal("-19.99")),
    ]

    deposit = shop.deposit(
        shop.linked(50, posted[0]),
        shop.linked(Decimal("19.99"), posted[1]),
        shop.linked(Decimal("-19.99"), posted[2], "RefundReceipt"),
        shop.linked(Decimal("-17.76"), fees, "JournalEntry", "3"),
        shop.direct(Decimal("-12.34"), accounts["Storage"]),
        shop.direct(Decimal("-39.99"), accounts["Subscription"]),
        shop.direct(25, accounts["Amazon reimbursements"]),
        shop.direct(40, accounts["Amazon reserve"]),
        shop.direct(-15, accounts["Amazon reserve"]),
        shop.direct(-10, accounts["Advertising"]),
    )
    assert shop.post("Deposit", deposit)["TotalAmt"] == Decimal("19.91")

    assert shop.waiting() == []
    assert shop.read("Account", shop.waits)["CurrentBalance"] == 0
    assert shop.balances() == {
        "Business Checking": Decimal("19.91"),
        "Amazon reserve": Decimal("-25.00"),
        "Sales": Decimal("-50.00"),
        "Amazon shipping income": Decimal("-4.99"),
        "Amazon promotions": Decimal("4.99"),
        "Amazon reimbursements": Decimal("-25.00"),
        "Commission": Decimal("7.50"),
        "FBA fees": Decimal("9.66"),
        "Refund administration": Decimal("0.60"),
        "Storage": Decimal("12.34"),
        "Subscription": Decimal("39.99"),
        "Advertising": Decimal("10.00"),
    }


def test_expenses_paid_from_payments_to_deposit_stay_on_the_deposit_page(shop: Any) -> None:
    sale = shop.post("SalesReceipt", shop.sale(50))
    shop.post("Purchase", shop.expense(Decimal("13.94")))
    shop.post("Deposit", shop.deposit(shop.linked(50, sale), shop.direct(Decimal("-13.94"), shop.waits)))
    assert shop.read("Account", shop.waits)["CurrentBalance"] == 0
    assert [(row["TxnType"], row["Amount"]) for row in shop.waiting()] == [("Purchase", Decimal("-13.94"))]


def test_a_negative_payout_goes_through_clearing_to_the_card(shop: Any) -> None:
    clearing = shop.account("Amazon clearing", "Other Current Asset")
    sale = shop.post("SalesReceipt", shop.sale(10))
    refund = shop.post("RefundReceipt", shop.sale(30))
    lines = [shop.linked(10, sale), shop.linked(-30, refund, "RefundReceipt")]
    lines += [shop.direct(-15, shop.fees), shop.direct(35, clearing)]
    assert shop.post("Deposit", shop.deposit(*lines))["TotalAmt"] == 0
    charge = shop.expense(35, PaymentType="CreditCard", AccountRef={"value": shop.card})
    charge["Line"][0]["AccountBasedExpenseLineDetail"]["AccountRef"] = {"value": clearing}
    shop.post("Purchase", charge)
    assert shop.waiting() == []
    assert shop.balances() == {"Sales": 20, "Bank Charges": 15, "Amazon Card": -35}


def test_a_summary_entry_is_deposited_by_its_waiting_line(shop: Any) -> None:
    entry = shop.post("JournalEntry", shop.journal(("Credit", 100, shop.sales), ("Debit", 15, shop.fees), ("Debit", 85, shop.waits)))
    shop.post("Deposit", shop.deposit(shop.linked(85, entry, "JournalEntry", "2")))
    assert shop.waiting() == []
    assert shop.balances() == {"Sales": -100, "Bank Charges": 15, "Business Checking": 85}


def test_deleting_the_deposit_lets_its_parts_wait_again(shop: Any) -> None:
    sale = shop.post("SalesReceipt", shop.sale(10))
    deposit = shop.post("Deposit", shop.deposit(shop.linked(10, sale)))
    assert shop.delete("Deposit", deposit)[1]["Deposit"]["status"] == "Deleted"
    assert [row["TxnId"] for row in shop.waiting()] == [sale["Id"]]
    assert shop.balances() == {"Payments to deposit": 10, "Sales": -10}
