"""The sheets that put the figures of each payout side by side: variance, and what explains it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from workbench.jobs.close import variance
from workbench.jobs.close.workpaper.gathered import Gathered
from workbench.money import total
from workbench.reports import reconciliation
from workbench.reports.section import Cell, Section


def variances(g: Gathered) -> Section:
    """The five figures of each payout."""
    return reconciliation.variance(g.currency, _variance_rows(g))


def explanations(g: Gathered) -> Section:
    """What was done in QuickBooks after posting."""
    return reconciliation.explanations(g.currency, _explanation_rows(g))


def _variance_rows(g: Gathered) -> Iterator[tuple[Cell, ...]]:
    for p in g.payouts:
        v = variance.payout_variance(g.company, p.settlement.settlement_id)
        explained: Decimal | None = total(e.amount for e in v.explained) if v.variance is not None else None
        yield (v.settlement_id, p.status, v.amazon_total, v.lines, v.entries, v.quickbooks, v.bank, v.variance, explained, v.unexplained,
               v.held)  # fmt: skip


def _explanation_rows(g: Gathered) -> Iterator[tuple[Cell, ...]]:
    for p in g.payouts:
        for e in variance.payout_variance(g.company, p.settlement.settlement_id).explained:
            yield p.settlement.settlement_id, e.why, e.amount
