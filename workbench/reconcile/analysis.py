"""Month beside month: what each account did, what swings, and what Amazon's fees are of the sales.

Money is exact; a percentage is worked out from it for the eye alone, and nothing is ever reckoned from a percentage.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from workbench.money import ZERO, exact, total
from workbench.settlement.catalogue import categories, kind_of, meaning_of, side_of

Side = Literal["sales", "fees"]
TENTH, HUNDREDTH = Decimal("0.1"), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Moved:
    """What one payout brought to one account in one month (`YYYY-MM`); + = to the seller, so a cost is −."""

    month: str
    account: str
    settlement_id: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """An account month by month. `change` is the last month less the one before it, None where there is one month only; `percent`
    is that in percent of the month before, None where that was 0.00. `swings` where both thresholds are passed."""

    account: str
    amounts: tuple[Decimal, ...]
    change: Decimal | None
    percent: Decimal | None
    swings: bool


def months_up_to(month: str, count: int) -> list[str]:
    """So many months, the last of them `month`, oldest first.

    >>> months_up_to("2026-02", 3)
    ['2025-12', '2026-01', '2026-02']
    """
    last = int(month[:4]) * 12 + int(month[5:]) - 1
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(last - count + 1, last + 1)]


def month_over_month(moved: Iterable[Moved], months: Sequence[str], percent: Decimal, money: Decimal) -> list[Row]:
    """A row for each account that has money in one of these months, by name. One swings when it changed by at least `money` and
    by at least `percent` per cent; an account that was at 0.00 before swings by its money alone."""
    sums: dict[str, dict[str, Decimal]] = {}
    for one in moved:
        if one.month in months:
            of = sums.setdefault(one.account, dict.fromkeys(months, ZERO))
            of[one.month] = exact(of[one.month] + one.amount)
    return [_row(account, tuple(of[month] for month in months), percent, money) for account, of in sorted(sums.items())]


def all_accounts(rows: Sequence[Row]) -> Row:
    """The sum of the rows, month by month; it never swings, because what swings in it is said above."""
    amounts = tuple(total(column) for column in zip(*(row.amounts for row in rows), strict=True))
    return _row("All accounts", amounts, ZERO, ZERO, never=True)


def _row(account: str, amounts: tuple[Decimal, ...], percent: Decimal, money: Decimal, never: bool = False) -> Row:
    if len(amounts) < 2:
        return Row(account, amounts, None, None, swings=False)
    before, last = amounts[-2:]
    change = exact(last - before)
    share = percent_of(change, abs(before))
    swings = bool(change) and abs(change) >= money and (share is None or abs(share) >= percent)
    return Row(account, amounts, change, share if share is None else share.quantize(TENTH, ROUND_HALF_UP), swings and not never)


@dataclass(frozen=True, slots=True)
class FeeRate:
    """What Amazon took (`fees`, − = taken) beside the `sales` it was taken from. `name` is a category of fees, or a SKU."""

    name: str
    fees: Decimal
    sales: Decimal

    @property
    def rate(self) -> Decimal | None:
        """Fees in per cent of sales, to a hundredth, + where Amazon took; None without sales.

        >>> FeeRate("fees.referral", Decimal("-15.00"), Decimal("99.99")).rate
        Decimal('15.00')
        """
        share = percent_of(-self.fees, self.sales)
        return None if share is None else share.quantize(HUNDREDTH, ROUND_HALF_UP)


def counts_as(transaction_type: str, amount_type: str, amount_description: str, report: str = "settlement-v2") -> Side | None:
    """Whether a kind of line is part of the sales that fees are held against, or a fee; None of all else.

    >>> counts_as("Order", "ItemPrice", "Principal"), counts_as("Refund", "ItemPrice", "Principal"), counts_as("Order", "ItemPrice", "Tax")
    ('sales', None, None)
    >>> counts_as("Order", "ItemFees", "Commission"), counts_as("other-transaction", "other-transaction", "Storage Fee")
    ('fees', 'fees')
    """
    meaning, kind = meaning_of(transaction_type, amount_type, amount_description, report), kind_of(transaction_type)
    known = categories().get(meaning.category)
    if meaning.column == "fees" or (meaning.section == "adjustment" and known is not None and known.column == "fees"):
        return "fees"
    sold = meaning.section == "included" and side_of(kind) == "sales" and meaning.column in ("gross", "shipping", "discounts")
    return "sales" if sold else None


def percent_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """How many per cent a part is, unrounded; None of a whole that is not above 0.00."""
    return part * 100 / whole if whole > ZERO else None
