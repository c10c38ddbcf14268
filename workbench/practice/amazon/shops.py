"""Shops outside the United States: the same goods at other prices, with the tax and the rounding of the place."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from random import Random

from workbench.practice.settlement_writer import Charge, Item, Market, Sale
from workbench.practice.storefront import CATALOGUE, Account, Purchase

_POINTS_SHARE = 100
"""Amazon.co.jp: one point a hundred yen, paid by the seller."""


class ShopAbroad(Account):
    """An account whose prices are so many `times` the catalogue's, with `tax` in tenths of a percent.

    `withheld`: Amazon remits the tax itself; otherwise it is handed to the seller.
    """

    def __init__(self, market: Market, random: Random, *, times: int = 1, tax: int, withheld: bool = False) -> None:
        super().__init__(market, random)
        self._times = times
        self._tax = tax
        self._withheld = withheld

    def purchase(self) -> Purchase:
        """An item as a buyer there might order it."""
        random = self.random
        found = random.choice(CATALOGUE)
        product = replace(found, price=found.price * self._times, fulfilment_fee=found.fulfilment_fee * self._times)
        quantity = random.choices((1, 2, 3), (85, 11, 4))[0]
        return Purchase(
            product,
            quantity,
            product.price * quantity,
            shipping=random.choice((0, 0, 0, 0, 499 * self._times)),
            free_shipping=random.randrange(2) == 0,
            tax=self._tax,
            withheld=self._withheld,
        )


class ShopInJapan(ShopAbroad):
    """Yen have no fractions, promotions have Japanese names, and the seller pays for points."""

    def order(self, posted: datetime, *purchases: Purchase) -> Sale:
        """An order in whole yen, with its points."""
        sale = super().order(posted, *purchases)
        sale = replace(sale, items=tuple(_in_yen(item) for item in sale.items))
        self.sales[-1] = sale
        return sale


def _in_yen(item: Item) -> Item:
    whole = [
        replace(charge, cents=_whole(charge.cents), promotion_id="送料無料キャンペーン" if charge.promotion_id else "")
        for charge in item.charges
    ]
    price = sum(charge.cents for charge in whole if charge.amount_description == "Principal")
    points = Charge("Points", "PointsGranted", -_whole(price // _POINTS_SHARE))
    return replace(item, sku=item.sku.replace("NL-", "台所-"), charges=(*whole, points))


def _whole(cents: int) -> int:
    """Rounded half up, away from zero, to a whole yen."""
    yen = (abs(cents) + 50) // 100 * 100
    return yen if cents > 0 else -yen
