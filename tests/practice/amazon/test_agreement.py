"""One ledger, many views: files, groups, transactions, summaries, balances and payouts agree to the cent."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from tests.practice.amazon.conftest import BALANCES, EXPECTED, GROUPS, PAYOUTS, SUMMARY, Client

EVERY = ["us", "de", "region", "eu", "jp", "distress", "migration"]


def stated(data: bytes, encoding: str = "cp932") -> tuple[str, Decimal, Decimal]:
    """Settlement id, stated total, sum of the rows, read without the writer's help."""
    header, totals, *rows = (line.split("\t") for line in data.decode(encoding).removesuffix("\n").split("\n"))
    amount = header.index("amount")
    number = [Decimal(text.replace(",", ".")) for text in (totals[4], *(row[amount] for row in rows))]
    return totals[0], number[0], sum(number[1:], Decimal(0))


def money(amount: dict[str, Any]) -> Decimal:
    return Decimal(amount.get("currencyAmount", amount.get("CurrencyAmount")))


def named(transaction: Any, name: str) -> str:
    values = {each["relatedIdentifierName"]: each["relatedIdentifierValue"] for each in transaction["relatedIdentifiers"]}
    return str(values.get(name, ""))


@pytest.fixture(params=EVERY)
def client(request: pytest.FixtureRequest, seller) -> Client:
    return seller(request.param)


def test_files_groups_payouts_and_summaries_state_the_same_totals(client: Client) -> None:
    groups = {
        (group["FinancialEventGroupStart"], group["OriginalTotal"]["CurrencyCode"], money(group["OriginalTotal"]))
        for group in client.every(GROUPS, "FinancialEventGroupList", "NextToken", MaxResultsPerPage=100)
    }
    payouts = {payout["id"]: payout for payout in client.every(PAYOUTS, "payouts")}
    for report in client.reports():
        settlement, total, summed = stated(client.file(report))
        payout = payouts[settlement]
        assert summed == total == money(payout["amount"])
        assert (payout["period"]["startDate"], payout["amount"]["currencyCode"], total) in groups
        summary = client.get(SUMMARY, relatedIdentifierName="SETTLEMENT_ID", relatedIdentifierValue=settlement)["summaries"]
        assert [money(one["netProceeds"]) for one in summary] == [total]
        adds_up(summary[0]["netProceeds"], summary[0]["breakdowns"])


def adds_up(whole: Any, parts: Any) -> None:
    """Children sum to their parent, all the way down; a leaf's children are null."""
    assert sum(money(part["breakdownAmount"]) for part in parts) == money(whole)
    for part in parts:
        if part["breakdowns"] is not None:
            adds_up(part["breakdownAmount"], part["breakdowns"])


def test_transactions_counted_once_are_the_settlements(client: Client) -> None:
    client.emu("POST", "switches", {"order_lag_hours": 0})
    released: dict[str, Decimal] = defaultdict(Decimal)
    for one in client.transactions():
        if one["transactionStatus"] == "RELEASED" and one["transactionType"] != "Transfer":
            released[named(one, "SETTLEMENT_ID")] += money(one["totalAmount"])
    listed = 0
    for account in client.truth():
        for settlement in account["closed"]:
            if settlement["start"] >= "2026-08-05":
                listed += 1
                assert released[settlement["settlement_id"]] == Decimal(settlement["total"])
    assert listed >= 3


def test_every_tree_adds_up_and_items_repeat_the_money(client: Client) -> None:
    for one in client.transactions(postedAfter="2026-10-15"):
        adds_up(one["totalAmount"], one["breakdowns"])
        if one["items"]:
            assert sum(money(item["totalAmount"]) for item in one["items"]) == money(one["totalAmount"])
        for item in one["items"]:
            adds_up(item["totalAmount"], item["breakdowns"])


def test_balances_are_made_of_their_parts_and_of_what_is_open(client: Client) -> None:
    balances = client.get(BALANCES)["balances"]
    expected = client.get(EXPECTED)["expectedPayouts"]
    assert len(balances) == len(expected) == len(client.truth())
    for balance, payout, truth in zip(balances, expected, client.truth(), strict=True):
        available, reserved = balance["balances"]
        deferred, held = reserved["balances"]
        assert money(balance["amount"]) == money(available["amount"]) + money(reserved["amount"])
        assert money(reserved["amount"]) == money(deferred["amount"]) + money(held["amount"])
        assert money(payout["amount"]) == money(available["amount"]) + money(held["amount"]) == Decimal(truth["balance"])


def test_the_open_group_and_what_is_deferred_are_the_total_balance(us: Client) -> None:
    us.emu("POST", "switches", {"order_lag_hours": 0})
    (open_group,) = (
        group
        for group in us.every(GROUPS, "FinancialEventGroupList", "NextToken", MaxResultsPerPage=5)
        if group["ProcessingStatus"] == "Open"
    )
    deferred = sum(money(one["totalAmount"]) for one in us.transactions(transactionStatus="DEFERRED"))
    (total,) = us.get(BALANCES, balanceType="TOTAL")["balances"]
    assert deferred > 0
    assert money(total["amount"]) == money(open_group["OriginalTotal"]) + deferred


def test_a_past_days_balance_follows_from_the_transactions(us: Client) -> None:
    """Recognised once, less what was paid out: the balance at a month's end."""
    at = "2026-11-01T07:00:00Z"  # midnight in Seattle after 31 October
    (balance,) = us.get(BALANCES, asOfDate="2026-10-31")["balances"]
    assert balance["asOfDate"] == "2026-10-31"
    closed = us.truth()[0]["closed"]
    first = closed[2]  # begins on 2 September; what came before it was paid out or carried into it
    posted = [one for one in us.transactions(postedAfter="2026-06-10") if one["postedDate"] < at]
    landed_in = {named(one, "DEFERRED_TRANSACTION_ID"): named(one, "SETTLEMENT_ID") for one in posted}
    recognised = Decimal(0)
    for one in posted:
        if one["transactionType"] == "Transfer" or named(one, "DEFERRED_TRANSACTION_ID"):
            continue
        is_deferred = one["transactionStatus"] != "RELEASED"
        settlement = landed_in.get(one["transactionId"], "") if is_deferred else named(one, "SETTLEMENT_ID")
        if not settlement or int(settlement) >= int(first["settlement_id"]):
            recognised += money(one["totalAmount"])
    paid = sum(Decimal(each["total"]) for each in closed if first["end"] <= each["end"] <= "2026-11-01")
    assert money(balance["amount"]) == recognised - paid


def test_reserves_roll_forward_into_the_next_group(us: Client) -> None:
    groups = us.every(GROUPS, "FinancialEventGroupList", "NextToken", MaxResultsPerPage=100)[::-1]
    begins = [group["FinancialEventGroupStart"] for group in groups]
    assert begins == sorted(begins)
    for former, latter in pairwise(groups):
        assert former["FinancialEventGroupEnd"] == latter["FinancialEventGroupStart"]
    assert [money(group["BeginningBalance"]) for group in groups[:3]] == [Decimal("548.17"), Decimal("612.40"), Decimal("709.15")]


def test_payouts_are_converted_where_the_bank_is_elsewhere(seller) -> None:
    client = seller("region")
    groups = client.every(GROUPS, "FinancialEventGroupList", "NextToken", MaxResultsPerPage=100)
    converted = {
        (group["OriginalTotal"]["CurrencyCode"], group["ConvertedTotal"]["CurrencyCode"]) for group in groups if "ConvertedTotal" in group
    }
    assert converted == {("USD", "USD"), ("CAD", "USD"), ("MXN", "USD")}
    (example,) = (group for group in groups if group["OriginalTotal"] == {"CurrencyCode": "CAD", "CurrencyAmount": Decimal("730.97")})
    assert example["ConvertedTotal"]["CurrencyAmount"] == Decimal("514.68")  # 730.97 x 0.7041 = 514.675…
    client.emu("POST", "switches", {"payouts_in": "bank"})
    assert {payout["amount"]["currencyCode"] for payout in client.every(PAYOUTS, "payouts")} == {"USD"}
