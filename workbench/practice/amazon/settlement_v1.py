"""A settlement as Amazon's older flat file, V1: a wide table, a column for each kind of amount.

The shape is that of files seen: 36 columns, 33 when nothing was promoted; ISO dates with offset; a decimal point
everywhere; a row with an item's quantity and no amount before its amounts; what belongs to no order has its description
for a transaction type. After a last row of `Successful charge` stand four blanks and an empty line.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.money import from_cents
from workbench.practice.amazon import clock
from workbench.practice.amazon.ledger import Movement, PaymentAccount, Settlement
from workbench.practice.settlement_writer import Row

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
    "shipment-fee-type",
    "shipment-fee-amount",
    "order-fee-type",
    "order-fee-amount",
    "fulfillment-id",
    "posted-date",
    "order-item-code",
    "merchant-order-item-id",
    "merchant-adjustment-item-id",
    "sku",
    "quantity-purchased",
    "price-type",
    "price-amount",
    "item-related-fee-type",
    "item-related-fee-amount",
    "misc-fee-amount",
    "other-fee-amount",
    "other-fee-reason-description",
    "promotion-id",
    "promotion-type",
    "promotion-amount",
    "direct-payment-type",
    "direct-payment-amount",
    "other-amount",
)
_OF_PROMOTIONS = frozenset({"promotion-id", "promotion-type", "promotion-amount"})
_PLACES = {
    "ItemPrice": ("price-type", "price-amount"),
    "ItemFees": ("item-related-fee-type", "item-related-fee-amount"),
    "ItemWithheldTax": ("item-related-fee-type", "item-related-fee-amount"),
    "Points": ("price-type", "price-amount"),
    "Promotion": ("promotion-type", "promotion-amount"),
}
"""Where V1 has what V2 calls an amount type: the column of its description and that of its amount."""

Cells = dict[str, str]


def as_v1(account: PaymentAccount, settlement: Settlement) -> bytes:
    """The settlement as a flat file V1; it sums to the same total as its V2, row by row not the same."""
    rows = [row for movement in settlement.movements for row in _rows(movement)]
    promoted = any("promotion-amount" in row for row in rows)
    columns = [name for name in COLUMNS if promoted or name not in _OF_PROMOTIONS]
    stated = {
        "settlement-start-date": clock.with_offset(settlement.start),
        "settlement-end-date": clock.with_offset(settlement.end),
        "deposit-date": clock.with_offset(settlement.deposited),
        "total-amount": _amount(settlement.cents),
        "currency": account.currency,
    }
    lines = ["\t".join(columns)]
    for row in (stated, *rows):
        cells = {"settlement-id": settlement.settlement_id} | row
        lines.append("\t".join(cells.get(name, "") for name in columns))
    ending = "    \n\n" if rows and rows[-1].get("transaction-type") == "Successful charge" else "\n"
    return ("\n".join(lines) + ending).encode(account.encoding)


def _rows(movement: Movement) -> Iterator[Cells]:
    """A movement's rows: before the first amount of an item, one that states its quantity alone."""
    counted: set[str] = set()
    for row in movement.rows:
        if row.item_code and row.quantity is not None and row.item_code not in counted:
            counted.add(row.item_code)
            yield _shared(row) | {"quantity-purchased": str(row.quantity)}
        yield _shared(row) | _money(row)


def _shared(row: Row) -> Cells:
    return {
        "transaction-type": row.transaction_type,
        "order-id": row.order_id,
        "merchant-order-id": row.merchant_order_id,
        "adjustment-id": row.adjustment_id,
        "shipment-id": row.shipment_id,
        "marketplace-name": row.marketplace,
        "fulfillment-id": row.fulfillment,
        "posted-date": clock.with_offset(row.posted),
        "order-item-code": row.item_code,
        "merchant-order-item-id": row.merchant_item_code,
        "merchant-adjustment-item-id": row.adjustment_item_code,
        "sku": row.sku,
    }


def _money(row: Row) -> Cells:
    charge, amount = row.charge, _amount(row.charge.cents)
    if charge.amount_type in _PLACES:
        described, column = _PLACES[charge.amount_type]
        promotion = {"promotion-id": charge.promotion_id} if charge.promotion_id else {}
        return {described: charge.amount_description, column: amount} | promotion
    if row.transaction_type == "ServiceFee":
        return {"item-related-fee-type": charge.amount_type, "item-related-fee-amount": amount}
    return {"transaction-type": own_type(row), "other-amount": amount}


def own_type(row: Row) -> str:
    """The transaction type that the older formats give to a row of no order: what V2 has as its description."""
    is_said_by_type = row.transaction_type == "CouponRedemptionFee" or row.charge.amount_description == "Base fee"
    return row.charge.amount_type if is_said_by_type else row.charge.amount_description


def _amount(cents: int) -> str:
    return str(from_cents(cents))
