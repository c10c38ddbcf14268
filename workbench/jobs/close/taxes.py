"""The tax that Amazon collected and withheld, order by order: both are posted, and where Amazon withheld, they must be the same.

The orders are looked for where the lines are, when QuickBooks is read back; what was found is kept with that answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from workbench.money import exact, total
from workbench.reconcile import pairs
from workbench.reconcile.pairs import Open, TaxedOrder
from workbench.settlement.catalogue import meaning_of
from workbench.store import settlements
from workbench.store.company import Company
from workbench.store.settlements import Kind, Settlement

COLLECTED, WITHHELD = "TAXCOLL", "TAXWH"
"""The accounts of the two sides, as the default chart names them."""
NO_PAIR = frozenset({"tax.regulatory_collected", "tax.commingling"})
"""What stands on the same account and is withheld by nobody: regulatory fees, VAT of stock exchanged between sellers."""


def as_json(company: Company, settlement_id: str) -> dict[str, Any]:
    """`{"load_id", "orders": [{"order_id", "day", "collected", "withheld"}]}`: the orders whose two sides differ. Needs the lines."""
    with company.state.read() as connection:
        s = settlements.current(connection, settlement_id)
        kinds = settlements.kinds_of(connection, s.load_id)
    found = company.lines.taxed_orders(s.load_id, _of(kinds, COLLECTED), _of(kinds, WITHHELD))
    orders = [
        {"order_id": order, "day": day.isoformat(), "collected": str(collected), "withheld": str(withheld)}
        for order, day, collected, withheld in found
    ]
    return {"load_id": s.load_id, "orders": orders}


def open_items(s: Settlement, kinds: Iterable[Kind], answer: Mapping[str, Any]) -> list[Open]:
    """What is open of a settlement's tax: by order as the newest answer has it, or else, before there is one, as one sum."""
    looked = next((one for one in answer.get("taxed", []) if one["load_id"] == s.load_id), None)
    if looked is not None:
        return pairs.taxes(s.settlement_id, [_order(one) for one in looked["orders"]])
    listed = list(kinds)
    withheld = total(k.total for k in listed if k.kind_id in _of(listed, WITHHELD))
    both = exact(withheld + total(k.total for k in listed if k.kind_id in _of(listed, COLLECTED)))
    if not withheld or not both:
        return []
    why = "collected and withheld differ; read QuickBooks back to see of which orders"
    return [Open(s.settlement_id, date.fromisoformat(s.deposit_day), both, why)]


def _of(kinds: Iterable[Kind], side: str) -> set[int]:
    meanings = {kind.kind_id: meaning_of(*kind.names) for kind in kinds}
    return {kind_id for kind_id, meaning in meanings.items() if meaning.account == side and meaning.category not in NO_PAIR}


def _order(one: Mapping[str, str]) -> TaxedOrder:
    return TaxedOrder(one["order_id"], date.fromisoformat(one["day"]), Decimal(one["collected"]), Decimal(one["withheld"]))
