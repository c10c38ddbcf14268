"""What is handed over when a month is closed: the reconciliation of its payouts, with the month's checks and signatures in front.

A workbook that recomputes, and a statement of a few printed pages to sign; each for one currency, because amounts of two are
never added. The lines are needed for the workbook: only in the program that works on these books.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from workbench import __version__
from workbench.errors import Refused
from workbench.jobs import review
from workbench.jobs.bank import bank_matching
from workbench.jobs.close import closing, reporting, variance
from workbench.jobs.close.closing import Close
from workbench.jobs.close.workpaper.gathered import as_of
from workbench.jobs.review import Payout
from workbench.mapping.mapping import Target
from workbench.money import ZERO, exact, total
from workbench.reports import statement
from workbench.reports.statement import PayoutLine, Statement
from workbench.settlement.catalogue import kind_of, side_of
from workbench.store import outbox, settings
from workbench.store.company import Company
from workbench.store.settlements import Kind

STEPS = ("Sales", "Refunds", "Sales tax", "Fees of orders", "Other charges and credits", "Reserves and balances")
"""The steps from what was sold to what is paid out."""


def name(month: str, currency: str, kind: str) -> str:
    """What the file is called.

    >>> name("2026-09", "USD", "xlsx")
    'close-2026-09-USD.xlsx'
    """
    return f"close-{month}-{currency}.{kind}"


def file(company: Company, month: str, currency: str) -> bytes:
    """The package of a month's payouts in one currency, as the bytes of a workbook. `NotFound`, `Refused` in words."""
    now = closing.close(company, closing.read(company), month)
    return reporting.report_file(company, payouts_of(now, currency), month, "xlsx", now)


def pdf(company: Company, month: str, currency: str) -> bytes:
    """The statement to sign, from the state alone. `NotFound`, `Refused` in words."""
    file = io.BytesIO()
    write_statement(company, closing.close(company, closing.read(company), month), currency, file)
    return file.getvalue()


def write_statement(company: Company, now: Close, currency: str, file: BinaryIO) -> None:
    """The statement to sign into an open file."""
    statement.write(file, _statement(company, now, currency))


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
            write_statement(company, now, currency, out)
    else:
        reporting.write_report_to(company, payouts_of(now, currency), month, "xlsx", path, now)


def _statement(company: Company, now: Close, currency: str) -> Statement:
    """The figures of the statement. It bears the time of the last signature, so that it can be made again as it was."""
    month, wanted = now.month.month, payouts_of(now, currency)
    with company.state.read() as connection:
        chart = settings.get(connection, "chart")
        practice = settings.get(connection, "connection") == "practice"
        batches = [b for p in wanted if (b := outbox.live_batch(connection, p))]
        postings = [d for b in batches for d in outbox.postings(connection, b.batch_id)]
        debits = [(account, debit) for b in batches for date, _, account, _, debit in outbox.entry_lines(connection, b.batch_id)
                  if date[:7] == month]  # fmt: skip
    effects = {account: total(debit for name, debit in debits if name == account) for account, _ in debits}
    payouts = [review.payout(company, settlement_id) for settlement_id in wanted]
    at, happened = as_of(payouts, postings, now)
    facts = [
        ("Company", company.name), ("QuickBooks company", chart.get("company", "not connected yet") + (" (practice)" if practice else "")),
        ("Month", month), ("Currency", currency), ("Figures as of", f"{at:%Y-%m-%d %H:%M} UTC ({happened})"),
        ("Made by", f"Tieout {__version__}"),
    ]  # fmt: skip
    return Statement(
        f"Amazon month-end close {month}", facts, currency,
        checks=[(closing.WORDS[c.name][0], c.done, c.figure) for c in now.checks],
        payouts=[_payout_line(company, settlement_id) for settlement_id in wanted],
        effects=sorted((account, amount) for account, amount in effects.items() if amount),
        acts=[(e.at[:16].replace("T", " ") + " UTC", closing.DID[e.act], e.by, e.because) for e in now.events],
        content=now.content,
        as_of=(at, happened), steps=_steps(company, payouts), bank=_received(company, payouts),
    )  # fmt: skip


def _steps(company: Company, payouts: Sequence[Payout]) -> list[tuple[str, Decimal]]:
    """From what was sold to what is paid out: every line of the payouts is in one step."""
    sums = dict.fromkeys(STEPS, ZERO)
    for p in payouts:
        for kind, target in review.kinds_with_targets(company, p.settlement).items():
            step = _step(kind, target)
            sums[step] = exact(sums[step] + kind.total)
    assert total(sums.values()) == total(p.settlement.total for p in payouts), "a line is in no step"
    return [(step, amount) for step, amount in sums.items() if amount]


def _step(kind: Kind, target: Target) -> str:
    if target.meaning.section != "included":
        return STEPS[5] if target.meaning.section == "balance" else STEPS[4]
    if target.meaning.column in ("fees", "tax"):
        return STEPS[3] if target.meaning.column == "fees" else STEPS[2]
    return STEPS[0] if side_of(kind_of(kind.transaction_type)) == "sales" else STEPS[1]


def _received(company: Company, payouts: Sequence[Payout]) -> Decimal | None:
    """What the bank received of these payouts in their currency; None while no line is matched with any."""
    found = [bank_matching.received(company, p.settlement.settlement_id, p.settlement.currency) for p in payouts]
    received = [amount for amount in found if amount is not None]
    return total(received) if received else None


def _payout_line(company: Company, settlement_id: str) -> PayoutLine:
    s = review.payout(company, settlement_id).settlement
    v = variance.payout_variance(company, settlement_id)
    period = f"{s.day(s.start)} to {s.day(s.end)}"
    return PayoutLine(settlement_id, period, v.amazon_total, v.lines, v.entries, v.quickbooks, v.variance)


def payouts_of(now: Close, currency: str) -> list[str]:
    """The payouts that touch the month, in one currency; `Refused` when there is none."""
    found = [p.settlement_id for p in now.month.payouts if p.currency == currency]
    if not found:
        raise Refused(f"{now.month.month} has no payout in {currency}.", where="export", next=f"Use {' or '.join(now.currencies)}.")
    return found
