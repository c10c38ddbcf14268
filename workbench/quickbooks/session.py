"""Session: the HTTP session under python-quickbooks, and the signed-in client of intuit-oauth, with what both lack.

Time-outs on every call, the token of this moment (the library's own session keeps an old one), no redirect followed, no
proxy from the environment, and the last reply kept with its status and headers, which the library throws away.
"""

from __future__ import annotations

import threading
from typing import Any

import requests
from intuitlib.client import AuthClient

from workbench.errors import Unreachable
from workbench.quickbooks.profile import Profile
from workbench.quickbooks.reply import Reply

CONNECT_SECONDS = 5


class SignIn(AuthClient):  # type: ignore[misc]  # intuitlib has no types
    """intuit-oauth's client with a time-out on its own calls."""

    def request(self, method: str, url: str, **more: Any) -> requests.Response:
        """As `requests.Session.request`; an answer within seconds or an exception."""
        more.setdefault("timeout", (CONNECT_SECONDS, 30))
        self.trust_env = False
        response: requests.Response = super().request(method, url, **more)
        return response


def sign_in(profile: Profile) -> SignIn:
    """A client with a fresh access token. `Unreachable` in words when the sign-in cannot be renewed."""
    try:
        client = SignIn(profile.client_id, profile.client_secret, "http://localhost", environment=profile.environment)
        client.refresh(refresh_token=profile.refresh_token)
    except Exception as error:
        raise Unreachable(
            f"The sign-in at QuickBooks could not be renewed ({type(error).__name__}).", where="QuickBooks connection",
            next="Try again; if it stays so, connect the company again under Set up.",
        ) from error  # fmt: skip
    return client


class QuickBooksSession(requests.Session):
    """What python-quickbooks sends through; `last` is the reply of this thread's last call, None when none came."""

    def __init__(self, client: SignIn, profile: Profile) -> None:
        super().__init__()
        self.trust_env = False
        self._client = client
        self._profile = profile
        self._seen = threading.local()

    @property
    def access_token(self) -> str:
        """The token as it is now; the library asks before every call."""
        return str(self._client.access_token)

    @property
    def last(self) -> Reply | None:
        """The last reply on this thread."""
        return getattr(self._seen, "reply", None)

    def renew(self) -> None:
        """Renew the access token."""
        self._client.refresh(refresh_token=self._client.refresh_token)

    def request(self, method: str | bytes, url: str | bytes, **more: Any) -> requests.Response:  # type: ignore[override]
        """As `requests.Session.request`, with our time-outs; remembers the reply."""
        self._seen.reply = None
        more |= {"timeout": (CONNECT_SECONDS, self._profile.answer_timeout), "allow_redirects": False}
        response = super().request(method, url, **more)
        self._seen.reply = Reply(
            response.status_code, response.content, response.headers.get("Retry-After", ""), response.headers.get("intuit_tid", "")
        )
        return response
