"""The time zone that decides the day, and so the month, of a settlement's lines: one for each company and marketplace.

A marketplace's own zone until a person chooses another (`time_zones` in the settings: marketplace -> zone). A settlement
is in one currency, so it has one marketplace that counts: the one it names whose currency it is in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from workbench.amazon.api.marketplaces import MARKETPLACES, Marketplace
from workbench.errors import Refused
from workbench.store import settings, settlements
from workbench.store.company import Company


@dataclass(frozen=True, slots=True)
class Zone:
    """A marketplace in the books, its zone now, and how many settlements were read with another."""

    marketplace: str
    zone: str
    chosen: bool
    settlements: int
    otherwise: tuple[str, ...]
    """The settlements whose days were taken in another zone."""


def zone_of(values: Mapping[str, Any], currency: str, marketplaces: Iterable[str]) -> str:
    """The zone of a settlement in this currency that names these marketplaces, under these settings."""
    found = marketplace_of(currency, marketplaces)
    if found is None:
        return str(values["time_zone"])
    return str(values["time_zones"].get(found.domain, found.time_zone))


def marketplace_of(currency: str, marketplaces: Iterable[str]) -> Marketplace | None:
    """The marketplace that counts: one that is named and has this currency, else the first that has it; None for neither."""
    named = {name.casefold() for name in marketplaces}
    of_currency = [m for m in MARKETPLACES if m.currency == currency]
    return next((m for m in of_currency if m.domain.casefold() in named), of_currency[0] if of_currency else None)


def zones(company: Company) -> list[Zone]:
    """A row for each marketplace in the books."""
    with company.state.read() as connection:
        values = settings.every(connection)
        listed = settlements.listed(connection)
    of: dict[str, list[settlements.Settlement]] = {}
    for s in listed:
        found = marketplace_of(s.currency, s.marketplaces)
        of.setdefault(found.domain if found else s.currency, []).append(s)
    rows = []
    for marketplace, group in sorted(of.items()):
        zone = zone_of(values, group[0].currency, [marketplace])
        otherwise = tuple(s.settlement_id for s in group if s.time_zone != zone)
        rows.append(Zone(marketplace, zone, marketplace in values["time_zones"], len(group), otherwise))
    return rows


def choose(company: Company, by: str, chosen: Mapping[str, str]) -> None:
    """Set the zones of marketplaces; settlements in the books keep theirs until they are read anew. Raises `Refused`."""
    unknown = sorted(set(chosen.values()) - available_timezones())
    if unknown:
        raise Refused(f"{unknown[0]!r} is no time zone.", where="time zone", next="Choose one of the list, such as America/Los_Angeles.")
    with company.state.write() as connection:
        now = settings.get(connection, "time_zones")
        settings.put(connection, by, time_zones={**now, **chosen})
