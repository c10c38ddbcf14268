"""Amounts as Amazon's APIs write them: JSON numbers with their currency, and identifiers as name and value."""

from __future__ import annotations

from decimal import Decimal

from workbench.money import from_cents, plain
from workbench.practice.wire import Body


def currency(cents: int, code: str) -> Body:
    """As the Finances 2024-06-19 and Transfers APIs write it."""
    return {"currencyCode": code, "currencyAmount": _number(cents, code)}


def currency_v0(cents: int, code: str) -> Body:
    """As the Finances v0 API writes it."""
    return {"CurrencyCode": code, "CurrencyAmount": _number(cents, code)}


def _number(cents: int, code: str) -> Decimal:
    return Decimal(plain(from_cents(cents), code))


def identifiers(**values: str) -> list[Body]:
    """relatedIdentifiers: those that have a value, named in upper case.

    >>> identifiers(order_id="111-1", shipment_id="")
    [{'relatedIdentifierName': 'ORDER_ID', 'relatedIdentifierValue': '111-1'}]
    """
    return [{"relatedIdentifierName": name.upper(), "relatedIdentifierValue": value} for name, value in values.items() if value]
