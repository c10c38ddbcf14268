"""The transaction report of a month (Seller Central, "Date range report"), as a seller downloads it: CSV, in local time.

The shape is that of files of 2026 from Amazon.com: nine lines before the header, 32 columns, every cell in quotes, UTF-8
with a byte order mark. A month has what was posted in it, released or not; reserves are not itemised; a Transfer carries
the settlement that is open when the money leaves, not the one it pays. Titles are English for every marketplace here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from workbench.money import from_cents, total
from workbench.practice.amazon.ledger import BALANCE_MOVEMENTS, Movement, PaymentAccount, Settlement
from workbench.practice.amazon.payout_facts import LEAVES_AFTER, trace_id
from workbench.practice.settlement_writer import Charge, Row

_TEXTS = (
    "date/time",
    "settlement id",
    "type",
    "order id",
    "sku",
    "description",
    "quantity",
    "marketplace",
    "account type",
    "fulfillment",
    "order city",
    "order state",
    "order postal",
    "tax collection model",
)
_AMOUNTS = (
    "product sales",
    "product sales tax",
    "shipping credits",
    "shipping credits tax",
    "gift wrap credits",
    "giftwrap credits tax",
    "Regulatory Fee",
    "Tax On Regulatory Fee",
    "promotional rebates",
    "promotional rebates tax",
    "marketplace withheld tax",
    "selling fees",
    "fba fees",
    "other transaction fees",
    "other",
)
COLUMNS = (*_TEXTS, *_AMOUNTS, "total", "Transaction Status", "Transaction Release Date")
_PREAMBLE = ("Practice transactions of an Amazon seller", *(f"Note {number}" for number in range(1, 9)))

_COLUMN_OF = {
    "Principal": "product sales",
    "Tax": "product sales tax",
    "Shipping": "shipping credits",
    "ShippingTax": "shipping credits tax",
    "GiftWrap": "gift wrap credits",
    "GiftWrapTax": "giftwrap credits tax",
    "RestockingFee": "other",
    "Commission": "selling fees",
    "RefundCommission": "selling fees",
    "DigitalServicesFee": "selling fees",
    "FBAPerUnitFulfillmentFee": "fba fees",
    "ShippingChargeback": "other transaction fees",
    "GiftwrapChargeback": "other transaction fees",
}
_TYPES = {
    "Order": "Order",
    "Refund": "Refund",
    "Chargeback Refund": "Chargeback Refund",
    "A-to-z Guarantee Refund": "A-to-z Guarantee Claim",
    "Order_Retrocharge": "Order_Retrocharge",
    "Liquidations": "Liquidations",
    "ServiceFee": "Service Fee",
    "CouponRedemptionFee": "Service Fee",
    "FBAFees": "FBA Inventory Fee",
}


@dataclass(frozen=True, slots=True)
class _Line:
    posted: datetime
    released: datetime
    settlement_id: str
    type: str
    description: str
    rows: tuple[Row, ...]


def as_transactions_report(account: PaymentAccount, year: int, month: int, now: datetime) -> bytes:
    """The report of one account and month, as it reads at `now`; amounts in the account's currency."""
    zone = ZoneInfo(account.marketplace.zone)
    found = [line for line in _lines(account, now) if _month(line.posted, zone) == (year, month)]
    rows = [_cells(account, line, zone, now) for line in sorted(found, key=lambda line: line.posted)]
    text = "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in [*((line,) for line in _PREAMBLE), COLUMNS, *rows])
    return b"\xef\xbb\xbf" + text.encode("utf-8")


def _month(moment: datetime, zone: ZoneInfo) -> tuple[int, int]:
    local = moment.astimezone(zone)
    return local.year, local.month


def _lines(account: PaymentAccount, now: datetime) -> Iterator[_Line]:
    for settlement in account.settlements:
        for movement in settlement.movements:
            if movement.earned <= now and movement.first.charge.amount_description not in BALANCE_MOVEMENTS:
                yield from _of(settlement, movement)
        left = settlement.end + LEAVES_AFTER
        running = account.open(left)
        if settlement.cents > 0 and left <= now and running:
            row = Row("Transfer", Charge("Transfer", "Transfer", -settlement.cents), left)
            words = f"To your account ending in: {account.tail}, Bank Transfer ID: {trace_id(settlement)}"
            yield _Line(left, left, running.settlement_id, "Transfer", words, (row,))


def _of(settlement: Settlement, movement: Movement) -> Iterator[_Line]:
    """A line for each item of a sale or refund, one for anything else."""
    kind = _TYPES.get(movement.first.transaction_type, "Adjustment")
    for _, group in groupby(movement.rows, key=lambda row: row.item_code):
        rows = tuple(group)
        words = rows[0].sku if rows[0].item_code else _described(rows[0])
        yield _Line(movement.earned, movement.released, settlement.settlement_id, kind, words, rows)


def _described(row: Row) -> str:
    kind, description = row.charge.amount_type, row.charge.amount_description
    return f"{kind} - {description}" if kind == "FBA Inventory Reimbursement" else kind if description == "Base fee" else description


def _column(row: Row) -> str:
    charge = row.charge
    if charge.amount_type == "Promotion":
        return "promotional rebates tax" if charge.amount_description == "TaxDiscount" else "promotional rebates"
    if charge.amount_type == "ItemWithheldTax":
        return "marketplace withheld tax"
    if charge.amount_type in ("ItemPrice", "ItemFees"):
        return _COLUMN_OF.get(charge.amount_description, "other")
    return "other"


def _cells(account: PaymentAccount, line: _Line, zone: ZoneInfo, now: datetime) -> list[str]:
    first, is_released = line.rows[0], line.released <= now
    sums = {column: total(from_cents(row.charge.cents) for row in line.rows if _column(row) == column) for column in _AMOUNTS}
    is_withheld = bool(sums["marketplace withheld tax"])
    texts = (
        _moment(line.posted, zone),
        line.settlement_id,
        line.type,
        first.order_id,
        first.sku,
        line.description,
        "" if first.quantity is None else str(first.quantity),
        first.marketplace.lower(),
        account.account_type,
        "Amazon" if first.fulfillment == "AFN" else "",
        "",
        "",
        "",
        "MarketplaceFacilitator" if is_withheld else "",
    )
    ending = ("Released", _moment(line.released, zone)) if is_released else ("Deferred", "")
    return [*texts, *(f"{amount:,.2f}" if amount else "0" for amount in (*sums.values(), total(sums.values()))), *ending]


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    """As Amazon.com writes it: Oct 1, 2026 12:23:28 AM PDT."""
    local = moment.astimezone(zone)
    hour = local.hour % 12 or 12
    return f"{local:%b} {local.day}, {local.year} {hour}:{local:%M:%S %p} {local.tzname()}"
