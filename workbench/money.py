"""Money: a Decimal amount with its currency, exact to the hundredth, never a float.

Everything the workbench calls an amount is a `Decimal` with at most two decimals. In the lines' store it is
DECIMAL(18,2); in the state's store it is a whole number of hundredths; in JSON it is a string with the currency's
own decimals. This module holds the only conversions between those three and the only place that rounds.

The sign is as in the seller's pocket: + is money to the seller.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal("0.00")
HUNDREDTH = Decimal("0.01")
LARGEST = Decimal("9999999999999999.99")
"""What DECIMAL(18,2) holds; a larger sum is refused rather than cut."""

WHOLE_UNIT_CURRENCIES = frozenset({"JPY", "KRW", "CLP", "VND"})
"""Currencies without minor units (ISO 4217); Amazon prints their amounts as whole numbers or with `.00`."""


class MoneyError(ValueError):
    """An amount that is not exact money: too many decimals, too large, or of another currency."""


def exact(value: Decimal | int | str) -> Decimal:
    """The amount with exactly two decimals; `MoneyError` when that would change it.

    >>> exact("1977.17")
    Decimal('1977.17')
    >>> exact("1.005")
    Traceback (most recent call last):
    workbench.money.MoneyError: 1.005 has a part smaller than a hundredth
    """
    if isinstance(value, bool) or not isinstance(value, (Decimal, int, str)):
        raise MoneyError(f"{value!r} is not exact money (a {type(value).__name__})")
    amount = Decimal(value)
    if not amount.is_finite():
        raise MoneyError(f"{value} is not a number")
    if abs(amount) > LARGEST:
        raise MoneyError(f"{value} is larger than the books can hold")
    rounded = amount.quantize(HUNDREDTH)
    if rounded != amount:
        raise MoneyError(f"{value} has a part smaller than a hundredth")
    return rounded + ZERO  # -0.00 becomes 0.00


def to_cents(amount: Decimal) -> int:
    """Hundredths of the currency unit, as the state's store keeps them.

    >>> to_cents(Decimal("-0.01"))
    -1
    """
    return int(exact(amount).scaleb(2))


def from_cents(cents: int) -> Decimal:
    """The amount of so many hundredths.

    >>> from_cents(197717)
    Decimal('1977.17')
    """
    return exact(Decimal(cents).scaleb(-2))


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum; 0.00 of nothing."""
    return exact(sum(amounts, ZERO))


def decimals(currency: str) -> int:
    """How many decimals the currency has in writing."""
    return 0 if currency in WHOLE_UNIT_CURRENCIES else 2


def plain(amount: Decimal, currency: str) -> str:
    """The amount as JSON and CSV carry it: the currency's decimals, no separators.

    >>> plain(Decimal("-0.01"), "USD"), plain(Decimal("2164.00"), "JPY")
    ('-0.01', '2164')
    """
    amount = exact(amount)
    places = decimals(currency)
    if places == 0 and amount != amount.to_integral_value():
        return format(amount, "f")  # never hide a hundredth, even where the currency has none
    return format(amount.quantize(Decimal(1).scaleb(-places)), "f")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with its currency. Adding two currencies is an error, never a guess.

    >>> Money(Decimal("10.00"), "EUR") + Money(Decimal("0.99"), "EUR")
    Money(amount=Decimal('10.99'), currency='EUR')
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", exact(self.amount))
        if len(self.currency) != 3 or not self.currency.isupper():
            raise MoneyError(f"{self.currency!r} is not a currency code")

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise MoneyError(f"{self} and {other} are of two currencies")
        return Money(self.amount + other.amount, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __str__(self) -> str:
        return f"{plain(self.amount, self.currency)} {self.currency}"
