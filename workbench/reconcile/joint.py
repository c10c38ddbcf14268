"""Where two successive settlements of an account meet: do their dates join, and does the balance go on unchanged?

Three things must hold between a settlement and the next: the one begins when the other ends; the reserve that the one holds
comes back in the other (*Current Reserve Amount* and *Previous Reserve Amount Balance*); a total below zero is carried into
the other (*Payable to Amazon*), where a card may be charged for it (*Successful charge*).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from workbench.money import ZERO, exact
from workbench.reconcile.period import Period
from workbench.reconcile.series import tolerance

Meeting = Literal["joined", "hole", "overlap"]
Standing = Literal["proved", "differs", "nothing", "not-known"]


@dataclass(frozen=True, slots=True)
class Proof:
    """A balance left behind and the one found in the next settlement: the reserve (+), or the debt to Amazon (-).

    `standing` is *nothing* when both are 0.00, and *not-known* when one of the two is not in view.
    """

    left: Decimal
    found: Decimal
    standing: Standing

    @property
    def difference(self) -> Decimal:
        """What was found less what was left; 0.00 when it is not known."""
        return ZERO if self.standing == "not-known" else exact(self.found - self.left)


@dataclass(frozen=True, slots=True)
class Joint:
    """Two successive settlements. Of a *hole* the missing time is from `before.end` to `after.start`."""

    before: Period
    after: Period
    meeting: Meeting
    reserve: Proof
    debt: Proof

    @property
    def charged(self) -> Decimal:
        """How much of the debt carried here was charged to the seller's card (+)."""
        return max(min(self.after.charged, -self.after.carried), ZERO)

    @property
    def taken_from_total(self) -> Decimal:
        """How much of the debt carried here went into the total of this settlement (+)."""
        return exact(max(-self.after.carried, ZERO) - self.charged)

    @property
    def unbroken(self) -> bool:
        """Whether the dates join and nothing differs."""
        return self.meeting == "joined" and "differs" not in (self.reserve.standing, self.debt.standing)


def joint(before: Period, after: Period) -> Joint:
    """How two successive settlements of one account meet.

    Nothing is concluded about the balance across a hole, or when a settlement is not itemised or only partly in view.
    """
    apart = after.start - before.end
    allowed = tolerance(before, after)
    meeting: Meeting = "hole" if apart > allowed else "overlap" if apart < -allowed else "joined"
    known = meeting != "hole" and before.itemised and after.itemised
    return Joint(
        before,
        after,
        meeting,
        _proof(-before.reserve_held, after.reserve_returned, known=known),
        _proof(before.debt, after.carried, known=known),
    )


def _proof(left: Decimal, found: Decimal, *, known: bool) -> Proof:
    left, found = exact(left), exact(found)
    if not known:
        return Proof(left, found, "not-known")
    if left != found:
        return Proof(left, found, "differs")
    return Proof(left, found, "proved" if left else "nothing")
