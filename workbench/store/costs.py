"""Costs as the state knows them: every cost that was ever said, the units that each load sold, and what batches took them at.

Costs are only added to: the newest word on a SKU, marketplace, currency and day counts, and the ones before it stay to be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import sqlalchemy as sa

from workbench import clock
from workbench.mapping.costs import PLACES, Cost
from workbench.money import from_cents, to_cents
from workbench.posting.cost_of_goods import extended
from workbench.posting.goods import Goods
from workbench.store import audit
from workbench.store.schema import settlement
from workbench.store.schema_costs import batch_cost, sku_cost, sold_unit
from workbench.store.schema_outbox import batch
from workbench.store.units import Sold

NAMED = 20
"""Costs that a line of the audit log names; the table has them all."""


@dataclass(frozen=True, slots=True)
class Said:
    """A cost as it was said, by whom and when (ISO 8601, UTC). One that was `taken_back` has no figure of its own: it is 0."""

    cost: Cost
    taken_back: bool
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class SoldUnits:
    """A SKU in one marketplace of one settlement: its units, since when, and the order items of which Amazon states none."""

    load_id: str
    settlement_id: str
    currency: str
    sku: str
    marketplace: str
    first_on: str
    units: int
    unstated: int


@dataclass(frozen=True, slots=True)
class PostedCost:
    """What a live batch took units of a SKU at, in one month and marketplace; `cost` is their cost, rounded once."""

    settlement_id: str
    month: str
    sku: str
    marketplace: str
    currency: str
    units: int
    unit_cost: Decimal
    cost: Decimal
    first_on: str
    last_on: str


def say(connection: sa.Connection, by: str, costs: Sequence[Cost], taken_back: Sequence[Cost] = (), source: str = "") -> int:
    """Write costs down, and take others back; what says nothing new leaves no trace. Returns how many were new.

    `source` names the file they come from, for the audit log.
    """
    now = {_key(cost): cost.unit_cost for cost in known(connection)}
    new = [cost for cost in costs if now.get(_key(cost)) != cost.unit_cost]
    gone = [cost for cost in taken_back if _key(cost) in now]
    rows = [{**_row(cost, by), "unit_cost": _stored(cost.unit_cost)} for cost in new] + [{**_row(c, by), "unit_cost": None} for c in gone]
    if rows:
        connection.execute(sku_cost.insert(), rows)
        named = [f"{c.sku} {c.unit_cost} {c.currency} {c.marketplace or 'everywhere'} from {c.effective_from}" for c in new[:NAMED]]
        named += [f"{c.sku} {c.currency} {c.marketplace or 'everywhere'} from {c.effective_from} taken back" for c in gone[:NAMED]]
        audit.record(connection, by, "costs said", count=len(rows), source=source, costs=named)
    return len(rows)


def known(connection: sa.Connection) -> list[Cost]:
    """The costs that count: of each SKU, marketplace, currency and day the newest word, unless that took it back."""
    of_each = (sku_cost.c.sku, sku_cost.c.marketplace, sku_cost.c.currency, sku_cost.c.effective_from)
    newest = sa.select(sa.func.max(sku_cost.c.sequence)).group_by(*of_each)
    rows = connection.execute(sa.select(sku_cost).where(sku_cost.c.sequence.in_(newest), sku_cost.c.unit_cost.is_not(None)))
    return sorted(Cost(r.sku, r.marketplace, r.currency, r.effective_from, _read(r.unit_cost)) for r in rows)


def history(connection: sa.Connection) -> list[Said]:
    """Every cost that was ever said, oldest first."""
    return [
        Said(Cost(r.sku, r.marketplace, r.currency, r.effective_from, _read(r.unit_cost or 0)), r.unit_cost is None, r.at, r.by)
        for r in connection.execute(sa.select(sku_cost).order_by(sku_cost.c.sequence))
    ]


def version(connection: sa.Connection) -> int:
    """A number that rises with every word on a cost."""
    return int(connection.execute(sa.select(sa.func.max(sku_cost.c.sequence))).scalar() or 0)


def record(connection: sa.Connection, load_id: str, sold: Iterable[Sold], marketplaces: Mapping[int, str]) -> None:
    """Write down what a load sold; `marketplaces` are those of its kinds of line."""
    found: dict[tuple[str, str], SoldUnits] = {}
    for one in sold:
        key = (one.sku, marketplaces[one.kind_id])
        before = found.get(key, SoldUnits(load_id, "", "", *key, one.day, 0, 0))
        found[key] = replace(before, first_on=min(before.first_on, one.day), units=before.units + one.units,
                             unstated=before.unstated + one.unstated)  # fmt: skip
    if found:
        names = ("load_id", "sku", "marketplace", "first_on", "units", "unstated")
        connection.execute(sold_unit.insert(), [{name: getattr(one, name) for name in names} for one in found.values()])


def uncounted(connection: sa.Connection) -> list[str]:
    """The published loads of which no units are written down."""
    counted = sa.select(sold_unit.c.load_id).where(sold_unit.c.load_id == settlement.c.load_id)
    query = sa.select(settlement.c.load_id).where(settlement.c.state != "loading", ~counted.exists())
    return list(connection.execute(query.order_by(settlement.c.load_id)).scalars())


def sold_units(connection: sa.Connection, load_id: str = "", *, unposted: bool = False) -> list[SoldUnits]:
    """What the current settlements sold, or one load, in order of the settlements' ends; `unposted` leaves out those with a live batch."""
    query = sa.select(sold_unit, settlement.c.settlement_id, settlement.c.currency)
    query = query.join(settlement, settlement.c.load_id == sold_unit.c.load_id)
    query = query.where(sold_unit.c.load_id == load_id if load_id else settlement.c.state == "current")
    if unposted:
        live = sa.select(batch.c.batch_id).where(batch.c.settlement_id == settlement.c.settlement_id, batch.c.state != "undone")
        query = query.where(~live.exists())
    query = query.order_by(settlement.c.end_at, sold_unit.c.sku, sold_unit.c.marketplace)
    return [
        SoldUnits(r.load_id, r.settlement_id, r.currency, r.sku, r.marketplace, r.first_on, r.units, r.unstated)
        for r in connection.execute(query)
    ]


def freeze(connection: sa.Connection, batch_id: str, goods: Iterable[Goods], marketplaces: Mapping[int, str], currency: str) -> None:
    """Write down what a batch takes its goods at, so that it can be said of it for ever."""
    rows = [
        {"batch_id": batch_id, "position": n, "month": g.month, "sku": g.sku, "marketplace": marketplaces[g.kind_id], "units": g.units,
         "unit_cost": _stored(g.unit_cost), "cost_cents": to_cents(extended(g.units, g.unit_cost, currency)), "first_on": g.first_on,
         "last_on": g.last_on}
        for n, g in enumerate(goods)
    ]  # fmt: skip
    if rows:
        connection.execute(batch_cost.insert(), rows)


def posted(connection: sa.Connection) -> list[PostedCost]:
    """What every batch that is not undone took its goods at, by payout and month."""
    query = sa.select(batch_cost, batch.c.settlement_id, batch.c.currency).join(batch, batch.c.batch_id == batch_cost.c.batch_id)
    query = query.where(batch.c.state != "undone").order_by(batch_cost.c.month, batch.c.settlement_id, batch_cost.c.position)
    return [
        PostedCost(r.settlement_id, r.month, r.sku, r.marketplace, r.currency, r.units, _read(r.unit_cost), from_cents(r.cost_cents),
                   r.first_on, r.last_on)
        for r in connection.execute(query)
    ]  # fmt: skip


def _key(cost: Cost) -> tuple[str, str, str, str]:
    return cost.sku, cost.marketplace, cost.currency, cost.effective_from


def _row(cost: Cost, by: str) -> dict[str, str]:
    return {"sku": cost.sku, "marketplace": cost.marketplace, "currency": cost.currency, "effective_from": cost.effective_from,
            "at": clock.stamp(), "by": by}  # fmt: skip


def _stored(unit_cost: Decimal) -> int:
    stored = unit_cost.scaleb(PLACES)
    assert stored == stored.to_integral_value(), f"{unit_cost} has more than {PLACES} decimals"
    return int(stored)


def _read(stored: int) -> Decimal:
    return Decimal(stored).scaleb(-PLACES)
