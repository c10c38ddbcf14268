"""A made-up settlement written in each of Amazon's formats, cell by cell, for tests to change before it is written."""

from __future__ import annotations

import copy
from xml.sax.saxutils import escape

from workbench.amazon.files.settlement_v1 import AMOUNTS

COLUMNS_V1 = """
settlement-id settlement-start-date settlement-end-date deposit-date total-amount currency
transaction-type order-id merchant-order-id adjustment-id shipment-id marketplace-name
shipment-fee-type shipment-fee-amount order-fee-type order-fee-amount fulfillment-id posted-date order-item-code
merchant-order-item-id merchant-adjustment-item-id sku quantity-purchased price-type price-amount
item-related-fee-type item-related-fee-amount misc-fee-amount other-fee-amount other-fee-reason-description
promotion-id promotion-type promotion-amount direct-payment-type direct-payment-amount other-amount
""".split()  # noqa: SIM905 (a list in quotes takes 36 lines)

DATA = {
    "settlement-id": "11000000001",
    "settlement-start-date": "2025-03-01T08:00:00+00:00",
    "settlement-end-date": "2025-03-15T08:00:01+00:00",
    "deposit-date": "2025-03-17T08:00:01+00:00",
    "total-amount": "170.06",
    "currency": "USD",
}
ORDER = {
    "transaction-type": "Order",
    "order-id": "114-0000001-0000001",
    "merchant-order-id": "114-0000001-0000001",
    "shipment-id": "Dx1",
    "marketplace-name": "Amazon.com",
    "fulfillment-id": "AFN",
    "posted-date": "2025-03-02T10:20:30+00:00",
    "order-item-code": "70000000000001",
    "sku": "LAMP-1",
}
REFUND = ORDER | {"transaction-type": "Refund", "adjustment-id": "amzn1:crow:a+b/c", "posted-date": "2025-03-09T23:59:59+00:00"}
del REFUND["shipment-id"]
ROWS_V1 = [
    ORDER | {"quantity-purchased": "2"},
    ORDER | {"price-type": "Principal", "price-amount": "240.00"},
    ORDER | {"item-related-fee-type": "Commission", "item-related-fee-amount": "-36.00"},
    ORDER | {"item-related-fee-type": "MarketplaceFacilitatorTax-Principal", "item-related-fee-amount": "-1.00"},
    ORDER | {"promotion-id": "Free Ship", "promotion-type": "Shipping", "promotion-amount": "-4.19"},
    REFUND | {"price-type": "Principal", "price-amount": "-4.00"},
    {
        "transaction-type": "ServiceFee",
        "posted-date": "2025-03-10T01:00:00+00:00",
        "item-related-fee-type": "Cost of Advertising",
        "item-related-fee-amount": "-20.00",
        "other-fee-amount": "-2.50",
        "other-fee-reason-description": "TaxAmount",
    },
    {
        "transaction-type": "WAREHOUSE_DAMAGE",
        "posted-date": "2025-03-11T01:00:00+00:00",
        "sku": "LAMP-1",
        "quantity-purchased": "1",
        "other-amount": "10.25",
    },
    {"transaction-type": "Current Reserve Amount", "posted-date": "2025-03-15T08:00:02+00:00", "other-amount": "-12.50"},
]
"""Line 3 and on of the file: a quantity, and eight rows with nine amounts, 170.06 in all."""


class ReportV1:
    """The text of a flat file V1, as rows of named cells; line 2 is the totals row, line 3 the first detail row."""

    def __init__(self) -> None:
        self.columns = list(COLUMNS_V1)
        self.rows: list[dict[str, str]] = copy.deepcopy([DATA, *ROWS_V1])

    def set(self, line: int, column: str, value: str) -> ReportV1:
        self.rows[line - 2][column] = value
        return self

    @property
    def lines(self) -> list[str]:
        rows = [{**row, "settlement-id": row.get("settlement-id", DATA["settlement-id"])} for row in self.rows]
        return ["\t".join(self.columns), *("\t".join(row.get(name, "") for name in self.columns) for row in rows)]

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


def element(name: str, *inside: str, **attributes: str) -> str:
    """An element on a line of its own; `inside` are texts and elements, already escaped."""
    written = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{written}>{''.join(inside)}</{name}>\n"


def amount(value: str, name: str = "Amount") -> str:
    return element(name, value, currency="USD")


def part(name: str, described: str, value: str) -> str:
    """A component, fee or promotion: what it is and how much."""
    return element(name, element("Type", escape(described)), amount(value))


def settlement_data(total: str = "170.06", settlement_id: str = "11000000001") -> str:
    return element(
        "SettlementData",
        element("AmazonSettlementID", settlement_id),
        amount(total, "TotalAmount"),
        element("StartDate", DATA["settlement-start-date"]),
        element("EndDate", DATA["settlement-end-date"]),
        element("DepositDate", DATA["deposit-date"]),
    )


EVENTS = [
    element(
        "Order",
        element("AmazonOrderID", ORDER["order-id"]),
        element("MerchantOrderID", ORDER["merchant-order-id"]),
        element("ShipmentID", ORDER["shipment-id"]),
        element("MarketplaceName", ORDER["marketplace-name"]),
        element(
            "Fulfillment",
            element("MerchantFulfillmentID", "AFN"),
            element("PostedDate", ORDER["posted-date"]),
            element(
                "Item",
                element("AmazonOrderItemCode", ORDER["order-item-code"]),
                element("SKU", ORDER["sku"]),
                element("Quantity", "2"),
                element("ItemPrice", part("Component", "Principal", "240.00")),
                element("ItemFees", part("Fee", "Commission", "-36.00"), part("Fee", "MarketplaceFacilitatorTax-Principal", "-1.00")),
                element("Promotion", element("MerchantPromotionID", "Free Ship"), element("Type", "Shipping"), amount("-4.19")),
            ),
        ),
    ),
    element(
        "Refund",
        element("AmazonOrderID", REFUND["order-id"]),
        element("MerchantOrderID", REFUND["merchant-order-id"]),
        element("AdjustmentID", REFUND["adjustment-id"]),
        element("MarketplaceName", REFUND["marketplace-name"]),
        element(
            "Fulfillment",
            element("MerchantFulfillmentID", "AFN"),
            element("PostedDate", REFUND["posted-date"]),
            element(
                "AdjustedItem",
                element("AmazonOrderItemCode", REFUND["order-item-code"]),
                element("SKU", REFUND["sku"]),
                element("ItemPriceAdjustments", part("Component", "Principal", "-4.00")),
            ),
        ),
    ),
    element(
        "AdvertisingTransactionDetails",
        element("TransactionType", "Charge"),
        element("PostedDate", "2025-03-10T01:00:00+00:00"),
        element("InvoiceId", "ADS-1"),
        amount("-20.00", "BaseAmount"),
        amount("-2.50", "TaxAmount"),
        amount("-22.50", "TransactionAmount"),
    ),
    element(
        "OtherTransaction",
        element("TransactionType", "WAREHOUSE_DAMAGE"),
        element("TransactionID", "1"),
        element("PostedDate", "2025-03-11T01:00:00+00:00"),
        amount("10.25"),
        element("OtherTransactionItem", element("SKU", "LAMP-1"), element("Quantity", "1"), amount("10.25")),
    ),
    element(
        "OtherTransaction",
        element("TransactionType", "Current Reserve Amount"),
        element("PostedDate", "2025-03-15T08:00:02+00:00"),
        amount("-12.50"),
    ),
]
"""The same events as those of ROWS_V1."""


def xml(*inside: str, before: str = '<?xml version="1.0" encoding="UTF-8"?>\n') -> str:
    """A settlement report in XML with these children; all of the made-up settlement when none are given."""
    children = inside or (settlement_data(), *EVENTS)
    header = element("Header", element("DocumentVersion", "1.01")) + element("MessageType", "SettlementReport")
    report = element("Message", element("MessageID", "1"), element("SettlementReport", *children))
    return before + element("AmazonEnvelope", header, report)


assert {column for column, _, _ in AMOUNTS} < set(COLUMNS_V1)
