"""From a settlement's money to our own entries, month by month.

Every month's lines go to their accounts against a holding account; the payout then moves the whole from there to the
bank. Per order the holding account is Payments to deposit, where QuickBooks keeps receipts until they are deposited. In
summary the earlier months of a settlement that crosses a month end are carried forward through an account of its own
that nets to 0.00 (the split-month method of the field).
"""

from __future__ import annotations

from decimal import Decimal

from workbench.money import ZERO, exact, total
from workbench.posting.accounts import Account, Accounts
from workbench.posting.entry import Entry, EntryLine, merged
from workbench.posting.facts import Facts

PASSING_ON = frozenset(
    {"held for the payout", "carried to the next month", "brought from the month before", "payout", "balance owed to Amazon"}
)
"""The memos of lines that only pass a payout's money on; all others say where its lines go."""


def month_lines(facts: Facts, month: str) -> tuple[EntryLine, ...]:
    """The month's money by account: income is a credit (−), a fee a debit (+)."""
    return merged(
        EntryLine(
            facts.account_of(amount), -amount.amount, facts.kinds[amount.kind_id].words,
            *(("", "", "") if amount.excluded else _details(facts, amount.kind_id)),
        )
        for amount in facts.months
        if amount.month == month
    )  # fmt: skip


def per_order_entries(facts: Facts, accounts: Accounts) -> list[Entry]:
    """Each month against Payments to deposit, then the payout out of it."""
    entries = []
    for month in facts.month_names:
        lines = month_lines(facts, month)
        net = -total(line.debit for line in lines)
        date = facts.last_posted(month)
        entries.append(Entry(f"activity of {month}", date, _with(lines, accounts.undeposited, net, "held for the payout")))
    return entries + _payout(facts, accounts, accounts.undeposited)


def summary_entries(facts: Facts, accounts: Accounts) -> list[Entry]:
    """Earlier months against the carry-forward, the last month with it back and the whole payout, then the payout."""
    entries, carried = [], ZERO
    *earlier, last = facts.month_names
    for month in earlier:
        lines = month_lines(facts, month)
        net = -total(line.debit for line in lines)
        carry = accounts.role("CARRY")
        entries.append(Entry(f"activity of {month}", facts.last_posted(month), _with(lines, carry, net, "carried to the next month")))
        carried = exact(carried + net)
    lines = month_lines(facts, last)
    if carried:
        lines = _with(lines, accounts.role("CARRY"), -carried, "brought from the month before")
    lines = _with(lines, accounts.undeposited, facts.total, "held for the payout")
    entries.append(Entry(f"activity of {last}", facts.last_posted(last), lines))
    return entries + _payout(facts, accounts, accounts.undeposited)


def _payout(facts: Facts, accounts: Accounts, held: Account) -> list[Entry]:
    """To the bank; or, when the seller owes Amazon, to the balance owed, where the next settlement meets it."""
    if not facts.total:
        return []
    other = accounts.deposit if facts.total > 0 else accounts.role("NEGBAL")
    date = facts.deposit_date if facts.total > 0 else facts.last_posted(facts.month_names[-1])
    what = "payout" if facts.total > 0 else "balance owed to Amazon"
    return [Entry(what, date, (EntryLine(other, facts.total, what), EntryLine(held, -facts.total, what)))]


def _with(lines: tuple[EntryLine, ...], account: Account, debit: Decimal, memo: str) -> tuple[EntryLine, ...]:
    return (*lines, EntryLine(account, exact(debit), memo)) if debit else lines


def _details(facts: Facts, kind_id: int) -> tuple[str, str, str]:
    target = facts.kinds[kind_id].target
    return target.tax_code, target.class_id, target.location_id
