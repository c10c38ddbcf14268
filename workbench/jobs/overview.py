"""What the workbench asks of a person today, and how the months stand. From the state alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from workbench import clock
from workbench.jobs.mapping import costs, products, remapping
from workbench.jobs.review import Payout
from workbench.money import total
from workbench.store import closes, settings, settlements
from workbench.store.company import Company

TaskName = Literal["versions", "unmapped", "products", "costs", "review", "ready", "posting", "attention", "read-back", "connect", "close"]


@dataclass(frozen=True, slots=True)
class Task:
    """Something a person can do now: how many of it there are, and which payout (or month) to open first."""

    name: TaskName
    count: int
    one: str = ""

    @property
    def names(self) -> Literal["payout", "month"]:
        """What `one` is."""
        return "month" if self.name == "close" else "payout"


@dataclass(frozen=True, slots=True)
class Month:
    """The payouts deposited in one month (`YYYY-MM`, in the settlement's time zone) in one currency, counted by status.

    `differing` of them have a variance: counted, because a sum would let two differences cancel.
    """

    month: str
    currency: str
    counts: dict[str, int]
    payouts: int
    total: Decimal
    differing: int


def tasks(company: Company, payouts: Sequence[Payout]) -> list[Task]:
    """What waits, in the order in which it is best done."""
    with company.state.read() as connection:
        versions = [s.settlement_id for s in settlements.listed(connection, "waiting")]
        connected = bool(settings.get(connection, "chart_at"))

    def of(status: str) -> list[str]:
        return [p.settlement.settlement_id for p in payouts if p.status == status]

    unread = [
        p.settlement.settlement_id for p in payouts
        if p.batch and p.batch.state == "posted" and p.variance.quickbooks_vs_entries is None
    ]  # fmt: skip
    unsold = products.waiting(company)
    unmapped = [row.subject for row in remapping.in_use(company).waiting]
    found: list[tuple[TaskName, list[str]]] = [
        ("connect", [] if connected or not payouts else [company.name]),
        ("versions", versions), ("attention", of("attention")), ("unmapped", unmapped), ("products", unsold),
        ("costs", costs.waiting(company)),
        ("review", of("for-review")), ("ready", of("ready")), ("posting", of("posting")), ("read-back", unread),
    ]  # fmt: skip
    no_payout = ("connect", "unmapped", "products", "costs")
    listed = [Task(name, len(ids), ids[0] if len(ids) == 1 and name not in no_payout else "") for name, ids in found if ids]
    unlocked = _not_locked(company, payouts)
    return [*listed, Task("close", len(unlocked), unlocked[0])] if unlocked else listed


def _not_locked(company: Company, payouts: Sequence[Payout]) -> list[str]:
    """The months that are over, have a deposit, and nobody locked, oldest first. A month is closed when its last settlement is in."""
    this_month = clock.now().date().isoformat()[:7]
    over = sorted({p.settlement.month for p in payouts if p.settlement.month < this_month})
    with company.state.read() as connection:
        locked = closes.locked_months(connection)
    return [month for month in over if month not in locked]


def months(payouts: Sequence[Payout]) -> list[Month]:
    """A row per month and currency, newest first."""
    groups: dict[tuple[str, str], list[Payout]] = {}
    for p in payouts:
        groups.setdefault((p.settlement.month, p.settlement.currency), []).append(p)
    return [
        Month(
            month, currency, dict(Counter(p.status for p in group)), len(group), total(p.settlement.total for p in group),
            sum(1 for p in group if variance_of(p)),
        )
        for (month, currency), group in sorted(groups.items(), key=lambda item: (item[0][0], item[0][1]), reverse=True)
    ]  # fmt: skip


def variance_of(payout: Payout) -> Decimal:
    """The first difference of a payout that is not 0.00: lines, then entries, then QuickBooks."""
    v = payout.variance
    return v.lines_vs_total or v.entries_vs_lines or v.quickbooks_vs_entries or Decimal("0.00")
