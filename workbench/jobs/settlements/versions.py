"""A settlement that came again with other content: what the new version changes, kind of line by kind of line."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from workbench.jobs import review
from workbench.money import ZERO
from workbench.store import settlements
from workbench.store.company import Company
from workbench.store.settlements import Kind, Settlement


@dataclass(frozen=True, slots=True)
class Change:
    """A kind of line whose count or sum differs; amounts in the currency of each version."""

    words: str
    marketplace: str
    lines_now: int
    lines_new: int
    amount_now: Decimal
    amount_new: Decimal


@dataclass(frozen=True, slots=True)
class Waiting:
    """A version that waits for a decision, beside the one the books use now."""

    new: Settlement
    now: Settlement
    changes: tuple[Change, ...]


def waiting(company: Company) -> list[Waiting]:
    """Every version that waits, newest period first."""
    with company.state.read() as connection:
        found = [
            (new, now, settlements.kinds_of(connection, new.load_id), settlements.kinds_of(connection, now.load_id))
            for new in settlements.listed(connection, "waiting")
            if (now := settlements.current_or_none(connection, new.settlement_id))
        ]
    return [Waiting(new, now, _changes(kinds_now, kinds_new)) for new, now, kinds_new, kinds_now in found]


def _changes(now: list[Kind], new: list[Kind]) -> tuple[Change, ...]:
    before, after = {_key(kind): kind for kind in now}, {_key(kind): kind for kind in new}
    changes = []
    for key in sorted(before.keys() | after.keys()):
        old, fresh = before.get(key), after.get(key)
        figures = [(kind.line_count, kind.total) if kind else (0, ZERO) for kind in (old, fresh)]
        if figures[0] != figures[1] and (either := old or fresh):
            (lines_now, amount_now), (lines_new, amount_new) = figures
            changes.append(Change(review.words_of(either), either.marketplace, lines_now, lines_new, amount_now, amount_new))
    return tuple(changes)


def _key(kind: Kind) -> tuple[str, str, str, str]:
    return kind.transaction_type, kind.amount_type, kind.amount_description, kind.marketplace
