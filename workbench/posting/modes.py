"""Which posting mode a payout takes: the company's, unless a rule gives its marketplace another one from a day on.

The day of a payout is the day of its deposit, as for its month: what was deposited before a rule began keeps the mode it had.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workbench.errors import Refused
from workbench.posting.plan import MODES


@dataclass(frozen=True, slots=True, order=True)
class ModeRule:
    """From the day `since` (ISO 8601) on, payouts of this marketplace are posted in this mode."""

    marketplace: str
    since: str
    mode: str


def mode_of(rules: Iterable[ModeRule], company_mode: str, marketplace: str, deposit_day: str) -> str:
    """The mode of a payout: that of the newest rule of its marketplace that had begun on its deposit day.

    >>> rules = [ModeRule("Amazon.de", "2026-01-01", "summary"), ModeRule("Amazon.de", "2026-07-01", "daily")]
    >>> [mode_of(rules, "order", "amazon.de", day) for day in ("2025-12-31", "2026-06-30", "2026-07-01")]
    ['order', 'summary', 'daily']
    """
    begun = [rule for rule in rules if rule.marketplace.casefold() == marketplace.casefold() and rule.since <= deposit_day]
    return max(begun, key=lambda rule: rule.since).mode if begun else company_mode


def checked(rules: Iterable[ModeRule]) -> list[ModeRule]:
    """The rules in order; `Refused` for a day or a mode there is not, and for two rules of a marketplace from one day."""
    ordered = sorted(rules)
    seen: set[tuple[str, str]] = set()
    for rule in ordered:
        where = f"posting mode of {rule.marketplace or 'a marketplace'}"
        if not rule.marketplace.strip():
            raise Refused("A rule names no marketplace.", where=where, next="Choose the marketplace it is for.")
        if rule.mode not in MODES:
            raise Refused(f"There is no posting mode {rule.mode!r}.", where=where, next=f"Use {', '.join(MODES[:-1])} or {MODES[-1]}.")
        _check_day(rule.since, where)
        place = (rule.marketplace.casefold(), rule.since)
        if place in seen:
            raise Refused(f"Two rules begin on {rule.since}.", where=where, next="Keep one of them.")
        seen.add(place)
    return ordered


def _check_day(text: str, where: str) -> None:
    try:
        if date.fromisoformat(text).isoformat() != text:
            raise ValueError
    except ValueError:
        raise Refused(f"{text!r} is not a day.", where=where, next="Write it as 2026-11-24.") from None
