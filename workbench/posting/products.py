"""What sale lines are sold as: an item of QuickBooks, whose own income account takes the place of the mapped one.

QuickBooks posts a receipt's line to the income account of its item, whatever we would like; so our entries take that
account for these lines, and documents and entries stay the same to the cent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.posting.accounts import Account


@dataclass(frozen=True, slots=True)
class Product:
    """An item of QuickBooks and the account that its sales go to."""

    item_id: str
    account: Account


@dataclass(frozen=True)
class SoldAs:
    """Which lines are sold as which item.

    `by_default` are the kinds of line that go to the sales account: they take the `default` item, when one was chosen.
    `by_sku` are those of them that carry the price of a product: where `products` has their SKU, they take its item.
    """

    by_default: frozenset[int] = frozenset()
    by_sku: frozenset[int] = frozenset()
    products: Mapping[str, Product] = field(default_factory=dict)
    default: Product | None = None

    def of(self, kind_id: int, sku: str) -> Product | None:
        """The item of a line of this kind and SKU; None when it keeps the account and the item of its mapping."""
        found = self.products.get(sku) if kind_id in self.by_sku and sku else None
        return found or (self.default if kind_id in self.by_default else None)

    def is_tracked(self, kind_id: int, sku: str) -> bool:
        """Whether a line is sold as the item of its own SKU."""
        return kind_id in self.by_sku and sku in self.products
