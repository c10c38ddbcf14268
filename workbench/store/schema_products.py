"""The state's tables of products: what was sold under each SKU, and what a person chose for it. The conventions are those of
`schema`."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, Text

from workbench.store.schema import metadata, one_of

sold_sku = Table(
    "sold_sku",
    metadata,
    Column("load_id", Text, ForeignKey("settlement.load_id", ondelete="CASCADE"), nullable=False),
    Column("kind_id", Integer, nullable=False),
    Column("sku", Text, nullable=False),
    Column("line_count", Integer, nullable=False),
    PrimaryKeyConstraint("load_id", "kind_id", "sku"),
)
Index("sold_by_sku", sold_sku.c.sku)

product_choice = Table(
    "product_choice",
    metadata,
    Column("sku", Text, primary_key=True),
    Column("use", Text, nullable=False),
    Column("item_id", Text, nullable=False),
    Column("item", Text, nullable=False),  # its name when it was chosen
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    one_of("use", "item", "default"),
)

batch_product = Table(
    "batch_product",
    metadata,
    Column("batch_id", Text, ForeignKey("batch.batch_id"), nullable=False),
    Column("kind_id", Integer, nullable=False),
    Column("sku", Text, nullable=False),
    Column("item_id", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("account", Text, nullable=False),
    PrimaryKeyConstraint("batch_id", "kind_id", "sku"),
)
