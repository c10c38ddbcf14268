"""Who stands for a month: prepared by one person, approved by another, locked, reopened with a reason.

A sign-off is of a content: the hash of everything the month's figures come from. When any of it changes, the sign-off
falls by itself and says so. The events are only ever added to; how a month stands is worked out from them. (Segregation
of duties and period locks: COSO, control activities; a one-person firm waives the second person in so many words.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from workbench.errors import NotReady, Refused

Act = Literal["prepared", "approved", "waived", "locked", "reopened"]
ACTS: tuple[Act, ...] = ("prepared", "approved", "waived", "locked", "reopened")


@dataclass(frozen=True, slots=True)
class Event:
    """One act on a month (`YYYY-MM`): by whom, when (ISO 8601, UTC), on which content, and why where a reason is asked."""

    month: str
    act: str
    by: str
    at: str
    content: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a month stands. `fallen` are the sign-offs that hold no more, because what they were of has changed since."""

    prepared: Event | None = None
    approved: Event | None = None
    locked: Event | None = None
    fallen: tuple[Event, ...] = ()

    @property
    def changed_under_lock(self) -> bool:
        """Whether a figure of a locked month is no longer what it was when it was locked."""
        return self.locked is not None and bool(self.fallen)


def standing(events: Sequence[Event], content: str) -> Standing:
    """How a month with these events, oldest first, stands while its content has this hash."""
    prepared = approved = locked = None
    for event in events:
        match event.act:
            case "prepared":
                prepared, approved = event, None
            case "approved" | "waived":
                approved = event
            case "locked":
                locked = event
            case "reopened":
                prepared = approved = locked = None
    signed = tuple(event for event in (prepared, approved) if event is not None)
    if any(event.content != content for event in signed):
        return Standing(None, None, locked, signed)
    return Standing(prepared, approved, locked)


def require_may(act: Act, now: Standing, month: str, by: str, because: str) -> None:
    """`Refused` or `NotReady` in words when this person may not do this to the month as it stands."""
    where = f"month {month}"
    if act == "reopened":
        if now.locked is None:
            raise Refused("The month is not locked.", where=where, next="There is nothing to reopen.")
        _require_reason(because, where, "Reopening a month")
        return
    if now.locked is not None:
        raise Refused("The month is locked.", where=where, next="Reopen it first, with a reason.")
    if act != "prepared" and now.prepared is None:
        raise NotReady("Nobody has prepared the month as it stands now.", where=where, next="Prepare it first.")
    if act == "approved" and now.prepared is not None and now.prepared.by == by:
        raise Refused(
            f"{by} prepared the month, and so cannot approve it.", where=where,
            next="Let another person approve it, or waive the second person with a reason.",
        )  # fmt: skip
    if act == "waived":
        _require_reason(because, where, "Doing without a second person")
    if act == "locked" and now.approved is None:
        raise NotReady("Nobody has approved the month as it stands now.", where=where, next="Have it approved first.")


def _require_reason(because: str, where: str, what: str) -> None:
    if not because.strip():
        raise Refused(f"{what} needs a reason.", where=where, next="Say why; it stays in the month's history.")
