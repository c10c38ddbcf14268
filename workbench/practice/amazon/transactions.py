"""listTransactions: what happened on the seller's accounts, one record after the other.

Source: Finances API model 2024-06-19. More than 180 days between the two dates give an empty answer, not an error; both
must lie more than two minutes back.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any

from workbench.practice.amazon import breakdowns, clock, pages, refusals
from workbench.practice.amazon.amounts import currency, identifiers
from workbench.practice.amazon.call import Call
from workbench.practice.amazon.records import ORDER_LIKE, Record, records
from workbench.practice.settlement_writer import Row
from workbench.practice.wire import Body

PARAMETERS = frozenset(
    {
        "postedAfter",
        "postedBefore",
        "marketplaceId",
        "transactionStatus",
        "relatedIdentifierName",
        "relatedIdentifierValue",
        "nextToken",
    }
)
LONGEST_WINDOW = timedelta(days=180)
FRESH = timedelta(minutes=2)
_FILTERS = ("FINANCIAL_EVENT_GROUP_ID", "ORDER_ID")
_STATUSES = ("DEFERRED", "RELEASED", "DEFERRED_RELEASED")


def list_transactions(call: Call) -> Body:
    """The page of transactions, under `payload`."""
    call = pages.alongside(call)
    shown, following = pages.page(call, _wanted(call), call.switches.largest_page)
    payload: Body = {"transactions": [_as_json(call, record) for record in shown]}
    return {"payload": payload | ({"nextToken": following} if following else {})}


def _wanted(call: Call) -> list[Record]:
    after, before = call.moment("postedAfter"), call.moment("postedBefore")
    name, value = call.arguments.get("relatedIdentifierName"), call.arguments.get("relatedIdentifierValue")
    status, marketplace = call.arguments.get("transactionStatus"), call.arguments.get("marketplaceId")
    if after is None and not (name and value):
        raise refusals.invalid("Start date cannot be null", "Start date cannot be null")
    if name and name not in _FILTERS:
        raise refusals.invalid("relatedIdentifierName is not supported", name)
    if status and status not in _STATUSES:
        raise refusals.invalid("transactionStatus is not supported", status)
    if any(moment and moment > call.now - FRESH for moment in (after, before)):
        raise refusals.invalid("Date must be more than two minutes before the time of the request")
    latest = before or call.now - FRESH
    if after and latest < after:
        raise refusals.invalid("postedBefore must be later than postedAfter")
    if after and latest - after > LONGEST_WINDOW:
        return []
    return [
        record
        for record in records(call)
        if (after is None or after <= record.posted)
        and record.posted < latest
        and (not status or record.status == status)
        and (not marketplace or record.account.marketplace.id == marketplace)
        and (not name or value == _filtered_by(name, record))
    ]


def _filtered_by(name: str, record: Record) -> str:
    if name == "ORDER_ID":
        return record.movement.first.order_id
    return record.settlement.group_id if record.settlement else ""


def _as_json(call: Call, record: Record) -> Body:
    account, movement, first = record.account, record.movement, record.movement.first
    code, settlement = account.currency, record.settlement
    charges = [row.charge for row in movement.rows]
    is_order = record.type in ORDER_LIKE
    named = identifiers(
        order_id=first.order_id,
        shipment_id=first.shipment_id,
        financial_event_group_id=settlement.group_id if settlement else "",
        refund_id=first.adjustment_id,
        disbursement_id=settlement.settlement_id if record.is_transfer and settlement else "",
        deferred_transaction_id=record.releases,
        release_transaction_id=record.released_by,
        settlement_id=settlement.settlement_id if settlement else "",
    )
    return {
        "sellingPartnerMetadata": {
            "sellingPartnerId": call.ledger.seller_id,
            "accountType": account.account_type,
            "marketplaceId": account.marketplace.id,
        },
        "relatedIdentifiers": named,
        "transactionType": record.type,
        "transactionId": record.id,
        "transactionStatus": record.status,
        "description": record.description,
        "postedDate": clock.with_zulu(record.posted),
        "totalAmount": currency(movement.cents, code),
        "marketplaceDetails": {"marketplaceId": account.marketplace.id, "marketplaceName": account.marketplace.market.name},
        "items": _items(movement.rows, code) if is_order else [],
        "contexts": _contexts(record),
        "breakdowns": breakdowns.of_transaction(charges, code)
        if is_order
        else breakdowns.of_account(record.description, movement.cents, code),
    }


def _items(rows: tuple[Row, ...], code: str) -> list[Body]:
    """The same money again, by item and finer."""
    return [_item(list(group), code) for _, group in groupby(rows, key=lambda row: row.item_code)]


def _item(rows: list[Row], code: str) -> Body:
    first = rows[0]
    product: Body = {"contextType": "ProductContext", "sku": first.sku, "fulfillmentNetwork": first.fulfillment}
    if first.quantity is not None:
        product["quantityShipped"] = first.quantity
    return {
        "description": first.sku,
        "totalAmount": currency(sum(row.charge.cents for row in rows), code),
        "relatedIdentifiers": [
            {
                "itemRelatedIdentifierName": "ORDER_ADJUSTMENT_ITEM_ID",
                "itemRelatedIdentifierValue": first.adjustment_item_code or first.item_code,
            }
        ],
        "breakdowns": breakdowns.of_item([row.charge for row in rows], code),
        "contexts": [product],
    }


def _contexts(record: Record) -> list[dict[str, Any]]:
    if not record.movement.deferral:
        return []
    reason = record.movement.deferral
    maturity = clock.with_zulu(record.movement.released)
    return [{"contextType": "DeferredContext", "deferralReason": reason, "maturityDate": maturity}]
