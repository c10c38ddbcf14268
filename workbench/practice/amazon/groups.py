"""Finances v0: one financial event group for each settlement, open or closed; and the three old lists of events.

Source: Finances API model v0. A group has neither marketplace nor settlement id; dates, currency and total tell which
settlement it is. The event lists are deprecated and answer without events here.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from workbench.practice.amazon import clock, pages, refusals
from workbench.practice.amazon.amounts import currency_v0
from workbench.practice.amazon.call import Call
from workbench.practice.amazon.ledger import PaymentAccount, Settlement
from workbench.practice.amazon.payout_facts import failed, has_trace, trace_id
from workbench.practice.storefront import DEBT_CARRIED, RESERVE_RELEASED
from workbench.practice.wire import Body

PARAMETERS = frozenset({"MaxResultsPerPage", "FinancialEventGroupStartedBefore", "FinancialEventGroupStartedAfter", "NextToken"})
EVENT_PARAMETERS = frozenset({"MaxResultsPerPage", "PostedAfter", "PostedBefore", "NextToken"})
_LONGEST_WINDOW = timedelta(days=180)
_FRESH = timedelta(minutes=2)


def list_groups(call: Call) -> Body:
    """The page of groups, newest first (assumed), under `payload`, in PascalCase."""
    call = pages.alongside(call, "NextToken")
    size = call.number("MaxResultsPerPage", 10, 100)
    shown, following = pages.page(call, _wanted(call), size)
    payload: Body = {"FinancialEventGroupList": [_as_json(call, account, settlement) for account, settlement in shown]}
    return {"payload": payload | ({"NextToken": following} if following else {})}


def _wanted(call: Call) -> list[tuple[PaymentAccount, Settlement]]:
    after = call.moment("FinancialEventGroupStartedAfter") or call.now - _LONGEST_WINDOW
    before = call.moment("FinancialEventGroupStartedBefore") or call.now - _FRESH
    if max(after, before) > call.now - _FRESH:
        raise refusals.invalid("Date must be more than two minutes before the time of the request")
    if before - after > _LONGEST_WINDOW:
        return []
    found = [
        (account, settlement)
        for account in call.ledger.accounts
        for settlement in account.settlements
        if after <= settlement.start < before
    ]
    return sorted(found, key=lambda pair: pair[1].start, reverse=True)


def _as_json(call: Call, account: PaymentAccount, settlement: Settlement) -> Body:
    is_closed = settlement.end <= call.now
    cents = settlement.cents if is_closed else posted_by(settlement, call.now)
    carried = settlement.of_kind(RESERVE_RELEASED[2]) + settlement.of_kind(DEBT_CARRIED[2])
    body: Body = {
        "FinancialEventGroupId": settlement.group_id,
        "ProcessingStatus": "Closed" if is_closed else "Open",
        "OriginalTotal": currency_v0(cents, account.currency),
        "BeginningBalance": currency_v0(carried, account.currency),
        "FinancialEventGroupStart": clock.with_zulu(settlement.start),
    }
    if not is_closed:
        return body
    body["FinancialEventGroupEnd"] = clock.with_zulu(settlement.end)
    if settlement.cents <= 0:
        return body
    body |= {
        "FundTransferStatus": _transfer_status(call, settlement),
        "FundTransferDate": clock.with_zulu(settlement.deposited),
        "AccountTail": account.tail,
        "ConvertedTotal": currency_v0(account.converted(cents), account.pays_in or account.currency),
    }
    if has_trace(call, settlement):
        body["TraceId"] = trace_id(settlement)
    return body


def _transfer_status(call: Call, settlement: Settlement) -> str:
    if call.now < settlement.deposited:
        return "Processing"
    return "Failed" if failed(call, settlement) else "Succeeded"


def posted_by(settlement: Settlement, moment: datetime) -> int:
    """The balance of a settlement that is open at that moment: what was released to it so far."""
    return sum(movement.cents for movement in settlement.movements if movement.released <= moment)


def list_events(call: Call) -> Body:
    """The deprecated lists of events: the shape, and nothing in it."""
    pages.alongside(call, "NextToken")
    return {"payload": {"FinancialEvents": {"ShipmentEventList": [], "RefundEventList": [], "AdjustmentEventList": []}}}
