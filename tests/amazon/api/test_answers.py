"""A reply that is not Amazon's answer is said in words, over a real socket and with the real library; it is never an empty list."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.amazon.api import stub as stubs
from tests.amazon.api.conftest import Clock, Connected
from tests.amazon.api.stub import PAYOUTS, REPORTS, Stub, Told, error, told
from workbench.amazon.api import answers
from workbench.amazon.api.exchange import THROTTLED_TRIES, TRIES
from workbench.amazon.api.faults import NotPermitted, SignInRefused, Throttled
from workbench.amazon.api.seller import Seller
from workbench.errors import BrokenInvariant, NotFound, Refused, Unreachable

HTML = b"<html><head><title>503 Service Temporarily Unavailable</title></head></html>"
GATEWAY = told({"message": "Forbidden"}, 403)
DENIED = error(403, "Unauthorized", "Access to requested resource is denied.")
EXPIRED = error(403, "Unauthorized", "Access to requested resource is denied.", "The access token you provided has expired.")
THROTTLED = error(429, "QuotaExceeded", "You exceeded your quota for the requested resource.")
NO_REPORTS = told({"reports": []})

SILENT = {
    "500 JSON": error(500, "InternalFailure", "We encountered an internal error. Please try again."),
    "500 empty": Told(500),
    "502 HTML": Told(502, HTML, {"Content-Type": "text/html"}),
    "503 HTML": Told(503, HTML, {"Content-Type": "text/html"}),
    "503 JSON": error(503, "ServiceUnavailable", "Service is temporarily unavailable."),
    "504 HTML": Told(504, HTML),
    "400 HTML": Told(400, HTML),
    "404 without errors": told({"message": "No method"}, 404),
    "200 HTML": Told(200, HTML),
    "200 empty": Told(200),
    "200 {}": told({}),
    "200 list": told([]),
    "200 list of reports": told([{"reports": []}]),
    "200 null": told(None),
    "200 with other members": told({"message": "ok"}),
    "200 with errors": told({"errors": [{"code": "InternalFailure", "message": "x"}], "reports": []}),
    "200 with empty errors": told({"errors": [], "reports": []}),
    "200 NaN": Told(200, b'{"reports": [], "x": NaN}'),
    "200 cut JSON": Told(200, b'{"reports": ['),
    "302 elsewhere": Told(302, b"", {"Location": "https://example.com/"}),
    "cut off": Told(200, b'{"reports": []}', cut=5),
    "reset": Told(drop=True),
}


@pytest.mark.parametrize("answer", SILENT.values(), ids=SILENT)
def test_no_clear_answer_is_unreachable_and_never_an_empty_list(stub: Stub, seller: Seller, answer: Told) -> None:
    stub.tell(REPORTS, answer)
    with pytest.raises(Unreachable):
        list(seller.settlement_reports())
    assert len(stub.asked(REPORTS)) == TRIES


@pytest.mark.parametrize("answer", SILENT.values(), ids=SILENT)
def test_one_answer_that_is_not_clear_costs_a_moment(stub: Stub, seller: Seller, clock: Clock, answer: Told) -> None:
    stub.tell(REPORTS, answer, NO_REPORTS)
    assert list(seller.settlement_reports()) == []
    assert 2 <= clock.waited <= 3


@pytest.mark.parametrize("answer", [told({}), told([]), told(None), Told(200)], ids=["{}", "list", "null", "empty"])
def test_a_question_after_one_thing_is_not_answered_by_nothing(stub: Stub, seller: Seller, answer: Told) -> None:
    stub.tell(f"{REPORTS}/7", answer)
    with pytest.raises(Unreachable):
        seller.report("7")


@pytest.mark.parametrize("answer", [THROTTLED, Told(429, HTML), Told(429)], ids=["JSON", "HTML", "empty"])
def test_a_throttle_is_waited_for(stub: Stub, seller: Seller, clock: Clock, answer: Told) -> None:
    stub.tell(REPORTS, answer, answer, NO_REPORTS)
    assert list(seller.settlement_reports()) == []
    assert clock.waited >= 2 * 46  # at Amazon's rate for this operation


def test_a_throttle_without_end_is_said(stub: Stub, seller: Seller) -> None:
    stub.tell(REPORTS, THROTTLED)
    with pytest.raises(Throttled, match="fewer questions"):
        list(seller.settlement_reports())
    assert len(stub.asked(REPORTS)) == THROTTLED_TRIES


@pytest.mark.parametrize("answer", [DENIED, GATEWAY, Told(403, HTML), error(401, "Unauthorized")], ids=["role", "gateway", "HTML", "401"])
def test_a_missing_permission_names_the_role_and_is_asked_once(stub: Stub, seller: Seller, answer: Told) -> None:
    stub.tell(REPORTS, answer)
    with pytest.raises(NotPermitted, match="Finance and Accounting") as refusal:
        list(seller.settlement_reports())
    assert "Seller Central" in refusal.value.next
    assert len(stub.asked(REPORTS)) == 1


def test_a_refused_question_says_what_amazon_says(stub: Stub, seller: Seller) -> None:
    stub.tell(REPORTS, error(400, "InvalidInput", "NextToken cannot be specified with other input parameters", "createdSince;"))
    with pytest.raises(Refused, match="NextToken cannot be specified with other input parameters createdSince;"):
        list(seller.settlement_reports())
    assert len(stub.asked(REPORTS)) == 1


def test_what_amazon_no_longer_has_is_not_found(seller: Seller) -> None:
    with pytest.raises(NotFound):
        seller.report("383187020424")
    with pytest.raises(NotFound):
        seller.document("amzn1.spdoc.1.4.na.x")


def test_an_expired_token_is_renewed_once_and_the_question_repeated(stub: Stub, seller: Seller) -> None:
    stub.tell(REPORTS, EXPIRED, NO_REPORTS)
    assert list(seller.settlement_reports()) == []
    assert [r.headers["x-amz-access-token"] for r in stub.asked(REPORTS)] == ["Atza|canary-1", "Atza|canary-2"]
    assert len(stub.asked(stubs.TOKEN)) == 2


def test_a_token_refused_twice_means_connecting_anew(stub: Stub, seller: Seller) -> None:
    revoked = error(
        403, "Unauthorized", "Access to requested resource is denied.", "The access token you provided is revoked, malformed or invalid."
    )
    stub.tell(REPORTS, revoked)
    with pytest.raises(SignInRefused, match="even a renewed one"):
        list(seller.settlement_reports())
    assert len(stub.asked(stubs.TOKEN)) == 2


def test_a_redirect_does_not_carry_the_token_along(stub: Stub, connected: Connected) -> None:
    with stubs.running() as elsewhere:
        stub.tell(REPORTS, Told(302, b"", {"Location": f"{elsewhere.address}/x"}))
        with pytest.raises(Unreachable):
            list(connected().settlement_reports())
        assert elsewhere.seen == []


def test_amounts_arrive_as_they_are_written() -> None:
    body = b'{"a": 0.1, "b": 12345678901234.56, "c": 7, "d": 1e1}'
    assert answers.document(body) == {"a": Decimal("0.1"), "b": Decimal("12345678901234.56"), "c": 7, "d": Decimal("1E+1")}
    assert not any(isinstance(value, float) for value in (answers.document(body) or {}).values())


@pytest.mark.parametrize("amount", ["0.001", '"12.50"', "true", "null", "{}", "1e400"])
def test_an_amount_that_is_no_money_is_refused(stub: Stub, seller: Seller, amount: str) -> None:
    body = f"""{{"payouts": [{{"id": "1", "currentStatus": "PAID", "statusHistory": [],
                "amount": {{"currencyCode": "USD", "currencyAmount": {amount}}}}}]}}"""
    stub.tell(PAYOUTS, Told(200, body.encode()))
    with pytest.raises(BrokenInvariant):
        list(seller.payouts(seller._now()))
