"""Transaction reports in the books: months make settlements whole, settlement reports take their place, files cross-check each other.

The reports are written here, with the rows that the test is about and no others.
"""

from __future__ import annotations

import csv
import io
import signal
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, run
from workbench.jobs import crash

REAL_REPORTS = ROOT.parent / "shared" / "realdata" / "transactions-csv"
TITLES = (
    "date/time", "settlement id", "type", "order id", "sku", "description", "quantity", "marketplace", "account type", "fulfillment",
    "product sales", "product sales tax", "selling fees", "other", "total", "Transaction Status", "Transaction Release Date",
)  # fmt: skip


def row(day: str, settlement: str, order: str, sales: str, fees: str) -> dict[str, str]:
    net, moment = Decimal(sales) + Decimal(fees), f"{day} 10:00:00 AM PST"
    return {
        "date/time": moment, "settlement id": settlement, "type": "Order", "order id": order, "sku": "KETTLE-1", "description": "Kettle",
        "quantity": "1", "marketplace": "amazon.com", "account type": "Standard Orders", "fulfillment": "Amazon", "product sales": sales,
        "product sales tax": "0", "selling fees": fees, "other": "0", "total": str(net), "Transaction Status": "Released",
        "Transaction Release Date": moment,
    }  # fmt: skip


def transfer(day: str, stands_in: str, amount: str) -> dict[str, str]:
    return {
        **row(day, stands_in, "", "0", "0"), "type": "Transfer", "sku": "", "quantity": "", "marketplace": "", "fulfillment": "",
        "description": "To your account ending in: 123, Bank Transfer ID: 5KS0YXGFPLTYS1U", "other": amount, "total": amount,
    }  # fmt: skip


def report(folder: Path, name: str, *rows: dict[str, str]) -> Path:
    text = io.StringIO()
    text.write('"All amounts in USD, unless specified"\n')
    writer = csv.DictWriter(text, TITLES, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    file = folder / name
    file.write_text(text.getvalue(), encoding="utf-8-sig")
    return file


JANUARY = (
    transfer("Jan 2, 2025", "100", "-55.00"), row("Jan 5, 2025", "100", "111-0000000-0000001", "20.00", "-3.00"),
    row("Jan 30, 2025", "100", "111-0000000-0000002", "30.00", "-4.50"),
)  # fmt: skip
FEBRUARY = (
    row("Feb 1, 2025", "100", "111-0000000-0000003", "10.00", "-1.50"), transfer("Feb 3, 2025", "200", "-51.00"),
    row("Feb 5, 2025", "200", "111-0000000-0000004", "40.00", "-6.00"),
)  # fmt: skip


def only(file: Path, ok: tuple[int, ...] = (0,)) -> dict[str, Any]:
    answer: dict[str, Any] = run("import", str(file), ok=ok)["files"][0]
    return answer


def of(answer: dict[str, Any], settlement: str) -> dict[str, Any]:
    return next(s for s in answer["settlements"] if s["settlement_id"] == settlement)


def test_two_months_make_a_settlement_whole_and_it_becomes_a_payout(home: Path, tmp_path: Path) -> None:
    first = only(report(tmp_path, "january.csv", *JANUARY))
    assert (of(first, "100")["net"], of(first, "100")["paid"]) == ("42.50", None)
    assert "February 2025" in of(first, "100")["why"]
    assert run("payouts")["payouts"] == []
    second = only(report(tmp_path, "february.csv", *FEBRUARY))
    assert (of(second, "100")["net"], of(second, "100")["paid"], of(second, "100")["difference"]) == ("8.50", "51.00", "0.00")
    (payout,) = run("payouts")["payouts"]
    assert (payout["settlement_id"], payout["total"], payout["account_type"]) == ("100", "51.00", "Standard Orders")
    included = run("transactions", "--payout", "100")["included"]
    assert [(t["order_id"][-1], t["net"]) for t in included] == [("1", "17.00"), ("2", "25.50"), ("3", "8.50")]


def test_a_gathered_payout_is_posted_and_reads_back_to_the_cent(home: Path, tmp_path: Path) -> None:
    only(report(tmp_path, "january.csv", *JANUARY))
    only(report(tmp_path, "february.csv", *FEBRUARY))
    run("confirm", "--payout", "100")
    run("post", "--payout", "100")
    found = run("variance", "--payout", "100")["payouts"][0]
    assert [found[f] for f in ("amazon_total", "lines", "entries", "quickbooks", "variance")] == ["51.00"] * 4 + ["0.00"]


def test_a_report_of_days_that_overlap_doubles_nothing(home: Path, tmp_path: Path) -> None:
    only(report(tmp_path, "january.csv", *JANUARY))
    only(report(tmp_path, "february.csv", *FEBRUARY))
    again = only(report(tmp_path, "around.csv", *JANUARY[2:], *FEBRUARY[:2]))
    assert (of(again, "100")["net"], of(again, "100")["difference"]) == ("34.00", "0.00")
    assert [p["total"] for p in run("payouts")["payouts"]] == ["51.00"]


def test_a_row_that_is_missing_keeps_the_settlement_from_becoming_a_payout_and_is_said(home: Path, tmp_path: Path) -> None:
    only(report(tmp_path, "january.csv", *JANUARY))
    answer = only(report(tmp_path, "february.csv", *FEBRUARY[1:]))
    finding = next(f for f in answer["findings"] if f["code"] == "not-tied")
    assert (finding["amount"], finding["where"]) == ("-8.50", "settlement 100")
    assert run("payouts")["payouts"] == []


def test_the_same_report_again_is_already_imported(home: Path, tmp_path: Path) -> None:
    file = report(tmp_path, "january.csv", *JANUARY)
    only(file)
    assert only(file)["status"] == "already-imported"
    assert all(c["passed"] for c in run("doctor", "--company", "demo")["checks"])


SETTLEMENT_TITLES = """
    settlement-id settlement-start-date settlement-end-date deposit-date total-amount currency transaction-type order-id merchant-order-id
    adjustment-id shipment-id marketplace-name amount-type amount-description amount fulfillment-id posted-date posted-date-time
    order-item-code merchant-order-item-id merchant-adjustment-item-id sku quantity-purchased promotion-id
""".split()  # noqa: SIM905 (a header reads best as one)


def settlement_report(folder: Path, total: str, *lines: tuple[str, str, str, str]) -> Path:
    """A settlement report V2 of settlement 100; lines are (order, amount type, description, amount)."""
    cells = [dict.fromkeys(SETTLEMENT_TITLES, "") for _ in range(len(lines) + 1)]
    cells[0] |= {"settlement-start-date": "2025-01-02 18:00:00 UTC", "settlement-end-date": "2025-02-03 18:00:00 UTC",
                 "deposit-date": "2025-02-05 18:00:00 UTC", "total-amount": total, "currency": "USD"}  # fmt: skip
    for line, (order, amount_type, description, amount) in zip(cells[1:], lines, strict=True):
        line |= {"transaction-type": "Order" if order else "other-transaction", "order-id": order, "amount-type": amount_type,
                 "amount-description": description, "amount": amount, "posted-date": "2025-01-05",
                 "posted-date-time": "2025-01-05 18:00:00 UTC", "marketplace-name": "Amazon.com" if order else "",
                 "order-item-code": order[-1:], "sku": "KETTLE-1" if order else ""}  # fmt: skip
    text = "\n".join("\t".join(values.values()) for values in [dict(zip(SETTLEMENT_TITLES, SETTLEMENT_TITLES, strict=True)), *cells])
    file = folder / "settlement.txt"
    file.write_text("\n".join(line if n == 0 else "100" + line for n, line in enumerate(text.split("\n"))) + "\n")
    return file


WHOLE = (
    ("111-0000000-0000001", "ItemPrice", "Principal", "20.00"), ("111-0000000-0000001", "ItemFees", "Commission", "-3.00"),
    ("111-0000000-0000002", "ItemPrice", "Principal", "30.00"), ("111-0000000-0000002", "ItemFees", "Commission", "-4.50"),
    ("111-0000000-0000003", "ItemPrice", "Principal", "10.00"), ("111-0000000-0000003", "ItemFees", "Commission", "-1.50"),
)  # fmt: skip


def test_the_settlement_report_takes_the_place_of_a_gathered_one_which_then_cross_checks_it(home: Path, tmp_path: Path) -> None:
    only(report(tmp_path, "january.csv", *JANUARY))
    only(report(tmp_path, "february.csv", *FEBRUARY))
    answer = only(settlement_report(tmp_path, "51.00", *WHOLE))
    assert answer["status"] == "imported"
    checked = next(f for f in answer["findings"] if f["code"] == "cross-check")
    assert "agree in all 2 line groups" in checked["what"]
    (payout,) = run("payouts")["payouts"]
    assert (payout["total"], payout["account_type"]) == ("51.00", "Standard Orders")


def test_the_settlement_report_first_and_the_transaction_reports_cross_check_it(home: Path, tmp_path: Path) -> None:
    only(settlement_report(tmp_path, "41.00", *WHOLE, ("", "other-transaction", "Current Reserve Amount", "-10.00")))
    only(report(tmp_path, "january.csv", *JANUARY))
    answer = only(report(tmp_path, "february.csv", *FEBRUARY))
    checked = next(f for f in answer["findings"] if f["code"] == "cross-check")
    assert "agree in all 2 line groups" in checked["what"]
    assert "-10.00" in checked["what"]
    assert [p["total"] for p in run("payouts")["payouts"]] == ["41.00"]


def test_a_line_group_that_differs_is_a_finding_with_its_amount(home: Path, tmp_path: Path) -> None:
    order = "111-0000000-0000003"
    moved = (*WHOLE[:4], (order, "ItemPrice", "Principal", "9.00"), (order, "ItemFees", "Commission", "-0.50"))
    only(report(tmp_path, "january.csv", *JANUARY))
    only(report(tmp_path, "february.csv", *FEBRUARY))
    answer = only(settlement_report(tmp_path, "51.00", *moved))
    differing = {f["where"]: f["amount"] for f in answer["findings"] if f["code"] == "cross-check"}
    assert differing == {"settlement 100, sale · gross": "1.00", "settlement 100, sale · fees": "-1.00"}


def test_a_posted_payout_keeps_its_file_when_a_better_one_comes(home: Path, tmp_path: Path) -> None:
    only(report(tmp_path, "january.csv", *JANUARY))
    only(report(tmp_path, "february.csv", *FEBRUARY))
    run("confirm", "--payout", "100")
    run("post", "--payout", "100")
    answer = only(settlement_report(tmp_path, "51.00", *WHOLE), ok=(0, 1))
    assert answer["status"] == "new-version"
    assert run("variance", "--payout", "100")["payouts"][0]["variance"] == "0.00"


@pytest.mark.skipif(not REAL_REPORTS.is_dir(), reason="real transaction reports are not here (../shared/realdata)")
def test_real_reports_of_five_months_are_explained_settlement_by_settlement(home: Path) -> None:
    files = run("import", *map(str, sorted(REAL_REPORTS.glob("*.csv"))), ok=(0, 1))["files"]
    assert {f["status"] for f in files} == {"imported"}
    last = {}
    for f in run("import", *map(str, sorted(REAL_REPORTS.glob("*.csv"))), ok=(0, 1))["files"]:
        last |= {(s["settlement_id"], s["account_type"]): s for s in f["settlements"]}
    tied = {key for key, s in last.items() if s["difference"] == "0.00"}
    assert len(tied) >= 14
    assert all(s["why"] for key, s in last.items() if key not in tied)
    payouts = {p["settlement_id"]: p["total"] for p in run("payouts")["payouts"]}
    assert payouts["23016885371"] == "973.99", "one part of it lies in February, the other in March"
    assert set(payouts) == {settlement for settlement, _ in tied}


PLACES = [f"{place}:{n}" for place in crash.POINTS if place.startswith("import.") for n in (1, 2)]
"""The report itself is loaded first, then the settlement that it makes whole: both pass by the same places."""


@pytest.mark.kill
@pytest.mark.parametrize("place", PLACES)
def test_a_report_whose_import_is_killed_anywhere_is_whole_in_the_end_and_doubles_nothing(home: Path, tmp_path: Path, place: str) -> None:
    only(report(tmp_path, "january.csv", *JANUARY))
    february = report(tmp_path, "february.csv", *FEBRUARY)
    run("import", str(february), crash_at=place, ok=(-signal.SIGKILL, 0))
    assert only(february)["status"] in ("imported", "already-imported")
    assert [(p["settlement_id"], p["total"]) for p in run("payouts")["payouts"]] == [("100", "51.00")]
    assert all(check["passed"] for check in run("doctor")["checks"])
