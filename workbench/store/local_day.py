"""The day of a moment in the company's time zone, as SQL that costs little over a million lines.

DuckDB's own conversion asks the time zone's tables for every row. A settlement spans weeks, in which a zone's offset from
UTC changes twice at most: the expression holds those stretches as plain comparisons, and leaves any moment outside them
to DuckDB.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MARGIN = timedelta(days=60)
"""Amazon posts lines around a settlement's period now and then; further out is rare, and still right."""

STEP = timedelta(minutes=15)
"""No zone changes its offset at any other time than a quarter of an hour."""


def local_day(column: str, time_zone: str, start: datetime, end: datetime) -> str:
    """SQL for the day of the UTC timestamp `column` in `time_zone`, made for moments around `start` to `end` (aware).

    >>> utc = datetime(2026, 7, 1, tzinfo=UTC)
    >>> local_day("posted_at", "America/Phoenix", utc, utc)[:107]
    "CASE WHEN posted_at >= TIMESTAMP '2026-05-02 00:00:00' AND posted_at < TIMESTAMP '2026-08-30 00:15:00' THEN"
    """
    zone = ZoneInfo(time_zone)
    stretches = _stretches(zone, _floor(start - MARGIN), _floor(end + MARGIN))
    whens = [
        f"WHEN {column} >= TIMESTAMP '{_text(since)}' AND {column} < TIMESTAMP '{_text(until)}' "
        f"THEN ({column} + INTERVAL '{minutes} minutes')::DATE"
        for since, until, minutes in stretches
    ]
    return f"CASE {' '.join(whens)} ELSE timezone('{zone.key}', timezone('UTC', {column}))::DATE END"


def _stretches(zone: ZoneInfo, first: datetime, last: datetime) -> list[tuple[datetime, datetime, int]]:
    """(since, until, minutes ahead of UTC) without a gap from `first` to just after `last`."""
    found: list[tuple[datetime, datetime, int]] = []
    moment = first
    while moment <= last:
        minutes = _minutes(zone, moment)
        if found and found[-1][2] == minutes:
            found[-1] = (found[-1][0], moment + STEP, minutes)
        else:
            found.append((moment, moment + STEP, minutes))
        moment += STEP
    return found


def _minutes(zone: ZoneInfo, moment: datetime) -> int:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return int(offset / timedelta(minutes=1))


def _floor(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")
