"""A practice QuickBooks on a real socket, and a bookkeeper who talks to it over HTTP."""

from __future__ import annotations

import http.client
import threading
from base64 import b64encode
from collections.abc import Iterator
from copy import copy
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from workbench.practice.server import DEFAULT_REQUEST_LIMIT, PracticeServer
from workbench.practice.wire import decode, encode

BACK = "http://localhost/back"
"""The redirect_uri of the apps."""


class Bookkeeper:
    """One client of one practice company, on one kept-alive connection."""

    def __init__(self, port: int, realm: str = "us-demo") -> None:
        self.realm = realm
        self.port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.token = self.sign_in()["access_token"]

    def close(self) -> None:
        self._connection.close()

    def elsewhere(self, port: int) -> Self:
        """The same bookkeeper, with the same token, on a connection of its own."""
        other = copy(self)
        other.port = port
        other._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        return other

    def request(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, str]:
        try:
            self._connection.request(method, path, None if body is None else body.encode(), headers)
            answer = self._connection.getresponse()
            return answer.status, answer.read().decode()
        except (ConnectionError, http.client.HTTPException):
            self._connection.close()
            raise

    def sign_in(self, refresh: str = "practice") -> Any:
        form = urlencode({"grant_type": "refresh_token", "refresh_token": refresh})
        return decode(self.request("POST", "/oauth2/v1/tokens/bearer", form)[1])

    def consent(self, **options: str) -> dict[str, str]:
        """What the consent page sends back to the app."""
        self._connection.request("GET", f"/connect/oauth2?{urlencode({'redirect_uri': BACK, 'state': 's'} | options)}")
        answer = self._connection.getresponse()
        answer.read()
        assert answer.status == 302
        return {name: value[0] for name, value in parse_qs(urlsplit(answer.headers["Location"]).query).items()}

    def grant(self, app: str = "app", *, headers: dict[str, str] | None = None, **form: str) -> tuple[int, Any]:
        """Status and answer of the token endpoint, asked by that app."""
        basic = "Basic " + b64encode(f"{app}:secret".encode()).decode()
        path, sent = "/oauth2/v1/tokens/bearer", {"Authorization": basic} | (headers or {})
        status, text = self.request("POST", path, urlencode(form), **sent)
        return status, decode(text)

    def signed_in_by_consent(self, app: str = "app", **headers: str) -> Any:
        """Tokens of that app for this company."""
        code = self.consent(client_id=app, realmId=self.realm)["code"]
        status, told = self.grant(app, headers=headers, grant_type="authorization_code", code=code, redirect_uri=BACK)
        assert status == 200, told
        return told

    def call(self, method: str, resource: str, body: Any = None, **params: str) -> tuple[int, Any]:
        """Status and answer of an accounting request."""
        path = f"/v3/company/{self.realm}/{resource}" + (f"?{urlencode(params)}" if params else "")
        text = None if body is None else body if isinstance(body, str) else encode(body)
        status, answer = self.request(method, path, text, Authorization=f"Bearer {self.token}")
        return status, decode(answer) if answer.startswith("{") else answer

    def post(self, entity: str, body: Any, **params: str) -> Any:
        """The entity as QuickBooks gives it back; the request must succeed."""
        status, answer = self.call("POST", entity.lower(), body, **params)
        assert status == 200, answer
        return answer[entity]

    def fault(self, entity: str, body: Any, **params: str) -> Any:
        """The first error of the Fault a write is refused with."""
        status, answer = self.call("POST", entity.lower(), body, **params)
        assert status == 400, answer
        return answer["Fault"]["Error"][0]

    def code(self, entity: str, body: Any, **params: str) -> str:
        """The code of the Fault a write is refused with."""
        return str(self.fault(entity, body, **params)["code"])

    def read(self, entity: str, id: str) -> Any:
        return self.call("GET", f"{entity.lower()}/{id}")[1][entity]

    def delete(self, entity: str, posted: Any, **params: str) -> tuple[int, Any]:
        body = {"Id": posted["Id"], "SyncToken": posted["SyncToken"]}
        return self.call("POST", entity.lower(), body, operation="delete", **params)

    def query(self, text: str) -> Any:
        status, answer = self.call("POST", "query", text)
        assert status == 200, answer
        return answer["QueryResponse"]

    def office(self, method: str, errand: str, body: Any = None, **params: str) -> Any:
        """An errand at /_practice that must succeed."""
        path = f"/_practice/{errand}" + (f"?{urlencode(params)}" if params else "")
        status, answer = self.request(method, path, None if body is None else encode(body))
        assert status == 200, answer
        return decode(answer)

    def account(self, name: str, kind: str = "") -> str:
        """The id of an account, made if need be when its type is given."""
        found = self.query(f"select * from Account where Name = '{name}'")
        return found["Account"][0]["Id"] if found else self.post("Account", {"Name": name, "AccountType": kind})["Id"]

    def item(self, name: str, income: str) -> str:
        body = {"Name": name, "Type": "Service", "IncomeAccountRef": {"value": income}}
        return str(self.post("Item", body)["Id"])

    def waiting(self) -> list[Any]:
        return list(self.office("GET", "undeposited", realm=self.realm)["undeposited"])

    def balances(self) -> dict[str, Any]:
        """Account name -> debits less credits, without the zeros; they must sum to nothing."""
        state = self.office("GET", "state", realm=self.realm)
        assert state["sum"] == 0
        return {row["name"]: row["balance"] for row in state["trial_balance"] if row["balance"]}


class Shop(Bookkeeper):
    """A bookkeeper with a customer, an item and an expense account at hand."""

    def __init__(self, port: int, realm: str = "us-demo") -> None:
        super().__init__(port, realm)
        self.bank = self.account("Business Checking")
        self.waits = self.account("Payments to deposit")
        self.card = self.account("Amazon Card")
        self.sales = self.account("Sales")
        self.fees = self.account("Bank Charges")
        self.product = self.item("Amazon product", self.sales)
        self.customer = self.post("Customer", {"DisplayName": "Amazon customers"})["Id"]

    def sale(self, amount: Any = 10, **fields: Any) -> dict[str, Any]:
        """A receipt of one line that waits in payments to deposit."""
        detail = {"ItemRef": {"value": self.product}}
        line = {"DetailType": "SalesItemLineDetail", "Amount": amount, "SalesItemLineDetail": detail}
        body = {"TxnDate": "2026-11-03", "DepositToAccountRef": {"value": self.waits}, "Line": [line]}
        return body | fields

    def journal(self, *lines: tuple[str, Any, str], **fields: Any) -> dict[str, Any]:
        """An entry of (posting type, amount, account) lines."""
        built = [
            {
                "DetailType": "JournalEntryLineDetail",
                "Amount": amount,
                "JournalEntryLineDetail": {"PostingType": side, "AccountRef": {"value": account}},
            }
            for side, amount, account in lines
        ]
        return {"TxnDate": "2026-11-03", "Line": built} | fields

    def deposit(self, *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
        return {"TxnDate": "2026-11-14", "DepositToAccountRef": {"value": self.bank}, "Line": list(lines)} | fields

    @staticmethod
    def linked(amount: Any, posted: Any, kind: str = "SalesReceipt", line: str = "0") -> dict[str, Any]:
        return {"Amount": amount, "LinkedTxn": [{"TxnId": posted["Id"], "TxnType": kind, "TxnLineId": line}]}

    @staticmethod
    def direct(amount: Any, account: str) -> dict[str, Any]:
        detail = {"AccountRef": {"value": account}}
        return {"DetailType": "DepositLineDetail", "Amount": amount, "DepositLineDetail": detail}

    def expense(self, amount: Any = 5, **fields: Any) -> dict[str, Any]:
        detail = {"AccountRef": {"value": self.fees}}
        line = {"DetailType": "AccountBasedExpenseLineDetail", "Amount": amount, "AccountBasedExpenseLineDetail": detail}
        body = {"PaymentType": "Cash", "AccountRef": {"value": self.waits}, "TxnDate": "2026-11-03", "Line": [line]}
        return body | fields


@pytest.fixture
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[PracticeServer]:
    """A running server; its parameter, if any, is the request limit in seconds."""
    with PracticeServer(0, tmp_path, getattr(request, "param", DEFAULT_REQUEST_LIMIT)) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def shop_at() -> Iterator[Any]:
    """Opens bookkeepers at any port and of any realm; they are closed at the end."""
    opened: list[Shop] = []

    def shop(port: int, realm: str = "us-demo") -> Shop:
        opened.append(Shop(port, realm))
        return opened[-1]

    yield shop
    for one in opened:
        one.close()


@pytest.fixture
def open_shop(server: PracticeServer, shop_at: Any) -> Any:
    """Opens bookkeepers of any realm of the running server."""
    return lambda realm: shop_at(server.server_address[1], realm)


@pytest.fixture
def shop(open_shop: Any) -> Any:
    """The bookkeeper of the United States company."""
    return open_shop("us-demo")
