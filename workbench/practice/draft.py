"""What is about to be written, and the small helpers every rule reads it with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workbench.money import MoneyError, exact
from workbench.practice import faults
from workbench.practice.company import Company
from workbench.practice.wire import Body


@dataclass(slots=True)
class Draft:
    """A document or list entity on its way in.

    `before` is what it replaces, None for a new one. A change `by_hand` is a person's, in QuickBooks itself: it may
    touch deposited and matched transactions and closed periods.
    """

    company: Company
    kind: str
    body: Body
    before: Body | None = None
    allow_duplicate_number: bool = False
    by_hand: bool = False


def required(holder: Body, name: str, element: str = "") -> Any:
    """The field's value; fault 2020 when it is absent or empty."""
    value = holder.get(name)
    if value is None or value in ("", {}, []):
        raise faults.missing(element or name)
    return value


def amount(value: object, element: str) -> Decimal:
    """Exact money from a JSON number or string; fault 2010 otherwise.

    QuickBooks rounds what is finer than a hundredth (assumed); here it is refused, so that nobody relies on it.
    """
    if isinstance(value, bool) or not isinstance(value, (Decimal, int, str)):
        raise faults.invalid(element, f"{value!r} is not an amount")
    try:
        return exact(value)
    except (MoneyError, ArithmeticError) as reason:
        raise faults.invalid(element, str(reason)) from reason


def lines(draft: Draft) -> Iterator[tuple[Body, Decimal]]:
    """Each line with its amount; fault 2020 when Amount is missing."""
    for line in draft.body["Line"]:
        yield line, amount(required(line, "Amount", "Line.Amount"), "Line.Amount")


def detail(line: Body, detail_type: str) -> Body:
    """The line's detail object; fault 2020 when it is missing, 2010 when it is no object."""
    found = required(line, detail_type, f"Line.{detail_type}")
    if not isinstance(found, dict):
        raise faults.invalid(f"Line.{detail_type}", "is not an object")
    return found


def account(draft: Draft, holder: Body, name: str, element: str = "") -> Body:
    """The account a required reference names; the reference itself was checked before."""
    reference = required(holder, name, element)
    return draft.company.member("Account", str(reference["value"]))
