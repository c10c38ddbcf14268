"""One settlement from two kinds of file: what agrees, what differs, and what only looks as if it did."""

from __future__ import annotations

from decimal import Decimal

from workbench.reconcile.cross_check import Amount, compare


def book(*lines: tuple[str, str, str, str]) -> list[Amount]:
    return [Amount(kind, type_, description, "settlement-v2", Decimal(total)) for kind, type_, description, total in lines]


def report(*lines: tuple[str, str, str, str]) -> list[Amount]:
    return [Amount(kind, column, description, "transactions", Decimal(total)) for kind, column, description, total in lines]


SETTLEMENT = book(
    ("Order", "ItemPrice", "Principal", "40.00"),
    ("Order", "ItemPrice", "Tax", "3.20"),
    ("Order", "ItemFees", "Commission", "-6.00"),
    ("Order", "ItemFees", "VariableClosingFee", "-1.80"),
    ("other-transaction", "other-transaction", "Subscription Fee", "-39.99"),
    ("other-transaction", "other-transaction", "Current Reserve Amount", "-10.00"),
)


def test_files_that_cut_lines_differently_agree_by_line_group() -> None:
    found = compare(SETTLEMENT, report(
        ("Order", "product sales", "", "40.00"), ("Order", "product sales tax", "", "3.20"), ("Order", "selling fees", "", "-7.80"),
        ("Service Fee", "other", "Subscription", "-39.99"),
    ))  # fmt: skip
    assert found.differing == ()
    assert found.not_itemised == Decimal("-10.00")
    assert {row.group for row in found.rows} == {"sale · gross", "sale · tax", "sale · fees", "adjustment · fees"}


def test_one_cent_in_one_group_is_found_with_its_name() -> None:
    found = compare(SETTLEMENT, report(
        ("Order", "product sales", "", "40.00"), ("Order", "product sales tax", "", "3.20"), ("Order", "selling fees", "", "-7.79"),
        ("Service Fee", "other", "Subscription", "-39.99"),
    ))  # fmt: skip
    assert [(row.group, row.difference) for row in found.differing] == [("sale · fees", Decimal("0.01"))]


def test_a_group_that_one_file_lacks_is_a_difference() -> None:
    found = compare(SETTLEMENT, report(("Order", "product sales", "", "40.00"), ("Order", "product sales tax", "", "3.20")))
    assert {row.group: row.difference for row in found.differing} == {
        "sale · fees": Decimal("7.80"), "adjustment · fees": Decimal("39.99"),
    }  # fmt: skip


def test_two_differences_that_cancel_are_not_taken_for_tax_in_the_price_when_fees_are_concerned() -> None:
    found = compare(SETTLEMENT, report(
        ("Order", "product sales", "", "39.00"), ("Order", "product sales tax", "", "3.20"), ("Order", "selling fees", "", "-6.80"),
        ("Service Fee", "other", "Subscription", "-39.99"),
    ))  # fmt: skip
    assert {row.group for row in found.differing} == {"sale · gross", "sale · fees"}


def test_reserves_are_compared_between_two_settlement_reports() -> None:
    other = [Amount(a.transaction_type, a.amount_type, a.amount_description, "settlement-v1", a.total) for a in SETTLEMENT[:-1]]
    assert [row.group for row in compare(SETTLEMENT, other).differing] == ["balance · reserve"]
