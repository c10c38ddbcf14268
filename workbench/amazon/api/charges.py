"""Charges: the parts of a transaction as finely as Amazon states them, and the settlement report's names of them.

Amazon states the money of a sale twice: on the transaction (kinds, such as AmazonFees) and, finer, on its items (Commission).
Items are used where they come to the amount, the transaction's own tree otherwise, never both. A settlement report names the
same charges in other words; the mapping knows those, so one mapping serves both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.amazon.api import breakdowns
from workbench.amazon.api.breakdowns import Breakdown
from workbench.amazon.api.reading import Entry
from workbench.errors import BrokenInvariant
from workbench.money import Money, total

Part = tuple[tuple[str, ...], Money]
"""The names that lead to a leaf, and its amount."""

NAMES: Mapping[tuple[str, ...], tuple[str, str]] = {
    ("ProductCharges",): ("ItemPrice", "Principal"),
    ("ProductCharges", "OurPricePrincipal"): ("ItemPrice", "Principal"),
    ("Shipping",): ("ItemPrice", "Shipping"),
    ("Shipping", "ShippingPrincipal"): ("ItemPrice", "Shipping"),
    ("GiftWrap",): ("ItemPrice", "GiftWrap"),
    ("GiftWrap", "GiftwrapPrincipal"): ("ItemPrice", "GiftWrap"),
    ("Tax",): ("ItemPrice", "Tax"),
    ("Tax", "OurPriceTax"): ("ItemPrice", "Tax"),
    ("Tax", "ShippingTax"): ("ItemPrice", "ShippingTax"),
    ("Tax", "GiftwrapTax"): ("ItemPrice", "GiftWrapTax"),
}
"""Below Sales: what the API calls a charge, and amount type and description of the settlement report."""

FAMILIES: Mapping[str, str] = {
    "AmazonFees": "ItemFees", "PromoRebates": "Promotion", "TaxesWithheld": "ItemWithheldTax", "Points": "Points",
}  # fmt: skip
"""Other families of charges of a sale, by the settlement report's amount type; the next name is the description."""

ACCOUNT: Mapping[str, tuple[str, str, str]] = {
    "Subscription": ("other-transaction", "other-transaction", "Subscription Fee"),
    "FBAStorageBilling": ("other-transaction", "other-transaction", "Storage Fee"),
    "Cost of Advertising": ("ServiceFee", "Cost of Advertising", "TransactionTotalAmount"),
}
"""What belongs to no order, by Amazon's description."""

TYPES: Mapping[str, str] = {
    "Shipment": "Order", "Chargeback": "Chargeback Refund", "GuaranteeClaim": "A-to-z Guarantee Refund", "Retrocharge": "Order_Retrocharge",
    "FBALiquidation": "Liquidations",
}  # fmt: skip
"""Types of transaction that the settlement report calls otherwise."""


def parts_of(items: Sequence[Entry], tree: Sequence[Breakdown], amount: Money) -> tuple[Part, ...]:
    """The leaves of the items' trees where they come to the amount, else those of the transaction's; () when it has none."""
    try:
        fine = [
            leaf for item in items
            for part in breakdowns.parse(item.entries("breakdowns"), item.money_needed("totalAmount"), item.where)
            for leaf in part.leaves()
        ]  # fmt: skip
    except BrokenInvariant:  # the transaction's own tree is the one that is proved
        fine = []
    if fine and total(money.amount for _, money in fine) == amount.amount and {money.currency for _, money in fine} == {amount.currency}:
        return tuple(fine)
    return tuple(leaf for part in tree for leaf in part.leaves())


def named(transaction_type: str, description: str, path: Sequence[str]) -> tuple[str, str, str]:
    """Transaction type, amount type and amount description of the settlement report, for a leaf of a transaction.

    What is not known keeps Amazon's own words, and the mapping then asks a person.

    >>> named("Shipment", "Order Payment", ("Expenses", "AmazonFees", "Commission", "Base"))
    ('Order', 'ItemFees', 'Commission')
    >>> named("Shipment", "Order Payment", ("Sales", "ProductCharges", "OurPricePrincipal"))
    ('Order', 'ItemPrice', 'Principal')
    >>> named("ServiceFee", "Subscription", ("Expenses", "Subscription"))
    ('other-transaction', 'other-transaction', 'Subscription Fee')
    """
    kind, below = TYPES.get(transaction_type, transaction_type), tuple(path[1:])
    if below in NAMES:
        return (kind, *NAMES[below])
    if len(below) > 1 and below[0] in FAMILIES:
        return kind, FAMILIES[below[0]], below[1]
    if len(path) > 1 and path[0] == "Sales":
        return kind, "ItemPrice", below[-1]
    if description in ACCOUNT:
        return ACCOUNT[description]
    if transaction_type == "Adjustment":
        return "other-transaction", "other-transaction", description
    return kind, below[0] if below else "", below[-1] if below else description
