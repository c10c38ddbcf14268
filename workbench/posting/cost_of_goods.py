"""Cost of goods sold: the units that a settlement sold, at their cost, as a journal entry of each month.

A payout's money has no part in it: the entry debits the cost of goods sold and credits the inventory, and nothing of it stands on
*Payments to deposit*. Units come from order items, each once; the cost of a month is rounded once for each SKU at each cost, half
up, like every amount of ours that is worked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from workbench.money import ZERO, decimals, exact, total
from workbench.posting.accounts import Accounts
from workbench.posting.document import Document
from workbench.posting.entry import Entry, EntryLine, merged
from workbench.posting.facts import Facts
from workbench.posting.goods import Goods
from workbench.posting.journals import cost_journal


@dataclass(frozen=True, slots=True)
class MonthCost:
    """What a month's goods cost: units (returned ones taken off) and their cost."""

    month: str
    units: int
    cost: Decimal


def extended(units: int, unit_cost: Decimal, currency: str) -> Decimal:
    """What so many units cost, rounded once, half up, to the currency's own decimals. A return takes back exactly what its sale cost.

    >>> extended(3, Decimal("4.1250"), "USD"), extended(-3, Decimal("4.1250"), "USD"), extended(3, Decimal("120.5"), "JPY")
    (Decimal('12.38'), Decimal('-12.38'), Decimal('362.00'))
    """
    return exact((units * unit_cost).quantize(Decimal(1).scaleb(-decimals(currency)), ROUND_HALF_UP) + ZERO)


def units_back(units: int, charged: Decimal, refunded: Decimal) -> int:
    """How many of the units of an order item a refund brings back: the whole units that the refunded price covers.

    A part of the price of one unit, given for a scratch, brings none back.

    >>> units_back(2, Decimal("40.00"), Decimal("40.00")), units_back(2, Decimal("40.00"), Decimal("20.00"))
    (2, 1)
    >>> units_back(1, Decimal("20.00"), Decimal("5.00")), units_back(1, Decimal("20.00"), Decimal("25.00"))
    (0, 1)
    """
    if charged <= 0 or refunded <= 0 or units <= 0:
        return 0
    return min(units, int(units * refunded // charged))


def by_month(goods: Iterable[Goods], currency: str) -> list[MonthCost]:
    """The cost of each month, in order; months whose goods cost nothing are kept."""
    listed = list(goods)
    return [
        MonthCost(month, sum(g.units for g in of), total(extended(g.units, g.unit_cost, currency) for g in of))
        for month in sorted({g.month for g in listed})
        for of in [[g for g in listed if g.month == month]]
    ]


def cost_entries(facts: Facts, accounts: Accounts) -> list[Entry]:
    """The cost of each month's goods, out of the inventory; classes and locations are those of the sale's mapping.

    `NotReady` while the accounts are not said.
    """
    made = []
    for of_month in by_month(facts.goods, facts.currency):
        lines = _lines(facts, accounts, [g for g in facts.goods if g.month == of_month.month], of_month.units)
        if lines:
            made.append(Entry(f"cost of goods sold in {of_month.month}", facts.last_posted(of_month.month), lines))
    return made


def cost_documents(facts: Facts, accounts: Accounts, entries: Sequence[Entry]) -> list[Document]:
    """The same as QuickBooks' journal entries, one a month."""
    return [cost_journal(facts, accounts, entry.month, entry.lines) for entry in entries]


def _lines(facts: Facts, accounts: Accounts, goods: Sequence[Goods], units: int) -> tuple[EntryLine, ...]:
    memo = f"cost of {units:,} {'unit' if units == 1 else 'units'} sold"
    lines = []
    for one in goods:
        target, cost = facts.kinds[one.kind_id].target, extended(one.units, one.unit_cost, facts.currency)
        for account, debit in ((accounts.cost_of_goods, cost), (accounts.inventory, -cost)):
            lines.append(EntryLine(account, debit, memo, "", target.class_id, target.location_id))
    return merged(lines)
