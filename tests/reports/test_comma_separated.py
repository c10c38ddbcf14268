"""The comma-separated file: read back with the standard reader, figure for figure."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest

from workbench.reports import comma_separated
from workbench.reports.section import Cell, Check, Column, Section

COLUMNS = (Column("What"), Column("Amount", "money", summed=True), Column("Bank", "money", summed=True), Column("Count", "count"))


def written(*sections: Section) -> list[list[str]]:
    file = io.BytesIO()
    comma_separated.write(file, sections)
    return list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))


def section(rows: list[tuple[Cell, ...]], currency: str = "USD") -> Section:
    return Section("Lines", currency, COLUMNS, rows, (Check("as Amazon says", "Amount", expected=Decimal("0.40")),), "a note")


def test_sections_come_one_below_the_other_with_totals_and_checks() -> None:
    rows = written(section([("a, b", Decimal("0.10"), None, 1), ('c "d"\ne', Decimal("0.20"), None, 12)]), section([]))
    assert rows[:7] == [
        ["Lines", "a note"],
        ["What", "Amount", "Bank", "Count"],
        ["a, b", "0.10", "", "1"],
        ['c "d"\ne', "0.20", "", "12"],
        ["Total", "0.30", "", ""],
        ["Check", "0.40", "-0.10", "as Amazon says"],
        [],
    ]
    assert rows[7] == ["Lines", "a note"]


def test_a_currency_without_decimals_has_none() -> None:
    assert written(section([("a", Decimal("2164.00"), None, 1)], "JPY"))[2] == ["a", "2164", "", "1"]


def test_excel_is_told_that_it_is_utf_8() -> None:
    file = io.BytesIO()
    comma_separated.write(file, [section([("Größe", Decimal(1), None, 1)])])
    assert file.getvalue().startswith(b"\xef\xbb\xbf")
    assert "Größe" in file.getvalue().decode("utf-8-sig")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_hostile_text_cannot_start_a_formula_but_a_negative_amount_stays_a_number(text: str) -> None:
    rows = written(section([(text, Decimal("-5.00"), None, 1)]))
    assert rows[2][0] == "'" + text
    assert rows[2][1] == "-5.00"
