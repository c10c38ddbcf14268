"""The reconciliation report of payouts, gathered from the books and written as a workbook or a comma-separated file.

Nothing is computed here that a page does not show too; figures that must agree are put side by side with a check. Included
transactions are read a page at a time. The lines are needed: only in the program that works on these books.
"""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Literal

from workbench import __version__, clock
from workbench.errors import Refused, Unreachable
from workbench.jobs import review
from workbench.jobs.close import variance
from workbench.jobs.mapping import products
from workbench.jobs.quickbooks.session import books_of
from workbench.jobs.review import Payout
from workbench.mapping.mapping import Target
from workbench.money import ZERO, exact, total
from workbench.posting.products import Product
from workbench.quickbooks.client import Books
from workbench.reports import comma_separated, reconciliation, workbook
from workbench.reports.section import Cell, Section
from workbench.settlement.catalogue import kind_of
from workbench.store import decisions, mappings, outbox, settings, settlements
from workbench.store.company import Company
from workbench.store.decisions import Decision
from workbench.store.lines import Filter
from workbench.store.outbox_values import Posting
from workbench.store.settlements import Kind

PAGE = 1000
"""Included transactions read at a time."""

Format = Literal["xlsx", "csv"]


@dataclass(frozen=True)
class _Gathered:
    """What several sections need: the payouts, their settings, and where each kind of line goes or went."""

    company: Company
    payouts: Sequence[Payout]
    month: str
    currency: str
    settings: dict[str, Any]
    newest_mapping: int
    targets: dict[str, dict[Kind, Target]]
    decided: dict[str, dict[str, Decision]]
    postings: dict[str, list[Posting]]
    sold: dict[str, dict[tuple[int, str], Product]]


def report_name(payouts: Sequence[str], month: str, kind: Format) -> str:
    """What the file is called: safe on every file system.

    >>> report_name(["21574497411"], "", "xlsx"), report_name(["1", "2"], "2026-10", "csv")
    ('reconciliation-21574497411.xlsx', 'reconciliation-2026-10.csv')
    """
    of = month or (payouts[0] if len(payouts) == 1 else f"{len(payouts)}-payouts")
    return f"reconciliation-{re.sub(r'[^0-9A-Za-z_-]', '_', of)}.{kind}"


def report_file(company: Company, payouts: list[str], month: str, kind: Format, front: Sequence[Section] = ()) -> bytes:
    """The report of these payouts as the bytes of a file. `month` (`YYYY-MM`, or '') bounds the roll-forward; the sections in
    `front` follow the cover.

    `Refused` for payouts of several currencies, `NotFound` for one that is not in these books.
    """
    file = io.BytesIO()
    write_report(company, payouts, month, kind, file, front)
    return file.getvalue()


def write_report(company: Company, payouts: list[str], month: str, kind: Format, file: BinaryIO, front: Sequence[Section] = ()) -> None:
    """The same into an open file: a payout of any size in the memory of one page of transactions."""
    gathered = _gather(company, payouts, month)
    made = _sections(gathered)
    sections = itertools.chain([next(made)], front, made)
    if kind == "csv":
        comma_separated.write(file, sections)
    elif kind == "xlsx":
        workbook.write(file, sections, f"Reconciliation {company.name} {month}".strip(), clock.now())
    else:
        raise Refused(f"A report cannot be written as {kind!r}.", where="export", next="Use a name that ends in .xlsx or .csv.")


def write_report_to(company: Company, payouts: list[str], month: str, kind: Format, path: Path, front: Sequence[Section] = ()) -> None:
    """The same to a place on disk."""
    with written_whole(path) as out:
        write_report(company, payouts, month, kind, out, front)


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write, beside its place until it is done, so that a file of that name is always a whole one."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("wb") as out:
            yield out
        unfinished.replace(path)
    except OSError as error:
        raise Refused(f"The report could not be written ({error.strerror}).", where=str(path), next="Choose another place.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _gather(company: Company, wanted: list[str], month: str) -> _Gathered:
    payouts = [review.payout(company, settlement_id) for settlement_id in wanted]
    currencies = sorted({p.settlement.currency for p in payouts})
    if len(currencies) != 1:
        raise Refused(
            f"These payouts are in {', '.join(currencies)}." if currencies else "There is no payout to report on.",
            where="export", next="Export payouts of one currency at a time; amounts of two are never added.",
        )  # fmt: skip
    with company.state.read() as connection:
        return _Gathered(
            company, payouts, month, currencies[0], settings.every(connection), mappings.newest_version(connection),
            targets={p.settlement.load_id: _targets(connection, p) for p in payouts},
            decided={p.settlement.settlement_id: decisions.of_settlement(connection, p.settlement.settlement_id) for p in payouts},
            postings={p.batch.batch_id: outbox.postings(connection, p.batch.batch_id) for p in payouts if p.batch},
            sold={
                p.settlement.settlement_id: products.sold_of(connection, p.settlement, p.batch, _targets(connection, p)) for p in payouts
            },
        )  # fmt: skip


def _targets(connection: Any, p: Payout) -> dict[Kind, Target]:
    """Where the kinds of line go: under the version that posted the payout, or the newest."""
    mapping = mappings.load(connection, p.batch.mapping_version if p.batch else None)
    kinds = settlements.kinds_of(connection, p.settlement.load_id)
    return {k: mapping.target(*k.names) for k in kinds}


def _sections(g: _Gathered) -> Iterator[Section]:
    amazon_total = total(p.settlement.total for p in g.payouts)
    included = total(p.settlement.sales.total + p.settlement.refunds.total for p in g.payouts)
    adjusted = total(p.settlement.adjustments.total for p in g.payouts)
    variances = [variance.payout_variance(g.company, p.settlement.settlement_id) for p in g.payouts]
    rows = [_variance_row(p, v) for p, v in zip(g.payouts, variances, strict=True)]
    explained = ((v.settlement_id, e.why, e.amount) for v in variances for e in v.explained)
    yield reconciliation.cover(g.currency, _cover_rows(g), g.settings["connection"] == "practice")
    yield reconciliation.sources(g.currency, map(_source_row, [(g, p) for p in g.payouts]), amazon_total)
    yield reconciliation.variance(g.currency, rows)
    yield reconciliation.explanations(g.currency, explained)
    yield reconciliation.summary(g.currency, _summary_rows(g), amazon_total)
    yield reconciliation.entries(g.currency, _entry_rows(g))
    yield reconciliation.documents(g.currency, _document_rows(g))
    yield reconciliation.adjustments(g.currency, _adjustment_rows(g), adjusted)
    yield reconciliation.transactions(g.currency, _transaction_rows(g), included)
    yield _roll_forward(g)


def _cover_rows(g: _Gathered) -> Iterator[tuple[str, str]]:
    practice = g.settings["connection"] == "practice"
    chart = g.settings["chart"]
    posted = sorted({p.batch.mapping_version for p in g.payouts if p.batch})
    yield "Company", g.company.name
    yield "QuickBooks company", f"{chart.get('company', 'not connected yet')}{' (practice company)' if practice else ''}"
    yield "QuickBooks company id", str(g.settings["realm"])
    yield "Month", f"{g.month} (payouts deposited in it)" if g.month else "not bounded"
    yield "Payouts", ", ".join(p.settlement.settlement_id for p in g.payouts)
    yield "Marketplaces", ", ".join(sorted({name for p in g.payouts for name in p.settlement.marketplaces}))
    yield "Currency", g.currency
    yield "Time zone", ", ".join(sorted({p.settlement.time_zone for p in g.payouts}))
    yield "Basis", "the day on which Amazon posted a line, in the time zone above"
    yield "Mapping version", ", ".join(f"{version} (as posted)" for version in posted) or f"{g.newest_mapping} (newest)"
    yield "Made at", f"{clock.now():%Y-%m-%d %H:%M:%S} UTC"
    yield "Made by", f"Tieout {__version__}"


def _source_row(of: tuple[_Gathered, Payout]) -> tuple[Cell, ...]:
    g, p = of
    s = p.settlement
    days = [s.day(moment) for moment in (s.start, s.end, s.deposit_date)]
    read_at = variance.read_back_at(g.company, s.settlement_id)
    return s.settlement_id, *days, s.file_name, s.sha256, s.line_count, s.total, read_at or "not read back"


def _variance_row(p: Payout, v: variance.PayoutVariance) -> tuple[Cell, ...]:
    explained = total(e.amount for e in v.explained) if v.variance is not None else None
    return (v.settlement_id, p.status, v.amazon_total, v.lines, v.entries, v.quickbooks, v.bank, v.variance, explained, v.unexplained,
            v.held)  # fmt: skip


def _summary_rows(g: _Gathered) -> Iterator[tuple[Cell, ...]]:
    for p in g.payouts:
        s = p.settlement
        targets, decided = g.targets[s.load_id], g.decided[s.settlement_id]
        by_id = {kind.kind_id: target for kind, target in targets.items()}
        accounts = {kind_id: _account(target) for kind_id, target in by_id.items()}
        sums: dict[tuple[str, str, str, str], Decimal] = {}
        sold = g.sold[s.settlement_id]
        by_sku = {kind_id for kind_id, sku in sold if sku}
        for month, kind_id, excluded, amount, _, sku in g.company.lines.by_month(s.load_id, targets, decided, by_sku):
            meaning = by_id[kind_id].meaning
            product = sold.get((kind_id, sku))
            mapped = product.account.name if product else accounts[kind_id]
            account = decided[excluded].account or "no account yet" if excluded else mapped
            section: str = "excluded" if excluded else meaning.section
            key = (month, section, meaning.category, account)
            sums[key] = exact(sums.get(key, ZERO) + amount)
        for key in sorted(sums):
            yield (s.settlement_id, *key, sums[key])


def _entry_rows(g: _Gathered) -> Iterator[tuple[str, str, str, str, Decimal]]:
    for p in g.payouts:
        if p.batch:
            with g.company.state.read() as connection:
                lines = outbox.entry_lines(connection, p.batch.batch_id)
            for date, _, account, memo, debit in lines:
                yield p.settlement.settlement_id, date, account, memo, debit


def _document_rows(g: _Gathered) -> Iterator[tuple[Cell, ...]]:
    for p in g.payouts:
        for d in g.postings[p.batch.batch_id] if p.batch else []:
            found = Decimal(d.found["total"]) if d.found_at else None
            yield (p.settlement.settlement_id, d.entity, d.doc_number, d.date, d.total, d.state, d.quickbooks_id,
                   d.found.get("status", "not read back"), found, d.message)  # fmt: skip


def _adjustment_rows(g: _Gathered) -> Iterator[tuple[Cell, ...]]:
    for p in g.payouts:
        listed = [(k, t) for k, t in g.targets[p.settlement.load_id].items() if not kind_of(k.transaction_type)]
        for kind, target in sorted(listed, key=lambda one: (one[1].complete, -abs(one[0].total), one[0].kind_id)):
            status = "mapped" if target.complete else "waiting"
            yield (p.settlement.settlement_id, review.words_of(kind), target.meaning.section, target.meaning.category, _account(target),
                   status, kind.line_count, kind.total)  # fmt: skip


def _account(target: Target) -> str:
    """Where a kind of line goes; a suggestion that nobody confirmed is not shown as if it were decided."""
    return target.account if target.complete else "no account yet"


def _transaction_rows(g: _Gathered) -> Iterator[tuple[Cell, ...]]:
    for p in g.payouts:
        s, offset = p.settlement, 0
        targets, decided = g.targets[s.load_id], g.decided[s.settlement_id]
        while page := g.company.lines.transactions(s.load_id, targets, decided, Filter(limit=PAGE, offset=offset)):
            offset += PAGE
            for t in page:
                why = decided.get(t.key) if t.status == "excluded" else None
                yield (s.settlement_id, t.kind, t.order_id, t.posted, t.skus, t.quantity, t.gross, t.shipping, t.discounts, t.tax, t.fees,
                       t.net, t.status, why.because if why else "", why.account if why else "")  # fmt: skip


def _roll_forward(g: _Gathered) -> Section:
    books, note = _quickbooks(g)
    rows = variance.roll_forward(g.company, g.month, books)
    return reconciliation.roll_forward(
        g.currency, ((r.account, r.opening, r.movements, r.closing, r.quickbooks, r.difference) for r in rows), note
    )


def _quickbooks(g: _Gathered) -> tuple[Books | None, str]:
    """QuickBooks, for its own balances; None, and why, when it cannot be asked: the report is made without them."""
    if not g.postings:
        return None, "Nothing of these payouts is posted."
    try:
        return books_of(g.company), "All payouts of the company; QuickBooks' balances are those of the last day of the month, or of today."
    except Unreachable as error:
        return None, f"QuickBooks' balances are missing: {error.what}"
