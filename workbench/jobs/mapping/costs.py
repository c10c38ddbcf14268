"""Costs of goods: what the SKUs that were sold cost, which of them wait for a cost, and what a payout's goods come to.

Off, nothing of it is posted and nothing waits. On, each payout gets a journal entry a month, beside its own: units at cost, out of
the inventory into the cost of goods sold. A payout with a SKU that has no cost on the day it was sold is not ready.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import sqlalchemy as sa

from workbench import clock
from workbench.amazon.api.marketplaces import MARKETPLACES
from workbench.errors import Finding, NotReady
from workbench.jobs.mapping import products
from workbench.jobs.settlements.import_answers import targets_of
from workbench.mapping import cost_list
from workbench.mapping.costs import ALL, Cost, Costs
from workbench.mapping.mapping import Target
from workbench.mapping.products import is_principal
from workbench.money import ZERO, exact
from workbench.posting.cost_of_goods import extended, units_back
from workbench.posting.goods import Goods
from workbench.posting.products import SoldAs
from workbench.settlement.catalogue import kind_of
from workbench.store import costs, outbox, settings, settlements, units
from workbench.store.company import Company
from workbench.store.costs import PostedCost, SoldUnits
from workbench.store.decisions import Decision
from workbench.store.settlements import Kind, Settlement
from workbench.store.units import Sold

NAMED = 5
"""SKUs that a finding names before it counts the rest."""

COUNTED = frozenset({"sale", "liquidation", "refund"})
"""Kinds of transactions that move goods. A chargeback or a claim gives money back, and brings no goods."""

LIQUIDATED = "liquidation.proceeds"
"""The category of what liquidators pay for stock."""


@dataclass(frozen=True, slots=True)
class Row:
    """A SKU as it was sold in one currency: units in all current settlements, its cost now, and what it holds up.

    `marketplace` is empty unless a cost of the SKU names a marketplace: then each one is a row of its own. `missing_from` is the
    first day it lacks a cost for ('' when it lacks none), in payouts that are not posted; `held` are those.
    """

    sku: str
    marketplace: str
    currency: str
    units: int
    cost: Cost | None
    missing_from: str
    missing_units: int
    held: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Goods of a posted payout whose cost is another by now: the payout keeps what was posted.

    `now` is the cost of all their days; None where they have none any more, or `several`. `difference` is what a new posting would
    change the cost by, where that can be said.
    """

    posted: PostedCost
    now: Cost | None
    several: bool
    difference: Decimal | None


def is_on(connection: sa.Connection) -> bool:
    """Whether the company posts its cost of goods sold."""
    return bool(settings.get(connection, "cost_of_goods"))


def of_goods(targets: Mapping[Kind, Target]) -> list[Kind]:
    """The kinds of line that carry the price of goods, whatever account they go to: sales, liquidations and refunds."""
    return [
        kind for kind, target in targets.items()
        if kind_of(kind.transaction_type) in COUNTED and (is_principal(target) or target.meaning.category == LIQUIDATED)
    ]  # fmt: skip


def sold_of(company: Company, load_id: str, targets: Mapping[Kind, Target]) -> list[Sold]:
    """What a load sold, before anything is decided on it. Needs the lines."""
    return units.sold(company.lines, load_id, of_goods(targets), {})


def record(connection: sa.Connection, load_id: str, sold: Sequence[Sold], targets: Mapping[Kind, Target]) -> None:
    """Write it down, so that what lacks a cost is known without the lines."""
    costs.record(connection, load_id, sold, {kind.kind_id: kind.marketplace for kind in targets})


def count_older_loads(company: Company) -> None:
    """Write down what was sold by the loads of an earlier program, which did not. Needs the lines."""
    with company.state.read() as connection:
        loads = {load_id: targets_of(connection, settlements.kinds_of(connection, load_id)) for load_id in costs.uncounted(connection)}
    for load_id, targets in loads.items():
        if sold := sold_of(company, load_id, targets):
            with company.state.write() as connection:
                record(connection, load_id, sold, targets)


def blocked(connection: sa.Connection, load_id: str = "") -> set[str]:
    """The current loads, not posted yet, whose payouts wait for a cost; empty while the cost of goods is not posted."""
    return {one.load_id for one in missing(connection, load_id)} if is_on(connection) else set()


def missing(connection: sa.Connection, load_id: str = "") -> list[SoldUnits]:
    """What was sold, of all current settlements that are not posted or of one, without a cost on its first day, without a SKU, or in
    numbers that Amazon does not state."""
    known = Costs(costs.known(connection))
    sold = costs.sold_units(connection, load_id, unposted=True)
    return [one for one in sold if one.unstated or not one.sku or _cost_of(one, known) is None]


def _cost_of(one: SoldUnits, known: Costs) -> Cost | None:
    """The cost on the first day; costs only begin, so every later day then has one too."""
    return known.on(one.sku, one.marketplace, one.currency, one.first_on)


def findings(connection: sa.Connection, s: Settlement) -> list[Finding]:
    """What of the cost of goods stands between a payout and posting."""
    if not is_on(connection):
        return []
    lacking, found = missing(connection, s.load_id), []
    uncosted = sorted({one.sku for one in lacking if one.sku and not one.unstated})
    if uncosted:
        what = "SKU has no cost" if len(uncosted) == 1 else "SKUs have no cost"
        found.append(Finding(
            "missing-costs", f"payout {s.settlement_id}",
            f"{len(uncosted):,} {what} in {s.currency} on the day of the sale: {_few(uncosted)}.",
            "Give it under Review › Costs; the payout cannot be posted before.",
        ))  # fmt: skip
    if any(one.unstated or not one.sku for one in lacking):
        found.append(_uncountable(s.settlement_id))
    return found


def _uncountable(settlement_id: str) -> Finding:
    return Finding(
        "uncountable", f"payout {settlement_id}", "Amazon's report names no SKU or no quantity for something that was sold, so its cost is "
        "not known.", "Switch the cost of goods off for this payout's posting (Set up › Settings), and book its cost by hand.",
    )  # fmt: skip


def _few(skus: Sequence[str]) -> str:
    return ", ".join(skus[:NAMED]) + (f" and {len(skus) - NAMED:,} more" if len(skus) > NAMED else "")


def goods_of(
    company: Company, connection: sa.Connection, s: Settlement, targets: Mapping[Kind, Target], decided: dict[str, Decision]
) -> list[Goods]:
    """The payout's goods at cost; none while the cost of goods is not posted. `NotReady` for what has no cost. Needs the lines."""
    if not is_on(connection):
        return []
    kinds = of_goods(targets)
    marketplaces = {kind.kind_id: kind.marketplace for kind in kinds}
    sold = units.sold(company.lines, s.load_id, kinds, decided)
    if any(one.unstated or not one.sku for one in sold):
        lost = _uncountable(s.settlement_id)
        raise NotReady(lost.what, where=lost.where, next=lost.next)
    moved = [(one.day[:7], one.kind_id, one.sku, one.units, one.day) for one in sold]
    if settings.get(connection, "returns_to_stock"):
        moved += _returned(company, connection, s, kinds, decided)
    known = Costs(costs.known(connection))
    each = [(one, known.on(one[2], marketplaces[one[1]], s.currency, one[4])) for one in moved if one[3]]
    uncosted = sorted({one[2] for one, cost in each if cost is None})
    if uncosted:
        raise NotReady(f"No cost in {s.currency} is known on the day of the sale of {_few(uncosted)}.", where=f"payout {s.settlement_id}",
                       next="Give it under Review › Costs.")  # fmt: skip
    return _gathered((month, kind_id, sku, count, cost.unit_cost, day) for (month, kind_id, sku, count, day), cost in each if cost)


def require_not_twice(connection: sa.Connection, s: Settlement, goods: Sequence[Goods], sold: SoldAs) -> None:
    """`NotReady` for goods that stand on receipts as stock: QuickBooks itself books the cost of those, and it would count twice."""
    items = products.known(connection).items.by_id if goods and sold.products else {}
    stock = {sku for sku, product in sold.products.items() if product.item_id in items and items[product.item_id].is_stock}
    twice = sorted({one.sku for one in goods} & stock)
    if twice:
        raise NotReady(
            f"QuickBooks itself books the cost of {_few(twice)}, because they are sold as stock (products of type Inventory); it would "
            "stand in the books twice.", where=f"payout {s.settlement_id}",
            next="Choose other products for them (Review › Products), switch the cost of goods off, or post in summary.",
        )  # fmt: skip


def _returned(
    company: Company, connection: sa.Connection, s: Settlement, kinds: Sequence[Kind], decided: dict[str, Decision]
) -> list[tuple[str, int, str, int, str]]:
    """What refunds bring back, at the cost of the day of the sale: (month of the refund, kind of line, SKU, units below 0, that day)."""
    every = settlements.kinds_of_current(connection)
    targets = targets_of(connection, [kind for of_load in every.values() for kind in of_load])
    named = {load_id: of_goods({kind: targets[kind] for kind in of_load}) for load_id, of_load in every.items()}
    pairs = [(load_id, kind) for load_id, of_load in {**named, s.load_id: kinds}.items() for kind in of_load]
    return [
        (one.day[:7], one.kind_id, one.sku, -units_back(one.units, one.charged, one.refunded), one.sold_on)
        for one in units.returned(company.lines, s.load_id, pairs, decided)
    ]


def _gathered(each: Iterator[tuple[str, int, str, int, Decimal, str]]) -> list[Goods]:
    """Units added up by month, kind of line, SKU and cost."""
    found: dict[tuple[str, int, str, Decimal], Goods] = {}
    for month, kind_id, sku, count, unit_cost, day in each:
        key = (month, kind_id, sku, unit_cost)
        before = found.get(key, Goods(month, kind_id, sku, 0, unit_cost, day, day))
        found[key] = replace(before, units=before.units + count, first_on=min(before.first_on, day), last_on=max(before.last_on, day))
    return [found[key] for key in sorted(found) if found[key].units]


def rows(company: Company) -> list[Row]:
    """What the current settlements sold, by SKU and currency: what lacks a cost first, most units first."""
    with company.state.read() as connection:
        every = costs.known(connection)
        sold = [one for one in costs.sold_units(connection) if one.sku]
        posted = {batch.settlement_id for batch in outbox.batches(connection) if batch.state != "undone"}
    known, apart = Costs(every), {cost.sku for cost in every if cost.marketplace}
    today = clock.now().date().isoformat()
    places: dict[tuple[str, str, str], list[SoldUnits]] = {}
    for one in sold:
        places.setdefault((one.sku, one.marketplace if one.sku in apart else ALL, one.currency), []).append(one)
    found = []
    for (sku, marketplace, currency), of in places.items():
        lacking = [one for one in of if one.settlement_id not in posted and _cost_of(one, known) is None]
        found.append(Row(
            sku, marketplace, currency, sum(one.units for one in of), known.on(sku, marketplace, currency, today),
            min((one.first_on for one in lacking), default=""), sum(one.units for one in lacking),
            tuple(dict.fromkeys(one.settlement_id for one in lacking)),
        ))  # fmt: skip
    return sorted(found, key=lambda row: (not row.missing_from, -row.missing_units, -row.units, row.sku, row.marketplace))


def waiting(company: Company) -> list[str]:
    """The SKUs of all payouts to be posted that have no cost yet; none while the cost of goods is not posted."""
    with company.state.read() as connection:
        return sorted({one.sku for one in missing(connection)} - {""}) if is_on(connection) else []


def marketplaces(company: Company) -> list[str]:
    """The marketplaces that a cost may name: those of the books first."""
    with company.state.read() as connection:
        here = sorted({one.marketplace for one in costs.sold_units(connection)} - {""})
    return [*here, *(m.domain for m in MARKETPLACES if m.domain.casefold() not in {name.casefold() for name in here})]


def currency_of(company: Company) -> str:
    """The currency of a cost that names none: that of QuickBooks' books, as last read; US dollars before that."""
    with company.state.read() as connection:
        return str(settings.get(connection, "chart").get("currency") or "USD")


def read(company: Company, text: str) -> list[Cost]:
    """A pasted or imported list of costs (`mapping/cost_list.py`); `RefusedCosts` with every fault."""
    return cost_list.read(text, currency_of(company), marketplaces(company))


def say(company: Company, by: str, said: Sequence[Cost], taken_back: Sequence[Cost] = (), source: str = "") -> int:
    """Remember costs, and take others back; returns how many of them were news. What is posted stays as it was posted."""
    with company.state.write() as connection:
        return costs.say(connection, by, said, taken_back, source)


def posted_otherwise(company: Company) -> list[Otherwise]:
    """Goods of posted payouts whose cost is another by now, by payout and month."""
    with company.state.read() as connection:
        known, posted = Costs(costs.known(connection)), costs.posted(connection)
    found = []
    for one in posted:
        first, last = (known.on(one.sku, one.marketplace, one.currency, day) for day in (one.first_on, one.last_on))
        if first is None or last is None:
            found.append(Otherwise(one, None, last is not None, None))
        elif first.unit_cost != last.unit_cost:
            found.append(Otherwise(one, None, True, None))
        elif first.unit_cost != one.unit_cost:
            change = exact(extended(one.units, first.unit_cost, one.currency) - one.cost)
            found.append(Otherwise(one, first, False, change))
    return found


def posted_by_month(company: Company) -> list[tuple[str, str, str, int, Decimal]]:
    """The cost of goods of posted payouts, newest month first: (month, payout, currency, units, cost)."""
    with company.state.read() as connection:
        posted = costs.posted(connection)
    sums: dict[tuple[str, str, str], tuple[int, Decimal]] = {}
    for one in posted:
        units_before, cost_before = sums.get((one.month, one.settlement_id, one.currency), (0, ZERO))
        sums[one.month, one.settlement_id, one.currency] = (units_before + one.units, exact(cost_before + one.cost))
    return [(*key, *of) for key, of in sorted(sums.items(), reverse=True)]
