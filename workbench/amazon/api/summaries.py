"""Summaries: Amazon's own statement of what a settlement came to, by kind of money (Finances 2024-06-19, listSummary)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.amazon.api import breakdowns
from workbench.amazon.api.breakdowns import Breakdown
from workbench.amazon.api.reading import Entry
from workbench.errors import BrokenInvariant
from workbench.money import Money, total


@dataclass(frozen=True, slots=True)
class Summary:
    """The net proceeds of a settlement and the tree they are made of. How they relate to the settlement report's total is
    not documented: a second opinion, not a control total, until it is proved on a seller's own figures."""

    settlement_id: str
    net: Money
    breakdown: tuple[Breakdown, ...]


def parse(settlement_id: str, entries: Sequence[Entry]) -> Summary | None:
    """One summary of Amazon's for each marketplace of the settlement, added up; None when Amazon has none."""
    if not entries:
        return None
    nets = [entry.money_needed("netProceeds") for entry in entries]
    if len({net.currency for net in nets}) > 1:
        raise BrokenInvariant("Amazon sums one settlement up in two currencies.", where=f"Amazon settlement {settlement_id}")
    where = f"summary of {settlement_id}"
    parts = [breakdowns.parse(entry.entries("breakdowns"), net, where) for entry, net in zip(entries, nets, strict=True)]
    net = Money(total(net.amount for net in nets), nets[0].currency)
    return Summary(settlement_id, net, tuple(part for each in parts for part in each))
