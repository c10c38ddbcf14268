"""Northwind Lane, the demonstration's seller: a shop for kitchen and garden goods that does not exist, as a story.

On Amazon.com it sells from August 2026 through seven settlements; the fourth ends in debt, the fifth clears it, and a
line of the last has a name nobody has heard of. On Amazon.de the second of three payouts is zero because everything
was held back. All is drawn with fixed seeds, in whole hundredths: the same call gives the same bytes anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from workbench.practice.settlement_writer import (
    DE,
    US,
    Charge,
    Market,
    Row,
    Sale,
    SettlementText,
    liquidation_rows,
    order_rows,
    write,
)
from workbench.practice.storefront import (
    ADVERTISING,
    AGED_STOCK,
    CARD_CHARGED,
    CATALOGUE,
    CLAWED_BACK,
    COUPON,
    DEBT_CARRIED,
    LOST,
    REMOVAL,
    RESERVE_HELD,
    RESERVE_RELEASED,
    RETURN_CREDITED,
    STORAGE,
    SUBSCRIPTION,
    TAX_CORRECTED,
    TAX_CORRECTION_WITHHELD,
    UNHEARD_OF,
    Account,
    Kind,
    Purchase,
    line,
)

SELLER = "Northwind Lane"
FORTNIGHT = timedelta(days=14, seconds=1)

Transaction = list[Row]
"""Rows that stand together in the file; transactions stand in no order."""


@dataclass(frozen=True, slots=True)
class Period:
    """What happens between two closes. Amounts in hundredths.

    `held` is the reserve at the close; `fixed` names a kind of line whose amount is whatever makes the total come out
    as stated; `troubled` periods have every sort of refund, claim and correction.
    """

    orders: int
    refunds: int
    held: int = 0
    advertising: tuple[int, ...] = ()
    fixed: tuple[Kind, int] | None = None
    troubled: bool = False
    length: timedelta = FORTNIGHT


@dataclass(frozen=True, slots=True)
class Story:
    """An account's successive periods: the first one's start and id, the reserve brought into it, the dated lines."""

    market: Market
    seed: int
    start: datetime
    first_id: int
    released: int
    periods: tuple[Period, ...]
    lines: tuple[Row, ...] = ()
    late_orders: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """A period as it went: its settlement's id and rows, in the order of the file."""

    settlement_id: str
    start: datetime
    end: datetime
    rows: list[Row]


def utc(text: str) -> datetime:
    """The moment written as `2026-08-05 14:28:38`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


UNITED_STATES = Story(
    market=US,
    seed=20260805,
    start=utc("2026-08-05 14:28:38"),
    first_id=24810335011,
    released=54817,
    periods=(
        Period(orders=96, refunds=5, held=61240, advertising=(21488, 19072)),
        Period(orders=118, refunds=6, held=70915, advertising=(24410, 23356), troubled=True),
        Period(orders=104, refunds=6, held=48326, advertising=(22915, 20040)),
        Period(orders=18, refunds=15, advertising=(31275,), fixed=(ADVERTISING, -32147)),
        Period(orders=92, refunds=5, held=57704, advertising=(18862, 20931), troubled=True),
        Period(orders=131, refunds=7, held=81459, advertising=(26033, 27718)),
        Period(orders=124, refunds=6, held=70533, advertising=(25580, 24492)),
    ),
    lines=(
        line(SUBSCRIPTION, -3999, utc("2026-08-08 07:12:31")),
        line(LOST, 2148, utc("2026-08-11 09:03:55"), sku="NL-TWL-06"),
        line(STORAGE, -8417, utc("2026-08-13 11:40:02")),
        line(REMOVAL, -312, utc("2026-08-21 06:30:14"), order_id="24082103NL"),
        line(COUPON, -60, utc("2026-08-22 23:10:00")),
        line(COUPON, -60, utc("2026-08-22 23:10:00")),  # two alike are two redemptions
        line(RETURN_CREDITED, 1624, utc("2026-08-27 16:21:40"), sku="NL-TRW-01"),
        line(SUBSCRIPTION, -3999, utc("2026-09-08 07:15:02")),
        line(STORAGE, -9144, utc("2026-09-12 12:02:47")),
        line(AGED_STOCK, -31260, utc("2026-09-18 13:55:10")),
        line(REMOVAL, -1664, utc("2026-09-23 06:44:59"), order_id="24092207NL"),
        line(SUBSCRIPTION, -3999, utc("2026-10-08 07:11:48")),
        line(STORAGE, -10288, utc("2026-10-12 11:31:26")),
        line(LOST, 3372, utc("2026-10-16 10:18:03"), sku="NL-MUG-04"),
        line(CLAWED_BACK, -1624, utc("2026-10-17 16:40:11"), sku="NL-TRW-01"),
        line(COUPON, -60, utc("2026-10-20 20:05:37")),
        line(UNHEARD_OF, -1840, utc("2026-11-05 15:26:09")),
        line(SUBSCRIPTION, -3999, utc("2026-11-08 07:13:20")),
        line(STORAGE, -12731, utc("2026-11-10 12:22:51")),
    ),
    # In Seattle these are still the evening of the month before.
    late_orders=(utc("2026-09-01 04:40:12"), utc("2026-10-01 05:20:33"), utc("2026-11-01 03:15:58")),
)

GERMANY = Story(
    market=DE,
    seed=20260826,
    start=utc("2026-08-26 08:59:52"),
    first_id=24877120642,
    released=18375,
    periods=(
        Period(orders=41, refunds=3, held=21460, advertising=(6240,)),
        Period(orders=47, refunds=2, advertising=(5815,), fixed=(RESERVE_HELD, 0)),
        Period(orders=46, refunds=4, held=19812, advertising=(7106,)),
    ),
    lines=(
        line(STORAGE, -2731, utc("2026-09-10 10:12:40")),
        line(LOST, 1899, utc("2026-09-25 08:44:19"), sku="NL-JAR-08"),
    ),
)


def demo_settlements() -> list[SettlementText]:
    """Northwind Lane's settlements: seven of Amazon.com (USD), then three of Amazon.de (EUR), each chain in order."""
    return [
        write(story.market, chapter.settlement_id, chapter.start, chapter.end, chapter.rows)
        for story in (UNITED_STATES, GERMANY)
        for chapter in chapters(story)
    ]


def chapters(story: Story, account: Account | None = None) -> Iterator[Chapter]:
    """The story's periods, in order. A story told further begins with the same bytes.

    `account` is one that sells in a manner of its own; it must be fresh and seeded.
    """
    account = account or Account(story.market, Random(story.seed))  # noqa: S311  (repeatable, not secret)
    released = line(RESERVE_RELEASED, story.released, story.start + timedelta(seconds=7))
    start, carried = story.start, [released] if story.released else []
    for number, period in enumerate(story.periods):
        end = start + period.length
        transactions = [[row] for row in [*carried, *story.lines] if start <= row.posted < end]
        transactions += [order_rows(account.order(moment)) for moment in story.late_orders if start <= moment < end]
        transactions += _trade(account, period, start, end)
        rows = shuffled(account.random, transactions)
        if period.fixed:
            rows.append(_fixing(period.fixed, rows, end))
        yield Chapter(str(story.first_id + number * 296_814_037), start, end, rows)
        start, carried = end, _carried(rows, end)


def _trade(account: Account, period: Period, start: datetime, end: datetime) -> list[Transaction]:
    """The period's orders, refunds, advertising and reserve."""
    market, moment = account.market, account.moment
    transactions = [order_rows(account.order(moment(start, end))) for _ in range(period.orders)]
    if market is US:
        transactions += [order_rows(account.outside_order(moment(start, end))) for _ in range(2)]
        three_for_ten = Purchase(CATALOGUE[10], 3, 1000)
        transactions.append(order_rows(account.order(moment(start, end), three_for_ten)))
    if period.troubled:
        transactions += _troubles(account, start, end)
    for sale in account.refundable(period.refunds):
        transactions.append(account.refund(sale, moment(max(sale.posted, start), end)))
    transactions += [[line(ADVERTISING, -cents, moment(start, end))] for cents in period.advertising]
    if period.held:
        transactions.append([line(RESERVE_HELD, -period.held, end + timedelta(seconds=7))])
    return transactions


def _troubles(account: Account, start: datetime, end: datetime) -> list[Transaction]:
    """One of each: an old order refunded, one in part, one twice, one by the bank, one by a claim; a corrected tax."""
    (old,) = account.refundable(1, before=start)
    partly, twice, disputed, claimed, corrected = account.refundable(5)

    def later(sale: Sale) -> datetime:
        return account.moment(max(sale.posted, start), end)

    sold_off, correction = account.moment(start, end), later(corrected)
    liquidation = f"1678{start:%Y%m%d}31"
    return [
        account.refund(old, later(old)),
        account.refund(partly, later(partly), part=(1, 2), extra=[Charge("ItemPrice", "RestockingFee", 150)]),
        account.refund(twice, later(twice), part=(1, 3)),
        account.refund(twice, later(twice), part=(2, 3)),
        account.refund(disputed, later(disputed), kind="Chargeback Refund"),
        account.refund(claimed, later(claimed), kind="A-to-z Guarantee Refund"),
        [
            line(TAX_CORRECTED, 32, correction, order_id=corrected.order_id),
            line(TAX_CORRECTION_WITHHELD, -32, correction, order_id=corrected.order_id),
        ],
        liquidation_rows(liquidation, old.order_id, sold_off, asin="B0NLKTL012", proceeds=596, fee=137),
    ]


def _fixing(fixed: tuple[Kind, int], rows: Sequence[Row], end: datetime) -> Row:
    """The line of that kind which makes the total come out; it must be to the seller's debit to be believable."""
    kind, total = fixed
    cents = total - total_cents(rows)
    assert cents < 0, f"{kind} would have to be {cents}"
    return line(kind, cents, end + timedelta(seconds=7) if kind == RESERVE_HELD else end - timedelta(hours=5))


def _carried(rows: Sequence[Row], close: datetime) -> list[Row]:
    """What a closed period hands to the next: the reserve comes back, a debt is taken over and charged to the card."""
    held = sum(row.charge.cents for row in rows if row.charge.amount_description == RESERVE_HELD[2])
    carried = [line(RESERVE_RELEASED, -held, close + timedelta(seconds=7))] if held else []
    debt = total_cents(rows)
    if debt < 0:
        carried.append(line(DEBT_CARRIED, debt, close))
        carried.append(line(CARD_CHARGED, -debt, close + timedelta(days=3, hours=4)))
    return carried


def shuffled(random: Random, transactions: list[Transaction]) -> list[Row]:
    """The transactions' rows as a file has them: those of one transaction together, the transactions in no order."""
    return flat(random.sample(transactions, len(transactions)))


def flat(transactions: Iterable[Transaction]) -> list[Row]:
    """The rows of all transactions, in order."""
    return [row for transaction in transactions for row in transaction]


def total_cents(rows: Iterable[Row]) -> int:
    """The sum of the rows, in hundredths."""
    return sum(row.charge.cents for row in rows)
