"""Bound: what in these books names accounts or documents of one QuickBooks company, and would mean nothing in another."""

from __future__ import annotations

import sqlalchemy as sa

from workbench.store.schema import decision, mapping_change
from workbench.store.schema_amazon import seller
from workbench.store.schema_outbox import batch
from workbench.store.schema_products import product_choice

WAYS = (
    ("documents were posted to it", sa.select(batch.c.batch_id)),
    ("a mapping names its accounts", sa.select(mapping_change.c.subject).where(mapping_change.c.account_id != "")),
    ("an exclusion names one of its accounts", sa.select(decision.c.settlement_id).where(decision.c.account_id != "")),
    ("a SKU was matched to one of its products", sa.select(product_choice.c.sku).where(product_choice.c.item_id != "")),
    ("an Amazon seller is paired with it", sa.select(seller.c.seller_id)),
)
"""Each way to be bound, in words, and the rows that prove it."""


def bonds(connection: sa.Connection) -> list[str]:
    """What binds the books to their QuickBooks company, in words; empty while they are free to choose one."""
    return [words for words, rows in WAYS if connection.execute(rows.limit(1)).first() is not None]
