"""The accrual of a month's end: what Amazon posted and no settlement has yet, in the month to which it belongs.

Two journal entries in one batch: on the last day the assets that Amazon holds against the very accounts to which the mapping
sends the same lines, and on the first day of the next month the same the other way round. The settlements that bring the money
later book it once more, and the second entry is what keeps that from being twice: over both months the accrual comes to 0.00.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from workbench.errors import NotReady
from workbench.money import total
from workbench.posting.accounts import Account, Accounts
from workbench.posting.document import Document
from workbench.posting.entry import Entry, EntryLine, merged
from workbench.posting.journals import journal_line
from workbench.posting.names import marker_of, posting_key
from workbench.posting.plan import Plan
from workbench.posting.reversal import with_free_numbers
from workbench.reconcile.month import last_day

MODE = "summary"
"""How an accrual is posted: one journal entry for the whole."""


@dataclass(frozen=True, slots=True)
class Portion:
    """Lines that one asset stands against. `words` say what it is; the lines are what the mapping makes of the money: income is
    a credit (−), a fee a debit (+)."""

    words: str
    asset: Account
    lines: tuple[EntryLine, ...]

    @property
    def balanced(self) -> tuple[EntryLine, ...]:
        """The lines with the asset, the debits equal to the credits."""
        held = -total(line.debit for line in self.lines)
        return (EntryLine(self.asset, held, self.words), *self.lines)


def accrual(
    name: str, month: str, country: str, currency: str, portions: Sequence[Portion], accounts: Accounts, *, mapping_version: int,
    revision: int, taken_numbers: frozenset[tuple[str, str]] = frozenset(),
) -> Plan:  # fmt: skip
    """The plan of a month's (`YYYY-MM`) accrual for one marketplace (`country`). `name` takes the place of a settlement's number.

    `NotReady` when there is nothing to accrue.
    """
    lines = merged(line for portion in portions for line in portion.balanced)
    if not lines:
        raise NotReady(f"There is nothing to accrue at the end of {month}.", where=name, next="Nothing is posted.")
    last = last_day(month)
    back = tuple(replace(line, debit=-line.debit, memo=f"reverses {line.memo}") for line in lines)
    first_day = (last + timedelta(days=1)).isoformat()
    entries = (Entry(f"accrual of {month}", last.isoformat(), lines), Entry(f"reversal of the accrual of {month}", first_day, back))
    documents = [
        _journal(name, component, f"AMZH-{month}-{country}{ending}", entry, accounts, revision)
        for entry, component, ending in zip(entries, ("accrual", "back"), ("", "-R"), strict=True)
    ]
    held = total(-line.debit for portion in portions for line in portion.lines)
    numbered = with_free_numbers(documents, taken_numbers)
    return Plan(name, MODE, currency, held, mapping_version, revision, entries, tuple(numbered))


def _journal(name: str, component: str, number: str, entry: Entry, accounts: Accounts, revision: int) -> Document:
    marker = marker_of(name, component, revision)
    body: dict[str, Any] = {
        "DocNumber": number, "TxnDate": entry.date, "PrivateNote": marker,
        "Line": [journal_line(accounts, line) for line in entry.lines],
    }  # fmt: skip
    if not accounts.is_american:
        body["GlobalTaxCalculation"] = "NotApplicable"
    debits = total(line.debit for line in entry.lines if line.debit > 0)
    effects = tuple((line.account, line.debit) for line in entry.lines)
    return Document(posting_key(name, component, revision), "JournalEntry", number, entry.date, debits, 2, body, effects, marker)
