"""From a story to an account: what is told of periods becomes settlements of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from workbench.practice.amazon.ledger import DELIVERY_DATE_POLICY, PaymentAccount, Settlement
from workbench.practice.amazon.marketplaces import marketplace
from workbench.practice.northwind_lane import Story, chapters
from workbench.practice.storefront import Account

STANDARD, INVOICED = "Standard Orders", "Invoiced Orders"
"""Account types, as the Finances API spells them."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A story and what Amazon does with its money.

    `requested` and `failures` name periods by their number, from 0: paid out on demand; sent back by the bank, and why.
    `pays_in` and `rate`: the currency Amazon converts payouts to, and its price.
    """

    story: Story
    account_type: str = STANDARD
    deferral: str = DELIVERY_DATE_POLICY
    requested: frozenset[int] = frozenset()
    failures: Mapping[int, str] = field(default_factory=dict)
    pays_in: str = ""
    rate: Decimal = Decimal(1)
    tail: str = "0975"
    encoding: str = "utf-8"


def told(telling: Telling, shop: Account | None = None) -> PaymentAccount:
    """The account of a telling; `shop` is one that sells in its own manner, fresh and seeded."""
    settlements = tuple(
        Settlement(
            chapter.settlement_id,
            chapter.start,
            chapter.end,
            tuple(chapter.rows),
            telling.deferral,
            number in telling.requested,
            telling.failures.get(number, ""),
        )
        for number, chapter in enumerate(chapters(telling.story, shop))
    )
    return PaymentAccount(
        marketplace(telling.story.market.country),
        telling.account_type,
        settlements,
        pays_in=telling.pays_in,
        rate=telling.rate,
        tail=telling.tail,
        encoding=telling.encoding,
    )
