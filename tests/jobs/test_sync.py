"""A sync against the practice Amazon: everything comes in once, agrees to the cent, and what cannot come is said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.jobs.amazon_desk import AmazonDesk
from workbench.errors import NotReady
from workbench.jobs.amazon import connection as amazon_connection
from workbench.jobs.amazon import status as amazon_status
from workbench.jobs.amazon import sync, sync_reports
from workbench.store import audit, jobs, open_transactions, payout_facts, sellers, settlements


@pytest.fixture
def desk(amazon_desk: AmazonDesk) -> AmazonDesk:
    return amazon_desk


@pytest.mark.parametrize("seller", ["us", "region", "jp", "distress"])
def test_everything_comes_in_once_and_agrees_with_amazon_to_the_cent(desk: AmazonDesk, seller: str) -> None:
    """S1: every settlement of a seller comes in without a line being typed."""
    desk.connect(seller)
    job = desk.sync()
    assert job.state == "done", job.message
    books, truth = desk.books(), desk.truth(seller)
    assert books.items() <= truth.items()
    assert len(books) == len(job.result["imported"]) >= 4
    assert job.result["differing"] == 0
    assert [f for f in job.result["findings"] if f["code"] != "payout-failed"] == []
    for settlement_id in books:
        found = amazon_status.witness(desk.company, settlement_id)
        assert {c.source: c.agrees for c in found.controls} == {"group": True, "payout": True, "summary": True}
        assert {fact.source for fact in found.facts} == {"payout", "group"}


@pytest.mark.parametrize("seller", ["us", "region", "distress"])
def test_what_is_not_settled_is_counted_once(desk: AmazonDesk, seller: str) -> None:
    desk.control("switches", {"order_lag_hours": 0})
    desk.connect(seller)
    assert desk.sync().state == "done"
    owed: dict[str, Decimal] = {}
    for account in desk.control(f"ledger?seller={seller}")["accounts"]:
        owed[account["currency"]] = owed.get(account["currency"], Decimal(0)) + Decimal(account["balance"]) + Decimal(account["deferred"])
    with desk.company.state.read() as connection:
        assert {o.currency: o.amount for o in open_transactions.totals(connection, desk.seller_id)} == owed
        unsettled = open_transactions.unsettled(connection, desk.seller_id)
    assert len({t.transaction_id for t in unsettled}) == len(unsettled)


def test_a_second_sync_downloads_nothing_and_changes_nothing(desk: AmazonDesk) -> None:
    desk.connect("us")
    desk.sync()
    books, downloads = desk.books(), desk.asked("getReportDocument")
    again = desk.sync()
    assert (again.result["imported"], again.result["new_reports"], again.result["new_transactions"]) == ([], 0, 0)
    assert desk.books() == books
    assert desk.asked("getReportDocument") == downloads == len(books)


def test_a_settlement_that_closes_later_comes_with_the_next_sync(desk: AmazonDesk) -> None:
    desk.connect("us")
    desk.sync()
    with desk.company.state.read() as connection:
        before = open_transactions.totals(connection, desk.seller_id)[0].amount
    desk.control("clock", {"advance": 14 * 86400})
    job = desk.sync()
    assert len(job.result["imported"]) == 1
    assert desk.books().items() <= desk.truth("us").items()
    with desk.company.state.read() as connection:
        totals = open_transactions.totals(connection, desk.seller_id)
    assert before != (totals[0].amount if totals else 0)


def test_nothing_dated_before_the_start_date_is_imported(desk: AmazonDesk) -> None:
    """S17: nothing is dated before the chosen day."""
    desk.connect("us", date(2026, 10, 1))
    assert desk.sync().state == "done"
    listed = sync.listings(desk.company, desk.seller_id)
    early = [each for each in listed if each.state == "before-start"]
    assert early
    assert all(each.start < "2026-10-01T07:00" and "begins before the start date" in each.message for each in early)
    with desk.company.state.read() as connection:
        assert all(s.start >= "2026-10-01T07:00" for s in settlements.listed(connection))
        assert all(t.posted >= "2026-10-01T07:00" for t in open_transactions.unsettled(connection, desk.seller_id))
    amazon_connection.set_start_date(desk.company, "tester", desk.seller_id, date(2026, 8, 1))
    desk.sync()
    assert {desk.states()[each.report_id] for each in early} == {"imported"}


def test_no_sync_before_a_start_date_is_chosen(desk: AmazonDesk) -> None:
    desk.connect("us", start=None)
    with pytest.raises(NotReady, match="no start date yet"):
        sync.ask(desk.company, desk.seller_id, "tester")
    assert jobs.recent(desk.company.state) == []


def test_reports_that_amazon_could_not_make_are_shown_and_not_fetched(desk: AmazonDesk) -> None:
    first, second, third = list(desk.truth("jp"))[-3:]
    desk.control("faults", [{"kind": "report-fatal", "key": first}, {"kind": "report-cancelled", "key": second},
                            {"kind": "report-stuck", "key": third}])  # fmt: skip
    desk.connect("jp")
    assert desk.sync().state == "done"
    assert sorted(set(desk.states().values())) == ["cancelled", "fatal", "imported", "waiting"]
    look_at = amazon_status.status(desk.company).sellers[0].look_at
    assert ["could not make" in each.message for each in look_at] == [True]
    desk.control("faults", [])
    desk.sync()
    assert set(desk.states().values()) == {"imported"}


def test_a_document_that_amazon_has_no_longer_is_given_up_with_words(desk: AmazonDesk) -> None:
    gone = list(desk.truth("jp"))[-1]
    desk.control("faults", [{"kind": "document-gone", "key": gone}])
    desk.connect("jp")
    job = desk.sync()
    assert job.state == "done"
    assert [f["code"] for f in job.result["findings"]] == ["report-gone"]
    assert gone not in desk.books()
    downloads = desk.asked("getReportDocument")
    assert desk.sync().result["findings"] == []
    assert desk.asked("getReportDocument") == downloads


def test_a_report_listed_twice_is_one_settlement(desk: AmazonDesk) -> None:
    twice = list(desk.truth("jp"))[-1]
    desk.control("faults", [{"kind": "duplicate-report", "key": twice}])
    desk.connect("jp")
    job = desk.sync()
    assert job.result["imported"].count(twice) == 2
    assert len(desk.states()) == len(desk.books()) + 1


def test_a_settlement_issued_again_with_other_content_waits_for_a_decision(desk: AmazonDesk) -> None:
    changed = list(desk.truth("distress"))[-1]
    desk.connect("distress")
    desk.sync()
    books = desk.books()
    desk.control("faults", [{"kind": "reissued", "key": changed}])
    desk.control("clock", {"advance": 3 * 3600})
    assert desk.sync().state == "done"
    assert desk.books() == books
    with desk.company.state.read() as connection:
        assert [s.settlement_id for s in settlements.listed(connection, "waiting")] == [changed]
    assert any("waits for a decision" in each.message for each in sync.listings(desk.company, desk.seller_id))


def test_a_file_that_is_refused_is_fetched_once_more_and_then_no_more(desk: AmazonDesk) -> None:
    wrong = list(desk.truth("jp"))[-1]
    desk.control("faults", [{"kind": "off-by-a-cent", "operation": "getReportDocument", "key": wrong, "times": 0}])
    desk.connect("jp")
    first, second, third = desk.sync(), desk.sync(), desk.sync()
    assert [list(job.result["failed"]) for job in (first, second, third)] == [["listed"], ["refused"], []]
    assert "sum to" in first.result["findings"][0]["what"]
    assert wrong not in desk.books()
    desk.control("faults", [])
    report_id = next(each.report_id for each in sync.listings(desk.company, desk.seller_id) if each.state == "refused")
    sync.try_again(desk.company, desk.seller_id, report_id)
    assert desk.sync().result["imported"] == [wrong]


def test_payouts_that_failed_are_told_and_kept(desk: AmazonDesk) -> None:
    failed = list(desk.truth("us"))[-2]
    desk.control("faults", [{"kind": "payout-failed", "key": failed}])
    desk.connect("us")
    job = desk.sync()
    assert [f["where"] for f in job.result["findings"] if f["code"] == "payout-failed"] == [f"settlement {failed}"]
    with desk.company.state.read() as connection:
        payout = payout_facts.of(connection, failed)[0]
    assert payout.failed
    assert any(step.failure_reason for step in payout.history)


def test_a_converted_payout_has_its_amount_in_the_banks_currency(desk: AmazonDesk) -> None:
    desk.connect("region")
    desk.sync()
    with desk.company.state.read() as connection:
        groups = payout_facts.listed(connection, desk.seller_id, "group")
    converted = [g for g in groups if g.currency == "MXN" and g.amount and g.converted is not None]
    assert converted
    assert all(g.converted_currency == "USD" and g.settlement_id for g in converted)


def test_a_payout_stated_in_the_banks_currency_is_not_compared(desk: AmazonDesk) -> None:
    desk.control("switches", {"payouts_in": "bank"})
    desk.connect("region")
    assert desk.sync().result["differing"] == 0
    agreed = [c.agrees for s in desk.books() for c in amazon_status.witness(desk.company, s).controls if c.source == "payout"]
    assert None in agreed
    assert False not in agreed


def test_a_summary_that_says_something_else_is_a_finding_that_does_not_block(desk: AmazonDesk) -> None:
    desk.control("switches", {"summary_of_settlement": "proceeds"})
    desk.connect("distress")
    findings = [f for f in desk.sync().result["findings"] if f["code"] == "control-total"]
    assert findings
    assert all("summary" in f["what"] and f["blocks"] is False for f in findings)


def test_account_types_are_learnt_from_amazon(desk: AmazonDesk) -> None:
    desk.connect("eu", date(2026, 11, 1))
    assert desk.sync().state == "done"
    truth = {s["settlement_id"]: a["account_type"] for a in desk.control("ledger?seller=eu")["accounts"] for s in a["closed"]}
    with desk.company.state.read() as connection:
        learnt = {s.settlement_id: (s.account_type, s.account_type_from) for s in settlements.listed(connection)}
        assert audit.broken_at(connection) is None
    assert learnt
    assert all(name == truth[settlement_id] and by.startswith("Amazon's list") for settlement_id, (name, by) in learnt.items())
    assert {name for name, _ in learnt.values()} == {"Standard Orders", "Invoiced Orders"}


def test_a_sync_stops_when_asked_and_goes_on_with_the_next(desk: AmazonDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """S19: what came in until then is there, and the rest comes with the next sync."""
    desk.connect("us")
    real = sync_reports.imports.import_file

    def import_and_ask_to_stop(*arguments: object) -> object:
        jobs.ask_to_stop(desk.company.state, jobs.recent(desk.company.state)[0].job_id)
        return real(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(sync_reports.imports, "import_file", import_and_ask_to_stop)
        assert desk.sync().state == "stopped"
    assert len(desk.books()) == 1
    assert desk.sync().state == "done"
    assert set(desk.states().values()) == {"imported"}
    assert [past.state for past in sync.history(desk.company)] == ["done", "stopped"]


def test_disconnecting_ends_a_sync_under_way(desk: AmazonDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """S38: after disconnecting nothing more is imported."""
    desk.connect("us")
    real = sync_reports.imports.import_file

    def import_and_disconnect(*arguments: object) -> object:
        answer = real(*arguments)  # type: ignore[arg-type]
        amazon_connection.disconnect(desk.company, "tester", desk.seller_id, "we moved to another program")
        return answer

    monkeypatch.setattr(sync_reports.imports, "import_file", import_and_disconnect)
    assert desk.sync().state == "stopped"
    assert len(desk.books()) == 1
    with pytest.raises(NotReady, match="disconnected"):
        sync.ask(desk.company, desk.seller_id, "tester")


def test_a_sync_that_fails_says_why_and_keeps_what_it_did(desk: AmazonDesk) -> None:
    desk.connect("us")
    desk.control("faults", [{"kind": "503-html", "operation": "listTransactions", "times": 0}])
    job = desk.sync()
    assert job.state == "failed"
    assert job.result["exit_code"] == 3
    assert "503" in job.message
    assert len(desk.books()) == len(desk.states())
    with desk.company.state.read() as connection:
        seller = sellers.get(connection, desk.seller_id)
    assert "503" in seller.last_sync
    assert (seller.last_success_at, bool(seller.last_sync_at)) == ("", True)


def test_the_time_left_is_told_as_amazons_rate_makes_it(desk: AmazonDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    real = jobs.progress
    monkeypatch.setattr(jobs, "progress", lambda *of: (told.append(of[4]), real(*of)))
    desk.control("switches", {"throttle": "real"})
    desk.connect("eu")
    assert desk.sync().state == "done"
    assert any("Amazon's rate makes the rest take about" in words and "minutes" in words for words in told)
    assert any("asking again in" in words for words in told)
    waited = len(desk.states()) - 15
    assert waited > 10
    assert desk.control("clock")["now"] >= f"2026-11-23T09:{waited - 2:02d}"
