"""The variance view: Amazon's total, the lines, our entries, QuickBooks as read back, the bank; every difference explained
or shown as unexplained. Beside it the roll-forward of each balance-sheet account that Amazon's money passes through.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from workbench import clock
from workbench.jobs import review
from workbench.jobs.bank import bank_matching
from workbench.jobs.close import roll_forward as rolling
from workbench.jobs.close import taxes
from workbench.jobs.close.roll_forward import ENTITY, AccountRoll, beside
from workbench.jobs.post import marketplaces
from workbench.money import ZERO, exact, plain
from workbench.quickbooks.client import Books
from workbench.reconcile.month import last_day
from workbench.reconcile.stated import Explanation
from workbench.store import outbox, settings
from workbench.store.company import Company
from workbench.store.outbox_values import Posting
from workbench.store.settlements import Settlement

__all__ = ["PayoutVariance", "beside", "money_accounts", "payout_variance", "read_back_at", "report", "roll_forward"]


@dataclass(frozen=True, slots=True)
class PayoutVariance:
    """One payout's five figures. `variance` is QuickBooks minus Amazon; None while nothing was posted and read back."""

    settlement_id: str
    currency: str
    amazon_total: Decimal
    lines: Decimal
    entries: Decimal | None
    quickbooks: Decimal | None
    bank: Decimal | None
    variance: Decimal | None
    held: Decimal | None
    explained: tuple[Explanation, ...]
    unexplained: Decimal


def payout_variance(company: Company, settlement_id: str) -> PayoutVariance:
    """The comparison of one payout, from what was last read back."""
    p = review.payout(company, settlement_id)
    s = p.settlement
    lines, bank = exact(s.total + p.variance.lines_vs_total), bank_matching.received(company, settlement_id, s.currency)
    if p.batch is None:
        return PayoutVariance(settlement_id, s.currency, s.total, lines, None, None, bank, None, None, (), exact(lines - s.total))
    with company.state.read() as connection:
        postings = outbox.postings(connection, p.batch.batch_id)
        undeposited = settings.get(connection, "undeposited_account")
        money = money_accounts(connection, s)
        names = {a["id"]: a["name"] for a in settings.get(connection, "chart").get("accounts", [])}
    entries = exact(s.total + p.variance.entries_vs_lines)
    if any(not posting.found_at for posting in postings):
        return PayoutVariance(settlement_id, s.currency, s.total, lines, entries, None, bank, None, None, (), exact(entries - s.total))
    explained = tuple(_explanations(postings, names, money))
    # Planned, the documents bring exactly Amazon's total into these accounts; what QuickBooks holds beyond that is the variance.
    gap = exact(sum((_gap(posting, account) for posting in postings for account in money), ZERO))
    named = sum((e.amount for e in explained), ZERO)
    quickbooks, held = exact(s.total + gap), _found(postings, undeposited)
    return PayoutVariance(settlement_id, s.currency, s.total, lines, entries, quickbooks, bank, gap, held, explained, exact(gap - named))


def money_accounts(connection: sa.Connection, s: Settlement) -> set[str]:
    """The accounts that hold a payout's money: its documents bring exactly Amazon's total into them, together."""
    held = {marketplaces.deposit_account(connection, s), str(settings.get(connection, "undeposited_account"))}
    return held | ({str(settings.get(connection, "account:NEGBAL"))} if s.total < 0 else set())


def roll_forward(company: Company, month: str, books: Books | None) -> list[AccountRoll]:
    """The balance-sheet accounts that our entries touch: opening, movements of the month, closing, QuickBooks' balance.

    `month` is `YYYY-MM`, or '' for everything up to today; `books` None leaves QuickBooks' side empty.
    """
    end = last_day(month) if month else clock.now().date()
    return rolling.accounts(company, month, books.trial_balance(end) if books else None)


def read_back_at(company: Company, settlement_id: str) -> str:
    """When QuickBooks was last asked about every posting of the payout (ISO 8601, UTC); '' while one was not."""
    with company.state.read() as connection:
        batch = outbox.live_batch(connection, settlement_id)
        times = [posting.found_at for posting in outbox.postings(connection, batch.batch_id)] if batch else []
    return min(times, default="")


def report(company: Company, payouts: list[str], month: str, books: Books | None) -> dict[str, Any]:
    """The shape that the command line prints."""
    rows = [payout_variance(company, p) for p in payouts]
    with company.state.read() as connection:
        currency = settings.get(connection, "chart").get("currency") or (rows[0].currency if rows else "USD")

    def text(value: Decimal | None, currency: str) -> str | None:
        return None if value is None else plain(value, currency)

    return {
        "payouts": [
            {
                "settlement_id": r.settlement_id, "currency": r.currency, "amazon_total": plain(r.amazon_total, r.currency),
                "lines": plain(r.lines, r.currency), "entries": text(r.entries, r.currency), "quickbooks": text(r.quickbooks, r.currency),
                "bank": text(r.bank, r.currency), "variance": text(r.variance, r.currency),
                "payments_to_deposit": text(r.held, r.currency),
                "explained": [{"why": e.why, "amount": plain(e.amount, r.currency)} for e in r.explained],
                "unexplained": plain(r.unexplained, r.currency),
            }
            for r in rows
        ],
        "accounts": [rolling.as_json(a, currency) for a in roll_forward(company, month, books)],
        "taxed": [taxes.as_json(company, r.settlement_id) for r in rows],
    }  # fmt: skip


def _explanations(postings: list[Posting], names: dict[str, str], money: set[str]) -> list[Explanation]:
    """What somebody changed in QuickBooks after we posted, a line a document; `amount` is what it did to the payout's money."""
    found = []
    for posting in postings:
        status = posting.found.get("status")
        if status not in ("changed", "deleted"):
            continue
        accounts = sorted(posting.found["effects"].keys() | posting.effects.keys())
        changes = ", ".join(f"{names.get(a, a)} {gap:+}" for a in accounts if (gap := _gap(posting, a)))
        label = f"{ENTITY.get(posting.entity, posting.entity)} {posting.doc_number or posting.date}"
        amount = exact(sum((_gap(posting, account) for account in money), ZERO))
        found.append(Explanation(f"{label} was {status} in QuickBooks ({changes or 'its day, class, location or text'})", amount))
    return found


def _gap(posting: Posting, account: str) -> Decimal:
    """What QuickBooks holds beyond what we posted to this account."""
    return exact(Decimal(posting.found["effects"].get(account, "0")) - posting.effects.get(account, ZERO))


def _found(postings: list[Posting], account: str) -> Decimal:
    return exact(sum((Decimal(p.found["effects"].get(account, "0")) for p in postings), ZERO))
