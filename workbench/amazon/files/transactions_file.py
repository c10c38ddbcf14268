"""A report of transactions that was read and believed: its settlements, its transfers, and how to store its lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from workbench.amazon.files.settlement_file import LineKind
from workbench.errors import Finding
from workbench.reconcile.transfers import Portion, Transfer

__all__ = ["LineKind", "Portion", "TransactionsFile", "Transfer"]


@dataclass(frozen=True, slots=True)
class TransactionsFile:
    """A report in which every row's money columns sum to its total, to the cent.

    `format` is `transactions`, or `deferred` for the report of what Amazon still holds. Such a report covers days, not
    settlements: `settlements` are the portions of settlements that lie in it, one for each account type, and
    `transfers` the payouts that left in these days. `first` and `last` are the earliest and latest posting, aware, in
    the zone in which they are printed; `time_zones` are the zones' names as printed. Money is in `currency`.

    `clean` is a file in the workspace that must stay until `select` was run: SQL of a SELECT that yields a line for
    each money cell that is not zero (one line of 0.00 for a row of zeros), in the file's order, with the columns

        line_no settlement_id account_type status released_at is_transfer content transaction_type amount_type
        amount_description marketplace amount order_id fulfillment posted_at posted_on sku quantity

    where `status` is `released` or `deferred`, times are in UTC, `posted_on` is the day as printed, `amount_type` the
    English title of the money column, `amount_description` empty for rows whose description is a product's title, and
    `content` a number that is the same for the same row in two reports, whatever its status there. `kinds` are all
    lines by kind, transfers and deferred ones too. `findings` are notes that do not stand in the way.
    """

    format: str
    currency: str
    marketplaces: tuple[str, ...]
    row_count: int
    first: datetime
    last: datetime
    time_zones: tuple[str, ...]
    settlements: tuple[Portion, ...]
    transfers: tuple[Transfer, ...]
    kinds: tuple[LineKind, ...]
    clean: Path
    select: str
    findings: tuple[Finding, ...]
