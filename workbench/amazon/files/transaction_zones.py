"""Time zones as reports of transactions print them: a name or a distance from UTC, behind every date.

Amazon prints the time of the seller's marketplace, or of the seller (`GMT+9` in Australia's report of a seller in
Japan), with the name changing inside a file when the clocks do. Names are those of the JDK, which Amazon prints them
with. A name that means different places is known only where the marketplace's currency tells which one is meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta, timezone
from functools import lru_cache

FIXED = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0,
    "WEST": 60, "CET": 60, "MEZ": 60, "CEST": 120, "MESZ": 120, "EET": 120, "EEST": 180,
    "PST": -480, "PDT": -420, "HNP": -480, "HAP": -420, "EDT": -240, "CDT": -300, "MDT": -360, "BRT": -180,
    "JST": 540, "AEST": 600, "AEDT": 660, "ACST": 570, "ACDT": 630, "AWST": 480, "SGT": 480, "TRT": 180, "SAST": 120,
}  # fmt: skip
"""Minutes east of UTC."""

BY_CURRENCY: Mapping[str, Mapping[str, int]] = {
    "IST": {"INR": 330},
    "BST": {"GBP": 60},
    "EST": {"USD": -300, "CAD": -300},
    "CST": {"USD": -360, "CAD": -360, "MXN": -360},
    "MST": {"USD": -420, "CAD": -420},
    "GST": {"AED": 240},
    "AST": {"SAR": 180, "CAD": -240},
}
"""Names that are used in several parts of the world, and the marketplaces whose meaning is clear."""

DISTANCE = re.compile(r"(?:GMT|UTC)?([+-])([0-9]{1,2})(?::?([0-9]{2}))?")
FARTHEST = 14 * 60


@lru_cache(maxsize=256)
def zone_of(name: str, currency: str) -> timezone:
    """The zone of this name, and with it, in a report in this currency; ValueError, saying what is known, when unclear.

    >>> zone_of("PDT", "USD").utcoffset(None) == zone_of("GMT-7", "MXN").utcoffset(None)
    True
    """
    key = name.upper()
    minutes = FIXED.get(key, BY_CURRENCY.get(key, {}).get(currency))
    if minutes is None:
        minutes = _distance(key)
    if minutes is None:
        raise ValueError(_why(name, key))
    return timezone(timedelta(minutes=minutes), key)


def _distance(name: str) -> int | None:
    match = DISTANCE.fullmatch(name.replace("\u2212", "-"))
    if not match:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    if minutes > FARTHEST or int(match[3] or 0) > 59:
        return None
    return -minutes if match[1] == "-" else minutes


def _why(name: str, key: str) -> str:
    if not name:
        return "it has no time zone, so it cannot be placed in time; Amazon prints one (PST, UTC, GMT+9)"
    if key in BY_CURRENCY:
        return f"{name} is the name of several time zones; it is clear only in {', '.join(BY_CURRENCY[key])}"
    return f"{name} is no time zone known here; known are {', '.join(sorted(FIXED))} and distances such as GMT+9"
