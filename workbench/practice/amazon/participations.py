"""getMarketplaceParticipations: where the seller sells.

Source: Sellers API model v1.
"""

from __future__ import annotations

from workbench.practice.amazon.call import Call
from workbench.practice.amazon.ledger import Ledger
from workbench.practice.amazon.marketplaces import Marketplace
from workbench.practice.wire import Body


def get_participations(call: Call) -> Body:
    """One entry a marketplace, under `payload`."""
    return {"payload": [_as_json(marketplace) for marketplace in _of(call.ledger)]}


def _of(ledger: Ledger) -> list[Marketplace]:
    return list({account.marketplace.id: account.marketplace for account in ledger.accounts}.values())


def _as_json(marketplace: Marketplace) -> Body:
    return {
        "marketplace": {
            "id": marketplace.id,
            "countryCode": marketplace.country,
            "name": marketplace.market.name,
            "defaultCurrencyCode": marketplace.market.currency,
            "defaultLanguageCode": marketplace.language,
            "domainName": f"www.{marketplace.market.name.lower()}",
        },
        "participation": {"isParticipating": True, "hasSuspendedListings": False},
    }
