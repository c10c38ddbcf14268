"""Profile: which QuickBooks company is meant, where it answers, and with what it is signed in to.

The practice company, Intuit's sandbox and the production company differ in nothing but their addresses. The address
of the practice company is given; Intuit's own are known to the libraries and cannot be given, so that production
tokens can never be sent elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

from workbench.errors import Refused

INTUIT_ANSWER_LIMIT = 125
"""Seconds. Intuit ends a request after 120 (developer.intuit.com, "Limits and throttles"); five more for the clocks."""

INTUIT_REQUEST_LIMIT = INTUIT_ANSWER_LIMIT + 20
"""Seconds. What landed in the last moment may show in a query a little later; how much later Intuit does not say."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

Kind: TypeAlias = Literal["practice", "sandbox", "production"]

WHERE = "QuickBooks connection"


@dataclass(frozen=True)
class Application:
    """The application that asks at Intuit, before and after it has a company: where it asks, and with which keys of its own.

    Raises `Refused` when kind and address do not belong together. The printed form shows no secret.
    """

    kind: Kind
    address: str = ""
    client_id: str = field(default="", repr=False)
    client_secret: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.kind == "practice":
            self._check_practice_address()
        elif self.address:
            raise Refused(
                f"A {self.kind} company answers at Intuit's own address only.",
                where=WHERE,
                next="Leave the address empty, or choose the practice company.",
            )

    def _check_practice_address(self) -> None:
        split = urlsplit(self.address)
        if split.scheme not in ("http", "https") or split.hostname not in LOOPBACK or split.path.strip("/"):
            raise Refused(
                "The practice company runs on this machine only.",
                where=WHERE,
                next="Give its address as `python -m workbench practice` prints it.",
            )

    @property
    def environment(self) -> str:
        """What the OAuth library calls the environment: Intuit's by name, ours by its discovery document."""
        if self.kind == "practice":
            return f"{self.address.rstrip('/')}/.well-known/openid_configuration"
        return self.kind

    def trusts(self, url: str) -> bool:
        """Whether our tokens and client secret may be sent to that URL."""
        target = urlsplit(url)
        if self.kind == "practice":
            own = urlsplit(self.address)
            return (target.scheme, target.netloc) == (own.scheme, own.netloc)
        host = target.hostname or ""
        return target.scheme == "https" and (host == "intuit.com" or host.endswith(".intuit.com"))


@dataclass(frozen=True)
class Profile:
    """One QuickBooks company as we reach it. The printed form shows no secret.

    `request_limit` is the number of seconds after which a request that was never answered can no longer take effect, and
    has shown itself if it did; `answer_timeout` is the number of seconds an answer is waited for. Raises `Refused` when kind and
    address do not belong together.
    """

    kind: Kind
    realm_id: str
    address: str = ""
    client_id: str = field(default="", repr=False)
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    request_limit: int = INTUIT_REQUEST_LIMIT
    answer_timeout: int = INTUIT_ANSWER_LIMIT

    def __post_init__(self) -> None:
        check_realm(self.realm_id)
        _ = self.application  # which refuses a kind and an address that do not belong together

    @property
    def application(self) -> Application:
        """The application that is signed in to this company."""
        return Application(self.kind, self.address, self.client_id, self.client_secret)

    @property
    def environment(self) -> str:
        """What the OAuth library calls the environment; see `Application`."""
        return self.application.environment

    def trusts(self, url: str) -> bool:
        """Whether our tokens and client secret may be sent to that URL; see `Application`."""
        return self.application.trusts(url)


def check_realm(realm_id: str) -> None:
    """`Refused` when that cannot be a company's number (Intuit's realm id, or the name of a practice company)."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", realm_id):
        raise Refused("That is not the number of a QuickBooks company.", where=WHERE, next="Connect the company again from Set-up.")
