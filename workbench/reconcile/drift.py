"""Drift: what somebody did to a document in QuickBooks after it was posted, and what that comes to, account by account.

A change of figures, accounts or day is drift; a change of a text alone is not, because no figure moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, TypeVar

from workbench.money import ZERO, exact
from workbench.reconcile.readback import effects_of, total_of

T = TypeVar("T")

Kind = Literal["", "deleted", "voided", "moved", "edited", "restored", "copied"]
"""`moved` to another day or account with the total as it was; `restored`: as we posted it again; `copied`: it stands there once
more, and the copy is not ours; '' when nothing changed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A document as it stood at one time: whether it was there, its day (ISO 8601), its total, account id -> debit."""

    there: bool
    date: str
    total: Decimal
    effects: Mapping[str, Decimal]


NOT_THERE = Seen(False, "", ZERO, {})


def seen(entity: str, document: Mapping[str, Any], items: Mapping[str, str], undeposited_id: str) -> Seen:
    """A document of QuickBooks; `items` and `undeposited_id` as `readback.effects_of` has them."""
    effects = effects_of(entity, document, items, undeposited_id)
    return Seen(True, str(document.get("TxnDate", "")), total_of(entity, document), effects)


def kind(posted: Seen, before: Seen, after: Seen) -> Kind:
    """What was done to a document that we posted as `posted`, that last stood as `before` and now stands as `after`.

    >>> whole = Seen(True, "2026-11-02", Decimal("5.00"), {"7": Decimal("5.00"), "9": Decimal("-5.00")})
    >>> kind(whole, whole, NOT_THERE), kind(whole, NOT_THERE, whole), kind(whole, whole, whole)
    ('deleted', 'restored', '')
    """
    if before == after:
        return ""
    if after == posted:
        return "restored"
    if not after.there:
        return "deleted"
    if not after.effects and posted.effects:
        return "voided"
    return "moved" if after.total == posted.total else "edited"


def original_of(document: Mapping[str, Any], by_marker: Mapping[str, T], by_number: Mapping[str, T]) -> T | None:
    """Which of ours, all of its entity, that document is a copy of: it bears our mark or our number. None when it is nobody's.

    >>> original_of({"PrivateNote": "Tieout 1 fees r1", "DocNumber": "8"}, {"Tieout 1 fees r1": "a"}, {"7": "a"})
    'a'
    """
    return by_marker.get(str(document.get("PrivateNote"))) or by_number.get(str(document.get("DocNumber")))


def effect(before: Seen, after: Seen) -> dict[str, Decimal]:
    """Account id -> how much more (+ debit) it has after than before; accounts without a difference are left out."""
    gaps = {a: exact(after.effects.get(a, ZERO) - before.effects.get(a, ZERO)) for a in before.effects.keys() | after.effects.keys()}
    return {account: gap for account, gap in sorted(gaps.items()) if gap}


def in_words(before: Seen, after: Seen, names: Mapping[str, str]) -> list[str]:
    """The differences, each in a few words: the day, then the money of each account; nothing when there are none.

    >>> a = Seen(True, "2026-11-02", Decimal("5.00"), {"7": Decimal("5.00")})
    >>> in_words(a, Seen(True, "2026-11-03", Decimal("4.00"), {"7": Decimal("4.00")}), {"7": "Bank"})
    ['its day (2026-11-02, now 2026-11-03)', 'Bank -1.00']
    """
    day = [f"its day ({before.date}, now {after.date})"] if before.there and after.there and before.date != after.date else []
    return day + [f"{names.get(account, account)} {gap:+}" for account, gap in effect(before, after).items()]
