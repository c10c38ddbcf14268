"""The checks of a month, in the order in which an accountant goes through them, each with its figure.

They look only at values: which payouts touch the month and how each stands, what the chain says, how the accounts roll
forward, who signed. Nothing is tolerated: a check is done when nothing at all is left of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from workbench.money import ZERO, exact, plain
from workbench.reconcile.pairs import Open, Pair
from workbench.reconcile.sign_off import Standing

CheckName = Literal[
    "reports", "mapped", "confirmed", "posted", "read-back", "bank", "rolled", "pairs", "exceptions", "reviewed", "locked"
]  # fmt: skip
POSTED = frozenset({"posted", "reconciled", "attention", "elsewhere"})
"""How a payout stands once its documents are in QuickBooks, from here or from elsewhere."""


@dataclass(frozen=True, slots=True)
class PayoutStanding:
    """A payout that touches the month. `variance` is QuickBooks minus Amazon, None before the read-back.

    `deposited` tells whether its money arrives in this month, `at_bank` whether a bank line was matched with it.
    """

    settlement_id: str
    currency: str
    total: Decimal
    status: str
    unmapped: int
    variance: Decimal | None
    deposited: bool
    at_bank: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far an account's settlements cover the month: `holes` in words; `until` is the last day covered."""

    name: str
    until: date
    holes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountStanding:
    """An account of the balance sheet at the month's end: QuickBooks minus ours, None while QuickBooks was not asked."""

    name: str
    difference: Decimal | None


@dataclass(frozen=True)
class Month:
    """Everything the checks look at."""

    month: str
    payouts: Sequence[PayoutStanding]
    coverage: Sequence[Coverage]
    accounts: Sequence[AccountStanding]
    exceptions: Sequence[str]
    standing: Standing
    pairs: Sequence[Pair] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list: done or not, the figure that says so, and what is left in words (a line each)."""

    name: CheckName
    done: bool
    figure: str
    left: tuple[str, ...] = ()


def last_day(month: str) -> date:
    """The last day of a month `YYYY-MM`.

    >>> last_day("2024-02")
    datetime.date(2024, 2, 29)
    """
    first = date.fromisoformat(f"{month}-01")
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def checks(m: Month) -> list[Check]:
    """All eleven, in order."""
    return [
        _reports(m),
        _of_payouts("mapped", m.payouts, lambda p: not p.unmapped, _unmapped_words),
        _of_payouts("confirmed", m.payouts, lambda p: p.status != "for-review", "not everything is confirmed"),
        _of_payouts("posted", m.payouts, lambda p: p.status in POSTED, "not in QuickBooks"),
        _of_payouts("read-back", m.payouts, _ties, _variance_words),
        _of_payouts("bank", [p for p in m.payouts if p.deposited and p.total > ZERO], lambda p: p.at_bank, "no bank line was matched"),
        _rolled(m),
        _pairs(m.pairs),
        Check("exceptions", not m.exceptions, f"{len(m.exceptions)} open", tuple(m.exceptions)),
        _reviewed(m.standing),
        Check("locked", m.standing.locked is not None, f"by {m.standing.locked.by}" if m.standing.locked else "open"),
    ]


def work_left(found: Iterable[Check]) -> list[Check]:
    """The checks that must be done before a month can be locked: all but the sign-off itself."""
    return [check for check in found if not check.done and check.name not in ("reviewed", "locked")]


def _reports(m: Month) -> Check:
    """Every account's settlements reach the month's last day without a hole."""
    left: list[str] = []
    covered = 0
    for one in m.coverage:
        mine = [f"{one.name}: {hole}" for hole in one.holes]
        if one.until < last_day(m.month):
            mine.append(f"{one.name}: settlements reach {one.until.isoformat()}; the one that covers the rest is not here yet")
        covered += not mine
        left += mine
    return Check("reports", bool(m.coverage) and not left, f"{covered} of {len(m.coverage)} accounts", tuple(left))


def _of_payouts(
    name: CheckName,
    payouts: Sequence[PayoutStanding],
    done: Callable[[PayoutStanding], bool],
    words: str | Callable[[PayoutStanding], str],
) -> Check:
    left = [p for p in payouts if not done(p)]
    named = tuple(f"Payout {p.settlement_id}: {words if isinstance(words, str) else words(p)}" for p in left)
    return Check(name, not left, f"{len(payouts) - len(left)} of {len(payouts)} payouts", named)


def _unmapped_words(p: PayoutStanding) -> str:
    return "1 line has no account" if p.unmapped == 1 else f"{p.unmapped:,} lines have no account"


def _ties(p: PayoutStanding) -> bool:
    return p.status == "elsewhere" or p.variance == ZERO


def _variance_words(p: PayoutStanding) -> str:
    return "not read back" if p.variance is None else f"QuickBooks differs by {plain(p.variance, p.currency)} {p.currency}"


def _rolled(m: Month) -> Check:
    left = tuple(_account_words(m.accounts))
    if not m.accounts and any(p.status != "elsewhere" for p in m.payouts):
        return Check("rolled", False, "nothing was posted yet")
    unexplained = exact(sum((abs(a.difference) for a in m.accounts if a.difference is not None), ZERO))
    unread = any(a.difference is None for a in m.accounts)
    return Check("rolled", not left, "QuickBooks was not asked" if unread else f"{unexplained} unexplained", left)


def _account_words(accounts: Iterable[AccountStanding]) -> Iterator[str]:
    for account in accounts:
        if account.difference is None:
            yield f"{account.name}: QuickBooks' balance was not read"
        elif account.difference:
            yield f"{account.name}: QuickBooks differs by {account.difference}"


def _pairs(found: Sequence[Pair]) -> Check:
    """Nothing is open of a pair but what is natural."""
    left = tuple(_open_words(pair, item) for pair in found for item in pair.wrong)
    return Check("pairs", not left, f"{sum(pair.holds for pair in found)} of {len(found)} pairs", left)


def _open_words(pair: Pair, item: Open) -> str:
    where = f"Payout {item.settlement_id}" + (f", {item.of}" if item.of else "") + (f", {item.day}" if item.day else "")
    return f"{where}: {plain(item.amount, pair.currency)} {pair.currency}, {item.why}"


def _reviewed(now: Standing) -> Check:
    fallen = tuple(f"{event.by}'s sign-off of {event.at[:10]} fell: a figure changed since" for event in now.fallen)
    if now.approved is None:
        figure = f"prepared by {now.prepared.by}" if now.prepared else "not prepared"
        return Check("reviewed", False, figure, fallen)
    how = "second person waived" if now.approved.act == "waived" else f"approved by {now.approved.by}"
    return Check("reviewed", True, how, fallen)
