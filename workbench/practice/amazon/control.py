"""The /_emu endpoints: moving the clock, ordering failures, turning switches, looking at the truth and at what was asked.

They are for tests and demonstrations; Amazon has nothing of the kind.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING, Any

from workbench.money import from_cents
from workbench.practice.amazon import clock
from workbench.practice.amazon.balances import balances_at
from workbench.practice.amazon.ledger import PaymentAccount
from workbench.practice.amazon.sellers import SELLERS, is_seller
from workbench.practice.amazon.troubles import KINDS, Trouble
from workbench.practice.wire import Body

if TYPE_CHECKING:
    from workbench.practice.amazon.practice import PracticeAmazon

_FURTHEST = timedelta(days=3650)


def answer(amazon: PracticeAmazon, method: str, errand: str, query: dict[str, str], body: Any) -> Body:
    """Carry out an errand; `ValueError`, in words, for one there is not or that cannot be understood."""
    found = _ERRANDS.get((method, errand))
    if found is None:
        known = ", ".join(f"{known_method} {name}" for known_method, name in _ERRANDS)
        raise ValueError(f"there is no errand {method} {errand}; the errands are {known}")
    if not isinstance(body, (dict, list)):
        raise ValueError("the body is a JSON object or list")
    try:
        return found(amazon, query, body)
    except (KeyError, TypeError, AttributeError) as reason:
        raise ValueError(f"{errand} was not understood: {reason!r}") from reason


def _clock(amazon: PracticeAmazon, _query: dict[str, str], _body: Any) -> Body:
    """The moment it is, and how fast it runs."""
    return {"now": clock.with_offset(amazon.state.clock.now()), "speed": amazon.state.clock.speed}


def _move_clock(amazon: PracticeAmazon, query: dict[str, str], body: Body) -> Body:
    """{"advance": seconds} forwards (whole seconds), {"to": moment}, {"speed": n}; any of them."""
    unknown = body.keys() - {"advance", "to", "speed"}
    if unknown or not body:
        raise ValueError("the clock takes advance, to and speed")
    time = amazon.state.clock
    if "to" in body:
        time.set(clock.moment(body["to"]))
    seconds = ceil(body.get("advance", 0))  # a part of a second is rounded up, so that a wait is never short
    if seconds < 0 or timedelta(seconds=seconds) > _FURTHEST:
        raise ValueError("advance is a number of seconds, forwards, ten years at most")
    time.set(time.now() + timedelta(seconds=seconds))
    if "speed" in body:
        time.run(int(body["speed"]))
    amazon.state.keep()
    return _clock(amazon, query, body)


def _reset(amazon: PracticeAmazon, _query: dict[str, str], _body: Any) -> Body:
    """As on the first day: clock, switches, access, failures, buckets, log."""
    amazon.reset()
    return {}


def _sellers(_amazon: PracticeAmazon, _query: dict[str, str], _body: Any) -> Body:
    """The practice sellers and their refresh tokens."""
    return {
        "sellers": [
            {
                "name": seller.name,
                "words": seller.words,
                "region": seller.region,
                "seller_id": seller.seller_id,
                "refresh_token": seller.refresh_token,
            }
            for seller in SELLERS
        ]
    }


def _scenario(amazon: PracticeAmazon, _query: dict[str, str], body: Body) -> Body:
    """{"large_lines": n}: how long the large seller's settlement is."""
    lines = body["large_lines"]
    if not isinstance(lines, int) or not 0 <= lines <= 20_000_000:
        raise ValueError("large_lines is a whole number up to twenty million")
    amazon.state.sellers.enlarge(lines)
    amazon.state.keep()
    return {"large_lines": lines}


def _faults(amazon: PracticeAmazon, _query: dict[str, str], _body: Any) -> Body:
    """The failures still to come, and every kind there is."""
    return {"faults": amazon.troubles.waiting(), "kinds": KINDS}


def _order_faults(amazon: PracticeAmazon, _query: dict[str, str], body: Any) -> Body:
    """A list of failures replaces those on order."""
    wanted = body if isinstance(body, list) else [body] if body else []
    amazon.troubles.order([Trouble.from_json(one) for one in wanted])
    return {"faults": amazon.troubles.waiting()}


def _switches(amazon: PracticeAmazon, _query: dict[str, str], _body: Any) -> Body:
    """Every switch."""
    return amazon.state.switches.as_json()


def _turn(amazon: PracticeAmazon, query: dict[str, str], body: Body) -> Body:
    """{name: value, ...}; what is not named stays."""
    amazon.state.switches = amazon.state.switches.changed(body)
    amazon.throttle.forget()
    amazon.state.keep()
    return _switches(amazon, query, body)


def _access(amazon: PracticeAmazon, _query: dict[str, str], body: Body) -> Body:
    """{"secret": new one}, {"revoke": seller}, {"restore": seller}, {"invalidate": seller}: its access tokens so far."""
    access = amazon.state.access
    for wanted, value in body.items():
        if wanted == "secret":
            access.secret = str(value)
            continue
        if not is_seller(value) or wanted not in ("revoke", "restore", "invalidate"):
            raise ValueError("access takes secret, or revoke, restore or invalidate with a seller's name")
        if wanted == "revoke":
            access.revoked.add(value)
        elif wanted == "restore":
            access.revoked.discard(value)
        else:
            access.invalidate(value)
    amazon.state.keep()
    return {"revoked": sorted(access.revoked)}


def _ledger(amazon: PracticeAmazon, query: dict[str, str], _body: Any) -> Body:
    """The truth about a seller at this moment: ?seller=us. Amounts are texts, in the account's currency."""
    now = amazon.state.clock.now()
    ledger = amazon.state.sellers.ledger(query["seller"])
    return {"seller_id": ledger.seller_id, "accounts": [_account(account, now) for account in ledger.accounts]}


def _account(account: PaymentAccount, now: Any) -> Body:
    balance, held, deferred = balances_at(account, now)
    running = account.open(now)
    return {
        "marketplace": account.marketplace.market.name,
        "account_type": account.account_type,
        "currency": account.currency,
        "closed": [
            {
                "settlement_id": settlement.settlement_id,
                "start": clock.with_offset(settlement.start),
                "end": clock.with_offset(settlement.end),
                "total": str(from_cents(settlement.cents)),
                "rows": len(settlement.rows),
            }
            for settlement in account.closed(now)
        ],
        "open": running.settlement_id if running else None,
        "balance": str(from_cents(balance)),
        "reserve": str(from_cents(held)),
        "deferred": str(from_cents(deferred)),
    }


def _requests(amazon: PracticeAmazon, _query: dict[str, str], _body: Any) -> Body:
    """What was asked since the last clearing, oldest first (the newest ten thousand)."""
    return {"requests": list(amazon.log)}


def _clear_requests(amazon: PracticeAmazon, _query: dict[str, str], _body: Any) -> Body:
    """Forget what was asked."""
    amazon.log.clear()
    return {}


_ERRANDS: dict[tuple[str, str], Callable[[Any, dict[str, str], Any], Body]] = {
    ("GET", "clock"): _clock,
    ("POST", "clock"): _move_clock,
    ("POST", "reset"): _reset,
    ("GET", "sellers"): _sellers,
    ("POST", "scenario"): _scenario,
    ("GET", "faults"): _faults,
    ("POST", "faults"): _order_faults,
    ("GET", "switches"): _switches,
    ("POST", "switches"): _turn,
    ("POST", "access"): _access,
    ("GET", "ledger"): _ledger,
    ("GET", "requests"): _requests,
    ("DELETE", "requests"): _clear_requests,
}
