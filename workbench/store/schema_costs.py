"""The state's tables of costs: what a unit of each SKU cost and since when, the units that each load sold, and what a batch took
them at. A cost is a whole number of ten-thousandths. The other conventions are those of `schema`."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, Table, Text

from workbench.store.schema import metadata

sku_cost = Table(
    "sku_cost",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("sku", Text, nullable=False),
    Column("marketplace", Text, nullable=False),  # empty: every marketplace
    Column("currency", Text, nullable=False),
    Column("effective_from", Text, nullable=False),
    Column("unit_cost", Integer),  # NULL: taken back
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
)
Index("cost_of_sku", sku_cost.c.sku, sku_cost.c.marketplace, sku_cost.c.currency, sku_cost.c.effective_from)

sold_unit = Table(
    "sold_unit",
    metadata,
    Column("load_id", Text, ForeignKey("settlement.load_id", ondelete="CASCADE"), nullable=False),
    Column("sku", Text, nullable=False),
    Column("marketplace", Text, nullable=False),
    Column("first_on", Text, nullable=False),
    Column("units", Integer, nullable=False),
    Column("unstated", Integer, nullable=False),  # order items of which Amazon does not say how many units they are
    PrimaryKeyConstraint("load_id", "sku", "marketplace"),
)

batch_cost = Table(
    "batch_cost",
    metadata,
    Column("batch_id", Text, ForeignKey("batch.batch_id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("month", Text, nullable=False),
    Column("sku", Text, nullable=False),
    Column("marketplace", Text, nullable=False),
    Column("units", Integer, nullable=False),
    Column("unit_cost", Integer, nullable=False),
    Column("cost_cents", Integer, nullable=False),
    Column("first_on", Text, nullable=False),  # the days for which the cost was looked up
    Column("last_on", Text, nullable=False),
    PrimaryKeyConstraint("batch_id", "position"),
)
