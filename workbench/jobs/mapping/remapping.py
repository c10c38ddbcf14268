"""Changing the mapping: what is in use, what a change would move, and the one way to save it.

Rows are read from the state alone (every settlement keeps its kinds of line with their sums), so the mapping page never
waits for the lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from workbench.errors import Conflict
from workbench.jobs.quickbooks import options
from workbench.jobs.quickbooks.options import Options
from workbench.mapping.chart import DEFAULT_CHART
from workbench.mapping.mapping import Choice, Mapping, Target, subject_of
from workbench.money import ZERO, exact
from workbench.store import mappings, outbox, settlements
from workbench.store.company import Company
from workbench.store.settlements import Kind, Settlement

Standing = Literal["waiting", "suggested", "automatic", "chosen"]


@dataclass(frozen=True, slots=True)
class Row:
    """A category or a kind of line in use, and where it goes now.

    `words` are Amazon's own; `default_account` is what the default chart proposes (or suggests); `choice` is what a
    person chose, if anything; `amounts` are the sums of its lines over all current settlements, by currency.
    """

    scope: Literal["category", "kind"]
    subject: str
    category: str
    section: str
    words: str
    default_account: str
    choice: Choice
    standing: Standing
    line_count: int
    amounts: dict[str, Decimal]
    apart: int = 0
    """Kinds of line of this category that have a choice of their own."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Money of one payout that a change sends from one account to another."""

    settlement_id: str
    end: str
    currency: str
    before: str
    after: str
    line_count: int
    amount: Decimal
    posted: bool
    """Whether the payout is posted: it keeps the mapping it was posted with."""


@dataclass(frozen=True, slots=True)
class InUse:
    """The mapping of one version over everything in the books."""

    version: int
    waiting: tuple[Row, ...]
    categories: tuple[Row, ...]
    kinds: tuple[Row, ...]

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies of the settlements, in alphabetical order."""
        rows = (*self.waiting, *self.categories, *self.kinds)
        return tuple(sorted({currency for row in rows for currency in row.amounts}))


def in_use(company: Company) -> InUse:
    """Every category and kind of line of the current settlements under the newest mapping; largest first."""
    mapping, used = _read(company)
    by_subject: dict[str, list[_Used]] = {}
    by_category: dict[str, list[_Used]] = {}
    for one in used:
        by_subject.setdefault(one.subject, []).append(one)
        if one.target.meaning.sure:
            by_category.setdefault(one.target.meaning.category, []).append(one)
    kinds = [_kind_row(mapping, group) for group in by_subject.values()]
    return InUse(
        mapping.version,
        waiting=_largest_first(row for row in kinds if row.standing in ("waiting", "suggested")),
        categories=_largest_first(_category_row(mapping, group) for group in by_category.values()),
        kinds=_largest_first(kinds),
    )


def effect(company: Company, choices: Sequence[Choice]) -> list[Moved]:
    """What these choices would move, by payout and pair of accounts; posted payouts are marked and keep theirs."""
    mapping, used = _read(company)
    changed = Mapping(mapping.version, {**mapping.choices, **{(c.scope, c.subject): c for c in choices}})
    with company.state.read() as connection:
        posted = {b.settlement_id for b in outbox.batches(connection) if b.state != "undone"}
        known = options.read(connection)
    sums: dict[tuple[str, str, str], tuple[Settlement, int, Decimal]] = {}
    for one in used:
        after = changed.target(*one.kind.names)
        if after == one.target:
            continue
        key = (one.settlement.settlement_id, _shown(one.target, known), _shown(after, known))
        _, count, amount = sums.get(key, (one.settlement, 0, ZERO))
        sums[key] = (one.settlement, count + one.kind.line_count, exact(amount + one.kind.total))
    moved = [
        Moved(s.settlement_id, s.end[:10], s.currency, before, after, count, amount, s.settlement_id in posted)
        for (_, before, after), (s, count, amount) in sums.items()
    ]
    return sorted(moved, key=lambda m: (m.posted, m.end, m.settlement_id, -abs(m.amount)))


def check(company: Company, choices: Sequence[Choice]) -> None:
    """`Refused` in words when one of the choices could not be saved; nothing is written."""
    with company.state.read() as connection:
        mappings.refuse_unfit(connection, choices)


def save(company: Company, by: str, note: str, choices: Sequence[Choice], based_on: int) -> int:
    """Save choices as a new version of the mapping; returns its number.

    `Conflict` when somebody saved since version `based_on` was shown; `Refused` for an account that does not fit.
    """
    with company.state.write() as connection:
        newest = mappings.newest_version(connection)
        if newest != based_on:
            raise Conflict(
                f"Somebody saved version {newest} of the mapping while you were working on version {based_on}.",
                next="Nothing was saved. Reload the page, look at what changed, and make your choices again.",
            )
        return mappings.save(connection, by, note, choices)


@dataclass(frozen=True, slots=True)
class _Used:
    settlement: Settlement
    kind: Kind
    target: Target

    @property
    def subject(self) -> str:
        return subject_of(self.kind.transaction_type, self.kind.amount_type, self.kind.amount_description)


def _read(company: Company) -> tuple[Mapping, list[_Used]]:
    with company.state.read() as connection:
        mapping = mappings.load(connection)
        kinds = settlements.kinds_of_current(connection)
        listed = settlements.listed(connection)
    used = [_Used(s, k, mapping.target(*k.names)) for s in listed for k in kinds.get(s.load_id, [])]
    return mapping, used


def _kind_row(mapping: Mapping, group: list[_Used]) -> Row:
    first = group[0]
    kind, target = first.kind, first.target
    choice = mapping.choices.get(("kind", first.subject), Choice("kind", first.subject, target.meaning.category))
    words = " › ".join(text for text in (kind.transaction_type, kind.amount_type, kind.amount_description) if text.strip())
    return _row(choice, words, target, group, _standing(target, choice))


def _category_row(mapping: Mapping, group: list[_Used]) -> Row:
    target = group[0].target
    category = target.meaning.category
    choice = mapping.choices.get(("category", category), Choice("category", category, category))
    words = sorted({one.target.meaning.words or one.kind.amount_description for one in group}, key=str.casefold)
    apart = {one.subject for one in group if (own := mapping.choices.get(("kind", one.subject))) and own.account}
    return _row(choice, ", ".join(words), target, group, "chosen" if choice.account else "automatic", len(apart))


def _row(choice: Choice, words: str, target: Target, group: list[_Used], standing: Standing, apart: int = 0) -> Row:
    amounts: dict[str, Decimal] = {}
    for one in group:
        currency = one.settlement.currency
        amounts[currency] = exact(amounts.get(currency, ZERO) + one.kind.total)
    defaults = sorted({DEFAULT_CHART[key].name for one in group if (key := one.target.meaning.account)})
    return Row(
        choice.scope, choice.subject, target.meaning.category, target.meaning.section, words, " / ".join(defaults), choice, standing,
        sum(one.kind.line_count for one in group), amounts, apart,
    )  # fmt: skip


def _standing(target: Target, choice: Choice) -> Standing:
    if not target.complete:
        return "suggested" if target.account else "waiting"
    return "chosen" if choice.account else "automatic"


def _largest_first(rows: Iterable[Row]) -> tuple[Row, ...]:
    order = {"included": 0, "adjustment": 1, "balance": 2}
    return tuple(sorted(rows, key=lambda r: (order.get(r.section, 1), -max(map(abs, r.amounts.values()), default=ZERO), r.subject)))


def _shown(target: Target, known: Options) -> str:
    """Account and details of a target in QuickBooks' names; differs whenever two targets differ for a reader."""
    details = [(known.tax_codes, target.tax_code), (known.classes, target.class_id), (known.locations, target.location_id)]
    name = target.account if target.complete else "waits for a choice"
    return " · ".join([name, *(names.get(value, value) for names, value in details if value)])
