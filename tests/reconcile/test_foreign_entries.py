"""Recognising entries of others: what gives them away, and what does not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from workbench.reconcile.foreign_entries import Wanted, recognise

BANK, WAITS = "1", "2"


def wanted(total: str = "19.91") -> Wanted:
    """A payout of two weeks in November."""
    orders = {"SalesReceipt": frozenset({"111-0000001-0000001", "S01-77"}), "RefundReceipt": frozenset({"111-0000003-0000003"})}
    return Wanted("11000000001", Decimal(total), date(2026, 11, 1), date(2026, 11, 14), date(2026, 11, 16), orders,
                  frozenset({BANK, WAITS}))  # fmt: skip


def why(entity: str, total: str = "19.91", **fields: Any) -> tuple[str, ...]:
    """The reasons for a document with these members; none when it is not recognised."""
    found = recognise(entity, {"Id": "9", "TxnDate": "2026-11-14", **fields}, wanted(total))
    return found.reasons if found else ()


def journal(*lines: tuple[str, str, str], name: str = "") -> list[dict[str, Any]]:
    return [
        {"DetailType": "JournalEntryLineDetail", "Amount": Decimal(amount),
         "JournalEntryLineDetail": {"PostingType": side, "AccountRef": {"value": account, "name": name}}}
        for side, amount, account in lines
    ]  # fmt: skip


NUMBER = ("It names settlement 11000000001.",)


@pytest.mark.parametrize(
    "fields",
    [
        {"DocNumber": "AMZ-11000000001"}, {"PrivateNote": "settlement 11000000001, part 1"}, {"PaymentRefNum": "11000000001"},
        {"CustomerMemo": {"value": "payout 11000000001"}}, {"Line": [{"Description": "Amazon 11000000001"}]},
    ],
    ids=lambda fields: next(iter(fields)),
)  # fmt: skip
def test_the_settlements_number_gives_an_entry_away_wherever_it_stands(fields: dict[str, Any]) -> None:
    assert why("Deposit", TotalAmt=Decimal("1.00"), **fields) == NUMBER


@pytest.mark.parametrize("text", ["911000000001", "110000000012", "1100000000", "settlement 11000000002"])
def test_a_number_that_only_resembles_the_settlements_does_not(text: str) -> None:
    assert why("Deposit", TotalAmt=Decimal("1.00"), PrivateNote=text) == ()


@pytest.mark.parametrize(
    ("entity", "fields", "order"),
    [
        ("SalesReceipt", {"DocNumber": "111-0000001-0000001"}, "111-0000001-0000001"),
        ("SalesReceipt", {"PrivateNote": "Amazon order 111-0000001-0000001."}, "111-0000001-0000001"),
        ("SalesReceipt", {"DocNumber": "S01-77"}, "S01-77"),
        ("RefundReceipt", {"DocNumber": "111-0000003-0000003R"}, "111-0000003-0000003"),
        ("SalesReceipt", {"DocNumber": "111-0000003-0000003"}, ""),
        ("SalesReceipt", {"PrivateNote": "2111-0000001-0000001"}, ""),
        ("Deposit", {"PrivateNote": "111-0000001-0000001"}, ""),
    ],
)
def test_an_order_of_the_payout_gives_a_receipt_of_its_kind_away(entity: str, fields: dict[str, Any], order: str) -> None:
    assert why(entity, TotalAmt=Decimal("1.00"), **fields) == ((f"It is for order {order} of this payout.",) if order else ())


EQUAL = ("It has exactly the payout's amount, in the days in which the payout reaches the bank.",)


@pytest.mark.parametrize(
    ("day", "amount", "reasons"),
    [
        ("2026-11-14", "19.91", EQUAL), ("2026-11-26", "19.91", EQUAL), ("2026-11-13", "19.91", ()), ("2026-11-27", "19.91", ()),
        ("2026-11-16", "19.90", ()), ("2026-11-16", "-19.91", ()),
    ],
)  # fmt: skip
def test_the_payouts_amount_counts_to_the_cent_and_in_the_bank_days(day: str, amount: str, reasons: tuple[str, ...]) -> None:
    assert why("Deposit", TxnDate=day, TotalAmt=Decimal(amount)) == reasons


@pytest.mark.parametrize(
    ("entity", "total", "fields", "reasons"),
    [
        ("SalesReceipt", "19.91", {"TotalAmt": Decimal("19.91")}, EQUAL),
        ("RefundReceipt", "19.91", {"TotalAmt": Decimal("19.91")}, ()),
        ("Transfer", "19.91", {"Amount": Decimal("19.91")}, EQUAL),
        ("Purchase", "19.91", {"TotalAmt": Decimal("19.91")}, ()),
        ("Purchase", "-19.91", {"TotalAmt": Decimal("19.91")}, EQUAL),
        ("Deposit", "-19.91", {"TotalAmt": Decimal("19.91")}, ()),
        ("Deposit", "0.00", {"TotalAmt": Decimal(0)}, ()),
        ("JournalEntry", "19.91", {"Line": journal(("Debit", "19.91", BANK), ("Credit", "19.91", "8"))}, EQUAL),
        ("JournalEntry", "19.91", {"Line": journal(("Credit", "19.91", BANK), ("Debit", "19.91", "8"))}, ()),
        ("JournalEntry", "-19.91", {"Line": journal(("Credit", "19.91", BANK), ("Debit", "19.91", "8"))}, EQUAL),
        ("JournalEntry", "19.91", {"Line": journal(("Debit", "19.91", "7"), ("Credit", "19.91", "8"))}, ()),
    ],
)
def test_the_amount_counts_where_it_brings_the_payout_in(entity: str, total: str, fields: dict[str, Any], reasons: tuple[str, ...]) -> None:
    assert why(entity, total, **fields) == reasons


@pytest.mark.parametrize(
    ("text", "maker"),
    [("A2X settlement", "A2X"), ("LMB-US-01", "Link My Books"), ("Link My Books", "Link My Books"), ("Synder sync", "Synder"),
     ("taxomate", "Taxomate"), ("Amazon Seller Connector", "QuickBooks' own Amazon connector")],
)  # fmt: skip
def test_a_connectors_name_counts_beside_the_payouts_amount_alone(text: str, maker: str) -> None:
    early = {"TxnDate": "2026-10-31", "PrivateNote": text}
    elsewhere = journal(("Debit", "19.91", "7"), ("Credit", "19.91", "8"))
    assert why("JournalEntry", Line=elsewhere, **early) == (f"It bears the name of {maker} and has exactly the payout's amount.",)
    assert why("JournalEntry", Line=journal(("Debit", "19.90", "7"), ("Credit", "19.90", "8")), **early) == ()


def test_an_account_of_a_connector_bears_its_name_too() -> None:
    lines = journal(("Debit", "19.91", "7"), ("Credit", "19.91", "8"), name="LMB9 Amazon Reserved Balances")
    assert "Link My Books" in why("JournalEntry", TxnDate="2026-10-31", Line=lines)[0]


def test_a_change_of_what_was_shown_changes_the_fingerprint() -> None:
    document = {"Id": "9", "TxnDate": "2026-11-14", "TotalAmt": Decimal("19.91")}
    first = recognise("Deposit", document, wanted())
    assert first is not None
    assert first == recognise("Deposit", dict(document), wanted())
    assert (first.amount, first.place) == (Decimal("19.91"), ("Deposit", "9"))
    for change in ({"TxnDate": "2026-11-15"}, {"PrivateNote": "11000000001"}, {"Id": "10"}):
        other = recognise("Deposit", document | change, wanted())
        assert other is not None
        assert other.seen != first.seen
