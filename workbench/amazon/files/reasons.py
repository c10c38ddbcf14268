"""Why a cell cannot be read, in words a bookkeeper can act on: what it looks like, and what may have made it so."""

from __future__ import annotations

import re

SPREADSHEET = "Download the report again and import that file as it is: a spreadsheet may have changed the cell."


def of_amount(text: str) -> str:
    """Why the text is not an amount.

    >>> of_amount("1.005")
    'three digits follow the mark, so it may be thousands or thousandths'
    """
    text = text.strip()
    for pattern, why in _AMOUNTS:
        if re.search(pattern, text):
            return why
    return "it is not a number as Amazon writes amounts (-1234.56 or -1234,56)"


_AMOUNTS = (
    (r"^$", "it is empty"),
    (r"(?i)^[-+]?(nan|inf|infinity)$", "it is not a finite number"),
    (r"(?i)^[-+]?[0-9.,]+e[-+]?[0-9]+$", "it is in scientific notation, which hides digits"),
    (r"[\u2010-\u2015\u2212\uff0d]", "its minus is a dash (a typographic sign), not the minus of a keyboard"),
    (r"^\(.*\)$", "it is in brackets; a negative amount must have a minus"),
    (r"^\+", "it has a plus sign"),
    (r"-$", "its minus stands at the end"),
    (r"_", "it has an underscore"),
    (r"[$\u20ac\u00a3\u00a5]|[A-Z]{3}", "it has a currency sign"),
    (r"[\"']", "it has quotation marks; Amazon's flat file has none"),
    (r"[^\x00-\x7f]", "it has characters other than the digits 0 to 9"),
    (r"^-?[0-9]{1,3}[.,][0-9]{3}$", "three digits follow the mark, so it may be thousands or thousandths"),
    (r"^-?[0-9]+[.,][0-9]{3,}$", "it has a part smaller than a hundredth"),
    (r"[0-9]{14}", "it is larger than any payout"),
    (r" ", "it has a blank inside"),
)


def of_date(text: str) -> str:
    """Why the text is not a date, or not one that can be placed in a month."""
    if not text.strip():
        return "it is empty"
    if re.fullmatch(r"[0-9]{1,2}[/-][0-9]{1,2}[/-][0-9]{2,4}.*", text):
        return "day and month cannot be told apart"
    if re.search(r":[0-9]{2} ?(?!UTC$|[+]00:00$)([A-Z]{2,4}|[+-][0-9:]+)$", text):
        return "its time is not in UTC, nor does it say how far from UTC it is"
    if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{2}\.[0-9]{2}\.[0-9]{4}", text):
        return "there is no such date or time, or it is outside 1995 to 2099, or it is cut off"
    return "it is not a date as Amazon writes them (2024-10-23 or 23.10.2024, with the time as 14:28:39 UTC)"
