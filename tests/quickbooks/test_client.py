"""The books through the real client, against the practice QuickBooks: lost answers make no second document."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.quickbooks.conftest import Practice, Shop, wire
from tests.quickbooks.stub import Stub, told
from workbench.quickbooks import Accepted, Books, Rejected, Throttled, Unknown

DAY = date(2026, 11, 3)


def batch(*documents: dict[str, Any]) -> bytes:
    items = [{"bId": f"{n:02d}", "operation": "create", "SalesReceipt": d} for n, d in enumerate(documents)]
    return wire({"BatchItemRequest": items})


def test_a_document_that_was_written_can_be_found_in_every_way(shop: Shop) -> None:
    answer = shop.books.send("SalesReceipt", wire(shop.receipt("111-0000001-0000001")), "wb1")
    assert isinstance(answer, Accepted)
    assert answer.document["TotalAmt"] == Decimal("19.99")
    assert answer.tid
    (by_number,) = shop.books.find("SalesReceipt", ["111-0000001-0000001", "another"])
    (by_day,) = shop.books.on_date("SalesReceipt", DAY)
    by_id = shop.books.by_ids("SalesReceipt", [answer.id, "999999"])
    assert by_number == by_day == by_id[answer.id]
    assert by_id.keys() == {answer.id}
    assert shop.books.on_date("SalesReceipt", date(2026, 11, 4)) == []


@pytest.mark.parametrize("kind", ["drop", "500", "503", "504", "malformed"])
def test_a_lost_answer_is_unknown_and_the_same_request_again_is_the_same_document(shop: Shop, practice: Practice, kind: str) -> None:
    practice.trouble(kind, "after", "POST salesreceipt")
    body = wire(shop.receipt("N1"))
    assert isinstance(shop.books.send("SalesReceipt", body, "wb1"), Unknown)
    (written,) = shop.books.find("SalesReceipt", ["N1"])
    again = shop.books.send("SalesReceipt", body, "wb1")
    assert isinstance(again, Accepted)
    assert again.id == written["Id"]
    assert len(shop.books.on_date("SalesReceipt", DAY)) == 1


@pytest.mark.parametrize("kind", ["drop", "500", "503", "malformed"])
def test_a_request_that_never_landed_is_unknown_too(shop: Shop, practice: Practice, kind: str) -> None:
    practice.trouble(kind, "before", "POST salesreceipt")
    assert isinstance(shop.books.send("SalesReceipt", wire(shop.receipt("N1")), "wb1"), Unknown)
    assert shop.books.on_date("SalesReceipt", DAY) == []


@pytest.mark.parametrize("kind", ["429", "429xml"])
def test_a_throttle_may_have_written(shop: Shop, practice: Practice, kind: str) -> None:
    practice.trouble(kind, "after", "POST salesreceipt")
    assert isinstance(shop.books.send("SalesReceipt", wire(shop.receipt("N1")), "wb1"), Throttled)
    assert len(shop.books.on_date("SalesReceipt", DAY)) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_refused_sign_in_is_renewed_and_writes_once(shop: Shop, practice: Practice, when: str) -> None:
    practice.trouble("401", when, "POST salesreceipt")
    assert isinstance(shop.books.send("SalesReceipt", wire(shop.receipt("N1")), "wb1"), Accepted)
    assert len(shop.books.on_date("SalesReceipt", DAY)) == 1


def test_a_batch_whose_answer_was_lost_writes_once(shop: Shop, practice: Practice) -> None:
    practice.trouble("drop", "after", "POST batch")
    body = batch(*(shop.receipt(f"N{n}") for n in range(30)))
    assert {type(answer) for answer in shop.books.send_batch(body, "wb-batch").values()} == {Unknown}
    answers = shop.books.send_batch(body, "wb-batch")
    written = {row["Id"] for row in shop.books.on_date("SalesReceipt", DAY)}
    assert {answer.id for answer in answers.values() if isinstance(answer, Accepted)} == written
    assert len(written) == 30


def test_one_bad_item_of_a_batch_is_refused_alone(shop: Shop) -> None:
    bad = shop.receipt("N2")
    bad["Line"][0]["Amount"] = 20
    answers = shop.books.send_batch(batch(shop.receipt("N1"), bad, shop.receipt("N3")), "wb-batch")
    assert [type(answers[b_id]) for b_id in ("00", "01", "02")] == [Accepted, Rejected, Accepted]
    refusal = answers["01"]
    assert isinstance(refusal, Rejected)
    assert (refusal.code, refusal.element) == ("6070", "Line.Amount")


def test_a_number_that_is_taken_and_a_closed_month_are_refused(shop: Shop, practice: Practice) -> None:
    shop.books.send("SalesReceipt", wire(shop.receipt("N1")), "wb1")
    taken = shop.books.send("SalesReceipt", wire(shop.receipt("N1", "5.00")), "wb2")
    practice.office("close-books", {"realm": shop.books.profile.realm_id, "date": "2026-11-03"})
    closed = shop.books.send("SalesReceipt", wire(shop.receipt("N2")), "wb3")
    assert isinstance(taken, Rejected)
    assert isinstance(closed, Rejected)
    assert (taken.code, taken.is_conflict) == ("6140", True)
    assert closed.code in ("6200", "6210")


def test_a_deleted_document_is_missing_by_its_id(shop: Shop) -> None:
    written = shop.books.send("SalesReceipt", wire(shop.receipt("N1")), "wb1")
    assert isinstance(written, Accepted)
    token = written.document["SyncToken"]
    stale = shop.books.delete("SalesReceipt", written.id, str(int(token) + 1), "wb2")
    assert isinstance(stale, Rejected)
    assert stale.is_conflict
    assert isinstance(shop.books.delete("SalesReceipt", written.id, token, "wb3"), Accepted)
    assert isinstance(shop.books.delete("SalesReceipt", written.id, token, "wb3"), Accepted), "the same request, the same answer"
    assert shop.books.by_ids("SalesReceipt", [written.id]) == {}
    gone = shop.books.delete("SalesReceipt", written.id, token, "wb4")
    assert isinstance(gone, Rejected)
    assert gone.code == "610"


@pytest.mark.parametrize("document", [{"Id": "8", "status": "Deleted"}, {"Id": "7"}, {"Id": "7", "status": "Voided"}])
def test_a_deletion_is_believed_only_when_it_is_said(stub: Stub, books: Books, document: dict[str, str]) -> None:
    stub.script.append(told(200, {"Deposit": document}))
    assert isinstance(books.delete("Deposit", "7", "0", "wb1"), Unknown)
    assert json.loads(stub.seen[0].body) == {"Id": "7", "SyncToken": "0"}
    assert "operation=delete" in stub.seen[0].path


def test_a_company_without_access_stops_the_batch(shop: Shop, practice: Practice) -> None:
    practice.trouble("403", "before", "POST salesreceipt")
    answer = shop.books.send("SalesReceipt", wire(shop.receipt("N1")), "wb1")
    assert isinstance(answer, Rejected)
    assert answer.concerns_company
