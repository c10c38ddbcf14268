"""What each question asks for, and what its answer becomes: periods that Amazon answers, moments in UTC, money with its currency."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.amazon.api.conftest import NOON, Connected
from tests.amazon.api.stub import (
    BALANCES,
    EXPECTED,
    GROUPS,
    PARTICIPATIONS,
    PAYOUTS,
    REPORTS,
    SUMMARY,
    TRANSACTIONS,
    Stub,
    Told,
    error,
    told,
)
from workbench.amazon.api.permissions import Capabilities
from workbench.amazon.api.seller import Seller
from workbench.errors import BrokenInvariant, Conflict, Unreachable
from workbench.money import Money

DENIED = error(403, "Unauthorized", "Access to requested resource is denied.")


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD")


def transaction(number: int, posted: datetime, amount: int = 10, **more: Any) -> dict[str, Any]:
    return {
        "transactionId": f"T{number}", "transactionType": "Shipment", "transactionStatus": "RELEASED", "description": "Order Payment",
        "postedDate": posted.isoformat(), "totalAmount": {"currencyAmount": amount, "currencyCode": "USD"}, "breakdowns": None,
    } | more  # fmt: skip


@pytest.mark.parametrize(("days", "asked"), [(89, "2026-08-27T12:00:00Z"), (90, None), (4000, None), (None, None)])
def test_amazon_is_not_asked_for_reports_it_no_longer_has(stub: Stub, seller: Seller, days: int | None, asked: str | None) -> None:
    stub.tell(REPORTS, told({"reports": []}))
    list(seller.settlement_reports(None if days is None else NOON - timedelta(days=days)))
    assert stub.asked(REPORTS)[0].query.get("createdSince") == asked


def test_one_report_in_any_state(stub: Stub, seller: Seller) -> None:
    stub.tell(
        f"{REPORTS}/7", told({"reportId": "7", "reportType": "X", "processingStatus": "FATAL", "createdTime": "2026-11-20T01:00:00+02:00"})
    )
    report = seller.report("7")
    assert (report.status, report.document_id, report.start, report.marketplace_ids) == ("FATAL", "", None, ())
    assert report.created == datetime(2026, 11, 19, 23, tzinfo=UTC)
    assert report.created.tzinfo is UTC


def test_groups_are_asked_for_in_periods_that_amazon_answers(stub: Stub, seller: Seller) -> None:
    stub.tell(GROUPS, told({"payload": {"FinancialEventGroupList": []}}))
    list(seller.groups(NOON - timedelta(days=365)))
    spans = [(q.query["FinancialEventGroupStartedAfter"], q.query["FinancialEventGroupStartedBefore"]) for q in stub.asked(GROUPS)]
    assert len(spans) == 3
    assert spans[0][0] == "2025-11-24T12:00:00Z"
    assert spans[-1][1] == "2026-11-24T11:57:00Z"
    assert [end for _, end in spans[:-1]] == [start for start, _ in spans[1:]]
    assert all(datetime.fromisoformat(end) - datetime.fromisoformat(start) <= timedelta(days=180) for start, end in spans)


def test_transactions_are_asked_for_week_by_week_without_a_gap(stub: Stub, seller: Seller) -> None:
    stub.tell(TRANSACTIONS, told({"payload": {"transactions": []}}))
    until = NOON - timedelta(days=3)
    list(seller.transactions(NOON - timedelta(days=20), until))
    spans = [(q.query["postedAfter"], q.query["postedBefore"]) for q in stub.asked(TRANSACTIONS)]
    assert [end for _, end in spans[:-1]] == [start for start, _ in spans[1:]]
    assert (spans[0][0], spans[-1][1], len(spans)) == ("2026-11-04T12:00:00Z", "2026-11-21T12:00:00Z", 3)
    assert all(q.query.keys() == {"postedAfter", "postedBefore"} for q in stub.asked(TRANSACTIONS))


def test_nothing_is_asked_of_a_period_that_is_too_young(stub: Stub, seller: Seller) -> None:
    assert list(seller.transactions(NOON - timedelta(minutes=1))) == []
    assert list(seller.transactions(NOON + timedelta(days=1))) == []
    assert stub.seen == []


def test_a_transaction_of_another_period_is_not_taken(stub: Stub, seller: Seller) -> None:
    stub.tell(TRANSACTIONS, told({"payload": {"transactions": [transaction(1, NOON - timedelta(days=30))]}}))
    with pytest.raises(Conflict, match="which is not between"):
        list(seller.transactions(NOON - timedelta(days=2)))


def test_a_transaction_on_two_pages_comes_once_and_again_when_its_status_changed(stub: Stub, seller: Seller) -> None:
    posted = NOON - timedelta(hours=60)
    deferred, released = (transaction(1, posted, transactionStatus=status) for status in ("DEFERRED", "DEFERRED_RELEASED"))
    first = {"transactions": [deferred, transaction(2, posted)], "nextToken": "t"}
    stub.tell(TRANSACTIONS, told({"payload": first}), told({"payload": {"transactions": [transaction(2, posted), released]}}))
    found = [(t.transaction_id, t.status) for t in seller.transactions(NOON - timedelta(days=3))]
    assert found == [("T1", "deferred"), ("T2", "released"), ("T1", "deferred_released")]


def test_a_transaction_in_full(stub: Stub, seller: Seller) -> None:
    names = {"ORDER_ID": "114-1", "SETTLEMENT_ID": "25", "FINANCIAL_EVENT_GROUP_ID": "G", "RELEASE_TRANSACTION_ID": "T2"}
    given = transaction(
        1, NOON - timedelta(days=1), 10,
        sellingPartnerMetadata={"accountType": "INVOICED_ORDERS", "marketplaceId": "ATVPDKIKX0DER"},
        relatedIdentifiers=[{"relatedIdentifierName": name, "relatedIdentifierValue": value} for name, value in names.items()]
        + [{"relatedIdentifierName": "SHIPMENT_ID", "relatedIdentifierValue": value} for value in ("a", "b")],
        contexts=[{"contextType": "DeferredContext", "deferralReason": "DD7", "maturityDate": "2026-11-30T00:00:00Z"}],
        breakdowns=[{
            "breakdownType": "Sales", "breakdownAmount": {"currencyAmount": 12, "currencyCode": "USD"}, "breakdowns": [
                {"breakdownType": "ProductCharges", "breakdownAmount": {"currencyAmount": 12, "currencyCode": "USD"}, "breakdowns": None}
            ]}, {"breakdownType": "Expenses", "breakdownAmount": {"currencyAmount": -2, "currencyCode": "USD"}, "breakdowns": None}],
        items=[{"description": "the same money again", "totalAmount": {"currencyAmount": 10, "currencyCode": "USD"}}],
    )  # fmt: skip
    stub.tell(TRANSACTIONS, told({"payload": {"transactions": [given]}}))
    (t,) = seller.transactions(NOON - timedelta(days=2))
    assert (t.order_id, t.settlement_id, t.group_id, t.release_id, t.deferred_id) == ("114-1", "25", "G", "T2", "")
    assert t.identifiers["SHIPMENT_ID"] == ("a", "b")
    assert t.identifier("SHIPMENT_ID") == ""
    assert (t.amount, t.account_type, t.deferral_reason) == (usd("10.00"), "Invoiced Orders", "DD7")
    assert t.maturity == datetime(2026, 11, 30, tzinfo=UTC)
    leaves = [(path, amount) for part in t.breakdown for path, amount in part.leaves()]
    assert leaves == [(("Sales", "ProductCharges"), usd("12.00")), (("Expenses",), usd("-2.00"))]


def test_parts_that_do_not_sum_to_the_transaction_are_refused(stub: Stub, seller: Seller) -> None:
    parts = [{"breakdownType": "Sales", "breakdownAmount": {"currencyAmount": 10.01, "currencyCode": "USD"}, "breakdowns": None}]
    stub.tell(TRANSACTIONS, told({"payload": {"transactions": [transaction(1, NOON - timedelta(days=1), breakdowns=parts)]}}))
    with pytest.raises(BrokenInvariant, match=re.escape("sum to 10.01 USD, the whole is 10.00 USD")):
        list(seller.transactions(NOON - timedelta(days=2)))


def balance(available: int, deferred: int, reserve: int, total: int) -> dict[str, Any]:
    def part(kind: str, amount: int, *below: dict[str, Any]) -> dict[str, Any]:
        return {"balanceType": kind, "amount": {"currencyAmount": amount, "currencyCode": "USD"}} | (
            {"balances": list(below)} if below else {}
        )

    reserved = part("RESERVED", deferred + reserve, part("DEFERRED", deferred), part("ACCOUNT_LEVEL_RESERVE", reserve))
    whole = part("TOTAL", total, part("AVAILABLE", available), reserved)
    return whole | {"partnerMetadata": {"accountType": "Standard Orders", "marketplaceId": "A"}, "asOfDate": "2026-10-31"}


def test_balances_at_a_month_end(stub: Stub, seller: Seller) -> None:
    stub.tell(BALANCES, told({"balances": [balance(8000, 9000, -2000, 15000)]}))
    (found,) = seller.balances(date(2026, 10, 31))
    assert stub.asked(BALANCES)[0].query == {"balanceType": "TOTAL", "asOfDate": "2026-10-31"}
    assert (found.total, found.available, found.reserved) == (usd("15000"), usd("8000"), usd("7000"))
    assert (found.deferred, found.account_level_reserve, found.as_of) == (usd("9000"), usd("-2000"), date(2026, 10, 31))
    stub.tell(BALANCES, told({"balances": [balance(8000, 9000, -2000, 15001)]}))
    with pytest.raises(BrokenInvariant, match="the whole is 15001"):
        seller.balances()


def summary(amount: int, currency: str = "USD") -> dict[str, Any]:
    money = {"currencyAmount": amount, "currencyCode": currency}
    return {"netProceeds": money, "breakdowns": [{"breakdownType": "Sales", "breakdownAmount": money, "breakdowns": []}]}


def test_a_summary_is_of_one_settlement_over_all_its_marketplaces(stub: Stub, seller: Seller) -> None:
    stub.tell(SUMMARY, told({"summaries": [summary(100), summary(-30)]}))
    found = seller.summary("21574497411")
    assert stub.asked(SUMMARY)[0].query == {"relatedIdentifierName": "SETTLEMENT_ID", "relatedIdentifierValue": "21574497411"}
    assert found is not None
    assert (found.net, len(found.breakdown)) == (usd("70"), 2)
    stub.tell(SUMMARY, told({"summaries": []}))
    assert seller.summary("1") is None
    stub.tell(SUMMARY, told({"summaries": [summary(100), summary(100, "CAD")]}))
    with pytest.raises(BrokenInvariant, match="two currencies"):
        seller.summary("1")


def test_payouts_made_and_expected(stub: Stub, seller: Seller) -> None:
    related = [{"relatedIdentifierName": "SETTLEMENT_ID", "relatedIdentifierValue": "25"}]
    partner = {"partnerId": "A", "accountType": "STANDARD_ORDERS", "marketplaceId": "ATVPDKIKX0DER"}
    failed = {"status": "FAILED", "lastUpdatedDate": "2026-11-02T12:00:00Z", "failureReason": "account closed"}
    stub.tell(PAYOUTS, told({"payouts": [{
        "id": "9", "partnerMetadata": partner, "currentStatus": "FAILED", "statusHistory": [failed], "amount": None,
        "relatedIdentifiers": related, "period": {"startDate": "2026-10-18T00:00:00Z"},
    }]}))  # fmt: skip
    (made,) = seller.payouts(NOON - timedelta(days=30))
    assert stub.asked(PAYOUTS)[0].query == {"createdAfter": "2026-10-25T12:00:00Z"}
    assert (made.status, made.amount, made.trace_id, made.settlement_ids) == ("FAILED", None, "", ("25",))
    assert (made.history[0].failure_reason, made.end, made.account_type) == ("account closed", None, "Standard Orders")
    money = {"currencyAmount": 2547.89, "currencyCode": "USD"}
    stub.tell(EXPECTED, told({"expectedPayouts": [{"partnerMetadata": partner, "status": "SCHEDULED", "amount": money}]}))
    (expected,) = seller.expected_payouts()
    assert (expected.status, expected.amount, expected.scheduled) == ("SCHEDULED", usd("2547.89"), None)


def test_participations_name_places_outside_amazon_too(stub: Stub, seller: Seller) -> None:
    def place(id: str, selling: bool, suspended: bool = False) -> dict[str, Any]:
        return {"marketplace": {"id": id, "name": "x", "countryCode": "US", "defaultCurrencyCode": "USD"},
                "participation": {"isParticipating": selling, "hasSuspendedListings": suspended}}  # fmt: skip

    stub.tell(
        PARTICIPATIONS,
        told({"payload": [place("ATVPDKIKX0DER", True), place("A1MQXOICRS2Z7M", True), place("A2EUQ1WTGCTBG2", True, True)]}),
    )
    us, other, canada = seller.participations()
    assert us.marketplace is not None
    assert (us.marketplace.country, us.active) == ("US", True)
    assert (other.marketplace, other.active, canada.active) == (None, True, False)


GRANTED = {
    REPORTS: told({"reports": []}), GROUPS: told({"payload": {"FinancialEventGroupList": []}}), PAYOUTS: told({"payouts": []}),
    PARTICIPATIONS: told({"payload": []}), TRANSACTIONS: told({"payload": {"transactions": []}}), BALANCES: told({"balances": []}),
    SUMMARY: told({"summaries": []}), EXPECTED: told({"expectedPayouts": []}),
}  # fmt: skip


def test_permissions_say_what_is_missing_and_what_could_not_be_asked(stub: Stub, seller: Seller) -> None:
    for path, answer in (GRANTED | {GROUPS: DENIED, PARTICIPATIONS: DENIED, PAYOUTS: Told(503, b"<html>")}).items():
        stub.tell(path, answer)
    found = {permission.name: permission for permission in seller.permissions()}
    assert {name: p.granted for name, p in found.items()} == {"reports": True, "finances": False, "transfers": None, "sellers": False}
    assert "Finance and Accounting" in found["finances"].words
    assert (found["finances"].needed, found["sellers"].needed) == (True, False)


def test_capabilities_are_found_by_asking_once(stub: Stub, seller: Seller) -> None:
    for path, answer in (GRANTED | {BALANCES: DENIED, SUMMARY: error(404, "NotFound"), EXPECTED: error(400, "InvalidInput")}).items():
        stub.tell(path, answer)
    assert seller.capabilities() == Capabilities(
        balances=False, summary=False, payouts=True, expected_payouts=False, groups=True, transactions=True
    )
    assert all(len(stub.asked(path)) == 1 for path in (GROUPS, PAYOUTS, TRANSACTIONS, BALANCES, SUMMARY, EXPECTED))
    stub.tell(BALANCES, Told(503, b"<html>"))
    with pytest.raises(Unreachable):  # what was only silent is not missing
        seller.capabilities()


def test_closing_frees_the_sockets(stub: Stub, connected: Connected) -> None:
    stub.tell(REPORTS, told({"reports": []}))
    with connected() as seller:
        list(seller.settlement_reports())
    assert seller._http.is_closed
    assert seller._storage_http.is_closed
    assert repr(seller) == "Seller(Northwind)"
