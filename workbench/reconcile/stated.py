"""What Amazon says it keeps at the end of a settlement, beside the account in the books that holds it.

The reserve and the balance owed go on from settlement to settlement: each takes back what the one before left, and leaves its
own. So the account must hold what the last settlement left; where it does not, the reason is one of a few, and has a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from workbench.money import ZERO, exact, total
from workbench.reconcile.roll_forward import Movement


@dataclass(frozen=True, slots=True)
class Explanation:
    """A difference that has a name: why, and what it comes to."""

    why: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Stated:
    """A settlement as it stands in the account, debit positive: what it takes back of the one before, what it leaves, and the
    movements in the books (none while it is not posted). `end` is its last day."""

    settlement_id: str
    end: date
    taken_back: Decimal
    left: Decimal
    movements: tuple[Movement, ...]

    @property
    def expected(self) -> Decimal:
        """What it moves in the account as a whole."""
        return exact(self.taken_back + self.left)

    def booked(self, last: date | None = None) -> Decimal:
        """What it moved in the books up to a day, or at all."""
        return total(one.debit for one in self.movements if last is None or one.day <= last)


def figure(settlements: Sequence[Stated], last: date) -> Decimal | None:
    """What Amazon states on that day: what the last settlement that had ended left; None when none had. Oldest first."""
    ended = [one for one in settlements if one.end <= last]
    return ended[-1].left if ended else None


def explanations(settlements: Sequence[Stated], last: date) -> list[Explanation]:
    """Why the books hold something else than Amazon states: what they hold less `figure`, as far as it has a name. Of one
    chain, oldest first."""
    ended = [one for one in settlements if one.end <= last]
    named = [*_beginnings(ended), *(why for one in settlements if (why := _timing(one, last)))]
    return [one for one in named if one.amount]


def _beginnings(ended: Sequence[Stated]) -> Iterator[Explanation]:
    """What came from before the books, and where two settlements do not meet."""
    if ended:
        yield Explanation(f"Brought in by payout {ended[0].settlement_id}, the first of these books", ended[0].taken_back)
    for before, after in pairwise(ended):
        yield Explanation(f"Payouts {before.settlement_id} and {after.settlement_id} do not meet", exact(before.left + after.taken_back))


def _timing(one: Stated, last: date) -> Explanation | None:
    expected = one.expected if one.end <= last else ZERO
    gap = exact(one.booked(last) - expected)
    if not one.movements:
        return Explanation(f"Payout {one.settlement_id} is not posted from here", gap)
    if one.booked() != one.expected:
        return None
    if one.end > last:
        return Explanation(f"Payout {one.settlement_id} ends on {one.end}, part of it is in the books before", gap)
    return Explanation(f"Payout {one.settlement_id} is in the books on {max(m.day for m in one.movements)}", gap)
