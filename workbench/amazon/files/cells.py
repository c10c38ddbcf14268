"""What may stand in a cell: one grammar, used by Python for the header's row and by DuckDB for a million lines.

The patterns are strict, and are always tried before a cast, because DuckDB's casts are generous: 12.345 becomes 12.35
as DECIMAL(18,2), 1e3 becomes 1000.00, a time zone is ignored. They stay within what Python's `re` and DuckDB's RE2
both understand. Dates are Amazon's own three shapes: `2024-10-23 14:28:39 UTC` (United States), `18.10.2024 08:59:44
UTC` (Europe, Australia), `2025-08-14T06:23:59+00:00` (flat file V1, XML). The last may be in another zone than UTC, as it
states how far off it is; it is brought to UTC before its day is taken.

The decimal mark does not follow from the shape of the date (the United Kingdom has dots in both), so each amount is
read by itself. That is never ambiguous: at most two digits follow the mark, and three a separator of thousands.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

from workbench.money import exact

AMOUNT = (
    r" *-?(?:[0-9]{1,13}(?:[.,][0-9]{1,2})?"
    r"|[0-9]{1,3}(?:,[0-9]{3}){1,4}\.[0-9]{1,2}"
    r"|[0-9]{1,3}(?:\.[0-9]{3}){1,4},[0-9]{1,2}) *"
)
"""-1234.5 or -1234,5, also with separators of thousands when there is a decimal mark to tell them apart. Blanks around
it are left aside, since Amazon's flat file V1 has some."""

QUANTITY = r" *-?[0-9]{1,9} *|"
SETTLEMENT_ID = r"[0-9]{1,20}"
CURRENCY = r"[A-Z]{3}"

_YEAR = r"(?:199[5-9]|20[0-9]{2})"  # Amazon opened in 1995
_LEAP_YEAR = r"(?:1996|20(?:[02468][048]|[13579][26]))"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"


def _date(order: str) -> str:
    """A pattern of the dates that exist, with year Y, month M and day D in this order."""
    shapes = (
        (_YEAR, "(?:0[1-9]|1[0-2])", "(?:0[1-9]|1[0-9]|2[0-8])"),
        (_YEAR, "(?:0[13-9]|1[0-2])", "(?:29|30)"),
        (_YEAR, "(?:0[13578]|1[02])", "31"),
        (_LEAP_YEAR, "02", "29"),
    )
    return "|".join(order.replace("Y", y).replace("M", m).replace("D", d) for y, m, d in shapes)


_DASHED, _DOTTED = f"(?:{_date('Y-M-D')})", f"(?:{_date('D[.]M[.]Y')})"
DATE = f"(?:{_DASHED}|{_DOTTED})"
_OFFSET = "[+-](?:0[0-9]|1[0-4]):[0-5][0-9]"
MOMENT = f"(?:{DATE}(?: {_TIME} UTC)?|{_DASHED}T{_TIME}(?:Z|{_OFFSET}))"
"""A date, with or without its time; the time is in UTC or says how far it is from it."""
_WITH_OFFSET = len("2025-08-14T06:23:59+00:00")
"""Only a moment with an offset is this long."""


def amount(text: str) -> Decimal:
    """The money in a cell, in the settlement's currency; ValueError when it is not an amount.

    >>> amount("-1.234,5"), amount("346.60")
    (Decimal('-1234.50'), Decimal('346.60'))
    """
    if not re.fullmatch(AMOUNT, text):
        raise ValueError(f"{text} is not an amount")
    whole, _, fraction = re.sub(r"[.,]([0-9]{1,2})$", r"|\1", text.strip(" ")).partition("|")
    return exact(re.sub("[.,]", "", whole) + "." + fraction)


def moment(text: str) -> datetime:
    """The instant in a cell, aware and in UTC, midnight when only a date is given; ValueError when there is none.

    >>> moment("18.10.2024 08:59:44 UTC").isoformat(), moment("2024-10-18").isoformat()
    ('2024-10-18T08:59:44+00:00', '2024-10-18T00:00:00+00:00')
    """
    if not re.fullmatch(MOMENT, text):
        raise ValueError(f"{text} is not a date")
    if text[2] == ".":
        text = f"{text[6:10]}-{text[3:5]}-{text[:2]}{text[10:]}"
    if len(text) == _WITH_OFFSET:
        return datetime.fromisoformat(text).astimezone(UTC)
    return datetime.fromisoformat(text[:19]).replace(tzinfo=UTC)


def matches(column: str, pattern: str) -> str:
    """SQL: the whole cell is of this pattern."""
    return f"regexp_full_match({column}, '{pattern}')"


def amount_sql(column: str) -> str:
    """SQL: the amount in a cell that matches AMOUNT, as DECIMAL(18,2). DuckDB's cast leaves blanks aside by itself."""
    text = f"trim({column})"
    return (
        f"CAST(CASE WHEN NOT contains({column}, ',') THEN {column}"
        f" WHEN {text}[-2] = ',' OR {text}[-3] = ',' THEN replace(replace({column}, '.', ''), ',', '.')"
        f" ELSE replace({column}, ',', '') END AS DECIMAL(18,2))"
    )


def date_sql(column: str) -> str:
    """SQL: the date, in UTC, of a cell that matches MOMENT, as DATE."""
    day = f"left({column}, 10)"
    return (
        f"CASE WHEN strlen({column}) = {_WITH_OFFSET} THEN CAST({_in_utc(column)} AS DATE)"
        f" WHEN contains({day}, '.') THEN strptime({day}, '%d.%m.%Y')::DATE ELSE CAST({day} AS DATE) END"
    )


def moment_sql(column: str) -> str:
    """SQL: the instant in a cell that matches MOMENT or is empty, as TIMESTAMP in UTC; NULL without a time of day."""
    return (
        f"CASE WHEN strlen({column}) <= 10 THEN NULL"
        f" WHEN strlen({column}) = {_WITH_OFFSET} THEN {_in_utc(column)}"
        f" WHEN contains({column}, '.') THEN strptime({column}, '%d.%m.%Y %H:%M:%S UTC')"
        f" ELSE CAST({column} AS TIMESTAMP) END"
    )


def _in_utc(column: str) -> str:
    """SQL: the moment with an offset, as TIMESTAMP in UTC. By way of microseconds, which know no session's time zone."""
    return f"make_timestamp(epoch_us(CAST({column} AS TIMESTAMPTZ)))"


def quantity_sql(column: str) -> str:
    """SQL: the number of units in a cell that matches QUANTITY or is empty, as INTEGER; NULL when empty."""
    return f"CAST(nullif({column}, '') AS INTEGER)"
