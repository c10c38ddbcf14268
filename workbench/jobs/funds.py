"""*Funds in this payout*: Amazon's adjustments and balance movements, the account of each, and choosing it in place.

From the state alone (a settlement keeps its kinds of line with their sums). One row is one kind of line by Amazon's three
words, whatever the marketplace, because that is what a choice of the mapping holds for.
"""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from workbench.errors import NotFound
from workbench.jobs import review
from workbench.jobs.mapping import remapping
from workbench.jobs.quickbooks import options
from workbench.mapping.chart import DEFAULT_CHART
from workbench.mapping.mapping import Choice, Target, subject_of
from workbench.money import exact, total
from workbench.posting.accounts import BALANCE_SHEET_TYPES
from workbench.settlement.catalogue import kind_of
from workbench.store import mappings, settlements
from workbench.store.company import Company
from workbench.store.settlements import Kind


@dataclass(frozen=True, slots=True)
class Fund:
    """One row. `amount` is in the payout's currency, + = to the seller; `standing` is waiting, suggested, automatic or chosen."""

    subject: str
    words: str
    meaning: str
    category: str
    balance: bool
    line_count: int
    amount: Decimal
    target: Target
    standing: str

    @property
    def account(self) -> str:
        """The account it goes to; empty while that waits for a person."""
        return self.target.account if self.target.complete else ""

    @property
    def suggested(self) -> str:
        """The account that is only suggested; empty otherwise."""
        return "" if self.target.complete else self.target.account


@dataclass(frozen=True, slots=True)
class Funds:
    """All rows, waiting ones first and then by size, under mapping `version`: the newest, or the one the payout was posted with."""

    version: int
    posted: bool
    rows: tuple[Fund, ...]


@dataclass(frozen=True, slots=True)
class Accounts:
    """What can be chosen, id to name: QuickBooks' chart, or the default chart by name before QuickBooks was connected."""

    connected: bool
    every: Dictionary[str, str]
    balance_sheet: Dictionary[str, str]

    def id_of(self, name: str) -> str:
        """The id of the account with this name; `NotFound` in words."""
        found = next((key for key, known in self.every.items() if known.casefold() == name.casefold()), None)
        if found is None:
            raise NotFound(f"QuickBooks has no account {name!r}.", next="Choose another, or read the chart anew under Set up.")
        return found


def funds(company: Company, settlement_id: str) -> Funds:
    """The payout's adjustments and balance movements with where they go; `NotFound` in words."""
    p = review.payout(company, settlement_id)
    with company.state.read() as connection:
        mapping = mappings.load(connection, p.batch.mapping_version if p.batch else None)
        kinds = [k for k in settlements.kinds_of(connection, p.settlement.load_id) if not kind_of(k.transaction_type)]
    groups: dict[str, list[Kind]] = {}
    for kind in kinds:
        groups.setdefault(_subject(kind), []).append(kind)
    rows = [_fund(subject, group, mapping.target(*group[0].names)) for subject, group in groups.items()]
    waits = {"waiting": 0, "suggested": 1}
    ordered = sorted(rows, key=lambda row: (waits.get(row.standing, 2), -abs(row.amount), row.words))
    return Funds(mapping.version, p.batch is not None, tuple(ordered))


def accounts(company: Company) -> Accounts:
    """The accounts a person can choose from now."""
    known = options.options(company)
    if known.at:
        return Accounts(True, known.mappable, known.balance_sheet)
    names = sorted(DEFAULT_CHART.values(), key=lambda account: account.name.casefold())
    return Accounts(
        False, {a.name: a.name for a in names}, {a.name: a.name for a in names if a.account_type in BALANCE_SHEET_TYPES}
    )  # fmt: skip


def choices_of(rows: Sequence[Fund], edits: Dictionary[int, Dictionary[str, Any]], known: Accounts) -> list[Choice]:
    """What edits of the rows amount to: row position -> `{"account": id}` or `{"accept": True}`; an account goes before an acceptance.

    An emptied account is no choice and changes nothing. `NotFound` when a suggestion is accepted that the chart does not hold.
    """
    found = []
    for n, edit in sorted(edits.items()):
        row = rows[n]
        chosen = edit.get("account") or (known.id_of(row.suggested) if edit.get("accept") and row.suggested else "")
        if chosen and (known.every[chosen] != row.account or row.standing == "suggested"):
            found.append(_choice(row, chosen, known))
    return found


def others_affected(company: Company, settlement_id: str, choices: Sequence[Choice]) -> int:
    """How many other payouts, not yet posted, these choices would change too."""
    moved = remapping.effect(company, choices)
    return len({m.settlement_id for m in moved if not m.posted and m.settlement_id != settlement_id})


def save(company: Company, by: str, settlement_id: str, choices: Sequence[Choice], based_on: int) -> int:
    """Save the choices as a new version of the mapping, keeping what was chosen besides the account (tax code, class, location).

    `Refused` for a balance movement that would go to the profit and loss; `Conflict` when somebody saved since `based_on`.
    """
    with company.state.read() as connection:
        standing = mappings.load(connection).choices
    kept = [
        replace(standing[c.scope, c.subject], category=c.category, account_id=c.account_id, account=c.account)
        if (c.scope, c.subject) in standing
        else c
        for c in choices
    ]
    return remapping.save(company, by, f"From payout {settlement_id}", kept, based_on)


def _choice(row: Fund, chosen: str, known: Accounts) -> Choice:
    return Choice("kind", row.subject, row.category, account_id=chosen if known.connected else "", account=known.every[chosen])


def _subject(kind: Kind) -> str:
    return subject_of(kind.transaction_type, kind.amount_type, kind.amount_description)


def _fund(subject: str, group: Sequence[Kind], target: Target) -> Fund:
    standing = "chosen" if target.complete and not target.automatic else "automatic"
    if not target.complete:
        standing = "suggested" if target.account else "waiting"
    meaning = target.meaning
    return Fund(
        subject, review.words_of(group[0]), meaning.words if meaning.sure else "", meaning.category, meaning.section == "balance",
        sum(kind.line_count for kind in group), exact(total(kind.total for kind in group)), target, standing,
    )  # fmt: skip
