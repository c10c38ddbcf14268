"""A practice Amazon on a real socket, and a client who talks to it over HTTP."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from workbench.practice.amazon.server import AmazonOptions, AmazonServer, serving

V2 = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
REPORTS = "/reports/2021-06-30/reports"
DOCUMENTS = "/reports/2021-06-30/documents"
GROUPS = "/finances/v0/financialEventGroups"
TRANSACTIONS = "/finances/2024-06-19/transactions"
BALANCES = "/finances/2024-06-19/balances"
SUMMARY = "/finances/2024-06-19/summary"
PAYOUTS = "/finances/transfers/2024-06-01/payouts"
EXPECTED = f"{PAYOUTS}/expected"


class Client:
    """A client of one seller, on one kept-alive connection. Amounts are Decimals."""

    def __init__(self, address: str, seller: str = "us") -> None:
        self.address = address
        self.seller = seller
        self.http = httpx.Client(base_url=address, timeout=30)
        self.token = ""

    def sign_in(self, **changes: str) -> httpx.Response:
        form = {
            "grant_type": "refresh_token",
            "client_id": "practice",
            "client_secret": "practice",
            "refresh_token": f"Atzr|practice-{self.seller}",
        }
        answer = self.http.post("/auth/o2/token", data=form | changes)
        if answer.status_code == 200:
            self.token = answer.json().get("access_token", "")
        return answer

    def ask(self, path: str, method: str = "GET", **params: Any) -> httpx.Response:
        """The answer, whatever it is."""
        if not self.token:
            self.sign_in()
        return self.http.request(method, path, params=params, headers={"x-amz-access-token": self.token})

    def get(self, path: str, **params: Any) -> Any:
        """The answer's JSON; the call must succeed."""
        answer = self.ask(path, **params)
        assert answer.status_code == 200, answer.text
        return exactly(answer.text)

    def error(self, path: str, status: int = 400, **params: Any) -> Any:
        """The first error of a call that is refused."""
        answer = self.ask(path, **params)
        assert answer.status_code == status, answer.text
        return answer.json()["errors"][0]

    def every(self, path: str, rows: str, token: str = "nextToken", **params: Any) -> list[Any]:
        """The results of all pages, with the same arguments each time; payload or none."""
        found: list[Any] = []
        extra: dict[str, str] = {}
        for _ in range(200):
            body = self.get(path, **params, **extra)
            body = body.get("payload", body)
            found += body[rows]
            if token not in body:
                return found
            extra = {token: body[token]}
        raise AssertionError("the pages do not end")

    def reports(self, **params: Any) -> list[Any]:
        return list(self.get(REPORTS, **({"reportTypes": V2, "pageSize": 100} | params))["reports"])

    def transactions(self, **params: Any) -> list[Any]:
        return self.every(TRANSACTIONS, "transactions", **({"postedAfter": "2026-07-01"} | params))

    def document(self, report: Any) -> Any:
        return self.get(f"{DOCUMENTS}/{report['reportDocumentId']}")

    def file(self, report: Any) -> bytes:
        """A report's bytes, decompressed."""
        document = self.document(report)
        answer = self.http.get(document["url"])
        assert answer.status_code == 200, answer.text
        return gzip.decompress(answer.content) if "compressionAlgorithm" in document else answer.content

    def emu(self, method: str, errand: str, body: Any = None, **params: Any) -> Any:
        """An errand that must succeed."""
        answer = self.http.request(method, f"/_emu/{errand}", params=params, content=None if body is None else json.dumps(body))
        assert answer.status_code == 200, answer.text
        if (method, errand) == ("POST", "clock"):
            self.token = ""  # it may be over; the next call signs in again
        return exactly(answer.text)

    def fault(self, kind: str, **details: Any) -> None:
        self.emu("POST", "faults", [{"kind": kind} | details])

    def advance(self, seconds: int) -> None:
        self.emu("POST", "clock", {"advance": seconds})

    def truth(self) -> list[Any]:
        return list(self.emu("GET", "ledger", seller=self.seller)["accounts"])


def exactly(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AmazonServer]:
    with serving(Path(tmp_path_factory.mktemp("amazon")), AmazonOptions()) as server:
        yield server


@pytest.fixture
def server(running: AmazonServer) -> AmazonServer:
    """The running server, as on the first day."""
    running.amazon.reset()
    return running


@pytest.fixture
def seller(server: AmazonServer) -> Iterator[Callable[[str], Client]]:
    """Opens clients of any seller; they are closed at the end."""
    opened: list[Client] = []

    def client(name: str) -> Client:
        opened.append(Client(server.address, name))
        return opened[-1]

    yield client
    for one in opened:
        one.http.close()


@pytest.fixture
def us(seller: Callable[[str], Client]) -> Client:
    """The client of the demonstration's seller."""
    return seller("us")
