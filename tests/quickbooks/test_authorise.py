"""Consent: the question, the answer to it and no other, the trade, the revocation; the sign-in that lives on across crashes."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from tests.quickbooks.conftest import ROOT, profile_of
from tests.quickbooks.stub import Stub, Told, told
from workbench.errors import NotReady, Refused, Unreachable, WorkbenchError
from workbench.quickbooks import Accepted, Application, InMemory, Lifetime, NotSent, connect
from workbench.quickbooks.authorise import Agreed, agreed, consent, exchange, revoke
from workbench.quickbooks.signin import PASTED_REDIRECT

HOUR, HUNDRED_DAYS, FIVE_YEARS = 3600, 8726400, 157680000
GOOD = {"SalesReceipt": {"Id": "7"}}
BACK = {"code": "canary-code", "state": "ours", "realmId": "9130347"}


def application(stub: Stub) -> Application:
    return Application("practice", stub.address, "the-client", "canary-client-secret")


def granted(number: int = 1, **more: object) -> Told:
    return told(200, {"access_token": f"access-{number}", "refresh_token": f"refresh-{number}", "expires_in": HOUR, **more})


def test_the_question_names_scope_and_redirect_and_a_state_that_cannot_be_guessed(stub: Stub) -> None:
    first, second = (consent(application(stub), "https://books.example/back") for _ in range(2))
    asked = dict(parse_qsl(urlsplit(first.url).query))
    assert asked == {
        "client_id": "the-client", "response_type": "code", "scope": "com.intuit.quickbooks.accounting",
        "redirect_uri": "https://books.example/back", "state": first.state,
    }  # fmt: skip
    assert first.state != second.state
    assert len(first.state) >= 43, "32 bytes"


@pytest.mark.parametrize("redirect", ["http://books.example/back", "javascript:alert(1)", "books.example"])
def test_a_redirect_that_is_not_https_is_refused(stub: Stub, redirect: str) -> None:
    with pytest.raises(Refused, match="https address only"):
        consent(application(stub), redirect)


def test_a_sandbox_may_come_back_to_this_machine_and_production_may_not(stub: Stub) -> None:
    assert consent(application(stub), "http://localhost:8501/quickbooks").url
    with pytest.raises(Refused, match="https address only"):
        consent(Application("production", "", "id", "secret"), "http://localhost:8501/quickbooks")


def test_keys_that_are_missing_are_asked_for(stub: Stub) -> None:
    with pytest.raises(Refused, match="client id and client secret"):
        consent(Application("sandbox", "", "id", ""))


def test_intuits_address_cannot_be_given() -> None:
    with pytest.raises(Refused, match="Intuit's own address only"):
        Application("sandbox", "https://example.com", "id", "secret")


@pytest.mark.parametrize("state", ["", "theirs", "ours "])
def test_an_answer_to_another_question_is_not_used(state: str) -> None:
    with pytest.raises(Refused, match="does not answer a question of ours"):
        agreed("ours", BACK | {"state": state})


def test_no_question_has_no_answer() -> None:
    with pytest.raises(Refused, match="does not answer"):
        agreed("", BACK | {"state": ""})


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        ({"error": "access_denied"}, "declined on Intuit's page"),
        ({"error": "invalid_scope", "error_description": "no such scope"}, "no such scope"),
        ({"code": "c"}, "names no code and no company"),
        ({"code": "c", "realmId": "../1"}, "not the number of a QuickBooks company"),
    ],
)
def test_what_is_no_consent_is_said_in_words(returned: dict[str, str], words: str) -> None:
    with pytest.raises(Refused, match=words):
        agreed("ours", {"state": "ours", **returned})


def test_the_code_is_traded_with_the_address_it_was_asked_with(stub: Stub) -> None:
    stub.token_script.append(granted(x_refresh_token_expires_in=HUNDRED_DAYS, x_refresh_token_hard_expires_in=FIVE_YEARS))
    found = exchange(application(stub), agreed("ours", BACK), "https://books.example/back")
    assert (found.realm_id, found.refresh_token, found.lifetime) == ("9130347", "refresh-1", Lifetime(HUNDRED_DAYS, FIVE_YEARS))
    (request,) = stub.token_requests
    assert parse_qs(request.body.decode()) == {
        "grant_type": ["authorization_code"], "code": ["canary-code"], "redirect_uri": ["https://books.example/back"],
    }  # fmt: skip
    keys = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
    assert keys == "the-client:canary-client-secret"
    assert request.headers["x-include-refresh-token-hard-expires-in"] == "true"


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (told(400, {"error": "invalid_grant"}), Refused, "does not accept the code"),
        (told(401, {"error": "invalid_client"}), Refused, "client id and secret"),
        (Told(503, b"canary-code"), Unreachable, "does not answer"),
        (Told(200, b"<html>canary-code"), Unreachable, "does not answer"),
        (told(200, {"token_type": "bearer"}), Unreachable, "does not answer"),
        (Told(302, headers={"Location": "https://example.com"}), Unreachable, "does not answer"),
        (Told(drop=True), Unreachable, "does not answer"),
    ],
    ids=["used", "keys", "503", "html", "no-tokens", "redirect", "drop"],
)
def test_what_comes_of_a_bad_trade(stub: Stub, answer: Told, error: type[WorkbenchError], words: str) -> None:
    stub.token_script.append(answer)
    with pytest.raises(error, match=words) as raised:
        exchange(application(stub), Agreed("9130347", "canary-code"))
    printed = "".join(traceback.format_exception(raised.value)) + repr(Agreed("9130347", "canary-code"))
    assert "canary" not in printed.replace('Agreed("9130347", "canary-code")', "")


def test_a_revocation_names_the_token(stub: Stub) -> None:
    stub.script.append(Told(200))
    revoke(application(stub), "the-refresh-token")
    assert json.loads(stub.seen[0].body) == {"token": "the-refresh-token"}


def test_a_token_that_ended_before_is_revoked_already(stub: Stub) -> None:
    stub.script.append(told(400, {"error": "invalid_request"}))
    revoke(application(stub), "dead")
    assert len(stub.seen) == 1


@pytest.mark.parametrize(("answer", "error"), [(Told(401), NotReady), (Told(500), Unreachable), (Told(drop=True), Unreachable)])
def test_a_revocation_that_intuit_did_not_confirm_is_no_revocation(stub: Stub, answer: Told, error: type[WorkbenchError]) -> None:
    stub.script.append(answer)
    with pytest.raises(error):
        revoke(application(stub), "token")


def test_the_lifetime_of_every_renewal_is_kept_and_an_old_one_is_not_repeated(stub: Stub) -> None:
    kept: list[Lifetime] = []

    class Noting(InMemory):
        def keep(self, refresh_token: str, lifetime: Lifetime) -> None:
            kept.append(lifetime)
            super().keep(refresh_token, lifetime)

    stub.token_script += [granted(1, x_refresh_token_hard_expires_in=FIVE_YEARS), granted(2, x_refresh_token_expires_in=HUNDRED_DAYS)]
    stub.script += [Told(401), told(200, GOOD)]
    with connect(profile_of(stub), tokens=Noting("first")) as books:
        assert isinstance(books.send("SalesReceipt", b"{}", "wb-1"), Accepted)
    assert kept == [Lifetime(None, FIVE_YEARS), Lifetime(HUNDRED_DAYS, None)]


class FullDisk(InMemory):
    """Cannot keep a token the first time."""

    full = True

    def keep(self, refresh_token: str, lifetime: Lifetime) -> None:
        if self.full:
            self.full = False
            raise OSError("no space left on device")
        super().keep(refresh_token, lifetime)


def test_a_token_that_could_not_be_kept_is_not_used_and_is_kept_before_the_next_trade(stub: Stub) -> None:
    tokens = FullDisk("first")
    with connect(profile_of(stub), tokens=tokens) as books:
        answer = books.send("SalesReceipt", b"{}", "wb-1")
        assert isinstance(answer, NotSent)
        assert "could not be kept" in answer.why
        assert stub.seen == [], "nothing went out with an access token whose refresh token is not on disk"
        stub.script.append(told(200, GOOD))
        assert isinstance(books.send("SalesReceipt", b"{}", "wb-2"), Accepted)
    assert b"refresh_token=refresh-1" in stub.token_requests[1].body, "the new token, not the dead one, was traded"
    assert tokens.current() == "refresh-2"


KILLED = """
import os, signal, sys
from workbench.quickbooks import InMemory, Profile, connect

class Dies(InMemory):
    def keep(self, refresh_token, lifetime):
        os.kill(os.getpid(), signal.SIGKILL)

profile = Profile("practice", "us-stub", sys.argv[1], client_id="c", client_secret="s")
connect(profile, tokens=Dies("old")).accounts()
"""


def test_killed_between_refresh_and_keep_the_old_token_is_tried_and_then_connecting_is_asked_for_once(stub: Stub, tmp_path: Path) -> None:
    """Intuit lets the token before live on for a day after a renewal; without that, the words say to connect again (E7)."""
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, str(script), stub.address], env=environment, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    stub.script.append(told(200, GOOD))
    with connect(profile_of(stub), tokens=InMemory("old")) as books:
        assert isinstance(books.send("SalesReceipt", b"{}", "wb-1"), Accepted), "the old token still opens"
    stub.token_script.append(told(400, {"error": "invalid_grant"}))
    with connect(profile_of(stub), tokens=InMemory("old")) as books, pytest.raises(NotReady, match="Connect the company again"):
        books.accounts()
    assert len(stub.token_requests) == 3, "no loop"


def test_the_default_redirect_is_the_page_that_shows_the_answer(stub: Stub) -> None:
    assert dict(parse_qsl(urlsplit(consent(application(stub)).url).query))["redirect_uri"] == PASTED_REDIRECT
