"""The query language: what it finds, and the faults it answers."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def receipts(shop: Any) -> list[str]:
    """Five receipts, A1 to A5, on five days, of 1.00 to 5.00."""
    days = range(1, 6)
    posted = [shop.post("SalesReceipt", shop.sale(n, DocNumber=f"A{n}", TxnDate=f"2026-11-0{n}")) for n in days]
    return [one["Id"] for one in posted]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("DocNumber = 'a2'", [2]),
        ("DocNumber IN ('A1', 'A4', 'none')", [1, 4]),
        ("TxnDate = '2026-11-03'", [3]),
        ("TxnDate > '2026-11-03'", [4, 5]),
        ("TxnDate >= '2026-11-02' and TxnDate <= '2026-11-03'", [2, 3]),
        ("TotalAmt < '2.50'", [1, 2]),
        ("DocNumber LIKE 'A%' AND TxnDate < '2026-11-02'", [1]),
        ("DocNumber LIKE 'A_'", []),
        ("MetaData.LastUpdatedTime >= '2026-01-01T00:00:00-08:00'", [1, 2, 3, 4, 5]),
        ("MetaData.CreateTime > '2999-01-01'", []),
        ("TxnDate > '2026-11-01' ORDERBY TxnDate DESC STARTPOSITION 2 MAXRESULTS 2", [4, 3]),
        ("TxnDate > '2026-11-01' order by TotalAmt desc, TxnDate asc maxresults 1", [5]),
    ],
)
def test_a_condition_finds(shop: Any, receipts: list[str], condition: str, found: list[int]) -> None:
    rows = shop.query(f"select * from SalesReceipt where {condition}").get("SalesReceipt", [])
    assert [row["Id"] for row in rows] == [receipts[number - 1] for number in found]


def test_ids_are_found_and_pages_tell_where_they_start(shop: Any, receipts: list[str]) -> None:
    wanted = f"select * from SalesReceipt where Id in ('{receipts[0]}', '{receipts[4]}')"
    answer = shop.query(wanted)
    assert [row["DocNumber"] for row in answer["SalesReceipt"]] == ["A1", "A5"]
    assert (answer["startPosition"], answer["maxResults"]) == (1, 2)
    assert shop.query(f"SELECT COUNT(*) FROM SalesReceipt WHERE Id = '{receipts[0]}'") == {"totalCount": 1}


def test_a_query_may_be_a_get(shop: Any, receipts: list[str]) -> None:
    status, answer = shop.call("GET", "query", query="select count(*) from salesreceipt")
    assert (status, answer["QueryResponse"]) == (200, {"totalCount": 5})


def test_nothing_found_is_an_empty_answer_and_the_default_page_is_a_hundred(shop: Any) -> None:
    assert shop.query("select * from Deposit") == {}
    items = [{"bId": str(n), "operation": "create", "SalesReceipt": shop.sale()} for n in range(30)]
    for _ in range(4):
        shop.call("POST", "batch", {"BatchItemRequest": items})
    assert len(shop.query("select * from SalesReceipt")["SalesReceipt"]) == 100
    assert len(shop.query("select * from SalesReceipt maxresults 1000")["SalesReceipt"]) == 120


def test_inactive_list_entities_are_found_only_when_asked_for(shop: Any) -> None:
    customer = shop.read("Customer", shop.customer)
    shop.post("Customer", customer | {"sparse": True, "Active": False})
    assert shop.query("select * from Customer") == {}
    assert shop.query("select * from Customer where Active = false")["Customer"][0]["Id"] == shop.customer
    assert shop.query("select count(*) from Customer where Active in (true, false)") == {"totalCount": 1}


def test_names_are_compared_in_any_case_and_quotes_are_escaped(shop: Any) -> None:
    shop.post("Customer", {"DisplayName": "O'Brien \\ Sons, «été»"})
    found = shop.query("select * from customer where displayname = 'o\\'brien \\\\ sons, «été»'")
    assert found["Customer"][0]["DisplayName"] == "O'Brien \\ Sons, «été»"


def test_the_account_payments_wait_in_is_found_by_its_subtype(shop: Any) -> None:
    found = shop.query("select * from Account where AccountSubType = 'undepositedfunds'")["Account"]
    assert [account["Name"] for account in found] == ["Payments to deposit"]
    assert shop.query("select *, Sku from Item where Type = 'Service'")["Item"][0]["Name"] == "Amazon product"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "4000"),
        ("select Id from SalesReceipt", "4000"),
        ("select * from SalesReceipt where TxnDate = '2026-11-01' or Id = '1'", "4000"),
        ("select * from SalesReceipt where Id > '1'", "4000"),
        ("select * from SalesReceipt where DocNumber ~ 'A'", "4000"),
        ("select * from SalesReceipt where DocNumber = A", "4000"),
        ("select * from SalesReceipt where DocNumber in ('A'", "4000"),
        ("select * from SalesReceipt maxresults 0", "4000"),
        ("select * from SalesReceipt where TotalAmt = 'much'", "4000"),
        ("select * from SalesReceipt where MetaData.CreateTime > 'now'", "4000"),
        ("select * from Customer where Active = 'true'", "4000"),
        ("select * from Invoice", "4001"),
        ("select * from SalesReceipt where PrivateNote = 'wb:1'", "4001"),
        ("select * from SalesReceipt orderby PrivateNote", "4001"),
        ("select * from SalesReceipt maxresults 1001", "10100"),
    ],
)
def test_a_query_is_refused(shop: Any, text: str, code: str) -> None:
    status, answer = shop.call("POST", "query", text)
    assert (status, answer["Fault"]["Error"][0]["code"]) == (400, code)
