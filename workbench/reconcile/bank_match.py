"""Which line of the bank is which payout: every explanation that is exact to the cent, and which of them stands alone.

An option explains payouts by lines of the same sum: one by one, two or three payouts in one line, one payout in two or three
lines, a transfer that came back and was sent again. There is no tolerance. An option is *suggested* when no other one of its
strength wants a payout or a line of it; where several are equal they are shown and none is chosen. Nothing here is a decision:
a person confirms.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations
from typing import Literal, TypeVar

from workbench.money import ZERO, total

EARLY, LATE = timedelta(days=1), timedelta(days=7)
"""How far the bank's day may lie from the day on which Amazon sends the money: a transfer takes up to five working days."""
BACK = timedelta(days=10)
"""Within how many days a transfer that failed goes out again, and within how many more it comes back in."""
MOST_PIECES = 3
MOST_SEARCHED = 16
"""Among how many lines (or payouts) pieces are looked for; beyond, only among the lines that name Amazon."""

Piece = TypeVar("Piece", "Payout", "Line")
Kind = Literal["one", "joined", "split", "re-sent", "returned"]
NAMED, AMAZON, AMOUNT = 2, 1, 0
"""How strong an option is: each line names the payout; each names Amazon; only amounts and days agree."""

_WORDS = re.compile(r"(?i)\b(AMZN|AMAZON|AMZ)")
SHORTEST_NAME = 6
"""A shorter number stands in a line by chance."""


@dataclass(frozen=True, slots=True)
class Payout:
    """Money that Amazon sends on `day`. `names` are the numbers by which the bank may call it: settlement, trace."""

    settlement_id: str
    currency: str
    amount: Decimal
    day: date
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A movement of the bank account, + received. `words` are its description and reference."""

    line_id: int
    currency: str
    amount: Decimal
    date: date
    words: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One explanation: these payouts are these lines, in the lines' order. A *returned* transfer is no payout."""

    kind: Kind
    payouts: tuple[str, ...]
    lines: tuple[int, ...]
    strength: int

    @property
    def wants(self) -> frozenset[tuple[str, str]]:
        """Everything that can be part of one match only."""
        return frozenset([*(("payout", p) for p in self.payouts), *(("line", str(n)) for n in self.lines)])


@dataclass(frozen=True)
class Found:
    """What stands alone, and groups of options of which at most some can be true."""

    suggested: tuple[Option, ...]
    ambiguous: tuple[tuple[Option, ...], ...]


def names_amazon(words: str) -> bool:
    """Whether a bank line says that it is Amazon's."""
    return bool(_WORDS.search(words))


def find(payouts: Sequence[Payout], lines: Sequence[Line]) -> Found:
    """What explains these payouts, which have no bank line yet, by these lines, which have no payout yet."""
    search = _Search(payouts, lines)
    return _resolved(_superseded([*search.singles(), *search.splits(), *search.joined(), *search.sent_again()]))


class _Search:
    """The payouts and lines, laid out for looking up."""

    def __init__(self, payouts: Sequence[Payout], lines: Sequence[Line]) -> None:
        self.payouts = [p for p in payouts if p.amount > ZERO]
        self.lines = sorted(lines, key=lambda line: (line.date, line.line_id))
        self.by_amount: dict[tuple[str, Decimal], list[Line]] = defaultdict(list)
        self.by_day: dict[date, list[Line]] = defaultdict(list)
        for line in self.lines:
            self.by_amount[line.currency, line.amount].append(line)
            self.by_day[line.date].append(line)
        self.sent_about: dict[date, list[Payout]] = defaultdict(list)
        for p in self.payouts:
            for day in _days(p):
                self.sent_about[day].append(p)
        self.named = self._named()

    def _named(self) -> dict[int, frozenset[str]]:
        """By line: the payouts that it calls by a number."""
        numbers = [(_bare(name), p.settlement_id) for p in self.payouts for name in p.names if len(_bare(name)) >= SHORTEST_NAME]
        bare = ((line.line_id, _bare(line.words)) for line in self.lines)
        return {n: frozenset(payout for name, payout in numbers if name in words) for n, words in bare}

    def strength(self, payouts: Iterable[Payout], lines: Iterable[Line]) -> int | None:
        """How strongly the lines speak for these payouts, as the weakest of them does; None when one names another payout."""
        wanted = frozenset(p.settlement_id for p in payouts)
        weakest = NAMED
        for line in lines:
            named = self.named[line.line_id]
            if not named <= wanted:
                return None
            weakest = min(weakest, NAMED if named == wanted else AMAZON if named or names_amazon(line.words) else AMOUNT)
        return weakest

    def option(self, kind: Kind, payouts: Sequence[Payout], lines: Sequence[Line]) -> Iterator[Option]:
        """The option, unless a line of it names another payout. What was returned is no payout's."""
        if (strength := self.strength(payouts, lines)) is not None:
            explained = () if kind == "returned" else tuple(p.settlement_id for p in payouts)
            yield Option(kind, explained, tuple(line.line_id for line in lines), strength)

    def singles(self) -> Iterator[Option]:
        """One payout, one line."""
        for p in self.payouts:
            for line in self.by_amount[p.currency, p.amount]:
                if _about(p, line):
                    yield from self.option("one", [p], [line])

    def splits(self) -> Iterator[Option]:
        """One payout in two or three lines."""
        for p in self.payouts:
            here = (line for day in _days(p) for line in self.by_day.get(day, ()))
            parts = [line for line in here if line.currency == p.currency and ZERO < line.amount < p.amount]
            if len(parts) > MOST_SEARCHED:
                parts = [line for line in parts if names_amazon(line.words) or self.named[line.line_id]]
            for pieces in _summing(parts, p.amount):
                yield from self.option("split", [p], pieces)

    def joined(self) -> Iterator[Option]:
        """Two or three payouts in one line."""
        for line in self.lines:
            if line.amount > ZERO:
                parts = [p for p in self.sent_about.get(line.date, ()) if p.currency == line.currency and p.amount < line.amount]
                for pieces in _summing(parts, line.amount):
                    yield from self.option("joined", pieces, [line])

    def sent_again(self) -> Iterator[Option]:
        """A transfer that came in, went out again, and perhaps came in once more."""
        for p in self.payouts:
            same, out = self.by_amount[p.currency, p.amount], self.by_amount[p.currency, -p.amount]
            for first in (n for n in same if _about(p, n)):
                for back in (n for n in out if first.date <= n.date <= first.date + BACK):
                    yield from self.option("returned", [p], [first, back])
                    for again in (n for n in same if n is not first and back.date <= n.date <= back.date + BACK):
                        yield from self.option("re-sent", [p], [first, back, again])


def _days(p: Payout) -> list[date]:
    """The days on which a payout's line may stand."""
    return [p.day - EARLY + timedelta(days=n) for n in range((EARLY + LATE).days + 1)]


def _about(p: Payout, line: Line) -> bool:
    return p.day - EARLY <= line.date <= p.day + LATE


def _bare(text: str) -> str:
    return re.sub("[^A-Z0-9]", "", text.upper())


def _summing(pieces: Sequence[Piece], amount: Decimal) -> Iterator[tuple[Piece, ...]]:
    """Two or three of the pieces that come to the amount; none where there are too many to look through."""
    if len(pieces) <= MOST_SEARCHED:
        for count in range(2, MOST_PIECES + 1):
            yield from (some for some in combinations(pieces, count) if total(piece.amount for piece in some) == amount)


def _superseded(options: Iterable[Option]) -> list[Option]:
    """Without the options that say less of the same lines than *re-sent* does, and each option once."""
    every = list(dict.fromkeys(options))
    whole = [o for o in every if o.kind == "re-sent"]
    return [
        o for o in every
        if o.kind == "re-sent" or not any(set(o.lines) <= set(w.lines) and set(o.payouts) <= set(w.payouts) for w in whole)
    ]  # fmt: skip


def _resolved(options: Sequence[Option]) -> Found:
    """The strongest first: what stands alone is suggested, and what it rules out is gone."""
    left = list(options)
    suggested: list[Option] = []
    for strength in (NAMED, AMAZON, AMOUNT):
        while alone := _alone(left, strength):
            taken = {want for o in alone for want in o.wants}
            suggested += alone
            left = [o for o in left if not o.wants & taken]
    return Found(tuple(suggested), tuple(_groups(left)))


def _alone(options: Sequence[Option], strength: int) -> list[Option]:
    """The options of this strength of which nothing as strong wants a part."""
    rivals: dict[tuple[str, str], list[Option]] = defaultdict(list)
    for o in options:
        for want in o.wants:
            rivals[want].append(o)
    return [o for o in options if o.strength == strength and _stands_alone(o, (x for want in o.wants for x in rivals[want] if x is not o))]


def _stands_alone(o: Option, rivals: Iterable[Option]) -> bool:
    """Pieces may add up by chance: they must name Amazon, and have no rival at all. What only came back is never chosen."""
    in_pieces = o.kind in ("split", "joined") and o.strength < NAMED
    if o.kind == "returned" or (in_pieces and o.strength == AMOUNT):
        return False
    return not any(in_pieces or x.strength >= o.strength for x in rivals)


def _groups(options: Sequence[Option]) -> Iterator[tuple[Option, ...]]:
    """The options that share a payout or a line, directly or by way of others."""
    left = list(options)
    while left:
        group = [left.pop(0)]
        wants = set(group[0].wants)
        while more := [o for o in left if o.wants & wants]:
            left = [o for o in left if not o.wants & wants]
            group += more
            wants.update(*(o.wants for o in more))
        yield tuple(group)
