"""A clean copy of a report of transactions: every row read, proved and written in one form, whatever form it came in.

Rows are read here, in Python and one at a time, because each is proved by itself: its money columns sum to its total, to
the cent. A row that a spreadsheet or a hand has changed does not, or has a sign of it: a settlement's or an order's
number that was rounded, a date or an amount that is none.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import IO

from workbench.amazon.files import reasons, transaction_numbers
from workbench.amazon.files.refusal import DOWNLOAD_AGAIN, MOST_FINDINGS, RefusedFile, shown
from workbench.amazon.files.transaction_columns import Columns
from workbench.amazon.files.transaction_currency import marketplace_of
from workbench.amazon.files.transaction_dates import moment
from workbench.amazon.files.transaction_portions import Portions
from workbench.amazon.files.transaction_survey import DEFERRED, RELEASED, Survey
from workbench.amazon.files.transaction_text import CUT, Row
from workbench.amazon.files.transaction_words import Word, transfer_id, word_of
from workbench.errors import Finding
from workbench.money import from_cents
from workbench.reconcile.transfers import Transfer

TEXTS = (
    "line_no", "settlement_id", "account_type", "status", "released_at", "is_transfer", "content", "transaction_type",
    "amount_description", "marketplace", "order_id", "fulfillment", "posted_at", "posted_on", "sku", "quantity",
)  # fmt: skip
"""The columns of the copy; the money columns follow, in the file's order."""

LONGEST_TEXT = 32_768
"""Characters; what a cell of a spreadsheet can hold. Amazon cuts texts at 150 bytes."""


@dataclass(frozen=True, slots=True)
class _Transaction:
    """A row that was read: `amounts` are hundredths of the currency's unit, one for each money column."""

    line: int
    settlement_id: str
    account_type: str
    status: str
    word: Word
    posted_at: datetime
    released_at: datetime | None
    description: str
    marketplace: str
    order_id: str
    fulfillment: str
    sku: str
    quantity: str
    amounts: list[int]


@dataclass(slots=True)
class Copyist:
    """Copies rows, and keeps what is learnt on the way: portions of settlements, transfers, faults."""

    columns: Columns
    survey: Survey
    portions: Portions = field(default_factory=Portions)
    transfers: list[Transfer] = field(default_factory=list)
    marketplaces: set[str] = field(default_factory=set)
    zones: set[str] = field(default_factory=set)
    faults: list[Finding] = field(default_factory=list)
    row_count: int = 0
    cut_texts: int = 0
    scientific_orders: int = 0

    def copy(self, rows: Iterable[Row], file: IO[str]) -> None:
        """Write every row in one form into `file`; raises RefusedFile with all the faults met."""
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for line, cells in rows:
            self.row_count += 1
            faults = len(self.faults)
            found = self._read(line, cells)
            if len(self.faults) >= MOST_FINDINGS:
                break
            if found is not None and len(self.faults) == faults:
                self._tell(found)
                writer.writerow(self._form(found))
        if self.faults:
            raise RefusedFile(self.faults)

    def _read(self, line: int, cells: list[str]) -> _Transaction | None:
        """The row as it was read, None, with its faults noted, when it cannot be."""
        if self._is_header(cells):
            what = "The header stands again in the middle of the report: two files were joined."
            self._fault("two-reports", line, "settlement id", what, "Import each report by itself.")
            return None
        amounts = self._amounts(line, cells)
        posted_at = self._moment(line, cells, "date/time")
        released = self._cell(cells, "Transaction Release Date").strip()
        released_at = self._moment(line, cells, "Transaction Release Date") if released else None
        status = self._status(cells)
        self._check(line, cells, status)
        if posted_at is None or amounts is None:
            return None
        return _Transaction(
            line=line,
            settlement_id=self._cell(cells, "settlement id").strip(),
            account_type=self._cell(cells, "account type").strip(),
            status=status,
            word=word_of(self._cell(cells, "type")),
            posted_at=posted_at,
            released_at=released_at,
            description=self._cell(cells, "description"),
            marketplace=marketplace_of(self._cell(cells, "marketplace")),
            order_id=self._cell(cells, "order id").strip(),
            fulfillment=self._cell(cells, "fulfillment"),
            sku=self._cell(cells, "sku"),
            quantity=self._cell(cells, "quantity").strip(),
            amounts=amounts,
        )

    def _tell(self, found: _Transaction) -> None:
        """Note what the row adds to its settlement."""
        cents = sum(found.amounts)
        moved = 0 if found.word.is_transfer else cents
        self.portions.add(found.settlement_id, found.account_type, found.posted_at, moved, deferred=found.status == DEFERRED)
        self.zones.add(found.posted_at.tzname() or "")
        if found.marketplace:
            self.marketplaces.add(found.marketplace)
        self.cut_texts += found.description.endswith(CUT)
        self.scientific_orders += transaction_numbers.is_scientific(found.order_id)
        if found.word.is_transfer:
            named = transfer_id(found.description)
            self.transfers.append(
                Transfer(found.settlement_id, found.account_type, found.posted_at, from_cents(cents), found.description, named, found.line)
            )

    def _form(self, found: _Transaction) -> list[str]:
        """The row as the copy has it, in the order of TEXTS and the money columns."""
        return [
            str(found.line),
            found.settlement_id,
            found.account_type,
            found.status,
            "" if found.released_at is None else _utc(found.released_at),
            "true" if found.word.is_transfer else "false",
            _content(found, self.columns.amounts),
            found.word.name,
            "" if found.word.included else found.description,
            found.marketplace,
            found.order_id,
            found.fulfillment,
            _utc(found.posted_at),
            str(found.posted_at.date()),
            found.sku,
            found.quantity,
            *map(_plain, found.amounts),
        ]

    def _is_header(self, cells: list[str]) -> bool:
        place = self.columns.at["settlement id"]
        return cells[place].strip().casefold() == self.columns.titles[place].strip().casefold()

    def _status(self, cells: list[str]) -> str:
        if self.columns.is_deferred_report:
            return DEFERRED
        return self.survey.statuses.get(self._cell(cells, "Transaction Status"), RELEASED)

    def _amounts(self, line: int, cells: list[str]) -> list[int] | None:
        """The hundredths in the row's money columns, which sum to its total; None, with a fault noted, when they do not."""
        read, at = self.survey.read_amount, self.columns.at
        try:
            amounts = [read(cells[at[title]]) if cells[at[title]] else 0 for title in self.columns.amounts]
            stated = read(cells[at["total"]])
        except ValueError:
            self._note_unreadable_amounts(line, cells)
            return None
        if (found := sum(amounts)) != stated:
            difference = from_cents(found - stated)
            what = (
                f"The columns sum to {from_cents(found)}, but the total is {from_cents(stated)}: a difference of {difference}."
                " A cell of this row was edited."
            )
            self._note(Finding("total", f"line {line}, column {self._title('total')}", what, DOWNLOAD_AGAIN, amount=difference))
            return None
        return amounts

    def _note_unreadable_amounts(self, line: int, cells: list[str]) -> None:
        for title in (*self.columns.amounts, "total"):
            text = cells[self.columns.at[title]]
            if not text and title != "total":
                continue
            try:
                self.survey.read_amount(text)
            except ValueError as error:
                self._fault("amount", line, title, f"{shown(text)} is not an amount: {error}.", reasons.SPREADSHEET)

    def _moment(self, line: int, cells: list[str], title: str) -> datetime | None:
        text = self._cell(cells, title)
        try:
            return moment(text, self.survey.currency)
        except ValueError as error:
            self._fault("date", line, title, f"{shown(text)} is not a date: {error}.", reasons.SPREADSHEET)
            return None

    def _check(self, line: int, cells: list[str], status: str) -> None:
        """Note the faults of the cells that are neither dates nor amounts."""
        settlement = self._cell(cells, "settlement id").strip()
        in_no_settlement_yet = status == DEFERRED and not settlement
        if not in_no_settlement_yet and (why := transaction_numbers.why_no_settlement(settlement)):
            self._fault("settlement-id", line, "settlement id", f"{shown(settlement)} is not the number of a settlement: {why}.")
        if why := transaction_numbers.why_no_order(self._cell(cells, "order id").strip()):
            order = shown(self._cell(cells, "order id"))
            self._fault("order-id", line, "order id", f"{order} is not the number of an order: {why}.")
        if not transaction_numbers.is_quantity(self._cell(cells, "quantity").strip()):
            quantity = shown(self._cell(cells, "quantity"))
            self._fault("quantity", line, "quantity", f"{quantity} is not a whole number of units.", reasons.SPREADSHEET)
        if not self._cell(cells, "type").strip():
            self._fault("type", line, "type", "The row has no transaction type, so it cannot be placed.", reasons.SPREADSHEET)
        if max(map(len, cells)) > LONGEST_TEXT:
            self._note(Finding("long-text", f"line {line}", f"A cell is longer than {LONGEST_TEXT:,} characters.", DOWNLOAD_AGAIN))

    def _cell(self, cells: list[str], title: str) -> str:
        place = self.columns.at.get(title)
        return "" if place is None else cells[place]

    def _title(self, title: str) -> str:
        """The column's title as it stands in the file."""
        return shown(self.columns.titles[self.columns.at[title]].strip())

    def _fault(self, code: str, line: int, title: str, what: str, next: str = DOWNLOAD_AGAIN) -> None:
        self._note(Finding(code, f"line {line}, column {self._title(title)}", what, next))

    def _note(self, fault: Finding) -> None:
        if len(self.faults) < MOST_FINDINGS:
            self.faults.append(fault)


def _utc(moment: datetime) -> str:
    return str(moment.astimezone(UTC))[:19]


@lru_cache(maxsize=65536)
def _plain(cents: int) -> str:
    return str(from_cents(cents))


def _content(found: _Transaction, titles: Sequence[str]) -> str:
    """A number for what the row says: the same whatever the columns' order, the ways of writing, and the row's status."""
    amounts = sorted(f"{title}={cents}" for title, cents in zip(titles, found.amounts, strict=True) if cents)
    texts = (
        found.settlement_id,
        found.account_type,
        found.word.name,
        found.description,
        found.marketplace,
        found.order_id,
        found.fulfillment,
        str(found.posted_at),
        found.sku,
        found.quantity,
        *amounts,
    )
    return str(int.from_bytes(blake2b("\x1f".join(texts).encode(), digest_size=8).digest(), "big"))
