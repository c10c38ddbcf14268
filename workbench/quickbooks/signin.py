"""Sign-in: the access token of a company, fetched when first needed and renewed once when it is refused.

intuit-oauth does the talking, with two corrections: it never waits for ever, and it sends our secrets nowhere but to
the addresses of the profile.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from intuitlib.client import AuthClient
from intuitlib.exceptions import AuthClientError

from workbench.errors import NotReady, Unreachable, WorkbenchError
from workbench.quickbooks.profile import Application, Profile
from workbench.quickbooks.tokens import Lifetime, Tokens

CONNECT_TIMEOUT = 5
"""Seconds to reach Intuit."""

TOKEN_TIMEOUT = 30
"""Seconds for the answer of the sign-in, which needs one or none in practice."""

PASTED_REDIRECT = "https://developer.intuit.com/v2/OAuth2Playground/RedirectUrl"
"""Intuit's page that shows the code of a consent; the library's constructor wants one, a refresh does not use it."""

HARD_EXPIRY_HEADER = "x-include-refresh-token-hard-expires-in"
"""Asks for the day on which the sign-in ends for good (github.com/intuit/oauth-pythonclient, pull request 57)."""

GRANTED = ("access_token", "refresh_token", "x_refresh_token_expires_in", "x_refresh_token_hard_expires_in")
"""Members of the token answer, which the library keeps as attributes of its client."""

WHERE = "QuickBooks sign-in"


class TimedAuthClient(AuthClient):  # type: ignore[misc]
    """The library's client with time-outs, without proxies from the environment, without following redirects, and
    deaf to addresses that are not the application's. Making one reads the discovery document, once."""

    def __init__(self, application: Application, redirect_uri: str = PASTED_REDIRECT) -> None:
        self._application = application
        super().__init__(application.client_id, application.client_secret, redirect_uri, application.environment)
        self.headers[HARD_EXPIRY_HEADER] = "true"

    def refresh(self, refresh_token: str | None = None) -> None:
        """Trade a refresh token; afterwards the client has what this answer gave, and nothing of an earlier one."""
        for member in GRANTED:
            setattr(self, member, None)
        super().refresh(refresh_token=refresh_token)
        self.check_granted()

    def check_granted(self) -> None:
        """`KeyError` when the answer had no tokens: it was none then."""
        if not (self.access_token and self.refresh_token):
            raise KeyError("refresh_token")

    @property
    def lifetime(self) -> Lifetime:
        """How long the refresh token lasts that was granted last; the library keeps each member of the answer as its own."""
        return Lifetime.parse(vars(self))

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        """One request to the sign-in; `requests.exceptions.InvalidURL` when its address is not to be trusted."""
        if not self._application.trusts(url):
            raise requests.exceptions.InvalidURL("the sign-in names an address that is not Intuit's")
        self.trust_env = False
        options |= {"timeout": (CONNECT_TIMEOUT, TOKEN_TIMEOUT), "allow_redirects": False}
        response: requests.Response = super().request(method, url, **options)
        return response


class SignIn:
    """One company's access token, shared by all threads; only one of them ever renews it, and only one program at a time.

    A new refresh token is kept before the access token that came with it is used. Should keeping it fail, it is kept
    before anything else is tried.
    """

    def __init__(self, profile: Profile, tokens: Tokens) -> None:
        self._profile = profile
        self._tokens = tokens
        self._lock = threading.Lock()
        self._client: TimedAuthClient | None = None
        self._token = ""
        self._unkept = False

    def access_token(self) -> str:
        """The token to send. The first call reads the discovery document and signs in.

        Raises `Unreachable` when the sign-in does not answer, `NotReady` when it refuses.
        """
        with self._lock:
            if not self._token:
                self._renew()
            return self._token

    def renewed(self, refused: str) -> str:
        """A token other than the one that was refused; raises as `access_token` does.

        A thread that comes late, after another has renewed, gets that one's.
        """
        with self._lock:
            if self._token in ("", refused):
                self._renew()
            return self._token

    def close(self) -> None:
        """Let go of the connections."""
        with self._lock:
            if self._client is not None:
                self._client.close()

    def _renew(self) -> None:
        self._token = ""
        with self._tokens.held():
            if self._client is not None and self._unkept:
                self._keep(self._client)
            with words():
                if self._client is None:
                    self._client = TimedAuthClient(self._profile.application)
                self._exchange(self._client)
            self._keep(self._client)
        self._token = str(self._client.access_token)

    def _keep(self, client: TimedAuthClient) -> None:
        """Keep what was granted. Raises the keeper's own words, or `NotReady` when the disk did not take it."""
        self._unkept = True
        try:
            self._tokens.keep(client.refresh_token, client.lifetime)
        except WorkbenchError:
            raise
        except Exception as error:  # whatever the keeper writes to
            raise NotReady(
                f"The new sign-in could not be kept ({type(error).__name__}), so it is not used.", where=WHERE,
                next="Nothing was sent. See that there is room on the disk; then try again.",
            ) from None  # fmt: skip
        self._unkept = False

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


@contextmanager
def words() -> Iterator[None]:
    """What goes wrong with the library inside the block, in words: `NotReady` for a refusal, `Unreachable` for no clear answer."""
    try:
        yield
    # the causes are cut off: they hold the request, its headers, and the body of the answer
    except AuthClientError as refusal:
        raise _refused(refusal.status_code) from None
    except (requests.RequestException, KeyError, TypeError, ValueError):
        raise _silent() from None


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
