"""Amazon's settlement report, V2 flat file, as a thing to write: its columns, its rows, its two styles of writing.

The shape is that of files as Amazon hands them out (report type GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2): 24
tab-separated columns, no quotes, LF. The first row after the header states period and total and nothing else; every
further row is one signed amount and leaves period, total and currency empty. The rows of liquidations end one field
early. Dates and decimal mark follow the marketplace.

Amounts are whole hundredths of the settlement's currency, + to the seller, until the moment they are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from workbench.money import from_cents

COLUMNS = (
    "settlement-id",
    "settlement-start-date",
    "settlement-end-date",
    "deposit-date",
    "total-amount",
    "currency",
    "transaction-type",
    "order-id",
    "merchant-order-id",
    "adjustment-id",
    "shipment-id",
    "marketplace-name",
    "amount-type",
    "amount-description",
    "amount",
    "fulfillment-id",
    "posted-date",
    "posted-date-time",
    "order-item-code",
    "merchant-order-item-id",
    "merchant-adjustment-item-id",
    "sku",
    "quantity-purchased",
    "promotion-id",
)
DEPOSIT_DELAY = timedelta(days=2)
"""The stated deposit date is the end of the period plus exactly this, in every file seen."""

KEPT_ON_REFUND = frozenset({"FBAPerUnitFulfillmentFee"})
"""What Amazon does not give back when the buyer is refunded: the parcel has been sent."""

LARGEST_REFUND_FEE = 500
"""Refund administration fee: a fifth of the referral fee, at most 5.00 (Amazon's selling fee schedule)."""


@dataclass(frozen=True, slots=True)
class Market:
    """One marketplace: what it is called, what it pays in and how it writes dates, amounts and order ids."""

    country: str
    name: str
    currency: str
    date_format: str
    decimal_mark: str
    order_prefixes: tuple[str, ...]

    def day(self, moment: datetime) -> str:
        """The posted-date column."""
        return moment.strftime(self.date_format)

    def moment(self, moment: datetime) -> str:
        """The columns that hold date and time; always UTC."""
        return moment.strftime(f"{self.date_format} %H:%M:%S UTC")

    def amount(self, cents: int) -> str:
        """An amount as the file has it: two decimals, no separator of thousands."""
        return str(from_cents(cents)).replace(".", self.decimal_mark)


US = Market("us", "Amazon.com", "USD", "%Y-%m-%d", ".", ("111", "112", "113", "114"))
DE = Market("de", "Amazon.de", "EUR", "%d.%m.%Y", ",", ("028", "302", "303", "304", "305", "306"))


@dataclass(frozen=True, slots=True)
class Charge:
    """One signed amount of an item and what it is called."""

    amount_type: str
    amount_description: str
    cents: int
    promotion_id: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an order: so many of one SKU, and every amount that hangs on it."""

    code: str
    sku: str
    quantity: int
    charges: tuple[Charge, ...]
    merchant_code: str = ""


@dataclass(frozen=True, slots=True)
class Sale:
    """One shipped order."""

    order_id: str
    merchant_order_id: str
    shipment_id: str
    marketplace: str
    posted: datetime
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One detail row; an empty text is an empty cell."""

    transaction_type: str
    charge: Charge
    posted: datetime
    order_id: str = ""
    merchant_order_id: str = ""
    adjustment_id: str = ""
    shipment_id: str = ""
    marketplace: str = ""
    fulfillment: str = ""
    item_code: str = ""
    merchant_item_code: str = ""
    adjustment_item_code: str = ""
    sku: str = ""
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class SettlementText:
    """One written settlement report. `total` is the payout, in `currency`; negative when the seller owes Amazon."""

    name: str
    settlement_id: str
    marketplace: str
    currency: str
    start: datetime
    end: datetime
    total: Decimal
    text: str

    @property
    def data(self) -> bytes:
        """The file's bytes. They are ASCII, as in every file seen."""
        return self.text.encode("ascii")


def order_rows(sale: Sale) -> list[Row]:
    """The rows of an order: one an amount, each repeating the item's quantity."""
    return [
        Row(
            "Order",
            charge,
            sale.posted,
            order_id=sale.order_id,
            merchant_order_id=sale.merchant_order_id,
            shipment_id=sale.shipment_id,
            marketplace=sale.marketplace,
            fulfillment="AFN",
            item_code=item.code,
            merchant_item_code=item.merchant_code,
            sku=item.sku,
            quantity=item.quantity,
        )
        for item in sale.items
        for charge in item.charges
    ]


def refund_rows(
    sale: Sale,
    item: Item,
    posted: datetime,
    *,
    adjustment_id: str,
    adjustment_item_code: str,
    part: tuple[int, int] = (1, 1),
    kind: str = "Refund",
    extra: Sequence[Charge] = (),
) -> list[Row]:
    """The rows that give back `part` (numerator, denominator) of an item, with the fee Amazon keeps for doing so.

    Each amount is cut toward zero by itself, so tax and the tax withheld against it still net to zero. No quantity
    and no shipment is stated. `kind` is the transaction type: a refund, a chargeback, an A-to-z claim.
    """
    returned = [_returned(charge, part) for charge in item.charges if charge.amount_description not in KEPT_ON_REFUND]
    charges = [*(charge for charge in returned if charge.cents), *extra]
    commission = sum(charge.cents for charge in charges if charge.amount_description == "Commission")
    if commission > 0:
        charges.append(Charge("ItemFees", "RefundCommission", -min(commission // 5, LARGEST_REFUND_FEE)))
    return [
        Row(
            kind,
            charge,
            posted,
            order_id=sale.order_id,
            merchant_order_id=sale.merchant_order_id,
            adjustment_id=adjustment_id,
            marketplace=sale.marketplace,
            fulfillment="AFN",
            item_code=item.code,
            adjustment_item_code=adjustment_item_code,
            sku=item.sku,
        )
        for charge in charges
    ]


def liquidation_rows(order_id: str, removal: str, posted: datetime, *, asin: str, proceeds: int, fee: int) -> list[Row]:
    """The two rows of unsellable stock sold off: proceeds and brokerage fee (both in hundredths, unsigned)."""
    charges = (
        Charge("ItemPrice", "Principal", proceeds),
        Charge("ItemFees", "LiquidationsBrokerageFee", -fee),
    )
    return [
        Row(
            "Liquidations",
            charge,
            posted,
            order_id=order_id,
            merchant_order_id=removal,
            shipment_id=order_id,
            sku=asin,
            quantity=1,
        )
        for charge in charges
    ]


def write(market: Market, settlement_id: str, start: datetime, end: datetime, rows: Sequence[Row]) -> SettlementText:
    """The report of these rows, in this order; its total is their sum."""
    total = sum(row.charge.cents for row in rows)
    return SettlementText(
        name=f"{market.country}-{start:%Y-%m-%d}-to-{end:%Y-%m-%d}.txt",
        settlement_id=settlement_id,
        marketplace=market.name,
        currency=market.currency,
        start=start,
        end=end,
        total=from_cents(total),
        text=heading(market, settlement_id, start, end, total) + details(market, settlement_id, rows),
    )


def heading(market: Market, settlement_id: str, start: datetime, end: datetime, total: int) -> str:
    """The header and the row that states period, deposit date, total (hundredths) and currency."""
    moments = [market.moment(moment) for moment in (start, end, end + DEPOSIT_DELAY)]
    stated = [settlement_id, *moments, market.amount(total), market.currency]
    return _lines([COLUMNS, stated + [""] * (len(COLUMNS) - len(stated))])


def details(market: Market, settlement_id: str, rows: Iterable[Row]) -> str:
    """The detail rows, each ended by LF."""
    return _lines(_cells(market, settlement_id, row) for row in rows)


def _lines(rows: Iterable[Sequence[str]]) -> str:
    return "".join("\t".join(cells) + "\n" for cells in rows)


def _cells(market: Market, settlement_id: str, row: Row) -> list[str]:
    cells = [
        settlement_id,
        *[""] * 5,
        row.transaction_type,
        row.order_id,
        row.merchant_order_id,
        row.adjustment_id,
        row.shipment_id,
        row.marketplace,
        row.charge.amount_type,
        row.charge.amount_description,
        market.amount(row.charge.cents),
        row.fulfillment,
        market.day(row.posted),
        market.moment(row.posted),
        row.item_code,
        row.merchant_item_code,
        row.adjustment_item_code,
        row.sku,
        "" if row.quantity is None else str(row.quantity),
        row.charge.promotion_id,
    ]
    return cells[:-1] if row.transaction_type == "Liquidations" else cells  # Amazon leaves the last tab out here


def _returned(charge: Charge, part: tuple[int, int]) -> Charge:
    numerator, denominator = part
    cents = abs(charge.cents) * numerator // denominator
    return replace(charge, cents=-cents if charge.cents > 0 else cents)
