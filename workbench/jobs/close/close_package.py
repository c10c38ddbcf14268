"""What is handed over when a month is closed: the reconciliation of its payouts, with the month's checks and signatures in front.

A workbook that recomputes, and a statement of a few printed pages to sign; each for one currency, because amounts of two are
never added. The lines are needed for the workbook: only in the program that works on these books.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from workbench import __version__, clock
from workbench.errors import Refused
from workbench.jobs import review
from workbench.jobs.close import closing, reporting, variance
from workbench.jobs.close.closing import Close
from workbench.money import total
from workbench.reports import reconciliation, statement
from workbench.reports.section import Cell, Section
from workbench.reports.statement import PayoutLine, Statement
from workbench.store import outbox, settings
from workbench.store.company import Company


def name(month: str, currency: str, kind: str) -> str:
    """What the file is called.

    >>> name("2026-09", "USD", "xlsx")
    'close-2026-09-USD.xlsx'
    """
    return f"close-{month}-{currency}.{kind}"


def file(company: Company, month: str, currency: str) -> bytes:
    """The package of a month's payouts in one currency, as the bytes of a workbook. `NotFound`, `Refused` in words."""
    now = closing.close(company, closing.read(company), month)
    return reporting.report_file(company, _payouts(now, currency), month, "xlsx", _front(now, currency))


def pdf(company: Company, month: str, currency: str) -> bytes:
    """The statement to sign, from the state alone. `NotFound`, `Refused` in words."""
    file = io.BytesIO()
    statement.write(file, _statement(company, closing.close(company, closing.read(company), month), currency))
    return file.getvalue()


def write_to(company: Company, month: str, currency: str, path: Path) -> None:
    """The workbook or the statement, by the name's ending, to a place on disk; `currency` may be '' when the month has only one."""
    now = closing.close(company, closing.read(company), month)
    if not currency and len(now.currencies) > 1:
        raise Refused(
            f"The payouts of {month} are in {', '.join(now.currencies)}.", where="export", next="Say one of them with --currency.",
        )  # fmt: skip
    currency = currency or now.currencies[0]
    if path.suffix.lower() == ".pdf":
        with reporting.written_whole(path) as out:
            statement.write(out, _statement(company, now, currency))
    else:
        reporting.write_report_to(company, _payouts(now, currency), month, "xlsx", path, _front(now, currency))


def _statement(company: Company, now: Close, currency: str) -> Statement:
    """The figures of the statement. It bears the time of the last signature, so that it can be made again as it was."""
    month, wanted = now.month.month, _payouts(now, currency)
    with company.state.read() as connection:
        chart = settings.get(connection, "chart")
        practice = settings.get(connection, "connection") == "practice"
        batches = [b for p in wanted if (b := outbox.live_batch(connection, p))]
        debits = [(account, debit) for b in batches for date, _, account, _, debit in outbox.entry_lines(connection, b.batch_id)
                  if date[:7] == month]  # fmt: skip
    effects = {account: total(debit for name, debit in debits if name == account) for account, _ in debits}
    facts = [
        ("Company", company.name), ("QuickBooks company", chart.get("company", "not connected yet") + (" (practice)" if practice else "")),
        ("Month", month), ("Currency", currency), ("Made by", f"Tieout {__version__}"),
    ]  # fmt: skip
    return Statement(
        f"Amazon month-end close {month}", facts, currency,
        checks=[(closing.WORDS[c.name][0], c.done, c.figure) for c in now.checks],
        payouts=[_payout_line(company, settlement_id) for settlement_id in wanted],
        effects=sorted((account, amount) for account, amount in effects.items() if amount),
        acts=[(e.at[:16].replace("T", " ") + " UTC", closing.DID[e.act], e.by, e.because) for e in now.events],
        content=now.content,
        made_at=datetime.fromisoformat(now.events[-1].at) if now.events else clock.now(),
    )  # fmt: skip


def _payout_line(company: Company, settlement_id: str) -> PayoutLine:
    s = review.payout(company, settlement_id).settlement
    v = variance.payout_variance(company, settlement_id)
    period = f"{s.day(s.start)} to {s.day(s.end)}"
    return PayoutLine(settlement_id, period, v.amazon_total, v.lines, v.entries, v.quickbooks, v.variance)


def _payouts(now: Close, currency: str) -> list[str]:
    found = [p.settlement_id for p in now.month.payouts if p.currency == currency]
    if not found:
        raise Refused(f"{now.month.month} has no payout in {currency}.", where="export", next=f"Use {' or '.join(now.currencies)}.")
    return found


def _front(now: Close, currency: str) -> tuple[Section, Section]:
    return reconciliation.month_checks(currency, _check_rows(now)), reconciliation.signatures(currency, _signature_rows(now))


def _check_rows(now: Close) -> Iterator[tuple[Cell, ...]]:
    for check in now.checks:
        words, where = closing.WORDS[check.name]
        yield words, "yes" if check.done else "no", check.figure, "; ".join(check.left), where


def _signature_rows(now: Close) -> Iterator[tuple[Cell, ...]]:
    for event in now.events:
        holds = "" if event.content == now.content else " (figures changed since)"
        yield event.at, closing.DID[event.act] + holds, event.by, event.because, event.content
