"""listBalances: what Amazon owes the seller at a moment or at the end of a day, and why it is not paid yet.

Source: Finances API model 2024-06-19, July 2026: TOTAL = AVAILABLE + RESERVED, RESERVED = DEFERRED +
ACCOUNT_LEVEL_RESERVE. Assumed: the day of asOfDate ends in the marketplace's time zone; the reserve is the one withheld at
the last close, which the open settlement's balance has back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workbench.practice.amazon import pages, refusals
from workbench.practice.amazon.amounts import currency
from workbench.practice.amazon.call import Call
from workbench.practice.amazon.groups import posted_by
from workbench.practice.amazon.ledger import PaymentAccount
from workbench.practice.storefront import RESERVE_HELD
from workbench.practice.wire import Body

PARAMETERS = frozenset({"marketplaceIds", "balanceType", "accountType", "asOfDate", "nextToken"})
TYPES = ("AVAILABLE", "RESERVED", "TOTAL", "DEFERRED", "ACCOUNT_LEVEL_RESERVE")


def list_balances(call: Call) -> Body:
    """The page of balances, one tree an account; no wrapper."""
    call = pages.alongside(call)
    wanted = call.arguments.get("balanceType", "")
    if wanted and wanted not in TYPES:
        raise refusals.invalid("Invalid input", f"balanceType: {wanted}")
    found = [_as_json(call, account, wanted) for account in call.accounts()]
    shown, following = pages.page(call, found, call.switches.largest_page)
    return {"balances": shown} | ({"nextToken": following} if following else {})


def _as_json(call: Call, account: PaymentAccount, wanted: str) -> Body:
    asked = call.arguments.get("asOfDate")
    zone = ZoneInfo(account.marketplace.zone)
    moment = _end_of(asked, zone) if asked else call.now
    body: Body = {
        "partnerMetadata": {
            "partnerId": call.ledger.seller_id,
            "accountType": account.account_type,
            "marketplaceId": account.marketplace.id,
        }
    }
    body |= {"asOfDate": asked} if asked else {"lastUpdatedTime": moment.astimezone(zone).isoformat(timespec="seconds")}
    total = _total(account, min(moment, call.now))
    return body | (next(one for one in _every(total) if one["balanceType"] == wanted) if wanted else total)


def _end_of(text: str, zone: ZoneInfo) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise refusals.invalid("asOfDate is not in ISO 8601 date format", text) from None
    return datetime.combine(day + timedelta(days=1), time(0), zone)


def _total(account: PaymentAccount, moment: datetime) -> Body:
    balance, held, deferred = balances_at(account, moment)
    code = account.currency

    def one(type: str, cents: int, *below: Body) -> Body:
        body: Body = {"balanceType": type, "amount": currency(cents, code)}
        return body | ({"balances": list(below)} if below else {})

    reserved = one("RESERVED", deferred + held, one("DEFERRED", deferred), one("ACCOUNT_LEVEL_RESERVE", held))
    return one("TOTAL", balance + deferred, one("AVAILABLE", balance - held), reserved)


def balances_at(account: PaymentAccount, moment: datetime) -> tuple[int, int, int]:
    """The open settlement's balance, how much of it is the account-level reserve, and what is deferred besides."""
    running, closed = account.open(moment), account.closed(moment)
    balance = posted_by(running, moment) if running else 0
    held = -closed[-1].of_kind(RESERVE_HELD[2]) if running and closed else 0
    deferred = sum(
        movement.cents
        for settlement in account.settlements
        for movement in settlement.movements
        if movement.earned <= moment < movement.released
    )
    return balance, held, deferred


def _every(balance: Body) -> Iterator[Body]:
    yield balance
    for below in balance.get("balances", []):
        yield from _every(below)
