"""The columns of a settlement report, found by name in its header, in any order.

The names are those of Amazon's flat file V2 (report type GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2). A file without
promotion-id exists in the wild. Names may differ in case, and in blanks and underscores for hyphens, as spreadsheets
and scripts leave them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from workbench.amazon.files.refusal import DOWNLOAD_AGAIN, RefusedFile, shown
from workbench.errors import Finding

REQUIRED = (
    "settlement-id",
    "settlement-start-date",
    "settlement-end-date",
    "deposit-date",
    "total-amount",
    "currency",
    "transaction-type",
    "order-id",
    "shipment-id",
    "marketplace-name",
    "amount-type",
    "amount-description",
    "amount",
    "fulfillment-id",
    "posted-date",
    "posted-date-time",
    "order-item-code",
    "sku",
    "quantity-purchased",
)
"""Without one of these a line could not be placed: in a payout, an order, a category or a month."""

OPTIONAL = (
    "merchant-order-id",
    "adjustment-id",
    "merchant-order-item-id",
    "merchant-adjustment-item-id",
    "promotion-id",
)
"""Further references; a file without them is read as if they were empty."""

KNOWN = frozenset(REQUIRED + OPTIONAL)
MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one file: a name for SQL for each position, and notes on unknown ones.

    The names for SQL are always ours (`settlement_id`, `extra_25`), so no text of the file ever becomes SQL.
    """

    names: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Known columns that the file does not have."""
        return tuple(sql_name(name) for name in OPTIONAL if sql_name(name) not in self.names)


def fold(name: str) -> str:
    """The name as it is compared.

    >>> fold(" Settlement_Start Date")
    'settlement-start-date'
    """
    return re.sub(r"[\s_-]+", "-", name.strip().casefold())


def sql_name(name: str) -> str:
    """The column's name in our SQL.

    >>> sql_name("posted-date-time")
    'posted_date_time'
    """
    return name.replace("-", "_")


def find(header: str) -> Columns:
    """The columns named in a header row; raises RefusedFile when one is missing, twice there or without a name."""
    titles = header.split("\t")
    if len(titles) > MOST_COLUMNS:
        raise RefusedFile.because("columns", f"The header has {len(titles)} columns; 24 are usual.", where="line 1")
    names = [fold(title) for title in titles]
    faults = [*_missing(names), *_repeated(names)]
    if faults:
        raise RefusedFile(faults)
    unknown = [shown(title) for title, name in zip(titles, names, strict=True) if name not in KNOWN]
    return Columns(
        names=tuple(sql_name(name) if name in KNOWN else f"extra_{n}" for n, name in enumerate(names, 1)),
        findings=_note(unknown),
    )


def _missing(names: list[str]) -> list[Finding]:
    absent = [name for name in REQUIRED if name not in names]
    if not absent:
        return []
    what = f"The header lacks {_listed(absent)}, which a settlement report (flat file V2) has."
    return [Finding("missing-columns", "line 1", what, DOWNLOAD_AGAIN)]


def _repeated(names: list[str]) -> list[Finding]:
    return [
        Finding(
            "duplicate-column",
            f"line 1, column {shown(name)}" if name else "line 1",
            f"The header has {count} columns named {shown(name)}; which one to believe cannot be known."
            if name
            else f"The header has {count} columns without a name.",
            DOWNLOAD_AGAIN,
        )
        for name, count in Counter(names).items()
        if count > 1 or not name
    ]


def _note(unknown: list[str]) -> tuple[Finding, ...]:
    if not unknown:
        return ()
    what = f"The file has columns that are not known here: {_listed(unknown)}. They stay in the archive, unused."
    remedy = "Nothing to do; if one of them holds amounts, tell the workbench's makers."
    return (Finding("unknown-columns", "line 1", what, remedy, blocks=False),)


def _listed(names: list[str]) -> str:
    """At most ten names, so that a header of hundreds stays a sentence."""
    rest = f" and {len(names) - 10} more" if len(names) > 10 else ""
    return ", ".join(names[:10]) + rest
