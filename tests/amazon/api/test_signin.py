"""The sign-in: fetched once, shared by threads, renewed when its hour is over, and refused in words that help."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest

from tests.amazon.api.conftest import Clock, Connected
from tests.amazon.api.stub import REPORTS, TOKEN, Stub, Told, error, told
from workbench.amazon.api.faults import SignInRefused
from workbench.amazon.api.seller import Seller
from workbench.errors import Unreachable

NO_REPORTS = told({"reports": []})
EXPIRED = error(403, "Unauthorized", "Access to requested resource is denied.", "The access token you provided has expired.")


def refusal(status: int, code: str, description: str = "") -> Told:
    return told({"error": code, "error_description": description}, status)


def test_one_sign_in_serves_every_api(stub: Stub, seller: Seller) -> None:
    stub.tell(REPORTS, NO_REPORTS)
    stub.tell("/finances/v0/financialEventGroups", told({"payload": {"FinancialEventGroupList": []}}))
    list(seller.settlement_reports())
    list(seller.groups(seller._now() - timedelta(days=1)))
    (signed_in,) = stub.asked(TOKEN)
    assert dict(parse_qsl(signed_in.body.decode())) == {
        "grant_type": "refresh_token", "client_id": "practice", "client_secret": "canary-secret", "refresh_token": "Atzr|canary-refresh",
    }  # fmt: skip


def test_a_token_is_renewed_when_its_hour_is_nearly_over(stub: Stub, seller: Seller, clock: Clock) -> None:
    stub.tell(REPORTS, NO_REPORTS)
    for minutes in (0, 57, 2):
        clock.moment += timedelta(minutes=minutes)
        list(seller.settlement_reports())
    assert [r.headers["x-amz-access-token"] for r in stub.asked(REPORTS)] == ["Atza|canary-1", "Atza|canary-1", "Atza|canary-2"]


@pytest.mark.parametrize(
    ("answer", "words", "remedy"),
    [
        (refusal(400, "invalid_grant", "The request has an invalid grant parameter"), "revoked", "Authorize the application"),
        (refusal(401, "invalid_client", "Client authentication failed"), "older than 180 days: rotate it", "Rotate the secret"),
        (refusal(400, "unauthorized_client"), "not allowed", "Developer Console"),
        (refusal(400, "something_new"), "something_new", "Connect the seller anew"),
    ],
    ids=["grant", "client", "unauthorized", "unknown"],
)
def test_a_refused_sign_in_says_what_to_renew(stub: Stub, seller: Seller, answer: Told, words: str, remedy: str) -> None:
    stub.tell(TOKEN, answer)
    with pytest.raises(SignInRefused, match=words) as refused:
        list(seller.settlement_reports())
    assert remedy in refused.value.next
    assert len(stub.asked(TOKEN)) == 1
    assert stub.asked(REPORTS) == []


@pytest.mark.parametrize(
    "answer",
    [
        Told(503, b"<html>"),
        Told(429, b"<html>"),
        Told(400, b"<html>"),
        told({}),
        Told(200, b"<html>"),
        Told(drop=True),
        refusal(500, "server_error"),
    ],
    ids=["503", "429", "400 HTML", "empty", "200 HTML", "reset", "500"],
)
def test_a_sign_in_that_gives_no_clear_answer_is_tried_again(stub: Stub, seller: Seller, answer: Told) -> None:
    stub.tell(REPORTS, NO_REPORTS)
    stub.tell(TOKEN, answer, told({"access_token": "Atza|second", "expires_in": 3600}))
    assert list(seller.settlement_reports()) == []
    stub.tell(TOKEN, answer)
    stub.tell(REPORTS, EXPIRED)
    with pytest.raises(Unreachable, match=r"sign-in|connection"):
        list(seller.settlement_reports())


def test_many_threads_that_meet_an_expired_token_renew_it_once(stub: Stub, connected: Connected) -> None:
    seller = connected()
    signin = seller._exchange._clients._clients["reports"]._auth
    assert signin.get_auth().access_token == "Atza|canary-1"
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: signin.renew("Atza|canary-1"), range(8)))
    assert len(stub.asked(TOKEN)) == 2


def test_two_sellers_do_not_share_a_token(stub: Stub, connected: Connected) -> None:
    stub.tell(REPORTS, NO_REPORTS)
    list(connected().settlement_reports())
    list(connected().settlement_reports())  # the same refresh token, as after a new client secret
    assert len(stub.asked(TOKEN)) == 2
