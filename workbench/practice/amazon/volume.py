"""A settlement of very many lines: written to a file when first asked for, never held as rows.

Only its report, its group and its payout are there; its transactions are not listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from workbench.money import to_cents
from workbench.practice.amazon.ledger import PaymentAccount, Settlement
from workbench.practice.amazon.marketplaces import marketplace
from workbench.practice.northwind_lane import FORTNIGHT, utc
from workbench.practice.seller import large_settlement

_START = utc("2026-11-05 14:28:38")
_SETTLEMENT_ID = "29900000001"


@dataclass(frozen=True, eq=False)
class LongSettlement(Settlement):
    """A settlement whose report is the file at `path`; `cents` is the total the file was written with."""

    path: Path = Path()
    total: int = 0

    @cached_property
    def cents(self) -> int:
        """The payout."""
        return self.total


def long_account(home: Path, lines: int) -> PaymentAccount:
    """An account on Amazon.com with one closed settlement of exactly so many lines, written into `home`."""
    path = home / f"large-{lines}.txt"
    total = large_settlement(path, lines, settlement_id=_SETTLEMENT_ID, start=_START)
    settlement = LongSettlement(_SETTLEMENT_ID, _START, _START + FORTNIGHT, (), path=path, total=to_cents(total))
    return PaymentAccount(marketplace("us"), "Standard Orders", (settlement,))
