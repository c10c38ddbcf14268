"""The seller's account on one marketplace: what is sold there, what an order costs, what is given back and charged.

This is the seller's side of a settlement before it is written: a catalogue of products, the amounts Amazon would state
for an item, orders and refunds with ids of the right shape, and the lines that belong to no order. Amounts are whole
hundredths of the marketplace's currency, + to the seller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from workbench.practice.settlement_writer import DE, US, Charge, Item, Market, Row, Sale, refund_rows

Kind = tuple[str, str, str]
"""What a line is called: transaction-type, amount-type, amount-description."""

_OTHER = "other-transaction"
_REIMBURSEMENT = "FBA Inventory Reimbursement"

ADVERTISING: Kind = ("ServiceFee", "Cost of Advertising", "TransactionTotalAmount")
AGED_STOCK: Kind = ("FBAFees", "FBA Long Term Storage Fee", "Base fee")
CARD_CHARGED: Kind = (_OTHER, _OTHER, "Successful charge")
CLAWED_BACK: Kind = (_OTHER, _REIMBURSEMENT, "COMPENSATED_CLAWBACK")
COUPON: Kind = ("CouponRedemptionFee", "CouponRedemptionFee", "Save 10 percent on Linen tea towels")
DEBT_CARRIED: Kind = (_OTHER, _OTHER, "Payable to Amazon")
LOST: Kind = (_OTHER, _REIMBURSEMENT, "WAREHOUSE_LOST")
REMOVAL: Kind = (_OTHER, _OTHER, "RemovalComplete")
RESERVE_HELD: Kind = (_OTHER, _OTHER, "Current Reserve Amount")
RESERVE_RELEASED: Kind = (_OTHER, _OTHER, "Previous Reserve Amount Balance")
RETURN_CREDITED: Kind = (_OTHER, _REIMBURSEMENT, "REVERSAL_REIMBURSEMENT")
STORAGE: Kind = (_OTHER, _OTHER, "Storage Fee")
SUBSCRIPTION: Kind = (_OTHER, _OTHER, "Subscription Fee")
TAX_CORRECTED: Kind = ("Order_Retrocharge", "ItemPrice", "Tax")
TAX_CORRECTION_WITHHELD: Kind = ("Order_Retrocharge", "ItemWithheldTax", "MarketplaceFacilitatorTax-Principal")
UNHEARD_OF: Kind = (_OTHER, _OTHER, "Marketplace Resilience Contribution")
"""Invented: no Amazon report has it, so it waits to be mapped."""


def line(kind: Kind, cents: int, posted: datetime, *, order_id: str = "", sku: str = "") -> Row:
    """A line of the account itself rather than of an order's item; stock that was lost states SKU and quantity."""
    transaction_type, amount_type, amount_description = kind
    return Row(
        transaction_type,
        Charge(amount_type, amount_description, cents),
        posted,
        order_id=order_id,
        sku=sku,
        quantity=1 if sku else None,
    )


@dataclass(frozen=True, slots=True)
class Product:
    """Something the seller sells; price and fulfilment fee in hundredths, alike in USD and EUR."""

    sku: str
    name: str
    price: int
    fulfilment_fee: int


CATALOGUE = (
    Product("NL-KTL-12", "Gooseneck kettle, 1.2 l", 4995, 678),
    Product("NL-MUG-04", "Stoneware mugs, set of 4", 3450, 742),
    Product("NL-TWL-06", "Linen tea towels, set of 6", 2199, 386),
    Product("NL-BRD-01", "Acacia cutting board", 2875, 589),
    Product("NL-JAR-08", "Spice jars with labels, set of 8", 1899, 451),
    Product("NL-LMP-02", "Solar path lights, pair", 2649, 512),
    Product("NL-GLV-M", "Garden gloves, medium", 1299, 322),
    Product("NL-PLT-15", "Self-watering planter, 15 cm", 1749, 437),
    Product("NL-TRW-01", "Forged hand trowel", 1599, 359),
    Product("NL-APR-GR", "Canvas apron, green", 2425, 398),
    Product("NL-CLP-20", "Beech clothes pegs, 20", 349, 254),
    Product("NL-DUT-5Q", "Enamelled dutch oven, 5 qt", 11950, 1184),
)


@dataclass(frozen=True, slots=True)
class Purchase:
    """One item as the buyer ordered it; amounts in hundredths, `tax` in tenths of a percent.

    `price` is for the whole quantity and need not be divisible by it. A gift wrap, a shipping charge and a discount
    stand beside the price; with `free_shipping` a promotion takes the shipping charge and its tax away again.
    `withheld` says whether Amazon remits the tax itself (marketplace facilitator) or hands it to the seller.
    """

    product: Product
    quantity: int
    price: int
    shipping: int = 0
    free_shipping: bool = False
    gift_wrap: int = 0
    discount: int = 0
    tax: int = 0
    withheld: bool = True

    def charges(self, market: Market) -> tuple[Charge, ...]:
        """Every amount Amazon states for the item; none is zero except where Amazon itself states zero."""
        taxes = {
            "Principal": _rate(self.price - self.discount, self.tax),
            "Shipping": _rate(self.shipping, self.tax),
            "GiftWrap": _rate(self.gift_wrap, self.tax),
        }
        prices = [
            Charge("ItemPrice", "Principal", self.price),
            Charge("ItemPrice", "Tax", taxes["Principal"]),
            Charge("ItemPrice", "Shipping", self.shipping),
            Charge("ItemPrice", "ShippingTax", taxes["Shipping"]),
            Charge("ItemPrice", "GiftWrap", self.gift_wrap),
            Charge("ItemPrice", "GiftWrapTax", taxes["GiftWrap"]),
        ]
        stated = [charge for charge in [*prices, *self._promotions(taxes), *self._fees(market)] if charge.cents]
        return (*stated, *self._withheld(market, taxes))

    def _promotions(self, taxes: dict[str, int]) -> list[Charge]:
        promotions = [Charge("Promotion", "Principal", -self.discount, "Autumn Kitchen 10 Percent")]
        if self.free_shipping:
            promotions += [
                Charge("Promotion", "Shipping", -self.shipping, "Free Economy Shipping on Kitchen"),
                Charge("Promotion", "TaxDiscount", -taxes["Shipping"], "Free Economy Shipping on Kitchen"),
            ]
        return promotions

    def _withheld(self, market: Market, taxes: dict[str, int]) -> list[Charge]:
        if not (self.withheld and self.tax):
            return []
        shipping = 0 if self.free_shipping else taxes["Shipping"]
        if market is DE:  # Amazon.de states the shipping's share even when it is zero
            amounts = {"VAT-Shipping": shipping, "VAT-Principal": taxes["Principal"]}
            return [Charge("ItemWithheldTax", f"MarketplaceFacilitator{name}", -tax) for name, tax in amounts.items()]
        amounts = {"Tax-Principal": taxes["Principal"], "Tax-Shipping": shipping, "Tax-Other": taxes["GiftWrap"]}
        return [Charge("ItemWithheldTax", f"MarketplaceFacilitator{name}", -tax) for name, tax in amounts.items() if tax]

    def _fees(self, market: Market) -> list[Charge]:
        kept_shipping = 0 if self.free_shipping else self.shipping
        commission = _rate(self.price - self.discount + kept_shipping + self.gift_wrap, 150)
        fulfilment = self.product.fulfilment_fee * self.quantity
        fees = [
            Charge("ItemFees", "FBAPerUnitFulfillmentFee", -fulfilment),
            Charge("ItemFees", "Commission", -commission),
            Charge("ItemFees", "ShippingChargeback", -kept_shipping),
            Charge("ItemFees", "GiftwrapChargeback", -self.gift_wrap),
        ]
        if market is US:
            fees.append(Charge("ItemFees", "DigitalServicesFee", -_rate(fulfilment + commission, 20)))
        return fees


class Account:
    """The seller's account on one marketplace: it takes orders, remembers them, and gives money back.

    No order, item or adjustment id is given twice.
    """

    def __init__(self, market: Market, random: Random) -> None:
        self.market = market
        self.random = random
        self.sales: list[Sale] = []
        self._issued = 0
        self._outside_orders = 1087

    def purchase(self) -> Purchase:
        """An item as a buyer might order it."""
        random = self.random
        product = random.choice(CATALOGUE)
        quantity = random.choices((1, 2, 3), (85, 11, 4))[0]
        german = self.market is DE
        return Purchase(
            product,
            quantity,
            product.price * quantity,
            shipping=random.choice((0, 0, 0, 0, 0, 599, 749)),
            free_shipping=random.random() < 0.5,
            gift_wrap=0 if german else random.choice((0,) * 24 + (399,)),
            discount=_rate(product.price * quantity, 100) if random.random() < 0.08 else 0,
            tax=190 if german else random.choice((0, 0, 60, 70, 83, 95)),
            withheld=not german or random.random() < 0.4,
        )

    def order(self, posted: datetime, *purchases: Purchase) -> Sale:
        """An order of these purchases, or of one or two drawn ones."""
        chosen = purchases or tuple(self.purchase() for _ in range(self.random.choice((1,) * 9 + (2,))))
        order_id = f"{self.random.choice(self.market.order_prefixes)}-{self._digits(7)}-{self._serial()}"
        items = tuple(Item(self._item_code(), one.product.sku, one.quantity, one.charges(self.market)) for one in chosen)
        sale = Sale(order_id, order_id, self._token("QU"[self.market is DE], 8), self.market.name, posted, items)
        self.sales.append(sale)
        return sale

    def outside_order(self, posted: datetime) -> Sale:
        """An order of the seller's own shop that Amazon only ships: no price, only a fee, another order number."""
        product = self.random.choice(CATALOGUE)
        charges = (
            Charge("ItemPrice", "Principal", 0),
            Charge("ItemFees", "FBAPerUnitFulfillmentFee", -_rate(product.fulfilment_fee, 1800)),
        )
        item = Item(self._item_code(), product.sku, 1, charges, merchant_code=product.sku)
        self._outside_orders += 1
        return Sale(
            f"S01-{self._digits(7)}-{self._serial()}",
            f"#{self._outside_orders}",
            self._token("Q", 8),
            f"Non-Amazon {self.market.country.upper()}",
            posted,
            (item,),
        )

    def refund(
        self,
        sale: Sale,
        posted: datetime,
        *,
        part: tuple[int, int] = (1, 1),
        kind: str = "Refund",
        extra: Sequence[Charge] = (),
    ) -> list[Row]:
        """The rows that give back `part` of the order's first item; see `refund_rows`."""
        return refund_rows(
            sale,
            sale.items[0],
            posted,
            adjustment_id=f"amzn1:crow:{self._token('', 14)}+/{self._serial()}",
            adjustment_item_code=f"17{self._digits(10)}{self._serial()}",
            part=part,
            kind=kind,
            extra=extra,
        )

    def refundable(self, count: int, *, before: datetime | None = None) -> list[Sale]:
        """So many remembered orders (posted `before` a moment), each handed out once: it can be returned only once."""
        candidates = [sale for sale in self.sales if before is None or sale.posted < before]
        chosen = self.random.sample(candidates, min(count, len(candidates)))
        self.sales = [sale for sale in self.sales if sale not in chosen]
        return chosen

    def moment(self, start: datetime, end: datetime) -> datetime:
        """A second of the period."""
        return start + timedelta(seconds=self.random.randrange(int((end - start).total_seconds())))

    def _serial(self) -> str:
        self._issued += 1
        return f"{self._issued * 1_357_911 % 10_000_000:07d}"  # coprime with ten million: no repetition below that

    def _digits(self, count: int) -> str:
        return f"{self.random.randrange(10**count):0{count}d}"

    def _item_code(self) -> str:
        return f"1{self._digits(7)}{self._serial()}"

    def _token(self, first: str, count: int) -> str:
        letters = "BCDFGHJKLMNPQRSTVWXYZbcdfghjkmnpqrstvwxyz23456789"
        return first + "".join(self.random.choices(letters, k=count))


def _rate(cents: int, thousandths: int) -> int:
    """A share of an amount >= 0, rounded half up."""
    return (cents * thousandths + 500) // 1000
