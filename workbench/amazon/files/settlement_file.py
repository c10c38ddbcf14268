"""A settlement file that was read and believed: its header, what kinds of lines it has, and how to store them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from workbench.errors import Finding


@dataclass(frozen=True, slots=True)
class LineKind:
    """All lines of a file that say the same: what a category is given to.

    The four texts are Amazon's, in the words of flat file V2 (`settlement_names`); `total` is in the settlement's
    currency, + = to the seller.
    """

    transaction_type: str
    amount_type: str
    amount_description: str
    marketplace: str
    count: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class SettlementFile:
    """A settlement report whose lines sum to its total, to the cent.

    `start`, `end` and `deposit_date` are aware and in UTC; `total` (stated by Amazon) and `sum` (of the lines) are
    equal and in `currency`. `clean` is a file in the workspace that must stay until `select` was run: SQL of a SELECT
    that yields the lines in the file's order with the columns of the lines' store. `findings` are notes that do not
    stand in the way.
    """

    format: str
    settlement_id: str
    start: datetime
    end: datetime
    deposit_date: datetime
    total: Decimal
    currency: str
    marketplaces: tuple[str, ...]
    line_count: int
    sum: Decimal
    kinds: tuple[LineKind, ...]
    clean: Path
    select: str
    findings: tuple[Finding, ...]
