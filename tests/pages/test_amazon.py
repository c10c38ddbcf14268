"""Set up › Amazon: connect, say from when, sync, see what came; secrets stay in no address, no session and no error."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from tests.jobs.amazon_desk import START, AmazonDesk
from tests.jobs.conftest import Desk
from tests.pages.conftest import Screen
from workbench import clock
from workbench.amazon.api.profile import Profile
from workbench.jobs import practice, setup, worker
from workbench.jobs.amazon import access as amazon_access
from workbench.jobs.amazon import connection as amazon_connection
from workbench.jobs.amazon import consent as amazon_consent
from workbench.jobs.amazon import status as amazon_status
from workbench.jobs.amazon import sync
from workbench.jobs.amazon.access import Credentials
from workbench.practice.amazon.sellers import SELLERS
from workbench.practice.amazon.server import AmazonOptions, serving
from workbench.store import jobs, open_transactions, settings
from workbench.store.schema import audit
from workbench.store.sellers import Seller
from workbench.ui import amazon_words, gate

PAGE = "pages/setup/amazon.py"
SECRET, TOKEN = "practice", "Atzr|practice-de"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("amazon"), AmazonOptions()) as server:
        yield server.address


@pytest.fixture
def amazon(desk: Desk, address: str, monkeypatch: pytest.MonkeyPatch) -> AmazonDesk:
    """The desk's company, and the practice Amazon as on its first day."""
    monkeypatch.setattr(practice, "amazon_address", lambda: address)
    monkeypatch.setitem(worker.KINDS, "sync", sync.carry_out)
    found = AmazonDesk(desk.company, address)
    found.control("reset", {})
    return found


@pytest.fixture
def private(amazon: AmazonDesk, monkeypatch: pytest.MonkeyPatch) -> AmazonDesk:
    """Amazon's addresses lead to the practice Amazon, whose clock is set to ours: private sellers live by our clock."""

    def profile_of(_kind: str, name: str, country: str, c: Credentials) -> Profile:
        return Profile.practice(name, country, amazon.address, client_id=c.client_id, client_secret=c.client_secret,
                                refresh_token=c.refresh_token)  # fmt: skip

    monkeypatch.setattr(amazon_access, "profile_of", profile_of)
    amazon.control("clock", {"to": clock.stamp()})
    return amazon


def only_seller(desk: Desk) -> Seller:
    found = amazon_status.status(desk.company).sellers
    assert len(found) == 1
    return found[0].seller


def button(screen: Screen, label: str) -> Any:
    return next(b for b in screen.app.button if b.label == label)


def choose(screen: Screen, key: str, value: str) -> Screen:
    screen.app.segmented_control(key=key).set_value(value)
    return screen.run()


def fill(screen: Screen, **fields: str) -> Screen:
    """Type into the fields whose keys have this in them."""
    for name, value in fields.items():
        next(f for f in screen.app.text_input if name in str(f.key)).set_value(value)
    return screen


def remembered(screen: Screen) -> str:
    """Everything that the browser's session and address hold."""
    return f"{screen.app.session_state!r} {screen.app.query_params}"


def start(screen: Screen, day: date) -> Screen:
    screen.app.date_input[0].set_value(day)
    return screen.press("Done")


def connected(desk: Desk) -> Screen:
    """The page of a seller that just connected."""
    return Screen(desk, PAGE, get="yes").press("Connect")


def test_a_practice_company_is_offered_the_practice_amazon_and_a_real_one_is_not(desk: Desk, amazon: AmazonDesk) -> None:
    assert "practice_seller" in str([s.key for s in Screen(desk, PAGE, get="yes").app.selectbox])
    with desk.company.state.write() as connection:
        link = {"client_id": "client", "redirect_uri": "https://books.example", "connected_at": "2026-11-24T10:00:00+00:00"}
        settings.put(connection, "tester", connection="production", realm="9130000000000001", quickbooks=link)
    screen = Screen(desk, PAGE, way="practice")
    assert "amazon_practice_seller" not in [s.key for s in screen.app.selectbox]
    assert "authorizes it itself" in screen.words()


def test_without_a_quickbooks_company_nothing_can_be_connected(desk: Desk, amazon: AmazonDesk) -> None:
    """S3: the page says why nothing can be connected."""
    with desk.company.state.write() as connection:
        settings.put(connection, "tester", realm="")
    screen = Screen(desk, PAGE)
    assert "No QuickBooks company is connected yet" in screen.words()
    assert not [b for b in screen.app.button if b.label == "Connect"]


def test_the_practice_sellers_are_those_of_the_practice_amazon() -> None:
    assert list(amazon_words.PRACTICE_SELLER) == [seller.name for seller in SELLERS]


@pytest.mark.parametrize(("country", "host"), [("US", "sellercentral.amazon.com"), ("DE", "sellercentral-europe.amazon.com")])
def test_the_steps_lead_to_the_seller_central_of_the_country(desk: Desk, amazon: AmazonDesk, country: str, host: str) -> None:
    assert f"https://{host}/" in Screen(desk, PAGE, way="private", country=country).words()


def test_connect_choose_a_start_date_and_sync(desk: Desk, amazon: AmazonDesk) -> None:
    """S11, S13, S15, S18: the settings are reviewed, the date is Done, Approve lets Sync now; the first sync says how long it takes."""
    worker.result_of(desk.do("connect"))
    screen = connected(desk)
    assert "Review your app settings" in screen.words()
    assert button(screen, "Sync now").disabled
    assert button(screen, "Sync now").help == "Review the settings and approve them first"
    assert button(screen, "Approve").disabled
    assert "At most twelve months back" in screen.words()
    start(screen, START)
    assert button(screen, "Sync now").disabled
    screen.press("Approve")
    screen.press("Sync now")
    assert "takes from ten minutes to three hours" in screen.words()
    assert button(screen, "Sync now").disabled
    assert button(screen, "Stop")
    screen.work()
    rows = screen.table_with("settlement", "report")
    truth = amazon.truth("us")
    assert {row["settlement"]: str(row["total"]) for row in rows if row["state"] == "Imported"} == amazon.books()
    assert amazon.books().items() <= truth.items()
    assert amazon.books()
    assert "done: " in screen.words()
    assert not button(screen, "Sync now").disabled


def test_a_start_date_of_more_than_twelve_months_ago_is_refused_in_words(desk: Desk, amazon: AmazonDesk) -> None:
    """S14: the page refuses a day of more than a year ago in words."""
    screen = start(connected(desk), date(2025, 11, 1))
    assert "is more than twelve months back" in screen.words()
    assert only_seller(desk).start_date is None
    assert "Choose a day first" in Screen(desk, PAGE).press("Done").words()


def test_a_stopped_sync_says_so_and_goes_on(desk: Desk, amazon: AmazonDesk) -> None:
    """S19: a sync that was stopped goes on where it was."""
    amazon.connect("us")
    screen = Screen(desk, PAGE).press("Sync now")
    assert not button(screen, "Stop").disabled
    jobs.ask_to_stop(desk.company.state, jobs.recent(desk.company.state)[0].job_id)  # what Stop does; its fragment needs a browser
    screen.work()
    assert "stopped" in screen.words()
    assert "goes on from there" in screen.words()
    assert amazon.books() == {}
    screen.press("Sync now").work()
    assert amazon.books()
    assert [row["state"] for row in choose(screen, "amazon_view", "syncs").table_with("by", "ended")] == ["Done", "Stopped"]


def test_an_old_secret_is_told_in_words(desk: Desk, amazon: AmazonDesk) -> None:
    amazon.connect("us")
    amazon.control("access", {"secret": "rotated"})
    assert "older than 180 days" in Screen(desk, PAGE).press("Sync now").work().words()


def test_a_missing_permission_is_named_and_nothing_is_stored(desk: Desk, amazon: AmazonDesk) -> None:
    amazon.control("faults", [{"kind": "denied", "operation": "getReports", "times": 9}])
    screen = connected(desk)
    assert "lacks the role Finance and Accounting" in screen.words()
    assert amazon_status.status(desk.company).sellers == ()


def test_a_permission_that_is_not_needed_shows_as_missing_until_it_is_granted(desk: Desk, amazon: AmazonDesk) -> None:
    amazon.control("faults", [{"kind": "denied", "operation": "getMarketplaceParticipations", "times": 9}])
    screen = connected(desk)

    def given() -> str:
        return next(row["given"] for row in screen.table_with("what", "given") if row["what"] == "Countries of the account")

    assert given() == "No"
    assert "Selling Partner Insights" in screen.words()
    amazon.control("faults", [])
    screen.press("Ask Amazon again")
    assert given() == "Yes"


def test_secrets_are_typed_once_and_stay_nowhere(desk: Desk, private: AmazonDesk) -> None:
    screen = Screen(desk, PAGE, way="private", country="DE")
    fill(screen, client_private="practice", secret_private="wr0ng-secret", token_private=TOKEN).press("Connect")
    assert "does not accept the application's client id and secret" in screen.words()
    assert amazon_status.status(desk.company).sellers == ()
    assert "wr0ng-secret" not in remembered(screen) + screen.words()
    left = {f.label: f.value for f in screen.app.text_input}
    assert (left["Client id"], left["Client secret"], left["Refresh token"]) == ("practice", "", "")
    fill(screen, secret_private=SECRET, token_private=TOKEN).press("Connect")
    assert (only_seller(desk).kind, only_seller(desk).name, only_seller(desk).marketplace) == ("private", "Amazon.de", "DE")
    assert TOKEN not in remembered(screen) + screen.words()


@pytest.mark.parametrize(("days", "words"), [(149, "149 days old"), (150, "ends in 30 days"), (180, "no longer accepts it")])
def test_the_age_of_the_secret_is_told_in_time(desk: Desk, private: AmazonDesk, days: int, words: str) -> None:
    made = clock.now().date() - timedelta(days=days)
    amazon_connection.connect_private(desk.company, "tester", "Ours", "DE", Credentials("practice", SECRET, TOKEN, made))
    screen = Screen(desk, PAGE)
    shown = {"warning": screen.app.warning, "error": screen.app.error, "caption": screen.app.caption}
    kind = {149: "caption", 150: "warning", 180: "error"}[days]
    assert any(words in element.value for element in shown[kind])
    assert any(b.label == "Renew" for b in screen.app.button)


def test_a_renewed_secret_takes_the_old_ones_place(desk: Desk, private: AmazonDesk) -> None:
    old = clock.now().date() - timedelta(days=170)
    amazon_connection.connect_private(desk.company, "tester", "Ours", "DE", Credentials("practice", SECRET, TOKEN, old))
    private.control("access", {"secret": "r0tated"})
    screen = fill(Screen(desk, PAGE), client_renew="practice", secret_renew="r0tated", token_renew=TOKEN)
    next(d for d in screen.app.date_input if "renew" in str(d.key)).set_value(clock.now().date())
    screen.press("Renew")
    assert only_seller(desk).secret_created == clock.now().date()
    assert not screen.app.warning
    assert "r0tated" not in remembered(screen)


def consented(link: str) -> dict[str, str]:
    """What the practice Amazon answers on its consent page, as the query it would send the browser back with."""
    with urllib.request.urlopen(link) as answer:
        return dict(json.load(answer))


@pytest.fixture
def asked(desk: Desk, amazon: AmazonDesk) -> tuple[Screen, dict[str, str]]:
    """A page on which the link was prepared, and Amazon's answer to it."""
    screen = Screen(desk, PAGE, way="consent")
    screen.app.selectbox(key="amazon_practice_seller").set_value("de")
    screen.press("Connect")
    link = next(element for element in screen.app.get("link_button")).proto.url
    return screen, consented(link)


def test_the_browser_that_comes_back_is_connected_and_the_code_leaves_the_address(desk: Desk, asked: tuple[Screen, dict[str, str]]) -> None:
    returned = Screen(desk, PAGE, **asked[1])
    assert (only_seller(desk).name, only_seller(desk).marketplace) == ("Northwind Lane on Amazon.de", "DE")
    assert "spapi_oauth_code" not in returned.app.query_params
    assert asked[1]["spapi_oauth_code"] not in remembered(returned)


def test_the_answer_finds_the_books_that_asked(desk: Desk, asked: tuple[Screen, dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    other = setup.open_company("another", create=True)
    try:
        monkeypatch.setattr(gate, "_opened", {"demo": desk.company, "another": other}.__getitem__)
        Screen(desk, PAGE, company="another", **asked[1])
        assert only_seller(desk).is_connected
        assert amazon_status.status(other).sellers == ()
    finally:
        other.close()


def test_the_address_that_the_browser_came_back_with_can_be_pasted(desk: Desk, asked: tuple[Screen, dict[str, str]]) -> None:
    screen, returned = asked
    pasted = "https://example.com/back?" + "&".join(f"{name}={value}" for name, value in returned.items())
    fill(screen, amazon_answer=pasted).press("Take the answer")
    assert only_seller(desk).kind == "practice"
    assert returned["spapi_oauth_code"] not in remembered(screen)


def test_an_answer_that_nobody_asked_for_is_refused(desk: Desk, asked: tuple[Screen, dict[str, str]]) -> None:
    foreign = Screen(desk, PAGE, **{**asked[1], "state": "another"})
    assert "does not answer a question of ours" in foreign.words()
    assert amazon_status.status(desk.company).sellers == ()
    assert amazon_consent.answer(desk.company, "tester", asked[1]).is_connected


def test_the_schedule_is_kept_and_says_when_it_syncs_next(desk: Desk, amazon: AmazonDesk) -> None:
    seller = amazon.connect("us", start=None)
    key = f"amazon_schedule_{seller.seller_id}"
    assert key not in [control.key for control in Screen(desk, PAGE).app.segmented_control]
    amazon.settle(START)
    screen = choose(Screen(desk, PAGE, show="settings"), key, "daily")
    assert only_seller(desk).schedule == "daily"
    assert "Next sync within a minute" in screen.words()
    amazon.sync()
    assert "Next sync 2" in screen.run().words()


def test_a_report_that_is_gone_can_be_tried_again(desk: Desk, amazon: AmazonDesk) -> None:
    newest = list(amazon.truth("us"))[-1]
    amazon.control("faults", [{"kind": "document-gone", "key": newest, "times": 9}])
    amazon.connect("us")
    amazon.sync()
    assert newest not in amazon.books()
    screen = Screen(desk, PAGE)
    assert "Amazon no longer keeps this report" in screen.words()
    amazon.control("faults", [])
    screen.press("Try again").work()
    assert newest in amazon.books()
    assert not [b for b in screen.app.button if b.label == "Try again"]


def test_a_refused_report_says_why_and_how_much(desk: Desk, amazon: AmazonDesk) -> None:
    newest = list(amazon.truth("us"))[-1]
    amazon.control("faults", [{"kind": "off-by-a-cent", "key": newest, "times": 9}])
    amazon.connect("us")
    amazon.sync()
    finding = Screen(desk, PAGE).table_with("what", "next")[0]
    assert "a difference of -0.01" in finding["what"]
    assert "once more" in finding["next"]
    amazon.sync()
    assert "a difference of -0.01" in Screen(desk, PAGE).words()


def test_what_is_not_settled_is_shown_by_currency(desk: Desk, amazon: AmazonDesk) -> None:
    amazon.connect("us")
    amazon.sync()
    row = Screen(desk, PAGE, show="open").table_with("open", "deferred")[0]
    with desk.company.state.read() as connection:
        owed = open_transactions.totals(connection, amazon.seller_id)[0]
    assert (row["currency"], row["total"], row["deferred"], row["count"]) == ("USD", owed.amount, owed.deferred, owed.count)
    assert row["open"] + row["deferred"] == row["total"]
    assert row["deferred"] > 0


def test_disconnecting_asks_why_and_what_is_there_stays(desk: Desk, amazon: AmazonDesk) -> None:
    """S37, S38: it asks why, wants a second Disconnect, and leaves the books as they are."""
    amazon.connect("us")
    amazon.sync()
    books = amazon.books()
    screen = Screen(desk, PAGE)
    assert "What was imported and what was posted stays" in screen.words()
    screen.app.radio[0].set_value("It was the wrong account")
    screen.press("Disconnect")
    assert not only_seller(desk).is_connected
    assert "Nothing more is imported" in screen.words()
    assert not [b for b in screen.app.button if b.label == "Sync now"]
    assert amazon.books() == books
    with desk.company.state.read() as connection:
        told = connection.execute(sa.select(audit.c.detail).where(audit.c.what == "why the seller was disconnected")).scalar_one()
    assert "It was the wrong account" in told
    screen.press("Connect again")
    assert only_seller(desk).is_connected
    assert only_seller(desk).start_date == START


def test_the_page_asks_for_no_job_by_itself(desk: Desk, amazon: AmazonDesk) -> None:
    amazon.connect("us")
    before = len(jobs.recent(desk.company.state))
    Screen(desk, PAGE).run()
    assert len(jobs.recent(desk.company.state)) == before


def shown(desk: Desk, settlement_id: str) -> AppTest:
    """The witness alone, as the payout's page draws it."""

    def page(company, settlement_id):  # type: ignore[no-untyped-def]  # its source runs by itself, without our imports
        from workbench.ui.amazon_witness import witness

        witness(company, settlement_id)

    app = AppTest.from_function(page, args=(desk.company, settlement_id)).run()
    assert not app.exception
    return app


def test_a_payout_that_amazon_says_nothing_of_shows_nothing(desk: Desk, amazon: AmazonDesk) -> None:
    assert not shown(desk, "1").expander


def test_the_witness_of_a_payout_agrees_to_the_cent(desk: Desk, amazon: AmazonDesk) -> None:
    amazon.connect("us")
    amazon.sync()
    settlement_id, total = list(amazon.books().items())[-1]
    app = shown(desk, settlement_id)
    assert "3 of 3 control totals agree" in app.expander[0].label
    stated, controls = (frame.value.to_dict("records") for frame in app.dataframe)
    assert {row["detail"] for row in stated} >= {"Status", "Amount", "Trace number", "Bank account", "Transferred"}
    assert {(row["amount"], row["difference"]) for row in controls} == {(Decimal(total), Decimal("0.00"))}


def test_a_payout_that_did_not_arrive_is_said_at_once(desk: Desk, amazon: AmazonDesk) -> None:
    amazon.connect("distress")
    amazon.sync()
    facts = [
        fact for s in amazon.books() for fact in amazon_status.witness(desk.company, s).facts if fact.source == "payout" and fact.failed
    ]
    app = shown(desk, facts[0].settlement_id)
    assert "transfer failed" in app.expander[0].label
    assert "did not reach the bank" in app.warning[0].value


def test_an_amount_in_another_currency_is_told_as_paid_out(desk: Desk, amazon: AmazonDesk) -> None:
    amazon.connect("region")
    amazon.sync()
    found = [amazon_status.witness(desk.company, s) for s in amazon.books()]
    witness = next(w for w in found if any(f.converted is not None and f.converted_currency != f.currency for f in w.facts))
    group = next(fact for fact in witness.facts if fact.source == "group")
    assert (group.currency, group.converted_currency) == ("MXN", "USD")
    assert f"paid out as {group.converted} USD" in shown(desk, witness.settlement_id).expander[0].label
