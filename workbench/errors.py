"""What can go wrong, in two kinds that are never mixed.

A `Finding` is something wrong in the *data*: a value, collected and shown, that may block posting. A
`WorkbenchError` is something wrong in the *request*: an exception, turned into words at the edge (command line,
page). Both say what happened, where, and what to do next.

    WorkbenchError
    ├── Refused           the file or the request is bad; nothing was stored or sent
    ├── NotFound          there is no such company, payout, order, batch
    ├── NotReady          something must be done first; it says what
    ├── Conflict          somebody else changed or holds the same thing
    ├── Unreachable       QuickBooks, Amazon or the practice company does not answer
    └── BrokenInvariant   figures that must agree do not: a defect of ours or damaged books; nothing goes on
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong or noteworthy in the data.

    `where` names file, line and column, or payout and order; `amount` is the money at stake, in the payout's
    currency; a finding that `blocks` stands in the way of posting.
    """

    code: str
    where: str
    what: str
    next: str
    amount: Decimal | None = None
    blocks: bool = True


class WorkbenchError(Exception):
    """A request that cannot be carried out, in words."""

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", next: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.next = next

    def as_json(self) -> dict[str, dict[str, str]]:
        """The shape the command line prints: `{"error": {"what", "where", "next"}}`."""
        return {"error": {"what": self.what, "where": self.where, "next": self.next}}

    def __str__(self) -> str:
        return " ".join(part for part in (self.where and f"{self.where}:", self.what, self.next) if part)


class Refused(WorkbenchError):
    """The file or the request is bad; nothing was stored or sent."""


class NotFound(WorkbenchError):
    """There is no such company, payout, order or batch."""


class NotReady(WorkbenchError):
    """Something must be done first."""

    exit_code = 1


class Conflict(WorkbenchError):
    """Somebody else changed or holds the same thing."""


class Unreachable(WorkbenchError):
    """The other side does not answer; what was sent is safe and goes on with the same command."""

    exit_code = 3


class BrokenInvariant(WorkbenchError):
    """Two figures that must agree do not. Nothing goes on until a person has looked."""
