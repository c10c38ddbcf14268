"""Every way QuickBooks has of answering a write, over a real socket, and what each comes to."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from tests.quickbooks.conftest import profile_of
from tests.quickbooks.stub import Stub, Told, told
from workbench.quickbooks import Accepted, Books, NotSent, Rejected, Throttled, Unknown, connect

ENTITY = "SalesReceipt"
BODY = b'{"DocNumber":"111-1"}'


def fault(code: Any, detail: str = "the detail", kind: str = "ValidationFault") -> dict[str, Any]:
    return {"Fault": {"Error": [{"Message": "the message", "Detail": detail, "code": code, "element": "Line"}], "type": kind}}


LOWER_CASE = {"fault": {"error": [{"message": "m", "detail": "d", "code": "3200", "element": None}], "type": "AUTHENTICATION"}}
XML_THROTTLE = b'<IntuitResponse><Fault type="SERVICE"><Error code="3001"/></Fault></IntuitResponse>'
NO_CODE = {"Fault": {"Error": [{"Message": "m", "Detail": "d"}]}}
GOOD = {"SalesReceipt": {"Id": "7", "TotalAmt": 19.99}}

REFUSED = [
    (400, fault("2020"), "2020"),
    (400, fault("610"), "610"),
    (400, fault("6000"), "6000"),
    (400, fault("6140"), "6140"),
    (400, fault("6210"), "6210"),
    (400, fault(6240), "6240"),
    (400, fault("5010"), "5010"),
    (403, fault("003100", kind="AuthorizationFault"), "3100"),
    (200, fault("6540"), "6540"),
]
UNKNOWN = [
    Told(500, b"<html>secret body</html>"),
    told(500, fault("10000", kind="SystemFault")),
    told(500, fault("6000")),
    told(400, fault("10000", kind="SystemFault")),
    told(400, fault("600")),
    Told(502),
    Told(503),
    Told(504),
    Told(403, b"<html>gateway</html>"),
    Told(404),
    Told(302, headers={"Location": "/elsewhere"}),
    Told(204),
    Told(200),
    Told(200, b"<html>a login page</html>"),
    Told(200, json.dumps(GOOD).encode()[:-5]),
    Told(200, b'{"SalesReceipt":{"Id":"7","TotalAmt":NaN}}'),
    Told(200, b"[" * 100_000),
    Told(200, b'{"SalesReceipt":{"Id":"7"\xff}}'),
    told(200, []),
    told(200, {"time": "now"}),
    told(200, {"SalesReceipt": {"TotalAmt": 19.99}}),
    told(200, {"SalesReceipt": {"Id": 7}}),
    told(200, {"Deposit": {"Id": "7"}}),
    told(400, GOOD),
    told(400, NO_CODE),
    told(400, fault("not a number")),
    told(400, fault(None)),
    told(400, {"Fault": {"Error": []}}),
    told(400, {"Fault": "text"}),
    told(200, {"Fault": {"Error": [None]}} | GOOD),
    Told(200, json.dumps(GOOD).encode(), cut=True),
    Told(200, b"not gzip at all", {"Content-Encoding": "gzip"}),
    Told(drop=True),
]


def send(books: Books, stub: Stub, answer: Told) -> Any:
    stub.script.append(answer)
    return books.send(ENTITY, BODY, "wb1")


def test_an_entity_with_its_id_is_accepted_and_its_numbers_are_decimal(stub: Stub, books: Books) -> None:
    answer = send(books, stub, told(200, GOOD | {"time": "now"}, intuit_tid="1-abc"))
    assert answer == Accepted({"Id": "7", "TotalAmt": Decimal("19.99")}, "1-abc")
    assert answer.id == "7"
    assert isinstance(answer.document["TotalAmt"], Decimal)


@pytest.mark.parametrize(("status", "document", "code"), REFUSED)
def test_a_fault_that_can_be_read_is_a_refusal(stub: Stub, books: Books, status: int, document: Any, code: str) -> None:
    answer = send(books, stub, told(status, document, intuit_tid="1-abc"))
    assert answer == Rejected(code, "the message", "the detail", "Line", "1-abc")


@pytest.mark.parametrize("answer", UNKNOWN, ids=range(len(UNKNOWN)))
def test_everything_else_is_unknown(stub: Stub, books: Books, answer: Told) -> None:
    came_to = send(books, stub, answer)
    assert isinstance(came_to, Unknown)
    assert "html" not in came_to.why
    assert len(stub.seen) == 1, "nothing is sent again, and no redirect is followed"


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (told(429, fault("3001", kind="SERVICE")), 60),
        (Told(429, XML_THROTTLE, {"Content-Type": "application/xml"}), 60),
        (Told(429, b"", {"Retry-After": "17"}), 17),
        (Told(429, b"", {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}), 60),
        (Told(429, b"", {"Retry-After": "999999999"}), 3600),
        (told(400, fault("003001")), 60),
    ],
)
def test_a_throttle_is_a_pause(stub: Stub, books: Books, answer: Told, seconds: int) -> None:
    assert send(books, stub, answer) == Throttled(seconds)


def test_several_errors_are_all_told(stub: Stub, books: Books) -> None:
    errors = [{"Message": "one", "Detail": "first", "code": "2020", "element": "A"}, {"Message": "two", "Detail": "second", "code": "2500"}]
    answer = send(books, stub, told(400, {"Fault": {"Error": errors}}))
    assert answer == Rejected("2020", "one", "first; two: second (error 2500)", "A")


def test_one_failure_of_its_own_among_several_errors_makes_all_uncertain(stub: Stub, books: Books) -> None:
    errors = [{"Message": "one", "code": "2020"}, {"Message": "two", "code": "10000"}]
    assert isinstance(send(books, stub, told(400, {"Fault": {"Error": errors}})), Unknown)


def test_an_answer_that_does_not_come_is_unknown(stub: Stub) -> None:
    stub.script.append(Told(hang=True))
    with connect(profile_of(stub, answer_timeout=1)) as books:
        assert books.send(ENTITY, BODY, "wb1") == Unknown("QuickBooks did not answer in time.")


def test_a_connection_that_is_refused_sent_nothing(stub: Stub) -> None:
    with connect(profile_of(stub)) as books:
        assert isinstance(send(books, stub, told(200, GOOD)), Accepted)  # signed in
        stub.stop()
        assert books.send(ENTITY, BODY, "wb1") == NotSent("QuickBooks cannot be reached from this machine.")


@pytest.mark.parametrize(("code", "stops", "conflicts"), [("6190", True, False), ("3100", True, False), ("5010", False, True),
                                                          ("6140", False, True), ("2020", False, False)])  # fmt: skip
def test_a_refusal_says_how_far_it_reaches(code: str, stops: bool, conflicts: bool) -> None:
    refusal = Rejected(code, "", "")
    assert (refusal.concerns_company, refusal.is_conflict) == (stops, conflicts)


def test_a_second_deposit_of_the_same_receipt_is_a_conflict() -> None:
    assert Rejected("6000", "", "… has already been applied to another Deposit").is_conflict
    assert not Rejected("6000", "", "something else").is_conflict
