"""Transactions: single movements of a seller's balance, settled or not (Finances 2024-06-19, listTransactions).

Amazon defers the money of a sale until some days after delivery, and then reports the sale twice: the original, posted
at shipment (DEFERRED, later DEFERRED_RELEASED), and a release, posted when the money became available (RELEASED). The
amounts are equal; adding both doubles the sale. `counted_once` leaves one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from workbench.amazon.api import breakdowns, charges
from workbench.amazon.api.breakdowns import Breakdown
from workbench.amazon.api.charges import Part
from workbench.amazon.api.reading import Entry, account_type
from workbench.errors import BrokenInvariant
from workbench.money import Money


@dataclass(frozen=True, slots=True)
class Transaction:
    """One movement. `status` is deferred, deferred_released, released or "" (old ones have none); `identifiers` are all of
    Amazon's related identifiers, of which the named ones below are the usual; `deferral_reason` is B2B or DD7 and
    `maturity` the moment the money is due, both only where the sale was deferred. `parts` are the amount as finely as Amazon
    states it (`charges`)."""

    transaction_id: str
    status: str
    type: str
    description: str
    posted: datetime
    amount: Money
    account_type: str
    marketplace_id: str
    identifiers: Mapping[str, tuple[str, ...]]
    deferral_reason: str
    maturity: datetime | None
    breakdown: tuple[Breakdown, ...]
    parts: tuple[Part, ...] = ()

    def identifier(self, name: str) -> str:
        """The related identifier of that name; "" when there is none, or when there are several and none is meant alone."""
        values = self.identifiers.get(name, ())
        return values[0] if len(values) == 1 else ""

    @property
    def settlement_id(self) -> str:
        """The settlement it is in, open or closed; a deferred sale is in none, or names the one in which it was made."""
        return self.identifier("SETTLEMENT_ID")

    @property
    def group_id(self) -> str:
        """The financial event group it is in."""
        return self.identifier("FINANCIAL_EVENT_GROUP_ID")

    @property
    def order_id(self) -> str:
        """The order; Amazon leaves it out on some service fees."""
        return self.identifier("ORDER_ID")

    @property
    def deferred_id(self) -> str:
        """On a release: the transaction id of the original."""
        return self.identifier("DEFERRED_TRANSACTION_ID")

    @property
    def release_id(self) -> str:
        """On a released original: the transaction id of the release."""
        return self.identifier("RELEASE_TRANSACTION_ID")


def parse(entry: Entry) -> Transaction:
    """One transaction of the list, whose breakdown sums to its amount. Raises `BrokenInvariant` when it does not."""
    transaction_id, amount = entry.needed("transactionId"), entry.money_needed("totalAmount")
    partner, deferred = entry.entry("sellingPartnerMetadata"), _deferral(entry)
    tree = breakdowns.parse(entry.entries("breakdowns"), amount, f"transaction {transaction_id}")
    return Transaction(
        transaction_id=transaction_id,
        status=entry.text("transactionStatus").lower(),
        type=entry.text("transactionType"),
        description=entry.text("description"),
        posted=entry.moment_needed("postedDate"),
        amount=amount,
        account_type=account_type(partner.text("accountType")),
        marketplace_id=partner.text("marketplaceId") or entry.entry("marketplaceDetails").text("marketplaceId"),
        identifiers=entry.identifiers(),
        deferral_reason=deferred.text("deferralReason"),
        maturity=deferred.moment("maturityDate"),
        breakdown=tree,
        parts=charges.parts_of(entry.entries("items"), tree, amount),
    )


def _deferral(entry: Entry) -> Entry:
    """The context that says why and until when the money is deferred, on the transaction or on an item."""
    contexts = [*entry.entries("contexts"), *(c for item in entry.entries("items") for c in item.entries("contexts"))]
    return next((c for c in contexts if c.text("deferralReason") or c.text("maturityDate")), Entry({}, entry.where))


def counted_once(transactions: Iterable[Transaction], at: Literal["sale", "release"] = "sale") -> tuple[Transaction, ...]:
    """The transactions without the second record of a deferred sale, in the order they came.

    At the "sale" the original stays and its release goes (for revenue, on the day of shipment); at the "release" the
    other way round (for money, on the day it became available). A record whose other half is not among them stays,
    since its money is nowhere else: who wants the sales of a month asks from far enough back. A transaction that comes
    twice, as when its status changed between two pages, counts as it came last.

    Raises `BrokenInvariant` when a release and its original differ in amount.
    """
    newest = {t.transaction_id: t for t in transactions}
    second: set[str] = set()
    for release, original in ((newest[r], newest[o]) for r, o in _pairs(newest)):
        if release.amount != original.amount:
            raise BrokenInvariant(
                f"Amazon releases {release.amount} of a deferred sale of {original.amount}.",
                where=f"Amazon transaction {original.transaction_id}, released as {release.transaction_id}",
                next="Look at the order in Seller Central; neither of the two was counted.",
            )
        second.add((release if at == "sale" else original).transaction_id)
    return tuple(t for t in newest.values() if t.transaction_id not in second)


def _pairs(by_id: Mapping[str, Transaction]) -> set[tuple[str, str]]:
    """The ids of each release and its original, where both are there; either may be the one that names the other."""
    named = {(t.transaction_id, t.deferred_id) for t in by_id.values()} | {(t.release_id, t.transaction_id) for t in by_id.values()}
    return {(release, original) for release, original in named if release in by_id and original in by_id}
