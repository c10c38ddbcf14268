"""A stub that answers as told, and the practice QuickBooks as a program of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.quickbooks.stub import Stub, running
from workbench.quickbooks import Books, Profile, connect

ROOT = Path(__file__).parents[2]


@pytest.fixture
def stub() -> Iterator[Stub]:
    with running() as server:
        yield server


def profile_of(stub: Stub, **others: Any) -> Profile:
    """A profile of the stub's company."""
    secrets = {"client_id": "the-client", "client_secret": "canary-client-secret", "refresh_token": "canary-refresh"}
    return Profile("practice", "us-stub", stub.address, **(secrets | others))


@pytest.fixture
def books(stub: Stub) -> Iterator[Books]:
    with connect(profile_of(stub)) as found:
        yield found


class Practice:
    """The practice program, and what a test does to it."""

    def __init__(self, address: str) -> None:
        self.address = address

    def office(self, errand: str, body: Any) -> Any:
        request = urllib.request.Request(f"{self.address}/_practice/{errand}", json.dumps(body).encode())
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def trouble(self, kind: str, when: str, match: str, **others: Any) -> None:
        self.office("faults", [{"kind": kind, "when": when, "match": match, **others}])


@pytest.fixture(scope="session")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    home = tmp_path_factory.mktemp("practice")
    command = [sys.executable, "-m", "workbench.practice", "--port", "0", "--home", str(home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as program:
        assert program.stdout is not None
        try:
            yield Practice(json.loads(program.stdout.readline())["quickbooks"])
        finally:
            program.terminate()


class Shop:
    """A practice company of this test alone, with one item and one customer, and its books through the real client."""

    def __init__(self, books: Books) -> None:
        self.books = books
        self.undeposited = next(a.id for a in books.accounts() if a.sub_type == "UndepositedFunds")
        self.income = books.create_account("Amazon sales", "Income", "SalesOfProductIncome").id
        self.item = books.create_item("Amazon item", self.income, sku="SKU-1").id
        self.customer = books.create_customer("Amazon customers").id

    def receipt(self, number: str, price: str = "19.99", day: str = "2026-11-03") -> dict[str, Any]:
        detail = {"ItemRef": {"value": self.item}, "Qty": 1, "UnitPrice": json_number(price)}
        return {
            "DocNumber": number,
            "TxnDate": day,
            "CustomerRef": {"value": self.customer},
            "DepositToAccountRef": {"value": self.undeposited},
            "Line": [{"DetailType": "SalesItemLineDetail", "Amount": json_number(price), "SalesItemLineDetail": detail}],
        }


def json_number(text: str) -> Any:
    """The number as JSON writes it."""
    return json.loads(text)


def wire(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


@pytest.fixture
def shop(practice: Practice) -> Iterator[Shop]:
    realm = f"us-{uuid.uuid4().hex}"
    with connect(Profile("practice", realm, practice.address, refresh_token="practice")) as books:
        yield Shop(books)
    practice.office("faults", [])
