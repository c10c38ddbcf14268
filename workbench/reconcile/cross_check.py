"""One settlement from two kinds of file: line group by line group, they must say the same.

A line group is what two formats can agree on although they cut lines differently: of an included transaction its kind
and column (sale · fees), of an adjustment the family of its category (fees, reimbursement), of the balance its movement.
Two formats never agree line by line: a transaction report has one *selling fees* where a settlement report has
commission and closing fee.

Two things are known to differ, and are no differences: a transaction report does not itemise reserves and carried
balances, and in some marketplaces its product sales include the tax (Australia's GST) that a settlement report states apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from workbench.money import ZERO, exact
from workbench.settlement.catalogue import kind_of, meaning_of

BALANCE = "balance"
FAMILY = {"tax.on_fees": "fees"}
"""Categories whose family is another than their name says: flat file V1 states the tax on advertising apart, V2 within the fee."""


@dataclass(frozen=True, slots=True)
class Amount:
    """The sum of one kind of line: Amazon's three words, the format of the file, and the money."""

    transaction_type: str
    amount_type: str
    amount_description: str
    report: str
    total: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """A line group in both files; `difference` is the other file's figure minus the book's."""

    group: str
    book: Decimal
    other: Decimal

    @property
    def difference(self) -> Decimal:
        """The other file's figure minus the book's."""
        return exact(self.other - self.book)


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """The line groups of both files, those that differ apart, and what only one format itemises."""

    rows: tuple[Row, ...]
    not_itemised: Decimal
    """Movements of the balance that the settlement report has and a transaction report leaves out."""

    @property
    def differing(self) -> tuple[Row, ...]:
        """The groups that do not agree."""
        return tuple(row for row in self.rows if row.difference)


def compare(book: Iterable[Amount], other: Iterable[Amount]) -> CrossCheck:
    """Hold a settlement's other file against the book of record.

    >>> order = Amount("Order", "ItemPrice", "Principal", "settlement-v2", Decimal("22.35"))
    >>> tax = Amount("Order", "ItemPrice", "Tax", "settlement-v2", Decimal("2.24"))
    >>> report = Amount("Order", "product sales", "", "transactions", Decimal("24.59"))
    >>> [(row.group, str(row.difference)) for row in compare([order, tax], [report]).rows]
    [('sale · price with tax', '0.00')]
    """
    other = list(other)
    leaves_out = any(amount.report == "transactions" for amount in other)
    ours, theirs = _groups(book), _groups(other)
    balance = sum((total for group, total in ours.items() if group[0] == BALANCE), ZERO) if leaves_out else ZERO
    groups = sorted(group for group in ours.keys() | theirs.keys() if not (leaves_out and group[0] == BALANCE))
    rows = [Row(" · ".join(group), exact(ours.get(group, ZERO)), exact(theirs.get(group, ZERO))) for group in groups]
    return CrossCheck(tuple(_with_tax_in_price(rows) if leaves_out else rows), exact(balance))


def _groups(amounts: Iterable[Amount]) -> dict[tuple[str, str], Decimal]:
    found: dict[tuple[str, str], Decimal] = {}
    for amount in amounts:
        group = _group(amount)
        found[group] = found.get(group, ZERO) + amount.total
    return found


def _group(amount: Amount) -> tuple[str, str]:
    meaning = meaning_of(amount.transaction_type, amount.amount_type, amount.amount_description, amount.report)
    if kind := kind_of(amount.transaction_type):
        return kind, meaning.column or "gross"
    if meaning.section == "balance":
        return BALANCE, meaning.category.removeprefix("balance.")
    return "adjustment", FAMILY.get(meaning.category, meaning.category.partition(".")[0])


def _with_tax_in_price(rows: list[Row]) -> list[Row]:
    """The rows with price and tax of a kind made one where only their sum agrees."""
    merged = {row.group: row for row in rows}
    for kind in {row.group.partition(" · ")[0] for row in rows}:
        price, tax = (merged.get(f"{kind} · {column}") for column in ("gross", "tax"))
        if price and tax and price.difference and not price.difference + tax.difference:
            del merged[price.group], merged[tax.group]
            both = Row(f"{kind} · price with tax", exact(price.book + tax.book), exact(price.other + tax.other))
            merged[both.group] = both
    return sorted(merged.values(), key=lambda row: row.group)
