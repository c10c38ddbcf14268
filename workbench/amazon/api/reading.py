"""Reading: the members of Amazon's JSON, each as what it is or as words about what it is not.

Numbers arrive as Decimal or int, never as floats (`answers.document` sees to that). A member that is missing or null
is "", None or (): Amazon leaves out what it does not know. A member of another kind than documented is refused, since
guessing at it would be guessing at money.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from workbench.errors import BrokenInvariant
from workbench.money import Money, MoneyError


@dataclass(frozen=True, slots=True)
class Entry:
    """One object of an answer. `where` says which, for words."""

    members: Mapping[str, Any]
    where: str

    def text(self, name: str) -> str:
        """A text, "" when there is none."""
        value = self.members.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self._unknown(name, value)
        return value

    def needed(self, name: str) -> str:
        """A text that must be there."""
        value = self.text(name)
        if not value:
            raise self._unknown(name, value)
        return value

    def moment(self, name: str) -> datetime | None:
        """A moment in UTC. Amazon writes ISO 8601 with an offset; one without is refused, since its zone would be a guess."""
        written = self.text(name)
        if not written:
            return None
        try:
            moment = datetime.fromisoformat(written)
        except ValueError:
            raise self._unknown(name, written) from None
        if moment.tzinfo is None:
            raise self._unknown(name, written)
        return moment.astimezone(UTC)

    def moment_needed(self, name: str) -> datetime:
        """A moment that must be there."""
        moment = self.moment(name)
        if moment is None:
            raise self._unknown(name, moment)
        return moment

    def day(self, name: str) -> date | None:
        """A calendar day; of a moment, the day as written."""
        written = self.text(name)
        try:
            return date.fromisoformat(written[:10]) if written else None
        except ValueError:
            raise self._unknown(name, written) from None

    def money(self, name: str) -> Money | None:
        """An amount with its currency, spelt currencyAmount and currencyCode, in v0 with capitals."""
        inner = self.entry(name)
        code = inner.members.get("currencyCode", inner.members.get("CurrencyCode"))
        amount = inner.members.get("currencyAmount", inner.members.get("CurrencyAmount"))
        if code is None and amount is None:
            return None
        if not isinstance(code, str) or isinstance(amount, bool) or not isinstance(amount, (int, Decimal)):
            raise self._unknown(name, dict(inner.members))
        try:
            return Money(Decimal(amount), code)
        except MoneyError as error:
            raise BrokenInvariant(f"Amazon states an amount that is not money: {error}.", where=self._place(name)) from None

    def money_needed(self, name: str) -> Money:
        """An amount that must be there."""
        amount = self.money(name)
        if amount is None:
            raise self._unknown(name, amount)
        return amount

    def entry(self, name: str) -> Entry:
        """An object inside this one; an empty one when there is none."""
        value = self.members.get(name)
        if value is None:
            value = {}
        if not isinstance(value, dict):
            raise self._unknown(name, value)
        return Entry(value, self._place(name))

    def entries(self, name: str) -> tuple[Entry, ...]:
        """The objects of a list inside this one; () when there is none."""
        value = self.members.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self._unknown(name, value)
        return tuple(Entry(item, f"{self._place(name)}[{n}]") for n, item in enumerate(value))

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a list; () when there is none."""
        value = self.members.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._unknown(name, value)
        return tuple(value)

    def identifiers(self, name: str = "relatedIdentifiers") -> dict[str, tuple[str, ...]]:
        """Amazon's related identifiers: name -> values, in the order they came, each once."""
        found: dict[str, tuple[str, ...]] = {}
        for pair in self.entries(name):
            key, value = pair.needed("relatedIdentifierName"), pair.text("relatedIdentifierValue")
            if value and value not in found.get(key, ()):
                found[key] = (*found.get(key, ()), value)
        return found

    def _place(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name

    def _unknown(self, name: str, value: object) -> BrokenInvariant:
        return BrokenInvariant(
            f"Amazon's answer has another shape than the one we know: {str(value)[:80]!r}.",
            where=f"Amazon {self._place(name)}",
            next="Nothing was changed. Please report this with the time it happened.",
        )


def account_type(written: str) -> str:
    """Finances spells an account type Standard Orders, Transfers STANDARD_ORDERS: here they are one.

    >>> account_type("STANDARD_ORDERS"), account_type("Invoiced Orders")
    ('Standard Orders', 'Invoiced Orders')
    """
    return " ".join(written.replace("_", " ").split()).title()
