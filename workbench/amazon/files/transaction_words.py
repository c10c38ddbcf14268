"""What the first word of a row says: its transaction type by Amazon's English name, and what such rows are.

Reports of transactions name types in the marketplace's language. The names are those of `workbench.settlement`, where
the catalogue that gives every line its meaning has them from.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from workbench.settlement.patterns import fold
from workbench.settlement.transaction_types import ADDED, kind_of, kinds, type_of

TRANSFER = "transfer"
_TRANSFER_ID = re.compile(r"ID\s*[:：]?\s*([A-Z0-9]{8,})")


@dataclass(frozen=True, slots=True)
class Word:
    """A transaction type: `name` is Amazon's English one, or the text itself when it is not known.

    An `included` row belongs to a sale, a refund or the like: its description is a product's title.
    """

    name: str
    included: bool
    is_transfer: bool


@lru_cache(maxsize=4096)
def word_of(transaction_type: str) -> Word:
    """What a row of this type is.

    >>> word_of("Bestellung"), word_of("Brand New Fee").name
    (Word(name='Order', included=True, is_transfer=False), 'Brand New Fee')
    """
    text = transaction_type.strip()
    folded = type_of(text)
    taken_back = fold(text) in (folded + added for added in ADDED)  # `Amazon Fees - Reversal` keeps its words
    name = text if taken_back else _names().get(folded, text)
    return Word(name, bool(kind_of(text)), folded == TRANSFER)


def transfer_id(description: str) -> str:
    """The bank transfer's name in a transfer's description, empty when there is none.

    >>> transfer_id("To your account ending in: 975, Bank Transfer ID: 5KS0YXGFPLTYS1U")
    '5KS0YXGFPLTYS1U'
    """
    match = _TRANSFER_ID.search(description)
    return match[1] if match else ""


@cache
def _names() -> Mapping[str, str]:
    """Every known type, folded, by its English name as Amazon writes it."""
    text = files("workbench.settlement").joinpath("transaction_types.csv").read_text("utf-8")
    names = {fold(row["transaction_type"]): row["transaction_type"] for row in csv.DictReader(text.splitlines())}
    assert names.keys() == kinds().keys(), "two readings of one table"
    return names
