"""Answers: what a write to QuickBooks came to. A closed union, so that a caller must look at every case.

    Accepted    QuickBooks wrote it and said so in a form we can read
    Rejected    QuickBooks read it and refused it: nothing was written
    Throttled   too many requests; the body may have been read
    NotSent     nothing left this machine, or it was turned away at the door
    Unknown     it left, and nothing is certain: wait, look, send the same bytes with the same request id

Only `Accepted` makes a posting posted and only `Rejected` frees its key. `tid` is Intuit's own number of the request
(the intuit_tid header), which their support asks for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

Document: TypeAlias = dict[str, Any]
"""An entity as QuickBooks gives it; every number in it is a Decimal."""

COMPANY_CODES = frozenset({"120", "150", "3100", "5020", "6190"})
"""No permission, maintenance, no access for the app, no permission for the field, subscription ended: the next document
will be refused just the same (developer.intuit.com, "Error codes")."""

CONFLICT_CODES = frozenset({"5010", "6140", "6480", "6540"})
"""Changed by somebody else, number taken, matched with the bank, deposited: something in the books stands in the way."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A parsed 2xx with the entity. The document may hold a customer's name, so it is left out of the printed form."""

    document: Document = field(repr=False)
    tid: str = ""

    @property
    def id(self) -> str:
        """QuickBooks' own id of the entity."""
        return str(self.document["Id"])


@dataclass(frozen=True, slots=True)
class Rejected:
    """A parsed refusal: nothing was written. `element` is the field at fault as QuickBooks names it, often empty."""

    code: str
    message: str
    detail: str = field(repr=False)
    element: str = ""
    tid: str = ""

    @property
    def concerns_company(self) -> bool:
        """Whether every further document would be refused as well, so that the batch should stop."""
        return self.code in COMPANY_CODES

    @property
    def is_conflict(self) -> bool:
        """Whether the books should be looked at again before anything else is done with this document."""
        already_applied = self.code == "6000" and "already been applied" in self.detail
        return already_applied or self.code in CONFLICT_CODES


@dataclass(frozen=True, slots=True)
class Throttled:
    """HTTP 429 or error 3001. Wait so many seconds before anything is sent to this company again."""

    seconds: int
    tid: str = ""


@dataclass(frozen=True, slots=True)
class NotSent:
    """No connection, or the sign-in was refused at the door; `why` is a sentence."""

    why: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The write left and whether it took effect cannot be told; `why` is a sentence."""

    why: str
    tid: str = ""


Answer: TypeAlias = Accepted | Rejected | Throttled | NotSent | Unknown
