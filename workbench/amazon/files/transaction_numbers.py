"""The numbers in a row of a report of transactions that are no amounts: settlements, orders, units.

A spreadsheet that takes a long number for an amount keeps fifteen of its digits: settlements turn into 2.28408E+10, orders
lose their hyphens and end in zeros (1211455071067537800). The lost digits are nowhere to be found, so such a row is
refused; but an order in scientific notation is only noted, because that befalls liquidations alone, whose numbers have no
hyphens, and money is not touched by it.
"""

from __future__ import annotations

import re

_SETTLEMENT = re.compile(r"[0-9]{1,20}")
_QUANTITY = re.compile(r"-?[0-9]{1,9}|")
_SCIENTIFIC = re.compile(r"[0-9][0-9.,]*[eE][+-]?[0-9]+")
_ROUNDED = re.compile(r"[0-9]{14,}00")
_DECIMAL = re.compile(r"[0-9]+[.,][0-9]+")


def why_no_settlement(text: str) -> str:
    """Why the text is not a settlement's number, empty when it is one.

    >>> why_no_settlement("22840809351"), why_no_settlement("2.28408E+10")
    ('', 'a spreadsheet wrote it in scientific notation, and its last digits are lost')
    """
    if is_scientific(text):
        return "a spreadsheet wrote it in scientific notation, and its last digits are lost"
    if why := why_no_order(text):
        return why
    if _SETTLEMENT.fullmatch(text):
        return ""
    return "it is empty" if not text else "it has more than digits"


def why_no_order(text: str) -> str:
    """What shows that a spreadsheet has changed an order's number, empty when nothing does.

    Orders are numbered in many ways (3-7-7 digits, S01-…, texts), so any other text is one.

    >>> why_no_order("114-4732441-0388220"), why_no_order("1211455071067537800")
    ('', 'a spreadsheet rounded it to fifteen digits and filled it up with zeros')
    """
    if _ROUNDED.fullmatch(text):
        return "a spreadsheet rounded it to fifteen digits and filled it up with zeros"
    if _DECIMAL.fullmatch(text):
        return "a spreadsheet or a program took it for an amount and gave it decimals"
    return ""


def is_scientific(text: str) -> bool:
    """Whether a spreadsheet has turned a long number into scientific notation.

    >>> is_scientific("1.79E+13"), is_scientific("179E-BLUE")
    (True, False)
    """
    return _SCIENTIFIC.fullmatch(text) is not None


def is_quantity(text: str) -> bool:
    """Whether the text is a whole number of units, or empty."""
    return _QUANTITY.fullmatch(text) is not None
