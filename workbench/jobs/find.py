"""Finding: one box takes an order, a SKU, a payout, an amount or a day, and says how it understood it.

The lines are needed: only in the program that works on these books.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal

from workbench.errors import Refused
from workbench.jobs import review
from workbench.jobs.review import Payout
from workbench.money import exact
from workbench.store import search
from workbench.store.company import Company
from workbench.store.search import Asked, Hit

Meant = Literal["order", "amount", "day", "payout", "sku"]
ORDER = re.compile(r"[0-9A-Z]{3}-\d{7}-\d{7}", re.IGNORECASE)
MOST = 200
"""Hits that are shown; more than that is no answer."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a text was taken for, the payouts that answer it, and the transactions and lines; `more` when there are others."""

    text: str
    meant: Meant
    payouts: tuple[Payout, ...]
    hits: tuple[Hit, ...]
    more: bool

    @property
    def one_order(self) -> str:
        """The order that all hits belong to; '' when there are several, or none."""
        orders = {hit.order_id for hit in self.hits}
        return orders.pop() if len(orders) == 1 else ""


def find(company: Company, text: str) -> Found:
    """Everything in the books that answers the text; `Refused` when it is too short to mean anything."""
    text = text.strip()
    if len(text) < 2:
        raise Refused("That is too short to look for.", where="search", next="Enter an order, a SKU, a payout, an amount or a day.")
    every = review.payouts(company)
    meant, asked = understood(text)
    payouts = tuple(p for p in every if _answers(p, text, meant, asked))
    if payouts and meant == "sku":
        meant = "payout"
    found = [] if meant == "payout" else search.find(company.lines, [p.settlement.load_id for p in every], asked, MOST + 1)
    return Found(text, meant, payouts, tuple(found[:MOST]), len(found) > MOST)


def understood(text: str) -> tuple[Meant, Asked]:
    """What a text is taken for.

    >>> understood("111-0000001-0000001")[0], understood("2026-09-18")[0], understood("1,556.04")[0], understood("NL-CLP-20")[0]
    ('order', 'day', 'amount', 'sku')
    """
    if ORDER.fullmatch(text):
        return "order", Asked(order=text)
    if (day := _day(text)) is not None:
        return "day", Asked(day=day)
    if (amount := _amount(text)) is not None:
        return "amount", Asked(amount=amount)
    return "sku", Asked(sku=text)


def _answers(p: Payout, text: str, meant: Meant, asked: Asked) -> bool:
    s = p.settlement
    match meant:
        case "day":
            return asked.day is not None and asked.day.isoformat() in (s.deposit_day, s.day(s.start), s.day(s.end))
        case "amount":
            return asked.amount is not None and abs(s.total) == abs(asked.amount)
        case _:
            return len(text) > 3 and s.settlement_id.startswith(text)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


def _amount(text: str) -> Decimal | None:
    """An amount has its cents: digits alone may be a payout's number, or a SKU."""
    plain = text.strip("()").replace(",", "").lstrip("-+$€£")
    try:
        return exact(Decimal(plain)) if re.fullmatch(r"\d+\.\d{2}", plain) else None
    except InvalidOperation:
        return None
