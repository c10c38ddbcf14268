"""Pages of results and the opaque tokens that lead from one to the next.

A token carries the arguments and the moment of the first call, so that pages are of one piece. It stays good for an hour
(assumed) and can be used again.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from workbench.practice.amazon import clock, refusals
from workbench.practice.amazon.call import Call
from workbench.practice.amazon.troubles import PAGES, TOKENS
from workbench.practice.wire import decode, encode

T = TypeVar("T")

LIFETIME = timedelta(hours=1)


def alone(call: Call) -> Call:
    """A call whose token must be its only parameter (Reports API); it goes on with the arguments of the first call."""
    token = call.arguments.get("nextToken")
    if token is None:
        return call
    others = [name for name in call.arguments if name != "nextToken"]
    if others:
        details = "".join(f"{name};" for name in others)
        raise refusals.invalid("NextToken cannot be specified with other input parameters", details)
    return _resumed(call, token)


def alongside(call: Call, name: str = "nextToken") -> Call:
    """A call whose token stands beside the same arguments as before (Finances and Transfers APIs)."""
    token = call.arguments.get(name)
    if token is None:
        return call
    resumed = _resumed(call, token)
    if dict(resumed.arguments) != {key: value for key, value in call.arguments.items() if key != name}:
        raise refusals.invalid("The arguments differ from those of the call that produced the token", name)
    return resumed


def _resumed(call: Call, token: str) -> Call:
    try:
        kept = decode(urlsafe_b64decode(token.encode("ascii")))
        operation, arguments, first, now = kept["of"], kept["with"], kept["from"], clock.moment(kept["at"])
    except (ValueError, KeyError, TypeError):
        raise refusals.invalid("Invalid NextToken", token[:40]) from None
    expired = call.troubles.take(TOKENS, call.operation)
    if operation != call.operation or call.now - now > LIFETIME or expired:
        raise refusals.invalid("Invalid NextToken", "it is of another operation, or has expired")
    seen = call.now if call.troubles.of("status-flips") else now
    return replace(call, arguments=arguments, first=first, now=seen, token=token)


def page(call: Call, results: Sequence[T], size: int) -> tuple[list[T], str | None]:
    """The results from where the call begins, and the token for what follows; None after the last."""
    trouble = call.troubles.take(PAGES, call.operation)
    kind = trouble.kind if trouble else ""
    if kind == "empty-page":
        return [], _token(call, call.first)
    shown, following = list(results[call.first : call.first + size]), call.first + size
    if kind == "out-of-order":
        shown.reverse()
    if kind == "missing-page":
        following += size
    if kind == "repeated-token":
        return shown, call.token or _token(call, call.first)
    return shown, _token(call, following) if following < len(results) else None


def _token(call: Call, first: int) -> str:
    kept = {"of": call.operation, "with": dict(call.arguments), "from": first, "at": call.now.isoformat()}
    return urlsafe_b64encode(encode(kept).encode("ascii")).decode("ascii")
