"""What settlements in the books have of single orders up to a day: so that the same money is not counted a second time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workbench.money import exact
from workbench.store.lines import SQL, Lines


@dataclass(frozen=True, slots=True)
class SettledOrder:
    """A transaction of an order as a load (`load_id`) has it; + is money to the seller."""

    order_id: str
    load_id: str
    transaction_type: str
    amount: Decimal


def settled_orders(lines: Lines, loads: Collection[str], orders: Collection[str], until: date) -> list[SettledOrder]:
    """The transactions of these orders in these loads, on days up to `until`."""
    if not loads or not orders:
        return []
    asked = {"loads": sorted(loads), "orders": sorted(orders), "until": until}
    rows = lines.cursor().execute((SQL / "settled_orders.sql").read_text(), asked).fetchall()
    return [SettledOrder(order, load, kind, exact(amount)) for order, load, kind, _, amount in rows]
