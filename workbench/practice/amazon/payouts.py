"""listPayouts and listExpectedPayouts: what was paid out, and what the open settlement will pay.

Source: Transfers API model 2024-06-01, July 2026. The id of a payout is the settlement's (as in the model's example).
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.practice.amazon import clock, pages
from workbench.practice.amazon.amounts import currency, identifiers
from workbench.practice.amazon.call import Call
from workbench.practice.amazon.groups import posted_by
from workbench.practice.amazon.ledger import PaymentAccount, Settlement
from workbench.practice.amazon.payout_facts import Step, has_trace, steps, trace_id
from workbench.practice.wire import Body

PARAMETERS = frozenset({"marketplaceIds", "createdAfter", "createdBefore", "payoutId", "accountType", "nextToken"})
EXPECTED_PARAMETERS = frozenset({"marketplaceIds", "accountType", "nextToken"})


def list_payouts(call: Call) -> Body:
    """The page of payouts, newest first (assumed); no wrapper."""
    call = pages.alongside(call)
    shown, following = pages.page(call, _wanted(call), call.switches.largest_page)
    body: Body = {"payouts": [_as_json(call, account, settlement) for account, settlement in shown]}
    return body | ({"nextToken": following} if following else {})


def _wanted(call: Call) -> list[tuple[PaymentAccount, Settlement]]:
    after, before, wanted = call.moment("createdAfter"), call.moment("createdBefore"), call.arguments.get("payoutId")
    found = [
        (account, settlement)
        for account in call.accounts()
        for settlement in account.closed(call.now)
        if (after is None or settlement.end >= after)
        and (before is None or settlement.end <= before)
        and (not wanted or settlement.settlement_id == wanted)
    ]
    return sorted(found, key=lambda pair: pair[1].end, reverse=True)


def _as_json(call: Call, account: PaymentAccount, settlement: Settlement) -> Body:
    history = steps(call, settlement)
    body: Body = {
        "id": settlement.settlement_id,
        "partnerMetadata": partner(call, account),
        "currentStatus": history[-1].status,
        "statusHistory": [_step(step) for step in history],
        "type": "ON_DEMAND" if settlement.requested else "SCHEDULED",
        "amount": _amount(call, account, settlement.cents),
        "creationDate": clock.with_zulu(settlement.end),
        "period": period(settlement),
        "relatedIdentifiers": identifiers(settlement_id=settlement.settlement_id),
    }
    if settlement.cents > 0:
        body |= {"accountTail": account.tail, "paymentMethod": "BANK_ACCOUNT", "paymentRail": "ACH"}
    if has_trace(call, settlement):
        body["traceId"] = trace_id(settlement)
    return body


def _step(step: Step) -> Body:
    body: Body = {"status": step.status, "lastUpdatedDate": clock.with_zulu(step.at)}
    return body | ({"failureReason": step.reason} if step.reason else {})


def _amount(call: Call, account: PaymentAccount, cents: int) -> Body:
    if call.switches.payouts_in == "bank" and account.pays_in:
        return currency(account.converted(cents), account.pays_in)
    return currency(cents, account.currency)


def partner(call: Call, account: PaymentAccount) -> Body:
    """partnerMetadata as the Transfers API spells it: account types in upper case."""
    account_type = account.account_type.upper().replace(" ", "_")
    return {"partnerId": call.ledger.seller_id, "accountType": account_type, "marketplaceId": account.marketplace.id}


def period(settlement: Settlement) -> Body:
    """The settlement's period."""
    return {"startDate": clock.with_zulu(settlement.start), "endDate": clock.with_zulu(settlement.end)}


def list_expected(call: Call) -> Body:
    """The open settlements' expected payouts; no wrapper."""
    call = pages.alongside(call)
    shown, following = pages.page(call, list(_expected(call)), call.switches.largest_page)
    body: Body = {"expectedPayouts": shown}
    return body | ({"nextToken": following} if following else {})


def _expected(call: Call) -> Iterator[Body]:
    for account in call.accounts():
        settlement = account.open(call.now)
        if settlement is None:
            continue
        cents = posted_by(settlement, call.now)
        yield {
            "partnerMetadata": partner(call, account),
            "amount": _amount(call, account, cents),
            "status": "SCHEDULED" if cents > 0 else "NO_PAYOUT_EXPECTED",
            "scheduledDate": clock.with_zulu(settlement.end),
            "accountTail": account.tail,
            "paymentMethod": "BANK_ACCOUNT",
            "period": period(settlement),
            "relatedIdentifiers": identifiers(settlement_id=settlement.settlement_id),
        }
