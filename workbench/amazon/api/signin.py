"""Sign-in: the access token of a seller, fetched when first needed, kept for its hour, renewed once when it is refused.

The library's own sign-in keeps tokens in a cache of the whole process, by refresh token alone: it outlives a new client
secret, and a refused token stays in it. Ours belongs to one seller and is shared by its threads.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from workbench import clock
from workbench.amazon.api import answers
from workbench.amazon.api.environment import AccessTokenClient, AccessTokenResponse
from workbench.amazon.api.faults import SignInRefused
from workbench.amazon.api.profile import Profile
from workbench.amazon.api.transport import TRUSTING_NOBODY, Reply, Transport
from workbench.errors import Unreachable

EARLY = timedelta(minutes=2)
"""A token is renewed so long before it ends, for the clocks."""

WHERE = "Amazon sign-in"

REASONS = {
    "invalid_grant": (
        "The seller's authorization is not valid: it was revoked, has expired, or belongs to another application.",
        "Authorize the application again in Seller Central (Apps and Services > Develop Apps) and connect the seller anew.",
    ),
    "invalid_client": (
        "Amazon does not accept the application's client id and secret; the client secret may be older than 180 days: rotate it.",
        "Rotate the secret in the Developer Console, then enter the new one in Set-up. The authorization stays valid.",
    ),
    "unauthorized_client": (
        "The application is not allowed to sign in for sellers.",
        "Look at the application's state in the Developer Console, then connect the seller anew.",
    ),
}
"""What Login with Amazon refuses, and what helps (developer-docs.amazon.com, "Rotating your app's LWA credentials")."""


class SignIn(AccessTokenClient):  # type: ignore[misc]
    """What the library calls its token client, for one seller; only one thread ever renews."""

    def __init__(self, profile: Profile, transport: Transport, now: Callable[[], datetime] = clock.now) -> None:
        credentials = SimpleNamespace(
            lwa_app_id=profile.client_id, lwa_client_secret=profile.client_secret, refresh_token=profile.refresh_token
        )
        self._transport: Any
        super().__init__(credentials=credentials, verify=TRUSTING_NOBODY)
        self._transport.close()
        self._transport = transport
        address = urlsplit(profile.token_url)
        self.scheme, self.host, self.path = f"{address.scheme}://", address.netloc, address.path
        self._now, self._lock = now, threading.Lock()
        self._token, self._ends = "", now()

    def get_auth(self) -> Any:
        """The token to send, in the library's wrapping. Raises `SignInRefused`, or `Unreachable` when there is no answer."""
        with self._lock:
            if not self._token or self._now() >= self._ends - EARLY:
                self._renew()
            return AccessTokenResponse(access_token=self._token)

    def renew(self, refused: str) -> None:
        """See that the next token is another than the refused one; a thread that comes late finds it renewed already."""
        with self._lock:
            if self._token == refused:
                self._renew()

    def _renew(self) -> None:
        self._token = ""
        granted = self._request(self.scheme + self.host + self.path, self.data, self.headers)
        lifetime = granted.get("expires_in")
        self._token = granted["access_token"]
        self._ends = self._now() + timedelta(seconds=lifetime if isinstance(lifetime, int) else 3600)

    def _request(self, url: str, data: dict[str, str], headers: dict[str, str]) -> dict[str, Any]:
        return granted(self._transport.request("POST", url, data=data, headers=headers), "access_token")


def granted(reply: Reply, member: str) -> dict[str, Any]:
    """What Login with Amazon grants, with `member` in it. Raises `SignInRefused` in words, `Unreachable` for no clear answer."""
    body = answers.document(reply.body) or {}
    if reply.status == 200 and isinstance(body.get(member), str) and body[member]:
        return body
    code = body.get("error")
    if isinstance(code, str) and 400 <= reply.status < 500 and reply.status != 429:
        what, remedy = REASONS.get(code, (f"Amazon refuses the sign-in ({code[:60]!r}).", "Connect the seller anew from Set-up."))
        raise SignInRefused(what, where=WHERE, next=remedy)
    raise Unreachable(f"Amazon's sign-in answered {reply.status} without a token.", where=WHERE, next=answers.LATER)
