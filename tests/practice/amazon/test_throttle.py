"""Usage plans: a burst, then one call a period, on the practice clock."""

from __future__ import annotations

import pytest

from tests.practice.amazon.conftest import DOCUMENTS, REPORTS, V2, Client


def statuses(us: Client, calls: int) -> list[int]:
    return [us.ask(REPORTS, reportTypes=V2).status_code for _ in range(calls)]


def test_nothing_is_throttled_unless_told(us: Client) -> None:
    assert statuses(us, 12) == [200] * 12


def test_a_burst_and_then_one_call_in_forty_five_seconds(us: Client) -> None:
    us.emu("POST", "switches", {"throttle": "real"})
    assert statuses(us, 12) == [200] * 10 + [429] * 2
    us.advance(45)
    assert statuses(us, 1) == [429]  # 0.0222 a second is one in 45.045
    us.advance(1)
    assert statuses(us, 2) == [200, 429]
    us.advance(100_000)
    assert statuses(us, 11) == [200] * 10 + [429]  # never more than the burst


def test_a_refusal_says_so_without_the_rate(us: Client) -> None:
    us.emu("POST", "switches", {"throttle": "real", "rate_header_missing": 0})
    assert us.ask(REPORTS, reportTypes=V2).headers["x-amzn-RateLimit-Limit"] == "0.0222"
    statuses(us, 9)
    refused = us.ask(REPORTS, reportTypes=V2)
    assert refused.json()["errors"][0]["code"] == "QuotaExceeded"
    assert "x-amzn-RateLimit-Limit" not in refused.headers
    assert refused.headers["x-amzn-RequestId"]


def test_operations_and_sellers_have_plans_of_their_own(seller) -> None:
    us, de = seller("us"), seller("de")
    us.emu("POST", "switches", {"throttle": "real"})
    document = us.reports()[0]["reportDocumentId"]
    assert statuses(us, 10) == [200] * 9 + [429]
    assert statuses(de, 1) == [200]
    assert [us.ask(f"{DOCUMENTS}/{document}").status_code for _ in range(16)] == [200] * 15 + [429]


def test_the_sandbox_has_one_plan_for_all(us: Client) -> None:
    us.emu("POST", "switches", {"throttle": "sandbox"})
    assert statuses(us, 16) == [200] * 15 + [429]
    us.advance(1)
    assert statuses(us, 6) == [200] * 5 + [429]


@pytest.mark.parametrize(("missing", "stated"), [(0, 40), (20, 38), (1, 0)])
def test_the_rate_is_left_out_now_and_then(us: Client, missing: int, stated: int) -> None:
    us.sign_in()
    us.emu("POST", "switches", {"rate_header_missing": missing})
    told = ["x-amzn-RateLimit-Limit" in us.ask(REPORTS, reportTypes=V2).headers for _ in range(40)]
    assert told.count(True) == stated
