"""A seller's consent: only the answer to our own question is used, and its code is traded with the same address."""

from __future__ import annotations

from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from tests.amazon.api.stub import TOKEN, Stub, Told, told
from workbench.amazon.api import authorise
from workbench.amazon.api.faults import SignInRefused
from workbench.amazon.api.profile import Profile
from workbench.errors import Refused, Unreachable

GOOD = {"spapi_oauth_code": "RH8canarycode", "selling_partner_id": "A3TH9S8BH6GOGM"}


def test_the_consent_page_is_the_home_marketplaces_with_a_state_nobody_can_guess() -> None:
    profile = Profile.amazon("Northwind", "MX", client_id="i", client_secret="s", application_id="amzn1.sp.solution.1")
    first = authorise.consent(profile, "https://books.example/back", draft=True)
    split = urlsplit(first.url)
    assert split.netloc == "sellercentral.amazon.com.mx"
    assert parse_qs(split.query) == {
        "application_id": ["amzn1.sp.solution.1"], "state": [first.state], "version": ["beta"],
        "redirect_uri": ["https://books.example/back"],
    }  # fmt: skip
    states = {authorise.consent(profile).state for _ in range(100)}
    assert len(states) == 100
    assert min(map(len, states)) >= 43
    assert first.state not in repr(first).replace(first.url, "")
    assert "version" not in authorise.consent(profile).url


def test_without_the_applications_id_there_is_no_page() -> None:
    with pytest.raises(Refused, match="application's id"):
        authorise.consent(Profile.amazon("Northwind", "US", client_id="i", client_secret="s"))


def test_the_code_becomes_a_refresh_token(stub: Stub, profile: Profile) -> None:
    stub.tell(TOKEN, told({"access_token": "Atza|1", "refresh_token": "Atzr|new", "token_type": "bearer", "expires_in": 3600}))
    got = authorise.exchange(profile, "s1", GOOD | {"state": "s1"}, "https://books.example/back")
    assert (got.seller_id, got.refresh_token) == ("A3TH9S8BH6GOGM", "Atzr|new")
    assert "Atzr" not in repr(got)
    (request,) = stub.asked(TOKEN)
    assert dict(parse_qsl(request.body.decode())) == {
        "grant_type": "authorization_code", "code": "RH8canarycode", "client_id": "practice", "client_secret": "canary-secret",
        "redirect_uri": "https://books.example/back",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("state", "returned"),
    [("s1", {"state": "s2"}), ("s1", {}), ("", {"state": ""}), ("s1", {"state": "s1é"})],
    ids=["another", "missing", "none kept", "not ascii"],
)
def test_a_consent_that_is_not_ours_is_not_used(stub: Stub, profile: Profile, state: str, returned: dict[str, str]) -> None:
    with pytest.raises(Refused, match="does not answer a question of ours"):
        authorise.exchange(profile, state, GOOD | returned)
    assert stub.seen == []


def test_a_seller_who_declines_is_said(stub: Stub, profile: Profile) -> None:
    with pytest.raises(Refused, match="did not consent: access_denied"):
        authorise.exchange(profile, "s1", {"state": "s1", "error": "access_denied"})
    assert stub.seen == []


def test_an_old_code_an_old_secret_and_silence_are_told_apart(stub: Stub, profile: Profile) -> None:
    answered = GOOD | {"state": "s1"}
    stub.tell(TOKEN, told({"error": "invalid_grant"}, 400))
    with pytest.raises(SignInRefused, match="five minutes"):
        authorise.exchange(profile, "s1", answered)
    stub.tell(TOKEN, told({"error": "invalid_client"}, 401))
    with pytest.raises(SignInRefused, match="180 days"):
        authorise.exchange(profile, "s1", answered)
    for silence in (Told(503, b"<html>"), told({"access_token": "Atza|1"}), Told(drop=True)):
        stub.tell(TOKEN, silence)
        with pytest.raises(Unreachable):
            authorise.exchange(profile, "s1", answered)
