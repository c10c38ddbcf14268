"""What a plan is made from: a settlement's money by month and kind of line, and its receipts' lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from workbench.errors import BrokenInvariant
from workbench.mapping.mapping import Target
from workbench.money import total
from workbench.posting.accounts import Account
from workbench.posting.goods import Goods
from workbench.posting.products import Product, SoldAs


@dataclass(frozen=True, slots=True)
class MonthAmount:
    """The money of one kind of line in one month; an excluded transaction's stands apart with its key, and that of each product
    (`Facts.sold`) with its SKU."""

    month: str
    kind_id: int
    excluded: str
    amount: Decimal
    last_posted: str
    sku: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """What a sale or refund has of one kind of line and SKU, as it will stand on the receipt, or as a fee on an expense."""

    transaction_key: str
    kind: str
    side: str
    order_id: str
    posted: str
    kind_id: int
    sku: str
    quantity: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class KindTarget:
    """A kind of line, where it goes, and its account in QuickBooks."""

    target: Target
    account: Account
    included: bool
    words: str


@dataclass(frozen=True)
class Facts:
    """A settlement ready to be planned. Money is in `currency`; dates are days in the company's time zone.

    `receipts` leaves fees out; `fees` has them, transaction by transaction, where each is to be an expense, and is empty
    otherwise: `months` has them in any case.
    """

    settlement_id: str
    currency: str
    total: Decimal
    deposit_date: str
    kinds: Mapping[int, KindTarget]
    months: Sequence[MonthAmount]
    receipts: Sequence[ReceiptLine]
    excluded: Mapping[str, Account]
    mapping_version: int = 0
    revision: int = 1
    taken_numbers: frozenset[tuple[str, str]] = frozenset()
    fees: Sequence[ReceiptLine] = ()
    sold: SoldAs = field(default_factory=SoldAs)
    goods: Sequence[Goods] = ()
    """What was sold, at cost; empty where the cost of goods is not posted."""

    def __post_init__(self) -> None:
        lines = total(month.amount for month in self.months)
        if lines != self.total:
            raise BrokenInvariant(
                f"The lines come to {lines}, Amazon's total is {self.total}.",
                where=f"payout {self.settlement_id}", next="Nothing was planned. Run doctor on these books.",
            )  # fmt: skip

    def account_of(self, month: MonthAmount) -> Account:
        """Where this money goes: the account of its kind or its product, or the one that explains an exclusion."""
        return self.excluded[month.excluded] if month.excluded else self.account_of_line(month.kind_id, month.sku)

    def account_of_line(self, kind_id: int, sku: str) -> Account:
        """Where a line goes: to the income account of the item that it is sold as, else where its kind is mapped to."""
        product = self.sold.of(kind_id, sku)
        return product.account if product else self.kinds[kind_id].account

    @property
    def products_sold(self) -> tuple[tuple[int, str, Product], ...]:
        """Each kind of line and SKU that is sold as an item of its own or as the chosen default, with that item."""
        each = sorted({(month.kind_id, month.sku) for month in self.months if not month.excluded})
        return tuple((kind_id, sku, product) for kind_id, sku in each if (product := self.sold.of(kind_id, sku)))

    @property
    def month_names(self) -> list[str]:
        """The months the settlement's lines fall in, in order."""
        return sorted({month.month for month in self.months})

    def last_posted(self, month: str) -> str:
        """The last day in this month on which Amazon posted a line."""
        return max(m.last_posted for m in self.months if m.month == month)
