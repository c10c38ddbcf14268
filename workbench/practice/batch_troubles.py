"""What may go wrong inside a batch: items answered in another order, not all of them, or not all carried out.

Intuit does not promise that items are carried out or answered in the order sent. That answers may be missing is assumed:
a client must survive it.

    shuffled    every item is carried out; they are answered last first
    partial     the first half (rounded up) is answered; the rest, before: was not carried out, after: was
    lost-item   the middle item is not answered; before: it was not carried out, after: it was
    busy-item   the middle item is answered with the throttle's fault; before: it was not carried out, after: it was
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from workbench.practice import faults
from workbench.practice.routes import Answer, Request
from workbench.practice.troubles import Trouble
from workbench.practice.wire import Body, decode, encode


def perform(trouble: Trouble, request: Request, answer: Callable[[Request], Answer]) -> Answer:
    """Have the batch carried out as far as the trouble lets it be, and answer what the trouble leaves of the answer.

    A request that is no batch, or is refused as a whole, is answered as if there were no trouble.
    """
    items = _items(request)
    if not items:
        return answer(request)
    left_out = _left_out(trouble, len(items))
    sent = request
    if trouble.when == "before":
        kept = [item for place, item in enumerate(items) if place not in left_out]
        sent = replace(request, body=encode({"BatchItemRequest": kept}).encode())
    done = answer(sent)
    if done.status != 200:
        return done
    body = decode(done.text)
    body["BatchItemResponse"] = _answered(trouble, body["BatchItemResponse"], items, left_out)
    return replace(done, text=encode(body))


def _items(request: Request) -> list[Any]:
    try:
        body = decode(request.body)
    except (ValueError, RecursionError):
        return []
    found = body.get("BatchItemRequest") if isinstance(body, dict) else None
    return found if isinstance(found, list) and all(isinstance(item, dict) for item in found) else []


def _left_out(trouble: Trouble, count: int) -> range:
    """The places of the items that are not answered as they should be."""
    if trouble.kind == "shuffled":
        return range(0)
    if trouble.kind == "partial":
        return range((count + 1) // 2, count)
    return range(count // 2, count // 2 + 1)


def _answered(trouble: Trouble, answers: list[Body], items: list[Body], left_out: range) -> list[Body]:
    if trouble.kind == "shuffled":
        return answers[::-1]
    ids = {str(items[place].get("bId", "")) for place in left_out}
    told = [answer for answer in answers if answer.get("bId", "") not in ids]
    if trouble.kind == "busy-item":
        told += [{"Fault": faults.throttled().as_json(), "bId": name} for name in sorted(ids)]
    return told
