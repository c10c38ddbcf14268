"""The socket and the process: signing in, failures on order, and books that survive a kill."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from workbench.practice.books import BooksInUseError
from workbench.practice.server import PracticeServer, serve
from workbench.practice.wire import decode

LOST = (ConnectionError, http.client.HTTPException)


def _order(shop: Any, kind: str, when: str, match: str = "POST salesreceipt", **more: Any) -> None:
    shop.office("POST", "faults", [{"kind": kind, "when": when, "match": match} | more])


def _count(shop: Any) -> int:
    return int(shop.query("select count(*) from SalesReceipt")["totalCount"])


def test_an_answer_lost_after_the_commit_is_replayed_into_one_document(shop: Any) -> None:
    _order(shop, "drop", "after")
    with pytest.raises(LOST):
        shop.call("POST", "salesreceipt", shop.sale(10), requestid="one")
    assert _count(shop) == 1
    replayed = shop.post("SalesReceipt", shop.sale(10), requestid="one")
    assert _count(shop) == 1
    assert shop.read("SalesReceipt", replayed["Id"]) == replayed
    assert shop.balances() == {"Payments to deposit": 10, "Sales": -10}


def test_a_batch_lost_after_the_commit_is_replayed_into_its_documents(shop: Any) -> None:
    items = [{"bId": f"{n:02}", "operation": "create", "SalesReceipt": shop.sale(n + 1)} for n in range(30)]
    _order(shop, "drop", "after", "POST batch")
    with pytest.raises(LOST):
        shop.call("POST", "batch", {"BatchItemRequest": items}, requestid="b")
    answer = shop.call("POST", "batch", {"BatchItemRequest": items}, requestid="b")[1]
    assert [item["SalesReceipt"]["TotalAmt"] for item in answer["BatchItemResponse"]] == list(range(1, 31))
    assert _count(shop) == 30


def test_a_request_dropped_before_is_not_carried_out(shop: Any) -> None:
    _order(shop, "drop", "before")
    with pytest.raises(LOST):
        shop.call("POST", "salesreceipt", shop.sale())
    assert _count(shop) == 0


@pytest.mark.parametrize(("when", "documents"), [("before", 0), ("after", 1)])
@pytest.mark.parametrize("kind", ["429", "429xml", "401", "403", "500", "503", "504"])
def test_a_refusal_before_or_after_the_work(shop: Any, kind: str, when: str, documents: int) -> None:
    _order(shop, kind, when)
    status, answer = shop.call("POST", "salesreceipt", shop.sale())
    assert status == int(kind[:3])
    words = {"429": "ThrottleExceeded", "429xml": "<Error code=", "401": "003200", "403": "003100", "500": "10000"}
    assert words.get(kind, "") in str(answer)
    assert _count(shop) == documents


def test_a_malformed_answer_is_half_of_one(shop: Any) -> None:
    _order(shop, "malformed", "after")
    status, text = shop.request("POST", "/v3/company/us-demo/salesreceipt", '{"Line": []}', Authorization=f"Bearer {shop.token}")
    assert status == 200
    with pytest.raises(ValueError, match=r"."):
        decode(text)


@pytest.mark.parametrize("server", [1], indirect=True)
def test_a_late_request_lands_within_the_limit_or_never(shop: Any) -> None:
    assert shop.office("GET", "limits")["request_limit_seconds"] == 1
    _order(shop, "slow", "before", seconds=Decimal("0.01"))
    shop.post("SalesReceipt", shop.sale())
    _order(shop, "slow", "before", seconds=1)
    assert shop.call("POST", "salesreceipt", shop.sale())[0] == 504
    assert _count(shop) == 1
    _order(shop, "slow", "after", seconds=1)
    assert shop.call("POST", "salesreceipt", shop.sale())[0] == 504
    assert _count(shop) == 2


def test_a_failure_waits_for_its_request(shop: Any) -> None:
    _order(shop, "503", "before", nth=2)
    shop.office("GET", "state", realm="us-demo")
    assert shop.call("POST", "query", "select count(*) from Item")[0] == 200
    assert [shop.call("POST", "salesreceipt", shop.sale())[0] for _ in range(3)] == [200, 503, 200]
    assert shop.office("GET", "faults") == {"faults": []}


def test_failures_that_cannot_be_are_refused_in_words(shop: Any) -> None:
    for body, words in (
        ('[{"kind": "flood", "when": "after"}]', "kind is one of"),
        ('[{"kind": "drop", "when": "never"}]', "before or after"),
        ('[{"kind": "drop", "when": "after", "nth": 0}]', "nth is 1 or more"),
        ('[{"kind": "drop", "then": "after"}]', "a fault has"),
        ("{}", "faults is a list"),
    ):
        status, text = shop.request("POST", "/_practice/faults", body)
        assert status == 400
        assert words in text


def test_refresh_tokens_rotate_and_practice_always_works(shop: Any) -> None:
    first = shop.sign_in()
    second = shop.sign_in(first["refresh_token"])
    assert second["expires_in"] == 3600
    assert shop.sign_in(first["refresh_token"])["error"] == "invalid_grant"
    assert "access_token" in shop.sign_in(second["refresh_token"])
    assert "access_token" in shop.sign_in()


def test_an_access_token_must_be_ours(shop: Any) -> None:
    shop.token = "guessed"
    status, answer = shop.call("GET", "companyinfo/1")
    assert (status, answer["fault"]["error"][0]["code"]) == (401, "3200")


def test_discovery_and_consent_lead_to_tokens(shop: Any) -> None:
    found = decode(shop.request("GET", "/.well-known/openid_configuration")[1])
    assert found["token_endpoint"] == f"http://127.0.0.1:{shop.port}/oauth2/v1/tokens/bearer"
    connection = http.client.HTTPConnection("127.0.0.1", shop.port, timeout=10)
    connection.request("GET", "/connect/oauth2?redirect_uri=http://localhost/back&state=s&realmId=eu-a")
    answer = connection.getresponse()
    location = answer.headers["Location"]
    connection.close()
    assert answer.status == 302
    assert location.startswith("http://localhost/back?code=practice-code-")
    assert location.endswith("&state=s&realmId=eu-a")
    code = location.split("code=")[1].split("&")[0]
    granted = shop.request(
        "POST", "/oauth2/v1/tokens/bearer", f"grant_type=authorization_code&code={code}&redirect_uri=http://localhost/back"
    )
    assert granted[0] == 200
    assert shop.request("POST", "/oauth2/v1/tokens/bearer", "grant_type=authorization_code&code=x")[0] == 400
    token = decode(granted[1])["access_token"]
    assert shop.request("POST", "/v2/oauth2/tokens/revoke", f"token={token}")[0] == 200
    shop.token = token
    assert shop.call("GET", "companyinfo/1")[0] == 401


def test_an_unknown_realm_an_unknown_address_and_a_body_that_is_no_json(shop: Any) -> None:
    assert shop.code("SalesReceipt", "{") == "2010"
    assert shop.code("SalesReceipt", "[]") == "2010"
    assert shop.code("Invoice", {}) == "500"
    assert shop.request("GET", "/elsewhere")[0] == 404
    shop.realm = "123"
    assert shop.call("GET", "companyinfo/1")[0] == 403


def test_the_company_says_that_it_is_for_practice(shop: Any) -> None:
    info = shop.call("GET", "companyinfo/1")[1]["CompanyInfo"]
    assert (info["CompanyName"], info["Country"]) == ("Practice company us-demo", "US")
    preferences = shop.call("GET", "preferences")[1]["Preferences"]
    assert preferences["AccountingInfoPrefs"]["ClassTrackingPerTxnLine"] is True
    assert len(shop.query("select * from Class")["Class"]) == len(shop.query("select * from Department")["Department"]) == 2


def test_web_pages_may_not_ask(shop: Any) -> None:
    assert shop.request("GET", "/_practice/limits", Origin="https://example.com")[0] == 403
    assert shop.request("GET", "/_practice/limits", Host="example.com")[0] == 403


def test_requests_are_counted_and_not_limited_at_first(shop: Any) -> None:
    before = shop.office("GET", "limits")
    shop.call("POST", "batch", {"BatchItemRequest": []})
    shop.query("select * from Item")
    after = shop.office("GET", "limits")
    assert (after["requests"] - before["requests"], after["batches"] - before["batches"]) == (2, 1)


def test_many_clients_write_at_once(shop: Any) -> None:
    def work() -> None:
        own = shop.elsewhere(shop.port)
        for _ in range(10):
            own.post("SalesReceipt", own.sale(1))
        own.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shop.balances() == {"Payments to deposit": 80, "Sales": -80}
    ids = [row["Id"] for row in shop.query("select * from SalesReceipt")["SalesReceipt"]]
    assert len(set(ids)) == 80


class Process:
    """The program, started as a user starts it."""

    def __init__(self, home: Path, *more: str) -> None:
        command = [sys.executable, "-m", "workbench.practice", "--port", "0", "--home", str(home), *more]
        root = Path(__file__).parents[2]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=root)

    def announced(self) -> Any:
        assert self.process.stdout is not None
        return decode(self.process.stdout.readline())

    def end(self) -> tuple[int, str]:
        """The exit code and what was said about it."""
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Any]:
    started: list[Process] = []

    def run(*more: str) -> Process:
        started.append(Process(tmp_path, *more))
        return started[-1]

    yield run
    for one in started:
        one.process.kill()
        one.end()


@pytest.mark.kill
def test_books_survive_a_kill(start: Any, shop_at: Any) -> None:
    first = start()
    announced = first.announced()
    assert announced["pid"] == first.process.pid
    shop = shop_at(int(announced["quickbooks"].rsplit(":", 1)[1]))
    shop.office("POST", "rules", {"warn_duplicate_numbers": False})
    posted = shop.post("SalesReceipt", shop.sale(10), requestid="one")
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait(timeout=30)
    again = shop.elsewhere(int(start().announced()["quickbooks"].rsplit(":", 1)[1]))
    assert again.read("SalesReceipt", posted["Id"]) == posted
    assert again.post("SalesReceipt", again.sale(11), requestid="one") == posted
    assert again.balances() == {"Payments to deposit": 10, "Sales": -10}
    assert again.office("GET", "rules", realm="us-demo")["warn_duplicate_numbers"] is False
    again.close()


@pytest.mark.kill
def test_one_server_holds_the_books(start: Any) -> None:
    start().announced()
    second = start()
    code, said = second.end()
    assert code == 2
    assert "another practice server holds the books" in said


@pytest.mark.kill
def test_it_stops_by_itself_when_idle(start: Any) -> None:
    process = start("--stop-when-idle", "0")
    process.announced()
    assert process.end() == (0, "")


def test_serve_announces_and_stops(tmp_path: Path) -> None:
    lines: list[str] = []
    serve(0, tmp_path, lines.append, stop_when_idle=0)
    (line,) = lines
    assert decode(line)["pid"] == os.getpid()


def test_books_in_use_are_an_error_and_a_taken_port_lets_go_of_them(server: PracticeServer, tmp_path: Path) -> None:
    with pytest.raises(BooksInUseError, match="another practice server"):
        PracticeServer(0, tmp_path)
    other = tmp_path / "other"
    with pytest.raises(OSError, match="in use"):
        PracticeServer(server.server_address[1], other)
    PracticeServer(0, other).server_close()
