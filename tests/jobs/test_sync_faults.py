"""Everything the practice Amazon can do wrong, one at a time: the sync goes on by itself or says it in words, and the next one
ends with every settlement once, to the cent."""

from __future__ import annotations

import re

import pytest

from tests.jobs.amazon_desk import AmazonDesk
from workbench.jobs.amazon import connection as amazon_connection
from workbench.jobs.amazon import sync
from workbench.practice.amazon.troubles import CALLS, FACTS, LINKS, PAGES
from workbench.store import open_transactions
from workbench.store.jobs import Job

OPERATIONS = ("token", "getReports", "getReportDocument", "download", "listFinancialEventGroups", "listTransactions", "listPayouts",
              "listSummary")  # fmt: skip
SELLER = "jp"


@pytest.fixture
def desk(amazon_desk: AmazonDesk) -> AmazonDesk:
    amazon_desk.connect(SELLER)
    return amazon_desk


@pytest.mark.parametrize("kind", CALLS)
def test_a_call_that_goes_wrong_once_at_every_operation(desk: AmazonDesk, kind: str) -> None:
    desk.control("faults", [{"kind": kind, "operation": operation, "milliseconds": 200} for operation in OPERATIONS])
    until_done(desk)
    assert_everything(desk)


@pytest.mark.parametrize("kind", PAGES)
def test_a_list_whose_pages_go_wrong(desk: AmazonDesk, kind: str) -> None:
    desk.control("switches", {"largest_page": 50})
    desk.control("faults", [{"kind": kind, "operation": operation}
                            for operation in ("getReports", "listTransactions", "listPayouts", "listFinancialEventGroups")])  # fmt: skip
    until_done(desk)
    assert_everything(desk)


@pytest.mark.parametrize("kind", LINKS)
def test_a_document_that_is_spoilt_once(desk: AmazonDesk, kind: str) -> None:
    desk.control("faults", [{"kind": kind, "operation": "getReportDocument", "key": newest(desk)}])
    until_done(desk)
    assert_everything(desk)


@pytest.mark.parametrize("kind", ["off-by-a-cent", "half-the-rows", "gzip-cut", "gzip-bad-crc"])
def test_a_document_that_stays_spoilt_is_given_up_in_words(desk: AmazonDesk, kind: str) -> None:
    key = newest(desk)
    desk.control("faults", [{"kind": kind, "operation": "getReportDocument", "key": key, "times": 0}])
    for _ in range(3):
        assert desk.sync().state == "done"
    refused = [each for each in sync.listings(desk.company, desk.seller_id) if each.state == "refused"]
    assert [bool(each.message) for each in refused] == [True]
    assert len(desk.books()) == 3
    downloads = desk.asked("getReportDocument")
    assert desk.sync().result["findings"] == []
    assert desk.asked("getReportDocument") == downloads


@pytest.mark.parametrize("kind", FACTS)
def test_a_fact_that_is_odd(desk: AmazonDesk, kind: str) -> None:
    order = an_order(desk) if kind in ("missing-release-copy", "late-transaction") else ""
    desk.control("faults", [{"kind": kind, "key": order or newest(desk)}])
    until_done(desk)
    assert desk.books().items() <= desk.truth(SELLER).items()
    desk.control("faults", [])
    until_done(desk)
    if kind not in ("document-gone", "reissued"):
        assert_everything(desk)


def test_a_secret_that_was_rotated_is_said_and_renewed(desk: AmazonDesk) -> None:
    desk.control("access", {"secret": "rotated"})
    job = desk.sync()
    assert job.state == "failed"
    assert "180 days" in job.message
    new = amazon_connection.Credentials("practice", "rotated", f"Atzr|practice-{SELLER}")
    amazon_connection.renew(desk.company, "tester", desk.seller_id, new)
    until_done(desk)
    assert_everything(desk)


def test_an_authorisation_that_was_revoked_is_said(desk: AmazonDesk) -> None:
    desk.control("access", {"revoke": SELLER})
    job = desk.sync()
    assert (job.state, job.result["exit_code"]) == ("failed", 1)
    assert "revoked" in job.message
    assert "Authorize the application again" in job.result["error"]["next"]


def test_an_answer_that_is_not_permitted_any_more_is_left_out_and_said(desk: AmazonDesk) -> None:
    desk.control("faults", [{"kind": "denied", "operation": operation, "times": 0}
                            for operation in ("listTransactions", "listPayouts", "listSummary", "listFinancialEventGroups")])  # fmt: skip
    job = desk.sync()
    assert job.state == "done"
    assert {"transactions-not-read", "payouts-not-read", "summary-not-read", "groups-not-read"} == {
        f["code"] for f in job.result["findings"]
    }
    assert len(desk.books()) == len(desk.states()) == 4


def until_done(desk: AmazonDesk) -> list[Job]:
    """Sync until it succeeds; a failure must be in words, and be over with the next try or two."""
    jobs = [desk.sync()]
    while jobs[-1].state != "done":
        assert jobs[-1].state == "failed"
        assert "unexpected error" not in jobs[-1].message
        assert re.search(r"[a-z]+ [a-z]+ .*\.", jobs[-1].message), jobs[-1].message
        assert "Atz" not in jobs[-1].message
        assert len(jobs) < 4, jobs[-1].message
        jobs.append(desk.sync())
    return jobs


def assert_everything(desk: AmazonDesk) -> None:
    """After a sync without trouble, every report is in the books, once and to the cent, and no transaction is doubled."""
    desk.control("faults", [])
    assert desk.sync().state == "done"
    assert set(desk.states().values()) == {"imported"}, sync.listings(desk.company, desk.seller_id)
    books = desk.books()
    assert len(books) == 4
    assert books.items() <= desk.truth(SELLER).items()
    with desk.company.state.read() as connection:
        unsettled = open_transactions.unsettled(connection, desk.seller_id)
    assert len({t.transaction_id for t in unsettled}) == len(unsettled) > 0


def newest(desk: AmazonDesk) -> str:
    return list(desk.truth(SELLER))[-1]


def an_order(desk: AmazonDesk) -> str:
    """An order of the open settlement."""
    desk.sync()
    with desk.company.state.read() as connection:
        return next(t.order_id for t in open_transactions.unsettled(connection, desk.seller_id) if t.order_id)
