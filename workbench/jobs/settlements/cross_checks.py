"""Settlements that are known from two kinds of file: the book of record held against the others.

From the state alone: every load keeps its kinds of line with their sums.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from workbench.errors import Finding
from workbench.money import plain
from workbench.reconcile.cross_check import Amount, CrossCheck, compare
from workbench.store import settlements
from workbench.store.company import Company
from workbench.store.settlements import Settlement

NAMES = {
    "settlement-v2": "settlement report (flat file V2)",
    "settlement-v1": "settlement report (flat file V1)",
    "settlement-xml": "settlement report (XML)",
    "transactions": "transaction report",
}
"""What the formats are called in words."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The book of record, the file that was held against it, and how they compare; money in the settlement's currency."""

    book: Settlement
    other: Settlement
    found: CrossCheck


def of(company: Company, settlement_id: str) -> list[Checked]:
    """Every cross-check of a settlement; none when it is known from one file only."""
    with company.state.read() as connection:
        book = settlements.current_or_none(connection, settlement_id)
        others = [s for s in settlements.listed(connection, "cross-check") if s.settlement_id == settlement_id]
        if book is None or not others:
            return []
        ours = _amounts(connection, book)
        return [Checked(book, other, compare(ours, _amounts(connection, other))) for other in others]


def findings(company: Company, settlement_id: str) -> list[Finding]:
    """What the cross-checks say in words: one finding that all is well, or one for each line group that differs."""
    return [finding for checked in of(company, settlement_id) for finding in _findings(checked)]


def _findings(checked: Checked) -> list[Finding]:
    book, other, found = checked.book, checked.other, checked.found
    where = f"settlement {book.settlement_id}"
    both = f"{NAMES[other.format]} {other.file_name} and the {NAMES[book.format]} {book.file_name}"
    kept = f"The books follow the {NAMES[book.format]}."
    if not found.differing:
        beside = f" Reserves and carried balances ({plain(found.not_itemised, book.currency)}) stand in the latter only."
        what = f"The {both} agree in all {len(found.rows)} line groups.{beside if found.not_itemised else ''}"
        return [Finding("cross-check", where, what, f"Nothing to do. {kept}", blocks=False)]
    return [
        Finding(
            "cross-check", f"{where}, {row.group}",
            f"The {both} differ: {plain(row.other, book.currency)} there, {plain(row.book, book.currency)} here.",
            f"{kept} Download both again; one of them was edited or is from another moment.", row.difference, blocks=False,
        )
        for row in found.differing
    ]  # fmt: skip


def _amounts(connection: sa.Connection, s: Settlement) -> list[Amount]:
    return [Amount(*kind.names, kind.total) for kind in settlements.kinds_of(connection, s.load_id)]
