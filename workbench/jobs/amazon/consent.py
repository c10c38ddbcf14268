"""Connecting by consent on Amazon's own page: the question is kept until Amazon sends the browser back with an answer.

The seller signs in at Amazon, never here (S4, S10); what comes back is a code, good for five minutes and for one use, which
is traded for the sign-in ("Website authorization workflow", developer-docs.amazon.com).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from workbench.amazon.api import authorise
from workbench.jobs.amazon import access as amazon_access
from workbench.jobs.amazon import connection as amazon_connection
from workbench.jobs.amazon.access import PRACTICE_SECRET, Credentials
from workbench.jobs.pending_consent import PendingConsent
from workbench.store.company import Company
from workbench.store.sellers import Seller

PENDING = PendingConsent("amazon:consent", "No consent of a seller is waited for.", "Amazon connection", authorise.AGAIN)


def ask(
    company: Company, name: str, country: str, credentials: Credentials, redirect_uri: str = "", *, is_practice: bool = False,
    draft: bool = False,
) -> str:  # fmt: skip
    """The address of Amazon's page to open in the browser. Raises `Refused` when the application's id is missing.

    `credentials` are the application's; their refresh token is empty still. `redirect_uri` is where Amazon sends the browser
    back to, one of those the application registered; an application in `draft` says so.
    """
    kind = "practice" if is_practice else "app"
    if is_practice:
        credentials = Credentials("practice", PRACTICE_SECRET, "", application_id="practice")
    profile = amazon_access.profile_of(kind, name, country, credentials)
    question = authorise.consent(profile, redirect_uri, draft=draft)
    kept = {
        "state": question.state, "kind": kind, "name": name, "country": country, "client_id": credentials.client_id,
        "client_secret": credentials.client_secret, "application_id": credentials.application_id, "redirect_uri": redirect_uri,
        "secret_created": credentials.secret_created.isoformat() if credentials.secret_created else "",
    }  # fmt: skip
    PENDING.keep(company, kept)
    return question.url


def answer(company: Company, by: str, returned: Mapping[str, str]) -> Seller:
    """Connect the seller who consented; `returned` is the query of the address the browser came back with.

    Raises `Refused` when it answers no question of ours or the seller declined, `SignInRefused` when the code is too old. A
    question is answered once: whatever comes of it, it is forgotten.
    """
    kept = PENDING.take(company, returned)
    day = kept["secret_created"]
    credentials = Credentials(
        kept["client_id"], kept["client_secret"], "", date.fromisoformat(day) if day else None, kept["application_id"]
    )
    profile = amazon_access.profile_of(kept["kind"], kept["name"], kept["country"], credentials)
    granted = authorise.exchange(profile, kept["state"], returned, kept["redirect_uri"])
    signed_in = Credentials(
        credentials.client_id, credentials.client_secret, granted.refresh_token, credentials.secret_created, credentials.application_id
    )
    return amazon_connection.pair(company, by, kept["kind"], kept["name"], kept["country"], signed_in, granted.seller_id)
