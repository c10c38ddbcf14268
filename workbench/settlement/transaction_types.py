"""Transaction types: Amazon's first word on a line, and what kind of transaction it begins.

`transaction_types.csv` lists them, each with its kind and with its other names: Amazon's reports of transactions name
types in the marketplace's language (`Bestellung`, `Commande`, `注文`), its finances API by event list. A type without a
kind begins no transaction: its lines are adjustments or movements of the balance.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

from workbench.settlement.patterns import fold

REFUND_KINDS = frozenset({"refund", "chargeback", "guarantee", "retrocharge reversal"})
ADDED = tuple(map(fold, ("reversal", "correction", "取り消し", "訂正")))
"""What Amazon adds to a type that it takes back or charges anew: `Amazon Fees - Reversal`."""


def kind_of(transaction_type: str) -> str:
    """The kind of an included transaction: sale, refund, chargeback, guarantee, liquidation, retrocharge or retrocharge
    reversal; empty for what is no included transaction.

    >>> kind_of("Order"), kind_of("Erstattung"), kind_of("ServiceFee")
    ('sale', 'refund', '')
    """
    return kinds().get(type_of(transaction_type), "")


def side_of(kind: str) -> Literal["sales", "refunds"]:
    """Which of a payout's two counts a kind of transaction belongs to; `ValueError` for what is no kind.

    >>> side_of("retrocharge"), side_of("chargeback")
    ('sales', 'refunds')
    """
    if not kind or kind not in kinds().values():
        raise ValueError(f"{kind!r} is not a kind of transaction")
    return "refunds" if kind in REFUND_KINDS else "sales"


@lru_cache(maxsize=4096)
def type_of(transaction_type: str) -> str:
    """The type by its first name, folded, and without what Amazon adds to one that it takes back.

    >>> type_of("Servicegebühr"), type_of("other-transaction - Reversal")
    ('servicefee', 'othertransaction')
    """
    folded, names = fold(transaction_type), _names()
    for name in (folded, *(folded.removesuffix(added) for added in ADDED)):
        if name in names:
            return names[name]
    return folded


@cache
def kinds() -> Mapping[str, str]:
    """The known types, folded, each with its kind (empty for none)."""
    return {fold(row["transaction_type"]): row["kind"] for row in _rows()}


@cache
def _names() -> Mapping[str, str]:
    """Every name of a type, folded, with its first name."""
    return {
        fold(name): fold(row["transaction_type"])
        for row in _rows()
        for name in (row["transaction_type"], *row["also_called"].split(" | "))
        if name
    }


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = files("workbench.settlement").joinpath("transaction_types.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
