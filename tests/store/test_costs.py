"""Costs in the state, only added to; and units from the lines, each order item's once."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.mapping.costs import ALL, Cost
from workbench.store import audit, costs, units
from workbench.store.decisions import Decision
from workbench.store.lines import Lines
from workbench.store.settlements import Kind
from workbench.store.state import State

SALE = Kind(0, "Order", "ItemPrice", "Principal", "Amazon.com", 0, Decimal(0))
REFUND = Kind(1, "Refund", "ItemPrice", "Principal", "Amazon.com", 0, Decimal(0))
TAKEN_BACK = Kind(2, "Order - Reversal", "ItemPrice", "Principal", "Amazon.com", 0, Decimal(0))
FEE = 9
"""A kind of line that carries no price: its lines repeat the quantity and count for nothing."""


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    books = State(tmp_path / "state.db")
    yield books
    books.close()


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lines]:
    store = Lines(tmp_path_factory.mktemp("lake") / "lines.duckdb")
    yield store
    store.close()


def cost(each: str, since: str = "2026-01-01") -> Cost:
    return Cost("MUG", ALL, "USD", since, Decimal(each))


def test_the_newest_word_counts_the_ones_before_stay_and_nothing_new_leaves_no_trace(state: State) -> None:
    with state.write() as connection:
        assert costs.say(connection, "ann", [cost("4.1255"), cost("5", "2026-06-01")], source="costs.csv") == 2
        assert costs.say(connection, "ann", [cost("4.1255")]) == 0
        assert costs.say(connection, "bob", [cost("4.2")], taken_back=[cost("5", "2026-06-01"), cost("9", "2030-01-01")]) == 2
    with state.read() as connection:
        assert costs.known(connection) == [cost("4.2")]
        said = costs.history(connection)
        assert [(str(s.cost.unit_cost), s.taken_back, s.by) for s in said] == [
            ("4.1255", False, "ann"), ("5.0000", False, "ann"), ("4.2000", False, "bob"), ("0.0000", True, "bob"),
        ]  # fmt: skip
        assert costs.version(connection) == 4
        assert audit.broken_at(connection) is None
        assert "MUG 4.1255 USD everywhere from 2026-01-01" in _audited(connection)[0]
    for change in ("UPDATE sku_cost SET unit_cost = 1", "DELETE FROM sku_cost"):
        with pytest.raises(sa.exc.IntegrityError, match="costs are never"), state.write() as connection:
            connection.exec_driver_sql(change)


def _audited(connection: sa.Connection) -> list[str]:
    return list(connection.exec_driver_sql("select detail from audit where what = 'costs said' order by sequence").scalars())


def test_a_cost_with_more_decimals_than_a_cost_may_have_never_reaches_the_disk(state: State) -> None:
    with pytest.raises(AssertionError), state.write() as connection:
        costs.say(connection, "ann", [cost("4.12345")])


LOADS = iter(range(10**9))


def put(lines: Lines, load: str, *rows: tuple[object, ...]) -> None:
    """Rows of kind id, order, item, shipment, SKU, quantity, amount, day, adjustment."""
    lines.cursor().executemany(
        "INSERT INTO lake.line SELECT $1, $11, $2, $8::DECIMAL(18, 2), $3, '', $10, $5, '', NULL, $9::DATE, $4, $6, $7::INTEGER, ''",
        [(load, *row, line) for line, row in enumerate(rows, start=2)],
    )


def row(kind: int, order: str, item: str, quantity: int | None, amount: str, *, sku: str = "MUG", shipment: str = "S1",
        day: str = "2026-09-03", adjustment: str = "") -> tuple[object, ...]:  # fmt: skip
    return kind, order, item, shipment, sku, quantity, amount, day, adjustment


def counted(lines: Lines, load: str, decisions: dict[str, Decision] | None = None) -> dict[tuple[str, str], tuple[int, int]]:
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for one in units.sold(lines, load, [SALE, TAKEN_BACK], decisions or {}):
        before = found.get((one.day, one.sku), (0, 0))
        found[one.day, one.sku] = (before[0] + one.units, before[1] + one.unstated)
    return found


def test_an_item_counts_once_a_shipment_once_and_what_is_taken_back_is_taken_off(lines: Lines) -> None:
    put(lines, "a", row(0, "O1", "1", 3, "30.00"), row(FEE, "O1", "1", 3, "-4.50"), row(0, "O1", "1", 3, "0.00"),
        row(0, "O1", "1", 2, "20.00", shipment="S2"), row(0, "O2", "1", 1, "10.00", sku="JAR", day="2026-09-04"),
        row(2, "O2", "1", 1, "-10.00", sku="JAR", day="2026-09-05"))  # fmt: skip
    assert counted(lines, "a") == {("2026-09-03", "MUG"): (5, 0), ("2026-09-04", "JAR"): (1, 0), ("2026-09-05", "JAR"): (-1, 0)}


def test_prices_without_the_code_of_an_item_are_items_of_their_own(lines: Lines) -> None:
    put(lines, "f", row(0, "O1", "", 3, "3.00"), row(0, "O1", "", 2, "2.00"))
    assert counted(lines, "f") == {("2026-09-03", "MUG"): (5, 0)}


def test_an_item_over_the_end_of_a_month_counts_in_the_month_it_began(lines: Lines) -> None:
    put(lines, "b", row(0, "O1", "1", 3, "30.00", day="2026-09-30"), row(0, "O1", "1", 3, "1.00", day="2026-10-01"))
    assert counted(lines, "b") == {("2026-09-30", "MUG"): (3, 0)}


def test_what_was_paid_for_without_a_quantity_is_said_and_what_is_excluded_does_not_count(lines: Lines) -> None:
    put(lines, "c", row(0, "O1", "1", None, "30.00"), row(2, "O2", "1", None, "-30.00"), row(0, "O3", "1", 4, "30.00"))
    assert counted(lines, "c") == {("2026-09-03", "MUG"): (4, 1)}
    excluded = {"sale|O1||2026-09": Decision("excluded", "x"), "sale|O3||2026-09": Decision("excluded", "x")}
    assert counted(lines, "c", excluded) == {("2026-09-03", "MUG"): (0, 0)}


def test_a_refund_stands_beside_its_sale_in_whatever_load_that_is(lines: Lines) -> None:
    put(lines, "d", row(0, "O1", "1", 2, "40.00"), row(0, "O1", "2", 1, "20.00"), row(0, "O1", "3", 1, "9.00", sku="JAR"))
    put(lines, "e", row(1, "O1", "1", None, "-20.00", day="2026-10-02", adjustment="A"), row(1, "O9", "1", None, "-5.00"))
    pairs = [(load, kind) for load in ("d", "e") for kind in (SALE, REFUND)]
    (back,) = units.returned(lines, "e", pairs, {})
    assert (back.day, back.sku, back.sold_on, back.units) == ("2026-10-02", "MUG", "2026-09-03", 3)
    assert (str(back.charged), str(back.refunded)) == ("60.00", "20.00")
    assert units.returned(lines, "e", pairs, {"refund|O1|A|2026-10": Decision("excluded", "x")}) == []
    assert units.returned(lines, "e", pairs[2:], {}) == [], "a sale that is not in these loads is not guessed"


ITEMS = st.lists(st.tuples(st.integers(1, 3), st.sampled_from("AB"), st.integers(1, 99), st.integers(1, 5)), max_size=12)


@given(ITEMS)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_units_are_counted_once_for_each_order_item_however_many_lines_it_has(lines: Lines, items: list[tuple[int, str, int, int]]) -> None:
    load = f"load-{next(LOADS)}"
    rows = [
        row(kind, f"O{order}", f"{n}", quantity, "1.00" if kind == 0 else "-0.15", sku=sku)
        for n, (order, sku, quantity, repeats) in enumerate(items)
        for kind in (0, FEE)
        for _ in range(repeats)
    ]
    if rows:
        put(lines, load, *rows)
    expected: dict[str, int] = {}
    for _, sku, quantity, _ in items:
        expected[sku] = expected.get(sku, 0) + quantity
    assert {sku: of for (_, sku), (of, _) in counted(lines, load).items()} == expected
