"""Failures on order: each is had at the call it was ordered for, and is over after it."""

from __future__ import annotations

import httpx
import pytest

from tests.practice.amazon.conftest import BALANCES, PAYOUTS, REPORTS, TRANSACTIONS, V2, Client


@pytest.mark.parametrize(
    ("kind", "status", "content_type", "words"),
    [
        ("429", 429, "application/json", "QuotaExceeded"),
        ("429-empty", 429, "application/json", ""),
        ("429-html", 429, "text/html", "<h1>429 Too Many Requests"),
        ("503-html", 503, "text/html", "<h1>503"),
        ("504-html", 504, "text/html", "<h1>504"),
        ("400-html", 400, "text/html", "<h1>400"),
        ("200-html", 200, "text/html", "<h1>Sign in"),
        ("500", 500, "application/json", "InternalFailure"),
        ("503", 503, "application/json", "ServiceUnavailable"),
        ("forbidden", 403, "application/json", '{"message":"Forbidden"}'),
        ("denied", 403, "application/json", '"details":""'),
        ("token-expired", 403, "application/json", "has expired"),
        ("empty-json", 200, "application/json", "{}"),
        ("empty", 200, "application/json", ""),
        ("redirect", 302, "application/json", ""),
    ],
)
def test_a_call_can_be_answered_with_something_else(us: Client, kind: str, status: int, content_type: str, words: str) -> None:
    us.fault(kind, operation="getReports")
    assert us.ask(PAYOUTS).status_code == 200  # of another operation
    answer = us.ask(REPORTS, reportTypes=V2)
    assert (answer.status_code, answer.headers["content-type"]) == (status, content_type)
    assert words in answer.text
    assert bool(answer.text) == bool(words)
    assert len(us.reports()) == 8


def test_a_failure_comes_at_the_nth_call_and_so_many_times(us: Client) -> None:
    us.fault("503", operation="getReports", nth=3, times=2)
    assert [us.ask(REPORTS, reportTypes=V2).status_code for _ in range(6)] == [200, 200, 503, 503, 200, 200]
    us.fault("denied", operation="listBalances", times=0)
    assert [us.ask(BALANCES).status_code for _ in range(4)] == [403] * 4
    (waiting,) = us.emu("GET", "faults")["faults"]
    assert (waiting["seen"], waiting["happened"]) == (4, 4)


def test_two_failures_of_one_operation_come_one_after_the_other(us: Client) -> None:
    us.emu("POST", "faults", [{"kind": "429", "operation": "getReports"}, {"kind": "503", "operation": "getReports", "times": 2}])
    assert [us.ask(REPORTS, reportTypes=V2).status_code for _ in range(4)] == [429, 503, 503, 200]


def test_a_connection_can_be_dropped_before_and_amid_the_answer(us: Client) -> None:
    us.sign_in()
    us.fault("drop", operation="getReports")
    with pytest.raises(httpx.RemoteProtocolError):
        us.reports()
    us.fault("reset", operation="getReports")
    with pytest.raises(httpx.RemoteProtocolError):
        us.reports()
    us.fault("cut-json", operation="getReports")
    with pytest.raises(ValueError, match="char"):
        us.reports()
    assert len(us.reports()) == 8


def test_a_download_can_break_and_be_resumed(us: Client) -> None:
    url = us.document(us.reports()[0])["url"]
    whole = us.http.get(url).content
    us.fault("reset", operation="download")
    received: list[bytes] = []
    with us.http.stream("GET", url) as answer, pytest.raises(httpx.RemoteProtocolError):
        received.extend(answer.iter_raw())
    got = b"".join(received)
    rest = us.http.get(url, headers={"Range": f"bytes={len(got)}-"})
    assert 0 < len(got) < len(whole)
    assert got + rest.content == whole


def test_an_answer_can_be_slow(us: Client) -> None:
    us.sign_in()
    us.fault("slow", operation="getReports", milliseconds=200)
    impatient = httpx.Timeout(30, read=0.05)
    with pytest.raises(httpx.ReadTimeout):
        us.http.get(REPORTS, params={"reportTypes": V2}, headers={"x-amz-access-token": us.token}, timeout=impatient)
    assert len(us.reports()) == 8


def test_signing_in_can_fail_too(us: Client) -> None:
    us.fault("503-html", operation="token")
    assert us.sign_in().status_code == 503
    assert us.sign_in().status_code == 200


QUESTION = {"postedAfter": "2026-09-01"}


def pages(us: Client, count: int) -> list[list[str]]:
    """The ids on the first pages, by the tokens given."""
    found, extra = [], {}
    for _ in range(count):
        payload = us.get(TRANSACTIONS, **QUESTION, **extra)["payload"]
        found.append([one["transactionId"] for one in payload["transactions"]])
        extra = {"nextToken": payload["nextToken"]}
    return found


def test_pages_can_be_empty_missing_repeated_or_out_of_order(us: Client) -> None:
    us.emu("POST", "switches", {"largest_page": 50})
    first, second, third, fourth = pages(us, 4)
    us.fault("empty-page", operation="listTransactions", nth=2)
    assert pages(us, 4) == [first, [], second, third]
    us.fault("missing-page", operation="listTransactions", nth=2)
    assert pages(us, 3) == [first, second, fourth]
    us.fault("repeated-token", operation="listTransactions", nth=2, times=0)
    assert pages(us, 4) == [first, second, second, second]
    us.fault("out-of-order", operation="listTransactions")
    assert pages(us, 2) == [first[::-1], second]


def test_a_page_token_can_be_too_old(us: Client) -> None:
    token = us.get(REPORTS, reportTypes=V2, pageSize=5)["nextToken"]
    us.fault("page-token-expired", operation="getReports")
    assert us.error(REPORTS, nextToken=token)["message"] == "Invalid NextToken"
    assert len(us.get(REPORTS, nextToken=token)["reports"]) == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "flood"},
        {"kind": "429", "nth": 0},
        {"kind": "429", "when": "now"},
        {"kind": "429", "times": "2"},
        {"kind": "429", "key": 7},
        "429",
        {},
    ],
)
def test_what_is_not_a_failure_is_refused_in_words(us: Client, wrong: object) -> None:
    answer = us.http.post("/_emu/faults", json=[wrong])
    assert answer.status_code == 400
    assert answer.json()["error"]
