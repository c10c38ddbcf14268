"""Rows of several transaction reports: each counted once, however the reports overlap, and never lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import BrokenInvariant
from workbench.money import total
from workbench.store import report_lines
from workbench.store.lines import Lines


@dataclass(frozen=True)
class Row:
    """A row of a made-up report."""

    order: str
    amount: str
    settlement: str = "100"
    status: str = "released"
    kind: str = "Order"
    description: str = ""


def select(rows: list[Row]) -> str:
    values = ", ".join(
        f"({n}, '{r.settlement}', 'Standard Orders', '{r.status}', NULL::TIMESTAMP, {r.kind == 'Transfer'}, "
        f"hash('{r.order} {r.amount}'), '{r.kind}', "
        f"'product sales', '{r.description}', 'Amazon.com', {r.amount}::DECIMAL(18, 2), '{r.order}', 'Amazon', "
        f"TIMESTAMP '2025-02-03 10:00:00', DATE '2025-02-03', 'SKU-1', 1)"
        for n, r in enumerate(rows, 9)
    )
    return (
        f"SELECT * FROM (VALUES {values}) AS f (line_no, settlement_id, account_type, status, released_at, is_transfer, content, "
        "transaction_type, amount_type, amount_description, marketplace, amount, order_id, fulfillment, posted_at, posted_on, sku, "
        "quantity)"
    )


def append(lines: Lines, load_id: str, rows: list[Row]) -> None:
    report_lines.append(lines, load_id, select(rows), len(rows), total(Decimal(r.amount) for r in rows))


@pytest.fixture
def lines(tmp_path: Path) -> Iterator[Lines]:
    opened = Lines(tmp_path / "lines.duckdb")
    yield opened
    opened.close()


def test_identical_rows_of_one_file_are_two_and_the_same_row_of_two_files_is_one(lines: Lines) -> None:
    twice = Row("114-1", "5.00")
    append(lines, "feb", [twice, twice, Row("114-2", "7.00")])
    append(lines, "mid", [twice, Row("114-2", "7.00"), Row("114-3", "1.00")])
    (found,) = report_lines.gather(lines, ["feb", "mid"], ["100"])
    assert (found.row_count, found.net, found.reports) == (4, Decimal("18.00"), ("feb", "mid"))


def test_a_deferred_row_that_a_later_report_has_as_released_is_counted_once_as_released(lines: Lines) -> None:
    append(lines, "march", [Row("114-1", "5.00", status="deferred"), Row("114-2", "7.00")])
    (before,) = report_lines.gather(lines, ["march"], ["100"])
    append(lines, "march-again", [Row("114-1", "5.00"), Row("114-2", "7.00")])
    (after,) = report_lines.gather(lines, ["march", "march-again"], ["100"])
    assert (before.net, before.deferred) == (Decimal("7.00"), Decimal("5.00"))
    assert (after.net, after.deferred) == (Decimal("12.00"), Decimal("0.00"))


def test_a_transfer_is_no_part_of_the_net_and_is_found_once(lines: Lines) -> None:
    sent = Row("", "-12.00", kind="Transfer", description="To your account ending in: 123, Bank Transfer ID: 5KS0YXGFPLTYS1U")
    append(lines, "feb", [Row("114-1", "12.00"), sent])
    append(lines, "again", [sent])
    (gathered,) = report_lines.gather(lines, ["feb", "again"], ["100"])
    (moved,) = report_lines.transfers(lines, ["feb", "again"], ["100"])
    assert gathered.net == Decimal("12.00")
    assert (moved.amount, moved.transfer_id) == (Decimal("-12.00"), "5KS0YXGFPLTYS1U")


def test_rows_that_do_not_come_to_the_files_sum_are_not_stored(lines: Lines) -> None:
    with pytest.raises(BrokenInvariant):
        report_lines.append(lines, "feb", select([Row("114-1", "5.00")]), 1, Decimal("5.01"))
    assert report_lines.sums(lines) == {}


def test_a_settlements_number_with_a_quotation_mark_stays_a_text(lines: Lines) -> None:
    append(lines, "feb", [Row("114-1", "5.00")])
    assert report_lines.gather(lines, ["feb"], ["1' OR '1'='1"]) == []
    assert report_lines.kinds_of(lines, report_lines.select_of(["feb"], "100", "x' OR 'a'='a")) == []


@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(st.tuples(st.sampled_from(["114-1", "114-2", "114-3"]), st.integers(-500, 500)), min_size=1, max_size=12),
    data=st.data(),
)
def test_two_reports_that_overlap_come_to_what_one_whole_report_says(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, int]], data: st.DataObject
) -> None:
    every = [Row(order, str(Decimal(cents) / 100)) for order, cents in rows]
    end, start = data.draw(st.integers(0, len(every))), data.draw(st.integers(0, len(every)))
    first, second = every[: max(end, start)], every[min(end, start) :]
    lines = Lines(tmp_path_factory.mktemp("lines") / "lines.duckdb")
    for load_id, part in (("a", first), ("b", second)):
        if part:
            append(lines, load_id, part)
    (found,) = report_lines.gather(lines, ["a", "b"], ["100"])
    lines.close()
    # Equal rows on both sides of the cut cannot be told from an overlap: they count as often as the part that has more of them.
    assert found.net == total(Decimal(r.amount) for r in union(first, second))


def union(first: list[Row], second: list[Row]) -> list[Row]:
    """Each row as often as in the part that has it more often."""
    return [row for row in {*first, *second} for _ in range(max(first.count(row), second.count(row)))]
