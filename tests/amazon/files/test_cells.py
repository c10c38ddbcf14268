"""The grammar of cells: Python and DuckDB read the same, and dates that do not exist are told apart."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.amazon.files import cells

HUNDREDTHS = st.integers(-(10**15) + 1, 10**15 - 1)


connection = duckdb.connect(":memory:")


def in_duckdb(expression, value):
    (found,) = connection.execute(f"SELECT {expression} FROM (SELECT $text AS cell)", {"text": value}).fetchone()
    return found


def ways_to_write(amount):
    for text in (f"{amount:.2f}", f"{amount:,.2f}"):
        yield text
        yield text.translate(str.maketrans(",.", ".,"))


@settings(deadline=None)
@given(HUNDREDTHS)
def test_python_and_duckdb_read_the_same_amounts(hundredths):
    amount = Decimal(hundredths).scaleb(-2)
    for text in ways_to_write(amount):
        assert cells.amount(text) == amount
        assert in_duckdb(cells.matches("cell", cells.AMOUNT), text)
        assert in_duckdb(cells.amount_sql("cell"), text) == amount


@settings(deadline=None)
@given(st.text(st.sampled_from("0123456789.,- eE_+"), max_size=12))
def test_python_and_duckdb_refuse_the_same_amounts(text):
    try:
        amount = cells.amount(text)
    except ValueError:
        assert not in_duckdb(cells.matches("cell", cells.AMOUNT), text)
    else:
        assert in_duckdb(cells.matches("cell", cells.AMOUNT), text)
        assert in_duckdb(cells.amount_sql("cell"), text) == amount


def test_exactly_the_dates_that_exist_are_dates():
    first, last = date(1995, 1, 1), date(2099, 12, 31)
    existing = {(first + timedelta(n)).isoformat() for n in range((last - first).days + 1)}
    written = [f"{y:04}-{m:02}-{d:02}" for y in range(1990, 2105) for m in range(14) for d in range(33)]
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE TABLE written AS SELECT unnest($all) AS cell", {"all": written})
        dashed = connection.execute(f"SELECT cell FROM written WHERE {cells.matches('cell', cells.DATE)}").fetchall()
        dotted = connection.execute(
            f"SELECT left(cell, 4) || cell[5:8] || cell[9:10], {cells.date_sql('dotted')} FROM"
            f" (SELECT cell, cell[9:10] || '.' || cell[6:7] || '.' || cell[1:4] AS dotted FROM written)"
            f" WHERE {cells.matches('dotted', cells.DATE)}"
        ).fetchall()
    assert {cell for (cell,) in dashed} == existing
    assert {cell for cell, _ in dotted} == existing
    assert all(found.isoformat() == cell for cell, found in dotted)


@settings(deadline=None)
@given(st.integers(0, 3_000_000_000))
def test_python_and_duckdb_read_the_same_moments(seconds):
    at = date(1995, 1, 1)
    day, rest = at + timedelta(days=seconds // 86_400), seconds % 86_400
    time = f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
    for text in (f"{day} {time} UTC", f"{day:%d.%m.%Y} {time} UTC", f"{day}T{time}+00:00", f"{day}T{time}Z"):
        found = cells.moment(text)
        assert found.isoformat() == f"{day}T{time}+00:00"
        assert in_duckdb(cells.matches("cell", cells.MOMENT), text)
        assert in_duckdb(cells.moment_sql("cell"), text) == found.replace(tzinfo=None)
        assert in_duckdb(cells.date_sql("cell"), text) == day


@pytest.mark.parametrize("text", ["", "x", "2025-02-29", "10/11/2024"])
def test_a_moment_that_is_none(text):
    with pytest.raises(ValueError, match="is not a date"):
        cells.moment(text)


@pytest.mark.parametrize(("text", "quantity"), [("", None), ("12", 12), ("-3", -3), (" 4 ", 4)])
def test_quantities(text, quantity):
    assert in_duckdb(cells.matches("cell", cells.QUANTITY), text)
    assert in_duckdb(cells.quantity_sql("cell"), text) == quantity
