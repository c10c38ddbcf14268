"""The bridge of a month: from what Amazon says of it to what the bank received, figure by figure, every difference by name.

Amazon counts a month by the day on which it posted a line, the bank by the day on which money arrived, and the books by both: so
the figures are bound to differ. A leg leads from one figure to the next; its steps and what is unexplained add up exactly.
All money of a bridge is in one currency, + = to the seller; months are `YYYY-MM`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from workbench.money import ZERO, exact, total

Group = Literal["carried", "open", "moved", "balance-sheet", "changed", ""]

PAYOUTS = "Payouts deposited in the month"
CARRIED_IN = "Carried in: posted in another month"
CARRIED_OUT = "Carried out: deposited in another month"
BACK: Mapping[Group, str] = {
    "carried": "Carried over the month's ends",
    "moved": "Moved out of closed books",
    "balance-sheet": "Tax, reserve and other balance-sheet accounts",
    "open": "Not posted, or not read back",
    "changed": "Changed in QuickBooks since posting",
}
"""How the differences on the way from the payouts to QuickBooks are called where the last leg takes them back."""


@dataclass(frozen=True, slots=True)
class Step:
    """One named difference between two figures; those of a `group` are taken back together on the way to the bank."""

    words: str
    amount: Decimal
    group: Group = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """From one figure to the next: `start` + steps + `unexplained` = `end`."""

    begins: str
    start: Decimal
    steps: tuple[Step, ...]
    ends: str
    end: Decimal

    @property
    def unexplained(self) -> Decimal:
        """What no step names; must be 0.00."""
        return exact(self.end - self.start - total(step.amount for step in self.steps))


@dataclass(frozen=True, slots=True)
class Bridge:
    """The legs in order, each beginning where the one before ended. `left_out` names figures there are none of, and why."""

    month: str
    currency: str
    legs: tuple[Leg, ...]
    left_out: tuple[tuple[str, str], ...]

    @property
    def unexplained(self) -> Decimal:
        """What is unexplained on all legs, without sign: two of them never cancel. 0.00 when everything has a name."""
        return total(abs(leg.unexplained) for leg in self.legs)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A payout at the bank: in which month, how much, in which currency."""

    month: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Payout:
    """One payout, month by month.

    `month` is that of its deposit; `lines` are its lines by month, `balance` those of them that only move the balance, by month
    and words. The rest is empty unless `standing` is `posted`: `earned` is what our entries have in the profit and loss, `kept`
    by month and account what they have in the balance sheet; `quickbooks` is the profit and loss as read back, `unread` what was
    not read, `changed` what somebody changed there. `moved` tells that documents were moved out of closed books.
    """

    settlement_id: str
    total: Decimal
    month: str
    lines: Mapping[str, Decimal]
    balance: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    standing: Literal["posted", "open", "elsewhere"] = "open"
    earned: Mapping[str, Decimal] = field(default_factory=dict)
    kept: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    quickbooks: Mapping[str, Decimal] = field(default_factory=dict)
    unread: Mapping[str, Decimal] = field(default_factory=dict)
    changed: Mapping[str, Decimal] = field(default_factory=dict)
    moved: bool = False
    arrived: Arrived | None = None

    def entries(self, month: str) -> Decimal:
        """What our entries have of the month, on all accounts that its lines go to."""
        return exact(self.earned.get(month, ZERO) + total(amount for (of, _), amount in self.kept.items() if of == month))

    def on_balance(self, month: str) -> Decimal:
        """What of the month's lines only moves the balance."""
        return total(amount for (of, _), amount in self.balance.items() if of == month)


@dataclass(frozen=True, slots=True)
class Reported:
    """Rows of Amazon's transaction reports, summed: by settlement, by month as printed, and by month in the books' time zone."""

    settlement_id: str
    released: bool
    printed: str
    booked: str
    amount: Decimal


def bridge(
    month: str, currency: str, payouts: Sequence[Payout], reported: Sequence[Reported], read: bool, bank: Decimal | None
) -> Bridge:  # fmt: skip
    """The bridge of one month. `read` tells whether QuickBooks was read back at all, `bank` is what it received for payouts in
    the month; None while no statement is in the books."""
    legs = [_amazon(month, payouts, reported)] if any(r.printed == month for r in reported) else []
    left_out = [] if legs else [("Amazon's month", "No transaction report of this month is in the books.")]
    on_the_way = [_entries(month, payouts)]
    if read:
        on_the_way.append(_quickbooks(month, payouts, on_the_way[-1]))
    else:
        left_out.append(("QuickBooks", "Nothing was read back yet."))
    legs += on_the_way
    if bank is None:
        left_out.append(("Bank", "No bank statement is in the books."))
    else:
        legs.append(_bank(month, currency, payouts, on_the_way, bank))
    return Bridge(month, currency, tuple(legs), tuple(left_out))


def _amazon(month: str, payouts: Sequence[Payout], reported: Sequence[Reported]) -> Leg:
    """From the reports' rows of the month to the payouts deposited in it."""
    books = {p.settlement_id: p for p in payouts}
    here = [r for r in reported if r.released and r.settlement_id in books]
    steps = [
        Step("Time zone: another month there than in the books", total(_of(here, month, "booked")) - total(_of(here, month, "printed"))),
        Step("Deferred: not released yet", -total(_of([r for r in reported if not r.released], month, "printed"))),
        Step("In settlements that the books do not have",
             -total(_of([r for r in reported if r.released and r.settlement_id not in books], month, "printed"))),
        *_not_as_reported(month, payouts, here),
        *_by_words((p.balance for p in payouts), month),
        Step(CARRIED_IN, _carried_in(month, payouts)),
        Step(CARRIED_OUT, -_carried_out(month, payouts)),
    ]  # fmt: skip
    return Leg("Amazon's month, as its transaction report has it", total(_of(reported, month, "printed")), _told(steps),
               PAYOUTS, _deposited(month, payouts))  # fmt: skip


def _not_as_reported(month: str, payouts: Iterable[Payout], rows: Sequence[Reported]) -> list[Step]:
    """What the lines of settlements in the books have more than the reports' rows: of settlements that no report has, and of those
    that the reports have whole but date otherwise, because a deferred sale is in the settlement that releases it."""
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for row in rows:
        whole, of_month = sums.get(row.settlement_id, (ZERO, ZERO))
        sums[row.settlement_id] = exact(whole + row.amount), exact(of_month + (row.amount if row.booked == month else ZERO))
    unreported, redated = ZERO, {1: ZERO, -1: ZERO}
    for p in payouts:
        mine = exact(p.lines.get(month, ZERO) - p.on_balance(month))
        whole, of_month = sums.get(p.settlement_id, (ZERO, ZERO))
        if p.settlement_id not in sums:
            unreported += mine
        elif whole == exact(p.total - total(p.balance.values())) and mine != of_month:
            redated[1 if mine > of_month else -1] += mine - of_month
    return [
        Step("In settlements that no report of these days has", exact(unreported)),
        Step("Deferred in: released in this month", redated[1]),
        Step("Deferred out: released in another month", redated[-1]),
    ]


def _entries(month: str, payouts: Sequence[Payout]) -> Leg:
    """From the payouts deposited in the month to the profit and loss of the payouts' entries in it."""
    posted = [p for p in payouts if p.standing == "posted"]

    def of(standing: str) -> Decimal:
        return total(p.lines.get(month, ZERO) for p in payouts if p.standing == standing)

    moved = total(p.entries(month) - p.lines.get(month, ZERO) for p in posted if p.moved)
    steps = [
        Step(CARRIED_IN, -_carried_in(month, payouts), "carried"),
        Step(CARRIED_OUT, _carried_out(month, payouts), "carried"),
        Step("Not posted yet", -of("open"), "open"),
        Step("Posted elsewhere", -of("elsewhere"), "open"),
        Step("Moved out of closed books", moved, "moved"),
        *(Step(f"{step.words} (balance sheet)", -step.amount, "balance-sheet") for step in _by_words((p.kept for p in posted), month)),
    ]
    earned = total(p.earned.get(month, ZERO) for p in posted)
    return Leg(PAYOUTS, _deposited(month, payouts), _told(steps), "Profit and loss of the payouts' entries", earned)


def _quickbooks(month: str, payouts: Sequence[Payout], before: Leg) -> Leg:
    """From our entries to what QuickBooks holds of them."""
    steps = [
        Step("Not read back yet", -total(p.unread.get(month, ZERO) for p in payouts), "open"),
        Step("Changed in QuickBooks since posting", total(p.changed.get(month, ZERO) for p in payouts), "changed"),
    ]
    held = total(p.quickbooks.get(month, ZERO) for p in payouts)
    return Leg(before.ends, before.end, _told(steps), "The same in QuickBooks, as read back", held)


def _bank(month: str, currency: str, payouts: Sequence[Payout], before: Sequence[Leg], received: Decimal) -> Leg:
    """From the profit and loss back to the payouts of the month, and from there to the bank."""
    named = [step for leg in before for step in leg.steps]
    steps = [Step(words, -total(step.amount for step in named if step.group == group)) for group, words in BACK.items()]
    steps.append(Step("What is unexplained above", -total(leg.unexplained for leg in before)))
    sums = {"Below zero: nothing is sent": ZERO, "Received in another currency": ZERO, "In transit at the month's end": ZERO,
            "In transit at the month's beginning": ZERO}  # fmt: skip
    for p in payouts:
        words, amount = _on_the_way(p, month, currency)
        if words:
            sums[words] = exact(sums[words] + amount)
    steps += [Step(words, amount) for words, amount in sums.items()]
    return Leg(before[-1].ends, before[-1].end, _told(steps), "Received by the bank", received)


def _on_the_way(p: Payout, month: str, currency: str) -> tuple[str, Decimal]:
    """Why the bank's month has a payout that the month of deposits has not, or the other way round; '' when both have it."""
    foreign = p.arrived is not None and p.arrived.currency != currency
    at_bank = p.arrived is not None and not foreign and p.arrived.month == month
    if p.month == month and not at_bank:
        if p.total < ZERO:
            return "Below zero: nothing is sent", -p.total
        return "Received in another currency" if foreign else "In transit at the month's end", -p.total
    if p.month != month and at_bank:
        return "In transit at the month's beginning", p.total
    return "", ZERO


def _deposited(month: str, payouts: Iterable[Payout]) -> Decimal:
    return total(p.total for p in payouts if p.month == month)


def _carried_in(month: str, payouts: Iterable[Payout]) -> Decimal:
    """What the payouts of the month have of other months."""
    return total(amount for p in payouts if p.month == month for of, amount in p.lines.items() if of != month)


def _carried_out(month: str, payouts: Iterable[Payout]) -> Decimal:
    """What the payouts of other months have of this one."""
    return total(p.lines.get(month, ZERO) for p in payouts if p.month != month)


def _of(rows: Iterable[Reported], month: str, basis: Literal["printed", "booked"]) -> list[Decimal]:
    return [row.amount for row in rows if getattr(row, basis) == month]


def _by_words(found: Iterable[Mapping[tuple[str, str], Decimal]], month: str) -> list[Step]:
    """A step for each of the month's words, in alphabetical order."""
    sums: dict[str, Decimal] = {}
    for one in found:
        for (of, words), amount in one.items():
            if of == month:
                sums[words] = exact(sums.get(words, ZERO) + amount)
    return [Step(words, amount) for words, amount in sorted(sums.items())]


def _told(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps that are not 0.00."""
    return tuple(Step(step.words, exact(step.amount), step.group) for step in steps if step.amount)
