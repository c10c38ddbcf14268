"""The words that pages show for Amazon's stores, permissions and reports, and for the practice sellers."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from workbench.amazon.api import marketplaces

COUNTRY = {
    "US": "United States", "CA": "Canada", "MX": "Mexico", "BR": "Brazil", "UK": "United Kingdom", "DE": "Germany", "FR": "France",
    "IT": "Italy", "ES": "Spain", "NL": "Netherlands", "SE": "Sweden", "PL": "Poland", "BE": "Belgium", "IE": "Ireland", "TR": "Türkiye",
    "AE": "United Arab Emirates", "SA": "Saudi Arabia", "EG": "Egypt", "IN": "India", "ZA": "South Africa", "JP": "Japan",
    "AU": "Australia", "SG": "Singapore",
}  # fmt: skip
PRACTICE_SELLER = {
    "us": "Northwind Lane on Amazon.com",
    "de": "Northwind Lane on Amazon.de",
    "region": "US, Canada and Mexico in one account",
    "eu": "Five European stores, two accounts",
    "jp": "A shop in Japan",
    "distress": "Debts, reserves, a failed transfer",
    "migration": "A shop with old and new reports",
    "large": "One settlement of 500,000 lines",
}
"""The made-up sellers by their names at the practice Amazon."""

KIND = {"practice": "practice seller", "private": "own application", "app": "consent on Amazon's page"}
PERMISSION = {
    "reports": "Settlement reports", "finances": "Finances", "transfers": "Transfers", "sellers": "Countries of the account",
}  # fmt: skip
ANSWER = {
    "transactions": ("Transactions", "Tell what no settlement has yet, and what is deferred."),
    "payouts": ("Payouts", "Tell whether the money reached the bank; each is a control total."),
    "groups": ("Settlement groups", "Tell the amount after Amazon's conversion; each is a control total."),
    "summary": ("Summaries", "A second opinion on each settlement's total."),
}
"""Of the answers that not every seller has, those that a sync uses, and what for."""

REPORT = {
    "waiting": "Being made", "before-start": "Before the start date", "listed": "To be fetched", "fetched": "To be imported",
    "imported": "Imported", "refused": "Refused", "fatal": "Not made", "cancelled": "Cancelled", "gone": "No longer kept",
}  # fmt: skip
SYNC = {"queued": "Waiting to start", "running": "Under way", "done": "Done", "failed": "Failed", "stopped": "Stopped"}
SCHEDULE = {"off": "Off", "hourly": "Every hour", "daily": "Every day"}
LEAVING = (
    "The seller no longer sells on Amazon", "Another program takes this over", "It was the wrong account", "Another reason",
)  # fmt: skip
"""What is asked before a seller is disconnected."""


def store(country: str) -> str:
    """A store as a list offers it.

    >>> store("DE")
    'Germany · Amazon.de'
    """
    return f"{COUNTRY.get(country, country)} · {marketplaces.by_country(country).domain}"


def local_day(stamp: str, country: str) -> str:
    """The day of a UTC time at the store of that country; '' of nothing.

    >>> local_day("2026-09-02T03:00:00+00:00", "US")
    '2026-09-01'
    """
    zone = ZoneInfo(marketplaces.by_country(country).time_zone)
    return datetime.fromisoformat(stamp).astimezone(zone).date().isoformat() if stamp else ""


def many(count: int, noun: str) -> str:
    """A count with its noun.

    >>> many(1, "report"), many(1200, "report")
    ('1 report', '1,200 reports')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
