"""Dates as reports of transactions print them, in every marketplace's language, to an instant with its printed day.

Seen from Amazon: `Oct 1, 2025 12:23:28 AM PDT` (United States), `Feb 1, 2026 12:02:19 a.m. PST` (Canada), `31 jul 2026
11:03:59 p.m. GMT-7` (Mexico), `29 June 2026 5:39:32 pm GMT+9` (Australia), `02.06.2026 18:28:02 UTC` (Germany), `1 oct.
2025 12:23:28 UTC` (France, Spain, Italy), `2022/10/06 0:06:40 JST` (Japan). A date that a spreadsheet wrote anew is
taken when it can be read in one way only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache

from workbench.amazon.files import reasons
from workbench.amazon.files.transaction_zones import zone_of

MONTHS = (
    "january januar januari janvier enero gennaio styczen stycznia jan",
    "february februar februari fevrier febrero febbraio luty lutego feb",
    "march marz maerz mars marzo maart marzec marca mrz mrt",
    "april avril abril aprile kwiecien kwietnia",
    "may mai mayo maggio mei maj maja",
    "june juni juin junio giugno czerwiec czerwca",
    "july juli juillet julio luglio lipiec lipca",
    "august augusti aout agosto augustus sierpien sierpnia",
    "september septembre septiembre settembre wrzesien wrzesnia",
    "october oktober octobre octubre ottobre pazdziernik pazdziernika",
    "november novembre noviembre listopad listopada",
    "december dezember decembre diciembre dicembre grudzien grudnia",
)
"""The months' names without accents; Amazon also cuts them short, with or without a point."""

SHORTEST_MONTH = 3
YEARS = range(1995, 2100)
"""Amazon opened in 1995."""

_DATE = r"""(?:
    (?P<month_word>[^\W\d_]+)\.? \s (?P<day_1>[0-9]{1,2}),? \s (?P<year_1>[0-9]{4})
  | (?P<day_2>[0-9]{1,2})\.? [ -] (?:de\s)? (?P<word_month>[^\W\d_]+)\.?,? [ -] (?:de\s)? (?P<year_2>[0-9]{4})
  | (?P<year_3>[0-9]{4}) [/-] (?P<month_3>[0-9]{1,2}) [/-] (?P<day_3>[0-9]{1,2})
  | (?P<day_4>[0-9]{1,2}) \. (?P<month_4>[0-9]{1,2}) \. (?P<year_4>[0-9]{4})
  | (?P<first>[0-9]{1,2}) [/-] (?P<second>[0-9]{1,2}) [/-] (?P<year_5>[0-9]{4})
)"""
_TIME = r"""(?: t | ,?\s (?:(?:at|à|um|kl\.?|om|o|alle|ore)\s)? )
    (?P<hour>[0-9]{1,2}) (?: : | \s?h\s? ) (?P<minute>[0-9]{2}) (?: : | \s?min\s? ) (?P<seconds>[0-9]{2}) (?:\ss)?
    (?: \s? (?P<half>[ap]) \.? \s? m \.? )? \s? (?P<zone>[^\s]*)"""
_MOMENT = re.compile(_DATE + _TIME, re.VERBOSE)


def moment(text: str, currency: str) -> datetime:
    """The instant in a cell, aware, in the zone in which it is printed and by its printed name (`tzname`).

    `currency` is the report's. Raises ValueError, in words, when the cell is no date.

    >>> moment("Oct 1, 2025 12:23:28 AM PDT", "USD").isoformat()
    '2025-10-01T00:23:28-07:00'
    >>> moment("1 déc. 2025 18:28:02 UTC", "EUR").isoformat()
    '2025-12-01T18:28:02+00:00'
    """
    match = _MOMENT.fullmatch(" ".join(text.split()).lower())
    if not match:
        raise ValueError(_why(text))
    year, month, day = _date(match.groupdict())
    hour, zone = _hour(match), zone_of(match["zone"], currency)
    try:
        found = datetime(year, month, day, hour, int(match["minute"]), int(match["seconds"]), tzinfo=zone)
    except ValueError as error:
        raise ValueError("there is no such date or time") from error
    if found.year not in YEARS:
        raise ValueError(f"the year {found.year} is outside {YEARS[0]} to {YEARS[-1]}")
    return found


def _date(parts: Mapping[str, str | None]) -> tuple[int, int, int]:
    """Year, month and day of the parts of a date that was matched."""
    if word := parts["month_word"] or parts["word_month"]:
        form = "1" if parts["month_word"] else "2"
        return int(parts[f"year_{form}"] or 0), _month(word), int(parts[f"day_{form}"] or 0)
    if parts["first"]:
        first, second = int(parts["first"]), int(parts["second"] or 0)
        if first <= len(MONTHS) and second <= len(MONTHS) and first != second:
            raise ValueError("day and month cannot be told apart")
        day_first = first > len(MONTHS)
        return int(parts["year_5"] or 0), second if day_first else first, first if day_first else second
    form = "3" if parts["year_3"] else "4"
    year, month, day = (int(parts[f"{part}_{form}"] or 0) for part in ("year", "month", "day"))
    return year, month, day


def _hour(match: re.Match[str]) -> int:
    hour, half = int(match["hour"]), match["half"]
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(f"no clock shows {hour} {half}m")
    return hour % 12 + (12 if half == "p" else 0)


def _month(word: str) -> int:
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    if plain not in _months():
        raise ValueError(f"{word} is no month in a language of Amazon's reports")
    return _months()[plain]


@cache
def _months() -> Mapping[str, int]:
    """Every name of a month and every beginning of one that begins no other month's."""
    begun: dict[str, set[int]] = {}
    for number, names in enumerate(MONTHS, 1):
        for name in names.split():
            for length in range(SHORTEST_MONTH, len(name) + 1):
                begun.setdefault(name[:length], set()).add(number)
    return {word: min(numbers) for word, numbers in begun.items() if len(numbers) == 1}


def _why(text: str) -> str:
    if not text.strip():
        return "it is empty"
    if text.strip("#") == "" or re.fullmatch(r"#[A-Z/0!?]+", text):
        return "a spreadsheet could not show it"
    if re.fullmatch(r"[0-9]{5}([.,][0-9]+)?", text.strip()):
        return "it is a spreadsheet's number for a day, without its time zone"
    if re.fullmatch(r"[0-9]{1,2}[/-][0-9]{1,2}[/-][0-9]{2,4}.*", text.strip()):
        return reasons.of_date(text.strip())
    return "it is not a date as Amazon writes them (Oct 1, 2025 12:23:28 AM PDT, or in the marketplace's language)"
