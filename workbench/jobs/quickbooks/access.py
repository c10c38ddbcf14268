"""From a company's books to the sign-in of its QuickBooks: which company is meant, its secrets, and who may renew them.

The realm and the environment stand in the settings, and a change of them in the audit log; the client secret and the
refresh token lie sealed. A practice company needs no sign-in of its own, but may be given one, to rehearse.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from workbench import clock
from workbench.jobs import practice
from workbench.quickbooks.profile import Application, Kind, Profile
from workbench.quickbooks.tokens import InMemory, Lifetime, Tokens
from workbench.store import secrets, settings
from workbench.store.company import Company
from workbench.store.secrets import Owner

WHERE = "QuickBooks connection"
OWNER = Owner("this company's QuickBooks", WHERE, "Connect QuickBooks again under Set up › QuickBooks.")

TOKEN = "quickbooks:refresh-token"  # noqa: S105 (the name of a secret)
CLIENT_SECRET = "quickbooks:client-secret"  # noqa: S105
PRACTICE = "practice"
"""The kind of a practice company, and all that it is signed in with."""

REAL: tuple[Kind, ...] = ("sandbox", "production")


@dataclass(frozen=True, slots=True)
class Link:
    """How books are connected to QuickBooks. Times are ISO 8601 in UTC, '' while there is none.

    `kind` is practice, sandbox or production; `realm` is Intuit's number of the company, and stays after a disconnection,
    because what was posted is there. `by_consent` tells a company that a user agreed to on Intuit's page (or the practice
    company's) from a practice company as it begins, which needs nobody's consent.
    """

    kind: str
    realm: str
    client_id: str
    redirect_uri: str
    connected_at: str
    disconnected_at: str

    @property
    def by_consent(self) -> bool:
        """Whether a user consented to it, now or before."""
        return bool(self.connected_at)

    @property
    def is_connected(self) -> bool:
        """Whether QuickBooks may be asked anything."""
        if self.by_consent:
            return not self.disconnected_at
        return self.kind == PRACTICE and bool(self.realm)


@dataclass(frozen=True, slots=True)
class SignInLife:
    """Until when a sign-in lasts: unused, and at most; None where Intuit did not say."""

    unused_until: datetime | None
    ends_at: datetime | None


class SealedTokens:
    """Keeps a company's refresh token sealed in its state, on disk when `keep` returns; one program at a time may renew."""

    def __init__(self, company: Company) -> None:
        self._state = company.state
        self._lock = company.folder / "quickbooks.lock"

    def current(self) -> str:
        """The newest refresh token; `NotReady` when there is none or it does not open."""
        with self._state.read() as connection:
            return str(_kept(connection)["token"])

    def keep(self, refresh_token: str, lifetime: Lifetime) -> None:
        """Take the place of the token before it, if there still is one: a company disconnected meanwhile stays so."""
        with self._state.write() as connection:
            _kept(connection)
            keep(connection, refresh_token, lifetime)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait until no other program or thread renews this company's sign-in."""
        with self._lock.open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def link(company: Company) -> Link:
    """How the books are connected, from the state alone."""
    with company.state.read() as connection:
        return read(connection)


def read(connection: sa.Connection) -> Link:
    """The same within a transaction."""
    known = settings.get(connection, "quickbooks")
    parts = {name: str(known.get(name, "")) for name in ("client_id", "redirect_uri", "connected_at", "disconnected_at")}
    return Link(str(settings.get(connection, "connection")), str(settings.get(connection, "realm")), **parts)


def write(connection: sa.Connection, by: str, found: Link) -> None:
    """Put a link into the settings."""
    parts = {name: getattr(found, name) for name in ("client_id", "redirect_uri", "connected_at", "disconnected_at")}
    settings.put(connection, by, connection=found.kind, realm=found.realm, quickbooks=parts)


def keep(connection: sa.Connection, refresh_token: str, lifetime: Lifetime) -> None:
    """Seal a refresh token, with when it was given and how long it lasts."""
    kept = {"token": refresh_token, "at": clock.stamp(), "unused": lifetime.unused, "at_most": lifetime.at_most}
    secrets.seal(connection, TOKEN, json.dumps(kept))


def life(company: Company) -> SignInLife | None:
    """How long the sign-in lasts; None for a practice company without one. `NotReady` when the kept one does not open."""
    with company.state.read() as connection:
        if not read(connection).by_consent:
            return None
        kept = _kept(connection)
    at = datetime.fromisoformat(kept["at"])

    def after(seconds: int | None) -> datetime | None:
        return None if seconds is None else at + timedelta(seconds=seconds)

    return SignInLife(after(kept["unused"]), after(kept["at_most"]))


def application_of(kind: str, client_id: str, client_secret: str) -> Application:
    """The application that asks: the practice company's own, or the user's at Intuit."""
    if kind == PRACTICE:
        return Application("practice", practice.address(), PRACTICE, PRACTICE)
    return Application("sandbox" if kind == "sandbox" else "production", "", client_id, client_secret)


def profile_of(company: Company, found: Link) -> Profile:
    """How this company's QuickBooks is reached. `NotReady` when its secrets are not there or do not open."""
    secret = client_secret(company) if found.by_consent and found.kind != PRACTICE else ""
    asks = application_of(found.kind, found.client_id, secret)
    profile = Profile(asks.kind, found.realm, asks.address, asks.client_id, asks.client_secret)
    if found.kind != PRACTICE:
        return profile
    return replace(profile, request_limit=practice.request_limit(asks.address), answer_timeout=60)


def tokens_of(company: Company, found: Link) -> Tokens:
    """Where the company's refresh token lives."""
    return SealedTokens(company) if found.by_consent else InMemory(PRACTICE)


def client_secret(company: Company) -> str:
    """The sealed secret of the application; `NotReady` when it is not there or does not open."""
    with company.state.read() as connection:
        return secrets.unseal(connection, CLIENT_SECRET, OWNER)


def _kept(connection: sa.Connection) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(secrets.unseal(connection, TOKEN, OWNER))
    return found
