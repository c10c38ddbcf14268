"""Payouts: their steps by the clock, failed ones, debts, and what the open settlement will pay."""

from __future__ import annotations

from tests.practice.amazon.conftest import EXPECTED, GROUPS, PAYOUTS, Client


def newest(us: Client):
    return us.get(PAYOUTS)["payouts"][0]


def test_a_payout_goes_its_way_by_the_clock(us: Client) -> None:
    us.emu("POST", "clock", {"to": "2026-11-21T20:10:00Z"})
    assert (newest(us)["currentStatus"], "traceId" in newest(us)) == ("STARTED", False)
    us.advance(6 * 3600)
    assert (newest(us)["currentStatus"], len(newest(us)["traceId"])) == ("IN_TRANSIT", 15)
    assert us.get(GROUPS)["payload"]["FinancialEventGroupList"][1]["FundTransferStatus"] == "Processing"
    us.advance(42 * 3600)
    payout = newest(us)
    assert [step["status"] for step in payout["statusHistory"]] == ["STARTED", "IN_TRANSIT", "PAID"]
    assert payout["relatedIdentifiers"] == [{"relatedIdentifierName": "SETTLEMENT_ID", "relatedIdentifierValue": "27184847307"}]
    assert payout["partnerMetadata"]["accountType"] == "STANDARD_ORDERS"
    group = us.get(GROUPS)["payload"]["FinancialEventGroupList"][1]
    assert (group["FundTransferStatus"], group["TraceId"]) == ("Succeeded", payout["traceId"])


def test_payouts_on_demand_are_told_from_scheduled_ones(us: Client) -> None:
    kinds = [payout["type"] for payout in us.get(PAYOUTS)["payouts"]]
    assert kinds == ["ON_DEMAND", "ON_DEMAND", *["SCHEDULED"] * 7]


def test_payouts_are_found_by_id_and_time(us: Client) -> None:
    every = us.get(PAYOUTS)["payouts"]
    assert us.get(PAYOUTS, payoutId="26888033270")["payouts"] == [every[1]]
    assert us.get(PAYOUTS, createdAfter="2026-11-16", createdBefore="2026-11-17")["payouts"] == [every[1]]
    assert us.error(PAYOUTS, marketplaceIds="INVALID")["message"] == "Invalid input"


def test_a_failed_payout_is_put_back_into_the_next_settlement(seller) -> None:
    client = seller("distress")
    payouts = client.get(PAYOUTS)["payouts"][::-1]
    failed = payouts[3]
    assert failed["currentStatus"] == "FAILED"
    assert failed["statusHistory"][-1]["failureReason"] == "The bank account details could not be verified."
    following = client.file(client.reports()[::-1][4]).decode()
    (put_back,) = (line.split("\t") for line in following.splitlines() if "Transfer of funds unsuccessful" in line)
    assert put_back[14] == str(failed["amount"]["currencyAmount"]) == "612.40"
    groups = client.every(GROUPS, "FinancialEventGroupList", "NextToken")
    assert [group.get("FundTransferStatus") for group in groups[::-1]][:4] == ["Succeeded", None, "Succeeded", "Failed"]


def test_a_debt_is_no_payout_and_is_charged_to_the_card(seller) -> None:
    client = seller("distress")
    debt = client.get(PAYOUTS)["payouts"][::-1][1]
    assert (debt["currentStatus"], str(debt["amount"]["currencyAmount"])) == ("NO_PAYOUT", "-126.14")
    following = client.file(client.reports()[::-1][2]).decode()
    for words, amount in (("Payable to Amazon", "-126.14"), ("Successful charge", "126.14")):
        assert f"{words}\t{amount}" in following


def test_a_debt_of_one_marketplace_is_met_from_another(seller) -> None:
    client = seller("region")
    found = []
    for report in client.reports():
        for line in client.file(report).decode().splitlines():
            if "Cross-Account Debt Adjustment" in line:
                found.append((report["dataEndTime"][:10], line.split("\t")[14]))
    assert sorted(found) == [("2026-11-05", "-48.26"), ("2026-11-05", "902.15")]
    assert any(
        payout["currentStatus"] == "NO_PAYOUT" and not payout["amount"]["currencyAmount"] for payout in client.get(PAYOUTS)["payouts"]
    )


def test_failures_and_late_references_can_be_ordered(us: Client) -> None:
    us.fault("payout-failed", key="26888033270")
    statuses = {payout["id"]: payout["currentStatus"] for payout in us.get(PAYOUTS)["payouts"]}
    assert [name for name, status in statuses.items() if status == "FAILED"] == ["26888033270"]
    us.fault("trace-later", key="26888033270")
    without = [payout["id"] for payout in us.get(PAYOUTS)["payouts"] if payout["currentStatus"] == "PAID" and "traceId" not in payout]
    assert without == ["26888033270"]


def test_account_types_are_spelt_either_way(seller) -> None:
    client = seller("eu")
    expected = client.get(EXPECTED, accountType="INVOICED_ORDERS")["expectedPayouts"]
    assert client.get(EXPECTED, accountType="Invoiced Orders")["expectedPayouts"] == expected
    assert [(one["partnerMetadata"]["accountType"], one["status"]) for one in expected] == [("INVOICED_ORDERS", "SCHEDULED")]
    assert len(client.get(EXPECTED)["expectedPayouts"]) == 6
