"""A bank statement as it was read, and what makes a line of it the same line in another file.

A line is the same where the bank numbers it alike (FITID). Where it has no number, it is the same where day, amount,
description and reference are alike, and so is how often they occurred before on that day: two real payments that look alike
stay two, and a statement that overlaps another one doubles nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workbench.errors import Finding

MOST_BYTES = 20 * 1024 * 1024
"""A year of a busy account has some two."""
MOST_LINES = 100_000


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement of the account on `date`, the day as the bank writes it. + is money received; `line_no` is its place in the file.

    `number` is the bank's own (FITID), empty where it gives none.
    """

    line_no: int
    date: date
    amount: Decimal
    description: str
    reference: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """The lines of one account, in the file's order, all in `currency`.

    `source` says how lines are told apart: only statements of one source can be laid over each other. `account_tail` are the last
    four characters of the account's number, empty where the file has none.
    """

    format: str
    source: str
    currency: str
    account_tail: str
    lines: tuple[StatementLine, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def first(self) -> date:
        """The day of the earliest line."""
        return min(line.date for line in self.lines)

    @property
    def last(self) -> date:
        """The day of the latest line."""
        return max(line.date for line in self.lines)


def identities(lines: Sequence[StatementLine]) -> Iterator[tuple[str, StatementLine]]:
    """Each line with its identity within the account."""
    seen: Counter[str] = Counter()
    for line in lines:
        if line.number:
            yield f"number:{line.number}", line
            continue
        text = "\x1f".join((line.date.isoformat(), str(line.amount), " ".join(line.description.split()), line.reference))
        content = hashlib.sha256(text.encode()).hexdigest()[:32]
        seen[content] += 1
        yield f"content:{content}:{seen[content]}", line
