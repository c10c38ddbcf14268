"""How an amount comes about: a tree of named parts, each the sum of its children, the leaves' `breakdowns` null.

Shape and names as seen in live answers of listTransactions: a transaction's tree stops at kinds (ProductCharges,
AmazonFees), its items' trees go on to single charges (OurPricePrincipal, Commission/Base). Where a name was not seen,
the settlement report's own is used.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from workbench.practice.amazon.amounts import currency
from workbench.practice.settlement_writer import Charge
from workbench.practice.wire import Body

Path = tuple[str, ...]

_PRICES: dict[str, tuple[Path, str]] = {
    "Principal": (("Sales", "ProductCharges"), "OurPricePrincipal"),
    "Tax": (("Sales", "Tax"), "OurPriceTax"),
    "Shipping": (("Sales", "Shipping"), "ShippingPrincipal"),
    "ShippingTax": (("Sales", "Tax"), "ShippingTax"),
    "GiftWrap": (("Sales", "GiftWrap"), "GiftwrapPrincipal"),
    "GiftWrapTax": (("Sales", "Tax"), "GiftwrapTax"),
}
_KINDS = {
    "Promotion": ("Expenses", "PromoRebates"),
    "ItemWithheldTax": ("Expenses", "TaxesWithheld"),
    "Points": ("Expenses", "Points"),
}


def of_transaction(charges: Iterable[Charge], code: str) -> list[Body]:
    """The coarse tree: two levels."""
    return _tree([(_kind(charge), charge.cents) for charge in charges], code)


def of_item(charges: Iterable[Charge], code: str) -> list[Body]:
    """The fine tree of one item: down to the single charge."""
    return _tree([(_kind(charge) + _leaf(charge), charge.cents) for charge in charges], code)


def of_account(description: str, cents: int, code: str) -> list[Body]:
    """The tree of what belongs to no item."""
    return _tree([(("Expenses" if cents < 0 else "Income", description), cents)], code)


def _kind(charge: Charge) -> Path:
    if charge.amount_type == "ItemPrice":
        return _PRICES.get(charge.amount_description, (("Sales", charge.amount_description), ""))[0]
    if charge.amount_type == "ItemFees":
        return ("Expenses", "AmazonFees")
    return _KINDS.get(charge.amount_type, ("Expenses" if charge.cents < 0 else "Income", charge.amount_type))


def _leaf(charge: Charge) -> Path:
    if charge.amount_type == "ItemPrice":
        name = _PRICES.get(charge.amount_description, ((), charge.amount_description))[1]
        return (name,)
    if charge.amount_type == "ItemFees":
        return (charge.amount_description, "Base")
    return (charge.amount_description,)


def _tree(parts: list[tuple[Path, int]], code: str) -> list[Body]:
    """The forest of amounts under their paths; parts of one path are one amount."""
    ordered = sorted(parts, key=lambda part: part[0])
    forest: list[Body] = []
    for name, group in groupby(ordered, key=lambda part: part[0][0]):
        members = list(group)
        below = [(path[1:], cents) for path, cents in members if len(path) > 1]
        forest.append(
            {
                "breakdownType": name,
                "breakdownAmount": currency(sum(cents for _, cents in members), code),
                "breakdowns": _tree(below, code) if below else None,
            }
        )
    return forest
