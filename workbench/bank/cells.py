"""What may stand in a statement's cell. How dates and amounts are written is said by the layout, never told from one cell.

With the decimal mark known, a separator of thousands is what stands before groups of three digits; 1.005 under a decimal point
is smaller than a cent and refused, under a decimal comma it is a thousand and five.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache

from workbench.money import ZERO, decimals, exact

DATE_FORMATS = (
    "YYYY-MM-DD", "MM/DD/YYYY", "DD/MM/YYYY", "DD.MM.YYYY", "DD-MM-YYYY", "YYYY/MM/DD", "MM-DD-YYYY", "YYYYMMDD", "MM/DD/YY", "DD/MM/YY",
    "DD.MM.YY",
)  # fmt: skip
GROUPS = {".": r",'’ \u00a0\u202f", ",": r".'’ \u00a0\u202f"}
"""By decimal mark: what may separate thousands."""


@cache
def _date_pattern(written: str) -> re.Pattern[str]:
    digits = "{2}" if written == "YYYYMMDD" else "{1,2}"
    pattern = re.escape(written).replace("YYYY", "(?P<y>[0-9]{4})").replace("YY", "(?P<y>[0-9]{2})")
    pattern = pattern.replace("MM", f"(?P<m>[0-9]{digits})").replace("DD", f"(?P<d>[0-9]{digits})")
    return re.compile(pattern + r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?")


def day(text: str, written: str) -> date:
    """The day in a cell that is written so; a time of day behind it is left aside. ValueError, saying why, when there is none.

    >>> day("3/9/2024", "MM/DD/YYYY"), day("09.03.24", "DD.MM.YY")
    (datetime.date(2024, 3, 9), datetime.date(2024, 3, 9))
    """
    found = _date_pattern(written).fullmatch(text.strip())
    if not found:
        raise ValueError("it is empty" if not text.strip() else f"it is not a date written as {written}")
    year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
    if not 1995 <= year <= 2099:
        raise ValueError(f"the year {year} is outside 1995 to 2099")
    try:
        return date(year, int(found["m"]), int(found["d"]))
    except ValueError:
        raise ValueError(f"there is no such day, written as {written}") from None


@cache
def _amount_pattern(mark: str) -> re.Pattern[str]:
    groups = rf"[0-9]{{1,3}}(?P<g>[{GROUPS[mark]}])[0-9]{{3}}(?:(?P=g)[0-9]{{3}}){{0,3}}"
    return re.compile(rf"[+-]?(?:{groups}|[0-9]{{1,13}})(?:{re.escape(mark)}[0-9]{{1,2}})?")


def amount(text: str, mark: str, currency: str) -> Decimal:
    """The money in a cell under this decimal mark; ValueError, saying why, when it is none.

    >>> amount("-1,234.5", ".", "USD"), amount("1.005", ",", "EUR")
    (Decimal('-1234.50'), Decimal('1005.00'))
    >>> amount("1.005", ".", "USD")
    Traceback (most recent call last):
    ValueError: it has a part smaller than a hundredth
    """
    text = text.strip()
    if not _amount_pattern(mark).fullmatch(text):
        raise ValueError(_why_no_amount(text, mark))
    whole, _, fraction = text.partition(mark)
    found = exact(re.sub(rf"[{GROUPS[mark]}]", "", whole) + "." + (fraction or "0"))
    if decimals(currency) == 0 and found % 1 != ZERO:
        raise ValueError(f"it has decimals, but {currency} has none")
    return found


def _why_no_amount(text: str, mark: str) -> str:
    other = "," if mark == "." else "."
    for pattern, why in (
        (r"", "it is empty"),
        (r"(?i)[-+]?(nan|inf|infinity)", "it is not a finite number"),
        (r"(?i)[-+]?[0-9.,]+e[-+]?[0-9]+", "it is in scientific notation, which hides digits"),
        (r".*[\u2010-\u2015\u2212].*", "its minus is a dash (a typographic sign), not the minus of a keyboard"),
        (r"\(.*\)", "it is in brackets; money paid out must have a minus, or a column of its own"),
        (r".*-", "its minus stands at the end"),
        (r".*([$€£¥]|[A-Za-z]{3}).*", "it has a currency sign or letters"),
        (rf"[-+]?[0-9]+{re.escape(mark)}[0-9]{{3,}}", "it has a part smaller than a hundredth"),
        (rf".*{re.escape(other)}[0-9]{{1,2}}", f"its decimal mark is {other!r}, and the layout says {mark!r}"),
        (r".*[0-9]{14}.*", "it is larger than any account"),
    ):
        if re.fullmatch(pattern, text):
            return why
    return f"it is not a number with the decimal mark {mark!r}"


def looks_like_a_value(text: str) -> bool:
    """Whether a cell seems to hold a date or an amount, as no column's name does."""
    text = text.strip()
    dated = re.match(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}|[0-9]{8}(?![0-9])", text)
    return bool(dated) or any(_amount_pattern(mark).fullmatch(text) for mark in GROUPS)


def looks_like_a_date(text: str) -> bool:
    """Whether a cell seems to hold a date in one of the known ways of writing it."""
    return any(_date_pattern(written).fullmatch(text.strip()) for written in DATE_FORMATS)
