"""How many of an item a transaction has: Amazon repeats the quantity on every line of an item, once for each of its shipments."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tests.jobs.conftest import Desk
from workbench.jobs import review, worker
from workbench.jobs.post import posting
from workbench.store.lines import Filter

HEAD = ("settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date", "total-amount", "currency", "transaction-type",
        "order-id", "merchant-order-id", "adjustment-id", "shipment-id", "marketplace-name", "amount-type", "amount-description", "amount",
        "fulfillment-id", "posted-date", "posted-date-time", "order-item-code", "merchant-order-item-id", "merchant-adjustment-item-id",
        "sku", "quantity-purchased", "promotion-id")  # fmt: skip
ORDER = "111-0000001-0000001"


def line(shipment: str, item: str, words: tuple[str, str], amount: str, quantity: str) -> str:
    cells = {"settlement-id": "7", "transaction-type": "Order", "order-id": ORDER, "merchant-order-id": ORDER, "shipment-id": shipment,
             "marketplace-name": "Amazon.com", "amount-type": words[0], "amount-description": words[1], "amount": amount,
             "fulfillment-id": "AFN", "posted-date": "2026-09-04", "posted-date-time": "2026-09-04 12:00:00 UTC", "order-item-code": item,
             "sku": "MUG", "quantity-purchased": quantity}  # fmt: skip
    return "\t".join(cells.get(name, "") for name in HEAD)


PRICE, FEE = ("ItemPrice", "Principal"), ("ItemFees", "Commission")
LINES = [
    line("S1", "1", PRICE, "20.00", "2"), line("S1", "1", FEE, "-3.00", "2"),
    line("S2", "1", PRICE, "30.00", "3"), line("S2", "1", FEE, "-4.50", "3"), line("", "1", FEE, "-0.50", "5"),
]  # fmt: skip


def test_an_item_in_two_shipments_has_the_quantity_of_both(desk_of: Callable[[str], Desk]) -> None:
    head = "7\t2026-09-01 00:00:00 UTC\t2026-09-15 00:00:00 UTC\t2026-09-17 00:00:00 UTC\t42.00\tUSD" + "\t" * 18
    text = "\n".join(["\t".join(HEAD), head, *LINES, ""])
    desk = desk_of("demo")
    worker.result_of(desk.do("import", files=[(desk.company.archive.keep_bytes(text.encode()), "two.txt")]))
    worker.result_of(desk.do("connect"))
    assert worker.start(desk.company)
    (sale,) = review.transactions(desk.company, "7", Filter())
    assert (sale.quantity, sale.gross, sale.fees) == (5, Decimal("50.00"), Decimal("-8.00"))
    review.confirm(desk.company, "7", "tester")
    receipt = posting.plan_payout(desk.company, "7", "order").documents[0]
    assert [(one["SalesItemLineDetail"]["Qty"], one["Amount"]) for one in receipt.body["Line"]] == [(5, Decimal("50.00"))]
