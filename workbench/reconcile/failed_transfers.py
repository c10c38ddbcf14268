"""Transfers that never reached the bank: Amazon credits them in a later settlement and pays them again with its total.

The credit (*Transfer of funds unsuccessful*) names no settlement, so the payout is found by its amount. Revenue is not
counted twice: the credit is a movement of the balance. The bank receives the money once, with the later payout.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from workbench.money import total
from workbench.reconcile.period import Period, PutBack

LOOK_BACK = 60
"""How many settlements before the credit are searched: two months of daily payouts."""


@dataclass(frozen=True, slots=True)
class FailedTransfer:
    """A credit in settlement `into`, and the `payouts` that never arrived; none when no earlier payout has that amount."""

    into: Period
    amount: Decimal
    payouts: tuple[Period, ...]


def failed_transfers(periods: Sequence[Period]) -> list[FailedTransfer]:
    """Every credit in an account's successive settlements with the latest earlier payout it puts back, each payout once.

    Several credits that are known only as a sum are found as that many payouts.
    """
    found: list[FailedTransfer] = []
    taken: set[str] = set()
    for n, period in enumerate(periods):
        for credit in period.put_back:
            earlier = [p for p in reversed(periods[max(0, n - LOOK_BACK) : n]) if p.transfer and p.settlement_id not in taken]
            payouts = _matching(earlier, credit)
            taken |= {p.settlement_id for p in payouts}
            found.append(FailedTransfer(period, credit.amount, payouts))
    return found


def _matching(earlier: Sequence[Period], credit: PutBack) -> tuple[Period, ...]:
    """The latest payouts, as many as the credit has lines, that come to its amount. More than two lines are not taken apart."""
    several = combinations(earlier, credit.line_count) if credit.line_count <= 2 else iter(())
    return next((payouts for payouts in several if _sum(payouts) == credit.amount), ())


def _sum(payouts: Iterable[Period]) -> Decimal:
    return total(p.transfer for p in payouts)
