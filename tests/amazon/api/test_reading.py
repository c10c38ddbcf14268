"""Members of Amazon's JSON are what they are, or words; nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from workbench.amazon.api.reading import Entry
from workbench.errors import BrokenInvariant
from workbench.money import Money


def entry(value: Any) -> Entry:
    return Entry({"member": value}, "listPayouts.payouts[0]")


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-11-24T12:00:00Z", datetime(2026, 11, 24, 12, tzinfo=UTC)),
        ("2026-11-24T12:00:00+00:00", datetime(2026, 11, 24, 12, tzinfo=UTC)),
        ("2020-07-14T03:35:13.214Z", datetime(2020, 7, 14, 3, 35, 13, 214_000, tzinfo=UTC)),
        ("2025-01-12T10:30:00+09:00", datetime(2025, 1, 12, 1, 30, tzinfo=UTC)),
        ("", None),
        (None, None),
    ],
)
def test_moments_are_in_utc(written: str | None, moment: datetime | None) -> None:
    read = entry(written).moment("member")
    assert read == moment
    assert read is None or read.tzinfo is UTC


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (Entry.moment, "2026-11-24T12:00:00"),
        (Entry.moment, "2026-11-24"),
        (Entry.moment, "24.11.2026 12:00"),
        (Entry.moment, 1764000000),
        (Entry.moment_needed, None),
        (Entry.day, "31.10.2026"),
        (Entry.text, 7),
        (Entry.needed, ""),
        (Entry.money, {"currencyCode": "USD"}),
        (Entry.money, {"currencyAmount": 1}),
        (Entry.money, {"currencyAmount": "1.00", "currencyCode": "USD"}),
        (Entry.money, {"currencyAmount": True, "currencyCode": "USD"}),
        (Entry.money, {"currencyAmount": 1, "currencyCode": "US"}),
        (Entry.money, {"currencyAmount": Decimal("0.005"), "currencyCode": "USD"}),
        (Entry.money, 7),
        (Entry.money_needed, {}),
        (Entry.entries, {"a": 1}),
        (Entry.entries, ["a"]),
        (Entry.texts, "a,b"),
        (Entry.texts, [1]),
        (Entry.identifiers, [{"relatedIdentifierValue": "1"}]),
    ],
)
def test_another_shape_is_refused_and_named(read: Callable[[Entry, str], object], value: Any) -> None:
    with pytest.raises(BrokenInvariant) as refusal:
        read(entry(value), "member")
    assert "listPayouts.payouts[0].member" in refusal.value.where


def test_money_in_either_spelling() -> None:
    assert entry({"currencyAmount": Decimal("10.5"), "currencyCode": "USD"}).money("member") == Money(Decimal("10.50"), "USD")
    assert entry({"CurrencyAmount": -7, "CurrencyCode": "JPY"}).money("member") == Money(Decimal(-7), "JPY")
    assert entry({}).money("member") is None
    assert entry(None).money("member") is None


def test_days_and_identifiers() -> None:
    assert entry("2026-10-31").day("member") == entry("2026-10-31T00:00:00Z").day("member") == date(2026, 10, 31)
    given = [("ORDER_ID", "1"), ("SHIPMENT_ID", "a"), ("SHIPMENT_ID", "b"), ("SHIPMENT_ID", "a"), ("REFUND_ID", None)]
    pairs = [{"relatedIdentifierName": name, "relatedIdentifierValue": value} for name, value in given]
    assert entry(pairs).identifiers("member") == {"ORDER_ID": ("1",), "SHIPMENT_ID": ("a", "b")}
