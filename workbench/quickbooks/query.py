"""Query: the text of a query in QuickBooks' language, made so that no value can leave its quotes.

Entities and properties come from a list; values are quoted here. python-quickbooks escapes ' but not \\, so its own
builder is not used. The language is on developer.intuit.com, "Data queries": no OR, no projection, 1,000 rows at most.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from workbench.errors import Refused

PAGE = 1000
"""Rows; the most QuickBooks gives at once."""

CHUNK = 100
"""Values in one IN list; keeps a query well under any limit on its length."""

TRANSACTIONS: dict[str, frozenset[str]] = {
    "SalesReceipt": frozenset({"Id", "DocNumber", "TxnDate"}),
    "RefundReceipt": frozenset({"Id", "DocNumber", "TxnDate"}),
    "JournalEntry": frozenset({"Id", "DocNumber", "TxnDate"}),
    "Purchase": frozenset({"Id", "DocNumber", "TxnDate"}),
    "Deposit": frozenset({"Id", "TxnDate"}),
    "Transfer": frozenset({"Id", "TxnDate"}),
}
"""Documents, with what they can be looked up by. Deposits and transfers have no number; PrivateNote is never queryable."""

LISTS: dict[str, frozenset[str]] = {
    "Account": frozenset({"Id", "Active", "Name", "AccountSubType"}),
    "Item": frozenset({"Id", "Active", "Name", "Sku"}),
    "Customer": frozenset({"Id", "Active", "DisplayName"}),
    "Vendor": frozenset({"Id", "Active", "DisplayName"}),
    "Class": frozenset({"Id", "Active", "Name"}),
    "Department": frozenset({"Id", "Active", "Name"}),
    "TaxCode": frozenset({"Id", "Active", "Name"}),
    "TaxRate": frozenset({"Id", "Active", "Name"}),
}
"""Lists; their inactive members are left out unless a query speaks of Active."""

ATTACHMENTS: dict[str, frozenset[str]] = {"Attachable": frozenset({"AttachableRef.EntityRef.value"})}
"""Files, by the document they hang on."""

PROPERTIES = TRANSACTIONS | LISTS | ATTACHMENTS

Value: TypeAlias = str | bool | date


@dataclass(frozen=True, slots=True)
class Condition:
    """A property and the values it may have."""

    property: str
    values: tuple[Value, ...]

    @classmethod
    def one_of(cls, property: str, values: Sequence[Value]) -> Condition:
        """The property has one of the values; there is at least one."""
        return cls(property, tuple(values))

    def text(self) -> str:
        """As the language writes it.

        >>> Condition("DocNumber", ("a'b", "c")).text()
        "DocNumber IN ('a\\\\'b', 'c')"
        """
        if not self.values:
            raise Refused(f"A query by {self.property} needs at least one value.", where="QuickBooks query")
        written = [literal(value) for value in self.values]
        if len(written) == 1:
            return f"{self.property} = {written[0]}"
        return f"{self.property} IN ({', '.join(written)})"


@dataclass(frozen=True, slots=True)
class Span:
    """A property whose day lies in a period, both days included."""

    property: str
    first: date
    last: date

    def text(self) -> str:
        """As the language writes it.

        >>> Span("TxnDate", date(2026, 11, 1), date(2026, 11, 14)).text()
        "TxnDate >= '2026-11-01' AND TxnDate <= '2026-11-14'"
        """
        return f"{self.property} >= {literal(self.first)} AND {self.property} <= {literal(self.last)}"


EITHER_STATE = Condition("Active", (True, False))
"""Active members and inactive ones."""


def literal(value: Value) -> str:
    """The value as a literal of the language: \\ and ' escaped, booleans bare, days in ISO form.

    Raises `Refused` for a value with control characters, which no number or name has.

    >>> print(literal("O'Neil"), literal(True), literal(date(2026, 11, 14)))
    'O\\'Neil' true '2026-11-14'
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return f"'{date(value.year, value.month, value.day).isoformat()}'"
    if any(character < " " or character == "\x7f" for character in value):
        raise Refused("A value to look up has control characters in it.", where="QuickBooks query")
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def select(entity: str, *conditions: Condition | Span, start: int = 1) -> str:
    """One page of the entity's rows that meet all conditions, in the order of their ids, from row `start` (1 is the
    first). Raises `Refused` for an entity or a property that is not on the list.

    >>> print(select("Deposit", Condition("TxnDate", (date(2026, 11, 14),))))
    SELECT * FROM Deposit WHERE TxnDate = '2026-11-14' ORDERBY Id STARTPOSITION 1 MAXRESULTS 1000
    """
    known = PROPERTIES.get(entity)
    if known is None:
        raise Refused(f"There is no looking up of {entity}.", where="QuickBooks query")
    for condition in conditions:
        if condition.property not in known:
            raise Refused(f"A {entity} cannot be looked up by {condition.property}.", where="QuickBooks query")
    where = f" WHERE {' AND '.join(condition.text() for condition in conditions)}" if conditions else ""
    # SKUs of items are given only when asked for by name (Intuit's page on Item)
    columns = "*, Sku" if entity == "Item" else "*"
    return f"SELECT {columns} FROM {entity}{where} ORDERBY Id STARTPOSITION {start} MAXRESULTS {PAGE}"


def chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """The different values, in their order, so many at a time as one IN list may have."""
    different = list(dict.fromkeys(values))
    for first in range(0, len(different), CHUNK):
        yield different[first : first + CHUNK]
