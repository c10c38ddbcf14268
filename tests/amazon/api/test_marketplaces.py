"""The table of marketplaces agrees with the library's and with the world's time zones."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from workbench.amazon.api.environment import hidden
from workbench.amazon.api.marketplaces import MARKETPLACES, by_country, by_domain, by_id, region_endpoint
from workbench.errors import NotFound

with hidden():
    from sp_api.base import Marketplaces


def test_ids_and_endpoints_are_the_librarys() -> None:
    theirs = {name: (m.marketplace_id, m.endpoint) for name, m in Marketplaces.__members__.items() if name != "GB"}
    ours = {m.country: (m.id, region_endpoint(m.region)) for m in MARKETPLACES}
    assert ours == theirs
    assert len(ours) == len(MARKETPLACES) == 23


def test_every_row_is_whole() -> None:
    assert len({m.id for m in MARKETPLACES}) == len({m.domain for m in MARKETPLACES}) == len(MARKETPLACES)
    for market in MARKETPLACES:
        assert ZoneInfo(market.time_zone)
        assert len(market.currency) == 3
        assert market.domain.startswith("Amazon.")
        assert market.seller_central.startswith("sellercentral")


def test_a_marketplace_is_found_by_each_of_its_names() -> None:
    uk = by_country("UK")
    assert by_country("gb") is uk
    assert by_domain("AMAZON.CO.UK") is uk
    assert by_id(uk.id) is uk
    assert by_id("A1MQXOICRS2Z7M") is None
    assert by_domain("Non-Amazon US") is None
    with pytest.raises(NotFound, match="no store in 'XX'"):
        by_country("XX")
