"""How we name what we send, so that the same thing always has the same name: document numbers, markers, request ids."""

from __future__ import annotations

import base64
import hashlib

LONGEST_NUMBER = 21
"""QuickBooks' limit for DocNumber (fault 2050 above it)."""


def posting_key(settlement_id: str, component: str, revision: int) -> str:
    """The name of one document in our outbox, for ever."""
    return f"{settlement_id}/{component}/{revision}"


def marker_of(settlement_id: str, component: str, revision: int) -> str:
    """What stands in the document's PrivateNote: it says whose it is, to us and to a person reading QuickBooks."""
    return f"Tieout {settlement_id} {component} r{revision}"


def document_number(order_id: str, suffix: str, entity: str, taken: set[tuple[str, str]]) -> str:
    """A free document number: the order's, with `R` for a refund, `-2`, `R2`, … when it recurs. Marks it as taken.

    >>> used = {("SalesReceipt", "111-0000001-0000001")}
    >>> document_number("111-0000001-0000001", "", "SalesReceipt", used)
    '111-0000001-0000001-2'
    >>> document_number("111-0000003-0000003", "R", "RefundReceipt", set())
    '111-0000003-0000003R'
    """
    base = order_id or "NO-ORDER-ID"
    count = 1
    while True:
        tail = suffix if count == 1 else f"{suffix or '-'}{count}"
        number = base[: LONGEST_NUMBER - len(tail)] + tail
        if (entity, number) not in taken:
            taken.add((entity, number))
            return number
        count += 1


def journal_number(settlement_id: str, month: str, last: bool, prefix: str) -> str:
    """`AMZF-<settlement>` for the fees, `AMZS-…` for a summary, `AMZC-…` for the card, `AMZG-…` for the cost of
    goods; the earlier months of a split settlement carry their month.

    >>> journal_number("11000000001", "2026-10", False, "AMZF")
    'AMZF-11000000001-10'
    """
    return _fitting(prefix, f"{prefix}-{settlement_id}" + ("" if last else f"-{month[5:]}"))


def day_number(settlement_id: str, day: str, *, refunds: bool) -> str:
    """`AMZD-<settlement>-<month and day>` for a day's sales, `AMZR-…` for its refunds.

    >>> day_number("11000000001", "2026-11-05", refunds=False)
    'AMZD-11000000001-1105'
    """
    prefix = "AMZR" if refunds else "AMZD"
    return _fitting(prefix, f"{prefix}-{settlement_id}-{day[5:7]}{day[8:]}")


def _fitting(prefix: str, number: str) -> str:
    """The number as it is, or its hash where QuickBooks' field is too short for it."""
    if len(number) <= LONGEST_NUMBER:
        return number
    return f"{prefix}-{_short(number)[: LONGEST_NUMBER - len(prefix) - 1]}"


def request_id(realm: str, content: bytes) -> str:
    """QuickBooks' idempotency key: the same bytes for the same company always have the same one (36 characters)."""
    return f"to{_short(realm.encode() + b'|' + content)[:34].lower()}"


def _short(content: str | bytes) -> str:
    raw = content.encode() if isinstance(content, str) else content
    return base64.b32encode(hashlib.sha256(raw).digest()).decode().rstrip("=")
