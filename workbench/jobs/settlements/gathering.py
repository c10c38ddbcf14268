"""Settlements gathered from reports of transactions: what they say together, and which of them are whole.

A report does not say whether it holds all of a settlement. The transfer proves it: when the released rows come to what was
sent to the bank, to the cent, nothing is missing, and the settlement is loaded like any other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal

from workbench.amazon.files.settlement_file import LineKind
from workbench.errors import Finding
from workbench.jobs.settlements import loading
from workbench.money import ZERO
from workbench.reconcile.transfers import Paid, Portion, paid
from workbench.settlement.catalogue import meaning_of
from workbench.store import report_lines, settlements, transaction_reports
from workbench.store.company import Company
from workbench.store.report_lines import Gathered
from workbench.store.settlements import Settlement
from workbench.store.transaction_reports import Report

FORMAT = "transactions"
SOURCE = "transaction report"


def refresh(company: Company, report: Report) -> None:
    """Write down anew what all reports together say of the settlements of this one, and teach the books their account types."""
    with company.state.read() as connection:
        reports = [r.load_id for r in transaction_reports.listed(connection)]
    touched = sorted({s["settlement_id"] for s in report.settlements})
    found = report_lines.gather(company.lines, reports, touched)
    moved = report_lines.transfers(company.lines, reports, touched)
    with company.state.write() as connection:
        transaction_reports.replace_gathered(connection, report.currency, found, moved)
        for g in found:
            if g.account_type:
                settlements.learn_account_type(connection, SOURCE, g.settlement_id, g.account_type)


def all_paid(company: Company) -> list[tuple[str, Gathered, Paid]]:
    """(currency, what the reports say, how it was paid) of every settlement that a report of transactions names."""
    with company.state.read() as connection:
        gathered = transaction_reports.all_gathered(connection)
        transfers = transaction_reports.all_transfers(connection)
    found = []
    for currency in sorted({c for c, _ in gathered} | {c for c, _ in transfers}):
        of = {(g.settlement_id, g.account_type): g for c, g in gathered if c == currency}
        portions = [Portion(g.settlement_id, g.account_type, g.row_count, g.net, g.deferred, g.first, g.last) for g in of.values()]
        moved = [t for c, t in transfers if c == currency]
        found += [
            (currency, of[p.settlement_id, p.account_type], p) for p in paid(portions, moved) if (p.settlement_id, p.account_type) in of
        ]
    return found


def load_whole(company: Company, by: str) -> list[Settlement]:
    """Load every gathered settlement that is proved whole and not in the books as it is; returns those loaded now."""
    with company.state.read() as connection:
        reports = {r.load_id: r for r in transaction_reports.listed(connection)}
        books = {s.settlement_id: s for s in settlements.listed(connection)}
    loaded = []
    for currency, gathered, how in all_paid(company):
        book = books.get(gathered.settlement_id)
        if how.difference == ZERO or (book and book.format != FORMAT and gathered.net == _without_balance(company, book)):
            sources = [reports[load_id] for load_id in gathered.reports]
            if stored := _load(company, currency, gathered, how, sources, by):
                loaded.append(stored)
    return loaded


def load_anew(company: Company, s: Settlement, by: str) -> Settlement:
    """Load a gathered settlement again, with its days in the time zone that is set now."""
    currency, gathered, how = next(each for each in all_paid(company) if each[1].settlement_id == s.settlement_id)
    with company.state.read() as connection:
        reports = [r for r in transaction_reports.listed(connection) if r.load_id in gathered.reports]
    stored = _load(company, currency, gathered, how, reports, by, anew=True)
    assert stored is not None, "a load made anew was taken for one that is there"
    return stored


def _without_balance(company: Company, s: Settlement) -> Decimal:
    """The settlement's total without the movements of its balance, which a report of transactions does not itemise."""
    with company.state.read() as connection:
        kinds = settlements.kinds_of(connection, s.load_id)
    return sum((kind.total for kind in kinds if meaning_of(*kind.names).section != "balance"), ZERO)


def _load(
    company: Company, currency: str, gathered: Gathered, how: Paid, sources: Sequence[Report], by: str, anew: bool = False
) -> Settlement | None:
    content = transaction_reports.content_of(sources, gathered.settlement_id, gathered.net)
    with company.state.read() as connection:
        if settlements.with_content(connection, hashlib.sha256(content).hexdigest()) and not anew:
            return None
        order = [r.load_id for r in transaction_reports.listed(connection)]
    sha256 = company.archive.keep_bytes(content)
    select = report_lines.select_of(order, gathered.settlement_id, gathered.account_type)
    kinds = tuple(LineKind(*kind) for kind in report_lines.kinds_of(company.lines, select))
    end = how.end or gathered.last
    wanted = loading.Load(
        FORMAT, gathered.settlement_id, gathered.account_type or "Standard Orders", SOURCE if gathered.account_type else "",
        how.start or gathered.first, end, end, gathered.net, currency, gathered.marketplaces, sum(kind.count for kind in kinds), kinds,
        select, _notes(how, sources), sha256, ", ".join(r.file_name for r in sources), anew,
    )  # fmt: skip
    return loading.load(company, wanted, by)


def _notes(how: Paid, sources: Sequence[Report]) -> tuple[Finding, ...]:
    files = "1 transaction report" if len(sources) == 1 else f"{len(sources)} transaction reports"
    what = f"Gathered from {files}; the released rows come to the transfer, to the cent. {how.why}".strip()
    return (Finding("gathered", f"settlement {how.settlement_id}", what, "The settlement report, when you have it, takes its place.",
                    blocks=False),)  # fmt: skip
