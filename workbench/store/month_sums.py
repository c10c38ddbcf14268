"""Sums over the lines of many settlements: by month and kind of line, and by SKU. Set-based, so that no line becomes an object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa

from workbench.money import exact
from workbench.reconcile.analysis import Side
from workbench.store.lines import SQL, Lines

Asked = tuple[str, int, Side]
"""A kind of line, by load and number, and what it counts as."""


@dataclass(frozen=True, slots=True)
class MonthSum:
    """What a load has of one kind of line in one month (`YYYY-MM`), in the settlement's currency, + = to the seller."""

    load_id: str
    month: str
    kind_id: int
    amount: Decimal


def by_month(lines: Lines, load_ids: Sequence[str]) -> list[MonthSum]:
    """The lines of these loads by month and kind."""
    rows = lines.cursor().execute((SQL / "month_sums.sql").read_text(), {"loads": list(load_ids)}).fetchall()
    return [MonthSum(load_id, f"{period // 100}-{period % 100:02}", kind_id, exact(amount)) for load_id, period, kind_id, amount in rows]


def by_sku(lines: Lines, asked: Sequence[Asked], month: str, limit: int, offset: int) -> tuple[list[tuple[str, Decimal, Decimal]], int]:
    """A page of the month's SKUs, most sold first, as (SKU, fees, sales), and how many SKUs there are on all pages."""
    cursor = lines.cursor()
    cursor.register("asked", pa.table({
        "load_id": pa.array([load_id for load_id, _, _ in asked], pa.string()),
        "kind_id": pa.array([kind_id for _, kind_id, _ in asked], pa.int32()),
        "side": pa.array([side for _, _, side in asked], pa.string()),
    }))  # fmt: skip
    wanted = {"period": int(month[:4]) * 100 + int(month[5:]), "limit": limit, "offset": offset}
    rows = cursor.execute((SQL / "sku_sums.sql").read_text(), wanted).fetchall()
    return [(sku, exact(fees), exact(sales)) for sku, fees, sales, _ in rows], int(rows[0][3]) if rows else 0
