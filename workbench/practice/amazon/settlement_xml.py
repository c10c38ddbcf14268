"""A settlement as Amazon's XML report: an element for each event, its items and amounts below it.

The elements are those that public readers of the report expect; no instance of the real one was seen. Assumed: where the
amounts of chargebacks, claims, retrocharges and liquidations stand.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape

from workbench.money import from_cents
from workbench.practice.amazon import clock
from workbench.practice.amazon.ledger import Movement, PaymentAccount, Settlement
from workbench.practice.amazon.settlement_v1 import own_type
from workbench.practice.settlement_writer import Charge, Row

_EVENTS = {
    "Order": "Order",
    "Refund": "Refund",
    "Chargeback Refund": "Chargeback",
    "A-to-z Guarantee Refund": "GuaranteeClaim",
    "Liquidations": "Liquidations",
    "Order_Retrocharge": "Retrocharge",
}
_ORDERED = ("ItemPrice", "Component"), ("ItemFees", "Fee"), "Promotion"
_ADJUSTED = ("ItemPriceAdjustments", "Component"), ("ItemFeeAdjustments", "Fee"), "PromotionAdjustment"
"""The elements of prices, of fees, of promotions: for what is ordered and for what is given back."""


class _Writer:
    """Makes elements; amounts carry the settlement's currency."""

    def __init__(self, currency: str) -> None:
        self._currency = currency

    def text(self, name: str, text: str) -> str:
        """An element of text; nothing when there is none."""
        return f"<{name}>{escape(text)}</{name}>" if text else ""

    def around(self, name: str, *below: str) -> str:
        """An element of elements; nothing when there are none."""
        inside = "".join(below)
        return f"<{name}>{inside}</{name}>" if inside else ""

    def amount(self, cents: int, name: str = "Amount") -> str:
        """An element of money."""
        return f'<{name} currency="{self._currency}">{from_cents(cents)}</{name}>'

    def typed(self, name: str, charge: Charge) -> str:
        """A component or fee: what it is and how much."""
        return self.around(name, self.text("Type", charge.amount_description), self.amount(charge.cents))

    def event(self, movement: Movement) -> str:
        """A sale, a refund, or an amount of the account."""
        row = movement.first
        name = _EVENTS.get(row.transaction_type)
        if name is None:
            return "".join(self._of_account(row) for row in movement.rows)
        head = (
            self.text("AmazonOrderID", row.order_id),
            self.text("MerchantOrderID", row.merchant_order_id),
            self.text("AdjustmentID", row.adjustment_id),
            self.text("ShipmentID", row.shipment_id),
            self.text("MarketplaceName", row.marketplace),
        )
        if name == "Retrocharge":
            return self.around(name, *head, self._posted(row), *(self._taxed(each.charge) for each in movement.rows))
        if name == "Liquidations":
            parts = (self.typed("Component", each.charge) for each in movement.rows)
            return self.around(name, *head, self._posted(row), self.around("Item", self.text("SKU", row.sku), *parts))
        fulfilment = (self.text("MerchantFulfillmentID", row.fulfillment), self._posted(row), *self._items(movement))
        return self.around(name, *head, self.around("Fulfillment", *fulfilment))

    def _posted(self, row: Row) -> str:
        return self.text("PostedDate", clock.with_offset(row.posted))

    def _taxed(self, charge: Charge) -> str:
        if charge.amount_type == "ItemPrice":
            return self.around("BaseTax", self.amount(charge.cents))
        return self.typed("Charge", charge)

    def _items(self, movement: Movement) -> Iterator[str]:
        for _, group in groupby(movement.rows, key=lambda row: row.item_code):
            rows = list(group)
            is_ordered = movement.first.transaction_type == "Order"
            yield self.around("Item" if is_ordered else "AdjustedItem", *self._item(rows, _ORDERED if is_ordered else _ADJUSTED))

    def _item(self, rows: list[Row], names: tuple[tuple[str, str], tuple[str, str], str]) -> Iterator[str]:
        (prices, price), (fees, fee), promotion = names
        first, charges = rows[0], [row.charge for row in rows]
        yield self.text("AmazonOrderItemCode", first.item_code)
        yield self.text("MerchantOrderItemID", first.merchant_item_code)
        yield self.text("MerchantAdjustmentItemID", first.adjustment_item_code)
        yield self.text("SKU", first.sku)
        yield self.text("Quantity", "" if first.quantity is None else str(first.quantity))
        of_price = [charge for charge in charges if charge.amount_type in ("ItemPrice", "Points")]
        of_fees = [charge for charge in charges if charge.amount_type in ("ItemFees", "ItemWithheldTax")]
        yield self.around(prices, *(self.typed(price, charge) for charge in of_price))
        yield self.around(fees, *(self.typed(fee, charge) for charge in of_fees))
        for charge in charges:
            if charge.amount_type == "Promotion":
                name = self.text("MerchantPromotionID", charge.promotion_id)
                kind = self.text("Type", charge.amount_description)
                yield self.around(promotion, name, kind, self.amount(charge.cents))

    def _of_account(self, row: Row) -> str:
        if row.transaction_type == "ServiceFee":
            named = Charge("", row.charge.amount_type, row.charge.cents)
            return self.around("ServiceFee", self._posted(row), self.typed("Fee", named))
        return self.around(
            "OtherTransaction",
            self.text("AmazonOrderID", row.order_id),
            self.text("TransactionType", own_type(row)),
            self._posted(row),
            self.amount(row.charge.cents),
            self.text("SKU", row.sku),
        )


def as_xml(account: PaymentAccount, settlement: Settlement) -> bytes:
    """The settlement as an XML report; its amounts sum to the same total as its V2."""
    writer = _Writer(account.currency)
    data = writer.around(
        "SettlementData",
        writer.text("AmazonSettlementID", settlement.settlement_id),
        writer.amount(settlement.cents, "TotalAmount"),
        writer.text("StartDate", clock.with_offset(settlement.start)),
        writer.text("EndDate", clock.with_offset(settlement.end)),
        writer.text("DepositDate", clock.with_offset(settlement.deposited)),
    )
    events = "\n".join(writer.event(movement) for movement in settlement.movements)
    report = f"<SettlementReport>{data}\n{events}\n</SettlementReport>"
    header = "<Header><DocumentVersion>1.01</DocumentVersion></Header><MessageType>SettlementReport</MessageType>"
    message = f"<Message><MessageID>1</MessageID>{report}</Message>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<AmazonEnvelope>{header}\n{message}</AmazonEnvelope>\n'.encode()
