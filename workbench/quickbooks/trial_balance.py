"""Trial balance: QuickBooks' report, read into one figure an account, debit positive.

The report is rows of cells: the account with its id, the debit, the credit; the last row is the total. A figure without
an account, or a report that does not balance or does not meet its own total, is a `BrokenInvariant`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from workbench.errors import BrokenInvariant
from workbench.money import ZERO
from workbench.quickbooks.chart import amount


def parse(report: Mapping[str, Any]) -> dict[str, Decimal]:
    """Account id -> balance, debit positive, in the home currency, from a TrialBalance report
    (developer.intuit.com, "Trial balance" and "Report format")."""
    rows = report["Rows"].get("Row", [])
    balances: dict[str, Decimal] = {}
    all_debits = all_credits = ZERO
    for account_id, debit, credit in _figures(rows):
        if account_id in balances:
            raise _unreadable("names an account twice")
        balances[account_id] = debit - credit
        all_debits, all_credits = all_debits + debit, all_credits + credit
    if all_debits != all_credits:
        raise _unreadable("does not balance")
    for cells in _totals(rows):
        if _side(cells, 1) != all_debits or _side(cells, 2) != all_credits:
            raise _unreadable("does not add up to its own total")
    return balances


def _figures(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Id, debit and credit of every account, those of nested sections too."""
    for row in rows:
        cells = row.get("ColData") or row.get("Header", {}).get("ColData") or []
        debit, credit = _side(cells, 1), _side(cells, 2)
        account_id = str(cells[0].get("id") or "") if cells else ""
        if account_id:
            yield account_id, debit, credit
        elif debit or credit:
            raise _unreadable("has a figure without an account")
        yield from _figures(row.get("Rows", {}).get("Row", []))


def _totals(rows: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[Mapping[str, Any]]]:
    return (row["Summary"]["ColData"] for row in rows if row.get("group") == "GrandTotal")


def _side(cells: Sequence[Mapping[str, Any]], column: int) -> Decimal:
    """The figure in that column; an empty cell is zero."""
    text = str(cells[column].get("value") or "") if len(cells) > column else ""
    return amount(text) if text else ZERO


def _unreadable(what: str) -> BrokenInvariant:
    return BrokenInvariant(
        f"QuickBooks' trial balance {what}.",
        where="QuickBooks",
        next="Open the trial balance in QuickBooks and compare it with this month's figures.",
    )
