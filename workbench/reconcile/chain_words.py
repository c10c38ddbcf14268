"""The chain of settlements in words: how two of them meet, what is missing, and where Amazon has it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from workbench.money import plain
from workbench.reconcile.joint import Joint, Proof
from workbench.reconcile.period import GATHERED, Period

KEPT = timedelta(days=90)
"""How long Amazon's connection gives a report (Selling Partner API, Reports: retained for 90 days at most)."""

MOST_MONTHS = 4
"""Months named one by one; more are named from first to last."""

REPOSITORY = "Seller Central › Payments › Reports Repository"


def money(amount: Decimal, currency: str) -> str:
    """An amount in a sentence, without its sign.

    >>> money(Decimal("-1412.23"), "USD")
    '1,412.23 USD'
    """
    return f"{Decimal(plain(abs(amount), currency)):,f} {currency}"


def days(start: datetime, end: datetime) -> str:
    """From day to day, in the zone of both.

    >>> from datetime import UTC
    >>> days(datetime(2026, 8, 19, 14, tzinfo=UTC), datetime(2026, 9, 2, 14, tzinfo=UTC))
    '2026-08-19 to 2026-09-02 (UTC)'
    """
    return f"{start:%Y-%m-%d} to {end:%Y-%m-%d} ({end.tzinfo})"


def meets(joint: Joint) -> str:
    """A joint in a line, for a table: the dates first, then the reserve and the debt."""
    return " ".join(part for part in (_dates(joint), _reserve(joint), _debt(joint), _unknown(joint)) if part)


def where_to_get(start: datetime, end: datetime, now: datetime) -> str:
    """Where the settlements of a missing time are to be had: from the connection for 90 days, as files for longer.

    >>> from datetime import UTC
    >>> where_to_get(datetime(2025, 1, 3, tzinfo=UTC), datetime(2025, 2, 17, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC))
    'Amazon no longer offers it for sync (90 days). Download the settlement report (flat file V2) under Seller Central › Payments ›\
 Reports Repository, or the transaction reports of January 2025 and February 2025 there, and import it.'
    """
    files = f"the settlement report (flat file V2) under {REPOSITORY}, or the transaction reports of {months(start, end)} there"
    if end + KEPT <= now:
        return f"Amazon no longer offers it for sync (90 days). Download {files}, and import it."
    until = f"{end + KEPT:%Y-%m-%d}"
    if start + KEPT > now:
        return f"Sync with Amazon, which keeps it until {until}, or download {files}, and import it."
    return f"Sync with Amazon for what closed in the last 90 days. For what closed before, download {files}, and import it."


def months(start: datetime, end: datetime) -> str:
    """The months of a time by name.

    >>> from datetime import UTC
    >>> months(datetime(2016, 12, 3, tzinfo=UTC), datetime(2026, 1, 17, tzinfo=UTC))
    'December 2016 to January 2026'
    """
    first, last = (start.year * 12 + start.month - 1), (end.year * 12 + end.month - 1)
    names = [f"{datetime(n // 12, n % 12 + 1, 1, tzinfo=start.tzinfo):%B %Y}" for n in dict.fromkeys((*range(first, last + 1), last))]
    if len(names) > MOST_MONTHS:
        return f"{names[0]} to {names[-1]}"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _dates(joint: Joint) -> str:
    if joint.meeting == "hole":
        return f"Missing before it, from {joint.before.end:%Y-%m-%d}."
    if joint.meeting == "overlap":
        return f"Overlaps the one before: it starts on {joint.after.start:%Y-%m-%d}, the other ends on {joint.before.end:%Y-%m-%d}."
    return "Joined."


def _reserve(joint: Joint) -> str:
    proof, currency = joint.reserve, joint.after.currency
    if proof.standing == "proved":
        return f"The reserve of {money(proof.left, currency)} came back."
    return _differs("Reserve", "held before", "came back", proof, currency) if proof.standing == "differs" else ""


def _debt(joint: Joint) -> str:
    proof, currency = joint.debt, joint.after.currency
    if proof.standing == "differs":
        return _differs("Debt", "owed before", "carried here", proof, currency)
    return met(joint) if proof.standing == "proved" else ""


def met(joint: Joint) -> str:
    """How the debt that was carried into a settlement was met: from a card, from the total, or not yet."""
    owed = money(joint.after.carried, joint.after.currency)
    taken = "is still owed with its total" if joint.after.total < 0 else "was taken from this payout"
    if not joint.charged:
        return f"The {owed} owed to Amazon {taken}."
    if not joint.taken_from_total:
        return f"The {owed} owed to Amazon was charged to the card."
    charged, rest = (money(amount, joint.after.currency) for amount in (joint.charged, joint.taken_from_total))
    return f"Of the {owed} owed to Amazon, {charged} was charged to the card; {rest} {taken}."


def _differs(name: str, left: str, found: str, proof: Proof, currency: str) -> str:
    figures = f"{money(proof.left, currency)} {left}, {money(proof.found, currency)} {found}"
    return f"{name}: {figures}; {money(proof.difference, currency)} differs."


def _unknown(joint: Joint) -> str:
    """Why nothing is concluded about the balance where the dates join."""
    if joint.meeting == "hole" or joint.reserve.standing != "not-known":
        return ""
    return f"The balance is not proved: {_why_unknown(joint.before) or _why_unknown(joint.after)}."


def _why_unknown(period: Period) -> str:
    if not period.complete:
        return f"payout {period.settlement_id} is only partly in view"
    return f"transaction reports, from which payout {period.settlement_id} is, leave reserves out" if period.format == GATHERED else ""
