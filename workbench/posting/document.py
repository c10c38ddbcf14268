"""A QuickBooks document as we plan it: its body as a plain dict, its effect on the books, and what it links to.

References to documents that do not exist yet are `Link` values; they become QuickBooks' ids when the bytes are frozen.
The library's objects are not used to build bodies: their defaults (Qty 0, ExchangeRate 1, a DetailType on linked lines)
are refused or booked wrongly by QuickBooks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from workbench.money import exact, total
from workbench.posting.accounts import Account


@dataclass(frozen=True, slots=True)
class Link:
    """A place in a body for another document's QuickBooks id, or for the id of its Payments-to-deposit line."""

    posting_key: str
    what: str  # "id" or "line"


@dataclass(frozen=True, slots=True)
class Rate:
    """An exchange rate in a body: a number with all its decimals, where an amount has two."""

    value: Decimal


@dataclass(frozen=True)
class Document:
    """One document to be sent. `effects` are (account, debit); `stage` orders the sending; `total` is its own total."""

    key: str
    entity: str
    doc_number: str
    date: str
    total: Decimal
    stage: int
    body: dict[str, Any]
    effects: tuple[tuple[Account, Decimal], ...]
    marker: str = ""
    links: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        assert total(debit for _, debit in self.effects) == 0, f"{self.key}: debits and credits differ"


def encode(body: dict[str, Any], resolve: Callable[[Link], str] | None = None) -> bytes:
    """The JSON bytes of a body: amounts as exact numbers, links resolved (or kept as `{"$link": …}` in a plan).

    >>> encode({"Amount": Decimal("19.90"), "Line": [Link("a", "id")]}, lambda link: "22")
    b'{"Amount":19.90,"Line":["22"]}'
    """

    def other(value: object) -> Any:
        if isinstance(value, Decimal):
            return f"\x00{exact(value)}"
        if isinstance(value, Rate):
            return f"\x00{value.value:f}"
        if isinstance(value, Link):
            return resolve(value) if resolve else {"$link": [value.posting_key, value.what]}
        raise TypeError(f"{type(value).__name__} has no place in a document")

    text = json.dumps(body, default=other, ensure_ascii=False, separators=(",", ":"))
    return re.sub(r'"\\u0000(-?[0-9.]+)"', r"\1", text).encode()


def decode(plan: bytes) -> dict[str, Any]:
    """A plan's body back: numbers as Decimal, links as `Link`, the exchange rate as `Rate`."""

    def hook(value: dict[str, Any]) -> Any:
        if "ExchangeRate" in value:
            value["ExchangeRate"] = Rate(Decimal(value["ExchangeRate"]))
        return Link(*value["$link"]) if set(value) == {"$link"} else value

    body: dict[str, Any] = json.loads(plan, parse_float=Decimal, object_hook=hook)
    return body
