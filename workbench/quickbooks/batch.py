"""Batch: the rules of a batch's bytes and request id, checked before they leave.

Intuit: 30 items at most; a request id of 50 characters at most, for a batch 36, and 10 for each item's bId, because an
item is known by the two joined together (blogs.intuit.com, 2015-04-06, "RequestId").
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from workbench.errors import Refused
from workbench.quickbooks.query import PROPERTIES

LARGEST_BATCH = 30
LONGEST_REQUEST_ID = 50
LONGEST_BATCH_REQUEST_ID = 36
LONGEST_ITEM_ID = 10

WHERE = "QuickBooks batch"


def check_request_id(request_id: str, *, batch: bool = False) -> None:
    """Raises `Refused` when QuickBooks would not take the request id, or would take the write without one."""
    longest = LONGEST_BATCH_REQUEST_ID if batch else LONGEST_REQUEST_ID
    if not 1 <= len(request_id) <= longest or not (request_id.isascii() and request_id.isprintable()):
        raise Refused(f"A write needs a request id of 1 to {longest} plain characters.", where="QuickBooks write")


def items(body: bytes) -> dict[str, str]:
    """bId -> entity of every item of `{"BatchItemRequest": [{"bId", "operation", entity: {…}}]}`.

    Raises `Refused` when the bytes are not such a batch, an id is missing, too long or used twice, or there are more
    than 30.
    """
    try:
        requests = json.loads(body)["BatchItemRequest"]
    except (ValueError, KeyError, TypeError):
        raise Refused("The bytes are not a batch.", where=WHERE) from None
    if not isinstance(requests, list) or not 1 <= len(requests) <= LARGEST_BATCH:
        raise Refused(f"A batch has 1 to {LARGEST_BATCH} items.", where=WHERE)
    entities: dict[str, str] = {}
    for request in requests:
        b_id = request.get("bId") if isinstance(request, Mapping) else None
        if not isinstance(b_id, str) or not 1 <= len(b_id) <= LONGEST_ITEM_ID or b_id in entities:
            raise Refused(f"Every item of a batch has a bId of its own, 1 to {LONGEST_ITEM_ID} characters.", where=WHERE)
        entities[b_id] = _entity(request)
    return entities


def _entity(request: Mapping[str, Any]) -> str:
    named = [name for name in request if name in PROPERTIES]
    if len(named) != 1:
        raise Refused("An item of a batch has exactly one document.", where=WHERE)
    return named[0]
