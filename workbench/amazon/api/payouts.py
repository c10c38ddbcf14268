"""Payouts: transfers to the seller's bank, made and expected (Transfers 2024-06-01, listPayouts, listExpectedPayouts)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workbench.amazon.api.reading import Entry, account_type
from workbench.money import Money


@dataclass(frozen=True, slots=True)
class PayoutStatus:
    """What a payout came to at a moment: STARTED, IN_TRANSIT, PAID, FAILED (with a reason), CANCELLED or NO_PAYOUT."""

    status: str
    at: datetime
    failure_reason: str


@dataclass(frozen=True, slots=True)
class Payout:
    """One transfer. `amount` is None when there was nothing to pay; `trace_id` is the bank's own number for it and may
    come days later; `settlement_ids` are the settlements it pays."""

    id: str
    status: str
    history: tuple[PayoutStatus, ...]
    type: str
    amount: Money | None
    account_tail: str
    payment_method: str
    payment_rail: str
    trace_id: str
    created: datetime | None
    start: datetime | None
    end: datetime | None
    account_type: str
    marketplace_id: str
    settlement_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExpectedPayout:
    """The next transfer of an open settlement: SCHEDULED, DISABLED, AT_RISK or NO_PAYOUT_EXPECTED."""

    status: str
    amount: Money | None
    scheduled: datetime | None
    account_tail: str
    payment_method: str
    start: datetime | None
    end: datetime | None
    account_type: str
    marketplace_id: str
    settlement_ids: tuple[str, ...]


def parse(entry: Entry) -> Payout:
    """One payout of the list."""
    period, partner = entry.entry("period"), entry.entry("partnerMetadata")
    return Payout(
        id=entry.needed("id"),
        status=entry.needed("currentStatus"),
        history=tuple(
            PayoutStatus(step.needed("status"), step.moment_needed("lastUpdatedDate"), step.text("failureReason"))
            for step in entry.entries("statusHistory")
        ),
        type=entry.text("type"),
        amount=entry.money("amount"),
        account_tail=entry.text("accountTail"),
        payment_method=entry.text("paymentMethod"),
        payment_rail=entry.text("paymentRail"),
        trace_id=entry.text("traceId"),
        created=entry.moment("creationDate"),
        start=period.moment("startDate"),
        end=period.moment("endDate"),
        account_type=account_type(partner.text("accountType")),
        marketplace_id=partner.text("marketplaceId"),
        settlement_ids=entry.identifiers().get("SETTLEMENT_ID", ()),
    )


def parse_expected(entry: Entry) -> ExpectedPayout:
    """One expected payout of the list."""
    period, partner = entry.entry("period"), entry.entry("partnerMetadata")
    return ExpectedPayout(
        status=entry.needed("status"),
        amount=entry.money("amount"),
        scheduled=entry.moment("scheduledDate"),
        account_tail=entry.text("accountTail"),
        payment_method=entry.text("paymentMethod"),
        start=period.moment("startDate"),
        end=period.moment("endDate"),
        account_type=account_type(partner.text("accountType")),
        marketplace_id=partner.text("marketplaceId"),
        settlement_ids=entry.identifiers().get("SETTLEMENT_ID", ()),
    )
