"""The sheets of detail: the summary of the lines, our entries, the documents, the adjustments and the included transactions."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from workbench.jobs import review
from workbench.jobs.close.workpaper.gathered import Gathered, account_of
from workbench.jobs.review import Payout
from workbench.money import ZERO, exact, total
from workbench.reports import reconciliation
from workbench.reports.section import Cell, Section
from workbench.settlement.catalogue import kind_of
from workbench.store import outbox
from workbench.store.lines import Filter

PAGE = 1000
"""Included transactions read at a time."""

Group = tuple[str, str, str, str]
"""What the summary adds lines up by: month, section, category, account."""


def summary(g: Gathered) -> Section:
    """The lines by month, meaning and account."""
    rows = ((*group, amount, number) for number, (group, amount) in enumerate(groups(g).items(), start=1))
    return reconciliation.summary(g.currency, rows, g.amazon_total)


def groups(g: Gathered) -> dict[tuple[str, *Group], Decimal]:
    """The amount of every row of the summary, in its order: (payout, month, section, category, account)."""
    return {(p.settlement.settlement_id, *key): amount for p in g.payouts for key, amount in sorted(_sums(g, p).items())}


def entries(g: Gathered) -> Section:
    """Our entries as they were confirmed."""
    return reconciliation.entries(g.currency, entry_rows(g))


def documents(g: Gathered) -> Section:
    """What was sent, and what QuickBooks holds of it."""
    return reconciliation.documents(g.currency, _document_rows(g))


def adjustments(g: Gathered) -> Section:
    """The funds in each payout that belong to no order."""
    return reconciliation.adjustments(g.currency, _adjustment_rows(g), total(p.settlement.adjustments.total for p in g.payouts))


def transactions(g: Gathered) -> Section:
    """The included transactions."""
    included = total(p.settlement.sales.total + p.settlement.refunds.total for p in g.payouts)
    return reconciliation.transactions(g.currency, _transaction_rows(g), included)


def _sums(g: Gathered, p: Payout) -> dict[Group, Decimal]:
    s = p.settlement
    targets, decided, sold = g.targets[s.load_id], g.decided[s.settlement_id], g.sold[s.settlement_id]
    by_id = {kind.kind_id: target for kind, target in targets.items()}
    sums: dict[Group, Decimal] = {}
    by_sku = {kind_id for kind_id, sku in sold if sku}
    for month, kind_id, excluded, amount, _, sku in g.company.lines.by_month(s.load_id, targets, decided, by_sku):
        meaning, product = by_id[kind_id].meaning, sold.get((kind_id, sku))
        mapped = product.account.name if product else account_of(by_id[kind_id])
        account = decided[excluded].account or "no account yet" if excluded else mapped
        key: Group = (month, "excluded" if excluded else meaning.section, meaning.category, account)
        sums[key] = exact(sums.get(key, ZERO) + amount)
    return sums


def entry_rows(g: Gathered) -> Iterator[tuple[str, str, str, str, Decimal]]:
    """Our entries: (payout, date, account, memo, debit)."""
    for p in g.payouts:
        if p.batch:
            with g.company.state.read() as connection:
                lines = outbox.entry_lines(connection, p.batch.batch_id)
            for date, _, account, memo, debit in lines:
                yield p.settlement.settlement_id, date, account, memo, debit


def _document_rows(g: Gathered) -> Iterator[tuple[Cell, ...]]:
    for p in g.payouts:
        for d in g.documents(p):
            found = Decimal(d.found["total"]) if d.found_at else None
            yield (p.settlement.settlement_id, d.entity, d.doc_number, d.date, d.total, d.state, d.quickbooks_id,
                   d.found.get("status", "not read back"), found, d.message)  # fmt: skip


def _adjustment_rows(g: Gathered) -> Iterator[tuple[Cell, ...]]:
    for p in g.payouts:
        listed = [(k, t) for k, t in g.targets[p.settlement.load_id].items() if not kind_of(k.transaction_type)]
        for kind, target in sorted(listed, key=lambda one: (one[1].complete, -abs(one[0].total), one[0].kind_id)):
            status = "mapped" if target.complete else "waiting"
            yield (p.settlement.settlement_id, review.words_of(kind), target.meaning.section, target.meaning.category, account_of(target),
                   status, kind.line_count, kind.total)  # fmt: skip


def _transaction_rows(g: Gathered) -> Iterator[tuple[Cell, ...]]:
    for p in g.payouts:
        s, offset = p.settlement, 0
        targets, decided = g.targets[s.load_id], g.decided[s.settlement_id]
        while page := g.company.lines.transactions(s.load_id, targets, decided, Filter(limit=PAGE, offset=offset)):
            offset += PAGE
            for t in page:
                why = decided.get(t.key) if t.status == "excluded" else None
                yield (s.settlement_id, t.kind, t.order_id, t.posted, t.skus, t.quantity, t.gross, t.shipping, t.discounts, t.tax, t.fees,
                       t.net, t.status, why.because if why else "", why.account if why else "")  # fmt: skip
