"""Sellers that do not exist: the demonstration's settlements, endless ones for measuring, random ones for tests.

    python -m workbench.practice.seller data/demo

writes the demonstration's files, the ones that are kept in `data/demo`. Amounts are whole hundredths until written.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from workbench.money import from_cents
from workbench.practice.northwind_lane import (
    FORTNIGHT,
    SELLER,
    Transaction,
    demo_settlements,
    flat,
    shuffled,
    total_cents,
    utc,
)
from workbench.practice.settlement_writer import (
    DE,
    US,
    Row,
    SettlementText,
    details,
    heading,
    liquidation_rows,
    order_rows,
    write,
)
from workbench.practice.storefront import (
    ADVERTISING,
    AGED_STOCK,
    CARD_CHARGED,
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
    line,
)

__all__ = ["SELLER", "SettlementText", "demo_settlements", "large_settlement", "main", "random_settlement"]


def random_settlement(random: Random, *, orders: int = 8) -> SettlementText:
    """A small valid settlement for property tests: Amazon.com or .de, any kind of line, whatever total comes out.

    Among its lines are refunds in part, chargebacks, liquidations, rows alike, zeros and amounts from a hundredth up.
    """
    market = random.choice((US, DE))
    account = Account(market, random)
    start = utc("2026-01-01 00:00:00") + timedelta(seconds=random.randrange(300 * 86_400))
    end = start + FORTNIGHT
    transactions = [order_rows(account.order(account.moment(start, end))) for _ in range(orders)]
    transactions.append(order_rows(account.outside_order(account.moment(start, end))))
    for sale in account.refundable(random.randrange(orders + 1)):
        part = random.choice(((1, 1), (1, 2), (2, 3)))
        why = random.choice(("Refund", "Refund", "Chargeback Refund", "A-to-z Guarantee Refund"))
        transactions.append(account.refund(sale, end - timedelta(hours=1), part=part, kind=why))
    for kind in random.sample(_ANY_KIND, k=5):
        row = line(kind, random.choice((-1, 1)) * random.choice((0, 1, 99, 100, 123_456)), account.moment(start, end))
        transactions += [[row]] * random.choice((1, 1, 2))
    transactions.append(_sold_off(account.moment(start, end)))
    return write(market, f"{random.randrange(10**10, 10**11)}", start, end, shuffled(random, transactions))


def _sold_off(posted: datetime) -> list[Row]:
    return liquidation_rows("16782400000731", "WLbk 7", posted, asin="B0NLKTL012", proceeds=5, fee=1)


_ANY_KIND = (
    ADVERTISING,
    AGED_STOCK,
    CARD_CHARGED,
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
)

_BLOCK_ORDERS = 400
_BLOCK_MARK = "@@@@@@@"
"""Stands in a block's ids where each copy of the block has its own number of seven digits."""


def large_settlement(
    path: Path,
    lines: int,
    *,
    orders_like_real: bool = True,
    seed: int = 1,
    settlement_id: str = "29900000001",
    start: datetime | None = None,
) -> Decimal:
    """Write a settlement of Amazon.com with exactly so many detail rows (USD); returns its total.

    A block of a few hundred orders and refunds is written again and again with other order ids, so ten million lines
    take seconds and the memory of one block. With `orders_like_real` an order has its six lines or so; without, one
    line each: the most orders a file of that length can hold.
    """
    start = start or utc("2026-08-05 14:28:38")
    end = start + FORTNIGHT
    account = Account(US, Random(seed))  # noqa: S311  (repeatable, not secret)
    transactions = _block(account, start, end)
    if not orders_like_real:
        transactions = [rows[:1] for rows in transactions if rows[0].transaction_type == "Order"]
    block = flat(transactions)
    copies, left = divmod(lines, len(block))
    rest = _fitting(transactions, left, start)
    total = copies * total_cents(block) + total_cents(rest)
    body, ending = (details(US, settlement_id, rows).encode("ascii") for rows in (block, rest))
    mark = _BLOCK_MARK.encode("ascii")
    with path.open("wb") as file:
        file.write(heading(US, settlement_id, start, end, total).encode("ascii"))
        for copy in range(copies):
            file.write(body.replace(mark, b"%07d" % copy))
        file.write(ending.replace(mark, b"%07d" % copies))
    return from_cents(total)


def _block(account: Account, start: datetime, end: datetime) -> list[Transaction]:
    """Orders whose ids hold the mark, every twentieth of them refunded."""
    transactions: list[Transaction] = []
    for number in range(_BLOCK_ORDERS):
        sale = account.order(account.moment(start, end))
        order_id = f"111-{_BLOCK_MARK}-{number:07d}"
        items = tuple(replace(item, code=f"1{_BLOCK_MARK}{number:05d}{place}") for place, item in enumerate(sale.items))
        sale = replace(
            sale,
            order_id=order_id,
            merchant_order_id=order_id,
            shipment_id=f"Q{_BLOCK_MARK}{number:03d}",
            items=items,
        )
        transactions.append(order_rows(sale))
        if number % 20 == 0:
            transactions.append(account.refund(sale, account.moment(sale.posted, end)))
    return transactions


def _fitting(transactions: Iterable[Transaction], lines: int, posted: datetime) -> list[Row]:
    """Exactly so many rows: whole transactions while they fit, then redemptions of a coupon."""
    rows: list[Row] = []
    for transaction in transactions:
        if len(rows) + len(transaction) > lines:
            break
        rows += transaction
    return rows + [line(COUPON, -60, posted)] * (lines - len(rows))


def main(arguments: Sequence[str]) -> int:
    """Write the demonstration's files into the folder named by the only argument."""
    if len(arguments) != 1:
        print("usage: python -m workbench.practice.seller DIR", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for settlement in demo_settlements():
        (folder / settlement.name).write_bytes(settlement.data)
        print(f"{settlement.name}  {settlement.settlement_id}  {settlement.total} {settlement.currency}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
