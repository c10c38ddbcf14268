"""Costs of SKUs: what one unit of a SKU cost, from a day on, in one currency, in one marketplace or in all.

A cost counts until the next one of the same SKU, marketplace and currency begins. One that names the marketplace goes before one
for all marketplaces, whichever began later. A day before the first cost has none: nothing is guessed, and nothing is converted from
another currency.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

ALL = ""
"""In the place of a marketplace: every one of them."""

PLACES = 4
"""Decimals that the cost of one unit may have; an amount has two."""

LARGEST = Decimal("999999999.9999")


@dataclass(frozen=True, slots=True, order=True)
class Cost:
    """What one unit cost. `marketplace` is `ALL` or a name such as Amazon.com; `effective_from` a day (ISO 8601)."""

    sku: str
    marketplace: str
    currency: str
    effective_from: str
    unit_cost: Decimal


class Costs:
    """Every cost that counts, found by SKU and day.

    >>> costs = Costs([Cost("MUG", ALL, "USD", "2026-01-01", Decimal("4.1250")), Cost("MUG", ALL, "USD", "2026-09-10", Decimal("4.3"))])
    >>> costs.on("MUG", "Amazon.com", "USD", "2026-09-09").unit_cost, costs.on("MUG", "Amazon.com", "USD", "2026-09-10").unit_cost
    (Decimal('4.1250'), Decimal('4.3'))
    >>> costs.on("MUG", "Amazon.com", "USD", "2025-12-31") is None, costs.on("MUG", "Amazon.de", "EUR", "2026-09-10") is None
    (True, True)
    """

    def __init__(self, known: Iterable[Cost] = ()) -> None:
        self._of: dict[tuple[str, str, str], list[Cost]] = defaultdict(list)
        for cost in sorted(known):
            self._of[cost.sku, cost.marketplace, cost.currency].append(cost)

    def on(self, sku: str, marketplace: str, currency: str, day: str) -> Cost | None:
        """The cost that counts on a day (ISO 8601); None where there is none yet."""
        for place in (marketplace, ALL):
            listed = self._of.get((sku, place, currency), [])
            before = bisect_right(listed, day, key=lambda cost: cost.effective_from)
            if before:
                return listed[before - 1]
        return None


def unit_cost(text: str) -> Decimal:
    """The cost of one unit as it is typed: 0 or more, a point before the decimals, four of them at most. ValueError, saying why.

    >>> unit_cost("4.125"), unit_cost(" 0 ")
    (Decimal('4.125'), Decimal('0'))
    >>> unit_cost("4,125")
    Traceback (most recent call last):
    ValueError: it must be written with a point and without separators, such as 1234.50
    """
    text = text.strip()
    if not text:
        raise ValueError("it is empty")
    if text.startswith("-"):
        raise ValueError("a cost is never below 0")
    whole, _, fraction = text.partition(".")
    if not (whole.isascii() and whole.isdigit() and (text == whole or (fraction.isascii() and fraction.isdigit()))):
        raise ValueError("it must be written with a point and without separators, such as 1234.50")
    if len(fraction) > PLACES:
        raise ValueError(f"it has more than {PLACES} decimals")
    if Decimal(text) > LARGEST:
        raise ValueError("it is larger than any cost of one unit")
    return Decimal(text)
