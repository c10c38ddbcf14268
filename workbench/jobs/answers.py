"""Answers to the command line's questions that need the lines or QuickBooks, as JSON values.

They run as jobs, so that they work the same whether this program or a running app has the books open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbench.jobs import dossier, review, setup
from workbench.jobs.bank import bank_step
from workbench.jobs.close import bridge, variance
from workbench.jobs.post import accruing, posting, preflight
from workbench.jobs.quickbooks.session import books_of
from workbench.jobs.shapes import part_shape, plan_shape
from workbench.money import plain
from workbench.store import outbox
from workbench.store.company import Company
from workbench.store.lines import Filter

PAGE = 1000


def payouts(company: Company) -> dict[str, Any]:
    """The list of payouts."""
    return {"payouts": [payout_shape(p) for p in review.payouts(company)]}


def payout_shape(p: review.Payout) -> dict[str, Any]:
    """One payout as the contract has it; sales + refunds + adjustments = total."""
    s = p.settlement
    assert s.sales.total + s.refunds.total + s.adjustments.total == s.total
    optional = {
        name: None if value is None else plain(value, s.currency)
        for name in ("quickbooks_vs_entries", "bank_vs_quickbooks")
        for value in (getattr(p.variance, name),)
    }
    return {
        "settlement_id": s.settlement_id, "marketplaces": list(s.marketplaces), "account_type": s.account_type, "currency": s.currency,
        "start": s.start, "end": s.end, "deposit_date": s.deposit_date, "total": plain(s.total, s.currency),
        "sales": part_shape(s.sales, s.currency), "refunds": part_shape(s.refunds, s.currency),
        "adjustments": part_shape(s.adjustments, s.currency), "unmapped": p.unmapped, "status": p.status,
        "variance": {
            "lines_vs_total": plain(p.variance.lines_vs_total, s.currency),
            "entries_vs_lines": plain(p.variance.entries_vs_lines, s.currency), **optional,
        },
    }  # fmt: skip


def transactions(company: Company, payout: str) -> dict[str, Any]:
    """A payout's included transactions and adjustments."""
    s = review.payout(company, payout).settlement
    included, offset = [], 0
    while page := review.transactions(company, payout, Filter(limit=PAGE, offset=offset)):
        offset += PAGE
        for t in page:
            figures = {name: plain(getattr(t, name), s.currency) for name in ("gross", "shipping", "discounts", "tax", "fees", "net")}
            included.append({
                "key": t.key, "order_id": t.order_id, "kind": t.kind, "posted": t.posted,
                "skus": [sku for sku in t.skus.split(", ") if sku], "quantity": t.quantity, **figures, "status": t.status,
                "needs": review.needs(company, t),
            })  # fmt: skip
    return {
        "settlement_id": s.settlement_id, "currency": s.currency, "included": included,
        "adjustments": [
            {
                "what": a.words, "category": a.target.meaning.category, "section": a.target.meaning.section, "lines": a.kind.line_count,
                "amount": plain(a.kind.total, s.currency), "account": a.target.account if a.status == "mapped" else "",
                "suggested": "" if a.status == "mapped" else a.target.account, "status": a.status,
            }
            for a in review.adjustments(company, payout)
        ],
    }  # fmt: skip


def exclude(company: Company, *, payout: str, order: str, because: str, account: str, by: str) -> dict[str, Any]:
    """Exclude an order's transactions."""
    return {"settlement_id": payout, "excluded": review.exclude(company, payout, order, because, by, account)}


def dry_run(company: Company, payout: str, mode: str) -> dict[str, Any]:
    """Every document a payout would become, the effect on the trial balance, and what stands in the way in QuickBooks; for a
    posted payout, its batch."""
    p = review.payout(company, payout)
    if p.batch:
        return posting.summary(company, p.batch.batch_id)
    made = posting.plan_payout(company, payout, mode)
    return plan_shape(made) | {"preflight": preflight.checks(company, made)}


def foreign_entries(company: Company, payout: str) -> dict[str, Any]:
    """What somebody else booked in QuickBooks that may be this payout, as a dry run tells it; also before it can be planned."""
    if not setup.is_ready(company):
        setup.connect(company, "workbench", lambda _words: None)
    return {"preflight": preflight.foreign_entries(company, payout)}


def accounts(company: Company) -> dict[str, Any]:
    """QuickBooks' chart as it is now."""
    if not setup.is_ready(company):
        setup.connect(company, "workbench", lambda _words: None)
    setup.refresh_chart(company, "workbench")
    return {"accounts": review.chart_accounts(company)}


def variances(company: Company, payouts: list[str], month: str) -> dict[str, Any]:
    """Read QuickBooks back and compare. The accounts' balances are asked for as soon as anything of the company was posted: a month
    in which no payout arrives has them too."""
    listed = [p for p in payouts if review.payout(company, p).batch]
    if listed:
        posting.read_back_all(company, listed, lambda *_: None)
    with company.state.read() as connection:
        anything = bool(outbox.batches(connection))
    return variance.report(company, payouts, month, books_of(company) if anything else None)


def bridges(company: Company, month: str) -> dict[str, Any]:
    """The bridge of a month in each currency."""
    return bridge.as_json(bridge.bridges(company, month))


def order(company: Company, order: str) -> dict[str, Any]:
    """Everything that Amazon ever posted about an order."""
    return dossier.as_json(dossier.dossier(company, order))


QUESTIONS: dict[str, Callable[..., dict[str, Any]]] = {
    "transactions": transactions,
    "accounts": accounts,
    "variance": variances,
    "bridge": bridges,
    "bank-step": bank_step.twins,
    "foreign-entries": foreign_entries,
    "order": order,
    "deferral": accruing.answer,
}
