"""Money on a page: exact decimals in tables, text with separators elsewhere. Never a float on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import pyarrow as pa
import streamlit as st

from workbench.money import plain

MONEY = pa.decimal128(18, 2)
TEXT = pa.string()
COUNT = pa.int64()
DAY = pa.date32()
YES = pa.bool_()


def figure(amount: Decimal, currency: str) -> str:
    """The amount as an accountant writes it, with the currency's own decimals; negative in brackets, as tables show it.

    >>> figure(Decimal("12345.60"), "USD"), figure(Decimal("-0.01"), "USD"), figure(Decimal("2164"), "JPY")
    ('12,345.60', '(0.01)', '2,164')
    """
    text = format(Decimal(plain(abs(amount), currency)), ",f")
    return f"({text})" if amount < 0 else text


def with_currency(amount: Decimal, currency: str) -> str:
    """The same, with the currency.

    >>> with_currency(Decimal("1977.17"), "EUR")
    '1,977.17 EUR'
    """
    return f"{figure(amount, currency)} {currency}"


def table(rows: Iterable[Sequence[Any]], **columns: pa.DataType) -> pa.Table:
    """An Arrow table of these rows: exact money, real dates. Column names are the keywords, in order."""
    listed = list(rows)
    values = zip(*listed, strict=True) if listed else ((),) * len(columns)
    return pa.table([pa.array(column, kind) for column, kind in zip(values, columns.values(), strict=True)], names=list(columns))


def height(rows: int, most: int = 16) -> int | Literal["content"]:
    """A table's height: all its rows, or a window of `most` rows that scrolls (a row is 31 pixels at the theme's font size)."""
    return "content" if rows <= most else 31 * (most + 1) + 3


def day(text: str) -> date | None:
    """The date at the head of an ISO 8601 text; None of nothing."""
    return date.fromisoformat(text[:10]) if text else None


def days_in(zones: Iterable[str]) -> str:
    """In which time zones the days on a page are counted.

    >>> days_in(["Europe/Berlin", "Europe/Berlin"])
    'Days are counted in Europe/Berlin.'
    """
    return f"Days are counted in {' and '.join(sorted(set(zones)))}."


def money_column(label: str, help: str = "", width: int = 104) -> Any:
    """A right-aligned column of money: 1,234.50 and (0.10)."""
    return st.column_config.NumberColumn(label, format="accounting", help=help or None, width=width)


def day_column(label: str) -> Any:
    """A column of days. Never `localized`, which shows the day before west of Greenwich."""
    return st.column_config.DateColumn(label, format="YYYY-MM-DD", width=92)


def facts(named: dict[str, str], alt: str) -> None:
    """Names with their values, a line each. A table and not text, because values may come from a file or from QuickBooks."""
    st.dataframe(
        table(named.items(), name=TEXT, value=TEXT),
        column_config={"name": st.column_config.TextColumn("Detail", width=180), "value": st.column_config.TextColumn("Value", width=420)},
        hide_index=True, width="content", alt=alt,
    )  # fmt: skip


def moment(stamp: str) -> str:
    """A UTC time of the books, to the minute.

    >>> moment("2026-11-24T16:05:09+00:00")
    '2026-11-24 16:05 UTC'
    """
    return f"{stamp[:10]} {stamp[11:16]} UTC" if stamp else ""
