"""Dates, zones and amounts of reports of transactions, cell by cell."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from workbench.amazon.files.refusal import RefusedFile
from workbench.amazon.files.transaction_amounts import TwoMarksError, decimal_mark, reader
from workbench.amazon.files.transaction_currency import currency_of
from workbench.amazon.files.transaction_dates import MONTHS, moment
from workbench.amazon.files.transaction_words import word_of
from workbench.amazon.files.transaction_zones import zone_of


@pytest.mark.parametrize(
    ("text", "currency", "expected"),
    [
        ("Oct 1, 2025 12:23:28 AM PDT", "USD", "2025-10-01T00:23:28-07:00"),
        ("Oct 1, 2025 12:23:28 PM PST", "USD", "2025-10-01T12:23:28-08:00"),
        ("Oct\u00a01, 2025 12:23:28\u202fAM PDT", "USD", "2025-10-01T00:23:28-07:00"),
        ("Feb 1, 2026 12:02:19 a.m. PST", "CAD", "2026-02-01T00:02:19-08:00"),
        ("1 f\u00e9vr. 2026 12:02:19 UTC", "EUR", "2026-02-01T12:02:19+00:00"),
        ("31 jul 2026 11:03:59 p. m. GMT-7", "MXN", "2026-07-31T23:03:59-07:00"),
        ("29 June 2026 5:39:32 pm GMT+9", "AUD", "2026-06-29T17:39:32+09:00"),
        ("1 Aug 2026 3:44:19 pm GMT+05:30", "INR", "2026-08-01T15:44:19+05:30"),
        ("1 Aug 2026 3:44:19 pm IST", "INR", "2026-08-01T15:44:19+05:30"),
        ("1 Aug 2026 03:44:19 BST", "GBP", "2026-08-01T03:44:19+01:00"),
        ("02.06.2026 18:28:02 UTC", "EUR", "2026-06-02T18:28:02+00:00"),
        ("2022/10/06 0:06:40 JST", "JPY", "2022-10-06T00:06:40+09:00"),
        ("2025-10-01T00:23:28Z", "USD", "2025-10-01T00:23:28+00:00"),
        ("2025-10-01 00:23:28 PDT", "USD", "2025-10-01T00:23:28-07:00"),
        ("10/13/2025 12:23:28 AM PDT", "USD", "2025-10-13T00:23:28-07:00"),
        ("13/10/2025 00:23:28 UTC", "GBP", "2025-10-13T00:23:28+00:00"),
        ("10/10/2025 00:23:28 UTC", "GBP", "2025-10-10T00:23:28+00:00"),
        ("29-Feb-2024 00:23:28 UTC", "GBP", "2024-02-29T00:23:28+00:00"),
        ("1 de octubre de 2025 00:23:28 CEST", "EUR", "2025-10-01T00:23:28+02:00"),
        ("2025-10-01 12 h 23 min 28 s HAP", "CAD", "2025-10-01T12:23:28-07:00"),
    ],
)
def test_ways_to_write_a_date(text: str, currency: str, expected: str) -> None:
    assert moment(text, currency).isoformat() == expected


def test_every_month_of_every_language_is_known() -> None:
    for number, names in enumerate(MONTHS, 1):
        assert [moment(f"7 {name} 2025 01:02:03 UTC", "EUR").month for name in names.split()] == [number] * len(names.split())


@pytest.mark.parametrize("word", ["jui", "ju", "ma", "x", "janx"])
def test_a_month_cut_so_short_that_it_may_be_another(word: str) -> None:
    with pytest.raises(ValueError, match="no month"):
        moment(f"7 {word} 2025 01:02:03 UTC", "EUR")


def test_a_gap_of_the_clocks_is_no_gap_in_a_named_zone() -> None:
    """2:30 on 9 March 2025 was on no wall in Seattle, but PST is a distance from UTC, and Amazon may print it."""
    assert moment("Mar 9, 2025 2:30:00 AM PST", "USD") - moment("Mar 9, 2025 3:15:00 AM PDT", "USD") == timedelta(minutes=15)


@pytest.mark.parametrize("name", ["IST", "BST", "CST", "XYZ", "", "GMT+15", "GMT+9:75", "PACIFIC"])
def test_a_zone_that_is_not_clear(name: str) -> None:
    with pytest.raises(ValueError, match=r"several time zones|no time zone"):
        zone_of(name, "EUR")


@pytest.mark.parametrize(
    ("mark", "currency", "text", "cents"),
    [
        (".", "USD", "-1,603.21", -160321),
        (".", "USD", "7", 700),
        (".", "USD", "1,234", 123400),
        (".", "JPY", "2,164.00", 216400),
        (".", "INR", "-1,23,456.78", -12345678),
        (",", "EUR", "-1.234.567,8", -123456780),
        (",", "SEK", "1\u00a0135,72", 113572),
        (",", "EUR", "1\u202f135,72", 113572),
        (",", "PLN", "1 135", 113500),
        (".", "USD", " -0.00 ", 0),
    ],
)
def test_ways_to_write_an_amount(mark: str, currency: str, text: str, cents: int) -> None:
    assert reader(mark, currency)(text) == cents


@pytest.mark.parametrize(("mark", "text"), [(".", "1.234,5"), (",", "1,234.5"), (".", "1,23,456.00"), (",", "1 23,5"), (".", "1 234,567")])
def test_an_amount_in_anothers_way(mark: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"no group of thousands|blank inside|thousandths|smaller"):
        reader(mark, "EUR")(text)


def test_the_decimal_mark_is_that_of_the_whole_file() -> None:
    assert decimal_mark(["0", "1,234", "-5.5"], "USD") == "."
    assert decimal_mark(["0", "1.234", "-5,55"], "EUR") == ","
    assert decimal_mark(["0", "12"], "EUR") == "."
    assert decimal_mark(["2,164"], "JPY") == "."
    with pytest.raises(RefusedFile, match="thousands or thousandths"):
        decimal_mark(["0", "1.234"], "EUR")
    with pytest.raises(TwoMarksError):
        decimal_mark(["1.5", "1,5"], "EUR")


def test_the_exact_hundredth_of_large_amounts() -> None:
    read = reader(".", "USD")
    assert [Decimal(read(f"{n},000,000,000.01")) for n in (1, 999)] == [Decimal("100000000001"), Decimal("99900000000001")]


@pytest.mark.parametrize(
    ("above", "currency"),
    [
        ("All amounts in SGD, unless specified", "SGD"),
        ("Alle Beträge in Euro sofern nicht anders gekennzeichnet", "EUR"),
        ("指定のない場合、単位は円", "JPY"),
        ("Includes FBA\nTodos los importes en MXN, a menos que se especifique", "MXN"),
    ],
)
def test_currencies_as_they_are_stated(above: str, currency: str) -> None:
    assert currency_of(above, {}) == currency


@pytest.mark.parametrize(
    ("text", "name", "included", "is_transfer"),
    [
        ("Commande", "Order", True, False),
        ("Zwrot kosztów", "Refund", True, False),
        ("振込み", "Transfer", False, True),
        ("Transfer", "Transfer", False, True),
        ("Order_Retrocharge", "Order_Retrocharge", True, False),
        ("Amazon Fees - Reversal", "Amazon Fees - Reversal", False, False),
        ("Brand New Fee", "Brand New Fee", False, False),
        ("FBA Transaction fees", "FBA Fees", False, False),
    ],
)
def test_transaction_types_by_amazons_english_name(text: str, name: str, included: bool, is_transfer: bool) -> None:
    word = word_of(text)
    assert (word.name, word.included, word.is_transfer) == (name, included, is_transfer)
