"""Classify: from a reply to an answer. The status comes first, then the Fault; the library's exceptions are not asked.

    status           body                                          answer
    2xx              the entity, with its Id                       Accepted
    2xx, 4xx         a Fault, all of whose codes are refusals      Rejected
    401              any, after the sign-in was renewed once       NotSent
    429, or 3001     any                                           Throttled
    everything else                                                Unknown

(python-quickbooks reports a throttle as a validation error and a gateway's HTML as error 10000, and loses the status.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from workbench.quickbooks.answers import Accepted, Answer, NotSent, Rejected, Throttled, Unknown
from workbench.quickbooks.reply import Refusal, Reply, refusals

THROTTLE_CODE = "3001"
SIGN_IN_CODES = frozenset({"3200"})
UNCERTAIN_CODES = frozenset({"600"})
"""Duplicate request id: the first request with that id may have been carried out."""

FIRST_SYSTEM_CODE = 10000
"""From here on the codes speak of QuickBooks' own failure, after which nothing is certain."""

NOT_SIGNED_IN = "QuickBooks does not accept the sign-in, even a renewed one. Connect the company again from Set-up."


def of_write(reply: Reply, entity: str) -> Answer:
    """What one create or delete of `entity` (QuickBooks' name, as in SalesReceipt) came to."""
    verdict = _by_status(reply)
    if verdict is not None:
        return verdict
    body = reply.parsed()
    if body is None:
        return Unknown(f"QuickBooks answered {reply.status} with something that is not its JSON.", reply.tid)
    if not reply.succeeded and not refusals(body):
        return Unknown(f"QuickBooks answered {reply.status} without an error we can read.", reply.tid)
    return _of_item(body, entity, reply)


def of_batch(reply: Reply, entities: Mapping[str, str]) -> dict[str, Answer]:
    """What each item of a batch came to, by bId. `entities` is the entity of every bId that was sent.

    A reply to the whole call counts for every item. An item without an answer, or with two, is Unknown; an answer to
    an item we never sent is nobody's.
    """
    verdict = _by_status(reply) or _whole_batch(reply)
    if verdict is not None:
        return dict.fromkeys(entities, verdict)
    items = (reply.parsed() or {})["BatchItemResponse"]
    found = {str(item.get("bId")): item for item in items if isinstance(item, dict)}
    times = Counter(str(item.get("bId")) for item in items if isinstance(item, dict))
    answers: dict[str, Answer] = {}
    for b_id, entity in entities.items():
        if times[b_id] == 1:
            answers[b_id] = _of_item(found[b_id], entity, reply)
        else:
            answers[b_id] = Unknown(f"QuickBooks answered this item of the batch {times[b_id]} times.", reply.tid)
    return answers


def of_upload(reply: Reply) -> Answer:
    """What the upload of one file came to. A Fault may stand in a 200 (seen in production)."""
    verdict = _by_status(reply)
    if verdict is not None:
        return verdict
    body = reply.parsed()
    items = (body or {}).get("AttachableResponse")
    if body is not None and refusals(body):
        return _of_item(body, "Attachable", reply)
    if not isinstance(items, list) or len(items) != 1 or not isinstance(items[0], dict):
        return Unknown(f"QuickBooks answered {reply.status} without what became of the file.", reply.tid)
    return _of_item(items[0], "Attachable", reply)


def _by_status(reply: Reply) -> Answer | None:
    """The verdict when the status alone gives one."""
    if reply.status == 429:
        return Throttled(reply.pause, reply.tid)
    if reply.status == 401:
        return NotSent(NOT_SIGNED_IN)
    if not reply.succeeded and not 400 <= reply.status < 500:
        return Unknown(f"QuickBooks answered {reply.status}.", reply.tid)
    return None


def _whole_batch(reply: Reply) -> Answer | None:
    """The verdict on the whole call; None when the items have their own."""
    body = reply.parsed()
    if body is None:
        return Unknown(f"QuickBooks answered {reply.status} with something that is not its JSON.", reply.tid)
    errors = refusals(body)
    if errors:
        return _of_refusals(errors, reply)
    if errors is None or not reply.succeeded or not isinstance(body.get("BatchItemResponse"), list):
        return Unknown(f"QuickBooks answered {reply.status} without the items of the batch.", reply.tid)
    return None


def _of_item(body: Mapping[str, Any], entity: str, reply: Reply) -> Answer:
    errors = refusals(body)
    if errors is None:
        return Unknown("QuickBooks answered with an error we cannot read.", reply.tid)
    if errors:
        return _of_refusals(errors, reply)
    document = body.get(entity)
    if not isinstance(document, dict) or not isinstance(document.get("Id"), str) or not document["Id"]:
        return Unknown(f"QuickBooks answered {reply.status} without the {entity}.", reply.tid)
    return Accepted(document, reply.tid)


def _of_refusals(errors: tuple[Refusal, ...], reply: Reply) -> Answer:
    codes = {error.code for error in errors}
    if THROTTLE_CODE in codes:
        return Throttled(reply.pause, reply.tid)
    if codes & SIGN_IN_CODES:
        return NotSent(NOT_SIGNED_IN)
    if codes & UNCERTAIN_CODES or any(int(code) >= FIRST_SYSTEM_CODE or code == "0" for code in codes):
        return Unknown(f"QuickBooks reports a failure of its own (error {', '.join(sorted(codes))}).", reply.tid)
    first = errors[0]
    details = [first.detail, *(f"{error.message}: {error.detail} (error {error.code})" for error in errors[1:])]
    return Rejected(first.code, first.message, "; ".join(details), first.element, reply.tid)
