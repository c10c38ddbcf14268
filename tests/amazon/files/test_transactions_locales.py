"""The same figures in every marketplace's language, titles, dates and marks are read as the same figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.amazon.files.test_transactions import stored
from tests.amazon.files.transactions_writer import LOCALES, Fields, Locale, Written, fee, order, transfer
from workbench.amazon.files import transaction_columns
from workbench.amazon.files.recognise import HEAD, recognise
from workbench.amazon.files.transaction_columns import all_columns, column_of
from workbench.amazon.files.transactions import read
from workbench.amazon.files.transactions_file import TransactionsFile
from workbench.settlement import patterns

START = datetime(2025, 1, 15, 20, 5, 9, tzinfo=UTC)
each_locale = pytest.mark.parametrize("locale", LOCALES.values(), ids=LOCALES.keys())


def rows() -> list[Fields]:
    """A row for each month of the year, so that each month's name is read, with amounts of every size."""
    sales = [order(n, START + timedelta(days=30 * n), product_sales=str(12 * 10**n), selling_fees=f"-{n + 1}") for n in range(8)]
    refund = order(9, START + timedelta(days=250), product_sales="-1000", selling_fees="150") | {"type": "Refund"}
    deferred = order(10, START + timedelta(days=290), product_sales="77") | {"Transaction Status": "Deferred"}
    subscription = fee(START + timedelta(days=320), "Subscription", "-40")
    return [*sales, refund, deferred, subscription, transfer(START + timedelta(days=349), "-1234567")]


def believed(report: Written, tmp_path: Path) -> TransactionsFile:
    raw = tmp_path / "raw"
    raw.write_bytes(report.content())
    assert recognise(raw.read_bytes()[:HEAD]) == "transactions"
    return read(raw, "report.csv", tmp_path)


@each_locale
def test_every_marketplaces_report_says_the_same(locale: Locale, tmp_path: Path) -> None:
    file = believed(Written(locale, rows()), tmp_path)
    assert file.currency == locale.currency
    assert file.marketplaces == (locale.marketplace.replace("amazon", "Amazon"),)
    lines = stored(file)
    assert [line["amount"] for line in lines if line["amount_type"] == "product sales"] == [
        *(Decimal(12 * 10**n) for n in range(8)), Decimal(-1000), Decimal(77)
    ]  # fmt: skip
    types = ["Order"] * 8 + ["Refund", "Order", "Service Fee", "Transfer"]
    by_line = {line["line_no"]: line for line in lines}
    assert [line["transaction_type"] for line in by_line.values()] == types
    assert [line["posted_at"] for line in by_line.values()] == [row["at"].replace(tzinfo=None) for row in rows()]  # type: ignore[attr-defined]
    assert [line["posted_on"] for line in by_line.values()] == [row["at"].astimezone(locale.zone).date() for row in rows()]  # type: ignore[attr-defined]
    assert [(t.amount, t.at) for t in file.transfers] == [(Decimal(-1234567), START + timedelta(days=349))]


@each_locale
def test_deferred_rows_count_apart_where_there_is_a_status(locale: Locale, tmp_path: Path) -> None:
    (portion,) = believed(Written(locale, rows()), tmp_path).settlements
    has_status = "Transaction Status" in locale.meanings
    assert portion.deferred == (Decimal(77) if has_status else 0)
    sales, fees, refunds, subscription = Decimal(133_333_332 + 77), Decimal(-36), Decimal(-850), Decimal(-40)
    assert portion.net + portion.deferred == sales + fees + refunds + subscription


@each_locale
def test_without_the_lines_above_as_spreadsheets_save_it(locale: Locale, tmp_path: Path) -> None:
    report = Written(locale, rows(), delimiter=";", line_end="\r\n", with_above=False)
    file = believed(report, tmp_path)
    assert (file.currency, file.row_count) == (locale.currency, 12)


@each_locale
@pytest.mark.parametrize("fold", [str.upper, lambda text: text.replace(" ", "_"), lambda text: f" {text}: "])
def test_titles_in_other_writing(locale: Locale, fold: object, tmp_path: Path) -> None:
    assert callable(fold)
    other = replace(locale, header="|".join(map(fold, locale.titles)))
    assert believed(Written(other, rows()), tmp_path).row_count == 12


def test_every_title_means_one_column() -> None:
    """Two languages must not have one title for different columns."""
    titles = [column.title for column in all_columns()]
    assert len(titles) == len(set(titles))
    assert [column_of(title).title for title in titles] == titles  # type: ignore[union-attr]
    for locale in LOCALES.values():
        found = [column_of(title) for title in locale.titles]
        assert [column and column.title for column in found] == list(locale.meanings)


def test_a_title_that_was_cut_is_known_by_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    long = "出荷後にお客様から回収した商品の売上に対する消費税およびその他の税金の合計額をアマゾンが出品者に代わって納付したもの"
    known = transaction_columns._by_title() | {patterns.fold(long): transaction_columns.all_columns()[15]}
    monkeypatch.setattr(transaction_columns, "_by_title", lambda: known)
    cut = long.encode()[:149].decode("utf-8", "ignore")
    column_of.cache_clear()
    assert column_of(cut + "?") == column_of(cut + "\ufffd") == transaction_columns.all_columns()[15]
    assert column_of(long[:20]) is None
    column_of.cache_clear()
