"""The columns of a settlement report, found by name in its header, in any order.

Which columns a report has is its `Layout`. That of flat file V2 (report type GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2)
stands here, because every other settlement report is brought into its columns. A file without promotion-id exists in the
wild. Names may differ in case, and in blanks and underscores for hyphens, as spreadsheets and scripts leave them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from workbench.amazon.files.refusal import DOWNLOAD_AGAIN, RefusedFile, shown
from workbench.errors import Finding

MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one kind of report. Without a `required` one a line could not be placed: in a payout, an order, a
    category or a month; a file without an `optional` one is read as if it were empty. `report` names the kind in words.
    `blank_lines` says that Amazon itself leaves some between the rows.
    """

    report: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    blank_lines: bool = False

    @property
    def known(self) -> frozenset[str]:
        """All of its columns."""
        return frozenset(self.required + self.optional)


SETTLEMENT_V2 = Layout(
    "a settlement report (flat file V2)",
    required=(
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
    ),
    optional=(
        "merchant-order-id",
        "adjustment-id",
        "merchant-order-item-id",
        "merchant-adjustment-item-id",
        "promotion-id",
    ),
)

KNOWN = SETTLEMENT_V2.known
"""The names by which a settlement report is recognised."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one file: a name for SQL for each position, the optional ones that are `missing`, and the `unknown`
    ones, each by its name for SQL with its title, folded.

    The names for SQL are always ours (`settlement_id`, `extra_25`), so no text of the file ever becomes SQL.
    """

    names: tuple[str, ...]
    missing: tuple[str, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()


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


def find(header: str, layout: Layout) -> Columns:
    """The columns named in a header row; raises RefusedFile when one is missing, twice there or without a name."""
    titles = header.split("\t")
    if len(titles) > MOST_COLUMNS:
        raise RefusedFile.because("columns", f"The header has {len(titles)} columns; 24 to 37 are usual.", where="line 1")
    folded = [fold(title) for title in titles]
    faults = [*_missing(folded, layout), *_repeated(folded)]
    if faults:
        raise RefusedFile(faults)
    known = layout.known
    names = tuple(sql_name(name) if name in known else f"extra_{n}" for n, name in enumerate(folded, 1))
    return Columns(
        names,
        missing=tuple(sql_name(name) for name in layout.optional if name not in folded),
        unknown=tuple((name, title) for name, title in zip(names, folded, strict=True) if title not in known),
        findings=_note([shown(title) for title, name in zip(titles, folded, strict=True) if name not in known]),
    )


def _missing(names: list[str], layout: Layout) -> list[Finding]:
    absent = [name for name in layout.required if name not in names]
    if not absent:
        return []
    what = f"The header lacks {_listed(absent)}, which {layout.report} has."
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
