"""Secrets: canaries are pushed through every way to succeed and to fail, and none comes out where people look."""

from __future__ import annotations

import json
import logging
import traceback

import pytest

from tests.quickbooks.conftest import profile_of
from tests.quickbooks.stub import Stub, Told, told
from workbench.errors import Refused, WorkbenchError
from workbench.quickbooks import Accepted, Profile, Rejected, connect

CANARIES = ("canary-client-secret", "canary-refresh", "canary-access", "Y2FuYXJ5", "Jane Buyer")
TOKEN = told(200, {"access_token": "canary-access", "refresh_token": "canary-refresh-2"})
BUYER = {"SalesReceipt": {"Id": "7", "CustomerRef": {"name": "Jane Buyer"}}}
FAULT = {"Fault": {"Error": [{"Message": "m", "Detail": "Jane Buyer canary-access", "code": "4000"}]}}
WAYS = [
    told(200, BUYER),
    told(400, FAULT),
    Told(401),
    Told(500, b"canary-access Jane Buyer"),
    Told(200, b"<html>canary-access Jane Buyer"),
    Told(drop=True),
]


@pytest.mark.parametrize("way", WAYS, ids=range(len(WAYS)))
def test_no_secret_is_printed_logged_or_raised(stub: Stub, way: Told, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told_all = []
    stub.token_script += [TOKEN, TOKEN, told(400, {"error": "canary-refresh"})]
    stub.script += [way, told(200, {"QueryResponse": {}}) if way.status == 401 else way, way, way]
    profile = profile_of(stub)
    with connect(profile) as books:
        told_all += [repr(profile), repr(books), repr(books.send("SalesReceipt", b"{}", "wb1"))]
        for _ in range(2):
            try:
                books.find("SalesReceipt", ["N1"])
            except WorkbenchError as error:
                told_all += ["".join(traceback.format_exception(error)), json.dumps(error.as_json()), repr(error)]
    printed = "\n".join([*told_all, caplog.text])
    assert [canary for canary in CANARIES if canary in printed] == []
    assert "us-stub" in printed, "something was printed"


def test_an_answer_leaves_the_buyer_out_of_its_printed_form() -> None:
    assert "Jane" not in repr(Accepted({"Id": "1", "name": "Jane"})) + repr(Rejected("1", "m", "Jane"))


@pytest.mark.parametrize(
    ("kind", "realm", "address"),
    [
        ("production", "123", "https://quickbooks.api.intuit.com"),
        ("sandbox", "123", "http://127.0.0.1:1"),
        ("practice", "us-x", ""),
        ("practice", "us-x", "http://example.com"),
        ("practice", "us-x", "http://127.0.0.1:1/elsewhere"),
        ("practice", "../x", "http://127.0.0.1:1"),
        ("production", "", ""),
    ],
)
def test_a_profile_whose_parts_do_not_belong_together_is_refused(kind: str, realm: str, address: str) -> None:
    with pytest.raises(Refused):
        Profile(kind, realm, address)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer", True),
        ("https://developer.intuit.com/x", True),
        ("http://oauth.platform.intuit.com/x", False),
        ("https://intuit.com.example.com/x", False),
        ("https://notintuit.com/x", False),
    ],
)
def test_production_secrets_go_to_intuit_only(url: str, trusted: bool) -> None:
    assert Profile("production", "123").trusts(url) is trusted
