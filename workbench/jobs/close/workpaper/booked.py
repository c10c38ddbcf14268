"""Where a line was booked: the document of QuickBooks that carries it, and the bank line that paid for it.

The same rules as in `posting/plan.py`, read from what was confirmed: a sale's lines on its receipt, fees on an expense or the
month's journal entry, the rest in the deposit or that journal entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from workbench.money import plain
from workbench.posting.accounts import DEPOSIT_LINE_TYPES
from workbench.store import bank_lines, bank_matches
from workbench.store.line_details import LineDetail
from workbench.store.outbox_values import Batch, Posting
from workbench.store.settlements import Settlement

NOT_POSTED = "not posted"


@dataclass(frozen=True)
class Booked:
    """The documents of one payout by component, and which accounts its deposit may name itself."""

    mode: str
    deposit_month: str
    by_component: Mapping[str, Posting]
    deposit_accounts: frozenset[str]

    def document(self, line: LineDetail, is_fee: bool, excluded: bool, account_id: str) -> Posting | None:
        """The document that carries a line; None while the payout is not posted, or where QuickBooks needs none."""
        month = line.posted[:7]
        if self.mode == "summary":
            return self._of_month("summary", month)
        if line.key and not excluded:
            found = self.by_component.get(f"expense:{line.key}") if is_fee else self._receipt(line)
            return found or self._of_month("fees", month)
        if month == self.deposit_month and account_id in self.deposit_accounts:
            return self.by_component.get("deposit")
        return self._of_month("fees", month) or self.by_component.get("deposit")

    def _receipt(self, line: LineDetail) -> Posting | None:
        sides = (("order", "sales"), ("refund", "refunds"))
        keys = [f"{what}:{line.key}" for what, _ in sides] + [f"{what}:day|{side}|{line.transaction_day}" for what, side in sides]
        return next((self.by_component[key] for key in keys if key in self.by_component), None)

    def _of_month(self, component: str, month: str) -> Posting | None:
        return self.by_component.get(f"{component}:{month}") or self.by_component.get(component)


def booked(s: Settlement, batch: Batch | None, postings: Sequence[Posting], chart: Mapping[str, list[dict[str, str]]]) -> Booked:
    """What the settlement's live batch says."""
    by_component = {p.posting_key.split("/", 1)[1].rsplit("/", 1)[0]: p for p in postings}
    deposit, types = by_component.get("deposit"), {a["id"]: a["type"] for a in chart.get("accounts", [])}
    named = frozenset(a for a in deposit.effects if types.get(a) in DEPOSIT_LINE_TYPES) if deposit else frozenset()
    return Booked(batch.mode if batch else "", s.month, by_component, named)


def words_of(document: Posting | None) -> str:
    """A document as a sheet names it."""
    if document is None:
        return NOT_POSTED
    return f"{document.entity} {document.doc_number or document.date}"


def bank_lines_of(connection: sa.Connection) -> dict[str, str]:
    """Settlement -> the bank lines that paid it, in words: day, amount, what the bank says."""
    lines = {line.line_id: line for line in bank_lines.lines(connection)}
    return {
        p.settlement_id: "; ".join(
            f"{line.day} {plain(line.amount, line.currency)} {line.currency} {line.words}"
            for n in sorted(match.lines) if (line := lines.get(n))
        )
        for match in bank_matches.live(connection) for p in match.payouts
    }  # fmt: skip
