"""One run: a payout is posted while the program dies, the network fails and QuickBooks forgets, all drawn from one number.

After the troubles the weather is fine; within three goes the batch must be posted, every document in the ledger once, and a
further go must change nothing. The same number makes the same run.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from tests.proof.clockwork import Clockwork
from tests.proof.ledger import Ledger
from tests.proof.weather import UNWINNABLE, Weather
from tests.proof.wire import LANDS_WITHIN, Wire
from tests.proof.workplace import Verdict, Workplace
from workbench.quickbooks.pace import Pace, Window

FOREVER = 10.0**9
GOES_IN_TROUBLE = 6
GOES_TO_END = 3
"""The batch must be done within so many goes after the last trouble (A6)."""


@dataclass(frozen=True, slots=True)
class World:
    """How QuickBooks is in one run: seconds for which it remembers a request id, after which a query shows a new document;
    how many documents an envelope takes; troubles that do not come."""

    memory: float
    stale: float
    envelope_size: int
    barred: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one run; `goes` in fine weather until it was posted."""

    seed: int
    verdict: Verdict
    goes: int
    world: World
    strict: bool
    restored: bool
    crashes: int
    troubles: int

    @property
    def good(self) -> bool:
        """Exactly once, and in time."""
        return self.verdict.good and self.goes <= GOES_TO_END


UNSEEN = World(FOREVER, 300.0, 1, ("other-after", "6000", "6140", "refused-item"))
"""A query shows a document long after it was waited for; what makes us send anew, under another id, does not come."""


def world_of(chance: random.Random) -> World:
    """A world drawn by lot."""
    memory = chance.choice((FOREVER, float(chance.randrange(1, 600)), 0.0))
    stale = float(chance.choice((0, 0, chance.randrange(1, 11))))
    barred = UNWINNABLE if memory == 0 else UNWINNABLE[:1] if memory < LANDS_WITHIN else ()
    return World(memory, stale, chance.choice((1, 2, 30)), barred)


def run(seed: int, *, restores: bool = True, strict: bool | None = None, world: World | None = None) -> Run:
    """Post one payout through the troubles of that seed."""
    chance = random.Random(seed)
    drawn, drawn_strict = world_of(chance), chance.random() < 0.5
    restored = restores and world is None and chance.random() < 0.25
    world, strict = world or drawn, drawn_strict if strict is None else strict
    weather = Weather(chance, chance.choice((10, 40, 70)), world.barred)
    wire = Wire(Ledger(memory=world.memory, stale=world.stale, strict=strict), weather, Clockwork(), chance)
    place = Workplace(wire, envelope_size=world.envelope_size, pace=_pace(chance, wire.clockwork))
    place.crash_here = dies = _Deaths(chance, chance.randrange(1, 4))
    with place.open():
        _live_through(place, chance, restored)
        weather.over, dies.left = True, 0
        goes = to_the_end(place)
        verdict = place.verdict()
    return Run(seed, verdict, goes, world, strict, restored, dies.died, sum(1 for one in weather.log if one))


def to_the_end(place: Workplace) -> int:
    """Go on in fine weather; how many goes it took. One more follows, which must change nothing."""
    goes = 1
    while place.post() != "posted" and goes <= GOES_TO_END:
        goes += 1
    place.post()
    return goes


def _pace(chance: random.Random, clockwork: Clockwork) -> Pace:
    """None, or one so strict that a batch is held back for most of a minute."""
    if chance.randrange(4):
        return Pace.unlimited()
    minute = timedelta(minutes=1)
    return Pace([Window(9, minute)], [Window(1, minute)], lambda: timedelta(seconds=clockwork.seconds),
                lambda span: clockwork.pause(span.total_seconds()))  # fmt: skip


def _live_through(place: Workplace, chance: random.Random, restored: bool) -> None:
    """So many goes in trouble; on the way a backup is taken, and perhaps had back in the end."""
    backup = place.copy() if restored else None
    taken_after = chance.randrange(GOES_IN_TROUBLE)
    for go in range(chance.randrange(1, GOES_IN_TROUBLE + 1)):
        if restored and go == taken_after:
            backup = place.copy()
        if place.post() == "posted" and not restored:
            break
    if backup is not None:
        place.restore(backup)
        backup.close()


@dataclass(slots=True)
class _Deaths:
    """Dies at places drawn by lot, so many times at most."""

    chance: random.Random
    left: int
    died: int = 0

    def __call__(self, _place: str) -> bool:
        if not self.left or self.chance.randrange(6):
            return False
        self.left, self.died = self.left - 1, self.died + 1
        return True


def bad(seeds: Iterable[int], one: Callable[[int], Run] = run) -> list[Run]:
    """The runs that were not good."""
    return [done for seed in seeds if not (done := one(seed)).good]
