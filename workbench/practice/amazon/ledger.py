"""The one truth of a practice seller: accounts, their settlements, and the movements of money in them.

Everything the practice Amazon answers is a projection of this ledger at a moment of its clock; nothing is kept twice, so
reports, groups, transactions, balances and payouts agree to the cent. Amounts are whole hundredths of the account's
currency, + to the seller.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import groupby

from workbench.money import from_cents, to_cents
from workbench.practice.amazon.marketplaces import Marketplace
from workbench.practice.settlement_writer import DEPOSIT_DELAY, Row
from workbench.practice.storefront import DEBT_CARRIED, RESERVE_HELD, RESERVE_RELEASED

DELIVERY_DATE_POLICY = "DD7"
"""Amazon holds the money of a sale until seven days after delivery."""

INVOICED_ORDERS_POLICY = "B2B"
"""Amazon holds the money of an invoiced order until the business has paid."""

BALANCE_MOVEMENTS = frozenset({RESERVE_HELD[2], RESERVE_RELEASED[2], DEBT_CARRIED[2], "Successful charge"})
"""Descriptions of money that is moved between settlements or paid in, rather than earned or charged."""


@dataclass(frozen=True, slots=True)
class Movement:
    """The rows of one sale, refund or charge: what happened at `earned`, and reached the balance at `released`.

    The two differ where the money was held back, by the policy of `deferral`. Assumed: the settlement report's posted-date
    is the day of the release.
    """

    id: str
    rows: tuple[Row, ...]
    earned: datetime
    released: datetime
    deferral: str = ""

    @property
    def cents(self) -> int:
        """What it comes to."""
        return sum(row.charge.cents for row in self.rows)

    @property
    def first(self) -> Row:
        """A row for what all rows have in common."""
        return self.rows[0]


@dataclass(frozen=True, eq=False)
class Settlement:
    """One settlement, closed or to be closed at `end`.

    `requested`: the seller asked for the payout on demand. `failure`: why the bank sent the payout back.
    """

    settlement_id: str
    start: datetime
    end: datetime
    rows: tuple[Row, ...]
    deferral: str = ""
    requested: bool = False
    failure: str = ""

    @cached_property
    def cents(self) -> int:
        """The payout: the sum of the rows."""
        return sum(row.charge.cents for row in self.rows)

    @property
    def deposited(self) -> datetime:
        """When the payout reaches the bank; the report's deposit-date."""
        return self.end + DEPOSIT_DELAY

    @property
    def group_id(self) -> str:
        """The financial event group's id: opaque, and not the settlement's."""
        return opaque("group", self.settlement_id, 32)

    @cached_property
    def movements(self) -> tuple[Movement, ...]:
        """The rows, gathered: adjacent rows of one order's sale or refund belong together, every other row is alone."""
        return tuple(self._gathered())

    def of_kind(self, description: str) -> int:
        """The sum of the account-level rows so described."""
        return sum(row.charge.cents for row in self.rows if row.charge.amount_description == description)

    def _gathered(self) -> Iterator[Movement]:
        numbered = enumerate(self.rows)
        for number, (key, rows) in enumerate(groupby(numbered, key=_belongs_to)):
            mine = tuple(row for _, row in rows)
            policy = self.deferral if key[0] == "Order" and not mine[0].marketplace.startswith("Non-Amazon") else ""
            name = opaque("transaction", f"{self.settlement_id}/{number}", 40)
            yield Movement(name, mine, mine[0].posted - _held_back(policy, name), mine[0].posted, policy)


def _belongs_to(numbered: tuple[int, Row]) -> tuple[str, ...]:
    number, row = numbered
    if not row.order_id:
        return (row.transaction_type, str(number))
    return (row.transaction_type, row.order_id, row.adjustment_id, row.posted.isoformat())


def _held_back(policy: str, name: str) -> timedelta:
    """How long before its release a movement happened: delivery in two to five days and seven more; or an invoice's month."""
    chance = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")
    if policy == DELIVERY_DATE_POLICY:
        return timedelta(days=9, seconds=chance % (3 * 86_400))
    if policy == INVOICED_ORDERS_POLICY:
        return timedelta(days=28, seconds=chance % (5 * 86_400))
    return timedelta(0)


@dataclass(frozen=True, eq=False)
class PaymentAccount:
    """One account of a seller: a marketplace, an account type, and its settlements in order, into the future.

    `pays_in` and `rate` are for a seller whose payouts Amazon converts: the bank's currency and its price in it.
    """

    marketplace: Marketplace
    account_type: str
    settlements: tuple[Settlement, ...]
    pays_in: str = ""
    rate: Decimal = Decimal(1)
    tail: str = "0975"
    encoding: str = "utf-8"

    @property
    def currency(self) -> str:
        """What the settlements are stated in."""
        return self.marketplace.market.currency

    def closed(self, now: datetime) -> tuple[Settlement, ...]:
        """The settlements that have ended, oldest first."""
        return tuple(settlement for settlement in self.settlements if settlement.end <= now)

    def open(self, now: datetime) -> Settlement | None:
        """The settlement whose period holds that moment; None before the first and after the last."""
        running = (one for one in self.settlements if one.start <= now < one.end)
        return next(running, None)

    def converted(self, cents: int) -> int:
        """An amount in the bank's currency, in its hundredths."""
        return to_cents((from_cents(cents) * self.rate).quantize(Decimal("0.01"), ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Ledger:
    """A seller: its practice name, Amazon's id for it, the region its authorisation covers, its accounts.

    `offers_old_types`: its settlements are also there as V1 and XML reports.
    """

    name: str
    seller_id: str
    region: str
    accounts: tuple[PaymentAccount, ...]
    offers_old_types: bool = False


def opaque(kind: str, of: str, length: int) -> str:
    """An id that says nothing and is the same each time."""
    digest = hashlib.sha512(f"{kind}:{of}".encode()).digest()
    return urlsafe_b64encode(digest).decode("ascii").replace("-", "A").replace("_", "B")[:length]
