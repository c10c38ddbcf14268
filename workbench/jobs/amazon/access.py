"""From a seller in the books to its open Amazon: which account is meant, its secrets, and the clock that it lives by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from workbench import clock
from workbench.amazon.api import marketplaces
from workbench.amazon.api import seller as amazon
from workbench.amazon.api.operations import Operation
from workbench.amazon.api.pace import BucketMemory
from workbench.amazon.api.profile import Profile
from workbench.jobs import practice
from workbench.store import secrets
from workbench.store.buckets import Buckets
from workbench.store.company import Company
from workbench.store.sellers import Seller

PRACTICE_SECRET = "practice"  # noqa: S105 (no secret: the practice Amazon's)
PRACTICE_TOKEN = "Atzr|practice-"  # noqa: S105
"""What a practice seller signs in with, followed by its name."""


@dataclass(frozen=True)
class Credentials:
    """What a seller is signed in with; the printed form shows no secret.

    `secret_created` is the day the client secret was made, from which Amazon counts its 180 days.
    """

    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    secret_created: date | None = None
    application_id: str = ""


@dataclass(frozen=True, slots=True)
class Time:
    """The clock an Amazon lives by, and how to wait by it: ours for the real one, its own for the practice Amazon."""

    now: Callable[[], datetime]
    pause: Callable[[int], None]


def keep(connection: sa.Connection, seller_id: str, credentials: Credentials) -> None:
    """Seal a seller's secrets."""
    secrets.seal(connection, _name(seller_id, "client-secret"), credentials.client_secret)
    secrets.seal(connection, _name(seller_id, "refresh-token"), credentials.refresh_token)


def forget(connection: sa.Connection, seller_id: str) -> None:
    """Remove a seller's secrets."""
    secrets.forget(connection, _name(seller_id, "client-secret"), _name(seller_id, "refresh-token"))


def profile_of(kind: str, name: str, country: str, credentials: Credentials) -> Profile:
    """How a seller of this kind (practice, private, app) with its home store in that country is reached."""
    if kind == "practice":
        url = practice.amazon_address()
        return Profile.practice(
            name, country, url, client_id=credentials.client_id, client_secret=credentials.client_secret,
            refresh_token=credentials.refresh_token, paced=practice.amazon_is_paced(url),
        )  # fmt: skip
    return Profile.amazon(
        name, country, client_id=credentials.client_id, client_secret=credentials.client_secret,
        refresh_token=credentials.refresh_token, application_id=credentials.application_id,
    )  # fmt: skip


def time_of(kind: str) -> Time:
    """The clock of the Amazon that a seller of this kind is at."""
    if kind != "practice":
        return Time(clock.now, clock.pause)
    url = practice.amazon_address()
    return Time(lambda: practice.amazon_now(url), lambda seconds: practice.amazon_pause(url, seconds))


def open_profile(
    profile: Profile, kind: str, memory: BucketMemory,
    waiting: Callable[[Operation, int], None] = lambda _operation, _seconds: None, stop: Callable[[], bool] = lambda: False,
) -> amazon.Seller:  # fmt: skip
    """Amazon for this profile; close it. Nothing is sent until something is asked."""
    at = time_of(kind)
    return amazon.connect(profile, memory, now=at.now, pause=at.pause, waiting=waiting, stop=stop)


def open_seller(
    company: Company, seller: Seller, waiting: Callable[[Operation, int], None] = lambda _operation, _seconds: None,
    stop: Callable[[], bool] = lambda: False,
) -> amazon.Seller:  # fmt: skip
    """Amazon for a connected seller; close it. `NotReady` in words when its secrets are not there or do not open."""
    profile = profile_of(seller.kind, seller.name, seller.marketplace, credentials_of(company, seller))
    return open_profile(profile, seller.kind, Buckets(company.state, seller.seller_id), waiting, stop)


def start_of_day(seller: Seller, day: date) -> datetime:
    """The moment a day begins in the time zone of the seller's home store, in UTC."""
    zone = ZoneInfo(marketplaces.by_country(seller.marketplace).time_zone)
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def today(seller: Seller) -> date:
    """The day it is at the seller's home store."""
    zone = ZoneInfo(marketplaces.by_country(seller.marketplace).time_zone)
    return time_of(seller.kind).now().astimezone(zone).date()


def minutes(seconds: int) -> str:
    """A wait in words.

    >>> minutes(1), minutes(60), minutes(4501)
    ('1 second', '1 minute', '76 minutes')
    """
    if seconds < 60:
        return "1 second" if seconds == 1 else f"{seconds} seconds"
    whole = -(-seconds // 60)
    return "1 minute" if whole == 1 else f"{whole} minutes"


def credentials_of(company: Company, seller: Seller) -> Credentials:
    """What a connected seller is signed in with. `NotReady` in words when its secrets are not there or do not open."""
    with company.state.read() as connection:
        return Credentials(
            seller.client_id, secrets.unseal(connection, _name(seller.seller_id, "client-secret")),
            secrets.unseal(connection, _name(seller.seller_id, "refresh-token")), seller.secret_created, seller.application_id,
        )  # fmt: skip


def _name(seller_id: str, what: str) -> str:
    return f"amazon:{seller_id}:{what}"
