"""Closing a month: its checks gathered from the books, and the acts of the people who stand for it.

A payout belongs to every month that its settlement touches, from its first day to its deposit: a settlement that crosses
the month's end has entries in both months. From the state alone; QuickBooks' balances are those of the last read-back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from workbench import clock
from workbench.errors import NotFound, NotReady
from workbench.jobs import asked, review
from workbench.jobs.close import pairs, variance
from workbench.jobs.close.pairs import Seen
from workbench.jobs.close.roll_forward import AccountRoll
from workbench.jobs.settlements import chain
from workbench.money import to_cents
from workbench.reconcile import month as of_month
from workbench.reconcile import sign_off
from workbench.reconcile.chain import Chain
from workbench.reconcile.month import AccountStanding, Check, CheckName, Coverage, Month, PayoutStanding
from workbench.reconcile.pairs import Pair
from workbench.reconcile.sign_off import Act, Event
from workbench.store import accruals, bank_matches, closes, mappings, settings, settlements
from workbench.store.company import Company
from workbench.store.outbox_values import Batch

WORDS: dict[CheckName, tuple[str, str]] = {
    "reports": ("Reports are in, the chain has no hole", "Close › Chain"),
    "mapped": ("Every line has an account", "Review › Mapping"),
    "confirmed": ("Every transaction is confirmed or excluded", "Review › Integration transactions"),
    "posted": ("Every payout is posted", "Post › Batches"),
    "read-back": ("QuickBooks was read back, variance 0.00", "Close › Variance"),
    "bank": ("Every deposit is matched with the bank", "Close › Bank"),
    "rolled": ("Amazon's accounts roll forward to QuickBooks' balances", "Close › Variance"),
    "pairs": ("Pairs that must be zero are", "Close › Variance"),
    "exceptions": ("Nothing needs attention", "Post › Batches"),
    "reviewed": ("Prepared by one, approved by another", "Close › Month"),
    "locked": ("Locked", "Close › Month"),
}
"""What each check asks, and the page where it is done."""

OTHERS_POST_TO = ("deposit_account", "payment_account", "inventory_account", "account:INVENTORY")
"""Settings that name accounts of the balance sheet of which a part is booked by other hands as a rule."""

DID = {"prepared": "Prepared", "approved": "Approved", "waived": "Second person waived", "locked": "Locked", "reopened": "Reopened"}
"""The acts on a month, as its history names them."""


@dataclass(frozen=True)
class Close:
    """A month as it stands: its checks, what was signed, and the hash of the figures that a signature would be of."""

    month: Month
    checks: list[Check]
    content: str
    events: list[Event]

    @property
    def currencies(self) -> list[str]:
        """The currencies of the payouts that touch the month."""
        return sorted({p.currency for p in self.month.payouts})

    @property
    def payouts_to_read(self) -> list[str]:
        """The payouts deposited in the month, which a read-back asks QuickBooks about."""
        return [p.settlement_id for p in self.month.payouts if p.deposited]


@dataclass(frozen=True)
class Books:
    """What every month is worked out from, read once."""

    payouts: list[review.Payout]
    chains: list[Chain]
    names: list[str]
    matched: frozenset[str]
    came_again: frozenset[str]
    """Payouts of which another version waits for a decision."""
    accrued: tuple[Batch, ...] = ()
    """The accruals of month ends that are not undone."""


def read(company: Company) -> Books:
    """The payouts, their chains and what the bank shows."""
    every = chain.chains(company)
    with company.state.read() as connection:
        matched = bank_matches.settlements_at_bank(connection)
        came_again = frozenset(s.settlement_id for s in settlements.listed(connection, "waiting"))
        accrued = tuple(accruals.live(connection))
    return Books(review.payouts(company), every, [chain.name_of(one, every) for one in every], matched, came_again, accrued)


def months(books: Books) -> list[str]:
    """The months (`YYYY-MM`) that any settlement touches, newest first."""
    touched = {month for one in books.chains for p in one.periods for month in _touched(p.start.date(), p.deposit_date.date())}
    return sorted(touched, reverse=True)


def close(company: Company, books: Books, month: str) -> Close:
    """One month with its checks; `NotFound` when no settlement touches it."""
    if month not in months(books):
        raise NotFound(f"No settlement touches {month}.", next="Import its settlement reports, or choose another month.")
    payouts = _payouts(books, month)
    deposited = [p.settlement_id for p in payouts if p.deposited]
    rows = rolled(company, month, deposited)
    accounts, found = _accounts(company, rows), _pairs(company, books, payouts, month, rows, _answer(company, month, deposited))
    with company.state.read() as connection:
        events = closes.events(connection, month)
        mapped = [*_mapped(connection, books, payouts, events), *([b.batch_id, b.content_hash] for b in _accrued(books, month))]
    return _close(books, month, payouts, accounts, events, _content(books, payouts, accounts, mapped), found)


def grid(company: Company, books: Books) -> list[Close]:
    """Every month, newest first, without its accounts and as it was last signed: what a list of months needs."""
    with company.state.read() as connection:
        acts = {month: closes.events(connection, month) for month in months(books)}
    return [
        _close(books, month, _payouts(books, month), (), events, events[-1].content if events else "") for month, events in acts.items()
    ]


def _close(
    books: Books, month: str, payouts: list[PayoutStanding], accounts: Sequence[AccountStanding], events: list[Event], content: str,
    found_pairs: Sequence[Pair] = (),
) -> Close:  # fmt: skip
    touching = {p.settlement_id for p in payouts}
    coverage = [c for one, name in zip(books.chains, books.names, strict=True) if (c := _coverage(one, name, month))]
    stuck = [b for b in _accrued(books, month) if b.state == "attention"]
    exceptions = [*_exceptions(books, touching), *(f"Accrual {b.batch_id}: {b.message}" for b in stuck)]
    found = Month(month, payouts, coverage, accounts, exceptions, sign_off.standing(events, content), found_pairs)
    return Close(found, of_month.checks(found), content, events)


def _accrued(books: Books, month: str) -> list[Batch]:
    """The accruals that have a journal entry in the month: its own, and the one whose reversal falls into it."""
    before = of_month.last_day(month).replace(day=1) - timedelta(days=1)
    return [b for b in books.accrued if accruals.month_of(b.settlement_id) in (month, before.isoformat()[:7])]


def _exceptions(books: Books, touching: set[str]) -> Iterator[str]:
    """What of the month's payouts somebody must look at, in words."""
    for p in books.payouts:
        number = p.settlement.settlement_id
        if number in touching and p.batch and p.batch.state == "attention":
            yield f"Payout {number}: {p.batch.message}"
        if number in touching and number in books.came_again:
            yield f"Payout {number}: its report came again with other content; choose under Set up › Import which one counts"


def act(company: Company, month: str, what: Act, by: str, because: str = "", content: str = "") -> None:
    """Prepare, approve, waive, lock or reopen a month. `content` is the hash the person saw: `NotReady` when it is another by now.

    A month is locked only when nothing of the work is left.
    """
    if what == "locked" and month >= clock.now().date().isoformat()[:7]:
        raise NotReady(f"{month} is not over.", where=f"month {month}", next="Lock it when its last settlement is in.")
    now = close(company, read(company), month)
    if content and content != now.content:
        raise NotReady("A figure of the month changed since it was shown.", where=f"month {month}", next="Look at it again, then sign.")
    left = of_month.work_left(now.checks)
    if what == "locked" and left:
        raise NotReady(
            f"{len(left)} checks are not done: {', '.join(check.name for check in left)}.", where=f"month {month}",
            next="Do what they say is left; then lock the month.",
        )  # fmt: skip
    with company.state.write() as connection:
        standing = sign_off.standing(closes.events(connection, month), now.content)
        sign_off.require_may(what, standing, month, by, because)
        closes.record(connection, month, what, by, now.content, because.strip())


def as_json(now: Close) -> dict[str, Any]:
    """The month as the command line prints it."""
    return {
        "month": now.month.month,
        "checks": [
            {"check": c.name, "passed": c.done, "figure": c.figure, "where": where, "what": what, "left": list(c.left)}
            for c in now.checks
            for what, where in [WORDS[c.name]]
        ],
        "pairs": [pairs.as_json(pair) for pair in now.month.pairs],
        "content": now.content,
        "acts": [{"act": e.act, "by": e.by, "at": e.at, "because": e.because, "content": e.content} for e in now.events],
    }


def _payouts(books: Books, month: str) -> list[PayoutStanding]:
    """The payouts that touch the month, newest first."""
    touching = {p.settlement_id for one in books.chains for p in one.periods if month in _touched(p.start.date(), p.deposit_date.date())}
    return [
        PayoutStanding(
            s.settlement_id, s.currency, s.total, p.status, p.unmapped, p.variance.quickbooks_vs_entries, s.month == month,
            s.settlement_id in books.matched,
        )
        for p in books.payouts
        if (s := p.settlement).settlement_id in touching
    ]  # fmt: skip


def _coverage(one: Chain, name: str, month: str) -> Coverage | None:
    """How the chain covers the month; None when it does not touch it."""
    first, last = date.fromisoformat(f"{month}-01"), of_month.last_day(month)
    touching = [n for n, p in enumerate(one.periods) if p.start.date() <= last and p.end.date() >= first]
    if not touching:
        return None
    joints = [one.joints[n - 1] for n in touching if n > 0]
    holes = [f"settlements {j.before.settlement_id} and {j.after.settlement_id} do not meet" for j in joints if not j.unbroken]
    parts = [f"settlement {p.settlement_id} is seen in part only" for n in touching if not (p := one.periods[n]).complete]
    return Coverage(name, one.periods[touching[-1]].end.date(), tuple(holes + parts))


def rolled(company: Company, month: str, payouts: Sequence[str]) -> list[AccountRoll]:
    """The balance-sheet accounts of the month, with QuickBooks' balances as they were when it was last read back for these payouts."""
    return variance.beside(variance.roll_forward(company, month, None), read_back_balances(company, month, payouts) or {})


def _accounts(company: Company, rows: Sequence[AccountRoll]) -> list[AccountStanding]:
    """Amazon's balance-sheet accounts; the bank's own are proved by its statement, and what is bought into the inventory is not ours."""
    with company.state.read() as connection:
        others = {settings.get(connection, name) for name in OTHERS_POST_TO}
    return [AccountStanding(row.account, row.difference) for row in rows if row.account_id not in others]


def _pairs(
    company: Company, books: Books, payouts: Sequence[PayoutStanding], month: str, rows: Sequence[AccountRoll], answer: dict[str, Any]
) -> list[Pair]:
    """The pairs that must be zero; a payout that was booked elsewhere has none here."""
    touching = {p.settlement_id for p in payouts if p.status != "elsewhere"}
    listed = [p for p in books.payouts if p.settlement.settlement_id in touching]
    return pairs.of_month(company, Seen(month, listed, books.chains, rows, answer))


def _answer(company: Company, month: str, payouts: Sequence[str]) -> dict[str, Any]:
    """What the last read-back of these payouts found; {} before the first."""
    job = asked.variance(company, list(payouts), month)
    return dict(job.result) if job and job.state == "done" else {}


def read_back_balances(company: Company, month: str, payouts: Sequence[str]) -> dict[str, Decimal] | None:
    """QuickBooks' own balances at the month's end, by account, as they were when it was last read back; None when it was not."""
    answer = _answer(company, month, payouts)
    return {a["account"]: Decimal(a["quickbooks"]) for a in answer.get("accounts", []) if a["quickbooks"] is not None} if answer else None


def _mapped(connection: sa.Connection, books: Books, payouts: Sequence[PayoutStanding], events: Sequence[Event]) -> list[Any]:
    """Where the month's kinds of line go now, also of payouts that were posted before the mapping changed: a late change is seen by
    whoever signs. A locked month keeps the mapping that it was locked with.
    """
    locked = events and events[-1].act == "locked"
    mapping = mappings.load(connection, mappings.version_at(connection, events[-1].at) if locked else None)
    listed = {p.settlement_id for p in payouts}
    loads = sorted(p.settlement.load_id for p in books.payouts if p.settlement.settlement_id in listed)
    return [
        [load, kind.kind_id, target.account_id, target.account, target.tax_code, target.class_id, target.location_id]
        for load in loads
        for kind in settlements.kinds_of(connection, load)
        for target in [mapping.target(*kind.names)]
    ]


def _content(books: Books, payouts: Sequence[PayoutStanding], accounts: Sequence[AccountStanding], mapped: Sequence[Any]) -> str:
    """The hash of all that the month's figures come from; the order of the payouts plays no part."""
    of = {p.settlement.settlement_id: p for p in books.payouts}
    of_payouts = sorted(
        [one.settlement_id, of[one.settlement_id].settlement.load_id, one.settlement_id in books.came_again, to_cents(one.total),
         one.status, str(one.variance), one.at_bank,
         batch.content_hash if (batch := of[one.settlement_id].batch) else ""]
        for one in payouts
    )  # fmt: skip
    of_accounts = [[a.name, str(a.difference)] for a in accounts]
    return hashlib.sha256(json.dumps([of_payouts, of_accounts, mapped]).encode()).hexdigest()


def _touched(start: date, end: date) -> Iterator[str]:
    """The months from one day to another.

    >>> list(_touched(date(2025, 12, 30), date(2026, 2, 1)))
    ['2025-12', '2026-01', '2026-02']
    """
    month = start.replace(day=1)
    while month <= end:
        yield month.isoformat()[:7]
        month = date.fromordinal(of_month.last_day(month.isoformat()[:7]).toordinal() + 1)
