"""Our own entries: balanced, dated, in one currency; what QuickBooks' documents must come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from workbench.errors import BrokenInvariant
from workbench.money import exact, total
from workbench.posting.accounts import Account


@dataclass(frozen=True, slots=True, order=True)
class EntryLine:
    """One side of an entry: `debit` is signed, + = debit, − = credit."""

    account: Account
    debit: Decimal
    memo: str
    tax_code: str = ""
    class_id: str = ""
    location_id: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A balanced entry: debits = credits, or it cannot exist.

    >>> cash, sales = Account("Bank", "1", "Bank"), Account("Sales", "2", "Income")
    >>> Entry("payout", "2026-11-14", (EntryLine(cash, Decimal("19.91"), ""), EntryLine(sales, Decimal("-19.91"), ""))).month
    '2026-11'
    """

    what: str
    date: str
    lines: tuple[EntryLine, ...]

    def __post_init__(self) -> None:
        difference = total(line.debit for line in self.lines)
        if difference:
            raise BrokenInvariant(f"Debits and credits differ by {difference}.", where=self.what, next="Nothing was planned. Report this.")

    @property
    def month(self) -> str:
        """The accounting month, `YYYY-MM`."""
        return self.date[:7]


def merged(lines: Iterable[EntryLine]) -> tuple[EntryLine, ...]:
    """Lines of the same account and details added up, zeros left out, in order of first appearance."""
    sums: dict[tuple[Account, str, str, str], Decimal] = defaultdict(Decimal)
    memos: dict[tuple[Account, str, str, str], list[str]] = defaultdict(list)
    for line in lines:
        key = (line.account, line.tax_code, line.class_id, line.location_id)
        sums[key] += line.debit
        if line.memo and line.memo not in memos[key]:
            memos[key].append(line.memo)
    return tuple(EntryLine(key[0], exact(amount), _memo(memos[key]), *key[1:]) for key, amount in sums.items() if amount)


def effect(lines: Iterable[tuple[str, Account, Decimal]]) -> dict[tuple[str, Account], Decimal]:
    """(month, account) -> debit, zeros left out: the form in which entries and documents are compared."""
    sums: dict[tuple[str, Account], Decimal] = defaultdict(Decimal)
    for month, account, debit in lines:
        sums[month, account] += debit
    return {key: exact(amount) for key, amount in sums.items() if amount}


def _memo(memos: list[str]) -> str:
    shown = ", ".join(memos[:4])
    return shown if len(memos) <= 4 else f"{shown} and {len(memos) - 4} more"
