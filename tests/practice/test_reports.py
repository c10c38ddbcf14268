"""The reports tie out to what was posted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any


def _report(shop: Any, name: str, **options: str) -> Any:
    status, answer = shop.call("GET", f"reports/{name}", **options)
    assert status == 200, answer
    return answer


def _cells(row: Any) -> list[str]:
    return [cell["value"] for cell in row["ColData"]]


def test_the_trial_balance_shows_debits_credits_and_equal_totals(shop: Any) -> None:
    shop.post("SalesReceipt", shop.sale(Decimal("19.99")))
    shop.post("SalesReceipt", shop.sale(5, TxnDate="2026-12-01"))
    report = _report(shop, "TrialBalance", start_date="2026-11-01", end_date="2026-11-30")
    assert report["Header"]["ReportName"] == "TrialBalance"
    rows = report["Rows"]["Row"]
    assert [_cells(row) for row in rows[:-1]] == [["Payments to deposit", "19.99", ""], ["Sales", "", "19.99"]]
    assert _cells(rows[-1]["Summary"]) == ["TOTAL", "19.99", "19.99"]


def test_the_ledger_of_an_account_runs_from_its_opening_balance(shop: Any) -> None:
    shop.post("SalesReceipt", shop.sale(10, TxnDate="2026-10-31"))
    sale = shop.post("SalesReceipt", shop.sale(Decimal("2.50"), TxnDate="2026-11-02", DocNumber="A"))
    report = _report(shop, "GeneralLedger", account=shop.waits, start_date="2026-11-01", end_date="2026-11-30")
    (section,) = report["Rows"]["Row"]
    assert section["Header"]["ColData"][0] == {"value": "Payments to deposit", "id": shop.waits}
    opening, row = section["Rows"]["Row"]
    assert _cells(opening)[-1] == "10.00"
    assert _cells(row) == ["2026-11-02", "Sales Receipt", "A", "", "", "2.50", "12.50"]
    assert row["ColData"][1]["id"] == sale["Id"]
    assert _cells(section["Summary"])[5] == "2.50"


def test_income_grows_with_credits(shop: Any) -> None:
    shop.post("SalesReceipt", shop.sale(10))
    report = _report(shop, "GeneralLedger", start_date="2026-11-01", end_date="2026-11-30")
    totals = {row["Header"]["ColData"][0]["value"]: _cells(row["Summary"])[5] for row in report["Rows"]["Row"]}
    assert totals == {"Payments to deposit": "10.00", "Sales": "10.00"}


def test_an_account_without_postings_has_no_section(shop: Any) -> None:
    assert _report(shop, "GeneralLedger", account=shop.bank)["Rows"] == {"Row": []}


def test_reports_that_are_not_kept_and_dates_that_are_none(shop: Any) -> None:
    for path, options, code in (
        ("reports/BalanceSheet", {}, "500"),
        ("reports/TrialBalance", {"end_date": "soon"}, "2010"),
        ("reports/GeneralLedger", {"account": "99999"}, "2010"),
    ):
        assert shop.call("GET", path, **options)[1]["Fault"]["Error"][0]["code"] == code
