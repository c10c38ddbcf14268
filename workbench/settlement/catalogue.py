"""The catalogue: what each line of a settlement means, in words an accountant uses.

Amazon says what a line is in three texts: transaction type, amount type, amount description. The rules that read them
are `catalogue.csv`, one a row (how a row is read: `patterns`), beside `categories.csv`, the meanings with the account
each starts with. Both are written to be read and corrected by an accountant; this module only applies them.

A rule is sure, or it suggests: it recognises a family, not the very line, and a person must accept it. A sure rule goes
before a suggestion; otherwise the rule that says most of the line counts, whatever the order of the rows. A line that no
rule fits is *unmapped*: it is shown, and stands in the way until a person chooses an account. Nothing is guessed.

The names of lines are Amazon's: Seller Central's help on settlement reports, the finances API's lists of charge, fee and
adjustment types, and reports as sellers receive them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, cast

from workbench.settlement.patterns import Line, Pattern, fold, patterns_of
from workbench.settlement.transaction_types import kind_of, side_of, type_of

__all__ = ["Category", "Meaning", "Rule", "categories", "fold", "kind_of", "meaning_of", "rules", "side_of"]

Section = Literal["included", "adjustment", "balance"]
Column = Literal["gross", "shipping", "discounts", "tax", "fees", ""]

UNMAPPED = "unmapped"
COLUMNS: Mapping[str, Column] = {
    "itemfees": "fees",
    "shipmentfees": "fees",
    "itemwithheldtax": "tax",
    "promotion": "discounts",
}
"""The column of an unmapped line in its transaction, by amount type; gross for any other."""
PARTS_OF_A_FEE = frozenset({"basefee", "taxonfee", "discountonfee", "basecharge"})
"""Descriptions that say which part of a fee a line is; the fee itself is then named by the amount type."""
REPORTS = {"settlementv1retired": "settlementv1", "unifiedtransaction": "transactions", "deferred": "transactions"}
"""Other names of the reports that some rules are made for."""


@dataclass(frozen=True, slots=True)
class Category:
    """A meaning a line can have.

    `account` is a key of the default chart. `column` is where it stands in an included transaction. `section` is
    `balance` for movements of the balance, which never touch profit and loss, and empty for the rest.
    """

    category: str
    section: Literal["balance", ""]
    column: Column
    account: str
    words: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the catalogue. `example` is a line that reaches it: the three texts and the report."""

    rule: str
    category: Category
    column: Column
    account: str
    sure: bool
    example: tuple[str, str, str, str]
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a line means.

    `section` is where the line is shown: with the included transactions, with the adjustments, or as a movement of the
    balance. `column` is its column in an included transaction, empty elsewhere. `account` is a key of the default chart,
    empty when unmapped. `rule` names the rule that fits, empty when none does. One that is not `sure` waits for a person.
    """

    category: str
    section: Section
    column: Column
    account: str
    rule: str
    sure: bool
    words: str


@lru_cache(maxsize=65536)
def meaning_of(transaction_type: str, amount_type: str, amount_description: str, report: str = "settlement-v2") -> Meaning:
    """What a line with these three texts means; category `unmapped` when no rule knows it.

    Case, accents, spaces and punctuation do not count. `report` is the name of the format (`settlement-v2`,
    `settlement-v1`, `transactions`); it matters only where two formats use one text for different things. The amount
    type of a line of the transactions report is the title of its money column, in English.

    >>> meaning_of("Order", "ItemFees", "Commission").category
    'fees.referral'
    >>> meaning_of("other-transaction", "other-transaction", "Current Reserve Amount").section
    'balance'
    >>> meaning_of("Zyx", "Wvu", "Tsr").category
    'unmapped'
    """
    kind, report = kind_of(transaction_type), fold(report)
    description = "" if (folded := fold(amount_description)) in PARTS_OF_A_FEE else folded
    line = Line(description, fold(amount_type), type_of(transaction_type), kind, REPORTS.get(report, report))
    rule = next((rule for pattern, rule in _ranked() if pattern.fits(line)), None)
    return _unmapped(line) if rule is None else _meaning(rule, kind)


def _meaning(rule: Rule, kind: str) -> Meaning:
    category = rule.category
    section: Section = category.section or ("included" if kind else "adjustment")
    column = rule.column if section == "included" else ""
    words = category.words if rule.sure else f"Perhaps, to be confirmed: {category.words}"
    return Meaning(category.category, section, column, rule.account, rule.rule, rule.sure, words)


def _unmapped(line: Line) -> Meaning:
    words = "New to the catalogue: choose an account"
    if line.kind:
        return Meaning(UNMAPPED, "included", COLUMNS.get(line.amount_type, "gross"), "", "", False, words)
    return Meaning(UNMAPPED, "adjustment", "", "", "", False, words)


@cache
def categories() -> Mapping[str, Category]:
    """Every category by its name; `account` is where it goes until a person chooses another."""
    return {row["category"]: _category(row) for row in _rows("categories.csv")}


def _category(row: Mapping[str, str]) -> Category:
    section, column = cast(Literal["balance", ""], row["section"]), cast(Column, row["column"])
    return Category(row["category"], section, column, row["account"], row["words"])


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the file, which does not matter."""
    return tuple(_rule(row) for row in _rows("catalogue.csv"))


def _rule(row: Mapping[str, str]) -> Rule:
    category = categories()[row["category"]]
    transaction_type, amount_type, amount_description, *report = (text.strip() for text in row["example"].split("|"))
    return Rule(
        row["rule"],
        category,
        cast(Column, row["column"]) or category.column,
        row["account"] or category.account,
        row["sure"] == "yes",
        (transaction_type, amount_type, amount_description, report[0] if report else "settlement-v2"),
        tuple(patterns_of(row)),
    )


@cache
def _ranked() -> tuple[tuple[Pattern, Rule], ...]:
    """Every pattern with its rule, the sure ones first, then by what they say."""
    pairs = [(pattern, rule) for rule in rules() for pattern in rule.patterns]
    return tuple(sorted(pairs, key=lambda pair: (pair[1].sure, pair[0].says), reverse=True))


def _rows(name: str) -> Iterable[dict[str, str]]:
    return csv.DictReader(files("workbench.settlement").joinpath(name).read_text("utf-8").splitlines())
