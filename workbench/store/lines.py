"""The settlement lines in DuckDB: append-only, read through the loads that the state has published.

One instance per program, attached as `lake`; one cursor per query (a shared connection returns other threads' rows).
The instance cannot leave the books' folder and reads only text that was checked beforehand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb
import pyarrow as pa

from workbench.errors import BrokenInvariant
from workbench.mapping.mapping import Target
from workbench.money import exact
from workbench.settlement.catalogue import kind_of, side_of
from workbench.store.decisions import EVERY, Decision
from workbench.store.settlements import Kind

SQL = Path(__file__).with_name("sql")
TABLES = (SQL / "tables.sql").read_text()
TRANSACTIONS = (SQL / "transactions.sql").read_text()

KIND_SCHEMA = pa.schema(
    [
        ("kind_id", pa.int32()),
        ("kind", pa.string()),
        ("side", pa.string()),
        ("line_column", pa.string()),
        ("complete", pa.bool_()),
        ("sure", pa.bool_()),
    ]
)
Unmatched = Mapping[str, Collection[str]]
"""SKUs without a product, by the kind of transaction (`sale`, …) in which they lack one."""
NOTHING: Unmatched = MappingProxyType({})
DECISION_SCHEMA = pa.schema([("transaction_key", pa.string()), ("decided", pa.string())])


@dataclass(frozen=True, slots=True)
class Transaction:
    """One included sale, refund, …: its lines summed by column, in the settlement's currency."""

    key: str
    kind: str
    order_id: str
    posted: str
    skus: str
    quantity: int
    gross: Decimal
    shipping: Decimal
    discounts: Decimal
    tax: Decimal
    fees: Decimal
    net: Decimal
    line_count: int
    complete: bool
    status: str
    matched: bool = True
    """Whether every SKU of it has a product; always so with product tracking off."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What of a payout's transactions to show: a status ('' = all), words in order or SKU, a page, an order."""

    status: str = ""
    search: str = ""
    limit: int = 100
    offset: int = 0
    order_by: str = "posted"


class Lines:
    """The open lines' store. Only the program that holds the company's worker lock may open it."""

    def __init__(self, path: Path, memory_limit: str = "600MB") -> None:
        self.folder = path.parent
        self._instance = duckdb.connect(config={"memory_limit": memory_limit, "threads": 1})
        self._instance.execute(f"ATTACH '{_quoted(path)}' AS lake (STORAGE_VERSION 'v1.5.0')")
        self._instance.execute(f"SET temp_directory='{_quoted(self.folder / 'spill')}'")
        self._instance.execute(f"SET allowed_directories=['{_quoted(self.folder)}']")
        self._instance.execute("SET enable_external_access=false")
        self._instance.execute("SET lock_configuration=true")
        self._instance.execute(TABLES)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for one query."""
        return self._instance.cursor()

    def close(self) -> None:
        """Give the file back."""
        self._instance.close()

    def append(self, load_id: str, select: str, kinds: dict[Kind, Target], day: str, total: Decimal, count: int) -> None:
        """Write a settlement's lines in one transaction and read them back: count and sum must be the header's.

        `select` yields the columns that `amazon.files.settlement_file.SettlementFile` names, in file order; `day` is the SQL that
        turns its `f.posted_at` into the company's day (`local_day`).
        """
        cursor = self._over(kinds, {})
        cursor.register("kind_text", _kind_texts(list(kinds)))
        with written_whole(cursor, "line", "count(*)", load_id, count, total):
            cursor.execute((SQL / "append.sql").read_text().replace("{select}", select).replace("{day}", day), {"load": load_id})
            cursor.execute(
                "INSERT INTO lake.line_kind SELECT ?, kind_id, transaction_type, amount_type, amount_description, marketplace "
                "FROM kind_text",
                [load_id],
            )
            cursor.execute((SQL / "roll_up.sql").read_text(), {"load": load_id})

    def sweep(self, published: Sequence[str]) -> int:
        """Delete the lines of loads that were cut off before they were published; returns how many."""
        cursor = self.cursor()
        cursor.register("published", pa.table({"load_id": pa.array(published, pa.string())}))
        for table in ("line_kind", "included"):
            cursor.execute(f"DELETE FROM lake.{table} WHERE load_id NOT IN (SELECT load_id FROM published)")
        row = cursor.execute("DELETE FROM lake.line WHERE load_id NOT IN (SELECT load_id FROM published)").fetchone()
        return int(row[0]) if row else 0

    def checkpoint(self) -> None:
        """Write everything into the file itself, so that a copy of it is whole."""
        self.cursor().execute("CHECKPOINT lake")

    def parts(self, load_id: str, kinds: dict[Kind, Target]) -> dict[str, tuple[int, Decimal]]:
        """Count and sum by side: `sales`, `refunds` (transactions) and `adjustments` (kinds of line)."""
        found = {"sales": (0, exact(0)), "refunds": (0, exact(0))}
        for side, count, total in self.cursor().execute(
            "SELECT side, count(*), sum(net) FROM lake.included WHERE load_id = ? GROUP BY side", [load_id]
        ).fetchall():  # fmt: skip
            found[side] = (count, exact(total))
        rest = [kind for kind in kinds if not kind_of(kind.transaction_type)]
        return {**found, "adjustments": (len(rest), exact(sum((kind.total for kind in rest), Decimal(0))))}

    def transactions(
        self, load_id: str, kinds: dict[Kind, Target], decisions: dict[str, Decision], wanted: Filter, unmatched: Unmatched = NOTHING
    ) -> list[Transaction]:
        """One page of the included transactions."""
        cursor = self._over(kinds, decisions)
        order = {"posted": "posted, transaction_key", "net": "net, transaction_key", "order": "order_id, transaction_key"}[wanted.order_by]
        rows = cursor.execute(
            f"WITH t AS ({TRANSACTIONS}) SELECT transaction_key, kind, order_id, posted, skus, quantity, gross, shipping, discounts, "
            f"tax, fees, net, line_count, complete, status, matched FROM t WHERE {_condition(wanted)} ORDER BY {order} "
            "LIMIT $limit OFFSET $offset",
            {**_asked(load_id, kinds, decisions, unmatched), **_words(wanted), "limit": wanted.limit, "offset": wanted.offset},
        ).fetchall()
        return [Transaction(r[0], r[1], r[2], r[3].isoformat(), *r[4:]) for r in rows]

    def status_counts(
        self, load_id: str, kinds: dict[Kind, Target], decisions: dict[str, Decision], search: str = "", unmatched: Unmatched = NOTHING
    ) -> dict[str, tuple[int, Decimal]]:
        """How many transactions, and how much, in each status; `incomplete` counts those for review that lack a detail."""
        cursor = self._over(kinds, decisions)
        wanted = Filter(search=search)
        rows = cursor.execute(
            f"WITH t AS ({TRANSACTIONS}) SELECT status, complete AND matched, count(*), sum(net) FROM t WHERE {_condition(wanted)} "
            "GROUP BY ALL",
            {**_asked(load_id, kinds, decisions, unmatched), **_words(wanted)},
        ).fetchall()
        nothing = (0, exact(0))
        found = dict.fromkeys(("for-review", "categorized", "excluded", "incomplete"), nothing)
        for status, complete, count, total in rows:
            for name in (status, *(["incomplete"] if status == "for-review" and not complete else [])):
                found[name] = (found[name][0] + count, exact(found[name][1] + total))
        return found

    def lines_of(
        self, load_id: str, kinds: dict[Kind, Target], *, transaction_key: str = "", kind_id: int = -1, limit: int = 1000
    ) -> list[dict[str, Any]]:
        """The file's own lines of one transaction, or of one kind of adjustment, in file order."""
        cursor = self._over(kinds, {})
        rows = cursor.execute((SQL / "lines.sql").read_text(), {"load": load_id, "key": transaction_key, "kind": kind_id, "limit": limit})
        names = [column[0] for column in rows.description or []]
        return [dict(zip(names, row, strict=True)) for row in rows.fetchall()]

    def by_month(
        self, load_id: str, kinds: dict[Kind, Target], decisions: dict[str, Decision], by_sku: Collection[int] = ()
    ) -> list[tuple[str, int, str, Decimal, str, str]]:
        """What the entries are made of: (month, kind id, excluded transaction's key or '', amount, last posted date, SKU). Only the
        kinds `by_sku` are told apart by SKU; it is '' for the others."""
        cursor = self._over(kinds, decisions)
        rows = cursor.execute((SQL / "by_month.sql").read_text(), {"load": load_id, "by_sku": sorted(by_sku)}).fetchall()
        return [(r[0], r[1], r[2], exact(r[3]), r[4].isoformat(), r[5]) for r in rows]

    def sold(self, load_id: str, kinds: Collection[int]) -> list[tuple[int, str, int]]:
        """What a load sold in these kinds of line: (kind id, SKU, how many lines)."""
        return self.cursor().execute((SQL / "sold.sql").read_text(), {"load": load_id, "kinds": sorted(kinds)}).fetchall()

    def taxed_orders(self, load_id: str, collected: Collection[int], withheld: Collection[int]) -> list[tuple[str, date, Decimal, Decimal]]:
        """The orders of which tax was withheld, and another sum than was collected: (order, last day, collected, withheld)."""
        asked = {"load": load_id, "collected": sorted(collected), "withheld": sorted(withheld)}
        rows = self.cursor().execute((SQL / "taxed_orders.sql").read_text(), asked).fetchall()
        return [(order, day, exact(paid), exact(kept)) for order, day, paid, kept in rows]

    def document_lines(
        self, load_id: str, kinds: dict[Kind, Target], decisions: dict[str, Decision], *, fees: bool = False
    ) -> list[tuple[Any, ...]]:
        """What receipts are made of, excluded transactions and fees left out: (transaction key, kind, order, posted,
        kind id, SKU, quantity, amount), in order of first posting. With `fees` the fees alone."""
        cursor = self._over(kinds, decisions)
        return cursor.execute((SQL / "document_lines.sql").read_text(), {"load": load_id, "fees": fees}).fetchall()

    def sums(self) -> dict[str, tuple[int, Decimal]]:
        """Line count and sum of every load: what `doctor` holds against the state."""
        rows = self.cursor().execute("SELECT load_id, count(*), sum(amount) FROM lake.line GROUP BY load_id").fetchall()
        return {load_id: (count, exact(total)) for load_id, count, total in rows}

    def _over(self, kinds: dict[Kind, Target], decisions: dict[str, Decision]) -> duckdb.DuckDBPyConnection:
        cursor = self.cursor()
        rows = [
            (k.kind_id, kind_of(k.transaction_type), side_of(kind_of(k.transaction_type)) if kind_of(k.transaction_type) else "",
             t.meaning.column or "gross", t.complete, t.meaning.sure)
            for k, t in kinds.items()
        ]  # fmt: skip
        cursor.register("meaning", _table(rows, KIND_SCHEMA))
        cursor.register("decided", own_decisions(decisions))
        return cursor


def own_decisions(decisions: dict[str, Decision]) -> pa.Table:
    """What was decided on single transactions, as the queries join it: the decision on all the rest is left out."""
    return _table([(key, d.status) for key, d in decisions.items() if key != EVERY], DECISION_SCHEMA)


@contextmanager
def written_whole(cursor: duckdb.DuckDBPyConnection, table: str, counted: str, load_id: str, count: int, total: Decimal) -> Iterator[None]:
    """One transaction that writes a load into a table of the lake, all of it or nothing, and reads it back: what is `counted`
    of its rows and their sum must be the file's. Raises `BrokenInvariant` otherwise."""
    cursor.execute("BEGIN")
    try:
        yield
        query = f"SELECT {counted}, coalesce(sum(amount), 0) FROM lake.{table} WHERE load_id = ?"
        stored, amount = cursor.execute(query, [load_id]).fetchone() or (0, 0)
        if (stored, exact(amount)) != (count, total):
            raise BrokenInvariant(
                f"What was stored ({stored} and {exact(amount)}) differs from the file ({count} and {total}).",
                where=load_id, next="Nothing was stored. Report this; the raw file is kept.",
            )  # fmt: skip
        cursor.execute("COMMIT")
    except BaseException:
        cursor.execute("ROLLBACK")
        raise


def _asked(load_id: str, kinds: dict[Kind, Target], decisions: dict[str, Decision], unmatched: Unmatched) -> dict[str, Any]:
    """What `transactions.sql` asks: the load, the kinds that lack an account, the SKUs that lack a product, what was decided for
    all the rest."""
    every = decisions.get(EVERY)
    incomplete = [kind.kind_id for kind, target in kinds.items() if not target.complete]
    lacking = [f"{kind}|{sku}" for kind, skus in unmatched.items() for sku in skus]
    return {"load": load_id, "incomplete": incomplete, "unmatched": lacking, "rest": every.status if every else "for-review"}


def _condition(wanted: Filter) -> str:
    conditions = ["true"]
    if wanted.status:
        conditions.append("status = $status")
    if wanted.search:
        conditions.append("(contains(lower(order_id), $search) OR contains(lower(skus), $search))")
    return " AND ".join(conditions)


def _words(wanted: Filter) -> dict[str, str]:
    words = {}
    if wanted.status:
        words["status"] = wanted.status
    if wanted.search:
        words["search"] = wanted.search.strip().lower()
    return words


def _kind_texts(kinds: Sequence[Kind]) -> pa.Table:
    return pa.table(
        {
            "kind_id": pa.array([k.kind_id for k in kinds], pa.int32()),
            "transaction_type": pa.array([k.transaction_type for k in kinds], pa.string()),
            "amount_type": pa.array([k.amount_type for k in kinds], pa.string()),
            "amount_description": pa.array([k.amount_description for k in kinds], pa.string()),
            "marketplace": pa.array([k.marketplace for k in kinds], pa.string()),
        }
    )


def _table(rows: Sequence[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    return pa.table(columns, schema=schema)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
