"""Authorise: from a user's consent on Intuit's page to a refresh token, and back again with a revocation.

The user signs in at Intuit, chooses the company there and agrees; Intuit sends the browser back to us with a code, good
once and for a few minutes, with the company's number (`realmId`) and with the state we gave it. A state that is not ours
means that somebody else's consent is being pushed on us. (developer.intuit.com, "Set up OAuth 2.0")
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from intuitlib.enums import Scopes
from intuitlib.exceptions import AuthClientError

from workbench.errors import NotReady, Refused
from workbench.quickbooks.profile import LOOPBACK, Application, check_realm
from workbench.quickbooks.signin import PASTED_REDIRECT, TimedAuthClient, words
from workbench.quickbooks.tokens import Lifetime

WHERE = "QuickBooks authorization"
AGAIN = "Begin again under Set up › QuickBooks."

RETURNED = ("code", "state", "realmId", "error", "error_description")
"""What Intuit puts into the address the browser comes back with."""


@dataclass(frozen=True, slots=True)
class Consent:
    """A question to the user: the address to open, and the state to keep, once, until the answer comes."""

    url: str = field(repr=False)
    state: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What came back with the browser: which company, and the code to trade."""

    realm_id: str
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Authorisation:
    """What a consent came to: the company's number, its refresh token, and how long that lasts."""

    realm_id: str
    refresh_token: str = field(repr=False)
    lifetime: Lifetime


def consent(application: Application, redirect_uri: str = PASTED_REDIRECT) -> Consent:
    """Ask the user. `redirect_uri` is where the answer goes: one of those that the application registered with Intuit.

    Raises `Refused` without the application's keys or for an address that Intuit would not take, `Unreachable` when
    Intuit's discovery document cannot be had.
    """
    if not (application.client_id and application.client_secret):
        raise Refused(
            "The application's client id and client secret are both needed.", where=WHERE,
            next="Copy them from developer.intuit.com › your app › Keys and credentials.",
        )  # fmt: skip
    _check_redirect(application, redirect_uri)
    state = secrets.token_urlsafe(32)
    with words(), TimedAuthClient(application, redirect_uri) as client:
        # no other scope: openid would bring identity tokens, which nothing here needs
        return Consent(client.get_authorization_url([Scopes.ACCOUNTING], state_token=state), state)


def agreed(state: str, returned: Mapping[str, str]) -> Agreed:
    """What the user agreed to; `state` is the one kept, `returned` the query of the address the browser came back with.

    Raises `Refused` when it is not the answer to our question, or when the user declined.
    """
    if not state or not hmac.compare_digest(state.encode(), returned.get("state", "").encode()):
        raise Refused("That consent does not answer a question of ours; it was not used.", where=WHERE, next=AGAIN)
    code, realm_id = returned.get("code", ""), returned.get("realmId", "")
    if not code or not realm_id:
        raise Refused(f"QuickBooks was not connected: {_why(returned)}.", where=WHERE, next=AGAIN)
    check_realm(realm_id)
    return Agreed(realm_id, code)


def exchange(application: Application, answer: Agreed, redirect_uri: str = PASTED_REDIRECT) -> Authorisation:
    """Trade the code for a refresh token; `redirect_uri` is the one that was asked with.

    Raises `Refused` when Intuit does not accept the code, `Unreachable` when it does not answer.
    """
    with words(), TimedAuthClient(application, redirect_uri) as client:
        try:
            client.get_bearer_token(answer.code, realm_id=answer.realm_id)
        except AuthClientError as refusal:
            if refusal.status_code not in (400, 401):
                raise
            raise _not_accepted(refusal.status_code) from None
        client.check_granted()
        return Authorisation(answer.realm_id, str(client.refresh_token), client.lifetime)


def revoke(application: Application, refresh_token: str) -> None:
    """End a sign-in at Intuit: its tokens work no more. One that ended before is no error.

    Raises `Unreachable` when Intuit does not answer, `NotReady` when it refuses the application itself.
    """
    with words(), TimedAuthClient(application) as client:
        try:
            client.revoke(refresh_token)
        except AuthClientError as refusal:
            if refusal.status_code == 400:  # it is not (or no longer) a token
                return
            if refusal.status_code == 401:
                raise NotReady(
                    "Intuit does not accept the application's client id and secret.", where=WHERE,
                    next="In QuickBooks, disconnect the app under Apps › My apps.",
                ) from None  # fmt: skip
            raise


def _check_redirect(application: Application, redirect_uri: str) -> None:
    """Intuit wants https, and for a sandbox also takes this machine (developer.intuit.com, "Set redirect URIs")."""
    split = urlsplit(redirect_uri)
    here = split.scheme == "http" and split.hostname in LOOPBACK
    if split.scheme == "https" or (here and application.kind != "production"):
        return
    raise Refused(
        "Intuit sends the browser back to an https address only.", where=WHERE,
        next=f"Leave it empty to use Intuit's own page ({PASTED_REDIRECT}) and paste the address here.",
    )  # fmt: skip


def _why(returned: Mapping[str, str]) -> str:
    if returned.get("error") == "access_denied":
        return "it was declined on Intuit's page"
    said = returned.get("error_description") or returned.get("error") or "the address names no code and no company"
    return said[:200].rstrip(" .")


def _not_accepted(status: int) -> Refused:
    if status == 401:
        return Refused(
            "Intuit does not accept the application's client id and secret.", where=WHERE,
            next="Copy both from Keys and credentials, those of the sandbox for a sandbox company; then begin again.",
        )  # fmt: skip
    return Refused(
        "Intuit does not accept the code: it is older than a few minutes, was used before, or was asked for with another redirect address.",
        where=WHERE, next=AGAIN,
    )  # fmt: skip
