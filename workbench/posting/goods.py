"""Goods: how many units of a SKU a settlement sold in a month, at one cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Goods:
    """Units of a SKU (returned ones are below 0) at one cost of a unit, in the settlement's currency.

    `kind_id` is the kind of line that carries their price. Their cost was looked up for the days from `first_on` to `last_on`
    (ISO 8601): of what was returned, those are the days of the sale.
    """

    month: str
    kind_id: int
    sku: str
    units: int
    unit_cost: Decimal
    first_on: str
    last_on: str
