"""Connecting QuickBooks: consent over a real socket, one realm for good, sealed tokens, examination, newcomers, disconnection."""

from __future__ import annotations

import json
import threading
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.jobs.conftest import Desk
from workbench import clock
from workbench.errors import Conflict, NotReady, Refused
from workbench.jobs import practice, setup, worker
from workbench.jobs.pending_consent import parameters
from workbench.jobs.quickbooks import access as quickbooks_access
from workbench.jobs.quickbooks import connection as quickbooks_connection
from workbench.jobs.quickbooks import consent as quickbooks_consent
from workbench.jobs.quickbooks import session
from workbench.jobs.quickbooks import status as quickbooks_status
from workbench.jobs.quickbooks.session import books_of
from workbench.quickbooks import Application, connect
from workbench.quickbooks.tokens import Lifetime
from workbench.store import secrets, sellers, settings
from workbench.store.schema import audit
from workbench.store.secrets import unseal

KEYS = ("the-client", "canary-client-secret")


@pytest.fixture
def real(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Intuit's addresses lead to the practice QuickBooks, so that a sandbox and a production company can be connected."""

    def application_of(_kind: str, client_id: str, client_secret: str) -> Application:
        return Application("practice", practice.address(), client_id, client_secret)

    monkeypatch.setattr(quickbooks_access, "application_of", application_of)
    return desk


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def agree(url: str, realm: str = "") -> dict[str, str]:
    """What a browser comes back with after the practice company's page agreed; `realm` is the company chosen there."""
    split = urllib.parse.urlsplit(url)
    query = dict(urllib.parse.parse_qsl(split.query)) | ({"realmId": realm} if realm else {})
    try:
        urllib.request.build_opener(_Stay).open(split._replace(query=urllib.parse.urlencode(query)).geturl())
    except urllib.error.HTTPError as redirection:
        with redirection:
            return parameters(redirection.headers["Location"])
    raise AssertionError("the page did not send the browser back")


def consented(desk: Desk, kind: str = "practice", realm: str = "") -> quickbooks_access.Link:
    keys = () if kind == "practice" else KEYS
    url = quickbooks_consent.ask(desk.company, "tester", kind, *keys)
    return quickbooks_consent.answer(desk.company, "tester", agree(url, realm))


def told(desk: Desk) -> str:
    """The whole audit log."""
    with desk.company.state.read() as state:
        return " ".join(f"{row.what} {row.detail}" for row in state.execute(sa.select(audit)))


def kept_token(desk: Desk) -> str:
    return quickbooks_access.SealedTokens(desk.company).current()


def put(desk: Desk, **values: Any) -> None:
    with desk.company.state.write() as state:
        settings.put(state, "tester", **values)


def codes(desk: Desk) -> list[str]:
    return [finding.code for finding in quickbooks_status.status(desk.company).findings]


def test_a_practice_company_begins_connected_without_a_sign_in(desk: Desk) -> None:
    found = quickbooks_status.status(desk.company)
    assert (found.link.kind, found.link.realm, found.link.is_connected, found.sign_in) == ("practice", "us-demo", True, None)
    assert books_of(desk.company).company().name == "Practice company us-demo"


def test_a_consent_is_rehearsed_at_the_practice_company(desk: Desk) -> None:
    """The same way as to Intuit: consent, code, sealed and rotating tokens, examination, revocation."""
    link = consented(desk)
    assert (link.kind, link.realm, link.is_connected, link.by_consent) == ("practice", "us-demo", True, True)
    first = kept_token(desk)
    worker.run_waiting(desk.company)
    assert kept_token(desk) != first, "the newest refresh token is kept"
    found = quickbooks_status.status(desk.company)
    assert found.company is not None
    assert found.company.home_currency == "USD"
    assert found.findings == ()
    assert found.sign_in is not None
    assert found.sign_in.level == "fine"


@pytest.mark.parametrize("kind", ["sandbox", "production"])
def test_a_fresh_company_becomes_a_real_ones_and_nothing_is_created_there(real: Desk, kind: str) -> None:
    assert consented(real, kind, "us-real").realm == "us-real"
    worker.run_waiting(real.company)
    assert books_of(real.company).profile.realm_id == "us-real"
    names = {account.name for account in books_of(real.company).accounts()}
    assert "Amazon Sales" not in names
    missing = [n.key for n in quickbooks_status.status(real.company).missing]
    assert {"account Amazon Sales", "item Amazon Sales", "customer Amazon customers"} <= set(missing)


def test_only_what_was_agreed_to_is_created(real: Desk) -> None:
    consented(real, "sandbox", "us-real")
    worker.run_waiting(real.company)
    before = quickbooks_status.status(real.company).missing
    agreed = ["account Amazon Sales", "item Amazon Sales", "item Amazon Refunds"]
    worker.result_of(real.do("connect", create=agreed))
    left = {n.key for n in quickbooks_status.status(real.company).missing}
    assert {n.key for n in before} - left == {"account Amazon Sales", "item Amazon Sales"}, "an item without its account is left out"
    with real.company.state.read() as state:
        assert settings.get(state, "account:SALES")
    worker.result_of(real.do("connect", create=sorted(left)))
    assert quickbooks_status.status(real.company).missing == ()


def test_an_inactive_default_account_is_not_made_again(desk: Desk) -> None:
    worker.result_of(desk.do("connect"))
    books = books_of(desk.company)
    ads = next(a for a in books.accounts() if a.name == "Amazon Advertising Costs")
    desk.ask_practice("edit", {"realm": desk.realm, "entity": "Account", "id": ads.id, "changes": {"Active": False}})
    result = worker.result_of(desk.do("connect"))
    assert (result["created"], result["missing"]) == ([], [])


def test_no_secret_is_in_the_books_or_in_the_audit_log(real: Desk) -> None:
    consented(real, "production", "us-real")
    worker.run_waiting(real.company)
    written = [canary for canary in (KEYS[1], kept_token(real)) for path in real.company.folder.rglob("*")
               if path.is_file() and canary.encode() in path.read_bytes()]  # fmt: skip
    assert written == []
    assert KEYS[1] not in told(real) + json.dumps(quickbooks_status.status_shape(quickbooks_status.status(real.company)))
    assert "QuickBooks connected" in told(real)


def test_another_company_on_reconnection_is_refused_and_its_code_is_not_traded(real: Desk) -> None:
    consented(real, "sandbox", "us-real")
    token = kept_token(real)
    url = quickbooks_consent.ask(real.company, "tester", "sandbox")
    with pytest.raises(Conflict, match=r"belong to QuickBooks company us-real \(sandbox\); the one that was chosen is us-other"):
        quickbooks_consent.answer(real.company, "tester", agree(url, "us-other"))
    assert (quickbooks_access.link(real.company).realm, kept_token(real)) == ("us-real", token)
    with pytest.raises(Conflict, match="belong to QuickBooks company us-real"):
        quickbooks_consent.ask(real.company, "tester", "production", *KEYS)


def test_the_same_company_is_connected_again_with_the_keys_that_are_kept(real: Desk) -> None:
    consented(real, "sandbox", "us-real")
    before = kept_token(real)
    url = quickbooks_consent.ask(real.company, "tester", "sandbox")
    assert quickbooks_consent.answer(real.company, "tester", agree(url, "us-real")).client_id == "the-client"
    assert kept_token(real) != before


def _pair(state: sa.Connection) -> None:
    names = dict.fromkeys(("name", "marketplace", "account", "client_id"), "x")
    sellers.add(state, "tester", kind="practice", region="na", realm="us-demo", **names)


def test_practice_books_that_are_bound_do_not_become_a_real_companys(real: Desk) -> None:
    with real.company.state.write() as state:
        _pair(state)
    with pytest.raises(Conflict, match="belong to the practice QuickBooks: an Amazon seller is paired with it"):
        quickbooks_consent.ask(real.company, "tester", "production", *KEYS)


def test_books_bound_between_question_and_answer_stay_where_they_are(real: Desk) -> None:
    url = quickbooks_consent.ask(real.company, "tester", "production", *KEYS)
    with real.company.state.write() as state:
        _pair(state)
    with pytest.raises(Conflict, match="New company"):
        quickbooks_consent.answer(real.company, "tester", agree(url, "us-real"))
    assert quickbooks_access.link(real.company).kind == "practice"


def test_nothing_of_the_practice_chart_is_taken_for_the_real_ones(real: Desk) -> None:
    worker.result_of(real.do("connect"))
    consented(real, "sandbox", "us-real")
    with real.company.state.read() as state:
        now = settings.every(state)
    assert {name: now[name] for name in (*quickbooks_connection.OF_THE_CHART, "account:SALES")} == dict.fromkeys(
        (*quickbooks_connection.OF_THE_CHART, "account:SALES"), ""
    )
    assert now["chart"] == {}


def test_one_quickbooks_company_has_one_set_of_books(real: Desk, desk_of: Callable[[str], Desk]) -> None:
    consented(real, "sandbox", "us-real")
    second = desk_of("second")
    url = quickbooks_consent.ask(second.company, "tester", "sandbox", *KEYS)
    with pytest.raises(Conflict, match="belongs to the books demo already"):
        quickbooks_consent.answer(second.company, "tester", agree(url, "us-real"))


def test_an_answer_is_taken_once(desk: Desk) -> None:
    returned = agree(quickbooks_consent.ask(desk.company, "tester", "practice"))
    quickbooks_consent.answer(desk.company, "tester", returned)
    with pytest.raises(Refused, match="No consent to QuickBooks is waited for"):
        quickbooks_consent.answer(desk.company, "tester", returned)


def test_a_foreign_answer_leaves_the_question_alone(desk: Desk) -> None:
    returned = agree(quickbooks_consent.ask(desk.company, "tester", "practice"))
    with pytest.raises(Refused, match="does not answer a question of ours"):
        quickbooks_consent.answer(desk.company, "tester", returned | {"state": "theirs"})
    assert quickbooks_consent.answer(desk.company, "tester", returned).is_connected


def test_an_answer_by_somebody_else_or_too_late_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    returned = agree(quickbooks_consent.ask(desk.company, "tester", "practice"))
    with pytest.raises(Refused, match="Somebody else"):
        quickbooks_consent.answer(desk.company, "another", returned)
    returned = agree(quickbooks_consent.ask(desk.company, "tester", "practice"))
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(Refused, match="more than ten minutes"):
        quickbooks_consent.answer(desk.company, "tester", returned)
    assert not quickbooks_access.link(desk.company).by_consent


def test_disconnecting_revokes_and_forgets_and_what_is_there_stays(desk: Desk) -> None:
    consented(desk)
    worker.run_waiting(desk.company)
    token = kept_token(desk)
    assert quickbooks_connection.disconnect(desk.company, "tester", "Another tool does this now") is True
    link = quickbooks_access.link(desk.company)
    assert (link.realm, link.is_connected) == ("us-demo", False)
    with pytest.raises(NotReady, match="not connected to QuickBooks"):
        books_of(desk.company)
    with desk.company.state.read() as state, pytest.raises(NotReady, match="Connect QuickBooks again"):
        unseal(state, quickbooks_access.TOKEN, quickbooks_access.OWNER)
    assert "Another tool does this now" in told(desk)
    assert token not in told(desk)
    assert quickbooks_status.status(desk.company).company is not None, "what was read is still shown"
    assert consented(desk).is_connected
    with pytest.raises(Conflict, match="worked with just now"):
        quickbooks_connection.disconnect(desk.company, "tester")


def test_a_disconnection_that_intuit_does_not_confirm_is_said(real: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    consented(real, "sandbox", "us-real")
    worker.run_waiting(real.company)
    monkeypatch.setattr(
        quickbooks_access, "application_of", lambda _kind, one, two: Application("practice", "http://127.0.0.1:9", one, two)
    )
    assert quickbooks_connection.disconnect(real.company, "tester") is False
    assert not quickbooks_access.link(real.company).is_connected


def test_a_company_that_was_disconnected_elsewhere_keeps_no_token_of_a_late_renewal(desk: Desk) -> None:
    consented(desk)
    tokens = quickbooks_access.SealedTokens(desk.company)
    with desk.company.state.write() as state:
        secrets.forget(state, quickbooks_access.TOKEN)
    with pytest.raises(NotReady):
        tokens.keep("late", Lifetime())
    with pytest.raises(NotReady):
        tokens.current()


def test_many_programs_renew_at_once_and_none_loses_the_company(desk: Desk) -> None:
    """E6: every renewal kills the token before it, so they must go one after the other, each with the newest."""
    consented(desk)
    link = quickbooks_access.link(desk.company)
    start = threading.Barrier(50)

    def program(_number: int) -> str:
        profile = quickbooks_access.profile_of(desk.company, link)
        with connect(profile, tokens=quickbooks_access.SealedTokens(desk.company)) as books:
            start.wait()
            return books.company().name

    with ThreadPoolExecutor(50) as threads:
        assert set(threads.map(program, range(50))) == {"Practice company us-demo"}


def test_a_dead_sign_in_is_said_in_words_and_connected_again(desk: Desk) -> None:
    consented(desk)
    with desk.company.state.write() as state:
        quickbooks_access.keep(state, "dead", Lifetime())
    session.let_go(desk.company)
    with pytest.raises(NotReady, match="does not accept the sign-in of this company any more"):
        books_of(desk.company).company()
    consented(desk)
    assert books_of(desk.company).company().name == "Practice company us-demo"


AT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("unused", "hard", "days", "level", "words"),
    [
        (101, 1826, 0, "fine", "lasts until 2031-01-01"),
        (101, 1826, 87, "soon", "unused, it ends on 2026-04-12"),
        (101, 1826, 101, "over", "has ended"),
        (2000, 1826, 1736, "soon", "Connect QuickBooks again before that day"),
        (2000, 1826, 1826, "over", "has ended"),
        (None, None, 0, "fine", "at the latest, which is five years"),
        (None, None, 1825, "over", "has ended"),
    ],
)
def test_the_end_of_the_sign_in_is_told_in_time(unused: int | None, hard: int | None, days: int, level: str, words: str) -> None:
    def after(number: int | None) -> datetime | None:
        return None if number is None else AT + timedelta(days=number)

    life = quickbooks_access.SignInLife(after(unused), after(hard))
    found = quickbooks_status.sign_in_age(life, AT, AT + timedelta(days=days))
    assert found.level == level
    assert words in found.words


def test_what_would_hurt_is_found_at_the_practice_company(desk: Desk) -> None:
    desk.ask_practice("rules", {"realm": desk.realm, "custom_txn_numbers": False})
    desk.ask_practice("close-books", {"realm": desk.realm, "date": "2026-09-30"})
    books_of(desk.company).create_account("Fonds non déposés", "Other Current Asset", "UndepositedFunds")
    worker.result_of(desk.do("connect"))
    assert codes(desk) == ["custom-numbers-off", "several-payments-to-deposit", "books-closed"]
    with desk.company.state.read() as state:
        assert settings.get(state, "undeposited_account") == "", "among several, a person chooses"
    second = next(a.id for a in books_of(desk.company).accounts() if a.name == "Fonds non déposés")
    put(desk, undeposited_account=second)
    assert codes(desk) == ["custom-numbers-off", "books-closed"]


def test_the_end_of_every_way_in_is_the_same_company(home: Path, desk_of: Callable[[str], Desk]) -> None:
    """Several companies, each with its own QuickBooks, never mixed."""
    us, eu = desk_of("demo"), desk_of("eu-demo")
    consented(us)
    consented(eu)
    assert (books_of(us.company).company().home_currency, books_of(eu.company).company().home_currency) == ("USD", "EUR")
    with pytest.raises(Conflict, match="practice company us-demo, not to"):
        quickbooks_consent.answer(us.company, "tester", agree(quickbooks_consent.ask(us.company, "tester", "practice"), "eu-demo"))


@pytest.fixture(autouse=True)
def _closed(home: Path) -> Iterator[None]:
    """What a test opened is closed with it."""
    yield
    for _, books in session._open.values():
        books.close()
    session._open.clear()


def test_an_environment_that_there_is_not_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="is no environment"):
        quickbooks_consent.ask(desk.company, "tester", "sand", *KEYS)


def test_opening_books_twice_gives_the_same_quickbooks(desk: Desk) -> None:
    assert books_of(desk.company) is books_of(desk.company)
    reopened = setup.open_company("demo")
    try:
        assert books_of(reopened) is not books_of(desk.company)
    finally:
        reopened.close()
