"""Search across the settlements of the books: what answers an order, a SKU, an amount or a day; and every line of one order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb
import pyarrow as pa

from workbench.settlement.catalogue import kind_of
from workbench.store.lines import SQL, Lines

FIND = (SQL / "find.sql").read_text()
ORDER_LINES = (SQL / "order_lines.sql").read_text()


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; what is empty or None is not asked. `amount` is looked for with either sign."""

    order: str = ""
    sku: str = ""
    day: date | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A transaction (`key` names it within its settlement) or a line that is part of none; `amount` in the settlement's currency."""

    load_id: str
    key: str
    what: str
    order_id: str
    day: date
    skus: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line of one order, as Amazon's file has it; `amount` in the settlement's currency."""

    load_id: str
    line_no: int
    transaction_type: str
    amount_type: str
    amount_description: str
    day: date
    adjustment_id: str
    sku: str
    amount: Decimal


def find(lines: Lines, loads: Iterable[str], asked: Asked, limit: int) -> list[Hit]:
    """At most so many hits of these loads, newest first."""
    cursor = _over(lines, loads)
    types = cursor.execute("SELECT DISTINCT transaction_type FROM lake.line_kind").fetchall()
    others = [name for (name,) in types if not kind_of(name)]
    rows = cursor.execute(
        FIND,
        {"order": asked.order, "sku": asked.sku.lower(), "day": asked.day, "amount": asked.amount, "others": others, "limit": limit},
    ).fetchall()  # fmt: skip
    return [Hit(*row) for row in rows]


def order_lines(lines: Lines, loads: Iterable[str], order_id: str) -> list[OrderLine]:
    """Every line of the order in these loads, oldest first."""
    rows = _over(lines, loads).execute(ORDER_LINES, {"order": order_id}).fetchall()
    return [OrderLine(*row) for row in rows]


def _over(lines: Lines, loads: Iterable[str]) -> duckdb.DuckDBPyConnection:
    cursor = lines.cursor()
    cursor.register("shown", pa.table({"load_id": pa.array(list(loads), pa.string())}))
    return cursor
