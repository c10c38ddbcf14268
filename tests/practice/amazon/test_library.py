"""The library that the workbench uses, python-amazon-sp-api, pointed here by its two settings, and nothing patched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from sp_api.api import FinancesV0, Reports
from sp_api.api.finances.finances_2024_06_19 import FinancesV20240619
from sp_api.auth import AccessTokenClient
from sp_api.base import SellingApiForbiddenException, SellingApiRequestThrottledException

from tests.practice.amazon.conftest import V2, Client


class Endpoint:
    """What the library asks of a marketplace."""

    region = "us-east-1"
    marketplace_id = "ATVPDKIKX0DER"

    def __init__(self, address: str) -> None:
        self.endpoint = address


@pytest.fixture
def library(us: Client, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Opens an API of the library at the practice Amazon."""
    monkeypatch.delenv("SP_API_DEFAULT_MARKETPLACE", raising=False)
    us.emu("POST", "switches", {"strict_parameters": False})  # the library adds parameters of its own
    address = urlsplit(us.address)

    class SignIn(AccessTokenClient):  # type: ignore[misc]
        scheme, host = f"{address.scheme}://", address.netloc

    opened = []

    def api(kind: Callable[..., Any]) -> Any:
        credentials = {"lwa_app_id": "practice", "lwa_client_secret": "practice", "refresh_token": "Atzr|practice-us"}
        client = kind(marketplace=Endpoint(us.address), credentials=credentials, auth_token_client_class=SignIn)
        opened.append(client)
        return client

    yield api
    for client in opened:
        client.close()
        client._auth._transport.close()


def test_reports_are_listed_and_downloaded(library: Any, us: Client) -> None:
    reports = library(Reports)
    listed = reports.get_reports(reportTypes=[V2], pageSize=100).payload["reports"]
    assert [report["reportId"] for report in listed] == [report["reportId"] for report in us.reports()]
    document = reports.get_report_document(listed[0]["reportDocumentId"], download=True)
    assert document.payload["document"].encode() == us.file(us.reports()[0])


def test_transactions_and_groups_are_listed(library: Any) -> None:
    transactions = library(FinancesV20240619).list_transactions(postedAfter="2026-11-01")
    assert len(transactions.payload["transactions"]) > 100
    groups = library(FinancesV0).list_financial_event_groups(MaxResultsPerPage=3)
    assert (len(groups.payload["FinancialEventGroupList"]), groups.next_token is not None) == (3, True)


def test_refusals_are_the_librarys_exceptions(library: Any, us: Client) -> None:
    reports = library(Reports)
    us.fault("429", operation="getReports")
    with pytest.raises(SellingApiRequestThrottledException):
        reports.get_reports(reportTypes=[V2])
    us.fault("denied", operation="getReports")
    with pytest.raises(SellingApiForbiddenException):
        reports.get_reports(reportTypes=[V2])
    us.fault("503-html", operation="getReports")
    assert reports.get_reports(reportTypes=[V2]).payload == {}  # why the workbench has a stricter client
