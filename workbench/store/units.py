"""The units that loads sold, and those that refunds may bring back, from the lines.

Units are counted by order item, never by line; an item's price says which lines are its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb
import pyarrow as pa

from workbench.money import exact
from workbench.settlement.transaction_types import kind_of
from workbench.store.decisions import Decision
from workbench.store.lines import SQL, Lines, own_decisions
from workbench.store.settlements import Kind

ITEMS = (SQL / "sold_items.sql").read_text()
SOLD = (SQL / "sold_units.sql").read_text().replace("{items}", ITEMS)
RETURNED = (SQL / "returned_items.sql").read_text().replace("{items}", ITEMS)
SCHEMA = pa.schema([("load_id", pa.string()), ("kind_id", pa.int32()), ("kind", pa.string()), ("transaction_type", pa.string())])

LoadKind = tuple[str, Kind]
"""A load and one of its kinds of line that carry the price of goods."""


@dataclass(frozen=True, slots=True)
class Sold:
    """What was sold of a SKU on a day (ISO 8601), by kind of line. `unstated` counts the order items without a quantity."""

    day: str
    kind_id: int
    sku: str
    units: int
    unstated: int


@dataclass(frozen=True, slots=True)
class Returned:
    """A refund beside its sale: what was refunded of the price, what was charged for how many units, and when they were sold."""

    day: str
    kind_id: int
    sku: str
    sold_on: str
    units: int
    charged: Decimal
    refunded: Decimal


def sold(lines: Lines, load_id: str, kinds: Iterable[Kind], decisions: dict[str, Decision]) -> list[Sold]:
    """What a load sold in these kinds of line, excluded transactions left out."""
    cursor = _over(lines, [(load_id, kind) for kind in kinds], decisions)
    return [Sold(r[0].isoformat(), *r[1:]) for r in cursor.execute(SOLD, {"loads": [load_id]}).fetchall()]


def returned(lines: Lines, load_id: str, kinds: Sequence[LoadKind], decisions: dict[str, Decision]) -> list[Returned]:
    """The refunds of a load whose sale is in one of the loads that `kinds` names."""
    cursor = _over(lines, kinds, decisions)
    rows = cursor.execute(RETURNED, {"load": load_id, "loads": sorted({load for load, _ in kinds})}).fetchall()
    return [Returned(r[0].isoformat(), r[1], r[2], r[3].isoformat(), r[4], exact(r[5]), exact(r[6])) for r in rows]


def _over(lines: Lines, kinds: Sequence[LoadKind], decisions: dict[str, Decision]) -> duckdb.DuckDBPyConnection:
    cursor = lines.cursor()
    rows = [(load, k.kind_id, kind_of(k.transaction_type), k.transaction_type) for load, k in kinds]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(SCHEMA)
    cursor.register("goods", pa.table(columns, schema=SCHEMA))
    cursor.register("decided", own_decisions(decisions))
    return cursor
