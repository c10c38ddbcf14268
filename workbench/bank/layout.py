"""Which columns of a bank's CSV mean what, as the user said once; remembered by the names of the columns.

Everything is said, nothing guessed when a file is read: how dates are written, the decimal mark, and what the sign means.
`proposed` only fills in a form, for a person to look over.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from workbench.bank import cells
from workbench.bank.refusal import shown
from workbench.errors import Refused

Sign = Literal["plus-received", "minus-received", "two-columns", "two-columns-paid-minus"]
"""One column in which + is money received; one in which + is money paid out; a column each, both without sign; a column each, and
what was paid out has a minus."""

SAY = "Say again what each column means."


@dataclass(frozen=True, slots=True)
class Layout:
    """The meaning of the columns, by their names in `header`; '' where there is none.

    `amount` is the column of all amounts; `received` and `paid` are those of a layout with a column each. Amounts are in `currency`.
    """

    header: tuple[str, ...]
    date: str
    date_format: str
    description: tuple[str, ...]
    reference: str
    sign: Sign
    amount: str
    received: str
    paid: str
    decimal_mark: str
    currency: str

    @property
    def fingerprint(self) -> str:
        """What files of this layout have in common."""
        return fingerprint(self.header)

    @property
    def in_two_columns(self) -> bool:
        """Whether money received and money paid out have a column each."""
        return self.sign.startswith("two-columns")

    @property
    def money_columns(self) -> tuple[str, ...]:
        """The columns that hold amounts."""
        return (self.received, self.paid) if self.in_two_columns else (self.amount,)

    def as_json(self) -> dict[str, Any]:
        """The shape in which it is kept, and which the command line takes."""
        return asdict(self)


def fingerprint(header: Sequence[str]) -> str:
    """What a header is known by: the names of the columns in their order, without regard to case and blanks."""
    return hashlib.sha256("\x1f".join(" ".join(name.split()).casefold() for name in header).encode()).hexdigest()[:32]


def from_json(value: Any) -> Layout:
    """The layout of such a shape, checked; `Refused` in words when it cannot be one."""
    names = dict.fromkeys(("date", "date_format", "reference", "sign", "amount", "received", "paid", "decimal_mark", "currency"), "")
    if not isinstance(value, dict) or not set(value) <= {*names, "header", "description"}:
        raise Refused("This is not the layout of a statement.", next=SAY)
    texts = {name: str(value.get(name, "")) for name in names}
    header, description = (tuple(map(str, value.get(name) or ())) for name in ("header", "description"))
    layout = Layout(header=header, description=description, **texts)  # type: ignore[arg-type]  # `checked` looks at `sign`
    return checked(layout)


def checked(layout: Layout) -> Layout:
    """The same layout; `Refused`, naming what is wrong, when no file could be read by it."""
    if layout.sign not in get_args(Sign) or layout.decimal_mark not in cells.GROUPS:
        raise Refused("It is not said what the sign or the decimal mark is.", next=SAY)
    if layout.date_format not in cells.DATE_FORMATS:
        raise Refused(f"{shown(layout.date_format)} is no way of writing dates.", next=f"Choose one of {', '.join(cells.DATE_FORMATS)}.")
    if not re.fullmatch("[A-Z]{3}", layout.currency):
        raise Refused(f"{shown(layout.currency)} is not a currency's code.", next="Write it as USD, EUR, JPY.")
    for role, name in (("the date", layout.date), *(("the amount", name) for name in layout.money_columns),
                       *(("the description", name) for name in layout.description or ("",))):  # fmt: skip
        if not name:
            raise Refused(f"No column is said to be {role}.", next=SAY)
    for name in (layout.date, *layout.money_columns, *layout.description, *([layout.reference] if layout.reference else [])):
        if layout.header.count(name) != 1:
            raise Refused(f"The header has {layout.header.count(name)} columns named {shown(name)}.", next=SAY)
    once = (layout.date, *layout.money_columns)
    if len(set(once)) < len(once) or set(once) & set(layout.description):
        raise Refused("A column is said to be two things.", next=SAY)
    return layout


def proposed(header: Sequence[str], rows: Sequence[Sequence[str]], currency: str) -> Layout:
    """What a layout with this header probably means, to be looked over by a person; `rows` are the first ones of the file."""

    def named(*patterns: str) -> str:
        return next((h for p in patterns for h in header if re.search(p, h, re.IGNORECASE)), "")

    received = named(r"credit|received|paid in|money in|deposit|haben|crédit")
    paid = named(r"debit|paid out|money out|withdraw|soll|débit")
    amount = named(r"^amount|^betrag|^montant|amount|betrag|umsatz|montant")
    two = bool(received and paid and not amount)
    dates = named(r"^(posted|posting|booking|transaction) ?date", r"buchungs(tag|datum)", r"date|datum")
    samples = [row[header.index(dates)] for row in rows] if dates else []
    fitting = (f for f in cells.DATE_FORMATS if samples and all(_is_day(text, f) for text in samples))
    column = header.index(received if two else amount) if (two or amount) else 0
    comma = any(re.search(r",[0-9]{1,2}$", row[column].strip()) for row in rows)
    described = [named(r"description|details|narrative|payee|verwendungszweck|libellé|text")]
    return Layout(
        tuple(header), dates, next(fitting, "YYYY-MM-DD"), tuple(name for name in described if name),
        named(r"reference|^ref|check|cheque|number"), "two-columns" if two else "plus-received", "" if two else amount,
        received if two else "", paid if two else "", "," if comma else ".", currency,
    )  # fmt: skip


def _is_day(text: str, written: str) -> bool:
    try:
        cells.day(text, written)
    except ValueError:
        return False
    return True
