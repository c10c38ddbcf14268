"""The third step, in QuickBooks' own bank page: which line to *Match*, and never to *Add* (S76-S80).

QuickBooks proposes a match between a bank line and our deposit when account and amount agree and the dates are near. The
feed itself is not open to programs, so the workbench says what will come, and looks in QuickBooks for what went wrong: a
second deposit of the same amount in the same account, which is what *Add* makes of a bank line.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from workbench.jobs import review
from workbench.jobs.quickbooks.session import books_of
from workbench.money import ZERO, exact, plain
from workbench.store import outbox, settings
from workbench.store.company import Company
from workbench.store.outbox_values import Posting

BEFORE, AFTER = timedelta(days=3), timedelta(days=10)
"""How far from the deposit's date the bank's line may be dated: a transfer takes up to five working days."""


@dataclass(frozen=True, slots=True)
class BankLine:
    """What the bank shows of one posted payout, and what to do with it in QuickBooks. Money in `currency`, + = received.

    `standing` is `match` (the deposit is in QuickBooks: match it), `none` (nothing reaches the bank), `unposted` (steps 1 and
    2 are not done) or `attention`. `deposits` are the QuickBooks ids of our deposits.
    """

    settlement_id: str
    standing: str
    status: str
    currency: str
    amount: Decimal
    date: str
    account: str
    deposits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Twin:
    """A deposit that is not ours, of the amount of a payout, in the account and about the day of its bank line."""

    settlement_id: str
    quickbooks_id: str
    date: str
    amount: str
    memo: str


def lines(company: Company) -> list[BankLine]:
    """A line for every payout, newest first, from the state alone."""
    with company.state.read() as connection:
        every = settings.every(connection)
        names = {a["id"]: a["name"] for a in every["chart"].get("accounts", [])} if every["chart"] else {}
        account = names.get(every["deposit_account"], "")
        return [
            _line(p, outbox.postings(connection, p.batch.batch_id, entity="Deposit") if p.batch else [], every["deposit_account"], account)
            for p in review.payouts(company)
        ]


def _line(p: review.Payout, postings: list[Posting], account_id: str, account: str) -> BankLine:
    s = p.settlement
    into = [posting for posting in postings if posting.effects.get(account_id)]
    amount = exact(sum((posting.effects[account_id] for posting in into), ZERO))
    day = max((posting.date for posting in into), default=s.deposit_day)
    ids = tuple(posting.quickbooks_id for posting in into if posting.quickbooks_id)
    return BankLine(s.settlement_id, _standing(p, amount), p.status, s.currency, amount if p.batch else s.total, day, account, ids)


def _standing(p: review.Payout, amount: Decimal) -> str:
    if p.settlement.total <= ZERO:
        return "none"
    if p.batch is None or p.batch.state == "posting":
        return "unposted"
    return "match" if p.batch.state == "posted" and amount == p.settlement.total else "attention"


def twins(company: Company) -> dict[str, Any]:
    """Ask QuickBooks for deposits that look like ours but are not: `{"twins": [...]}`. Reads only."""
    waiting = [line for line in lines(company) if line.standing == "match"]
    if not waiting:
        return {"twins": []}
    with company.state.read() as connection:
        account_id = settings.get(connection, "deposit_account")
    days = [date.fromisoformat(line.date) for line in waiting]
    deposits = books_of(company).between("Deposit", min(days) - BEFORE, max(days) + AFTER)
    ours = {quickbooks_id for line in waiting for quickbooks_id in line.deposits}
    others = [d for d in deposits if d["Id"] not in ours and d.get("DepositToAccountRef", {}).get("value") == account_id]
    return {"twins": [asdict(twin) for line in waiting for twin in _twins_of(line, others)]}


def _twins_of(line: BankLine, deposits: list[dict[str, Any]]) -> list[Twin]:
    day = date.fromisoformat(line.date)
    return [
        Twin(line.settlement_id, d["Id"], d["TxnDate"], plain(line.amount, line.currency), str(d.get("PrivateNote", "")))
        for d in deposits
        if exact(d.get("TotalAmt", ZERO)) == line.amount and day - BEFORE <= date.fromisoformat(d["TxnDate"]) <= day + AFTER
    ]
