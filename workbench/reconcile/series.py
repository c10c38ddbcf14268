"""Which settlements follow one another: a seller has several accounts at Amazon, and their settlements lie in one heap.

Each marketplace is settled by itself, and so are standard and invoiced orders. A settlement report does not say which
account it belongs to, so it is told from what must be so: a settlement begins when the one before it ends, the reserve that
is held comes back, a debt is carried on. The names (account type, marketplaces) only part what differs in them; a
settlement without orders has none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice

from workbench.money import ZERO
from workbench.reconcile.period import GATHERED, Period

SECONDS = timedelta(minutes=1)
"""Amazon's own end and next start differ by a second or two."""

DAYS = timedelta(days=4)
"""A gathered settlement is dated by transfers, which leave up to three days after the close."""

ASSUMED = frozenset({"Standard Orders"})
"""What an account is that no source names: few sellers have another, and its reports are not the ones that are kept."""

NEIGHBOURS = 40
"""How many of the runs that begin next are looked at as the one that goes on after a hole: more than a seller has accounts."""


class Run:
    """Settlements in a row, with the names that any of them has."""

    def __init__(self, period: Period) -> None:
        self.periods = [period]
        self.account_types = {period.account_type} - {""}
        self.marketplaces = {name.casefold() for name in period.marketplaces if not name.casefold().startswith("non-amazon")}

    @property
    def first(self) -> Period:
        """The oldest settlement."""
        return self.periods[0]

    @property
    def last(self) -> Period:
        """The newest settlement."""
        return self.periods[-1]

    def take_over(self, other: Run) -> None:
        """Put another run's settlements behind these."""
        self.periods += other.periods
        self.account_types |= other.account_types
        self.marketplaces |= other.marketplaces

    def may_join(self, other: Run, *, proved: bool = False) -> bool:
        """Whether the two may belong to one account: no name tells against it, or a balance `proved` that goes on.

        A stated account type is never overruled. Marketplaces are: a debt or a reserve goes on even when one settlement has
        orders of the one and the next of the other.
        """
        types_differ = self.account_types and other.account_types and not self.account_types & other.account_types
        places_differ = self.marketplaces and other.marketplaces and not self.marketplaces & other.marketplaces
        return not types_differ and (proved or not places_differ)

    def is_like(self, other: Run) -> bool:
        """Whether both are of one account type, where it is assumed for the one that does not state it."""
        return bool((self.account_types or ASSUMED) & (other.account_types or ASSUMED))

    def shares(self, other: Run) -> bool:
        """Whether the two name a marketplace in common."""
        return bool(self.marketplaces & other.marketplaces)


def series(periods: Iterable[Period]) -> list[list[Period]]:
    """The settlements of each account in order, whatever the order they come in; settlements of two currencies never mix.

    Their ids must be distinct. One that ends before it starts stands alone.
    """
    ordered = sorted(periods, key=lambda p: (p.currency, p.start, p.end, p.settlement_id))
    found: list[list[Period]] = []
    for currency in dict.fromkeys(p.currency for p in ordered):
        dated = [p for p in ordered if p.currency == currency and p.start <= p.end]
        runs = _across_holes(_joined(dated))
        found += [run.periods for run in runs]
        found += [[p] for p in ordered if p.currency == currency and p.start > p.end]
    return found


def tolerance(before: Period, after: Period) -> timedelta:
    """How far the end of the one may be from the start of the next that follows it without a gap.

    Of a settlement that is only partly in view, the dates are those of the rows that are.
    """
    if not (before.complete and after.complete):
        return DAYS
    if (before.format == GATHERED) == (after.format == GATHERED):
        return SECONDS
    shorter = min(before.end - before.start, after.end - after.start)
    return max(SECONDS, min(DAYS, shorter / 2))


def _joined(periods: Sequence[Period]) -> list[Run]:
    """Runs without a gap. Where several may follow, the best proved goes first."""
    by_first = {p.settlement_id: Run(p) for p in periods}
    by_last = dict(by_first)
    for _, before, after in sorted(_pairs(periods), key=lambda pair: pair[0]):
        one, two = by_last.get(before.settlement_id), by_first.get(after.settlement_id)
        if one and two and one.may_join(two, proved=_proved(before, after) > 0):
            del by_last[before.settlement_id], by_first[after.settlement_id]
            one.take_over(two)
            by_last[one.last.settlement_id] = one
    return sorted(by_first.values(), key=_place)


def _pairs(periods: Sequence[Period]) -> Iterator[tuple[tuple[object, ...], Period, Period]]:
    """(rank, settlement, one that may follow it without a gap); the best pair has the lowest rank. `periods` are by start."""
    starts = [p.start for p in periods]
    for n, before in enumerate(periods):
        first = max(n + 1, bisect_left(starts, before.end - DAYS))
        for after in periods[first : bisect_right(starts, before.end + DAYS)]:
            apart = abs(after.start - before.end)
            if apart <= tolerance(before, after) and before.end <= after.end:
                shares = Run(before).shares(Run(after))
                yield (-_proved(before, after), not shares, _cadence(before, after), apart, before.settlement_id), before, after


def _proved(before: Period, after: Period) -> int:
    """1 when the balance is carried on between the two, -1 when another balance is, 0 when there is nothing to go by."""
    if not (before.itemised and after.itemised):
        return 0
    left: tuple[Decimal, Decimal] = (-before.reserve_held, before.debt)
    if left == (after.reserve_returned, after.carried):
        return 1 if left != (ZERO, ZERO) else 0
    return -1


def _cadence(before: Period, after: Period) -> timedelta:
    """How much the lengths of the two differ: an account is settled daily or fortnightly."""
    return abs((after.end - after.start) - (before.end - before.start))


def _across_holes(runs: Sequence[Run]) -> list[Run]:
    """The runs of one account as one, where settlements are missing between them or overlap; the likeliest go first."""
    by_first = {run.first.settlement_id: run for run in runs}
    by_last = {run.last.settlement_id: run for run in runs}
    ranked = [(_distance(one, two), one.last.settlement_id, two.first.settlement_id) for one, two in _may_follow(runs)]
    for _, before, after in sorted(ranked):
        one, two = by_last.get(before), by_first.get(after)
        if one and two and one.may_join(two):
            del by_last[before], by_first[after]
            one.take_over(two)
            by_last[one.last.settlement_id] = one
    return sorted(by_first.values(), key=_place)


def _may_follow(runs: Sequence[Run]) -> Iterator[tuple[Run, Run]]:
    """(run, one that may go on where it stops). `runs` are by start.

    A gap is never reached across when a run of what may be the same account lies in it. Runs side by side for longer than
    the last settlement of the one are two accounts.
    """
    for n, one in enumerate(runs):
        nearer: list[Run] = []
        for two in islice((run for run in runs[n + 1 :] if run.last.end > one.last.end), NEIGHBOURS):
            if not one.may_join(two) or two.first.start <= one.last.start or two.first.end <= one.last.end:
                continue
            if any(run.may_join(two) and run.last.end <= two.first.start for run in nearer):
                continue
            yield one, two
            if two.first.start >= one.last.end:
                nearer.append(two)


def _distance(one: Run, two: Run) -> tuple[bool, bool, bool, bool, bool, timedelta]:
    """How unlikely it is that the second goes on where the first stops: the least is the likeliest.

    A gap is likelier than an overlap; then what has the length of its periods, and fits a whole number of them; then the nearest.
    """
    apart = two.first.start - one.last.end
    lengths = sorted(max(p.end - p.start, SECONDS) for p in (one.last, two.first))
    alike = lengths[1] < 2 * lengths[0]
    beyond = apart % lengths[1]
    in_step = min(beyond, lengths[1] - beyond) <= SECONDS
    return not one.is_like(two), not one.shares(two), apart < -tolerance(one.last, two.first), not alike, not in_step, abs(apart)


def _place(run: Run) -> tuple[datetime, datetime, str]:
    return run.first.start, run.first.end, run.first.settlement_id
