"""Control: the clock, the switches, the log, and what is remembered between two starts."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.practice.amazon.conftest import REPORTS, V2, Client
from workbench.practice.amazon.server import AmazonOptions, AmazonServer, serving


def test_the_clock_stands_still_until_moved(us: Client) -> None:
    assert us.emu("GET", "clock") == {"now": "2026-11-23T09:00:00+00:00", "speed": 0}
    assert us.emu("POST", "clock", {"advance": 90})["now"] == "2026-11-23T09:01:30+00:00"
    assert us.emu("POST", "clock", {"to": "2026-12-01", "advance": 1.2})["now"] == "2026-12-01T00:00:02+00:00"
    assert us.http.get("/_emu/clock").headers["date"] == "Tue, 01 Dec 2026 00:00:02 GMT"


@pytest.mark.parametrize("wrong", [{"advance": -1}, {"advance": 10**12}, {"to": "soon"}, {"back": 1}, {}, [], {"speed": "fast"}])
def test_the_clock_is_moved_sensibly_or_not_at_all(us: Client, wrong: object) -> None:
    answer = us.http.post("/_emu/clock", json=wrong)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert us.emu("GET", "clock")["now"] == "2026-11-23T09:00:00+00:00"


def test_the_clock_can_run(us: Client) -> None:
    us.emu("POST", "clock", {"speed": 10_000_000})
    moments = {us.emu("GET", "clock")["now"] for _ in range(3)}
    assert len(moments) == 3
    us.emu("POST", "clock", {"speed": 0})
    assert us.emu("GET", "clock") == us.emu("GET", "clock")


def test_switches_are_turned_by_name_and_value(us: Client) -> None:
    assert us.emu("POST", "switches", {"order_lag_hours": 0})["order_lag_hours"] == 0
    for wrong in ({"lag": 0}, {"order_lag_hours": "0"}, {"throttle": "some"}, {"largest_page": -1}):
        assert us.http.post("/_emu/switches", json=wrong).status_code == 400


def test_the_log_tells_what_was_asked_and_no_secrets(us: Client) -> None:
    us.fault("503", operation="getReports")
    us.ask(REPORTS, reportTypes=V2)
    us.http.get(us.document(us.reports()[0])["url"])
    log = us.emu("GET", "requests")["requests"]
    assert [entry["operation"] for entry in log] == ["token", "getReports", "getReports", "getReportDocument", "download"]
    assert (log[1]["status"], log[1]["fault"], log[1]["query"]) == (503, "503", {"reportTypes": V2})
    text = str(log)
    assert us.token not in text
    assert "X-Amz-Signature" not in text
    us.emu("DELETE", "requests")
    assert us.emu("GET", "requests") == {"requests": []}


def test_what_is_no_errand_or_no_address_is_refused(us: Client) -> None:
    assert "the errands are" in us.http.get("/_emu/nothing").json()["error"]
    assert us.http.get("/_emu/ledger", params={"seller": "nobody"}).status_code == 400
    assert us.http.post("/_emu/clock", content=b"{").status_code == 400
    nowhere = us.ask("/orders/v0/orders")
    assert (nowhere.status_code, nowhere.json()) == (403, {"message": "Forbidden"})
    assert us.http.get("/_emu/clock", headers={"Origin": "http://elsewhere"}).status_code == 403


def test_sellers_are_listed_with_their_tokens(us: Client) -> None:
    sellers = {one["name"]: one["refresh_token"] for one in us.emu("GET", "sellers")["sellers"]}
    assert sellers["us"] == "Atzr|practice-us"
    assert sellers.keys() == {"us", "de", "region", "eu", "jp", "distress", "migration", "large"}


def test_a_very_long_settlement_is_made_to_measure(seller) -> None:
    client = seller("large")
    client.emu("POST", "scenario", {"large_lines": 2_345})
    (report,) = client.reports()
    lines = client.file(report).decode().splitlines()
    assert len(lines) == 2 + 2_345
    (payout,) = client.get("/finances/transfers/2024-06-01/payouts")["payouts"]
    assert lines[1].split("\t")[4] == str(payout["amount"]["currencyAmount"])
    assert client.http.post("/_emu/scenario", json={"large_lines": -1}).status_code == 400


def test_state_outlives_the_server_and_the_money_is_the_same(tmp_path: Path) -> None:
    def look(address: str) -> tuple[object, list[object]]:
        client = Client(address)
        try:
            client.sign_in(client_secret="newer")
            return client.emu("GET", "clock"), client.reports()
        finally:
            client.http.close()

    with serving(tmp_path, AmazonOptions(throttle="real")) as server, httpx.Client(base_url=server.address) as http:
        http.post("/_emu/clock", json={"advance": 86_400})
        http.post("/_emu/access", json={"secret": "newer"})
        before = look(server.address)
    with serving(tmp_path, AmazonOptions()) as server, httpx.Client(base_url=server.address) as http:
        assert look(server.address) == before
        assert http.get("/_emu/switches").json()["throttle"] == "real"


def test_a_damaged_state_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "amazon.json").write_text("{")
    with pytest.raises(OSError, match="delete it to begin anew"):
        AmazonServer(0, tmp_path)
