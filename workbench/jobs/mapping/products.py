"""Products: what the SKUs of Amazon are sold as in QuickBooks, which of them wait for a person, and the choices made for them.

With product tracking off every line of the sales account is sold as the default sales item. With it on, a line that carries
the price of a product is sold as the item its SKU is matched to; a payout with a SKU that is matched to nothing is not ready.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa

from workbench.errors import Finding, NotReady, Refused
from workbench.jobs.settlements.import_answers import targets_of
from workbench.mapping import products as matching
from workbench.mapping.mapping import Target
from workbench.mapping.products import Item, Items, Match, ProductChoice
from workbench.posting.accounts import Accounts, accounts_from
from workbench.posting.products import Product, SoldAs
from workbench.settlement.catalogue import kind_of
from workbench.store import mappings, products, settings, settlements
from workbench.store.company import Company
from workbench.store.outbox_values import Batch
from workbench.store.settlements import Kind, Settlement

NAMED = 5
"""SKUs that a finding names before it counts the rest."""

Targets = Mapping[Kind, Target]


@dataclass(frozen=True)
class Known:
    """What is known of products at one moment: the settings, QuickBooks' items as last read, the choices, the sales account."""

    tracking: bool
    default_item: str
    items: Items
    choices: Mapping[str, ProductChoice]
    sales: str
    accounts: Mapping[str, str]

    @property
    def default_is_lost(self) -> bool:
        """Whether the item chosen as the default is not in QuickBooks any more, or may not be it."""
        found = self.items.by_id.get(self.default_item)
        return bool(self.default_item) and (found is None or found.is_stock)

    def by_default(self, targets: Targets) -> frozenset[int]:
        """The kinds of line that are sold as the default item."""
        return frozenset(k.kind_id for k, t in targets.items() if matching.sells_into(t, self.sales, self.accounts))

    def by_sku(self, targets: Targets) -> frozenset[int]:
        """Those of them that are sold as the item of their SKU; none with product tracking off."""
        if not self.tracking:
            return frozenset()
        return self.by_default({k: t for k, t in targets.items() if matching.is_principal(t)})


@dataclass(frozen=True, slots=True)
class Row:
    """A SKU of the current settlements: how many of their lines sold it, Amazon's titles of it, and what it is sold as."""

    sku: str
    titles: tuple[str, ...]
    line_count: int
    match: Match
    choice: ProductChoice | None


def known(connection: sa.Connection) -> Known:
    """What is known now."""
    every = settings.every(connection)
    accounts = {name.removeprefix("account:"): value for name, value in every.items() if name.startswith("account:")}
    return Known(
        every["product_tracking"], every["default_item"], Items(items_of(every["chart"])), products.choices(connection),
        matching.sales_account(mappings.load(connection), accounts), accounts,
    )  # fmt: skip


def items_of(chart: Mapping[str, list[dict[str, str]]]) -> list[Item]:
    """QuickBooks' active items as last read. The type of an item that was read by an earlier program is not known ('')."""
    return [Item(i["id"], i["name"], i["sku"], i.get("type", ""), i["income_account_id"]) for i in chart.get("items", [])]


def unmatched(connection: sa.Connection, loads: Mapping[str, Targets]) -> dict[str, dict[str, frozenset[str]]]:
    """The SKUs that wait for a person: load id -> kind of transaction (`sale`, …) -> SKUs. Empty with product tracking off."""
    if not settings.get(connection, "product_tracking"):
        return {}
    now = known(connection)
    titles = products.titles(connection)
    skus = [sku for sku, stated in titles.items() if not matching.match(sku, stated, now.items, now.choices).is_settled]
    kinds = {load_id: {k.kind_id: k for k in targets} for load_id, targets in loads.items()} if skus else {}
    tracked = {load_id: now.by_sku(loads[load_id]) for load_id in kinds}
    found: dict[str, dict[str, frozenset[str]]] = {}
    for load_id, kind_id, sku in products.where_sold(connection, skus):
        if kind_id in tracked.get(load_id, ()):
            of_load, kind = found.setdefault(load_id, {}), kind_of(kinds[load_id][kind_id].transaction_type)
            of_load[kind] = of_load.get(kind, frozenset()) | {sku}
    return found


def blocked(connection: sa.Connection, loads: Mapping[str, Targets]) -> set[str]:
    """The loads whose payouts wait for a product, or for another default sales item."""
    waiting = set(unmatched(connection, loads))
    if not settings.get(connection, "default_item"):
        return waiting
    now = known(connection)
    return waiting | {load_id for load_id, targets in loads.items() if now.default_is_lost and now.by_default(targets)}


def findings(connection: sa.Connection, s: Settlement, targets: Targets) -> list[Finding]:
    """What stands between a payout and posting."""
    found, now = [], known(connection)
    skus = sorted({sku for of_kind in unmatched(connection, {s.load_id: targets}).get(s.load_id, {}).values() for sku in of_kind})
    if skus:
        more = f" and {len(skus) - NAMED:,} more" if len(skus) > NAMED else ""
        what = "SKU has no product" if len(skus) == 1 else "SKUs have no product"
        found.append(Finding(
            "unmatched-products", f"payout {s.settlement_id}", f"{len(skus):,} {what} of QuickBooks yet: {', '.join(skus[:NAMED])}{more}.",
            "Choose it under Review › Products; the payout cannot be posted before.",
        ))  # fmt: skip
    if now.default_is_lost and now.by_default(targets):
        found.append(_lost_default())
    return found


def _lost_default() -> Finding:
    return Finding(
        "default-item", "settings", "The default sales item is not in QuickBooks any more, is inactive, or has no income account.",
        "Choose another under Set up › Settings.",
    )  # fmt: skip


def sold_as(connection: sa.Connection, s: Settlement, targets: Targets, accounts: Accounts) -> SoldAs:
    """What a payout's lines are sold as; `NotReady` when an item's account is not in QuickBooks' chart, or the default is lost."""
    now = known(connection)
    if now.default_is_lost:
        lost = _lost_default()
        raise NotReady(lost.what, where=lost.where, next=lost.next)
    tracked = now.by_sku(targets)
    titles = products.titles(connection, s.load_id) if tracked else {}
    matched = {sku: matching.match(sku, stated, now.items, now.choices) for sku, stated in titles.items()}
    default = _product(now.items.by_id[now.default_item], accounts) if now.default_item else None
    found = {sku: _product(now.items.by_id[m.item_id], accounts) for sku, m in matched.items() if m.is_settled and m.item_id}
    return SoldAs(now.by_default(targets), tracked, found, default)


def _product(item: Item, accounts: Accounts) -> Product:
    account = accounts.by_id.get(item.income_account_id)
    if account is None:
        raise NotReady(
            f"The product {item.name} posts to an account that is inactive or gone in QuickBooks.", where="products",
            next="Give it another income account there, read the products anew, or choose another product (Review › Products).",
        )  # fmt: skip
    return Product(item.id, account)


def sold_of(connection: sa.Connection, s: Settlement, batch: Batch | None, targets: Targets) -> dict[tuple[int, str], Product]:
    """Kind of line and SKU -> item: as the batch was posted, or as it would be now. What keeps its mapped account is left out."""
    if batch is not None:
        return products.of_batch(connection, batch.batch_id)
    try:
        accounts = accounts_from(settings.get(connection, "chart"), settings.every(connection))
        sold = sold_as(connection, s, targets, accounts)
    except NotReady:  # not set up yet: the mapping alone says where money goes
        return {}
    each = [(kind_id, sku) for _, kind_id, sku in products.where_sold(connection, list(sold.products), s.load_id)]
    every = [*((kind_id, "") for kind_id in sold.by_default), *((kind_id, sku) for kind_id, sku in each if kind_id in sold.by_sku)]
    return {(kind_id, sku): product for kind_id, sku in every if (product := sold.of(kind_id, sku))}


def rows(company: Company) -> list[Row]:
    """The SKUs of the sales account's lines over all current settlements, those that wait first, then the most sold."""
    with company.state.read() as connection:
        now = replace(known(connection), tracking=True)
        loads = settlements.kinds_of_current(connection)
        targets = targets_of(connection, [kind for of_load in loads.values() for kind in of_load])
        sold = products.listed(connection, {load_id: now.by_sku({k: targets[k] for k in of_load}) for load_id, of_load in loads.items()})
    found = [
        Row(one.sku, one.titles, one.line_count, matching.match(one.sku, one.titles, now.items, now.choices, suggest=True),
            now.choices.get(one.sku))
        for one in sold
    ]  # fmt: skip
    return sorted(found, key=lambda row: row.match.is_settled)


def waiting(company: Company) -> list[str]:
    """The SKUs of all current settlements that wait for a person; none with product tracking off."""
    with company.state.read() as connection:
        if not settings.get(connection, "product_tracking"):
            return []
        loads = settlements.kinds_of_current(connection)
        targets = targets_of(connection, [kind for of_load in loads.values() for kind in of_load])
        found = unmatched(connection, {load_id: {k: targets[k] for k in of_load} for load_id, of_load in loads.items()})
    return sorted({sku for of_load in found.values() for skus in of_load.values() for sku in skus})


def offered(company: Company) -> dict[str, Item]:
    """The items that a SKU may be sold as, by id, in order of their names. The default sales item is one that is no stock."""
    with company.state.read() as connection:
        items = known(connection).items
    return {item.id: item for item in sorted(items.by_id.values(), key=lambda item: item.name.casefold())}


def sales_account(company: Company) -> str:
    """The QuickBooks id of the account that the price of products goes to; '' while QuickBooks was not read."""
    with company.state.read() as connection:
        return known(connection).sales


def choose(company: Company, by: str, chosen: Mapping[str, str | None]) -> None:
    """Remember what SKUs are sold as: an item's id, '' for the default sales item, None to take a choice back.

    `Refused` for an item that QuickBooks does not have, or that stands on no sale; then nothing is remembered.
    """
    with company.state.write() as connection:
        items = known(connection).items
        products.choose(connection, by, {sku: _choice(sku, item_id, items) for sku, item_id in chosen.items()})


def _choice(sku: str, item_id: str | None, items: Items) -> ProductChoice | None:
    if item_id is None:
        return None
    if not item_id:
        return ProductChoice("default")
    item = items.by_id.get(item_id)
    if item is None:
        raise Refused(
            "This product is not in QuickBooks, is inactive, or cannot be sold by itself.", where=f"SKU {sku}",
            next="Choose another, or read the products anew.",
        )  # fmt: skip
    return ProductChoice("item", item.id, item.name)


def kinds_that_sell(targets: Targets) -> list[int]:
    """The kinds of line that carry the price of a product, whatever account they go to."""
    return [kind.kind_id for kind, target in targets.items() if matching.is_principal(target)]


def count_older_loads(company: Company) -> None:
    """Write down what was sold by the loads of an earlier program, which did not. Needs the lines."""
    with company.state.read() as connection:
        loads = {load_id: targets_of(connection, settlements.kinds_of(connection, load_id)) for load_id in products.without(connection)}
    sold = {load_id: company.lines.sold(load_id, kinds) for load_id, targets in loads.items() if (kinds := kinds_that_sell(targets))}
    if any(sold.values()):
        with company.state.write() as connection:
            for load_id, of_load in sold.items():
                products.record(connection, load_id, of_load)
