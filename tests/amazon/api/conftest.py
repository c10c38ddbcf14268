"""What the tests of the client share: a stub Amazon, a clock that only moves when somebody waits, a seller between the two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.amazon.api import stub as stubs
from tests.amazon.api.stub import Stub
from workbench.amazon.api.pace import InMemory
from workbench.amazon.api.profile import Profile
from workbench.amazon.api.seller import Seller, connect

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Clock:
    """Time passes only in `pause`, and it is written down how much."""

    def __init__(self) -> None:
        self.moment = NOON
        self.waited = 0

    def now(self) -> datetime:
        return self.moment

    def pause(self, seconds: int) -> None:
        self.waited += seconds
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def stub() -> Iterator[Stub]:
    with stubs.running() as server:
        yield server


@pytest.fixture
def profile(stub: Stub) -> Profile:
    return Profile.practice("Northwind", "US", stub.address, client_secret="canary-secret", refresh_token="Atzr|canary-refresh", paced=True)


Connected = Callable[..., Seller]


@pytest.fixture
def connected(profile: Profile, clock: Clock) -> Iterator[Connected]:
    """Connects sellers that are closed with the test."""
    opened: list[Seller] = []

    def open_(of: Profile = profile, **options: object) -> Seller:
        settings = {"now": clock.now, "pause": clock.pause} | options
        opened.append(connect(of, settings.pop("memory", InMemory()), **settings))  # type: ignore[arg-type]
        return opened[-1]

    yield open_
    for seller in opened:
        seller.close()


@pytest.fixture
def seller(connected: Connected) -> Seller:
    return connected()
