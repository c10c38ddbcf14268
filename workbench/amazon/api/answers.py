"""Answers: from a reply to a document, or to words. A reply we cannot read is never an empty answer.

    status            body                                              comes to
    2xx               a JSON object with members, without errors        the document
    2xx               anything else: HTML, nothing, {}, a list          Unreachable
    403, 401          the access token is expired, revoked, malformed   TokenRefused
    403, 401          any other                                         NotPermitted
    404               errors in JSON                                    NotFound
    429, or QuotaExceeded                                               Throttled
    400, 409, 413, …  errors in JSON                                    Refused
    everything else   any                                               Unreachable

(The library makes an empty success of HTML, of the gateway's `{"message": "Forbidden"}` and of any JSON without errors,
whatever the status.)
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NoReturn

from workbench.amazon.api.faults import NotPermitted, Throttled, TokenRefused
from workbench.amazon.api.transport import Reply
from workbench.errors import NotFound, Refused, Unreachable, WorkbenchError

WHERE = "Amazon"
LATER = "Nothing was lost. Try again in a few minutes."
TOKEN_WORDS = ("expired", "revoked", "malformed", "access token is missing")
"""What Amazon's details say when the token is at fault and not the permission."""


class Answer(dict[str, Any]):
    """A document of Amazon's: JSON in which every number is an int or a Decimal. (The library hangs attributes on it.)"""

    character_code: str | None


def read(reply: Reply) -> Answer:
    """The document of a reply; raises as the table above says."""
    body = document(reply.body)
    errors = _errors(body)
    if 200 <= reply.status < 300 and body and "errors" not in body:
        return Answer(body)
    raise _fault(reply, errors)


def document(body: bytes) -> dict[str, Any] | None:
    """The JSON object in these bytes, without a single float; None when they are anything else."""
    try:
        found = json.loads(body, parse_float=Decimal, parse_constant=_no_number)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number")


def _errors(body: dict[str, Any] | None) -> list[dict[str, str]]:
    """Amazon's errors; [] when there are none that can be read."""
    listed = (body or {}).get("errors")
    rows = listed if isinstance(listed, list) else []
    return [{name: str(row.get(name) or "") for name in ("code", "message", "details")} for row in rows if isinstance(row, dict)]


def _fault(reply: Reply, errors: list[dict[str, str]]) -> WorkbenchError:
    said = "; ".join(" ".join(filter(None, (error["message"], error["details"]))) for error in errors)
    if reply.status == 429 or any(error["code"] == "QuotaExceeded" for error in errors):
        return Throttled("Amazon wants fewer questions for now.", where=WHERE, next=LATER)
    if reply.status in (401, 403):
        return _refused_access(errors, said)
    if not (400 <= reply.status < 500 and errors):
        return Unreachable(_unreadable(reply, said), where=WHERE, next=LATER)
    if reply.status == 404:
        return NotFound(f"Amazon does not know it (any more): {said}", where=WHERE)
    return Refused(f"Amazon refuses the question: {said}", where=WHERE, next=_request(reply))


def _refused_access(errors: list[dict[str, str]], said: str) -> WorkbenchError:
    if any(words in said.lower() for words in TOKEN_WORDS):
        return TokenRefused(f"Amazon does not accept the access token: {said}", where=WHERE)
    return NotPermitted(f"Amazon does not permit it{f': {said}' if errors else ', and says no more'}", where=WHERE)


def _unreadable(reply: Reply, said: str) -> str:
    what = f": {said}" if said else " with something that is not its JSON" if document(reply.body) is None else " without a reason"
    return f"Amazon answered {reply.status}{what}."


def _request(reply: Reply) -> str:
    return f"Please report this with Amazon's request number {reply.request_id}." if reply.request_id else ""
