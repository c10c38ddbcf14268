"""Canaries: every secret that went over the wire, in all ways to succeed and to fail, is looked for afterwards. None is found."""

from __future__ import annotations

import io
import json
import logging
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
import requests

from tests.jobs.amazon_desk import AmazonDesk
from tests.jobs.conftest import Desk
from tests.jobs.test_quickbooks_connection import agree
from workbench import redact
from workbench.errors import WorkbenchError
from workbench.jobs import practice, worker
from workbench.jobs.amazon import access as amazon_access
from workbench.jobs.amazon import connection as amazon_connection
from workbench.jobs.quickbooks import access as quickbooks_access
from workbench.jobs.quickbooks import connection as quickbooks_connection
from workbench.jobs.quickbooks import consent as quickbooks_consent
from workbench.jobs.quickbooks.session import books_of
from workbench.quickbooks import Application

SECRET, CODE, BUYER = "canary-client-secret", "canary-code-of-nobody", "Canary Buyer"
SECRETS = {"access_token", "refresh_token", "client_secret", "code", "spapi_oauth_code", "X-Amz-Signature", "X-Amz-Security-Token"}
"""Members of a form or of an address that are as good as a password."""

TROUBLES = ("401", "500", "drop", "cut", "malformed", "html")
REFUSALS = [
    {"token": "drop", "getReports": "token-expired", "getReportDocument": "503-html", "download": "cut-json"},
    {"token": "cut-json", "getReports": "denied", "getReportDocument": "500", "download": "drop"},
]
"""What goes wrong at which of Amazon's operations, once, in one sync."""


class Wire:
    """What the libraries beneath us send: the secrets in it, read as the other side reads them."""

    def __init__(self) -> None:
        self.secrets = {SECRET}

    def sent(self, url: str, authorization: str, body: bytes | str | None) -> None:
        text = body.decode() if isinstance(body, bytes) else body or ""
        told = parse_qsl(urlsplit(url).query) + parse_qsl(text)
        self.secrets |= {value for name, value in told if name in SECRETS}
        self.secrets |= {word for word in authorization.split()[-1:] if word}


class Told:
    """Everything that a person or a file could be shown: the log, and errors with their tracebacks."""

    def __init__(self, log: io.StringIO) -> None:
        self.log = log
        self.said: list[str] = []

    def tries(self, question: Callable[[], object]) -> None:
        try:
            self.said.append(repr(question()))
        except WorkbenchError as error:
            self.said += [str(error.as_json()), *traceback.format_exception(error)]

    def __str__(self) -> str:
        return "".join([self.log.getvalue(), *self.said])


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    wire = Wire()
    of_requests, of_httpx = requests.adapters.HTTPAdapter.send, httpx.HTTPTransport.handle_request

    def send(self: requests.adapters.HTTPAdapter, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        wire.sent(request.url or "", request.headers.get("Authorization", ""), request.body)
        return of_requests(self, request, **options)

    def handle_request(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        wire.sent(str(request.url), request.headers.get("x-amz-access-token", ""), request.read())
        return of_httpx(self, request)

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", handle_request)
    return wire


@pytest.fixture(params=["quiet", "talkative"])
def told(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    """The log of a program that writes everything down; `talkative` is one that lets even the libraries talk."""
    root, factory = logging.getLogger(), logging.getLogRecordFactory()
    handler, levels = logging.StreamHandler(io.StringIO()), {name: logging.getLogger(name).level for name in ("", *redact.TALKATIVE)}
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    redact.install()
    if request.param == "talkative":
        for name in redact.TALKATIVE:
            logging.getLogger(name).setLevel(logging.DEBUG)
        monkeypatch.setattr(redact, "quieten", lambda: None)
    yield Told(handler.stream)
    root.removeHandler(handler)
    logging.setLogRecordFactory(factory)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def assert_none_escaped(secrets: set[str], told: Told, folder: Path) -> None:
    texts = [text for text in secrets if len(text) > 12]  # "practice" is a secret of nobody
    printed = str(told)
    assert [text for text in (*texts, BUYER) if text in printed] == []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(text.encode() in content for text in texts), path


def test_no_secret_of_quickbooks_escapes(desk: Desk, wire: Wire, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quickbooks_access, "application_of", lambda _kind, *keys: Application("practice", practice.address(), *keys))
    company = desk.company

    def consent() -> object:
        url = quickbooks_consent.ask(company, "tester", "sandbox", "the-client", SECRET)
        return quickbooks_consent.answer(company, "tester", agree(url, "us-real"))

    told.tries(consent)
    told.tries(lambda: worker.run_waiting(company))
    for request_id in ("first", "again"):  # which QuickBooks refuses, naming the buyer
        told.tries(partial(books_of(company).send, "Customer", json.dumps({"DisplayName": BUYER}).encode(), request_id))
    for trouble in TROUBLES:
        desk.ask_practice("faults", [{"kind": trouble, "when": "after", "match": "*"}])
        told.tries(lambda: desk.do("connect"))
    told.tries(lambda: quickbooks_consent.answer(company, "tester", {"code": CODE, "state": "theirs"}))
    wire.secrets |= {quickbooks_access.SealedTokens(company).current(), CODE}
    told.tries(lambda: quickbooks_connection.disconnect(company, "tester"))
    assert {"practice-code", "practice-refresh", "practice-access"} <= {text.rpartition("-")[0] for text in wire.secrets}
    assert_none_escaped(wire.secrets, told, company.folder)


def test_no_secret_of_amazon_escapes(amazon_desk: AmazonDesk, wire: Wire, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, company = amazon_desk, amazon_desk.company
    for module in (amazon_access, amazon_connection):
        monkeypatch.setattr(module, "PRACTICE_SECRET", SECRET)
    told.tries(lambda: desk.connect("jp"))
    desk.control("access", {"secret": SECRET})
    told.tries(lambda: desk.connect("jp"))
    told.tries(desk.sync)
    desk.control("clock", {"advance": 14 * 86400})
    for wrong in REFUSALS:
        desk.control("faults", [{"kind": kind, "operation": operation} for operation, kind in wrong.items()])
        told.tries(desk.sync)
    desk.control("access", {"revoke": "jp"})
    desk.control("access", {"invalidate": "jp"})
    told.tries(desk.sync)
    assert {"Atza", "Atzr"} <= {text.partition("|")[0] for text in wire.secrets}
    assert any(len(text) == 64 and "|" not in text for text in wire.secrets), "a signed address was asked for"
    assert_none_escaped(wire.secrets, told, company.folder)
