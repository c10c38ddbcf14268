"""The practice sellers, each known by its refresh token, and their ledgers, made when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from workbench.practice.amazon import made_up_sellers, northwind
from workbench.practice.amazon.ledger import Ledger, PaymentAccount
from workbench.practice.amazon.volume import long_account

PREFIX = "Atzr|practice-"


@dataclass(frozen=True, slots=True)
class Seller:
    """One practice seller: its name in tokens, what it shows, its region, Amazon's id for it, how its accounts are made."""

    name: str
    words: str
    region: str
    seller_id: str
    accounts: Callable[[], Iterable[PaymentAccount]]
    offers_old_types: bool = False

    @property
    def refresh_token(self) -> str:
        """What a client signs in with."""
        return PREFIX + self.name


SELLERS = (
    Seller("us", "Northwind Lane on Amazon.com, the demonstration", "na", "A1NORTHWINDLNE", lambda: [northwind.amazon_com()]),
    Seller("de", "Northwind Lane on Amazon.de", "eu", "A1NORTHWINDLNE", lambda: [northwind.amazon_de()]),
    Seller("region", "US, CA and MX in one account", "na", "A2REGIONMERGED", made_up_sellers.north_america),
    Seller("eu", "five marketplaces, two account types", "eu", "A3EUROPEANSHOP", made_up_sellers.europe),
    Seller("jp", "yen and Windows-31J", "fe", "A4JAPANESESHOP", made_up_sellers.japan),
    Seller("distress", "debts, a failed transfer, reserves", "na", "A5INDISTRESSED", made_up_sellers.in_distress),
    Seller("migration", "V2, V1 and XML of the same settlements", "na", "A6MIGRATIONSHP", made_up_sellers.migration, True),
    Seller("large", "one settlement of very many lines", "na", "A7LARGEVOLUMES", tuple),
)
_BY_NAME = {seller.name: seller for seller in SELLERS}

LARGE_LINES = 500_000
"""How long the large seller's settlement is unless told otherwise."""


class Sellers:
    """The ledgers of a home folder; each is made once."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._made: dict[str, Ledger] = {}
        self.large_lines = LARGE_LINES

    def ledger(self, name: str) -> Ledger:
        """The ledger of the seller of that name; KeyError when there is none."""
        if name not in self._made:
            seller = _BY_NAME[name]
            accounts = [long_account(self._home, self.large_lines)] if name == "large" else seller.accounts()
            self._made[name] = Ledger(name, seller.seller_id, seller.region, tuple(accounts), seller.offers_old_types)
        return self._made[name]

    def enlarge(self, lines: int) -> None:
        """Give the large seller's settlement so many lines."""
        self.large_lines = lines
        self._made.pop("large", None)


def is_seller(name: str) -> bool:
    """Whether there is a practice seller of that name."""
    return name in _BY_NAME


def seller_named(name: str) -> Seller:
    """The practice seller of that name; KeyError when there is none."""
    return _BY_NAME[name]
