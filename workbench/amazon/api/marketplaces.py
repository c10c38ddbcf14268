"""Marketplaces: Amazon's stores, with the id, currency, region of the API, time zone and Seller Central of each.

Ids and regions are those of Amazon's own pages ("Marketplace IDs", "SP-API Endpoints", developer-docs.amazon.com); the
addresses are those of "Seller Central URLs". The time zone is the one in which Amazon counts the days of the store.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from workbench.errors import NotFound

Region = Literal["na", "eu", "fe"]
"""North America, Europe with the Middle East, Africa and India, and the Far East: each with an API of its own."""


@dataclass(frozen=True, slots=True)
class Marketplace:
    """One store. `domain` is its name in reports (Amazon.com), `seller_central` the host where its sellers sign in."""

    id: str
    country: str
    domain: str
    currency: str
    region: Region
    time_zone: str
    seller_central: str


_EUROPE = "sellercentral-europe.amazon.com"

MARKETPLACES = (
    Marketplace("ATVPDKIKX0DER", "US", "Amazon.com", "USD", "na", "America/Los_Angeles", "sellercentral.amazon.com"),
    Marketplace("A2EUQ1WTGCTBG2", "CA", "Amazon.ca", "CAD", "na", "America/Los_Angeles", "sellercentral.amazon.ca"),
    Marketplace("A1AM78C64UM0Y8", "MX", "Amazon.com.mx", "MXN", "na", "America/Los_Angeles", "sellercentral.amazon.com.mx"),
    Marketplace("A2Q3Y263D00KWC", "BR", "Amazon.com.br", "BRL", "na", "America/Sao_Paulo", "sellercentral.amazon.com.br"),
    Marketplace("A1F83G8C2ARO7P", "UK", "Amazon.co.uk", "GBP", "eu", "Europe/London", _EUROPE),
    Marketplace("A1PA6795UKMFR9", "DE", "Amazon.de", "EUR", "eu", "Europe/Berlin", _EUROPE),
    Marketplace("A13V1IB3VIYZZH", "FR", "Amazon.fr", "EUR", "eu", "Europe/Paris", _EUROPE),
    Marketplace("APJ6JRA9NG5V4", "IT", "Amazon.it", "EUR", "eu", "Europe/Rome", _EUROPE),
    Marketplace("A1RKKUPIHCS9HS", "ES", "Amazon.es", "EUR", "eu", "Europe/Madrid", _EUROPE),
    Marketplace("A1805IZSGTT6HS", "NL", "Amazon.nl", "EUR", "eu", "Europe/Amsterdam", "sellercentral.amazon.nl"),
    Marketplace("A2NODRKZP88ZB9", "SE", "Amazon.se", "SEK", "eu", "Europe/Stockholm", "sellercentral.amazon.se"),
    Marketplace("A1C3SOZRARQ6R3", "PL", "Amazon.pl", "PLN", "eu", "Europe/Warsaw", "sellercentral.amazon.pl"),
    Marketplace("AMEN7PMS3EDWL", "BE", "Amazon.com.be", "EUR", "eu", "Europe/Brussels", "sellercentral.amazon.com.be"),
    Marketplace("A28R8C7NBKEWEA", "IE", "Amazon.ie", "EUR", "eu", "Europe/Dublin", "sellercentral.amazon.ie"),
    Marketplace("A33AVAJ2PDY3EV", "TR", "Amazon.com.tr", "TRY", "eu", "Europe/Istanbul", "sellercentral.amazon.com.tr"),
    Marketplace("A2VIGQ35RCS4UG", "AE", "Amazon.ae", "AED", "eu", "Asia/Dubai", "sellercentral.amazon.ae"),
    Marketplace("A17E79C6D8DWNP", "SA", "Amazon.sa", "SAR", "eu", "Asia/Riyadh", "sellercentral.amazon.sa"),
    Marketplace("ARBP9OOSHTCHU", "EG", "Amazon.eg", "EGP", "eu", "Africa/Cairo", "sellercentral.amazon.eg"),
    Marketplace("A21TJRUUN4KGV", "IN", "Amazon.in", "INR", "eu", "Asia/Kolkata", "sellercentral.amazon.in"),
    Marketplace("AE08WJ6YKNBMC", "ZA", "Amazon.co.za", "ZAR", "eu", "Africa/Johannesburg", "sellercentral.amazon.co.za"),
    Marketplace("A1VC38T7YXB528", "JP", "Amazon.co.jp", "JPY", "fe", "Asia/Tokyo", "sellercentral.amazon.co.jp"),
    Marketplace("A39IBJ37TRP1C6", "AU", "Amazon.com.au", "AUD", "fe", "Australia/Sydney", "sellercentral.amazon.com.au"),
    Marketplace("A19VAU5U5O7RUS", "SG", "Amazon.sg", "SGD", "fe", "Asia/Singapore", "sellercentral.amazon.sg"),
)
"""In the order in which a currency or a region prefers them: the largest store first."""

_BY_COUNTRY = {m.country: m for m in MARKETPLACES} | {"GB": next(m for m in MARKETPLACES if m.country == "UK")}
_BY_ID = {m.id: m for m in MARKETPLACES}
_BY_DOMAIN = {m.domain.casefold(): m for m in MARKETPLACES}


def by_country(country: str) -> Marketplace:
    """The store of a country; the United Kingdom is UK or GB. Raises `NotFound`.

    >>> by_country("de").domain
    'Amazon.de'
    """
    found = _BY_COUNTRY.get(country.upper())
    if found is None:
        raise NotFound(f"Amazon has no store in {country!r} that we know.", where="marketplace", next=f"One of {', '.join(_BY_COUNTRY)}.")
    return found


def by_id(marketplace_id: str) -> Marketplace | None:
    """The store with that id, if it is a store of Amazon's: answers also name places outside Amazon."""
    return _BY_ID.get(marketplace_id)


def by_domain(domain: str) -> Marketplace | None:
    """The store of that name, as reports write it, in any capitals.

    >>> by_domain("amazon.co.uk").currency
    'GBP'
    """
    return _BY_DOMAIN.get(domain.casefold())


def region_endpoint(region: Region) -> str:
    """Where the API of a region answers ("SP-API Endpoints").

    >>> region_endpoint("eu")
    'https://sellingpartnerapi-eu.amazon.com'
    """
    return f"https://sellingpartnerapi-{region}.amazon.com"
