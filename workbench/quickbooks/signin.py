"""Sign-in: the access token of a company, fetched when first needed and renewed once when it is refused.

intuit-oauth does the talking, with two corrections: it never waits for ever, and it sends our secrets nowhere but to
the addresses of the profile.
"""

from __future__ import annotations

import threading
from typing import Any

import requests
from intuitlib.client import AuthClient
from intuitlib.exceptions import AuthClientError

from workbench.errors import NotReady, Unreachable
from workbench.quickbooks.profile import Profile
from workbench.quickbooks.tokens import Tokens

CONNECT_TIMEOUT = 5
"""Seconds to reach Intuit."""

TOKEN_TIMEOUT = 30
"""Seconds for the answer of the sign-in, which needs one or none in practice."""

PASTED_REDIRECT = "https://developer.intuit.com/v2/OAuth2Playground/RedirectUrl"
"""Intuit's page that shows the code of a consent; the library's constructor wants one, a refresh does not use it."""

WHERE = "QuickBooks sign-in"


class TimedAuthClient(AuthClient):  # type: ignore[misc]
    """The library's client with time-outs, without proxies from the environment, without following redirects, and
    deaf to addresses that are not the profile's."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        super().__init__(profile.client_id, profile.client_secret, PASTED_REDIRECT, profile.environment)

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        """One request to the sign-in; `requests.exceptions.InvalidURL` when its address is not to be trusted."""
        if not self._profile.trusts(url):
            raise requests.exceptions.InvalidURL("the sign-in names an address that is not Intuit's")
        self.trust_env = False
        options |= {"timeout": (CONNECT_TIMEOUT, TOKEN_TIMEOUT), "allow_redirects": False}
        response: requests.Response = super().request(method, url, **options)
        return response


class SignIn:
    """One company's access token, shared by all threads; only one of them ever renews it."""

    def __init__(self, profile: Profile, tokens: Tokens) -> None:
        self._profile = profile
        self._tokens = tokens
        self._lock = threading.Lock()
        self._client: TimedAuthClient | None = None

    def access_token(self) -> str:
        """The token to send. The first call reads the discovery document and signs in.

        Raises `Unreachable` when the sign-in does not answer, `NotReady` when it refuses.
        """
        with self._lock:
            if self._client is None or not self._client.access_token:
                self._renew()
            return self._token()

    def renewed(self, refused: str) -> str:
        """A token other than the one that was refused; raises as `access_token` does.

        A thread that comes late, after another has renewed, gets that one's.
        """
        with self._lock:
            if self._client is None or self._client.access_token == refused:
                self._renew()
            return self._token()

    def _token(self) -> str:
        assert self._client is not None
        return str(self._client.access_token)

    def _renew(self) -> None:
        try:
            if self._client is None:
                self._client = TimedAuthClient(self._profile)
            self._exchange(self._client)
        # the causes are cut off: they hold the request, its headers, and the body of the answer
        except AuthClientError as refusal:
            raise _refused(refusal.status_code) from None
        except (requests.RequestException, KeyError, TypeError, ValueError):
            raise _silent() from None
        if self._client.refresh_token:
            self._tokens.keep(self._client.refresh_token)

    def close(self) -> None:
        """Let go of the connections."""
        with self._lock:
            if self._client is not None:
                self._client.close()

    def _exchange(self, client: TimedAuthClient) -> None:
        """Trade the kept refresh token for an access token; when it is refused and another has been kept meanwhile,
        trade that one (Intuit's own remedy for two processes that renew at once)."""
        token = self._tokens.current()
        try:
            client.refresh(refresh_token=token)
        except AuthClientError:
            newer = self._tokens.current()
            if newer == token:
                raise
            client.refresh(refresh_token=newer)


def _refused(status: int) -> NotReady | Unreachable:
    if status >= 500 or status == 429 or 300 <= status < 400:
        return _silent()
    return NotReady(
        "QuickBooks does not accept the sign-in of this company any more.",
        where=WHERE,
        next="Connect the company again from Set-up.",
    )


def _silent() -> Unreachable:
    return Unreachable("The sign-in of QuickBooks does not answer.", where=WHERE, next="Nothing was sent. Try again in a few minutes.")
