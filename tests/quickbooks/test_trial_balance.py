"""The trial balance: every figure, and none that does not add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.quickbooks.conftest import Shop, wire
from workbench.errors import BrokenInvariant
from workbench.quickbooks.trial_balance import parse


def cells(name: str, id: str, debit: str, credit: str) -> list[dict[str, str]]:
    return [{"value": name, "id": id}, {"value": debit}, {"value": credit}]


def report(*rows: Any, total: tuple[str, str] | None = None) -> dict[str, Any]:
    last = [{"Summary": {"ColData": cells("TOTAL", "", *total)}, "type": "Section", "group": "GrandTotal"}] if total else []
    return {"Rows": {"Row": [*rows, *last]}}


CASH = {"ColData": cells("Cash", "1", "1234.56", "")}
SALES = {"ColData": cells("Sales", "2", "", "1234.56")}


def test_debits_are_positive() -> None:
    assert parse(report(CASH, SALES, total=("1234.56", "1234.56"))) == {"1": Decimal("1234.56"), "2": Decimal("-1234.56")}


def test_a_company_without_entries_has_none() -> None:
    assert parse({"Rows": {}}) == parse(report(total=("0.00", "0.00"))) == {}


def test_accounts_inside_sections_count_once() -> None:
    section = {
        "Header": {"ColData": cells("Income", "9", "", "1000.00")},
        "Rows": {"Row": [{"ColData": cells("Sales", "2", "", "234.56")}]},
        "Summary": {"ColData": cells("Total Income", "", "", "1234.56")},
    }
    assert parse(report(CASH, section)) == {"1": Decimal("1234.56"), "9": Decimal("-1000.00"), "2": Decimal("-234.56")}


@pytest.mark.parametrize(
    "odd",
    [
        report(CASH),
        report(CASH, SALES, total=("1234.56", "1234.57")),
        report(CASH, SALES, total=("1.00", "1.00")),
        report(CASH, SALES, {"ColData": cells("Nobody", "", "1.00", "1.00")}),
        report(CASH, CASH, SALES, SALES),
        report({"ColData": cells("Cash", "1", "1.005", "1.005")}),
    ],
)
def test_a_report_that_does_not_add_up_is_not_read(odd: dict[str, Any]) -> None:
    with pytest.raises(BrokenInvariant):
        parse(odd)


def test_the_practice_company_at_the_end_of_a_day(shop: Shop) -> None:
    shop.books.send("SalesReceipt", wire(shop.receipt("N1", "50.00", "2026-11-03")), "wb1")
    shop.books.send("SalesReceipt", wire(shop.receipt("N2", "0.01", "2026-11-04")), "wb2")
    assert shop.books.trial_balance(date(2026, 11, 2)) == {}
    assert shop.books.trial_balance(date(2026, 11, 3)) == {shop.undeposited: Decimal("50.00"), shop.income: Decimal("-50.00")}
    assert shop.books.trial_balance(date(2026, 11, 4)) == {shop.undeposited: Decimal("50.01"), shop.income: Decimal("-50.01")}
