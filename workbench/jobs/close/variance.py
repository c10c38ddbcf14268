"""The variance view: Amazon's total, the lines, our entries, QuickBooks as read back, the bank; every difference explained
or shown as unexplained. Beside it the roll-forward of each balance-sheet account that Amazon's money passes through.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from workbench import clock
from workbench.jobs import review
from workbench.jobs.bank import bank_matching
from workbench.jobs.post import marketplaces
from workbench.money import ZERO, exact, plain
from workbench.posting.accounts import BALANCE_SHEET_TYPES
from workbench.posting.document import decode
from workbench.posting.exchange import at_home
from workbench.quickbooks.client import Books
from workbench.reconcile.home_amounts import rate_of
from workbench.store import outbox, settings
from workbench.store.company import Company
from workbench.store.outbox_values import Posting


@dataclass(frozen=True, slots=True)
class Explanation:
    """A difference that has a name: what was done in QuickBooks, and what it comes to."""

    why: str
    amount: Decimal


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


@dataclass(frozen=True, slots=True)
class RollForward:
    """One account of the balance sheet: opening + movements = closing, beside QuickBooks' own balance."""

    account: str
    opening: Decimal
    movements: Decimal
    closing: Decimal
    quickbooks: Decimal | None
    difference: Decimal | None


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
        deposit_account = marketplaces.deposit_account(connection, s)
        negative = settings.get(connection, "account:NEGBAL")
        names = {a["id"]: a["name"] for a in settings.get(connection, "chart").get("accounts", [])}
    entries = exact(s.total + p.variance.entries_vs_lines)
    if any(not posting.found_at for posting in postings):
        return PayoutVariance(settlement_id, s.currency, s.total, lines, entries, None, bank, None, None, (), exact(entries - s.total))
    money = {deposit_account, undeposited} | ({negative} if s.total < 0 else set())
    explained = tuple(_explanations(postings, names, money))
    # Planned, the documents bring exactly Amazon's total into these accounts; what QuickBooks holds beyond that is the variance.
    gap = exact(sum((_gap(posting, account) for posting in postings for account in money), ZERO))
    named = sum((e.amount for e in explained), ZERO)
    quickbooks, held = exact(s.total + gap), _found(postings, undeposited)
    return PayoutVariance(settlement_id, s.currency, s.total, lines, entries, quickbooks, bank, gap, held, explained, exact(gap - named))


def roll_forward(company: Company, month: str, books: Books | None) -> list[RollForward]:
    """The balance-sheet accounts that our entries touch: opening, movements of the month, closing, QuickBooks' balance.

    `month` is `YYYY-MM`, or '' for everything up to today; `books` None leaves QuickBooks' side empty. All of it is in the books'
    currency; a payout in another one counts with its home amounts, each line of a document rounded once at its rate.
    """
    with company.state.read() as connection:
        read = settings.get(connection, "chart")
        chart = {a["id"]: a for a in read.get("accounts", [])}
        live = [b for b in outbox.batches(connection) if b.state != "undone"]
        moves = [
            (p.date, account, debit) for b in live for p in outbox.postings(connection, b.batch_id) if p.state == "posted"
            for account, debit in (p.effects if b.currency == read.get("currency", b.currency) else _at_home(p)).items()
        ]  # fmt: skip
    end = _last_day(month) if month else clock.now().date()
    balances = books.trial_balance(end) if books else {}
    accounts = sorted({a for _, a, _ in moves if chart.get(a, {}).get("type") in BALANCE_SHEET_TYPES}, key=lambda a: chart[a]["name"])
    return [_roll(chart[a]["name"], a, moves, month, balances if books else None) for a in accounts]


def beside(rows: list[RollForward], balances: dict[str, Decimal]) -> list[RollForward]:
    """The roll-forward with QuickBooks' own balances (by account name, from an earlier read-back) beside it; an account
    that QuickBooks was not asked about stays empty."""
    found = []
    for row in rows:
        theirs = balances.get(row.account)
        difference = None if theirs is None else exact(theirs - row.closing)
        found.append(RollForward(row.account, row.opening, row.movements, row.closing, theirs, difference))
    return found


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
        "accounts": [
            {
                "account": a.account, "opening": plain(a.opening, currency), "movements": plain(a.movements, currency),
                "closing": plain(a.closing, currency), "quickbooks": text(a.quickbooks, currency),
                "difference": text(a.difference, currency),
            }
            for a in roll_forward(company, month, books)
        ],
    }  # fmt: skip


def _at_home(posting: Posting) -> dict[str, Decimal]:
    """A foreign document's effects in the books' currency: line by line as it was read back, account by account before that."""
    found = posting.found.get("home_effects")
    if found:
        return {account: Decimal(debit) for account, debit in found.items()}
    rate = rate_of(decode(posting.plan))
    return {account: debit if rate is None else at_home(debit, rate) for account, debit in posting.effects.items()}


def _roll(name: str, account: str, moves: list[tuple[str, str, Decimal]], month: str, balances: dict[str, Decimal] | None) -> RollForward:
    mine = [(day[:7], debit) for day, a, debit in moves if a == account]
    opening = exact(sum((d for m, d in mine if month and m < month), ZERO))
    movements = exact(sum((d for m, d in mine if not month or m == month), ZERO))
    closing = exact(opening + movements)
    theirs = None if balances is None else exact(balances.get(account, ZERO))
    return RollForward(name, opening, movements, closing, theirs, None if theirs is None else exact(theirs - closing))


def _explanations(postings: list[Posting], names: dict[str, str], money: set[str]) -> list[Explanation]:
    """What somebody changed in QuickBooks after we posted, a line a document; `amount` is what it did to the payout's money."""
    found = []
    for posting in postings:
        status = posting.found.get("status")
        if status not in ("changed", "deleted"):
            continue
        accounts = sorted(posting.found["effects"].keys() | posting.effects.keys())
        changes = ", ".join(f"{names.get(a, a)} {gap:+}" for a in accounts if (gap := _gap(posting, a)))
        label = f"{_words(posting.entity)} {posting.doc_number or posting.date}"
        amount = exact(sum((_gap(posting, account) for account in money), ZERO))
        found.append(Explanation(f"{label} was {status} in QuickBooks ({changes or 'its day, class, location or text'})", amount))
    return found


def _gap(posting: Posting, account: str) -> Decimal:
    """What QuickBooks holds beyond what we posted to this account."""
    return exact(Decimal(posting.found["effects"].get(account, "0")) - posting.effects.get(account, ZERO))


def _words(entity: str) -> str:
    return {"SalesReceipt": "Sales receipt", "RefundReceipt": "Refund receipt", "JournalEntry": "Journal entry"}.get(entity, entity)


def _found(postings: list[Posting], account: str) -> Decimal:
    return exact(sum((Decimal(p.found["effects"].get(account, "0")) for p in postings), ZERO))


def _last_day(month: str) -> date:
    first = date.fromisoformat(f"{month}-01")
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
