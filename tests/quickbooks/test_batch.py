"""Batches: every item gets its own answer, by its bId and by nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.quickbooks.stub import Stub, Told, told
from workbench.errors import Refused
from workbench.quickbooks import Accepted, Answer, Books, NotSent, Rejected, Throttled, Unknown


def body(*b_ids: Any, entity: str = "SalesReceipt") -> bytes:
    return json.dumps({"BatchItemRequest": [{"bId": b, "operation": "create", entity: {}} for b in b_ids]}).encode()


def done(b_id: str, id: str, entity: str = "SalesReceipt") -> dict[str, Any]:
    return {"bId": b_id, entity: {"Id": id}}


def refused(b_id: str, code: str) -> dict[str, Any]:
    return {"bId": b_id, "Fault": {"Error": [{"Message": "m", "Detail": "d", "code": code}], "type": "ValidationFault"}}


def answers(stub: Stub, books: Books, *items: Any) -> dict[str, Answer]:
    stub.script.append(told(200, {"BatchItemResponse": list(items), "time": "now"}))
    return books.send_batch(body("00", "01", "02"), "wb1")


def test_answers_in_any_order_go_to_their_items(stub: Stub, books: Books) -> None:
    found = answers(stub, books, done("02", "12"), done("00", "10"), done("01", "11"))
    assert {b_id: answer.id for b_id, answer in found.items() if isinstance(answer, Accepted)} == {"00": "10", "01": "11", "02": "12"}


def test_an_item_at_fault_leaves_the_others_alone(stub: Stub, books: Books) -> None:
    found = answers(stub, books, refused("00", "6070"), refused("01", "3001"), done("02", "12"))
    assert found["00"] == Rejected("6070", "m", "d", "")
    assert found["01"] == Throttled(60)
    assert isinstance(found["02"], Accepted)


def test_an_item_without_an_answer_is_unknown_and_a_strangers_answer_is_nobodys(stub: Stub, books: Books) -> None:
    found = answers(stub, books, done("00", "10"), done("1", "11"), done("99", "12"), {"SalesReceipt": {"Id": "13"}}, None)
    assert [type(found[b_id]) for b_id in ("00", "01", "02")] == [Accepted, Unknown, Unknown]
    assert found.keys() == {"00", "01", "02"}


def test_two_answers_to_one_item_are_no_answer(stub: Stub, books: Books) -> None:
    found = answers(stub, books, done("00", "10"), refused("00", "2020"), done("01", "11"), done("02", "12"))
    assert isinstance(found["00"], Unknown)


def test_another_entity_than_the_one_sent_is_no_answer(stub: Stub, books: Books) -> None:
    found = answers(stub, books, done("00", "10", entity="RefundReceipt"), done("01", "11"), done("02", "12"))
    assert isinstance(found["00"], Unknown)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Told(503), Unknown),
        (Told(drop=True), Unknown),
        (Told(200, b"<html>"), Unknown),
        (told(200, {"time": "now"}), Unknown),
        (told(200, {"BatchItemResponse": None}), Unknown),
        (told(400, {"BatchItemResponse": []}), Unknown),
        (told(400, {"Fault": {"Error": []}}), Unknown),
        (told(400, {"Fault": {"Error": [{"Message": "Too many", "code": "1040"}]}}), Rejected),
        (Told(429), Throttled),
    ],
)
def test_a_failure_of_the_whole_call_counts_for_every_item(stub: Stub, books: Books, answer: Told, kind: type) -> None:
    stub.script.append(answer)
    found = books.send_batch(body("00", "01"), "wb1")
    assert {b_id: type(answer) for b_id, answer in found.items()} == {"00": kind, "01": kind}


def test_a_refused_sign_in_counts_for_every_item(stub: Stub, books: Books) -> None:
    stub.token_script.append(told(400, {"error": "invalid_grant"}))
    found = books.send_batch(body("00", "01"), "wb1")
    assert [type(answer) for answer in found.values()] == [NotSent, NotSent]


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"not json",
        b"[]",
        b'{"BatchItemRequest":[]}',
        b'{"BatchItemRequest":["x"]}',
        body("00", "00"),
        body(""),
        body(7),
        body("01234567890"),
        body("00", entity="Invoice"),
        body(*(f"{n:02d}" for n in range(31))),
    ],
)
def test_bytes_that_are_no_batch_never_leave(stub: Stub, books: Books, bad: bytes) -> None:
    with pytest.raises(Refused):
        books.send_batch(bad, "wb1")
    assert stub.seen == []


def test_a_request_id_that_quickbooks_would_not_take_never_leaves(stub: Stub, books: Books) -> None:
    for request_id in ("", "x" * 37, "é", "a\nb"):
        with pytest.raises(Refused):
            books.send_batch(body("00"), request_id)
    for request_id in ("", "x" * 51):
        with pytest.raises(Refused):
            books.send("SalesReceipt", b"{}", request_id)
    for entity, content in (("Invoice", b"{}"), ("SalesReceipt", b"")):
        with pytest.raises(Refused):
            books.send(entity, content, "wb1")
    assert stub.seen == []
