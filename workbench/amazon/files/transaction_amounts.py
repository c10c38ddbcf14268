"""Amounts as reports of transactions print them: each marketplace in its way, one way in a file.

`-1,603.21` in America, Britain, Australia and Japan, `-1.603,21` in most of Europe, `-1 603,21` in France, Poland and
Sweden, with blanks of several kinds, `-1,23,603.21` in India. Which mark is the decimal one is decided from all amounts
of the file, because `1,234` alone is a thousand in one and one and a fraction in the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from workbench.amazon.files import reasons
from workbench.amazon.files.refusal import RefusedFile, shown
from workbench.money import WHOLE_UNIT_CURRENCIES, exact

WHOLE = r"-?[0-9]{1,13}"
GROUPED = {".": r"-?[0-9]{1,3}(?:([, ’'])[0-9]{3})(?:\1[0-9]{3}){0,3}", ",": r"-?[0-9]{1,3}(?:([. ’'])[0-9]{3})(?:\1[0-9]{3}){0,3}"}
INDIAN = r"-?[0-9]{1,2}(?:,[0-9]{2}){0,4},[0-9]{3}"
FRACTION = r"[0-9]{1,2}"
OTHER = {".": ",", ",": "."}

MOST_TEXTS = 200_000
"""Different amounts that are kept in mind; a file may have more, they are then read anew."""


class TwoMarksError(ValueError):
    """Two amounts of one file that are written in two ways, as its arguments."""


Reader = Callable[[str], int]
"""From the text of a cell to hundredths of the currency's unit; ValueError, in words, when it is no amount."""


def plain(text: str) -> str:
    """The text with every kind of blank as one blank, and none around it."""
    return " ".join(text.split())


def decimal_mark(texts: Iterable[str], currency: str) -> str:
    """The decimal mark of a file with these amounts, `.` or `,`.

    Raises TwoMarksError when they contradict one another, RefusedFile when one can be read in two ways.

    >>> decimal_mark(["0", "-1,603.21"], "USD"), decimal_mark(["0", "1.603,2", "5"], "EUR")
    ('.', ',')
    """
    said: dict[str, str] = {}
    doubtful = ""
    for text in map(plain, texts):
        if match := re.fullmatch(rf"-?[0-9][0-9., ’']*([.,]){FRACTION}", text):
            said.setdefault(match[1], text)
        elif re.fullmatch(r"-?[0-9]{1,3}[.,][0-9]{3}", text):
            doubtful = doubtful or text
    if len(said) == 2:
        raise TwoMarksError(said["."], said[","])
    if said:
        return next(iter(said))
    if doubtful and currency not in WHOLE_UNIT_CURRENCIES:
        what = f"{shown(doubtful)} may be thousands or thousandths, and no other amount of the report tells which."
        raise RefusedFile.because("amount", what, next=reasons.SPREADSHEET)
    return "," if doubtful and "." in doubtful else "."


def reader(mark: str, currency: str) -> Reader:
    """A reader of amounts with this decimal mark. An empty cell is no amount.

    >>> reader(".", "USD")("-1,603.2"), reader(",", "SEK")("1 603,21")
    (-160320, 160321)
    """
    forms = [WHOLE, GROUPED[mark], *([INDIAN] if currency == "INR" else [])]
    expression = re.compile("|".join(f"(?:{form})(?:[{mark}]{FRACTION})?" for form in forms))
    whole_units = currency in WHOLE_UNIT_CURRENCIES
    known: dict[str, int] = {}

    def read(text: str) -> int:
        cents = known.get(text)
        if cents is None:
            cents = _cents(plain(text), mark, expression)
            if whole_units and cents % 100:
                raise ValueError(f"it has decimals, but {currency} has none")
            if len(known) < MOST_TEXTS:
                known[text] = cents
        return cents

    return read


def _cents(text: str, mark: str, expression: re.Pattern[str]) -> int:
    if not expression.fullmatch(text):
        raise ValueError(_why(text, mark))
    digits = re.sub(rf"[^0-9{mark}-]", "", text).replace(mark, ".")
    return int(exact(Decimal(digits)).scaleb(2))


def _why(text: str, mark: str) -> str:
    """Why the text is no amount in a file with this decimal mark."""
    if re.fullmatch(r"#[A-Z/0!?]+|#+", text):
        return "a spreadsheet could not show it"
    if re.fullmatch(r"[0-9]{1,2}[.-] ?[^\W\d_]{3,}\.?", text):
        return "a spreadsheet made a date of it"
    if OTHER[mark] in text and re.fullmatch(r"[0-9., -]+", text):
        return f"the report's decimal mark is {shown(mark)}, and this is no group of thousands"
    return reasons.of_amount(text)
