"""Pairs that must be zero: two figures of which one takes the other back, so that nothing may be left between them.

The reserve of one settlement and what the next gives back, a debt and what is carried of it, a month's part and its
carry-forward, the tax collected and withheld, what was posted and what QuickBooks holds. What is open is either natural, because
the other half cannot be there yet, or it is wrong; nothing is tolerated in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from workbench.money import ZERO, exact, total
from workbench.reconcile.chain import Chain
from workbench.reconcile.joint import Joint, Proof
from workbench.reconcile.period import Period
from workbench.reconcile.roll_forward import Movement, Rolled

PairName = Literal["lines", "months", "reserve", "debt", "charge", "carried", "tax", "read-back", "clearing"]

CYCLE = 14
"""Days of one of Amazon's settlements: what lies longer in a clearing account lies there too long."""


@dataclass(frozen=True, slots=True)
class Open:
    """What is open of a pair: of which payout, since when, how much, why; natural or wrong. `of` is an order or an account."""

    settlement_id: str
    day: date | None
    amount: Decimal
    why: str
    natural: bool = False
    of: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair in one currency. `figure` is what is wrong of it, added up without signs: 0.00 when the pair holds."""

    name: PairName
    currency: str
    items: tuple[Open, ...] = ()

    @property
    def figure(self) -> Decimal:
        """How much is wrong."""
        return total(abs(item.amount) for item in self.wrong)

    @property
    def wrong(self) -> tuple[Open, ...]:
        """What is open and should not be."""
        return tuple(item for item in self.items if not item.natural)

    @property
    def holds(self) -> bool:
        """Whether nothing of it is wrong."""
        return not self.wrong


@dataclass(frozen=True, slots=True)
class TaxedOrder:
    """An order of which Amazon withheld tax: what was collected and what was withheld, + = to the seller."""

    order_id: str
    day: date
    collected: Decimal
    withheld: Decimal


def reserves(chains: Iterable[Chain], first: date, last: date) -> list[Open]:
    """The reserve that a settlement holds, and what the next gives back of it."""
    return [
        *(item for chain in chains for joint in _joints(chain, first, last) if (item := _proved(joint, joint.reserve, "gives back"))),
        *(
            Open(p.settlement_id, p.end.date(), exact(-p.reserve_held), "held until the next settlement", natural=True)
            for p in _newest(chains, first, last)
            if p.reserve_held
        ),
    ]


def debts(chains: Iterable[Chain], first: date, last: date) -> list[Open]:
    """A total below zero, and what the next settlement carries of it (*Payable to Amazon*)."""
    return [
        *(item for chain in chains for joint in _joints(chain, first, last) if (item := _proved(joint, joint.debt, "carries"))),
        *(
            Open(p.settlement_id, p.end.date(), p.debt, "owed until the next settlement, or a charge to the card", natural=True)
            for p in _newest(chains, first, last)
            if p.debt
        ),
    ]


def charges(chains: Iterable[Chain], first: date, last: date) -> list[Open]:
    """What the card was charged (*Successful charge*), and the debt that it pays; of the first settlement that debt may lie before
    these books."""
    return [
        Open(p.settlement_id, p.end.date(), beyond, "charged to the card, and no debt of that size was carried", p is chain.periods[0])
        for chain in chains
        for p in chain.periods
        if _touches(p, first, last) and (beyond := exact(p.charged + min(p.carried, ZERO))) > ZERO
    ]


def carried(account: Rolled, every: Sequence[Movement]) -> list[Open]:
    """What the carry-forward holds at the month's end. Natural where the settlement's other part, dated later, takes it back;
    `every` are the account's movements of all time."""
    return [
        Open(item.settlement_id, item.day, item.amount, *_whether_split(item.settlement_id, every)) for item in account.open_items
    ]  # fmt: skip


def _whether_split(settlement_id: str, every: Sequence[Movement]) -> tuple[str, bool]:
    if total(one.debit for one in every if one.settlement_id == settlement_id):
        return "carried forward, and never brought back", False
    return "carried to the part of the settlement in the next month", True


def clearing(account: Rolled, every: Sequence[Movement], name: str) -> list[Open]:
    """What lies in a clearing account at the month's end: wrong when it lies there for longer than a settlement takes, and no
    later document of its own settlement clears it. One item a settlement, on its oldest day."""
    found: dict[tuple[str, bool], Open] = {}
    for item in account.open_items:
        cleared = not total(one.debit for one in every if one.settlement_id == item.settlement_id)
        natural = cleared or item.age(account.last) <= CYCLE
        why = "cleared after the month's end" if cleared else f"{item.age(account.last)} days old, nothing clears it yet"
        first = found.get((item.settlement_id, natural), Open(item.settlement_id, item.day, ZERO, why, natural, name))
        found[item.settlement_id, natural] = replace(first, amount=exact(first.amount + item.amount))
    return list(found.values())


def taxes(settlement_id: str, orders: Iterable[TaxedOrder]) -> list[Open]:
    """Where Amazon withheld an order's tax, it is what was collected. An order whose tax the seller remits is no pair."""
    return [
        Open(settlement_id, one.day, exact(one.collected + one.withheld), "collected and withheld differ", of=one.order_id)
        for one in orders
        if one.withheld and one.collected + one.withheld
    ]


def _touches(p: Period, first: date, last: date) -> bool:
    return p.start.date() <= last and p.end.date() >= first


def _joints(chain: Chain, first: date, last: date) -> Iterator[Joint]:
    """The joints whose later settlement touches the month."""
    return (joint for joint in chain.joints if _touches(joint.after, first, last))


def _newest(chains: Iterable[Chain], first: date, last: date) -> Iterator[Period]:
    """The last settlement of each chain, where it ends in the month: its other half is not there yet."""
    return (p for chain in chains if (p := chain.periods[-1]).itemised and first <= p.end.date() <= last)


def _proved(joint: Joint, proof: Proof, does: str) -> Open | None:
    """What is open where two settlements meet; nothing where the two are the same."""
    before, after = joint.before, joint.after
    if proof.standing == "differs":
        why = f"payout {after.settlement_id} {does} {proof.found} of {proof.left}"
        return Open(before.settlement_id, before.end.date(), proof.difference, why)
    amount = exact(proof.left or proof.found)
    if proof.standing != "not-known" or not amount:
        return None
    if joint.meeting == "hole":
        return Open(before.settlement_id, before.end.date(), amount, f"the settlement before payout {after.settlement_id} is missing")
    why = "one of the two is known from transaction reports, which leave balances out"
    return Open(before.settlement_id, before.end.date(), amount, why, natural=True)
