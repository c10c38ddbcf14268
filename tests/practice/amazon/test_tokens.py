"""Signing in: tokens for an hour, codes for five minutes, secrets that are rotated, authorisations that are withdrawn."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from tests.practice.amazon.conftest import REPORTS, V2, Client

DENIED = "Access to requested resource is denied."


def details(us: Client) -> str:
    """Why the token at hand is not accepted."""
    answer = us.http.get(REPORTS, params={"reportTypes": V2}, headers={"x-amz-access-token": us.token})
    assert answer.status_code == 403
    (error,) = answer.json()["errors"]
    assert (error["code"], error["message"]) == ("Unauthorized", DENIED)
    assert answer.headers["x-amzn-ErrorType"] == "Unauthorized"
    return str(error["details"])


def test_a_refresh_token_gives_an_access_token_for_an_hour(us: Client) -> None:
    granted = us.sign_in().json()
    assert granted.keys() == {"access_token", "token_type", "expires_in", "refresh_token"}
    assert granted["access_token"].startswith("Atza|")
    assert (granted["token_type"], granted["expires_in"], granted["refresh_token"]) == ("bearer", 3600, "Atzr|practice-us")
    us.http.post("/_emu/clock", json={"advance": 3599})
    assert us.http.get(REPORTS, params={"reportTypes": V2}, headers={"x-amz-access-token": us.token}).status_code == 200
    us.http.post("/_emu/clock", json={"advance": 1})
    assert details(us) == "The access token you provided has expired."


def test_a_token_must_be_there_and_be_ours(us: Client) -> None:
    assert details(us) == "Access token is missing in the request header."
    for token in ("Atza|nonsense", "nonsense", "Atza|e30=.00"):
        us.token = token
        assert details(us) == "The access token you provided is revoked, malformed or invalid."


def test_wrong_credentials_are_refused(us: Client) -> None:
    wrong = us.sign_in(client_secret="other")
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
    assert us.sign_in(client_id="other").status_code == 401
    wrong = us.sign_in(refresh_token="Atzr|other")
    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_grant")
    assert us.sign_in(refresh_token="Atzr|practice-nobody").json()["error"] == "invalid_grant"
    assert us.sign_in(grant_type="password").json()["error"] == "unsupported_grant_type"


def test_a_secret_can_be_rotated_and_refresh_tokens_survive(us: Client) -> None:
    us.emu("POST", "access", {"secret": "newer"})
    assert us.sign_in().status_code == 401
    assert us.sign_in(client_secret="newer").status_code == 200


def test_an_authorisation_can_be_withdrawn_and_given_again(us: Client) -> None:
    us.sign_in()
    us.emu("POST", "access", {"revoke": "us"})
    assert details(us) == "The access token you provided is revoked, malformed or invalid."
    assert us.sign_in().json()["error"] == "invalid_grant"
    us.emu("POST", "access", {"restore": "us"})
    assert us.sign_in().status_code == 200
    assert us.reports()


def test_access_tokens_can_be_made_invalid_alone(us: Client) -> None:
    us.sign_in()
    us.emu("POST", "access", {"invalidate": "us"})
    assert details(us) == "The access token you provided is revoked, malformed or invalid."
    us.sign_in()
    assert us.reports()


def test_consent_leads_back_with_a_code_for_five_minutes(us: Client) -> None:
    asked = {"application_id": "practice", "state": "s/1", "redirect_uri": "http://127.0.0.1:1/back?page=2", "seller": "de"}
    answer = us.http.get("/apps/authorize/consent", params=asked)
    assert answer.status_code == 302
    back = urlsplit(answer.headers["location"])
    assert back.netloc == "127.0.0.1:1"
    told = {name: value for name, (value,) in parse_qs(back.query).items()}
    assert told.keys() == {"page", "state", "selling_partner_id", "spapi_oauth_code"}
    assert (told["page"], told["state"], told["selling_partner_id"]) == ("2", "s/1", "A1NORTHWINDLNE")
    code = {"grant_type": "authorization_code", "code": told["spapi_oauth_code"]}
    assert us.sign_in(**code).json()["refresh_token"] == "Atzr|practice-de"
    us.advance(301)
    assert us.sign_in(**code).json()["error"] == "invalid_grant"
    assert us.sign_in(grant_type="authorization_code", code="other").json()["error"] == "invalid_grant"


def test_consent_without_an_address_or_an_application(us: Client) -> None:
    assert us.http.get("/apps/authorize/consent", params={"application_id": "x"}).json().keys() == {
        "state",
        "selling_partner_id",
        "spapi_oauth_code",
    }
    assert us.http.get("/apps/authorize/consent").status_code == 400


def test_two_sellers_do_not_see_each_other(seller) -> None:
    ids = {name: seller(name).get("/sellers/v1/marketplaceParticipations")["payload"] for name in ("us", "eu", "jp")}
    countries = {name: [one["marketplace"]["countryCode"] for one in payload] for name, payload in ids.items()}
    assert countries == {"us": ["US"], "eu": ["DE", "FR", "IT", "ES", "GB"], "jp": ["JP"]}
