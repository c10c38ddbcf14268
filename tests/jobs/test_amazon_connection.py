"""Connecting a seller: what is checked before, what is kept, and what disconnecting leaves."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from tests.jobs.amazon_desk import AmazonDesk, opened
from workbench.errors import Conflict, NotReady, Refused, Unreachable
from workbench.jobs import schedule, worker
from workbench.jobs.amazon import access as amazon_access
from workbench.jobs.amazon import connection as amazon_connection
from workbench.jobs.amazon import consent as amazon_consent
from workbench.jobs.amazon import status as amazon_status
from workbench.jobs.amazon import sync
from workbench.jobs.amazon.access import Credentials
from workbench.store import audit, secrets, sellers, settings
from workbench.store.sellers import Seller

SECRET, TOKEN = "practice", "Atzr|practice-us"


@pytest.fixture
def desk(amazon_desk: AmazonDesk) -> AmazonDesk:
    return amazon_desk


def listed(desk: AmazonDesk) -> list[Seller]:
    with desk.company.state.read() as connection:
        return sellers.listed(connection)


def test_a_seller_is_connected_with_what_amazon_says_of_it(desk: AmazonDesk) -> None:
    seller = desk.connect("region", start=None)
    assert set(seller.marketplaces) == {"US", "CA", "MX"}
    assert all(seller.capabilities.values())
    assert {p["name"]: p["granted"] for p in seller.permissions} == dict.fromkeys(("reports", "finances", "transfers", "sellers"), True)
    assert seller.realm == "us-demo"


def test_without_quickbooks_there_is_no_amazon(desk: AmazonDesk) -> None:
    """S3: connecting is refused while no QuickBooks company is connected."""
    with desk.company.state.write() as connection:
        settings.put(connection, "tester", realm="")
    with pytest.raises(NotReady, match="Connect QuickBooks first"):
        desk.connect("us")
    assert listed(desk) == []


@pytest.mark.parametrize(("operation", "missing"), [("getReports", "reports"), ("listFinancialEventGroups", "finances")])
def test_a_missing_permission_is_named_and_nothing_is_stored(desk: AmazonDesk, operation: str, missing: str) -> None:
    """S5: the missing permission is named."""
    desk.control("faults", [{"kind": "denied", "operation": operation, "times": 0}])
    with pytest.raises(Refused, match="Finance and Accounting"):
        desk.connect("us")
    assert listed(desk) == []


def test_what_may_be_missing_is_left_out(desk: AmazonDesk) -> None:
    desk.control("faults", [{"kind": "denied", "operation": o, "times": 0} for o in ("getMarketplaceParticipations", "listPayouts")])
    seller = desk.connect("us")
    assert seller.marketplaces == ()
    assert seller.capabilities["payouts"] is False
    assert desk.sync().state == "done"
    desk.control("faults", [])
    assert amazon_connection.check(desk.company, "tester", desk.seller_id).capabilities["payouts"] is True


def test_an_amazon_that_does_not_answer_is_no_missing_permission(desk: AmazonDesk) -> None:
    desk.control("faults", [{"kind": "503-html", "operation": "getReports", "times": 0}])
    with pytest.raises(Unreachable, match="Nothing was stored"):
        desk.connect("us")
    assert listed(desk) == []


def test_an_account_is_paired_once(desk: AmazonDesk) -> None:
    desk.connect("us")
    with pytest.raises(Conflict, match="connected already"):
        desk.connect("us")
    with pytest.raises(Conflict, match="Choose another name"):
        amazon_connection.connect_practice(desk.company, "tester", "region", "practice seller US")


def test_a_real_account_is_in_one_companys_books_only(desk: AmazonDesk, amazon: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reach, clock_of = amazon_access.profile_of, amazon_access.time_of
    monkeypatch.setattr(amazon_access, "profile_of", lambda _kind, *rest: reach("practice", *rest))
    monkeypatch.setattr(amazon_access, "time_of", lambda _kind: clock_of("practice"))
    credentials = Credentials("practice", SECRET, TOKEN, date(2026, 7, 1))
    amazon_connection.connect_private(desk.company, "tester", "Shop", "US", credentials)
    with opened("second", amazon) as second, pytest.raises(Conflict, match="connected to the company demo"):
        amazon_connection.connect_private(second.company, "tester", "Shop", "US", credentials)


def test_a_made_up_seller_has_no_place_in_real_books(desk: AmazonDesk) -> None:
    with desk.company.state.write() as connection:
        settings.put(connection, "tester", connection="production")
    with pytest.raises(Refused, match="no place in the books of a real"):
        desk.connect("us")


def test_books_that_changed_their_quickbooks_do_not_sync(desk: AmazonDesk) -> None:
    desk.connect("us")
    with desk.company.state.write() as connection:
        settings.put(connection, "tester", realm="us-other")
    with pytest.raises(Conflict, match="another QuickBooks company"):
        sync.ask(desk.company, desk.seller_id, "tester")


def test_the_secrets_stand_in_no_file_audit_or_log(
    desk: AmazonDesk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.control("access", {"secret": "a-secret-nobody-may-read"})
    monkeypatch.setattr(amazon_connection, "PRACTICE_SECRET", "a-secret-nobody-may-read")
    with caplog.at_level(logging.DEBUG):
        desk.connect("us")
        assert desk.sync().state == "done"
    texts = ["a-secret-nobody-may-read", TOKEN]
    for path in desk.company.folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(text.encode() in content for text in texts), path
    assert not any(text in caplog.text for text in texts)
    assert not any(text in repr(Credentials("id", *texts)) for text in texts)
    status = amazon_status.status_shape(amazon_status.status(desk.company))
    assert not any(text in str(status) for text in texts)


@pytest.mark.parametrize(("day", "words"), [(date(2025, 11, 22), "more than twelve months back"), (date(2026, 11, 24), "in the future")])
def test_a_start_date_that_is_refused(desk: AmazonDesk, day: date, words: str) -> None:
    """S14: a start date of more than a year ago is refused."""
    desk.connect("us", start=None)
    with pytest.raises(Refused, match=words):
        amazon_connection.set_start_date(desk.company, "tester", desk.seller_id, day)
    assert listed(desk)[0].start_date is None


@pytest.mark.parametrize("day", [date(2025, 11, 23), date(2026, 11, 23)])
def test_a_start_date_of_exactly_twelve_months_and_of_today_is_taken(desk: AmazonDesk, day: date) -> None:
    """S21: the start date is kept, at most twelve months back."""
    assert desk.connect("us", day).start_date == day


def test_disconnecting_forgets_the_secrets_and_leaves_the_books(desk: AmazonDesk) -> None:
    """S38: what is in the books stays, and the secrets go."""
    desk.connect("jp")
    desk.sync()
    books = desk.books()
    amazon_connection.disconnect(desk.company, "tester", desk.seller_id, "we changed programs")
    assert desk.books() == books
    seller = listed(desk)[0]
    assert (seller.state, seller.schedule) == ("disconnected", "off")
    with desk.company.state.read() as connection, pytest.raises(NotReady):
        secrets.unseal(connection, f"amazon:{desk.seller_id}:refresh-token")
    with desk.company.state.read() as connection:
        assert audit.broken_at(connection) is None
    again = desk.connect("jp")
    assert again.seller_id == seller.seller_id
    assert desk.sync().result["imported"] == []


def test_a_new_sign_in_to_another_account_is_refused(desk: AmazonDesk) -> None:
    desk.connect("us")
    desk.sync()
    with pytest.raises(Refused, match="another Amazon account"):
        amazon_connection.renew(desk.company, "tester", desk.seller_id, Credentials("practice", SECRET, "Atzr|practice-distress"))
    renewed = amazon_connection.renew(desk.company, "tester", desk.seller_id, Credentials("practice", SECRET, TOKEN, date(2026, 11, 1)))
    assert renewed.secret_created == date(2026, 11, 1)


def test_consent_on_amazons_page_connects_the_seller(desk: AmazonDesk) -> None:
    """S4: the seller signs in on Amazon's page, and a code comes back."""
    url = amazon_consent.ask(desk.company, "By consent", "US", Credentials("", "", ""), "http://127.0.0.1:1/back", is_practice=True)
    back = httpx.get(url, follow_redirects=False, trust_env=False)
    returned = dict(parse_qsl(urlsplit(back.headers["location"]).query))
    with pytest.raises(Refused, match="does not answer a question of ours"):
        amazon_consent.answer(desk.company, "tester", {**returned, "state": "forged"})
    seller = amazon_consent.answer(desk.company, "tester", returned)
    assert (seller.name, seller.account) == ("By consent", "A1NORTHWINDLNE")
    with pytest.raises(Refused, match="No consent"):
        amazon_consent.answer(desk.company, "tester", returned)


def test_consent_that_was_declined_is_said(desk: AmazonDesk) -> None:
    url = amazon_consent.ask(desk.company, "By consent", "US", Credentials("", "", ""), is_practice=True)
    state = dict(parse_qsl(urlsplit(url).query))["state"]
    with pytest.raises(Refused, match="did not consent"):
        amazon_consent.answer(desk.company, "tester", {"state": state, "error": "access_denied"})
    assert listed(desk) == []


@pytest.mark.parametrize(("days", "level"), [(0, "fine"), (149, "fine"), (150, "soon"), (179, "soon"), (180, "over")])
def test_the_secret_grows_old_in_words(days: int, level: str) -> None:
    today = date(2026, 11, 24)
    assert amazon_status.secret_age(today - timedelta(days=days), today).level == level


def test_the_schedule_says_when_a_seller_is_due(desk: AmazonDesk) -> None:
    now = datetime.now(UTC)
    desk.connect("jp", start=None)
    with pytest.raises(NotReady, match="no start date"):
        amazon_connection.set_schedule(desk.company, "tester", desk.seller_id, "daily")
    with pytest.raises(Refused, match="is no schedule"):
        amazon_connection.set_schedule(desk.company, "tester", desk.seller_id, "weekly")
    amazon_connection.set_start_date(desk.company, "tester", desk.seller_id, date(2026, 8, 1))
    assert schedule.due(desk.company, now + timedelta(days=9)) == []
    amazon_connection.set_schedule(desk.company, "tester", desk.seller_id, "daily")
    [job_id] = schedule.ask_for_due(desk.company, now + timedelta(minutes=1))
    assert schedule.due(desk.company, now + timedelta(minutes=1)) == []  # it is under way
    assert worker.start(desk.company)
    worker.run_waiting(desk.company)
    assert [past.job_id for past in sync.history(desk.company)] == [job_id]
    assert schedule.due(desk.company, now + timedelta(hours=23)) == []
    assert [s.seller_id for s in schedule.due(desk.company, now + timedelta(hours=25))] == [desk.seller_id]


def test_a_sync_that_failed_is_due_again_after_an_hour(desk: AmazonDesk) -> None:
    desk.connect("jp")
    amazon_connection.set_schedule(desk.company, "tester", desk.seller_id, "daily")
    desk.control("access", {"revoke": "jp"})
    assert desk.sync().state == "failed"
    assert [s.seller_id for s in schedule.due(desk.company, datetime.now(UTC) + timedelta(hours=1))] == [desk.seller_id]


def test_a_seller_that_cannot_be_synced_is_told_and_not_asked_for_every_minute(desk: AmazonDesk) -> None:
    desk.connect("jp")
    amazon_connection.set_schedule(desk.company, "tester", desk.seller_id, "hourly")
    with desk.company.state.write() as connection:
        settings.put(connection, "tester", realm="us-other")
    now = datetime.now(UTC)
    assert schedule.ask_for_due(desk.company, now) == []
    assert "another QuickBooks company" in listed(desk)[0].last_sync
    assert schedule.due(desk.company, now + timedelta(minutes=59)) == []


def test_an_unexpected_error_is_noted_so_that_it_is_not_due_at_once(desk: AmazonDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_of: object) -> int:
        raise ZeroDivisionError

    desk.connect("jp")
    amazon_connection.set_schedule(desk.company, "tester", desk.seller_id, "hourly")
    monkeypatch.setattr("workbench.jobs.amazon.sync_payouts.read", broken)
    assert desk.sync().state == "failed"
    assert "unexpected" in listed(desk)[0].last_sync
    assert schedule.due(desk.company, datetime.now(UTC) + timedelta(minutes=59)) == []
    assert len(desk.books()) == 4


def test_the_status_counts_what_became_of_the_reports(desk: AmazonDesk) -> None:
    desk.connect("us")
    desk.sync()
    shape = amazon_status.status_shape(amazon_status.status(desk.company))
    [seller] = shape["sellers"]
    assert seller["reports"] == {"imported": len(desk.books())}
    assert (seller["secret"], seller["syncing"], seller["look_at"]) == (None, None, [])
    assert seller["open"][0]["currency"] == "USD"
    settlement_id = next(iter(desk.books()))
    witness = amazon_status.witness(desk.company, settlement_id)
    assert {str(control.amount) for control in witness.controls} == {desk.books()[settlement_id]}


def test_a_company_without_sellers_has_a_status(desk: AmazonDesk) -> None:
    assert amazon_status.status_shape(amazon_status.status(desk.company)) == {"quickbooks": True, "sellers": []}
