"""Reading: from the reply to a read to its document, or to an error in words. A read may always be repeated.

QuickBooks' own message is passed on, its details and any other body are not: they may hold a buyer's name.
"""

from __future__ import annotations

from typing import NoReturn

from workbench.errors import NotReady, Refused, Unreachable, WorkbenchError
from workbench.quickbooks.answers import COMPANY_CODES, Document, NotSent, Unknown
from workbench.quickbooks.classify import NOT_SIGNED_IN, SIGN_IN_CODES, THROTTLE_CODE
from workbench.quickbooks.reply import Refusal, Reply, refusals

AGAIN = "Nothing was changed. Try again in a few minutes."


def document(outcome: Reply | NotSent | Unknown, what: str) -> Document:
    """The parsed body of a successful read of `what` (words for the message, as in "the accounts").

    Raises `Unreachable` when QuickBooks does not answer, fails, or asks to wait; `NotReady` when the sign-in is over;
    `Refused` when it understood and will not answer.
    """
    where = f"QuickBooks, reading {what}"
    if not isinstance(outcome, Reply):
        raise Unreachable(outcome.why, where=where, next=AGAIN)
    if outcome.status == 401:
        raise NotReady(NOT_SIGNED_IN, where=where)
    if outcome.status == 429:
        raise _throttled(outcome, where)
    body = outcome.parsed()
    errors = refusals(body) if body is not None else None
    if errors and outcome.status < 500:
        _raise_refusal(errors[0], outcome, where)
    if body is None or errors is None or not outcome.succeeded:
        raise Unreachable(f"It answered {outcome.status}, in no form we know.{_number(outcome)}", where=where, next=AGAIN)
    return body


def rows(body: Document, entity: str, what: str) -> list[Document]:
    """The rows of a query's answer; none is an empty list, an answer without its envelope is `Unreachable`."""
    response = body.get("QueryResponse")
    found = response.get(entity, []) if isinstance(response, dict) else None
    if not isinstance(found, list) or not all(isinstance(row, dict) and isinstance(row.get("Id"), str) for row in found):
        raise Unreachable(f"It answered without the rows of {entity}.", where=f"QuickBooks, reading {what}", next=AGAIN)
    return found


def _raise_refusal(error: Refusal, reply: Reply, where: str) -> NoReturn:
    if error.code == THROTTLE_CODE:
        raise _throttled(reply, where)
    if error.code in SIGN_IN_CODES:
        raise NotReady(NOT_SIGNED_IN, where=where)
    words = f"QuickBooks says: {error.message[:200]} (error {error.code}).{_number(reply)}"
    if error.code in COMPANY_CODES:
        raise NotReady(words, where=where, next="Open the company in QuickBooks and see whether it can be used.")
    raise Refused(words, where=where)


def _throttled(reply: Reply, where: str) -> WorkbenchError:
    return Unreachable(f"It asks for a pause of {reply.pause} seconds.", where=where, next="Nothing was changed.")


def _number(reply: Reply) -> str:
    """Intuit's number of the request, for their support."""
    return f" Intuit's number for this request: {reply.tid[:64]}." if reply.tid else ""
