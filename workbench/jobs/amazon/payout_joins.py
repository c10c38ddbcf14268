"""Which settlement a payout or group of Amazon's belongs to, where Amazon does not say: by period, currency and total.

Amazon's staff name this as the way to join a group (selling-partner-api-models, issue 5143). The total decides only between
settlements of one period (standard and invoiced orders); it does not make a join by itself, or a control total would always
agree. What cannot be told apart is joined to none, and says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from workbench.store.payout_facts import PayoutFact, joined

TOLERANCE = timedelta(minutes=5)
"""By how much the ends of a period may differ: Amazon's answers round them differently."""

OPEN = "Its settlement is still open."
NONE = "No settlement in the books has its period and currency."


@dataclass(frozen=True, slots=True)
class Candidate:
    """A settlement of the books that a payout may belong to; times are aware, `total` is in `currency`."""

    settlement_id: str
    currency: str
    total: Decimal
    start: datetime
    end: datetime


def join(facts: Iterable[PayoutFact], stated: Mapping[str, str], candidates: Sequence[Candidate]) -> list[PayoutFact]:
    """Each fact with its settlement, or with the reason why it has none.

    `stated` says of a fact's number which settlement Amazon itself names for it; that settlement need not be in the books yet.
    No settlement is given to two facts.
    """
    found: dict[str, PayoutFact] = {}
    todo: dict[str, PayoutFact] = {}
    for fact in facts:
        settlement_id = stated.get(fact.source_id, "")
        if settlement_id and settlement_id not in {f.settlement_id for f in found.values()}:
            found[fact.source_id] = joined(fact, settlement_id)
        elif not fact.end:
            found[fact.source_id] = joined(fact, "", OPEN)
        else:
            todo[fact.source_id] = fact
    for same_total in (True, False):
        taken = {f.settlement_id for f in found.values()}
        free = {n: [c for c in candidates if c.settlement_id not in taken and _fits(fact, c, same_total)] for n, fact in todo.items()}
        wanted = Counter(c.settlement_id for fitting in free.values() for c in fitting)
        for n, fitting in free.items():
            if len(fitting) == 1 and wanted[fitting[0].settlement_id] == 1:
                found[n] = joined(todo.pop(n), fitting[0].settlement_id)
    taken = {f.settlement_id for f in found.values()}
    left = [c for c in candidates if c.settlement_id not in taken]
    return [*found.values(), *(joined(fact, "", _why(fact, left)) for fact in todo.values())]


def _fits(fact: PayoutFact, candidate: Candidate, same_total: bool) -> bool:
    if fact.currency and fact.currency != candidate.currency:
        return False
    if not fact.start or abs(datetime.fromisoformat(fact.start) - candidate.start) > TOLERANCE:
        return False
    if abs(datetime.fromisoformat(fact.end) - candidate.end) > TOLERANCE:
        return False
    return not same_total or fact.amount == candidate.total


def _why(fact: PayoutFact, left: Sequence[Candidate]) -> str:
    fitting = [c.settlement_id for c in left if _fits(fact, c, same_total=False)]
    if not fitting:
        return NONE
    return f"It has the period and currency of settlement {' and of '.join(fitting)}, and cannot be told to be the one or the other."
