"""The reconciliation report of real books: every figure equal to the page's, every formula recomputed, nothing hidden."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook

from tests.conftest import run
from tests.jobs.conftest import Desk
from tests.reports.recompute import value_of
from workbench.errors import NotFound, Refused
from workbench.jobs import review, worker
from workbench.jobs.close import reporting
from workbench.jobs.close.workpaper import detail
from workbench.practice.seller import demo_settlements
from workbench.store import outbox
from workbench.store.lines import Filter

DEMO = {s.name: s for s in demo_settlements()}
AUGUST = DEMO["us-2026-08-05-to-2026-08-19.txt"]
CROSSING = DEMO["us-2026-08-19-to-2026-09-02.txt"]
SHEETS = ["Cover", "Sources", "Variance", "Explanations", "Summary", "Entries", "Documents", "Adjustments", "Transactions", "Roll-forward",
          "Movements", "Reasons", "Ageing", "Checks"]  # fmt: skip


def workbook_of(desk: Desk, *payouts: str, month: str = "") -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(reporting.report_file(desk.company, list(payouts), month, "xlsx")))


def column(book: Workbook, sheet: str, title: str) -> list[Decimal]:
    """A column's figures, formulas computed, from below its head to above its total."""
    of = book[sheet]
    place = [cell.value for cell in of[3]].index(title)
    rows = []
    for row in of.iter_rows(min_row=4):
        if row[0].value in ("Total", None):
            break
        rows.append(value_of(book, of, row[place]))
    return rows


def differences(book: Workbook) -> dict[str, Decimal]:
    checks = book["Checks"]
    return {str(row[1].value): value_of(book, checks, row[2]) for row in checks.iter_rows(min_row=4)}


@pytest.fixture
def posted(desk: Desk) -> Desk:
    for made in (AUGUST, CROSSING):
        payout = desk.ready(made)
        worker.result_of(desk.do("post", payout=payout, mode="order"))
    return desk


def test_a_posted_month_ties_on_every_sheet(posted: Desk) -> None:
    book = workbook_of(posted, AUGUST.settlement_id, CROSSING.settlement_id)
    expected = AUGUST.total + CROSSING.total
    assert book.sheetnames == SHEETS
    for title in ("Amazon total", "Lines", "Entries", "QuickBooks"):
        assert column(book, "Variance", title) == [AUGUST.total, CROSSING.total]
    assert column(book, "Variance", "Variance") == [0, 0]
    assert sum(column(book, "Summary", "Amount")) == expected
    assert sum(column(book, "Transactions", "Net")) + sum(column(book, "Adjustments", "Amount")) == expected
    assert sum(column(book, "Entries", "Debit")) == sum(column(book, "Entries", "Credit")) > 0
    assert column(book, "Documents", "Total") == column(book, "Documents", "Total read back")
    assert column(book, "Roll-forward", "Closing") == column(book, "Roll-forward", "QuickBooks")
    assert len(differences(book)) == 10
    assert set(differences(book).values()) == {0}


def test_stored_figures_are_those_that_the_formulas_give(posted: Desk) -> None:
    """A reader that does not compute (a preview, a script) shows what Excel will."""
    content = reporting.report_file(posted.company, [AUGUST.settlement_id], "2026-08", "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    figures = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    formulas = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(formulas) > 100
    for cell in formulas:
        assert value_of(book, cell.parent, cell) == Decimal(str(figures[cell.parent.title][cell.coordinate].value)), cell


def test_transactions_are_all_there_and_in_order(posted: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detail, "PAGE", 7)
    expected = review.transactions(posted.company, CROSSING.settlement_id, Filter(limit=100_000))
    assert len(expected) > 50
    sheet = workbook_of(posted, CROSSING.settlement_id)["Transactions"]
    written = [[c.value for c in row] for row in sheet.iter_rows(min_row=4, max_row=3 + len(expected), max_col=7)]
    assert [(row[1], row[2], Decimal(str(row[6]))) for row in written] == [(t.kind, t.order_id, t.gross) for t in expected]
    assert sheet.cell(4 + len(expected), 1).value == "Total"


def test_cover_and_sources_say_what_it_was_made_of(posted: Desk) -> None:
    book = workbook_of(posted, AUGUST.settlement_id, month="2026-08")
    cover = {row[0].value: row[1].value for row in book["Cover"].iter_rows(min_row=4)}
    assert "practice company" in book["Cover"]["A2"].value.lower()
    assert cover["Company"] == "demo"
    assert "(practice company)" in cover["QuickBooks company"]
    assert (cover["Time zone"], cover["Currency"]) == ("America/Los_Angeles", "USD")
    assert cover["Mapping version"] == "0 (as posted)"
    source = [cell.value for cell in book["Sources"][4]]
    s = review.payout(posted.company, AUGUST.settlement_id).settlement
    assert source[4:7] == [AUGUST.name, s.sha256, s.line_count]
    assert source[8].startswith("20")


def test_a_change_in_quickbooks_shows_with_its_amount(posted: Desk) -> None:
    with posted.company.state.read() as connection:
        documents = outbox.postings(connection, f"{AUGUST.settlement_id}-1")
    deposit = next(d for d in documents if d.entity == "Deposit")
    posted.ask_practice("edit", {"realm": posted.realm, "entity": "Deposit", "id": deposit.quickbooks_id, "delete": True})
    worker.result_of(posted.do("read-back", payouts=[AUGUST.settlement_id]))
    book = workbook_of(posted, AUGUST.settlement_id)
    found = differences(book)
    assert found["what was sent = what QuickBooks holds"] == deposit.total == AUGUST.total
    assert found["Payments to deposit is empty after the deposits"] != 0
    assert "deleted" in book["Explanations"]["B4"].value


def test_what_is_not_posted_is_blank_not_zero(desk: Desk) -> None:
    desk.take_in(AUGUST)
    book = workbook_of(desk, AUGUST.settlement_id)
    variance = {head.value: cell.value for head, cell in zip(book["Variance"][3], book["Variance"][4], strict=True)}
    assert (variance["Entries"], variance["QuickBooks"], variance["Variance"], variance["Bank"]) == (None,) * 4
    assert set(differences(book).values()) == {0}


def test_an_exclusion_stands_with_its_reason_and_its_account(desk: Desk) -> None:
    payout = desk.ready(AUGUST)
    sale = next(t for t in review.transactions(desk.company, payout, Filter()) if t.kind == "sale")
    hostile = '=HYPERLINK("http://evil")'
    worker.result_of(desk.do("exclude", payout=payout, order=sale.order_id, because=hostile, account="Amazon Sales"))
    book = workbook_of(desk, payout)
    row = next(r for r in book["Transactions"].iter_rows(min_row=4) if r[2].value == sale.order_id)
    assert (row[12].value, row[13].value, row[14].value) == ("excluded", "'" + hostile, "Amazon Sales")
    assert row[13].data_type == "s"
    assert any(r[2].value == "excluded" for r in book["Summary"].iter_rows(min_row=4))
    assert set(differences(book).values()) == {0}


def test_the_comma_separated_report_has_the_same_figures(posted: Desk) -> None:
    text = reporting.report_file(posted.company, [AUGUST.settlement_id], "2026-08", "csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert [row[0] for n, row in enumerate(rows) if n == 0 or rows[n - 1] == []] == SHEETS[:-1]
    assert {row[2] for row in rows if row[:1] == ["Check"]} == {"0.00"}
    assert any(row[:3] == [AUGUST.settlement_id, "reconciled", str(AUGUST.total)] for row in rows)


def test_currencies_are_never_added(desk: Desk) -> None:
    euro = DEMO["de-2026-08-26-to-2026-09-09.txt"]
    desk.take_in(AUGUST, euro)
    with pytest.raises(Refused, match="EUR, USD"):
        reporting.report_file(desk.company, [AUGUST.settlement_id, euro.settlement_id], "", "xlsx")
    with pytest.raises(Refused, match="no payout"):
        reporting.report_file(desk.company, [], "", "xlsx")
    with pytest.raises(NotFound):
        reporting.report_file(desk.company, ["77"], "", "xlsx")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_file_name_cannot_leave_its_folder(kind: Any) -> None:
    assert reporting.report_name(["../../etc/passwd"], "", kind) == f"reconciliation-______etc_passwd.{kind}"


def test_the_command_writes_the_report_and_refuses_other_names(posted: Desk, tmp_path: Path) -> None:
    posted.company.close()
    refused = run("variance", "--payout", AUGUST.settlement_id, "--export", str(tmp_path / "a.pdf"), ok=(2,))
    assert "a.pdf" in refused["error"]["what"]
    assert list(tmp_path.glob("*.pdf")) == []
    result = run("variance", "--payout", AUGUST.settlement_id, "--export", str(tmp_path / "a.xlsx"))
    assert result["exported"] == str(tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == SHEETS
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".a")] == []
