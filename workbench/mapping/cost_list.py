"""A list of costs as text, pasted or from a file: taken whole, or refused whole with every fault.

A line a cost: SKU, cost, the day from which it counts; then, where it matters, currency and marketplace. Tabs, semicolons or
commas stand between them. The first line may name the columns, in any order then. Days are written 2026-09-01 and decimals with a
point, because 09/01/2026 and 1,234 mean two things each.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from workbench.errors import Finding, Refused
from workbench.mapping.costs import ALL, Cost, unit_cost

COLUMNS = ("sku", "cost", "from", "currency", "marketplace")
NAMES = {
    "sku": "sku", "seller sku": "sku", "seller-sku": "sku", "cost": "cost", "unit cost": "cost", "cost per unit": "cost",
    "unit_cost": "cost", "from": "from", "date": "from", "effective from": "from", "effective_from": "from", "currency": "currency",
    "marketplace": "marketplace",
}  # fmt: skip
"""What a column may be called, in small letters."""

NEEDED = ("sku", "cost", "from")
EVERYWHERE = frozenset({"", "all", "all marketplaces"})
MOST_LINES = 100_000
MOST_FINDINGS = 20
WAY_OUT = "Mend the line, then take the whole list again; nothing of it was stored."
WRITTEN = "Write a line a cost: SKU, cost, day, such as NL-MUG-04, 4.125, 2026-09-01."

Cells = dict[str, str]


class RefusedCosts(Refused):
    """A list that is not taken, with the findings that say why; `what` is the first fault."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings[:MOST_FINDINGS])
        first, others = findings[0], len(findings) - 1
        more = f" ({others:,} more {'fault' if others == 1 else 'faults'} found.)" if others else ""
        super().__init__(f"{first.what}{more}", where=first.where, next=first.next)


def decoded(data: bytes) -> str:
    """A file's bytes as text; `RefusedCosts` for what is no text in UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        what = "The file is no text in UTF-8; perhaps it is a spreadsheet's own file."
        raise RefusedCosts([Finding("encoding", "", what, "Save the sheet as CSV (UTF-8), and import that.")]) from None


def read(text: str, currency: str, marketplaces: Collection[str]) -> list[Cost]:
    """The costs of a list. `currency` counts where a line names none; `marketplaces` are those that a line may name.

    `RefusedCosts` with the first twenty faults, each with line and column.
    """
    rows = list(_rows(text))
    if len(rows) > MOST_LINES:
        raise RefusedCosts([Finding("large", "", f"The list has more than {MOST_LINES:,} lines.", "Take a part of it at a time.")])
    heads = _heads(rows[0][1]) if rows else ()
    columns = heads or COLUMNS
    faults: list[Finding] = []
    found: dict[tuple[str, str, str, str], int] = {}
    costs = []
    known = {name.casefold(): name for name in marketplaces}
    for line, cells in rows[1:] if heads else rows:
        cost = _cost(line, cells, columns, currency, known, faults)
        if cost is None:
            continue
        key = (cost.sku, cost.marketplace, cost.currency, cost.effective_from)
        if key in found:
            _note(faults, line, "sku", f"{_shown(cost.sku)} from {cost.effective_from} stands in line {found[key]} already.")
        found.setdefault(key, line)
        costs.append(cost)
    if not costs and not faults:
        faults.append(Finding("empty", "", "There is no cost in the list.", WRITTEN))
    if faults:
        raise RefusedCosts(faults)
    return costs


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that say something, each with its number and its cells without blanks around them."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = next((mark for mark in "\t;," if mark in first), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        what = f"The line cannot be taken apart ({error}): a quotation mark is open or out of place."
        raise RefusedCosts([Finding("quotes", f"line {begins}", what, WAY_OUT)]) from error


def _heads(cells: Sequence[str]) -> tuple[str, ...]:
    """The columns that the first line names; none when it is a cost itself. `RefusedCosts` for a name that is not known."""
    named = [NAMES.get(" ".join(cell.casefold().split()), "") for cell in cells]
    if named[0] != "sku" and len([name for name in named if name]) < 2:
        return ()
    strange = [cell for cell, name in zip(cells, named, strict=True) if not name]
    lacking = [name for name in NEEDED if name not in named]
    twice = [name for name in COLUMNS if named.count(name) > 1]
    for what in (
        *(f"The column {_shown(cell)} is not known." for cell in strange), *(f"There is no column {name!r}." for name in lacking),
        *(f"There are two columns {name!r}." for name in twice),
    ):  # fmt: skip
        raise RefusedCosts([Finding("columns", "line 1", what, f"Name the columns {', '.join(COLUMNS)}; the last two may be missing.")])
    return tuple(named)


def _cost(
    line: int, cells: Sequence[str], columns: Sequence[str], currency: str, marketplaces: Mapping[str, str], faults: list[Finding]
) -> Cost | None:
    """The cost of a line; None, and its faults noted, when it says none."""
    before = len(faults)
    if not len(NEEDED) <= len(cells) <= len(columns):
        _note(faults, line, "", f"The line has {len(cells)} cells. {WRITTEN}")
        return None
    said: Cells = {**dict.fromkeys(COLUMNS, ""), **dict(zip(columns, cells, strict=False))}
    if not said["sku"]:
        _note(faults, line, "sku", "The SKU is empty.")
    try:
        each = unit_cost(said["cost"])
    except ValueError as error:
        _note(faults, line, "cost", f"{_shown(said['cost'])} is not the cost of one unit: {error}.")
    if not is_day(said["from"]):
        _note(faults, line, "from", f"{_shown(said['from'])} is not a day. Write it as 2026-09-01.")
    money = said["currency"].upper() or currency
    if not re.fullmatch("[A-Z]{3}", money):
        _note(faults, line, "currency", f"{_shown(said['currency'])} is not a currency, such as USD.")
    named = said["marketplace"].casefold()
    if named not in EVERYWHERE and named not in marketplaces:
        _note(faults, line, "marketplace", f"{_shown(said['marketplace'])} is none of Amazon's marketplaces.")
    if len(faults) > before:
        return None
    return Cost(said["sku"], ALL if named in EVERYWHERE else marketplaces[named], money, said["from"], each)


def is_day(text: str) -> bool:
    """Whether a text is a day, written as in ISO 8601.

    >>> is_day("2026-09-01"), is_day("2026-09-31"), is_day("20260901")
    (True, False, False)
    """
    try:
        return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _note(faults: list[Finding], line: int, column: str, what: str) -> None:
    faults.append(Finding("cost-line", f"line {line}" + (f", column {column}" if column else ""), what, WAY_OUT))


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "…")
