"""The events of a settlement in XML, as rows: one for the settlement's data, one for each amount.

Amazon's elements for the events, for the amounts in them, and for the texts around an amount are the tables here. An
amount has the texts of all elements that it stands in: the item's SKU, the order's number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO
from xml.sax.xmlreader import AttributesImpl

from workbench.amazon.files import cells
from workbench.amazon.files.columns import SETTLEMENT_V2, sql_name
from workbench.amazon.files.refusal import DOWNLOAD_AGAIN, MOST_FINDINGS, RefusedFile, shown
from workbench.errors import Finding
from workbench.money import ZERO

REPORT = ["AmazonEnvelope", "Message", "SettlementReport"]
DATA_OF_SETTLEMENT = [*REPORT, "SettlementData"]
DATA = {
    "AmazonSettlementID": "settlement_id",
    "StartDate": "settlement_start_date",
    "EndDate": "settlement_end_date",
    "DepositDate": "deposit_date",
    "TotalAmount": "total_amount",
}
"""The settlement's data, and the columns of flat file V2 they are."""

OWN_TYPE = ""
EVENTS = {
    "Order": "Order",
    "Refund": "Refund",
    "Adjustment": "Refund",
    "Chargeback": "Chargeback Refund",
    "GuaranteeClaim": "A-to-z Guarantee Refund",
    "Retrocharge": "Order_Retrocharge",
    "RetrochargeReversal": "Refund_Retrocharge",
    "Liquidations": "Liquidations",
    "AdvertisingTransactionDetails": "ServiceFee",
    "ServiceFee": "ServiceFee",
    "OtherFee": OWN_TYPE,
    "OtherTransaction": OWN_TYPE,
    "MiscEvent": OWN_TYPE,
    "SellerDealPayment": OWN_TYPE,
    "SellerCouponPayment": OWN_TYPE,
}
"""Each event with its transaction type in V2. One of its own type states it, else it is called as the event is."""


@dataclass(frozen=True, slots=True)
class Money:
    """What an element with money holds, in the words of flat file V1 (`settlement_names` brings them to V2).

    `described_by` is the element beside it, or around it, whose text is the description; else `description` is. The `parts` of
    an event stand for its `whole` when they sum to it, so that no amount is counted twice.
    """

    amount_type: str
    described_by: str = ""
    description: str = ""
    whole: bool = False
    part: bool = False


MONEY: Mapping[str, Money] = {
    "ItemPrice/Component/Amount": Money("ItemPrice", "Type"),
    "ItemPriceAdjustments/Component/Amount": Money("ItemPrice", "Type"),
    "Liquidations/Item/Component/Amount": Money("ItemPrice", "Type"),
    "ItemFees/Fee/Amount": Money("ItemFees", "Type"),
    "ItemFeeAdjustments/Fee/Amount": Money("ItemFees", "Type"),
    "Fees/Fee/Amount": Money("ItemFees", "Type"),
    "ServiceFee/Fee/Amount": Money("ItemFees", "Type"),
    "Promotion/Amount": Money("Promotion", "Type"),
    "PromotionAdjustment/Amount": Money("Promotion", "Type"),
    "ShipmentFees/Fee/Amount": Money("ShipmentFees", "Type"),
    "OrderFees/Fee/Amount": Money("OrderFees", "Type"),
    "OrderFee/Amount": Money("OrderFees", "Type"),
    "DirectPayment/Amount": Money("DirectPayment", "Type"),
    "DealFee/Amount": Money("SellerDealPayment", "Type"),
    "CouponFee/Amount": Money("CouponFee", "Type"),
    "BaseTax/Amount": Money("ItemPrice", description="BaseTax"),
    "ShippingTax/Amount": Money("ItemPrice", description="ShippingTax"),
    "Retrocharge/Charge/Amount": Money("ItemWithheldTax", "Type"),
    "RetrochargeReversal/Charge/Amount": Money("ItemWithheldTax", "Type"),
    "OtherFee/Amount": Money("other-fee", "ReasonDescription"),
    "MiscEvent/Amount": Money("misc-fee", "ReasonDescription"),
    "ServiceFee/Amount": Money("other-transaction", "ReasonDescription"),
    "OtherTransaction/Amount": Money("other-transaction", "ReasonDescription", whole=True),
    "OtherTransactionItem/Amount": Money("other-transaction", "ReasonDescription", part=True),
    "AdvertisingTransactionDetails/TransactionAmount": Money("ItemFees", description="Cost of Advertising", whole=True),
    "AdvertisingTransactionDetails/BaseAmount": Money("ItemFees", description="Cost of Advertising", part=True),
    "AdvertisingTransactionDetails/TaxAmount": Money("other-fee", description="TaxAmount", part=True),
}
"""The elements that hold money, each by the end of its path."""

TEXTS = {
    "AmazonOrderID": "order_id",
    "OrderId": "order_id",
    "MerchantOrderID": "merchant_order_id",
    "AdjustmentID": "adjustment_id",
    "ShipmentID": "shipment_id",
    "MarketplaceName": "marketplace_name",
    "MerchantFulfillmentID": "fulfillment_id",
    "PostedDate": "posted_date",
    "AmazonOrderItemCode": "order_item_code",
    "MerchantOrderItemID": "merchant_order_item_id",
    "MerchantAdjustmentItemID": "merchant_adjustment_item_id",
    "SKU": "sku",
    "Quantity": "quantity_purchased",
    "MerchantPromotionID": "promotion_id",
}
"""The elements that are cells of flat file V2."""

COLUMNS = ("line_no", *map(sql_name, (*SETTLEMENT_V2.required, *SETTLEMENT_V2.optional)), "element")
MOST_LINES = 100_000
"""Of one event. A settlement may have millions; an order of so many is none."""


@dataclass(slots=True)
class _Element:
    name: str
    line: int
    currency: str | None
    texts: dict[str, str] = field(default_factory=dict)
    is_leaf: bool = True

    @property
    def is_money(self) -> bool:
        return self.currency is not None or self.name.endswith("Amount")


@dataclass(frozen=True, slots=True)
class _Line:
    """An amount of the event that is being read. `around` are the texts of the elements it stands in, from the outside."""

    line: int
    element: str
    money: Money
    amount: str
    around: tuple[dict[str, str], ...]

    def texts(self) -> dict[str, str]:
        """All texts around the amount, the nearest of each name."""
        return {name: text for texts in self.around for name, text in texts.items()}


class Events:
    """Writes the rows of a settlement into `file` while the document is read (`xml_reader.Reader`)."""

    def __init__(self, file: IO[bytes]) -> None:
        self.row_count = 0
        self._file = file
        self._data: dict[str, str] = {}
        self._currency = ""
        self._path: list[str] = []
        self._elements: list[_Element] = []
        self._lines: list[_Line] = []
        self._faults: list[Finding] = []

    def open(self, name: str, attributes: AttributesImpl, line: int) -> None:
        """An element begins."""
        if not self._elements and name != REPORT[0]:
            what = f"The document is {shown(name)} and no {REPORT[0]}, as Amazon's reports are."
            raise RefusedFile.because("not-a-report", what, where=f"line {line}")
        if self._elements:
            self._elements[-1].is_leaf = False
        self._path = [*self._path, name]
        self._elements.append(_Element(name, line, attributes.get("currency")))

    def close(self, text: str) -> None:
        """The element opened last ends."""
        path, self._path = self._path, self._path[:-1]
        element = self._elements.pop()
        if path[:-1] == DATA_OF_SETTLEMENT:
            self._elements[-1].texts[element.name] = text
            self._currency = element.currency or "" if element.name == "TotalAmount" else self._currency
        elif path == DATA_OF_SETTLEMENT:
            self._settlement(element)
        elif element.is_money:
            self._money(path, element, text)
        elif path[:-1] == REPORT:
            self._event(element)
        elif element.is_leaf and self._elements:
            self._text(element, text)

    def finish(self) -> None:
        """The document has ended; raises RefusedFile with all that is wrong with it."""
        if not self._data and not self._faults:
            self._fault("no-totals-row", 1, "SettlementReport", "The report has no SettlementData: its period, total and currency.")
        if self._faults:
            raise RefusedFile(self._faults)

    def _settlement(self, element: _Element) -> None:
        if self._data:
            what = "The settlement's data stand here again: two reports were joined. Reports are imported singly."
            self._fault("several-totals-rows", element.line, "SettlementData", what)
        self._data = {column: element.texts.get(name, "") for name, column in DATA.items()}
        if not self._data["total_amount"]:
            self._fault("no-totals-row", element.line, "SettlementData", "The settlement's data have no TotalAmount.")
        self._write({**self._data, "currency": self._currency}, element.line)

    def _money(self, path: Sequence[str], element: _Element, text: str) -> None:
        inside = path[len(REPORT) :]
        ends = ("/".join(inside[start:]) for start in range(len(inside)))
        end = next((end for end in ends if end in MONEY), None)
        if end is None or path[: len(REPORT)] != REPORT or inside[0] not in EVENTS:
            what = f"{shown(text)} stands in an element that is not known here, so it cannot be said what the money is for."
            remedy = "Tell the workbench's makers the element's name; the flat file V2 of this settlement can be imported meanwhile."
            self._fault("unknown-amount", element.line, shown("/".join(path[-3:])), what, remedy)
        elif not self._data:
            what = "An event stands before the settlement's data; a report begins with them."
            self._fault("no-totals-row", element.line, end, what)
        elif element.currency != self._currency:
            what = f"The amount is in {shown(element.currency or '')}, the settlement's total in {shown(self._currency)}."
            self._fault("currency", element.line, end, what)
        elif len(self._lines) >= MOST_LINES:
            raise RefusedFile.because("kinds", f"An event has more than {MOST_LINES:,} amounts.", where=f"line {element.line}")
        else:
            around = tuple(each.texts for each in self._elements[len(REPORT) :])
            self._lines.append(_Line(element.line, end, MONEY[end], text, around))

    def _text(self, element: _Element, text: str) -> None:
        texts = self._elements[-1].texts
        if element.name in TEXTS and texts.get(element.name, text) != text:
            what = f"{shown(text)} follows {shown(texts[element.name])} in the same place; which one to believe cannot be known."
            self._fault("duplicate-column", element.line, element.name, what)
        texts[element.name] = text

    def _event(self, element: _Element) -> None:
        for line in _counted_once(self._lines):
            self._write(self._row(element, line), line.line)
        self._lines = []

    def _row(self, event: _Element, line: _Line) -> dict[str, str]:
        texts = line.texts()
        return {TEXTS[name]: text for name, text in texts.items() if text and name in TEXTS} | {
            "settlement_id": self._data.get("settlement_id", ""),
            "transaction_type": EVENTS[event.name] or texts.get("TransactionType") or event.name,
            "amount_type": line.money.amount_type,
            "amount_description": texts.get(line.money.described_by) or line.money.description,
            "amount": line.amount,
            "element": line.element,
        }

    def _write(self, row: Mapping[str, str], line: int) -> None:
        self._file.write(("\t".join([str(line), *(row.get(column, "") for column in COLUMNS[1:])]) + "\n").encode())
        self.row_count += 1

    def _fault(self, code: str, line: int, element: str, what: str, remedy: str = DOWNLOAD_AGAIN) -> None:
        self._faults.append(Finding(code, f"line {line}, element {element}", what, remedy))
        if len(self._faults) >= MOST_FINDINGS:
            raise RefusedFile(self._faults)


def _counted_once(lines: Sequence[_Line]) -> list[_Line]:
    """The lines of an event without its whole, when parts are there that sum to it; else without the parts.

    Amounts that cannot be read are all kept, for the checks to find.
    """
    parts = [line for line in lines if line.money.part]
    wholes = [line for line in lines if line.money.whole]
    if not parts or not wholes or not all(re.fullmatch(cells.AMOUNT, line.amount) for line in parts + wholes):
        return list(lines)
    agree = _sum(parts) == _sum(wholes)
    return [line for line in lines if not (line.money.whole if agree else line.money.part)]


def _sum(lines: Sequence[_Line]) -> Decimal:
    return sum((cells.amount(line.amount) for line in lines), ZERO)
