"""The portions of settlements in one report of transactions, added up row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from workbench.money import from_cents
from workbench.reconcile.transfers import Portion


@dataclass(slots=True)
class _Sum:
    """Of one settlement and account type: rows, hundredths released and deferred, first and last posting."""

    first: datetime
    last: datetime
    lines: int = 0
    net: int = 0
    deferred: int = 0


@dataclass(slots=True)
class Portions:
    """All settlements of a report, each by account type, in the order in which they are first met."""

    sums: dict[tuple[str, str], _Sum] = field(default_factory=dict)

    def add(self, settlement_id: str, account_type: str, at: datetime, cents: int, *, deferred: bool) -> None:
        """Count a row; `cents` are hundredths of the currency's unit, 0 for a transfer."""
        found = self.sums.setdefault((settlement_id, account_type), _Sum(at, at))
        found.lines += 1
        found.first, found.last = min(found.first, at), max(found.last, at)
        if deferred:
            found.deferred += cents
        else:
            found.net += cents

    def all(self) -> tuple[Portion, ...]:
        """Every portion; raises MoneyError when a sum is larger than money can be."""
        return tuple(self._portions())

    def _portions(self) -> Iterator[Portion]:
        for (settlement_id, account_type), found in self.sums.items():
            net, deferred = from_cents(found.net), from_cents(found.deferred)
            yield Portion(settlement_id, account_type, found.lines, net, deferred, found.first, found.last)
