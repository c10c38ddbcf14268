"""Breakdowns: Amazon's tree of what an amount is made of, proved before it is believed.

At every level the parts sum to the whole, to the cent. The items of a transaction state the same money once more and
are no part of this tree (Finances 2024-06-19, listTransactions).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.amazon.api.reading import Entry
from workbench.errors import BrokenInvariant
from workbench.money import Money, total


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One part of an amount, with its own parts; none for a leaf."""

    type: str
    amount: Money
    parts: tuple[Breakdown, ...] = ()

    def leaves(self, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Money]]:
        """Each leaf once, with the names that lead to it: together they are the whole amount."""
        here = (*path, self.type)
        if not self.parts:
            yield here, self.amount
        for part in self.parts:
            yield from part.leaves(here)


def parse(entries: Sequence[Entry], whole: Money, where: str) -> tuple[Breakdown, ...]:
    """The parts of `whole`; () when Amazon gives none. Raises `BrokenInvariant` when they do not sum to it."""
    parts = tuple(_one(entry, where) for entry in entries)
    if parts:
        check(whole, [part.amount for part in parts], where)
    return parts


def check(whole: Money, parts: Sequence[Money], where: str) -> None:
    """Raises `BrokenInvariant` when the parts are of another currency or do not sum to the whole."""
    currencies = {part.currency for part in parts} - {whole.currency}
    if currencies:
        raise BrokenInvariant(f"A part of {whole} is in {currencies.pop()}.", where=f"Amazon {where}")
    together = total(part.amount for part in parts)
    if together != whole.amount:
        raise BrokenInvariant(
            f"Amazon's parts sum to {Money(together, whole.currency)}, the whole is {whole}.",
            where=f"Amazon {where}",
            next="Nothing was taken over from this answer. Try again; if it stays, report it to Amazon's developer support.",
        )


def _one(entry: Entry, where: str) -> Breakdown:
    name, amount = entry.needed("breakdownType"), entry.money_needed("breakdownAmount")
    return Breakdown(name, amount, parse(entry.entries("breakdowns"), amount, f"{where}, {name}"))
