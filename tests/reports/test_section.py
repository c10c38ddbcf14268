"""What a report is made of: exact totals, checks that can fail, text that no spreadsheet runs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from workbench.money import MoneyError
from workbench.reports.section import Check, Column, Totals, harmless

COLUMNS = (Column("What"), Column("Amount", "money", summed=True), Column("Bank", "money", summed=True))


def test_totals_are_exact_and_nothing_adds_nothing() -> None:
    totals = Totals(COLUMNS)
    for _ in range(1000):
        totals.add(("a", Decimal("0.10"), None))
    assert totals.sums == {"Amount": Decimal("100.00"), "Bank": Decimal("0.00")}
    assert totals.known == {"Amount"}


def test_an_amount_that_is_not_exact_money_has_no_total() -> None:
    with pytest.raises(MoneyError):
        Totals(COLUMNS).add(("a", Decimal("0.001"), None))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", '=HYPERLINK("http://x")'])
def test_what_could_start_a_formula_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Order 7 - gift", "113-4467-1", "a=1", "'=1", "Ünïcode"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_a_check_says_by_how_much_figures_differ() -> None:
    check = Check("amount = bank + 5", "Amount", "Bank", Decimal("5.00"))
    assert check.difference({"Amount": Decimal("7.01"), "Bank": Decimal("2.00")}) == Decimal("0.01")
    assert check.difference({"Amount": Decimal("7.00"), "Bank": Decimal("2.00")}) == 0
