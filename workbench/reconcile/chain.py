"""The chain of settlements: an account's successive settlements, each joined to the next, so that none is missing.

What was earned and spent in all of them, with the balance they began with, is what was paid out and the balance they end
with. That holds for each settlement by itself, and for the chain exactly when every joint is proved.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from workbench.errors import Finding
from workbench.money import exact, total
from workbench.reconcile import chain_findings
from workbench.reconcile.failed_transfers import FailedTransfer, failed_transfers
from workbench.reconcile.joint import Joint, joint
from workbench.reconcile.period import Period
from workbench.reconcile.series import series


@dataclass(frozen=True, slots=True)
class Rolled:
    """A chain's balance at Amazon from end to end, in its currency, + = to the seller.

    opening + activity + charged + sent_back + other_movements - transfers - closing = unproved. `opening` is the balance that
    the first settlement brings in, `activity` what was earned and spent, `charged` what the seller's card paid, `sent_back`
    transfers that the bank returned, `transfers` all that was sent to the bank. `unproved` is 0.00 when no settlement is
    missing and every balance goes on.
    """

    opening: Decimal
    activity: Decimal
    charged: Decimal
    sent_back: Decimal
    other_movements: Decimal
    transfers: Decimal
    closing: Decimal

    @property
    def unproved(self) -> Decimal:
        """What does not tie."""
        brought = self.opening + self.activity + self.charged + self.sent_back + self.other_movements
        return exact(brought - self.transfers - self.closing)


@dataclass(frozen=True, slots=True)
class Chain:
    """An account's settlements, oldest first, with the joints between them (one fewer) and the transfers that failed.

    `findings` pairs each finding with the settlements it concerns.
    """

    periods: tuple[Period, ...]
    joints: tuple[Joint, ...]
    failed: tuple[FailedTransfer, ...]
    findings: tuple[tuple[tuple[str, ...], Finding], ...]

    @property
    def currency(self) -> str:
        """The currency of all its settlements."""
        return self.periods[0].currency

    @property
    def account_type(self) -> str:
        """The account type that any of its settlements states; empty when none does."""
        return next((p.account_type for p in self.periods if p.account_type), "")

    @property
    def marketplaces(self) -> tuple[str, ...]:
        """Every marketplace that any of its settlements has lines of."""
        return tuple(sorted({name for p in self.periods for name in p.marketplaces}))

    @property
    def unbroken(self) -> bool:
        """Whether no settlement is missing and every balance goes on."""
        return all(one.unbroken for one in self.joints)

    @property
    def rolled(self) -> Rolled:
        """Its balance from the first settlement to the last."""

        def of(name: str) -> Decimal:
            return total(getattr(p, name) for p in self.periods)

        return Rolled(
            self.periods[0].opening, of("activity"), of("charged"), of("sent_back"), of("other_movements"), of("transfer"),
            self.periods[-1].closing,
        )  # fmt: skip

    def findings_of(self, settlement_id: str) -> tuple[Finding, ...]:
        """What concerns one settlement."""
        return tuple(finding for ids, finding in self.findings if settlement_id in ids)


def chains(periods: Iterable[Period], now: datetime) -> list[Chain]:
    """The chain of each account, by currency and then by its first settlement, whatever the order in which they come.

    The first known settlement and the open end are no holes. `now` is aware; it decides what Amazon still keeps.
    """
    return [_chain(tuple(one), now) for one in series(periods)]


def _chain(periods: tuple[Period, ...], now: datetime) -> Chain:
    joints = tuple(joint(before, after) for before, after in pairwise(periods))
    failed = tuple(failed_transfers(periods))
    return Chain(periods, joints, failed, tuple(chain_findings.of(periods, joints, failed, now)))
