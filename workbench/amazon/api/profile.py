"""Profile: which seller is meant, where Amazon answers for it, and with what it is signed in to.

The practice Amazon and the real one differ in nothing but these values. Each has its own addresses, and a profile that
mixes them is refused, so that a real seller's secrets can never be sent elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from workbench.amazon.api import marketplaces
from workbench.amazon.api.marketplaces import Region
from workbench.errors import Refused

SIGN_IN = "https://api.amazon.com/auth/o2/token"
"""Login with Amazon, the same for every region (developer-docs.amazon.com, "Connect to the SP-API")."""

CONSENT_PATH = "/apps/authorize/consent"
SIGN_IN_PATH = "/auth/o2/token"
PRACTICE = "practice"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
WHERE = "Amazon connection"


@dataclass(frozen=True)
class Profile:
    """One seller as we reach it. The printed form shows no secret.

    `name` is what people call the seller, `marketplace` the id of its home store. `client_id` and `client_secret` are
    the application's, `application_id` its number on the consent page (only needed there). With `paced` we keep
    Amazon's published rates; the practice Amazon has none unless it is told to. Raises `Refused` when the addresses do
    not belong together.
    """

    name: str
    region: Region
    marketplace: str
    endpoint: str
    token_url: str
    consent_url: str
    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    application_id: str = ""
    paced: bool = True

    def __post_init__(self) -> None:
        addresses = (self.endpoint, self.token_url, self.consent_url)
        if not (all(map(_practice, addresses)) or self._are_amazons()):
            raise Refused(
                "These are not Amazon's addresses, nor those of a practice Amazon on this machine.",
                where=WHERE,
                next="Choose the seller's country again, or give the practice Amazon's address as it prints it.",
            )

    @classmethod
    def amazon(
        cls, name: str, country: str, *, client_id: str, client_secret: str, refresh_token: str = "", application_id: str = ""
    ) -> Self:
        """A seller at Amazon, whose home store is in that country (US, DE, …). Raises `NotFound` for another country."""
        home = marketplaces.by_country(country)
        return cls(
            name, home.region, home.id, marketplaces.region_endpoint(home.region), SIGN_IN,
            f"https://{home.seller_central}{CONSENT_PATH}", client_id, client_secret, refresh_token, application_id,
        )  # fmt: skip

    @classmethod
    def practice(
        cls, name: str, country: str, address: str, *, client_id: str = PRACTICE, client_secret: str = PRACTICE,
        refresh_token: str = "", application_id: str = PRACTICE, paced: bool = False,
    ) -> Self:  # fmt: skip
        """A seller at the practice Amazon that answers at `address`. Raises `Refused` for an address elsewhere."""
        home, base = marketplaces.by_country(country), address.rstrip("/")
        return cls(
            name, home.region, home.id, base, base + SIGN_IN_PATH, base + CONSENT_PATH, client_id, client_secret, refresh_token,
            application_id, paced,
        )  # fmt: skip

    @property
    def is_practice(self) -> bool:
        """Whether this is a seller of the practice Amazon."""
        return _practice(self.endpoint)

    def trusts_storage(self, url: str) -> bool:
        """Whether a report may be fetched from there: Amazon's storage by https, the practice Amazon's by its own address."""
        target = urlsplit(url)
        if self.is_practice:
            return target.netloc == urlsplit(self.endpoint).netloc
        return target.scheme == "https" and bool(target.hostname) and target.hostname not in LOOPBACK

    def _are_amazons(self) -> bool:
        endpoint, consent = marketplaces.region_endpoint(self.region), urlsplit(self.consent_url)
        known = self.endpoint in (endpoint, endpoint.replace("//", "//sandbox.")) and self.token_url == SIGN_IN
        return known and consent.scheme == "https" and consent.netloc in {m.seller_central for m in marketplaces.MARKETPLACES}


def _practice(url: str) -> bool:
    split = urlsplit(url)
    return split.scheme in ("http", "https") and split.hostname in LOOPBACK
