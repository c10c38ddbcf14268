"""A settlement as one period of an Amazon account's balance: what comes into it, what it leaves behind, what was paid out.

The balance that Amazon keeps between two settlements has two sides. What it holds back as a reserve belongs to the seller;
a settlement that ends below zero is owed to Amazon. Both stand in the next settlement again, as lines of their own:
*Previous Reserve Amount Balance* and *Payable to Amazon*. These lines only move the balance; they are no revenue.

(Line names: Seller Central's help on settlement reports. How a debt goes on was read from successive reports of one seller.)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from workbench.money import ZERO, exact, total

GATHERED = "transactions"
"""The format of a settlement gathered from reports of transactions: it has no lines of reserves and carried balances."""


@dataclass(frozen=True, slots=True)
class PutBack:
    """Transfers that the bank sent back, as Amazon credits them: how many lines, and how much together (+)."""

    line_count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Period:
    """A settlement with the lines that move its balance, by meaning. Money is in `currency`, + = to the seller.

    `account_type` is empty unless a source states it. `marketplaces` are those of its lines; none when it has no orders.
    `start`, `end` and `deposit_date` are aware, in the zone in which their days are shown. `reserve_held` (-), `reserve_returned`
    (+), `carried` (-, a debt of the settlement before) and `charged` (+, to the seller's card) are as in the file;
    `other_movements` are all other movements of the balance, such as a debt set off against another account of the seller.
    `complete` is False when only a part of it is in view, as in the report of a month; its total is that of the part.
    """

    settlement_id: str
    format: str
    account_type: str
    marketplaces: tuple[str, ...]
    currency: str
    start: datetime
    end: datetime
    deposit_date: datetime
    total: Decimal
    reserve_held: Decimal = ZERO
    reserve_returned: Decimal = ZERO
    carried: Decimal = ZERO
    charged: Decimal = ZERO
    put_back: tuple[PutBack, ...] = ()
    other_movements: Decimal = ZERO
    complete: bool = True
    why: str = ""
    """What keeps one that is not complete from being so, in words."""

    @property
    def itemised(self) -> bool:
        """Whether the movements of its balance are all in view, so that figures may be held against them."""
        return self.complete and self.format != GATHERED

    @property
    def transfer(self) -> Decimal:
        """What is sent to the bank: the total, or nothing when it is below zero."""
        return max(self.total, ZERO)

    @property
    def debt(self) -> Decimal:
        """What is owed to Amazon at the end: a total below zero (-), otherwise 0.00."""
        return min(self.total, ZERO)

    @property
    def sent_back(self) -> Decimal:
        """All transfers that came back in this period."""
        return total(one.amount for one in self.put_back)

    @property
    def opening(self) -> Decimal:
        """The balance brought in: the reserve that comes back, less the debt that is carried."""
        return exact(self.reserve_returned + self.carried)

    @property
    def closing(self) -> Decimal:
        """The balance left behind: the reserve that is held, less the debt."""
        return exact(self.debt - self.reserve_held)

    @property
    def activity(self) -> Decimal:
        """What was earned and spent: the total without the movements of the balance."""
        return exact(self.total - self.reserve_held - self.opening - self.charged - self.sent_back - self.other_movements)
