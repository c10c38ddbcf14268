"""Northwind Lane goes on: the demonstration's seller, told further than its files.

The first settlements are, byte for byte, the files in data/demo. On Amazon.com two payouts on demand follow them in
November 2026, and the open settlement, which closes on the regular day; then fortnights. Amazon.de goes on by fortnights.
"""

from __future__ import annotations

from dataclasses import replace

from workbench.practice.amazon.ledger import PaymentAccount
from workbench.practice.amazon.stories import Telling, told
from workbench.practice.northwind_lane import GERMANY, UNITED_STATES, Period, utc
from workbench.practice.storefront import LOST, STORAGE, SUBSCRIPTION, line

_REGULAR_CLOSE = utc("2026-11-11 14:28:45")
_ON_DEMAND = (utc("2026-11-16 09:12:20"), utc("2026-11-21 20:05:11"))
_NEXT_REGULAR_CLOSE = utc("2026-11-25 14:28:46")


def amazon_com() -> PaymentAccount:
    """The account on Amazon.com: seven settlements of the files, and what follows them."""
    first, second = _ON_DEMAND
    newer = (
        Period(orders=44, refunds=3, held=41277, advertising=(12840,), length=first - _REGULAR_CLOSE),
        Period(orders=52, refunds=2, held=38912, advertising=(14416,), length=second - first),
        Period(orders=39, refunds=3, held=44650, advertising=(11073,), length=_NEXT_REGULAR_CLOSE - second),
        Period(orders=158, refunds=6, held=97044, advertising=(30412, 33190)),
        Period(orders=171, refunds=9, held=88230, advertising=(35520, 29874)),
        Period(orders=97, refunds=12, held=51109, advertising=(19265, 18044)),
        Period(orders=88, refunds=5, held=47320, advertising=(17410, 16993)),
    )
    lines = (
        line(LOST, 1899, utc("2026-11-14 09:20:31"), sku="NL-JAR-08"),
        line(SUBSCRIPTION, -3999, utc("2026-12-08 07:12:09")),
        line(STORAGE, -15942, utc("2026-12-12 12:04:18")),
        line(SUBSCRIPTION, -3999, utc("2027-01-08 07:14:40")),
    )
    asked = len(UNITED_STATES.periods)
    story = replace(UNITED_STATES, periods=UNITED_STATES.periods + newer, lines=UNITED_STATES.lines + lines)
    return told(Telling(story, requested=frozenset({asked, asked + 1})))


def amazon_de() -> PaymentAccount:
    """The account on Amazon.de: three settlements of the files, and what follows them."""
    newer = (
        Period(orders=49, refunds=3, held=17440, advertising=(6911,)),
        Period(orders=52, refunds=2, held=20115, advertising=(7240,)),
        Period(orders=58, refunds=4, held=22870, advertising=(8019,)),
        Period(orders=66, refunds=3, held=24190, advertising=(8855,)),
        Period(orders=71, refunds=5, held=21032, advertising=(9104,)),
        Period(orders=44, refunds=6, held=15560, advertising=(5872,)),
    )
    lines = (
        line(STORAGE, -2964, utc("2026-10-10 10:14:22")),
        line(STORAGE, -3310, utc("2026-11-10 10:11:55")),
        line(STORAGE, -3622, utc("2026-12-10 10:15:03")),
    )
    story = replace(GERMANY, periods=GERMANY.periods + newer, lines=GERMANY.lines + lines)
    return told(Telling(story, tail="3371"))
