"""listTransactions: sales held back and released, what is asked for and how, and what is not listed yet."""

from __future__ import annotations

from typing import Any

from tests.practice.amazon.conftest import TRANSACTIONS, Client
from tests.practice.amazon.test_agreement import named

DAY = 86_400


def by_id(transactions: list[Any]) -> dict[str, Any]:
    return {one["transactionId"]: one for one in transactions}


def deferred(us: Client) -> Any:
    """A sale whose money is held back now."""
    return us.transactions(transactionStatus="DEFERRED")[0]


def test_a_sale_held_back_is_listed_twice_once_it_is_released(us: Client) -> None:
    original = deferred(us)
    assert named(original, "RELEASE_TRANSACTION_ID") == ""
    (context,) = original["contexts"]
    assert context["deferralReason"] == "DD7"
    us.emu("POST", "clock", {"to": context["maturityDate"]})
    us.advance(300)
    order = us.transactions(relatedIdentifierName="ORDER_ID", relatedIdentifierValue=named(original, "ORDER_ID"))
    first, second = order
    assert first["transactionId"] == original["transactionId"]
    assert (first["postedDate"], first["transactionStatus"]) == (original["postedDate"], "DEFERRED_RELEASED")
    assert (second["postedDate"], second["transactionStatus"]) == (context["maturityDate"], "RELEASED")
    assert named(first, "RELEASE_TRANSACTION_ID") == second["transactionId"]
    assert named(second, "DEFERRED_TRANSACTION_ID") == first["transactionId"]
    assert first["totalAmount"] == second["totalAmount"]
    assert first["breakdowns"] == second["breakdowns"]


def test_every_released_sale_has_its_pair(us: Client) -> None:
    every = by_id(us.transactions())
    assert all(one["transactionId"] == key for key, one in every.items())
    originals = [one for one in every.values() if one["transactionStatus"] == "DEFERRED_RELEASED"]
    assert len(originals) > 300
    for original in originals:
        assert named(every[named(original, "RELEASE_TRANSACTION_ID")], "DEFERRED_TRANSACTION_ID") == original["transactionId"]
    statuses = {one["transactionStatus"] for one in every.values()}
    assert statuses == {"DEFERRED", "DEFERRED_RELEASED", "RELEASED"}


def test_there_is_no_deferral_in_japan_and_a_months_in_invoiced_orders(seller) -> None:
    assert {one["transactionStatus"] for one in seller("jp").transactions()} == {"RELEASED"}
    europe = seller("eu").transactions(marketplaceId="A1PA6795UKMFR9")
    reasons = {(one["sellingPartnerMetadata"]["accountType"], context["deferralReason"]) for one in europe for context in one["contexts"]}
    assert reasons == {("Standard Orders", "DD7"), ("Invoiced Orders", "B2B")}


def test_orders_are_listed_two_days_late(us: Client) -> None:
    newest = max(one["postedDate"] for one in us.transactions(transactionStatus="DEFERRED"))
    assert newest < "2026-11-21T09:00:00Z"
    us.advance(2 * DAY)
    assert newest < max(one["postedDate"] for one in us.transactions(transactionStatus="DEFERRED")) < "2026-11-23T09:00:00Z"


def test_pages_are_of_one_piece_while_the_clock_goes_on(us: Client) -> None:
    us.emu("POST", "switches", {"largest_page": 100})
    question = {"postedAfter": "2026-10-01", "postedBefore": "2026-11-20"}
    whole = us.transactions(**question)
    first = us.get(TRANSACTIONS, **question)["payload"]
    us.advance(1800)
    second = us.get(TRANSACTIONS, **question, nextToken=first["nextToken"])["payload"]
    assert len(first["transactions"]) == 100
    assert first["transactions"] + second["transactions"] == whole[:200]
    assert us.error(TRANSACTIONS, postedAfter="2026-10-02", nextToken=first["nextToken"])["code"] == "InvalidInput"
    us.advance(1801)
    assert us.error(TRANSACTIONS, **question, nextToken=first["nextToken"])["message"] == "Invalid NextToken"


def test_windows_follow_amazons_rules(us: Client) -> None:
    assert us.error(TRANSACTIONS, postedBefore="2026-11-01")["message"] == "Start date cannot be null"
    assert us.get(TRANSACTIONS, postedAfter="2026-05-01")["payload"] == {"transactions": []}  # longer than 180 days
    assert us.error(TRANSACTIONS, postedAfter="2026-11-01", postedBefore="2026-11-23T08:59:00Z")["code"] == "InvalidInput"
    assert us.get(TRANSACTIONS, postedAfter="2026-11-01", postedBefore="2026-11-23T08:58:00Z")["payload"]["transactions"]
    assert us.error(TRANSACTIONS, postedAfter="2026-11-02", postedBefore="2026-11-01")["code"] == "InvalidInput"
    assert us.error(TRANSACTIONS, postedAfter="2026-11-02", transactionStatus="Released")["code"] == "InvalidInput"
    refused = us.error(TRANSACTIONS, relatedIdentifierName="SETTLEMENT_ID", relatedIdentifierValue="1")
    assert refused["details"] == "SETTLEMENT_ID"


def test_transactions_are_found_by_their_group(us: Client) -> None:
    one = us.transactions(postedAfter="2026-11-20")[-1]
    group = named(one, "FINANCIAL_EVENT_GROUP_ID")
    found = us.every(TRANSACTIONS, "transactions", relatedIdentifierName="FINANCIAL_EVENT_GROUP_ID", relatedIdentifierValue=group)
    assert one["transactionId"] in by_id(found)
    assert {named(each, "FINANCIAL_EVENT_GROUP_ID") for each in found} == {group}


def test_a_payout_is_a_transfer_of_minus_its_amount(us: Client) -> None:
    transfers = {named(one, "SETTLEMENT_ID"): one for one in us.transactions() if one["transactionType"] == "Transfer"}
    paid = {each["settlement_id"]: each["total"] for each in us.truth()[0]["closed"] if not each["total"].startswith("-")}
    assert {name: str(-one["totalAmount"]["currencyAmount"]) for name, one in transfers.items()} == paid


def test_a_release_can_lack_its_second_record(us: Client) -> None:
    original = next(one for one in us.transactions() if one["transactionStatus"] == "DEFERRED_RELEASED")
    us.fault("missing-release-copy", key=named(original, "ORDER_ID"))
    every = by_id(us.transactions())
    assert original["transactionId"] in every
    assert named(original, "RELEASE_TRANSACTION_ID") not in every


def test_a_transaction_can_be_later_than_two_days(us: Client) -> None:
    original = deferred(us)
    us.fault("late-transaction", key=named(original, "ORDER_ID"), days=20)
    assert original["transactionId"] not in by_id(us.transactions())
    us.advance(20 * DAY)
    assert original["transactionId"] in by_id(us.transactions())


def test_statuses_can_change_between_pages(us: Client) -> None:
    us.emu("POST", "switches", {"largest_page": 20})
    question = {"postedAfter": "2026-10-01", "transactionStatus": "DEFERRED"}
    token = us.get(TRANSACTIONS, **question)["payload"]["nextToken"]
    us.advance(3000)
    before = us.get(TRANSACTIONS, **question, nextToken=token)
    us.fault("status-flips")
    us.emu("POST", "clock", {"to": "2026-11-23T09:59:00Z"})
    after = us.get(TRANSACTIONS, **question, nextToken=token)
    assert before != after
