"""A payout in another currency than the books': the rate that a person gave for it, and how documents carry it.

Documents stay in the payout's currency, to the cent; QuickBooks keeps their home amounts, each rounded once at the rate. Without
a rate QuickBooks books foreign money at par (`ExchangeRate` is 1 unless given): a document that lacks it is never sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from workbench.errors import Refused
from workbench.money import HUNDREDTH, exact
from workbench.posting.document import Document, Rate

LONGEST_RATE = re.compile(r"\d{1,9}(\.\d{1,12})?")
"""Digits before and after the point; the common sources give four to seven after it."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """The currency of a payout beside that of the books. `rate`: home units for one unit of `currency`; None while nobody gave
    one, or where none is needed. `several`: whether the QuickBooks company keeps more than one currency."""

    currency: str
    home: str
    several: bool = False
    rate: Decimal | None = None

    @property
    def is_foreign(self) -> bool:
        """Whether the books are kept in another currency."""
        return self.home not in ("", self.currency)


def checked_rate(text: str, currency: str, home: str) -> Decimal:
    """The rate that a person typed; `Refused` unless it is a positive number, written plainly, that is not 1.

    >>> checked_rate("1.085050", "EUR", "USD")
    Decimal('1.085050')
    """
    where = f"rate of {currency} in {home}"
    if not LONGEST_RATE.fullmatch(text.strip()) or not Decimal(text.strip()):
        raise Refused(f"{text!r} is no rate.", where=where, next=f"Write how many {home} one {currency} is, as in 1.0850.")
    rate = Decimal(text.strip())
    if rate == 1:
        raise Refused(
            "A rate of 1 is what QuickBooks takes when it is given none.", where=where,
            next=f"Give the rate with all decimals of its source: how many {home} one {currency} is.",
        )  # fmt: skip
    return rate


def at_home(amount: Decimal, rate: Decimal) -> Decimal:
    """The home amount, rounded once, halves away from zero, as QuickBooks shows it.

    >>> at_home(Decimal("-10.01"), Decimal("1.0850"))
    Decimal('-10.86')
    """
    return exact((amount * rate).quantize(HUNDREDTH, ROUND_HALF_UP))


def stamped(documents: Iterable[Document], exchange: Exchange | None) -> list[Document]:
    """The documents with their currency, and with the rate where it is a foreign one: the one place that writes either.

    A company that keeps one currency is told none; what it is sent stays as it always was.
    """
    if exchange is None or not (exchange.several or exchange.is_foreign):
        return list(documents)
    stamp: dict[str, object] = {"CurrencyRef": {"value": exchange.currency}}
    if exchange.is_foreign and exchange.rate is not None:
        stamp["ExchangeRate"] = Rate(exchange.rate)
    return [replace(document, body={**document.body, **stamp}) for document in documents]
