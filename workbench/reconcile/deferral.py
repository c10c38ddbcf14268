"""What Amazon holds back at the end of a day, rebuilt from the transactions themselves, and how a month moved it.

A sale that Amazon defers is posted at shipment and released some days after delivery. Its status is today's and says nothing
of a day in the past, so the state of a day comes from the two days alone: deferred at the end of a day is what was posted by
then and was not released by then. Amounts are from the seller's side, + is money to the seller; days are the marketplace's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from workbench.errors import BrokenInvariant, Finding
from workbench.money import total
from workbench.reconcile.month import last_day


@dataclass(frozen=True, slots=True)
class Charge:
    """A part of a transaction: the three texts that the mapping reads, the report they are the words of, and the amount."""

    transaction_type: str
    amount_type: str
    amount_description: str
    report: str
    amount: Decimal

    @property
    def kind(self) -> tuple[str, str, str, str]:
        """What the mapping is asked for."""
        return self.transaction_type, self.amount_type, self.amount_description, self.report


@dataclass(frozen=True, slots=True)
class Held:
    """A transaction, deferred or merely posted: when it happened and, where it was deferred, when it was released.

    `reason` is DD7 or B2B, or '' where Amazon states none. `settlement` is the one in the books that has this money on a day
    up to the one in question, '' for none: such money is in the books already. The charges come to the amount.
    """

    key: str
    order_id: str
    what: str
    reason: str
    posted: date
    released: date | None
    amount: Decimal
    charges: tuple[Charge, ...] = ()
    settlement: str = ""

    def __post_init__(self) -> None:
        if self.charges and (found := total(charge.amount for charge in self.charges)) != self.amount:
            what = f"The parts of a transaction come to {found}, the whole is {self.amount}."
            raise BrokenInvariant(what, where=f"transaction {self.key}")

    def deferred_at(self, day: date) -> bool:
        """Whether Amazon holds it at the end of that day."""
        return self.posted <= day and (self.released is None or self.released > day)


@dataclass(frozen=True)
class RollForward:
    """A month of what Amazon holds back: opening + deferred − released = closing. Each part is the list of its transactions."""

    month: str
    opening: tuple[Held, ...]
    deferred: tuple[Held, ...]
    released: tuple[Held, ...]
    closing: tuple[Held, ...]

    def __post_init__(self) -> None:
        moved = amount_of(self.opening) + amount_of(self.deferred) - amount_of(self.released)
        if moved != amount_of(self.closing):
            raise BrokenInvariant(f"Deferred transactions roll to {moved}, the list comes to {amount_of(self.closing)}.", where=self.month)

    @property
    def last(self) -> date:
        """The day of the closing."""
        return last_day(self.month)


def roll_forward(held: Iterable[Held], month: str) -> RollForward:
    """The month (`YYYY-MM`). What was released before it was posted was never held back and is left out (`oddities` tells it).

    >>> sale = Held("1", "111-1", "Order Payment", "DD7", date(2026, 9, 28), date(2026, 10, 8), Decimal("10.00"))
    >>> september, october = roll_forward([sale], "2026-09"), roll_forward([sale], "2026-10")
    >>> amount_of(september.closing), amount_of(october.opening), amount_of(october.released), amount_of(october.closing)
    (Decimal('10.00'), Decimal('10.00'), Decimal('10.00'), Decimal('0.00'))
    """
    first, last = date.fromisoformat(f"{month}-01"), last_day(month)
    listed = sorted((one for one in held if one.released is None or one.released >= one.posted), key=lambda one: (one.posted, one.key))
    return RollForward(
        month,
        tuple(one for one in listed if one.deferred_at(first - timedelta(days=1))),
        tuple(one for one in listed if first <= one.posted <= last),
        tuple(one for one in listed if one.released is not None and first <= one.released <= last),
        tuple(one for one in listed if one.deferred_at(last)),
    )


def oddities(held: Iterable[Held]) -> list[Finding]:
    """Transactions whose days contradict each other."""
    return [
        Finding(
            "odd-release", f"order {one.order_id or one.key}",
            f"It was released on {one.released}, before it was posted on {one.posted}.",
            "Look at the order in Seller Central › Payments. It is not taken for deferred.", one.amount, blocks=False,
        )
        for one in held if one.released is not None and one.released < one.posted
    ]  # fmt: skip


Key = tuple[str, str]
"""An order and the kind of a transaction of it."""


def found_among(wanted: Sequence[tuple[Key, Decimal]], there: Iterable[tuple[Key, Decimal]]) -> set[int]:
    """Which of the `wanted` amounts (by their place) are `there`: each amount that is there is taken once, and what is left of an
    order and kind counts as a whole where the sums agree, since a settlement may state two parts of an order in one.

    >>> sale = ("111-1", "sale")
    >>> found_among([(sale, Decimal("10.00")), (sale, Decimal("10.00"))], [(sale, Decimal("10.00"))])
    {0}
    >>> sorted(found_among([(sale, Decimal("10.00")), (sale, Decimal("5.00"))], [(sale, Decimal("15.00"))]))
    [0, 1]
    """
    left: dict[Key, list[Decimal]] = {}
    for key, amount in there:
        left.setdefault(key, []).append(amount)
    found = set[int]()
    for n, (key, amount) in enumerate(wanted):
        if key[0] and amount in left.get(key, ()):
            left[key].remove(amount)
            found.add(n)
    rest: dict[Key, list[int]] = {}
    for n, (key, _) in enumerate(wanted):
        if n not in found and left.get(key):
            rest.setdefault(key, []).append(n)
    for key, places in rest.items():
        if total(wanted[n][1] for n in places) == total(left[key]):
            found |= set(places)
    return found


def amount_of(held: Iterable[Held]) -> Decimal:
    """What these transactions come to."""
    return total(one.amount for one in held)


def by_kind(held: Sequence[Held]) -> dict[tuple[str, str, str, str], Decimal]:
    """What these transactions come to, kind by kind, in the order of the kinds' names; kinds that come to 0.00 are kept."""
    sums: dict[tuple[str, str, str, str], list[Decimal]] = {}
    for one in held:
        for charge in one.charges:
            sums.setdefault(charge.kind, []).append(charge.amount)
    return {kind: total(amounts) for kind, amounts in sorted(sums.items())}
