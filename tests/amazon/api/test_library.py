"""The library is still the one whose private names and habits we lean on; this fails loudly when it is not."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.amazon.api.conftest import Connected
from tests.amazon.api.stub import REPORTS, Stub, told
from workbench.amazon.api import library
from workbench.amazon.api.environment import HIDDEN, AccessTokenClient, Client
from workbench.amazon.api.operations import EVERY, Operation
from workbench.amazon.api.seller import Seller
from workbench.errors import Refused

ROOT = Path(__file__).parents[3]


def test_the_version_is_the_one_that_was_read() -> None:
    assert version("python-amazon-sp-api") == "2.1.35"


def test_the_private_names_are_where_they_were() -> None:
    assert list(inspect.signature(Client._request).parameters)[:6] == ["self", "path", "data", "params", "headers", "add_marketplace"]
    assert list(inspect.signature(Client._check_response).parameters) == ["self", "res", "res_no_data", "bulk", "wrap_list"]
    assert list(inspect.signature(AccessTokenClient._request).parameters) == ["self", "url", "data", "headers"]
    assert {"endpoint", "marketplace_id", "region", "_auth", "_transport"} <= set(Client.__init__.__code__.co_names)
    assert "_transport" in AccessTokenClient.__init__.__code__.co_names
    assert "os" in Client.__init__.__code__.co_names, "if the environment is no longer read here, environment.py can go"


def test_a_client_uses_our_transport_and_our_sign_in_and_no_other(seller: Seller) -> None:
    for client in seller._exchange._clients._clients.values():
        assert client._transport is client._auth._transport
        assert type(client._transport).__module__ == "workbench.amazon.api.transport"
        assert client.endpoint == seller.profile.endpoint


@pytest.mark.parametrize("operation", EVERY, ids=lambda operation: operation.name)
def test_every_operation_has_a_method(seller: Seller, operation: Operation) -> None:
    assert callable(getattr(seller._exchange._clients._clients[operation.api], operation.method))


def test_nothing_is_sent_that_was_not_asked_for(stub: Stub, seller: Seller) -> None:
    stub.tell(REPORTS, told({"reports": []}))
    list(seller.settlement_reports())
    (asked,) = stub.asked(REPORTS)
    assert asked.query == {"reportTypes": "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2", "pageSize": "100"}
    assert asked.headers["host"] == stub.address.removeprefix("http://")


def test_no_client_can_change_anything_at_amazon(stub: Stub, seller: Seller) -> None:
    clients = seller._exchange._clients._clients
    with pytest.raises(Refused, match="changes nothing"):
        clients["transfers"].initiate_payout(marketplaceId="A", accountType="Standard Orders")
    with pytest.raises(Refused, match="changes nothing"):
        clients["reports"].create_report(reportType="X")
    with pytest.raises(Refused, match="changes nothing"):
        clients["reports"].cancel_report("1")
    assert stub.seen == []


def test_the_environment_does_not_move_a_seller(stub: Stub, connected: Connected, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SP_API_DEFAULT_MARKETPLACE", "nonsense")
    monkeypatch.setenv("SP_API_REFRESH_TOKEN", "Atzr|of-another-seller")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    seller = connected()
    stub.tell(REPORTS, told({"reports": []}))
    assert list(seller.settlement_reports()) == []
    assert "another-seller" not in stub.asked("/auth/o2/token")[0].body.decode()


def test_the_library_can_be_imported_whatever_the_environment_says() -> None:
    code = f"import os; import workbench.amazon.api.library; print(sorted(k for k in os.environ if k in {HIDDEN!r}))"
    nonsense = dict.fromkeys(HIDDEN, "nonsense")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=nonsense, check=False)
    assert done.stdout.strip() == str(sorted(HIDDEN)), done.stderr


def test_the_librarys_own_downloads_and_retries_are_not_used() -> None:
    source = inspect.getsource(library)
    for name in ("throttle_retry", "sp_retry", "load_all_pages", "download=True", "asyncio"):
        assert name not in source
