"""A workbook: figures equal to the cent, formulas that recompute to them, text that stays text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import openpyxl
import pytest
from openpyxl import Workbook

from tests.reports.recompute import compute, value_of
from workbench.errors import Refused
from workbench.reports import reconciliation, workbook
from workbench.reports.section import Cell, Check, Column, Section

HOSTILE = ["<r><t>bold</t></r>", "=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1:A9)", "\t=1", "http://example.com", "{=1}", "5"]


def written(*sections: Section, computed: bool = False) -> Workbook:
    file = io.BytesIO()
    workbook.write(file, sections, "Test", datetime(2026, 11, 24, tzinfo=UTC))
    file.seek(0)
    return openpyxl.load_workbook(file, data_only=computed)


def accounts(rows: list[tuple[Cell, ...]]) -> Section:
    columns = (Column("Account"), Column("Date", "day"), Column("Debit", "money", summed=True), Column("Credit", "money", summed=True))
    return Section("Entries", "USD", columns, rows, (Check("debits = credits", "Debit", "Credit"),))


ROWS: list[tuple[Cell, ...]] = [
    ("Fees", "2026-11-01", Decimal("0.10"), None),
    ("Fees", "2026-11-02", Decimal("0.20"), None),
    ("Bank", "2026-11-03", Decimal("12345678.91"), None),
    ("Sales", "", None, Decimal("12345679.21")),
]


def test_amounts_days_and_text_are_what_they_were() -> None:
    sheet = written(accounts(ROWS))["Entries"]
    assert [cell.value for cell in sheet[3]] == ["Account", "Date", "Debit", "Credit"]
    assert (sheet["C4"].value, sheet["C6"].value, sheet["D7"].value) == (0.1, 12345678.91, 12345679.21)
    assert sheet["B4"].is_date
    assert sheet["B4"].value.isoformat() == "2026-11-01T00:00:00"
    assert sheet["B7"].value is None
    assert sheet["C4"].number_format == "#,##0.00_);(#,##0.00)"


def test_totals_are_formulas_that_come_to_the_exact_sum() -> None:
    formulas, figures = written(accounts(ROWS))["Entries"], written(accounts(ROWS), computed=True)["Entries"]
    assert formulas["C8"].value == "=SUM(C4:C7)"
    assert compute(written(accounts(ROWS)), formulas, "SUM(C4:C7)") == Decimal("12345679.21")
    assert figures["C8"].value == 12345679.21


def test_a_check_recomputes_on_its_sheet_and_on_the_sheet_of_checks() -> None:
    wrong = [*ROWS, ("Typed by hand", "2026-11-04", Decimal("0.07"), None)]
    for rows, difference in ((ROWS, Decimal("0.00")), (wrong, Decimal("0.07"))):
        book, figures = written(accounts(rows)), written(accounts(rows), computed=True)
        checks = book["Checks"]
        assert value_of(book, checks, checks["C4"]) == difference
        assert Decimal(str(figures["Checks"]["C4"].value)) == difference
        assert checks["B4"].value == "debits = credits"


def test_a_row_without_a_total_shows_none() -> None:
    sheet = written(reconciliation.variance("USD", [
        ("1", "ready", Decimal("5.00"), Decimal("5.00"), None, None, None, None, None, Decimal("0.00"), None),
    ]))["Variance"]  # fmt: skip
    assert sheet["C5"].value == "=SUM(C4:C4)"
    assert [sheet[cell].value for cell in ("G4", "G5", "H4", "H5")] == [None] * 4


def test_every_formula_of_a_transaction_row_comes_to_its_figure() -> None:
    row = ("1", "sale", "111-1", "2026-11-01", "A, B", 2, *map(Decimal, ("20.00", "1.50", "-2.00", "0.00", "-3.01", "16.49")), "", "", "")
    book = written(reconciliation.transactions("USD", [row], Decimal("16.49")))
    sheet = book["Transactions"]
    assert sheet["L4"].value == "=ROUND(SUM(G4:K4),2)"
    assert value_of(book, sheet, sheet["L4"]) == Decimal("16.49")
    assert value_of(book, book["Checks"], book["Checks"]["C4"]) == 0


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str) -> None:
    """Also in titles, notes, heads and checks, wherever a name may come from a file."""
    section = Section("Sheet", "USD", (Column(text), Column("b"), Column("c", "money", summed=True)), [(text, text, Decimal(1))],
                      (Check(text, "c"),), text)  # fmt: skip
    sheet = written(section)["Sheet"]
    for cell in ("A2", "A3", "A4", "B4"):
        assert sheet[cell].data_type == "s"
        assert sheet[cell].hyperlink is None
        assert str(sheet[cell].value)[0] not in "=+-@\t"


def test_text_longer_than_a_cell_says_that_it_was_cut() -> None:
    section = Section("Sheet", "USD", (Column("a"),), [("x" * 40_000,)])
    assert str(written(section)["Sheet"]["A4"].value).endswith("… (longer than a cell holds)")


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit itself takes a minute to reach; a row below it answers the same as the row after the last."""

    def rows() -> Iterator[tuple[Cell, ...]]:
        yield ("last", "2026-11-01", Decimal(1), None)
        yield ("too many", "2026-11-01", Decimal(1), None)

    monkeypatch.setattr(workbook, "HEAD", 1_048_574)
    columns = accounts([]).columns
    with pytest.raises(Refused, match="more rows than a sheet"):
        written(Section("Entries", "USD", columns, rows()))


def test_a_section_without_rows_has_its_heads_and_an_empty_check() -> None:
    book = written(accounts([]))
    assert book["Entries"]["A4"].value == "Total"
    assert value_of(book, book["Checks"], book["Checks"]["C4"]) == 0
