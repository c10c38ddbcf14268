"""An account rolled forward: what it opened with, what each settlement moved in it, what it closes with, and how old that is.

Debits are positive. What is open at the end is found by setting every movement off against earlier ones: against the one of
exactly the opposite amount (a reserve that comes back), else against its own settlement's, else against the oldest. So what is
left has one sign, and comes to the closing balance.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workbench.errors import BrokenInvariant
from workbench.money import ZERO, exact, total

BUCKETS = ("0-30 days", "31-60 days", "61-90 days", "Over 90 days")
"""The ages into which open amounts are sorted."""


@dataclass(frozen=True, slots=True, order=True)
class Movement:
    """What a settlement moved in an account on one day, debit positive."""

    day: date
    settlement_id: str
    debit: Decimal


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A part of the balance that nothing has cleared: the settlement that brought it, since when, how much."""

    settlement_id: str
    day: date
    amount: Decimal

    def age(self, last: date) -> int:
        """Its age in days at the end."""
        return (last - self.day).days

    def bucket(self, last: date) -> int:
        """The place of its age in `BUCKETS`.

        >>> item = OpenItem("1", date(2026, 9, 1), Decimal("5.00"))
        >>> [item.bucket(date(2026, *day)) for day in ((10, 1), (10, 2), (11, 30), (12, 1))]
        [0, 1, 2, 3]
        """
        return sum(self.age(last) > days for days in (30, 60, 90))


@dataclass(frozen=True)
class Rolled:
    """An account over a period that ends on `last`: opening + movements = closing = all that is open."""

    opening: Decimal
    by_settlement: tuple[Movement, ...]
    open_items: tuple[OpenItem, ...]
    last: date

    @property
    def movements(self) -> Decimal:
        """All that was moved in the period."""
        return total(one.debit for one in self.by_settlement)

    @property
    def closing(self) -> Decimal:
        """The balance at the end."""
        return exact(self.opening + self.movements)

    @property
    def ageing(self) -> tuple[Decimal, ...]:
        """The closing balance by age, a figure for each of `BUCKETS`."""
        return tuple(total(i.amount for i in self.open_items if i.bucket(self.last) == place) for place in range(len(BUCKETS)))


def roll(movements: Iterable[Movement], first: date | None, last: date) -> Rolled:
    """The account from `first` (None: from its beginning) to `last`; what is dated later plays no part.

    In the period, a settlement's movements are one a settlement, on the day of its last one. `BrokenInvariant` when what is
    open does not come to the closing balance.
    """
    known = sorted(one for one in movements if one.day <= last)
    before = [one for one in known if first is not None and one.day < first]
    rolled = Rolled(total(one.debit for one in before), _by_settlement(known[len(before) :]), tuple(open_items(known)), last)
    if total(item.amount for item in rolled.open_items) != rolled.closing:
        raise BrokenInvariant(f"What is open does not come to {rolled.closing}.", where="roll-forward", next="Report this.")
    return rolled


def open_items(movements: Iterable[Movement]) -> list[OpenItem]:
    """What is open after all of them, oldest first.

    >>> days = [date(2026, 9, day) for day in (2, 16, 30)]
    >>> reserve = [Movement(days[0], "1", Decimal("64.00")), Movement(days[1], "2", Decimal("-64.00")),
    ...            Movement(days[1], "2", Decimal("80.00")), Movement(days[2], "3", Decimal("-30.00"))]
    >>> [(item.settlement_id, str(item.amount)) for item in open_items(reserve)]
    [('2', '50.00')]
    """
    left: list[OpenItem] = []
    for one in sorted(movements):
        rest = one.debit
        if left and rest and (left[0].amount > ZERO) != (rest > ZERO):
            for item in _in_turn(left, one):
                rest, open_still = _set_off(rest, item.amount)
                place = left.index(item)
                left[place : place + 1] = [OpenItem(item.settlement_id, item.day, open_still)] if open_still else []
                if not rest:
                    break
        if rest:
            left.append(OpenItem(one.settlement_id, one.day, exact(rest)))
    return left


def _in_turn(left: Sequence[OpenItem], one: Movement) -> list[OpenItem]:
    """The open items in the order in which this movement clears them."""
    return sorted(left, key=lambda item: (item.amount != -one.debit, item.settlement_id != one.settlement_id, item.day))


def _set_off(rest: Decimal, amount: Decimal) -> tuple[Decimal, Decimal]:
    """What is left of either when amounts of opposite sign meet."""
    both = exact(rest + amount)
    return (both, ZERO) if abs(rest) > abs(amount) else (ZERO, both)


def _by_settlement(movements: Iterable[Movement]) -> tuple[Movement, ...]:
    sums: dict[str, Movement] = {}
    for one in movements:
        before = sums.get(one.settlement_id)
        debit = exact(before.debit + one.debit) if before else one.debit
        sums[one.settlement_id] = Movement(max(one.day, before.day) if before else one.day, one.settlement_id, debit)
    return tuple(sorted(sums.values()))
