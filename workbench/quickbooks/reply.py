"""Reply: what came back over the wire for one request, before anybody judges it.

QuickBooks says no in several shapes: `Fault` with `Error`, the gateway's lower-case `fault` with `error`, XML, HTML,
nothing at all. The first two are read here; all others have no refusals, and the status speaks alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

DEFAULT_PAUSE = 60
"""Seconds to wait after a throttle that names none (developer.intuit.com, "Limits and throttles")."""

LONGEST_PAUSE = 3600


@dataclass(frozen=True, slots=True)
class Refusal:
    """One error of a Fault, as QuickBooks words it. `code` is a whole number as text."""

    code: str
    message: str
    detail: str
    element: str


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, body and the two headers that matter; the body is never printed, it may hold anything."""

    status: int
    body: bytes = field(repr=False)
    retry_after: str = ""
    tid: str = ""

    @property
    def succeeded(self) -> bool:
        """Whether the status is one of success."""
        return 200 <= self.status < 300

    @property
    def pause(self) -> int:
        """Seconds to wait after a throttle: what Retry-After says, else 60."""
        asked = self.retry_after.strip()
        return min(int(asked), LONGEST_PAUSE) if asked.isascii() and asked.isdecimal() else DEFAULT_PAUSE

    def parsed(self) -> dict[str, Any] | None:
        """The body as a JSON object whose numbers are Decimals; None when it is anything else."""
        try:
            found = json.loads(self.body, parse_float=Decimal, parse_int=Decimal, parse_constant=_no_constant)
        except (ValueError, ArithmeticError, RecursionError):
            return None
        return found if isinstance(found, dict) else None


def refusals(body: Mapping[str, Any]) -> tuple[Refusal, ...] | None:
    """The errors of a Fault; empty when the body has none, None when it has one that cannot be read."""
    fault = body.get("Fault", body.get("fault"))
    if fault is None:
        return ()
    errors = _either(fault, "Error")
    if not isinstance(errors, list) or not errors:
        return None
    read = [_refusal(error) for error in errors]
    return None if None in read else tuple(refusal for refusal in read if refusal)


def _refusal(error: Any) -> Refusal | None:
    code = _text(_either(error, "code")).strip()
    if not (code.isascii() and code.isdecimal()):
        return None
    words = [_text(_either(error, name)) for name in ("Message", "Detail", "element")]
    return Refusal(code.lstrip("0") or "0", *words)


def _either(body: Any, name: str) -> Any:
    """The member under its usual or its lower-case name."""
    return body.get(name, body.get(name.lower())) if isinstance(body, Mapping) else None


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a number of JSON")
