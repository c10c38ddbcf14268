"""Batches of which not all is answered, or not all is carried out."""

from __future__ import annotations

import http.client
from typing import Any

import pytest


def _batch(shop: Any, count: int = 5, **params: str) -> list[Any]:
    items = [{"bId": f"{n:02}", "operation": "create", "SalesReceipt": shop.sale(n + 1)} for n in range(count)]
    status, answer = shop.call("POST", "batch", {"BatchItemRequest": items}, **params)
    assert status == 200, answer
    return list(answer["BatchItemResponse"])


def _order(shop: Any, kind: str, when: str, **more: Any) -> None:
    shop.office("POST", "faults", [{"kind": kind, "when": when} | more])


def _count(shop: Any) -> int:
    return int(shop.query("select count(*) from SalesReceipt")["totalCount"])


def test_items_may_be_answered_in_another_order(shop: Any) -> None:
    _order(shop, "shuffled", "after")
    answers = _batch(shop)
    assert [(answer["bId"], answer["SalesReceipt"]["TotalAmt"]) for answer in answers] == [
        ("04", 5), ("03", 4), ("02", 3), ("01", 2), ("00", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(("kind", "answered", "undone"), [("partial", ["00", "01", "02"], 2), ("lost-item", ["00", "01", "03", "04"], 1)])
@pytest.mark.parametrize("when", ["before", "after"])
def test_items_without_an_answer_are_there_or_not(shop: Any, kind: str, answered: list[str], undone: int, when: str) -> None:
    _order(shop, kind, when)
    assert [answer["bId"] for answer in _batch(shop, requestid="b")] == answered
    assert _count(shop) == (5 - undone if when == "before" else 5)
    assert len(_batch(shop, requestid="b")) == 5
    assert _count(shop) == 5
    assert shop.balances() == {"Payments to deposit": 15, "Sales": -15}


@pytest.mark.parametrize(("when", "documents"), [("before", 4), ("after", 5)])
def test_one_item_may_be_throttled(shop: Any, when: str, documents: int) -> None:
    _order(shop, "busy-item", when)
    answers = {answer["bId"]: answer for answer in _batch(shop)}
    assert [bid for bid, answer in answers.items() if "Fault" in answer] == ["02"]
    assert answers["02"]["Fault"]["Error"][0]["code"] == "3001"
    assert _count(shop) == documents


def test_trouble_in_a_batch_needs_a_batch(shop: Any) -> None:
    text = '[{"kind": "partial", "when": "after", "match": "POST deposit"}]'
    status, said = shop.request("POST", "/_practice/faults", text)
    assert (status, "in batches only" in said) == (400, True)
    _order(shop, "partial", "after")
    assert shop.code("batch", {"Items": []}) == "2020"
    _order(shop, "partial", "after")
    assert shop.code("batch", "{") == "2010"
    _order(shop, "partial", "after")
    items = [{"bId": str(n), "operation": "create", "SalesReceipt": shop.sale()} for n in range(31)]
    assert shop.code("batch", {"BatchItemRequest": items}) == "1040"


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_answer_may_break_off(shop: Any, when: str) -> None:
    _order(shop, "cut", when, match="POST salesreceipt")
    with pytest.raises(http.client.IncompleteRead):
        shop.call("POST", "salesreceipt", shop.sale())
    assert _count(shop) == (when == "after")


@pytest.mark.parametrize("kind", ["empty", "html"])
def test_an_answer_may_be_something_else(shop: Any, kind: str) -> None:
    _order(shop, kind, "after", match="POST salesreceipt")
    status, text = shop.call("POST", "salesreceipt", shop.sale())
    assert (status, text[:6]) == (200, {"empty": "", "html": "<html>"}[kind])
    assert _count(shop) == 1
