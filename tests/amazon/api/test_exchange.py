"""Lists are followed to their end, over every page, in the way each of Amazon's lists goes on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.amazon.api.conftest import Connected
from tests.amazon.api.stub import GROUPS, PAYOUTS, REPORTS, Stub, Told, error, told
from workbench.amazon.api.faults import Stopped
from workbench.amazon.api.operations import EVERY
from workbench.amazon.api.seller import Seller
from workbench.errors import BrokenInvariant, Unreachable


def report(number: int, created: str) -> dict[str, Any]:
    return {
        "reportId": str(number), "reportType": "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2", "processingStatus": "DONE",
        "createdTime": created, "reportDocumentId": f"doc-{number}", "marketplaceIds": ["ATVPDKIKX0DER"],
    }  # fmt: skip


def payout(number: int) -> dict[str, Any]:
    return {"id": str(number), "currentStatus": "PAID", "statusHistory": []}


def test_reports_go_on_with_the_token_alone(stub: Stub, seller: Seller) -> None:
    first, second = report(1, "2026-11-01T08:00:00+00:00"), report(2, "2026-11-15T08:00:00+00:00")
    stub.tell(REPORTS, told({"reports": [first], "nextToken": "page 2+/="}), told({"reports": [second]}))
    assert [r.report_id for r in seller.settlement_reports(seller._now() - timedelta(days=30))] == ["2", "1"]
    asked = [request.query for request in stub.asked(REPORTS)]
    assert asked[0].keys() == {"reportTypes", "pageSize", "createdSince"}
    assert asked[1] == {"nextToken": "page 2+/="}


def test_payouts_and_groups_go_on_with_the_same_parameters(stub: Stub, seller: Seller) -> None:
    stub.tell(PAYOUTS, told({"payouts": [payout(1)], "nextToken": "t"}), told({"payouts": [payout(2)], "nextToken": None}))
    assert [p.id for p in seller.payouts(seller._now())] == ["1", "2"]
    first, second = (request.query for request in stub.asked(PAYOUTS))
    assert second == first | {"nextToken": "t"}
    page = {"FinancialEventGroupList": [], "NextToken": "T"}
    stub.tell(GROUPS, told({"payload": page}), told({"payload": {"FinancialEventGroupList": [], "NextToken": ""}}))
    assert list(seller.groups(seller._now() - timedelta(days=1))) == []
    first, second = (request.query for request in stub.asked(GROUPS))
    assert second == first | {"NextToken": "T"}


def test_empty_pages_are_not_the_end(stub: Stub, seller: Seller) -> None:
    empty = [told({"payouts": [], "nextToken": f"t{number}"}) for number in range(20)]
    stub.tell(PAYOUTS, *empty, told({"nextToken": "last"}), told({"payouts": [payout(1)]}))
    assert [p.id for p in seller.payouts(seller._now())] == ["1"]


@pytest.mark.parametrize("tokens", [["a", "b", "a"], ["a", "b", "c", "b"]])
def test_a_list_that_goes_round_in_circles_is_given_up(stub: Stub, seller: Seller, tokens: list[str]) -> None:
    stub.tell(PAYOUTS, *[told({"payouts": [], "nextToken": token}) for token in tokens])
    with pytest.raises(Unreachable, match="round in circles"):
        list(seller.payouts(seller._now()))
    assert len(stub.asked(PAYOUTS)) == len(tokens)


def test_an_empty_page_may_give_its_own_token_back_for_a_while(stub: Stub, seller: Seller) -> None:
    again = told({"payouts": [], "nextToken": "t"})
    stub.tell(PAYOUTS, again, again, again, told({"payouts": [payout(1)]}))
    assert [p.id for p in seller.payouts(seller._now())] == ["1"]
    stub.tell(PAYOUTS, again)
    with pytest.raises(Unreachable, match="round in circles"):
        list(seller.payouts(seller._now()))
    stub.tell(PAYOUTS, told({"payouts": [payout(1)], "nextToken": "t"}))
    with pytest.raises(Unreachable, match="round in circles"):  # with rows it would double them
        list(seller.payouts(seller._now()))


def test_a_token_that_leads_nowhere_breaks_the_list_off(stub: Stub, seller: Seller) -> None:
    expired = error(400, "InvalidInput", "Invalid NextToken", "it has expired")
    stub.tell(PAYOUTS, told({"payouts": [payout(1)], "nextToken": "t"}), expired)
    with pytest.raises(Unreachable, match=r"broke off: the payouts\. .*Invalid NextToken it has expired"):
        list(seller.payouts(seller._now()))


def test_a_page_in_the_middle_that_fails_is_asked_again_and_no_row_comes_twice(stub: Stub, seller: Seller) -> None:
    pages = [told({"payouts": [payout(1)], "nextToken": "t"}), Told(503, b"<html>"), Told(drop=True), told({"payouts": [payout(2)]})]
    stub.tell(PAYOUTS, *pages)
    assert [p.id for p in seller.payouts(seller._now())] == ["1", "2"]


def test_a_report_listed_on_two_pages_counts_once(stub: Stub, seller: Seller) -> None:
    same = report(1, "2026-11-01T08:00:00+00:00")
    stub.tell(REPORTS, told({"reports": [same], "nextToken": "t"}), told({"reports": [same]}))
    assert [r.report_id for r in seller.settlement_reports()] == ["1"]


@pytest.mark.parametrize("row", [{}, {"id": 7}, {"id": ""}, "text", {"id": "1", "currentStatus": "PAID", "statusHistory": {}}, None])
def test_a_row_of_another_shape_is_refused(stub: Stub, seller: Seller, row: Any) -> None:
    stub.tell(PAYOUTS, told({"payouts": [row]}))
    with pytest.raises(BrokenInvariant, match="another shape"):
        list(seller.payouts(seller._now()))


def test_stopping_between_two_pages(stub: Stub, connected: Connected) -> None:
    seller = connected(stop=lambda: len(stub.asked(PAYOUTS)) == 1)
    stub.tell(PAYOUTS, told({"payouts": [payout(1)], "nextToken": "t"}))
    found = seller.payouts(seller._now())
    assert next(found).id == "1"
    with pytest.raises(Stopped):
        next(found)


def test_the_rates_are_amazons() -> None:
    rates = {operation.name: (str(operation.rate), operation.burst) for operation in EVERY}
    assert rates == {
        "getReports": ("0.0222", 10), "getReport": ("2", 15), "getReportDocument": ("0.0167", 15),
        "listFinancialEventGroups": ("0.5", 30), "listTransactions": ("0.5", 10), "listBalances": ("0.5", 10),
        "listSummary": ("0.5", 10), "listPayouts": ("0.5", 10), "listExpectedPayouts": ("0.5", 10),
        "getMarketplaceParticipations": ("0.016", 15),
    }  # fmt: skip
