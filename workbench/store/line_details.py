"""The settlement lines one by one, as a workpaper lists them: read in pages, never all at once, and drawn for a sample."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workbench.settlement.catalogue import kind_of
from workbench.store.lines import SQL, Lines
from workbench.store.settlements import Kind

EVERY_LINE = (SQL / "every_line.sql").read_text()
PAGE = 5000
"""Lines read at a time."""

Drawn = tuple[str, str]
"""What was drawn for a sample, to be sorted: its lot, and the line's number or the transaction's key."""


@dataclass(frozen=True, slots=True)
class LineDetail:
    """One line of the file: its number there, its kind, its day and order, its amount in the settlement's currency (+ = to the
    seller). `key` and `transaction_day` are those of the included transaction that it belongs to; `key` is '' for others."""

    line_no: int
    kind_id: int
    posted: str
    order_id: str
    adjustment_id: str
    sku: str
    quantity: int | None
    amount: Decimal
    key: str
    transaction_day: str


def each(
    lines: Lines, load_id: str, kinds: Collection[Kind], *, first: str = "0001-01-01", last: str = "9999-12-31",
    only: tuple[Collection[int], Collection[str]] | None = None,
) -> Iterator[LineDetail]:  # fmt: skip
    """A load's lines in file order, of the days `first` to `last`; of these line numbers and transactions alone when `only` names
    them."""
    cursor = lines.cursor()
    cursor.execute("CREATE OR REPLACE TEMP TABLE meaning (kind_id INTEGER, kind VARCHAR)")
    for kind in kinds:
        cursor.execute("INSERT INTO meaning VALUES (?, ?)", [kind.kind_id, kind_of(kind.transaction_type)])
    numbers, keys = only or ((), ())
    cursor.execute(
        EVERY_LINE,
        {"load": load_id, "first": first, "last": last, "all": only is None, "numbers": sorted(numbers), "keys": sorted(keys)},
    )
    while page := cursor.fetchmany(PAGE):
        for no, kind_id, posted, order, adjustment, sku, quantity, amount, key, day in page:
            yield LineDetail(no, kind_id, posted.isoformat(), order, adjustment, sku, quantity, amount, key, day.isoformat())


def drawn_lines(lines: Lines, load_id: str, settlement_id: str, seed: str, count: int) -> Sequence[Drawn]:
    """The `count` lines of a load with the smallest lots: the SHA-256 of seed, settlement and line number, in hexadecimal."""
    return lines.cursor().execute(
        "SELECT sha256(concat_ws('|', $seed, $settlement, line_no)) AS lot, line_no::VARCHAR FROM lake.line WHERE load_id = $load "
        "ORDER BY lot LIMIT $count",
        {"seed": seed, "settlement": settlement_id, "load": load_id, "count": count},
    ).fetchall()  # fmt: skip


def drawn_refunds(lines: Lines, load_id: str, settlement_id: str, seed: str, count: int) -> Sequence[Drawn]:
    """The `count` refunds of a load with the smallest lots: the SHA-256 of seed, settlement and the transaction's key."""
    return lines.cursor().execute(
        "SELECT sha256(concat_ws('|', $seed, $settlement, transaction_key)) AS lot, transaction_key FROM lake.included "
        "WHERE load_id = $load AND side = 'refunds' ORDER BY lot LIMIT $count",
        {"seed": seed, "settlement": settlement_id, "load": load_id, "count": count},
    ).fetchall()  # fmt: skip
