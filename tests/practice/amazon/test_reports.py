"""Reports: listed as Amazon lists them, for ninety days, and the demonstration's files byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.practice.amazon.conftest import DOCUMENTS, REPORTS, V2, Client

DEMO = Path(__file__).parents[3] / "data" / "demo"
DAY = 86_400


def settled(data: bytes) -> str:
    return data.decode().split("\n")[1].split("\t")[0]


@pytest.mark.parametrize(("name", "files", "newer"), [("us", "us-*.txt", 2), ("de", "de-*.txt", 3)])
def test_the_demonstrations_files_are_offered_byte_for_byte_and_newer_ones(seller, name: str, files: str, newer: int) -> None:
    client = seller(name)
    kept = {settled(path.read_bytes()): path.read_bytes() for path in DEMO.glob(files)}
    client.emu("POST", "clock", {"to": "2026-11-01T00:00:00Z"})
    offered = [client.file(report) for report in client.reports()]
    client.emu("POST", "clock", {"to": "2026-11-23T09:00:00Z"})
    offered += [client.file(report) for report in client.reports()]
    found = {settled(data): data for data in offered}
    assert kept.items() <= found.items()
    assert len(found) == len(kept) + newer


def test_a_report_is_kept_for_ninety_days(us: Client) -> None:
    first = us.reports()[-1]
    assert first["dataEndTime"] == "2026-09-02T14:28:40+00:00"  # the one that ended on 19 August is gone
    us.advance(15 * DAY)
    assert first["reportId"] not in {report["reportId"] for report in us.reports()}
    assert us.error(f"{DOCUMENTS}/{first['reportDocumentId']}", 404)["code"] == "NotFound"
    assert us.error(f"{REPORTS}/{first['reportId']}", 404)["code"] == "NotFound"


def test_a_settlement_that_closes_is_reported_after_a_while(us: Client) -> None:
    before = us.reports()
    us.emu("POST", "clock", {"to": "2026-11-25T14:30:00Z"})
    assert us.reports() == before
    statuses = []
    for _ in range(90):
        us.advance(60)
        newest = us.reports()[0]
        if newest["dataEndTime"] == "2026-11-25T14:28:46+00:00":
            statuses.append(newest["processingStatus"])
            assert ("reportDocumentId" in newest) == (statuses[-1] == "DONE")
    assert list(dict.fromkeys(statuses)) == ["IN_QUEUE", "IN_PROGRESS", "DONE"]


def test_reports_are_found_by_page_by_status_and_by_time(us: Client) -> None:
    every = us.reports()
    assert len(every) == 8
    first = us.get(REPORTS, reportTypes=V2, pageSize=3)
    second = us.get(REPORTS, nextToken=first["nextToken"])
    third = us.get(REPORTS, nextToken=second["nextToken"])
    assert first["reports"] + second["reports"] + third["reports"] == every
    assert "nextToken" not in third
    assert len(us.get(REPORTS, reportTypes=V2)["reports"]) == 8  # ten to a page unless told
    assert us.reports(createdSince="2026-11-16T00:00:00Z") == every[:2]
    assert us.reports(createdUntil="2026-09-03T00:00:00Z") == every[-1:]
    assert us.reports(createdSince="2020-01-01T00:00:00Z") == every
    assert us.reports(processingStatuses="FATAL,CANCELLED") == []
    assert us.reports(marketplaceIds="A2EUQ1WTGCTBG2") == every  # Amazon does not narrow settlement reports down by it
    assert us.get(f"{REPORTS}/{every[0]['reportId']}") == every[0]


def test_what_cannot_be_asked_is_refused(us: Client) -> None:
    token = us.get(REPORTS, reportTypes=V2, pageSize=1)["nextToken"]
    refused = us.error(REPORTS, nextToken=token, createdSince="2026-10-01", reportTypes=V2)
    assert refused == {
        "code": "InvalidInput",
        "message": "NextToken cannot be specified with other input parameters",
        "details": "createdSince;reportTypes;",
    }
    assert us.error(REPORTS, nextToken="nonsense")["message"] == "Invalid NextToken"
    assert "reportTypes" in us.error(REPORTS)["message"]
    assert us.error(REPORTS, reportTypes=V2, pageSize=101)["code"] == "InvalidInput"
    assert us.error(REPORTS, reportTypes=V2, createdSince="yesterday")["code"] == "InvalidInput"
    assert us.error(REPORTS, reportTypes=V2, processingStatuses="READY")["code"] == "InvalidInput"
    assert us.error(REPORTS, reportTypes=V2, MarketplaceId="x")["details"] == "MarketplaceId"
    us.emu("POST", "switches", {"strict_parameters": False})
    assert us.ask(REPORTS, reportTypes=V2, MarketplaceId="x").status_code == 200


def test_settlement_reports_cannot_be_requested(us: Client) -> None:
    us.sign_in()
    headers = {"x-amz-access-token": us.token}
    refused = us.http.post(REPORTS, json={"reportType": V2}, headers=headers)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["message"] == "Request for report type 1118 is not allowed at this time"
    other = us.http.post(REPORTS, json={"reportType": "GET_FLAT_FILE_OPEN_LISTINGS_DATA"}, headers=headers)
    assert (other.status_code, list(other.json())) == (202, ["reportId"])
    assert us.ask(f"{REPORTS}/{us.reports()[0]['reportId']}", "DELETE").status_code == 400


def test_the_old_types_end_with_november_eleventh(seller) -> None:
    client, v1 = seller("de"), "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE"
    assert client.reports(reportTypes=v1) == []
    client.emu("POST", "switches", {"removed_types": "refused"})
    assert client.error(REPORTS, reportTypes=v1)["code"] == "InvalidInput"
    client.emu("POST", "switches", {"removed_types": "listed"})
    assert len(client.reports(reportTypes=v1)) == 6
    client.emu("POST", "switches", {"removed_types": "empty"})
    client.emu("POST", "clock", {"to": "2026-11-10T00:00:00Z"})
    assert len(client.reports(reportTypes=v1)) == 5


@pytest.mark.parametrize(
    ("kind", "status"), [("report-fatal", "FATAL"), ("report-cancelled", "CANCELLED"), ("report-stuck", "IN_PROGRESS")]
)
def test_a_report_can_come_to_nothing(us: Client, kind: str, status: str) -> None:
    document = us.reports()[1]["reportDocumentId"]
    us.fault(kind, key="26888033270")
    report = us.reports()[1]
    assert (report["processingStatus"], "reportDocumentId" in report) == (status, False)
    assert us.error(f"{DOCUMENTS}/{document}", 404)["code"] == "NotFound"
    us.emu("POST", "faults", [])
    assert us.reports()[1]["processingStatus"] == "DONE"


def test_a_settlement_can_be_listed_twice_and_again_with_other_bytes(us: Client) -> None:
    original = us.file(us.reports()[0])
    us.fault("duplicate-report", key="27184847307")
    again, first = us.reports()[:2]
    assert again["reportId"] != first["reportId"]
    assert us.file(again) == us.file(first) == original
    us.fault("reissued", key="27184847307")
    changed = us.file(us.reports()[0])
    assert changed != original
    assert changed.split(b"\n")[1] == original.split(b"\n")[1]  # the same total


def test_a_document_can_be_gone(us: Client) -> None:
    report = us.reports()[0]
    us.fault("document-gone", key="27184847307")
    assert us.error(f"{DOCUMENTS}/{report['reportDocumentId']}", 404)["code"] == "NotFound"
