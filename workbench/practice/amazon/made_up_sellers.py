"""The other practice sellers: each is one situation an accountant meets, told in a few periods.

They do not exist. Periods end before the practice clock's beginning, but for the last ones, which are open or to come.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from random import Random

from workbench.practice.amazon.ledger import INVOICED_ORDERS_POLICY, PaymentAccount
from workbench.practice.amazon.marketplaces import CA, ES, FR, IT, JP, MX, UK
from workbench.practice.amazon.shops import ShopAbroad, ShopInJapan
from workbench.practice.amazon.stories import INVOICED, Telling, told
from workbench.practice.northwind_lane import FORTNIGHT, Period, Story, utc
from workbench.practice.settlement_writer import DE, US, Market
from workbench.practice.storefront import ADVERTISING, STORAGE, SUBSCRIPTION, Kind, line

CROSS_ACCOUNT: Kind = ("Debt Adjustment", "Debt Adjustment", "Cross-Account Debt Adjustment for US, MX")
SENT_BACK: Kind = (
    "other-transaction",
    "other-transaction",
    "Transfer of funds unsuccessful: We could not transfer funds to your bank account.",
)
_DAY = timedelta(days=1)


def _seeded(number: int) -> Random:
    return Random(number)  # noqa: S311  (repeatable, not secret)


def north_america() -> Iterator[PaymentAccount]:
    """Amazon.com, .ca and .com.mx under one roof, paid out in USD: a debt of the one is met from another."""
    start = utc("2026-09-10 07:06:34")
    steady = [Period(orders=30, refunds=2, held=0, advertising=(4100,)) for _ in range(8)]
    debt = Period(orders=3, refunds=1, fixed=(STORAGE, 0))
    us = Story(US, 41, start, 25110046201, 0, tuple(steady), (line(CROSS_ACCOUNT, -4826, utc("2026-11-05 06:58:10")),))
    ca = Story(CA, 42, start + timedelta(seconds=16), 25110046932, 0, tuple(steady))
    periods = (*steady[:3], debt, *steady[4:])
    mx = Story(MX, 43, start + timedelta(seconds=31), 25110047310, 0, periods, (line(CROSS_ACCOUNT, 90215, utc("2026-11-05 06:58:10")),))
    yield told(Telling(us))
    yield told(Telling(ca, pays_in="USD", rate=Decimal("0.7041")), ShopAbroad(CA, _seeded(42), tax=130, withheld=True))
    yield told(Telling(mx, pays_in="USD", rate=Decimal("0.0535")), ShopAbroad(MX, _seeded(43), times=18, tax=160, withheld=True))


def europe() -> Iterator[PaymentAccount]:
    """Five marketplaces, decimal commas, daily payouts in Germany, and a second German account of invoiced orders."""
    daily = tuple(Period(orders=8, refunds=int(day % 5 == 0), length=_DAY) for day in range(48))
    yield told(Telling(Story(DE, 51, utc("2026-10-28 08:59:52"), 25230110412, 0, daily), tail="3371"))
    invoiced = tuple(Period(orders=6, refunds=0) for _ in range(7))
    second = Story(DE, 52, utc("2026-09-23 08:59:52"), 25230110977, 0, invoiced)
    yield told(Telling(second, INVOICED, INVOICED_ORDERS_POLICY, tail="3371"))
    for number, (market, tax) in enumerate(((FR, 200), (IT, 220), (ES, 210), (UK, 200))):
        yield _fortnightly(market, 53 + number, tax)


def _fortnightly(market: Market, seed: int, tax: int) -> PaymentAccount:
    start = utc("2026-09-23 08:59:44") + timedelta(seconds=seed)
    first_id = 25230111000 + seed * 17
    periods = tuple(Period(orders=14, refunds=1, held=3100, advertising=(900,)) for _ in range(7))
    story = Story(market, seed, start, first_id, 2750, periods)
    return told(Telling(story, tail="3371"), ShopAbroad(market, _seeded(seed), tax=tax))


def japan() -> Iterator[PaymentAccount]:
    """Amazon.co.jp: whole yen, points, and texts that only Windows' Japanese encoding holds."""
    periods = tuple(Period(orders=24, refunds=1, held=1200000, advertising=(310000,)) for _ in range(7))
    story = Story(JP, 61, utc("2026-09-22 15:00:03"), 25340220155, 900000, periods)
    shop = ShopInJapan(JP, _seeded(61), times=100, tax=100)
    yield told(Telling(story, deferral="", tail="8812", encoding="cp932"), shop)


def in_distress() -> Iterator[PaymentAccount]:
    """A debt carried and charged to the card; a payout the bank sent back, put in again and paid; a reserve that grows."""
    start = utc("2026-08-27 11:02:17")
    periods = (
        Period(orders=40, refunds=2, held=30000, advertising=(9000,)),
        Period(orders=6, refunds=9, fixed=(ADVERTISING, -12614)),
        Period(orders=45, refunds=3, held=45000, advertising=(8800,)),
        Period(orders=52, refunds=3, held=60000, fixed=(ADVERTISING, 61240)),
        Period(orders=50, refunds=4, held=75000, advertising=(9400,)),
        Period(orders=48, refunds=2, held=20000, advertising=(9100,)),
        Period(orders=55, refunds=4, held=22000, advertising=(9900,)),
        Period(orders=51, refunds=3, held=21000, advertising=(9700,)),
    )
    lines = (
        line(SENT_BACK, 61240, start + 4 * FORTNIGHT + timedelta(days=3, hours=5)),
        line(SUBSCRIPTION, -3999, utc("2026-09-08 07:11:00")),
    )
    story = Story(US, 71, start, 25450330288, 0, periods, lines)
    reason = "The bank account details could not be verified."
    yield told(Telling(story, failures={3: reason}, tail="4410"))


def migration() -> Iterator[PaymentAccount]:
    """Settlements that are offered as V2, V1 and XML alike."""
    periods = tuple(
        Period(orders=25, refunds=2, held=held, advertising=(5200,), troubled=number == 1)
        for number, held in enumerate((15000, 18000, 12500, 14000))
    )
    lines = (
        line(SUBSCRIPTION, -3999, utc("2026-10-08 07:12:00")),
        line(STORAGE, -4410, utc("2026-10-12 11:31:26")),
    )
    yield told(Telling(Story(US, 81, utc("2026-10-01 13:40:09"), 25560440319, 9800, periods, lines)))
