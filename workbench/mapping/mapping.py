"""The mapping: where the money of a line goes, by what the line means.

A line's meaning (`settlement.catalogue`) proposes an account of the default chart; a person may choose another for the
whole category, or for one kind of line (the exact three words Amazon uses). The finest choice wins. Nothing is guessed: a
kind that no rule knows, or that is only suggested, has no account until a person chose one.
"""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from typing import Literal

from workbench.mapping.chart import DEFAULT_CHART
from workbench.settlement.catalogue import Meaning, meaning_of


@dataclass(frozen=True, slots=True)
class Choice:
    """A person's choice for a category or a kind of line. Empty texts mean: not chosen."""

    scope: Literal["category", "kind"]
    subject: str
    category: str = ""
    account_id: str = ""
    account: str = ""
    tax_code: str = ""
    class_id: str = ""
    location_id: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a kind of line goes.

    `account` is the name shown; `account_id` is QuickBooks' id when a person chose the account; `key` names the account
    of the default chart otherwise. `complete` is False while a person must choose.
    """

    meaning: Meaning
    account: str
    account_id: str
    key: str
    automatic: bool
    complete: bool
    tax_code: str = ""
    class_id: str = ""
    location_id: str = ""


def subject_of(transaction_type: str, amount_type: str, amount_description: str) -> str:
    """How the mapping names a kind of line.

    >>> subject_of("Order", "ItemFees", " Commission")
    'order › itemfees › commission'
    """
    return " › ".join(text.strip().casefold() for text in (transaction_type, amount_type, amount_description))


def _says_something(choice: Choice) -> bool:
    """Whether a choice chooses anything: one that was cleared leaves the word to the next."""
    return any((choice.account, choice.tax_code, choice.class_id, choice.location_id))


@dataclass(frozen=True)
class Mapping:
    """All choices as of one version."""

    version: int
    choices: Dictionary[tuple[str, str], Choice]

    def target(self, transaction_type: str, amount_type: str, amount_description: str, report: str = "settlement-v2") -> Target:
        """Where this kind of line goes; `report` is the format of the file that names it."""
        meaning = meaning_of(transaction_type, amount_type, amount_description, report)
        subject = subject_of(transaction_type, amount_type, amount_description)
        by_kind = self.choices.get(("kind", subject))
        by_category = self.choices.get(("category", meaning.category)) if meaning.sure else None
        chosen = next((c for c in (by_kind, by_category) if c is not None and c.account), None)
        details = next((c for c in (by_kind, by_category) if c is not None and _says_something(c)), None)
        more = (details.tax_code, details.class_id, details.location_id) if details else ("", "", "")
        if chosen:
            return Target(meaning, chosen.account, chosen.account_id, "", False, True, *more)
        name = DEFAULT_CHART[meaning.account].name if meaning.account else ""
        return Target(meaning, name, "", meaning.account, True, meaning.sure and bool(name), *more)
