"""Which transactions there are at a moment, and in which state: the ledger's movements as listTransactions sees them.

Seen (a sale held back is listed twice): the original keeps its id and the day it happened, DEFERRED and then
DEFERRED_RELEASED; when the money is released, a second record with an id of its own appears, RELEASED. Each names the
other. Everything else is one record, RELEASED. A payout is a Transfer of minus its amount.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from workbench.practice.amazon.call import Call
from workbench.practice.amazon.ledger import BALANCE_MOVEMENTS, Movement, PaymentAccount, Settlement, opaque
from workbench.practice.amazon.payout_facts import LEAVES_AFTER
from workbench.practice.settlement_writer import Charge, Row

ORDER_LIKE = frozenset({"Shipment", "Refund", "Chargeback", "GuaranteeClaim", "Retrocharge"})


_TYPES = {
    "Order": ("Shipment", "Order Payment"),
    "Refund": ("Refund", "Refund Order"),
    "Chargeback Refund": ("Chargeback", "Chargeback Refund"),
    "A-to-z Guarantee Refund": ("GuaranteeClaim", "A-to-z Guarantee Refund"),
    "Order_Retrocharge": ("Retrocharge", "Order Retrocharge"),
    "Liquidations": ("FBALiquidation", "Liquidations"),
}
_ACCOUNT_TYPES = {
    "TransactionTotalAmount": ("ProductAdsPayment", "Cost of Advertising"),
    "Subscription Fee": ("ServiceFee", "Subscription"),
    "Storage Fee": ("ServiceFee", "FBAStorageBilling"),
    "RemovalComplete": ("ServiceFee", "RemovalComplete"),
}


@dataclass(frozen=True, slots=True)
class Record:
    """One transaction as listed: of which movement, in which state, and what it names."""

    id: str
    type: str
    description: str
    status: str
    posted: datetime
    account: PaymentAccount
    settlement: Settlement | None
    movement: Movement
    released_by: str = ""
    releases: str = ""
    is_transfer: bool = False

    @property
    def is_copy(self) -> bool:
        """Whether it is the second record of a sale that was held back."""
        return bool(self.releases)


def records(call: Call) -> list[Record]:
    """The transactions that are listed at the call's moment, oldest first (the order is assumed)."""
    found = [record for account in call.ledger.accounts for record in existing(call, account) if _is_listed(call, record)]
    return sorted(found, key=lambda record: (record.posted, record.id))


def existing(call: Call, account: PaymentAccount) -> Iterator[Record]:
    """The records that exist at the call's moment, listed yet or not."""
    for settlement in account.settlements:
        for movement in settlement.movements:
            if movement.earned <= call.now:
                yield from _of(call, account, settlement, movement)
        sent = settlement.end + LEAVES_AFTER
        if settlement.cents > 0 and sent <= call.now:
            yield _transfer(account, settlement, sent)


def _of(call: Call, account: PaymentAccount, settlement: Settlement, movement: Movement) -> Iterator[Record]:
    kind, description = _named(movement.first)
    is_released = movement.released <= call.now
    if not movement.deferral:
        if call.switches.reserves_as_transactions or movement.first.charge.amount_description not in BALANCE_MOVEMENTS:
            yield Record(movement.id, kind, description, "RELEASED", movement.earned, account, settlement, movement)
        return
    copy = opaque("release", movement.id, 40)
    happened_in = account.open(movement.earned) if call.switches.deferred_name_settlement else None
    status, released_by = ("DEFERRED_RELEASED", copy) if is_released else ("DEFERRED", "")
    yield Record(movement.id, kind, description, status, movement.earned, account, happened_in, movement, released_by=released_by)
    if is_released and not call.troubles.of("missing-release-copy", movement.first.order_id):
        yield Record(copy, kind, description, "RELEASED", movement.released, account, settlement, movement, releases=movement.id)


def _named(row: Row) -> tuple[str, str]:
    """Type and description, as the Finances API has them; adjustments keep the settlement report's words."""
    if row.transaction_type in _TYPES:
        return _TYPES[row.transaction_type]
    description = row.charge.amount_description
    if description in _ACCOUNT_TYPES:
        return _ACCOUNT_TYPES[description]
    if row.transaction_type == "other-transaction":
        return ("Adjustment", description)
    return ("ServiceFee", row.charge.amount_type)


def _transfer(account: PaymentAccount, settlement: Settlement, sent: datetime) -> Record:
    row = Row("Transfer", Charge("Transfer", "Disbursement", -settlement.cents), sent)
    name = opaque("transfer", settlement.settlement_id, 40)
    movement = Movement(name, (row,), sent, sent)
    return Record(name, "Transfer", "Disbursement", "RELEASED", sent, account, settlement, movement, is_transfer=True)


def _is_listed(call: Call, record: Record) -> bool:
    """Whether Amazon lists it already: orders and refunds take so many hours, or days where one is late."""
    if record.type not in ORDER_LIKE or record.is_copy:
        return True
    late = call.troubles.of("late-transaction", record.movement.first.order_id)
    wait = timedelta(days=late.days) if late else timedelta(hours=call.switches.order_lag_hours)
    return record.posted + wait <= call.now
