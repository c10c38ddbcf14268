"""Signing in: codes are used once, refresh tokens rotate, everything ends, and a consent opens one company."""

from __future__ import annotations

from typing import Any

import pytest

from tests.practice.conftest import BACK

HARD = "x-include-refresh-token-hard-expires-in"
DAY = 86_400


@pytest.fixture
def still(shop: Any) -> Any:
    """The bookkeeper at a practice whose clock stands still."""
    shop.office("POST", "clock", {"runs": False})
    return shop


def _wait(shop: Any, seconds: int) -> None:
    shop.office("POST", "clock", {"advance": seconds})


def _refresh(shop: Any, told: Any, app: str = "app", **headers: str) -> tuple[int, Any]:
    return tuple(shop.grant(app, headers=headers, grant_type="refresh_token", refresh_token=told["refresh_token"]))


def test_a_consent_sends_back_code_state_and_company(shop: Any) -> None:
    back = shop.consent(client_id="app", state="a b&c", realmId="fr-ca-a")
    assert back["code"]
    assert (back["state"], back["realmId"]) == ("a b&c", "fr-ca-a")
    assert shop.consent(state="s", deny="true") == {"error": "access_denied", "state": "s"}
    for target in ("", "redirect_uri=javascript:alert(1)"):
        assert shop.request("GET", f"/connect/oauth2?{target}") == (400, shop.request("GET", "/connect/oauth2")[1])


def test_a_code_is_used_once_soon_by_its_app_and_for_its_address(still: Any) -> None:
    def exchange(code: str, app: str = "app", address: str = BACK) -> int:
        return int(still.grant(app, grant_type="authorization_code", code=code, redirect_uri=address)[0])

    code = still.consent(client_id="app")["code"]
    assert exchange(code, app="other") == exchange(code, address="http://localhost/elsewhere") == 400
    assert exchange(code) == 200
    assert exchange(code) == 400
    late = still.consent(client_id="app")["code"]
    _wait(still, 600)
    assert exchange(late) == 400


def test_a_consent_opens_its_company_alone(shop: Any) -> None:
    shop.token = shop.signed_in_by_consent()["access_token"]
    assert shop.call("GET", "companyinfo/1")[0] == 200
    shop.realm = "us-other"
    status, answer = shop.call("GET", "companyinfo/1")
    assert (status, answer["Fault"]["Error"][0]["code"]) == (403, "3100")


def test_an_access_token_ends_after_an_hour(still: Any) -> None:
    told = still.signed_in_by_consent()
    still.token = told["access_token"]
    _wait(still, 3599)
    assert still.call("GET", "companyinfo/1")[0] == 200
    _wait(still, 1)
    assert still.call("GET", "companyinfo/1")[0] == 401
    still.token = _refresh(still, told)[1]["access_token"]
    assert still.call("GET", "companyinfo/1")[0] == 200


def test_a_refresh_token_is_used_once_by_its_app_within_a_hundred_and_one_days(still: Any) -> None:
    told = still.signed_in_by_consent()
    assert _refresh(still, told, "other") == (400, _refresh(still, told, "other")[1])
    status, renewed = _refresh(still, told)
    assert (status, renewed["x_refresh_token_expires_in"]) == (200, 101 * DAY)
    status, refused = _refresh(still, told)
    assert (status, refused["error"]) == (400, "invalid_grant")
    _wait(still, 101 * DAY)
    assert _refresh(still, renewed)[0] == 400


def test_five_years_after_the_consent_it_must_be_given_again(still: Any) -> None:
    told = still.signed_in_by_consent(**{HARD: "true"})
    assert told["x_refresh_token_hard_expires_in"] == 1825 * DAY
    assert "x_refresh_token_hard_expires_in" not in still.signed_in_by_consent()
    for _ in range(18):
        _wait(still, 100 * DAY)
        status, told = _refresh(still, told, **{HARD: "true"})
        assert status == 200
    assert told["x_refresh_token_hard_expires_in"] == 25 * DAY
    _wait(still, 25 * DAY)
    assert _refresh(still, told)[0] == 400


def test_a_revoked_token_is_worth_nothing(shop: Any) -> None:
    told = shop.signed_in_by_consent()
    shop.request("POST", "/v2/oauth2/tokens/revoke", f"token={told['refresh_token']}")
    assert _refresh(shop, told)[0] == 400


def test_what_is_no_grant_is_refused(shop: Any) -> None:
    assert shop.grant(grant_type="password")[1]["error"] == "unsupported_grant_type"
    form = {"grant_type": "refresh_token", "refresh_token": "practice"}
    assert shop.grant(headers={"Authorization": "Basic %"}, **form)[1]["error"] == "invalid_client"
    assert shop.grant(headers={"Authorization": "Bearer x"}, **form)[0] == 200
