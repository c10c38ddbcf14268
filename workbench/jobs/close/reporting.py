"""The reconciliation report of payouts, gathered from the books and written as a workbook or a comma-separated file.

Nothing is computed here that a page does not show too; figures that must agree are put side by side with a check. A sheet is
made by a function of `workpaper`: to add one, name it in the list of a report. The lines are needed: only in the program that
works on these books. The same books make the same bytes: nothing tells when a report was made.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal

from workbench.errors import Refused
from workbench.jobs.close.closing import Close
from workbench.jobs.close.workpaper import accounts, comparison, cut_off, detail, exceptions, front, lines, roll_forward, sample, tie_out
from workbench.jobs.close.workpaper.gathered import Gathered, gather
from workbench.reports import comma_separated, workbook
from workbench.reports.section import Section
from workbench.store.company import Company

Format = Literal["xlsx", "csv"]

Sheet = Callable[[Gathered], Section]
"""What makes one sheet of a report."""

RECONCILIATION: Sequence[Sheet] = (
    front.cover, front.sources, comparison.variances, comparison.explanations, detail.summary, detail.entries, detail.documents,
    detail.adjustments, detail.transactions, roll_forward.roll_forward, roll_forward.movements, roll_forward.reasons, roll_forward.ageing,
)  # fmt: skip
"""The sheets of the reconciliation of any payouts."""

PACKAGE: Sequence[Sheet] = (
    front.cover, front.month_checks, front.signatures, front.sources, tie_out.tie_out, comparison.variances, comparison.explanations,
    accounts.lead_schedule, detail.summary, accounts.sales_tax, accounts.mapping_used, exceptions.exceptions, cut_off.cut_off,
    sample.sample, detail.entries, detail.documents, accounts.ledger, detail.adjustments, detail.transactions, lines.settlement_lines,
    roll_forward.pairs, roll_forward.roll_forward, roll_forward.movements, roll_forward.reasons, roll_forward.ageing,
)  # fmt: skip
"""The sheets of a month's close package."""


def report_name(payouts: Sequence[str], month: str, kind: Format) -> str:
    """What the file is called: safe on every file system.

    >>> report_name(["21574497411"], "", "xlsx"), report_name(["1", "2"], "2026-10", "csv")
    ('reconciliation-21574497411.xlsx', 'reconciliation-2026-10.csv')
    """
    of = month or (payouts[0] if len(payouts) == 1 else f"{len(payouts)}-payouts")
    return f"reconciliation-{re.sub(r'[^0-9A-Za-z_-]', '_', of)}.{kind}"


def report_file(company: Company, payouts: list[str], month: str, kind: Format, now: Close | None = None) -> bytes:
    """The report of these payouts as the bytes of a file. `month` (`YYYY-MM`, or '') bounds the roll-forward; with `now`, the month
    as it stands, it is the close package's.

    `Refused` for payouts of several currencies, `NotFound` for one that is not in these books.
    """
    file = io.BytesIO()
    write_report(company, payouts, month, kind, file, now)
    return file.getvalue()


def write_report(
    company: Company, payouts: list[str], month: str, kind: Format, file: BinaryIO, now: Close | None = None
) -> dict[str, int]:  # fmt: skip
    """The same into an open file: a payout of any size in the memory of one page of lines. Returns the rows of each sheet of a
    workbook."""
    g = gather(company, payouts, month, now)
    if kind == "csv":
        comma_separated.write(file, _sections(g))
        return {}
    if kind == "xlsx":
        return write_sheets(g, file)
    raise Refused(f"A report cannot be written as {kind!r}.", where="export", next="Use a name that ends in .xlsx or .csv.")


def write_sheets(g: Gathered, file: BinaryIO) -> dict[str, int]:
    """The workbook of what was gathered; returns the rows of each sheet."""
    return workbook.write(file, _sections(g), f"Reconciliation {g.company.name} {g.month}".strip(), g.as_of[0])


def write_report_to(company: Company, payouts: list[str], month: str, kind: Format, path: Path, now: Close | None = None) -> dict[str, int]:
    """The same to a place on disk."""
    with written_whole(path) as out:
        return write_report(company, payouts, month, kind, out, now)


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write, beside its place until it is done, so that a file of that name is always a whole one."""
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("wb") as out:
            yield out
        unfinished.replace(path)
    except OSError as error:
        raise Refused(f"The report could not be written ({error.strerror}).", where=str(path), next="Choose another place.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _sections(g: Gathered) -> Iterator[Section]:
    """The sheets of the report, in their order; the lines are left out where they are too many for a workbook."""
    for sheet in PACKAGE if g.now else RECONCILIATION:
        if sheet is not lines.settlement_lines or lines.are_in_the_workbook(g):
            yield sheet(g)
