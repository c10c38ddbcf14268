"""Products as the state knows them: the SKUs that every load sold, a person's choices for them, and what batches sold them as.

Lists and readiness are answered from here, so neither waits for the lines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from workbench import clock
from workbench.mapping.products import ProductChoice
from workbench.posting.accounts import Account
from workbench.posting.products import Product
from workbench.store import audit
from workbench.store.schema import line_kind, settlement
from workbench.store.schema_products import batch_product, product_choice, sold_sku

PART = 500
"""Values in one IN list."""

Sold = tuple[int, str, int]
"""Kind of line, SKU, how many lines."""


@dataclass(frozen=True, slots=True)
class SoldSku:
    """A SKU of the current settlements: how many of their lines sold it, and Amazon's titles, where a report states them."""

    sku: str
    line_count: int
    titles: tuple[str, ...]


def record(connection: sa.Connection, load_id: str, sold: Iterable[Sold]) -> None:
    """Write down what a load sold."""
    rows = [{"load_id": load_id, "kind_id": kind, "sku": sku, "line_count": count} for kind, sku, count in sold]
    if rows:
        connection.execute(sold_sku.insert(), rows)


def without(connection: sa.Connection) -> list[str]:
    """The published loads of which nothing that was sold is written down."""
    known = sa.select(sold_sku.c.load_id).where(sold_sku.c.load_id == settlement.c.load_id)
    query = sa.select(settlement.c.load_id).where(settlement.c.state != "loading", ~known.exists())
    return list(connection.execute(query.order_by(settlement.c.load_id)).scalars())


def titles(connection: sa.Connection, load_id: str = "") -> dict[str, tuple[str, ...]]:
    """Every SKU of the current settlements, or of one load, with Amazon's titles of it, which are the same wherever it was sold.

    The report of transactions alone states titles: they stand where other reports say what an amount is.
    """
    of_which = sold_sku.c.load_id == load_id if load_id else settlement.c.state == "current"
    each = sa.select(sold_sku.c.sku).distinct().join(settlement, settlement.c.load_id == sold_sku.c.load_id)
    kind = (line_kind.c.load_id == sold_sku.c.load_id) & (line_kind.c.kind_id == sold_sku.c.kind_id)
    stated = sa.select(sold_sku.c.sku, line_kind.c.amount_description).distinct().join_from(sold_sku, line_kind, kind)
    stated = stated.join(settlement, settlement.c.load_id == sold_sku.c.load_id)
    stated = stated.where(settlement.c.state == "current", settlement.c.format == "transactions", line_kind.c.amount_description != "")
    found: dict[str, tuple[str, ...]] = dict.fromkeys(connection.execute(each.where(of_which).order_by(sold_sku.c.sku)).scalars(), ())
    for row in connection.execute(stated.order_by(sold_sku.c.sku, line_kind.c.amount_description)):
        if row.sku in found:
            found[row.sku] += (row.amount_description,)
    return found


def listed(connection: sa.Connection, kinds: Mapping[str, Collection[int]]) -> list[SoldSku]:
    """The SKUs that the current settlements sold in these kinds of line (load id -> kind ids), the most sold first."""
    query = sa.select(sold_sku).join(settlement, settlement.c.load_id == sold_sku.c.load_id).where(settlement.c.state == "current")
    counts: dict[str, int] = {}
    for row in connection.execute(query):
        if row.kind_id in kinds.get(row.load_id, ()):
            counts[row.sku] = counts.get(row.sku, 0) + row.line_count
    stated = titles(connection)
    found = [SoldSku(sku, count, stated[sku]) for sku, count in counts.items()]
    return sorted(found, key=lambda one: (-one.line_count, one.sku))


def where_sold(connection: sa.Connection, wanted: Sequence[str], load_id: str = "") -> list[tuple[str, int, str]]:
    """Load, kind of line and SKU of the current settlements' lines with one of these SKUs; of one load when it is given."""
    query = sa.select(sold_sku.c.load_id, sold_sku.c.kind_id, sold_sku.c.sku).join(settlement, settlement.c.load_id == sold_sku.c.load_id)
    query = query.where(sold_sku.c.load_id == load_id if load_id else settlement.c.state == "current")
    found: list[tuple[str, int, str]] = []
    for first in range(0, len(wanted), PART):
        part = query.where(sold_sku.c.sku.in_(wanted[first : first + PART]))
        found += [(row.load_id, row.kind_id, row.sku) for row in connection.execute(part)]
    return found


def choices(connection: sa.Connection) -> dict[str, ProductChoice]:
    """What a person chose, by SKU."""
    return {row.sku: ProductChoice(row.use, row.item_id, row.item) for row in connection.execute(sa.select(product_choice))}


def choose(connection: sa.Connection, by: str, chosen: Mapping[str, ProductChoice | None]) -> None:
    """Remember a choice for each SKU, or take it back (None), and write it into the audit log."""
    for sku, choice in chosen.items():
        connection.execute(product_choice.delete().where(product_choice.c.sku == sku))
        if choice is not None:
            connection.execute(product_choice.insert().values(
                sku=sku, use=choice.use, item_id=choice.item_id, item=choice.item, at=clock.stamp(), by=by,
            ))  # fmt: skip
        said = {"use": choice.use, "item_id": choice.item_id, "item": choice.item} if choice else {"use": "taken back"}
        audit.record(connection, by, "product chosen", sku=sku, **said)


def freeze(connection: sa.Connection, batch_id: str, sold: Iterable[tuple[int, str, Product]]) -> None:
    """Write down what a batch sells each kind of line and SKU as, so that it can be said of it for ever."""
    rows = [
        {"batch_id": batch_id, "kind_id": kind, "sku": sku, "item_id": product.item_id, "account_id": product.account.id,
         "account": product.account.name}
        for kind, sku, product in sold
    ]  # fmt: skip
    if rows:
        connection.execute(batch_product.insert(), rows)


def of_batch(connection: sa.Connection, batch_id: str) -> dict[tuple[int, str], Product]:
    """What a batch sold each kind of line and SKU as; the account's type is not kept."""
    rows = connection.execute(sa.select(batch_product).where(batch_product.c.batch_id == batch_id))
    return {(row.kind_id, row.sku): Product(row.item_id, Account(row.account, row.account_id, "")) for row in rows}
