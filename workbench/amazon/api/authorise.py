"""Authorise: from a seller's consent to a refresh token (developer-docs.amazon.com, "Website authorization workflow").

The seller consents on a page of Seller Central, which sends the browser back to us with a code good for five minutes and
with the state we gave it. A state that is not ours means that somebody else's consent is being pushed on us.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from workbench import redact
from workbench.amazon.api import transport
from workbench.amazon.api.faults import SignInRefused
from workbench.amazon.api.profile import Profile
from workbench.amazon.api.signin import granted
from workbench.amazon.api.transport import Transport
from workbench.errors import Refused

WHERE = "Amazon authorization"
AGAIN = "Begin again under Set up › Amazon."
GRANT = "the owner of the account grants it in Seller Central › Settings › User Permissions; then begin again."
MAY_NOT = f"If the Amazon user lacks the permission to install third-party apps, {GRANT}"


@dataclass(frozen=True, slots=True)
class Consent:
    """A question to the seller: the address to open, and the state to keep, once, until the answer comes."""

    url: str
    state: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Authorisation:
    """What a seller's consent came to."""

    seller_id: str
    refresh_token: str = field(repr=False)


def consent(profile: Profile, redirect_uri: str = "", *, draft: bool = False) -> Consent:
    """Ask the seller. `redirect_uri` is where the answer goes, one of those the application registered (the first when not
    given); an application still in `draft` says so. Raises `Refused` without an application id."""
    if not profile.application_id:
        raise Refused(
            "The consent page needs the application's id.", where=WHERE, next="Copy it from the Developer Console (amzn1.sp.solution…)."
        )
    state = secrets.token_urlsafe(32)
    query = {"application_id": profile.application_id, "state": state, "redirect_uri": redirect_uri, "version": "beta" if draft else ""}
    return Consent(f"{profile.consent_url}?{urlencode({name: value for name, value in query.items() if value})}", state)


def exchange(profile: Profile, state: str, returned: Mapping[str, str], redirect_uri: str = "") -> Authorisation:
    """Trade the code that came back for a refresh token. `state` is the one kept, `returned` the query of the address the
    browser came back with, `redirect_uri` the same as was asked with.

    Raises `Refused` when the answer is not to our question or the seller declined, `SignInRefused` when Amazon does not
    accept the code, `Unreachable` when it does not answer.
    """
    code, seller_id = _answered(state, returned)
    form = {
        "grant_type": "authorization_code", "code": code, "client_id": profile.client_id, "client_secret": profile.client_secret,
        "redirect_uri": redirect_uri,
    }  # fmt: skip
    redact.quieten()
    with transport.http() as client:
        reply = Transport(client).request("POST", profile.token_url, data={name: value for name, value in form.items() if value})
    try:
        return Authorisation(seller_id, granted(reply, "refresh_token")["refresh_token"])
    except SignInRefused as refusal:
        if "authorization is not valid" in refusal.what:
            raise SignInRefused("The consent is more than five minutes old, or was used before.", where=WHERE, next=AGAIN) from None
        raise


def _answered(state: str, returned: Mapping[str, str]) -> tuple[str, str]:
    """The code and the seller's id; `Refused` unless they answer our question."""
    if not state or not hmac.compare_digest(state.encode(), returned.get("state", "").encode()):
        raise Refused("That consent does not answer a question of ours; it was not used.", where=WHERE, next=AGAIN)
    code, seller_id = returned.get("spapi_oauth_code", ""), returned.get("selling_partner_id", "")
    if not code or not seller_id:
        said = returned.get("error_description") or returned.get("error") or "it names no code"
        raise Refused(f"The seller did not consent: {said[:200].rstrip('.')}.", where=WHERE,
                      next=f"Without that permission nothing is connected: {GRANT}" if "third-party apps" in said else MAY_NOT)  # fmt: skip
    return code, seller_id
