"""Participations: the marketplaces in which a seller sells (Sellers v1, getMarketplaceParticipations)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workbench.amazon.api import marketplaces
from workbench.amazon.api.marketplaces import Marketplace
from workbench.amazon.api.reading import Entry


@dataclass(frozen=True, slots=True)
class Participation:
    """One marketplace as Amazon names it. `marketplace` is None for a place that is no store of Amazon's, or a new one."""

    marketplace_id: str
    name: str
    country: str
    currency: str
    active: bool
    marketplace: Marketplace | None


def parse(entry: Entry) -> Participation:
    """One participation; active when the seller sells there and has not suspended the listings."""
    place, part = entry.entry("marketplace"), entry.entry("participation")
    marketplace_id = place.needed("id")
    return Participation(
        marketplace_id=marketplace_id,
        name=place.text("name"),
        country=place.text("countryCode"),
        currency=place.text("defaultCurrencyCode"),
        active=_said(part.members.get("isParticipating")) and not _said(part.members.get("hasSuspendedListings")),
        marketplace=marketplaces.by_id(marketplace_id),
    )


def _said(value: Any) -> bool:
    return value is True
