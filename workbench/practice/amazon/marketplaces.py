"""Amazon's marketplaces, as the practice Amazon sells in them: ids, regions, and how each writes its settlements.

Ids and regions: developer-docs.amazon.com/sp-api/docs/marketplace-ids. Seen in files of sellers: the dates and marks of
US, DE, FR and UK. Assumed: those of CA, MX, IT, ES and JP.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench.practice.settlement_writer import DE, US, Market

_ISO, _DOTTED = "%Y-%m-%d", "%d.%m.%Y"
_EUROPEAN_PREFIXES = ("171", "402", "403", "404", "405", "406")


@dataclass(frozen=True, slots=True)
class Marketplace:
    """One marketplace: Amazon's id for it, its region's endpoint (na, eu, fe), its time zone, its language, its writing."""

    id: str
    region: str
    zone: str
    language: str
    market: Market

    @property
    def country(self) -> str:
        """The country code, as Amazon's Sellers API gives it."""
        return {"uk": "GB"}.get(self.market.country, self.market.country.upper())


CA = Market("ca", "Amazon.ca", "CAD", _ISO, ".", ("701", "702"))
MX = Market("mx", "Amazon.com.mx", "MXN", _ISO, ".", ("701", "702"))
UK = Market("uk", "Amazon.co.uk", "GBP", _DOTTED, ".", ("202", "203", "204", "205", "206"))
FR = Market("fr", "Amazon.fr", "EUR", _DOTTED, ",", _EUROPEAN_PREFIXES)
IT = Market("it", "Amazon.it", "EUR", _DOTTED, ",", _EUROPEAN_PREFIXES)
ES = Market("es", "Amazon.es", "EUR", _DOTTED, ",", _EUROPEAN_PREFIXES)
JP = Market("jp", "Amazon.co.jp", "JPY", _ISO, ".", ("249", "250", "503"))

MARKETPLACES = (
    Marketplace("ATVPDKIKX0DER", "na", "America/Los_Angeles", "en_US", US),
    Marketplace("A2EUQ1WTGCTBG2", "na", "America/Los_Angeles", "en_CA", CA),
    Marketplace("A1AM78C64UM0Y8", "na", "America/Los_Angeles", "es_MX", MX),
    Marketplace("A1PA6795UKMFR9", "eu", "Europe/Berlin", "de_DE", DE),
    Marketplace("A13V1IB3VIYZZH", "eu", "Europe/Paris", "fr_FR", FR),
    Marketplace("APJ6JRA9NG5V4", "eu", "Europe/Rome", "it_IT", IT),
    Marketplace("A1RKKUPIHCS9HS", "eu", "Europe/Madrid", "es_ES", ES),
    Marketplace("A1F83G8C2ARO7P", "eu", "Europe/London", "en_GB", UK),
    Marketplace("A1VC38T7YXB528", "fe", "Asia/Tokyo", "ja_JP", JP),
)

_BY_COUNTRY = {marketplace.market.country: marketplace for marketplace in MARKETPLACES}


def marketplace(country: str) -> Marketplace:
    """The marketplace of a country written as in our file names: us, uk, de."""
    return _BY_COUNTRY[country]


def of_region(region: str) -> tuple[Marketplace, ...]:
    """The marketplaces one authorisation covers."""
    return tuple(one for one in MARKETPLACES if one.region == region)
