"""From gross sales to the bank: the steps of one payout, which add up to it. From the state alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from workbench.errors import BrokenInvariant
from workbench.jobs import review
from workbench.money import ZERO, exact, total
from workbench.settlement.catalogue import kind_of, side_of
from workbench.store.company import Company

SALES = {
    "gross": "Gross sales",
    "shipping": "Shipping",
    "discounts": "Discounts",
    "tax": "Tax",
    "fees": "Fees on sales",
}
SINGLE = 6
"""Adjustments that get a step of their own, largest first; the rest share one."""


@dataclass(frozen=True, slots=True)
class Step:
    """A figure that the payout is made of, in its currency, + = to the seller."""

    words: str
    amount: Decimal


def steps(company: Company, settlement_id: str) -> list[Step]:
    """Sales by column, refunds, the largest adjustments and the rest, balance movements; steps of 0.00 are left out.

    Their sum is the payout: `BrokenInvariant` otherwise.
    """
    s = review.payout(company, settlement_id).settlement
    sums: dict[str, dict[str, Decimal]] = {"sales": dict.fromkeys(SALES, ZERO), "refunds": {}, "adjustment": {}, "balance": {}}
    for kind, target in review.kinds_with_targets(company, s).items():
        group, name = _place(kind_of(kind.transaction_type), target.meaning.section, target.meaning.column)
        name = name or (target.meaning.words if target.meaning.sure else review.words_of(kind))
        sums[group][name] = exact(sums[group].get(name, ZERO) + kind.total)
    listed = [
        *(Step(SALES[column], amount) for column, amount in sums["sales"].items()),
        Step("Refunds", total(sums["refunds"].values())),
        *_largest(Step(words, amount) for words, amount in sums["adjustment"].items()),
        Step("Balance movements", total(sums["balance"].values())),
    ]
    if total(step.amount for step in listed) != s.total:
        where = f"payout {settlement_id}"
        raise BrokenInvariant("The steps do not add up to the payout.", where=where, next="Run doctor, and report this.")
    return [step for step in listed if step.amount]


def _place(kind: str, section: str, column: str) -> tuple[str, str]:
    """The group a kind of line belongs to, and its column where the group has columns."""
    if not kind:
        return ("balance" if section == "balance" else "adjustment"), ""
    side = side_of(kind)
    return side, (column or "gross") if side == "sales" else "refund"


def _largest(found: Iterable[Step]) -> list[Step]:
    by_size = sorted(found, key=lambda step: (-abs(step.amount), step.words))
    rest = by_size[SINGLE:]
    return [*by_size[:SINGLE], *([Step("Other adjustments", total(step.amount for step in rest))] if rest else [])]
