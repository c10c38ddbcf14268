"""listSummary: the net proceeds of a settlement or of a span of days, and what they are made of.

Source: Finances API model 2024-06-19, July 2026. Assumed: a settlement's net proceeds are its total (see `switches`); in a
span of days a sale held back counts on the day it happened, once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workbench.practice.amazon import breakdowns, pages, refusals
from workbench.practice.amazon.amounts import currency, identifiers
from workbench.practice.amazon.call import Call
from workbench.practice.amazon.ledger import BALANCE_MOVEMENTS, PaymentAccount, Settlement
from workbench.practice.amazon.records import existing
from workbench.practice.settlement_writer import Charge
from workbench.practice.wire import Body

PARAMETERS = frozenset(
    {
        "marketplaceIds",
        "accountType",
        "relatedIdentifierName",
        "relatedIdentifierValue",
        "periodStart",
        "periodEnd",
        "nextToken",
    }
)


def list_summaries(call: Call) -> Body:
    """The page of summaries; no wrapper."""
    call = pages.alongside(call)
    name, value = call.arguments.get("relatedIdentifierName"), call.arguments.get("relatedIdentifierValue")
    if name and value:
        if name != "SETTLEMENT_ID":
            raise refusals.invalid("relatedIdentifierName is not supported", name)
        found = list(_of_settlement(call, value))
    elif "periodStart" in call.arguments and "periodEnd" in call.arguments:
        found = [_of_days(call, account) for account in call.accounts()]
    else:
        raise refusals.invalid("Either a related identifier or a period is required")
    shown, following = pages.page(call, found, call.switches.largest_page)
    return {"summaries": shown} | ({"nextToken": following} if following else {})


def _of_settlement(call: Call, id: str) -> Iterator[Body]:
    for account in call.accounts():
        for settlement in account.settlements:
            if settlement.settlement_id == id and settlement.start <= call.now:
                charges = list(_charges(call, settlement))
                cents = settlement.cents if not settlement.rows else sum(charge.cents for charge in charges)
                yield _summary(call, account, charges, cents) | {"relatedIdentifiers": identifiers(settlement_id=id)}


def _charges(call: Call, settlement: Settlement) -> Iterator[Charge]:
    """The settlement's charges by now; without what only moves the balance, where the switch says so."""
    is_closed = settlement.end <= call.now
    proceeds_only = call.switches.summary_of_settlement == "proceeds"
    for movement in settlement.movements:
        for row in movement.rows:
            if not is_closed and movement.released > call.now:
                continue
            if not (proceeds_only and row.charge.amount_description in BALANCE_MOVEMENTS):
                yield row.charge


def _of_days(call: Call, account: PaymentAccount) -> Body:
    zone = ZoneInfo(account.marketplace.zone)
    first, last = (_day(call, name) for name in ("periodStart", "periodEnd"))
    start, end = datetime.combine(first, time(0), zone), datetime.combine(last + timedelta(days=1), time(0), zone)
    charges = [
        row.charge
        for record in existing(call, account)
        if start <= record.posted < end and not record.is_copy and not record.is_transfer
        for row in record.movement.rows
    ]
    period = {"periodStart": first.isoformat(), "periodEnd": last.isoformat()}
    return _summary(call, account, charges, sum(charge.cents for charge in charges)) | period


def _day(call: Call, name: str) -> date:
    try:
        return date.fromisoformat(call.arguments[name][:10])
    except ValueError:
        raise refusals.invalid(f"{name} is not in ISO 8601 date format", call.arguments[name]) from None


def _summary(call: Call, account: PaymentAccount, charges: list[Charge], cents: int) -> Body:
    return {
        "partnerMetadata": {
            "partnerId": call.ledger.seller_id,
            "accountType": account.account_type,
            "marketplaceId": account.marketplace.id,
        },
        "netProceeds": currency(cents, account.currency),
        "breakdowns": breakdowns.of_item(charges, account.currency),
    }
