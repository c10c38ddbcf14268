"""The reader of reports of transactions as a whole: what is believed is proved, and all else is refused in words."""

from __future__ import annotations

import codecs
import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.amazon.files.transactions_writer import LOCALES, Fields, Written, fee, order, transfer
from workbench.amazon.files.recognise import HEAD, recognise
from workbench.amazon.files.refusal import RefusedFile
from workbench.amazon.files.transactions import read
from workbench.amazon.files.transactions_file import TransactionsFile
from workbench.money import ZERO
from workbench.settlement.catalogue import meaning_of

REAL = Path(__file__).parents[4] / "shared" / "realdata" / "transactions-csv"
real_files = pytest.mark.skipif(not REAL.is_dir(), reason=f"the real reports are not at {REAL}")

Believe = Callable[[str | bytes], TransactionsFile]
Refuse = Callable[[str | bytes], RefusedFile]
AT = datetime(2025, 3, 2, 18, 20, 30, tzinfo=UTC)
NET = Decimal("1205.21")


def day(number: int) -> datetime:
    return AT + timedelta(days=number)


def rows() -> list[Fields]:
    """Five rows of one settlement: 1,205.21 net, and a transfer."""
    return [
        order(1, AT, product_sales="1234.50", selling_fees="-185.18", fba_fees="-5.77"),
        order(2, day(1), product_sales="120.00", shipping_credits="4.19", promotional_rebates="-4.19", selling_fees="-18.00"),
        order(3, day(2), product_sales="-4.00", selling_fees="0.66") | {"type": "Refund", "quantity": ""},
        fee(day(3), "Subscription", "-39.99"),
        fee(day(4), "FBA Inbound Placement Service Fee", "102.99"),
        transfer(day(5), "-1000.00"),
    ]


@pytest.fixture
def report() -> Written:
    return Written(LOCALES["US"], rows())


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace whose name would break unquoted SQL and be a pattern of several files."""
    folder = tmp_path / "it's [a] work*space"
    folder.mkdir()
    return folder


@pytest.fixture
def believe(tmp_path: Path, workspace: Path) -> Believe:
    """Reads a file that must be believed."""
    numbers = itertools.count()

    def believed(content: str | bytes) -> TransactionsFile:
        raw = tmp_path / f"archived-{next(numbers)}"
        raw.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read(raw, "report.csv", workspace)

    return believed


@pytest.fixture
def refuse(believe: Believe, workspace: Path) -> Refuse:
    """Reads a file that must be refused: in words, for each fault what and what next, and with nothing left behind."""

    def refused(content: str | bytes) -> RefusedFile:
        before = set(workspace.iterdir())
        with pytest.raises(RefusedFile) as caught:
            believe(content)
        assert set(workspace.iterdir()) == before
        for finding in caught.value.findings:
            assert finding.blocks
            assert len(finding.next) > 20
            assert finding.what[-1] == "."
            assert finding.what.isprintable()
            assert len(finding.what) < 500
        assert caught.value.where == "'report.csv'"
        return caught.value

    return refused


def stored(file: TransactionsFile) -> list[dict[str, Any]]:
    """The lines, stored and read back in an instance of their own."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"CREATE TABLE line AS SELECT * FROM ({file.select})")
        found = connection.execute("SELECT * FROM line")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def codes(refused: RefusedFile) -> list[str]:
    return [finding.code for finding in refused.findings]


def changed(report: Written, row: int, title: str, value: str) -> bytes:
    """The report with one cell as given; row 1 is the first below the header."""
    table = report.table
    table[row][report.locale.titles.index(title)] = value
    return report.content(table)


def test_a_small_report(report: Written, believe: Believe) -> None:
    file = believe(report.content())
    assert (file.format, file.currency, file.marketplaces, file.row_count) == ("transactions", "USD", ("Amazon.com",), 6)
    assert (file.first, file.last) == (AT, day(5))
    assert file.first.isoformat() == "2025-03-02T10:20:30-08:00"
    assert file.time_zones == ("PST",)
    (portion,) = file.settlements
    assert (portion.settlement_id, portion.account_type, portion.lines) == ("24000000001", "Standard Orders", 6)
    assert (portion.net, portion.deferred, portion.first, portion.last) == (NET, ZERO, AT, day(5))
    (moved,) = file.transfers
    assert (moved.settlement_id, moved.at, moved.amount) == ("24000000001", day(5), Decimal("-1000.00"))
    assert (moved.transfer_id, moved.line_no) == ("5KS0YXGFPLTYS1U", 10)
    assert file.findings == ()


def test_the_lines_of_a_small_report(report: Written, believe: Believe) -> None:
    file = believe(report.content())
    lines = stored(file)
    assert [(line["line_no"], line["amount_type"], line["amount"]) for line in lines[:4]] == [
        (5, "product sales", Decimal("1234.50")),
        (5, "selling fees", Decimal("-185.18")),
        (5, "fba fees", Decimal("-5.77")),
        (6, "product sales", Decimal("120.00")),
    ]
    assert sum(line["amount"] for line in lines) == NET - 1000
    content = lines[0].pop("content")
    assert lines[0] == {
        "line_no": 5,
        "settlement_id": "24000000001",
        "account_type": "Standard Orders",
        "status": "released",
        "released_at": datetime(2025, 3, 2, 18, 20, 30),  # noqa: DTZ001 (the store's TIMESTAMP is UTC by its definition)
        "is_transfer": False,
        "transaction_type": "Order",
        "amount_type": "product sales",
        "amount_description": "",
        "marketplace": "Amazon.com",
        "amount": Decimal("1234.50"),
        "order_id": "114-0000001-0000001",
        "fulfillment": "Amazon",
        "posted_at": datetime(2025, 3, 2, 18, 20, 30),  # noqa: DTZ001 (as above)
        "posted_on": date(2025, 3, 2),
        "sku": "LAMP-1",
        "quantity": 1,
    }
    assert isinstance(content, int)
    assert lines[-1]["is_transfer"]
    assert lines[-1]["amount_description"].startswith("To your account")
    assert (lines[-1]["marketplace"], lines[-1]["quantity"]) == ("", None)


def test_the_kinds_are_all_lines_and_have_a_meaning(report: Written, believe: Believe) -> None:
    file = believe(report.content())
    assert sum(kind.count for kind in file.kinds) == len(stored(file)) == 12
    assert sum(kind.total for kind in file.kinds) == NET - 1000
    texts = {(kind.transaction_type, kind.amount_type, kind.amount_description) for kind in file.kinds}
    assert ("Service Fee", "other", "Subscription") in texts
    assert all(meaning_of(*text, "transactions").sure for text in texts)


def test_a_row_of_zeros_is_one_line(report: Written, believe: Believe) -> None:
    report.rows.append(order(9, day(6)))
    lines = stored(believe(report.content()))
    assert [line["amount"] for line in lines if line["line_no"] == 11] == [ZERO]


def test_identical_rows_are_kept(report: Written, believe: Believe) -> None:
    report.rows += [report.rows[1]] * 3
    file = believe(report.content())
    assert file.settlements[0].net == NET + 3 * Decimal("102.00")
    assert len({line["content"] for line in stored(file) if line["order_id"].endswith("2")}) == 1


def test_the_columns_in_any_order_say_the_same(report: Written, believe: Believe) -> None:
    expected = stored(believe(report.content()))
    table = [list(reversed(row)) for row in report.table]
    found = stored(believe(report.content(table)))
    assert sorted(map(str, found)) == sorted(map(str, expected))


def test_a_type_and_a_case_of_titles_that_are_new(report: Written, believe: Believe) -> None:
    report.rows.append(fee(day(6), "Something", "1.00") | {"type": "Brand New Fee"})
    report.locale = replace(report.locale, header=report.locale.header.upper().replace(" ", "_"))
    assert stored(believe(report.content()))[-1]["transaction_type"] == "Brand New Fee"


def deferring(report: Written) -> Written:
    report.rows += [order(7, day(6), product_sales="50.00", selling_fees="-7.50") | {"Transaction Status": "Deferred"}]
    return report


def test_deferred_rows_count_apart(report: Written, believe: Believe) -> None:
    file = believe(deferring(report).content())
    assert (file.settlements[0].net, file.settlements[0].deferred, file.settlements[0].lines) == (NET, Decimal("42.50"), 7)
    line = stored(file)[-1]
    assert (line["status"], line["released_at"]) == ("deferred", None)


def test_a_row_has_the_same_content_when_it_is_released_later(report: Written, believe: Believe) -> None:
    deferred = stored(believe(deferring(report).content()))[-1]
    report.rows[-1]["Transaction Status"] = "Released"
    released = stored(believe(report.content(report.table[:1] + report.table[-1:])))[-1]
    assert (deferred["status"], released["status"]) == ("deferred", "released")
    assert deferred["content"] == released["content"]
    assert deferred["line_no"] != released["line_no"]


def test_a_status_in_another_language_is_understood_by_its_dates(report: Written, believe: Believe, refuse: Refuse) -> None:
    words = {"Released": "Utgiven", "Deferred": "Uppskjuten"}
    deferring(report).locale = replace(report.locale, words=words)
    file = believe(report.content())
    assert file.settlements[0].deferred == Decimal("42.50")
    assert [finding.code for finding in file.findings] == ["status", "status"]
    (finding,) = refuse(changed(report, 2, "Transaction Release Date", "")).findings
    assert "'Utgiven' is not known as a status" in finding.what


def test_a_status_that_is_missing(report: Written, refuse: Refuse) -> None:
    (finding,) = refuse(changed(report, 3, "Transaction Status", "")).findings
    assert finding.where == "line 7, column Transaction Status"


def deferred_report() -> Written:
    """The deferred transaction report, with the column names that Amazon documents."""
    header = (
        "ReportType|date/time|settlement-id|type|order-id|sku|description|quantity|store|fulfillment|order-city|order-state|"
        "order-post-code|tax-collection-model|product-sales|selling-fees|other|total|Tax Amount|Total Amount"
    )
    meanings = (
        *("ReportType", "date/time", "settlement id", "type", "order id", "sku", "description", "quantity", "marketplace", "fulfillment"),
        *("order city", "order state", "order postal", "tax collection model", "product sales", "selling fees", "other", "total"),
        *("Tax Amount", "Total Amount"),
    )
    return Written(replace(LOCALES["US"], header=header, meanings=meanings), [order(1, AT, product_sales="20.00", selling_fees="-3.00")])


def test_the_report_of_deferred_transactions(believe: Believe) -> None:
    report = deferred_report()
    report.rows[0]["settlement id"] = ""
    content = report.content()
    assert recognise(content) == "deferred"
    file = believe(content)
    assert (file.format, file.settlements[0].net, file.settlements[0].deferred) == ("deferred", ZERO, Decimal("17.00"))
    assert {line["status"] for line in stored(file)} == {"deferred"}


# --- what is proved, and the signs of a spreadsheet


@pytest.mark.parametrize("title", ["product sales", "selling fees", "total"])
def test_one_cent_changed_is_refused_with_its_line(report: Written, refuse: Refuse, title: str) -> None:
    cell = report.table[1][report.locale.titles.index(title)]
    refused = refuse(changed(report, 1, title, cell[:-1] + str((int(cell[-1]) + 1) % 10)))
    (finding,) = refused.findings
    assert (finding.code, finding.where) == ("total", "line 5, column 'total'")
    assert "1043.55" in finding.what
    assert finding.amount
    assert str(finding.amount) in finding.what


SIGNS = {
    ("settlement id", "2.4E+10"): "scientific notation",
    ("settlement id", "24000000001.0"): "gave it decimals",
    ("settlement id", "2400000000100000"): "rounded it",
    ("settlement id", ""): "it is empty",
    ("settlement id", "\u0661\u0662"): "more than digits",
    ("settlement id", "24000000001; DROP"): "more than digits",
    ("order id", "1211455071067537800"): "rounded it",
    ("order id", "114732441038820.5"): "gave it decimals",
    ("quantity", "1.0"): "whole number",
    ("quantity", "one"): "whole number",
    ("type", " "): "no transaction type",
    ("date/time", ""): "it is empty",
    ("date/time", "########"): "could not show it",
    ("date/time", "45718.43"): "number for a day",
    ("date/time", "10/11/2024 10:20:30 PST"): "cannot be told apart",
    ("date/time", "Feb 29, 2025 1:00:00 AM PST"): "no such date",
    ("date/time", "Mar 2, 2025 25:00:00 PST"): "no such date or time",
    ("date/time", "Mar 2, 2025 13:00:00 PM PST"): "no clock shows",
    ("date/time", "Mar 2, 0001 1:00:00 AM PST"): "outside 1995",
    ("date/time", "Mar 2, 9999 1:00:00 AM PST"): "outside 1995",
    ("date/time", "Mar 2, 2025 1:00:00 AM"): "no time zone",
    ("date/time", "Mar 2, 2025 1:00:00 AM IST"): "several time zones",
    ("date/time", "Mar 2, 2025 1:00:00 AM ABC"): "no time zone known here",
    ("date/time", "Mra 2, 2025 1:00:00 AM PST"): "no month",
    ("Transaction Release Date", "x"): "not a date as Amazon writes",
}


@pytest.mark.parametrize(("title", "text"), SIGNS)
def test_a_cell_that_was_ruined(report: Written, refuse: Refuse, title: str, text: str) -> None:
    (finding,) = refuse(changed(report, 2, title, text)).findings
    assert finding.where == f"line 6, column '{title}'"
    assert SIGNS[title, text] in finding.what


AMOUNTS = {
    " ": "it is empty",
    "NaN": "not a finite number",
    "-inf": "not a finite number",
    "1e400": "scientific notation",
    "1.2E+05": "scientific notation",
    "1.005": "thousands or thousandths",
    "1234.567": "smaller than a hundredth",
    "1,23,456.00": "no group of thousands",
    "1234,567": "no group of thousands",
    "1.234.567": "as Amazon writes amounts",
    "(12.00)": "brackets",
    "\u22125.00": "its minus is a dash",
    "5.00-": "minus stands at the end",
    "+5.00": "plus sign",
    "1_000": "underscore",
    "0x10": "as Amazon writes amounts",
    "\u0663": "other than the digits",
    "$5": "currency sign",
    "5.00 USD": "currency sign",
    "9" * 30: "larger than any payout",
    ".5": "as Amazon writes amounts",
    "=1+1": "as Amazon writes amounts",
    "#REF!": "could not show it",
    "12. Mai": "made a date of it",
}


@pytest.mark.parametrize("title", ["fba fees", "total"])
@pytest.mark.parametrize("text", AMOUNTS)
def test_an_amount_that_is_none(report: Written, refuse: Refuse, title: str, text: str) -> None:
    (finding,) = refuse(changed(report, 2, title, text)).findings
    assert (finding.code, finding.where) == ("amount", f"line 6, column '{title}'")
    assert AMOUNTS[text] in finding.what


def test_an_empty_amount_is_nothing_but_a_total_must_be_there(report: Written, believe: Believe, refuse: Refuse) -> None:
    assert believe(changed(report, 2, "fba fees", "")).settlements[0].net == NET
    (finding,) = refuse(changed(report, 2, "total", "")).findings
    assert "it is empty" in finding.what


def test_trailing_zeros_that_a_spreadsheet_lost(report: Written, believe: Believe) -> None:
    table = [[cell.removesuffix("0") if cell.endswith("0") and "." in cell else cell for cell in row] for row in report.table]
    assert table != report.table
    assert stored(believe(report.content(table))) == stored(believe(report.content()))


def test_an_order_in_scientific_notation_is_noted(report: Written, believe: Believe) -> None:
    file = believe(changed(report, 2, "order id", "1.79E+13"))
    assert [finding.code for finding in file.findings] == ["order-id"]
    assert not file.findings[0].blocks


def test_two_decimal_marks(report: Written, refuse: Refuse) -> None:
    refused = refuse(changed(report, 2, "fba fees", "-5,77"))
    assert [(finding.code, finding.where) for finding in refused.findings] == [("amount", "line 5"), ("amount", "line 6")]
    assert "in two ways" in refused.what


def test_an_amount_that_nothing_explains(report: Written, refuse: Refuse) -> None:
    report.rows = [order(1, AT)]
    (finding,) = refuse(changed(report, 1, "total", "1,234")).findings
    assert "thousands or thousandths" in finding.what


def test_moved_cells(report: Written, refuse: Refuse) -> None:
    table = report.table
    del table[2][3]
    table[4].insert(2, "x")
    refused = refuse(report.content(table))
    assert [(finding.code, finding.where) for finding in refused.findings] == [("moved-cells", "line 6"), ("moved-cells", "line 8")]


def test_empty_cells_and_rows_that_a_spreadsheet_adds(report: Written, believe: Believe) -> None:
    table = [[*row, "", ""] if n else row for n, row in enumerate(report.table)]
    table += [[""] * 34, [" "]]
    assert believe(report.content(table)).settlements[0].net == NET


def test_all_faults_are_told_at_once_but_at_most_twenty(report: Written, refuse: Refuse) -> None:
    report.rows = report.rows[:2] * 20
    table = report.table
    for row in table[1:]:
        row[0] = "x"
    assert len(refuse(report.content(table)).findings) == 20
    table = report.table
    table[1][0], table[2][6] = "x", "x"
    assert [finding.where[:6] for finding in refuse(report.content(table)).findings] == ["line 5", "line 6"]


def test_a_sum_larger_than_money(report: Written, refuse: Refuse) -> None:
    for row in (order(1, AT, product_sales="9999999999999.99"), transfer(AT, "-9999999999999.99")):
        report.rows = [row] * 1001
        assert codes(refuse(report.content())) == ["amount"]


# --- columns


@pytest.mark.parametrize("title", ["settlement id", "total", "quantity", "product sales", "type"])
def test_a_column_missing(report: Written, refuse: Refuse, title: str) -> None:
    place = report.locale.titles.index(title)
    content = report.content([row[:place] + row[place + 1 :] for row in report.table])
    assert recognise(content) == "transactions"
    (finding,) = refuse(content).findings
    assert (finding.code, finding.where) == ("missing-columns", "line 4")
    assert title in finding.what


def test_a_money_column_missing_is_found_by_the_total(report: Written, refuse: Refuse) -> None:
    place = report.locale.titles.index("selling fees")
    refused = refuse(report.content([row[:place] + row[place + 1 :] for row in report.table]))
    assert set(codes(refused)) == {"total"}
    assert refused.findings[0].amount == Decimal("185.18")


def test_a_column_twice(report: Written, refuse: Refuse) -> None:
    assert codes(refuse(report.content([[*row, row[3]] for row in report.table]))) == ["duplicate-column"]


def with_column(report: Written, before: str, title: str, cell: str) -> bytes:
    place = report.locale.titles.index(before)
    return report.content([[*row[:place], title if n == 0 else cell, *row[place:]] for n, row in enumerate(report.table)])


@pytest.mark.parametrize("cell", ["0", "1.00"])
def test_an_unknown_column_of_money_is_refused_by_name(report: Written, refuse: Refuse, cell: str) -> None:
    (finding,) = refuse(with_column(report, "selling fees", "planet tax", cell)).findings
    assert (finding.code, finding.where) == ("unknown-amounts", "line 4, column 'planet tax'")


@pytest.mark.parametrize(("before", "cell"), [("selling fees", "a text"), ("selling fees", ""), ("type", "7"), ("Transaction Status", "7")])
def test_an_unknown_column_of_texts_or_elsewhere_is_noted(report: Written, believe: Believe, before: str, cell: str) -> None:
    file = believe(with_column(report, before, "planet", cell))
    assert file.settlements[0].net == NET
    assert [finding.code for finding in file.findings] == ["unknown-columns"]


# --- currency


def test_the_currency_of_the_marketplace_when_nothing_states_it(report: Written, believe: Believe, refuse: Refuse) -> None:
    report.with_above = False
    assert believe(report.content()).currency == "USD"
    report.rows = report.rows[3:]
    (finding,) = refuse(report.content()).findings
    assert finding.code == "currency"


def test_two_currencies(report: Written, refuse: Refuse) -> None:
    (finding,) = refuse(changed(report, 2, "marketplace", "amazon.co.uk")).findings
    assert finding.code == "two-currencies"
    assert "'Amazon.co.uk' in line 6 is GBP" in finding.what
    report.locale = replace(report.locale, above=("All amounts in CAD, unless specified",))
    assert codes(refuse(report.content())) == ["two-currencies"]


def test_marketplaces_of_one_currency(believe: Believe) -> None:
    report = Written(LOCALES["DE"], rows())
    file = believe(changed(report, 2, "Marketplace", "amazon.fr"))
    assert (file.currency, file.marketplaces) == ("EUR", ("Amazon.de", "Amazon.fr"))


def test_other_marketplaces_stay_as_they_are(report: Written, believe: Believe) -> None:
    assert believe(changed(report, 2, "marketplace", "Non-Amazon US")).marketplaces == ("Amazon.com", "Non-Amazon US")


def test_yen_have_no_decimals(refuse: Refuse) -> None:
    report = Written(LOCALES["JP"], [order(1, AT, product_sales="1000.50")])
    refused = refuse(report.content())
    assert "has none" in refused.findings[0].what


# --- encodings, separators, quotes


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(report: Written, believe: Believe, codec: str, delimiter: str, line_end: str) -> None:
    report.rows[0]["description"] = "caf\u00e9 \u201clamp\u201d, 5 \u20ac; a\tb"
    report.rows[3]["description"] = "Frais d\u2019abonnement"
    report.delimiter, report.line_end = delimiter, line_end
    content = report.text().encode(codec)
    assert recognise(content) == "transactions"
    lines = stored(believe(content))
    assert [line["amount_description"] for line in lines if line["line_no"] == 8] == ["Frais d\u2019abonnement"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n \r\n", "empty"),
        (b"hello", "no-header"),
        (b"a,b\n\x81\x8d", "no-header"),
        (codecs.BOM_UTF32_LE + b"x\0\0\0", "encoding"),
    ],
)
def test_no_report_at_all(refuse: Refuse, content: bytes, code: str) -> None:
    assert codes(refuse(content)) == [code]


def test_a_header_alone(report: Written, refuse: Refuse) -> None:
    assert codes(refuse(report.content(report.table[:1]))) == ["no-lines"]


def test_bytes_that_are_no_text(report: Written, refuse: Refuse) -> None:
    content = report.content()
    assert codes(refuse(content.replace(b"Subscription", b"Sub\x81\x8dscription"))) == ["encoding"]
    assert codes(refuse(content.replace(b"Subscription", b"Sub\0scription"))) == ["binary"]


@pytest.mark.parametrize(("name", "half"), [("JP", b"\x83"), ("US", b"\xe3\x83"), ("US", b"?")])
def test_a_title_cut_in_the_middle_of_a_character(believe: Believe, name: str, half: bytes) -> None:
    report = Written(LOCALES[name], rows())
    report.rows = [row | {k: v.quantize(Decimal(1)) for k, v in row.items() if isinstance(v, Decimal)} for row in report.rows]
    report.rows[3]["description"] = "CUT"
    file = believe(report.content().replace(b'CUT"', half + b'"'))
    found = next(line["amount_description"] for line in stored(file) if line["transaction_type"] == "Service Fee")
    assert found == ("?" if half == b"?" else "\ufffd")
    assert ("cut-text" in [finding.code for finding in file.findings]) == (half != b"?")


@pytest.mark.parametrize("damage", ['x"', '"x'])
def test_quotation_marks_that_do_not_match(report: Written, refuse: Refuse, damage: str) -> None:
    refused = refuse(report.text().replace('"Subscription"', f'"Sub{damage}scription"'))
    assert set(codes(refused)) <= {"quotes", "moved-cells"}
    assert "line 8" in refused.findings[0].where


TEXTS = [
    *("=1+1", "@SUM(A1)", "-1+cmd", '5" pipe', "'; DROP TABLE line; --", "{{7*7}}", "%n%s", "../../etc/passwd", "C:\\con", "*", "NULL"),
    *("<script>", "\x1b[31m", "a\u202eb\u200b", "caf\u00e9 \u6f22\u5b57 \U0001f600", "#", "a\u2028b", "two\nlines", "two\r\nlines"),
    *("a\tb", "a,b;c", '"', "\\N", "\\"),
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("column", ["sku", "amount_description", "order_id", "fulfillment", "marketplace", "account_type"])
def test_texts_are_stored_as_they_are(report: Written, believe: Believe, column: str, text: str) -> None:
    title = {"amount_description": "description"}.get(column, column.replace("_", " "))
    lines = stored(believe(changed(report, 4, title, text)))
    assert [line[column] for line in lines if line["amount"] == Decimal("-39.99")] == [text]
    assert sum(line["amount"] for line in lines) == NET - 1000


def test_line_numbers_count_line_ends_in_texts(report: Written, believe: Believe) -> None:
    report.rows[0]["description"] = "one\ntwo\nthree"
    assert [line["line_no"] for line in stored(believe(report.content()))][:4] == [5, 5, 5, 8]


@pytest.mark.parametrize(("length", "code"), [(40_000, "long-text"), (200_000, "quotes"), (2_000_000, "long-line")])
def test_very_long_texts(report: Written, refuse: Refuse, length: int, code: str) -> None:
    report.rows[0]["sku"] = "x" * length
    assert code in codes(refuse(report.content()))


@pytest.mark.parametrize("name", ["../../x", "C:\\con", "a\nb\x1b[0m", "*", "n" * 4000])
def test_the_files_name_is_used_in_words_only(tmp_path: Path, report: Written, name: str) -> None:
    raw, workspace = tmp_path / "raw", tmp_path / "workspace"
    workspace.mkdir()
    raw.write_bytes(report.content())
    file = read(raw, name, workspace)
    assert list(workspace.iterdir()) == [file.clean]
    raw.write_text("x")
    with pytest.raises(RefusedFile) as caught:
        read(raw, name, workspace)
    assert caught.value.where.isprintable()
    assert len(caught.value.where) < 100


def test_two_reports_joined(report: Written, refuse: Refuse) -> None:
    refused = refuse(report.content(report.table * 2))
    assert (refused.findings[0].code, refused.findings[0].where) == ("two-reports", "line 11, column 'settlement id'")


def test_every_prefix_is_refused_or_ends_with_a_row(report: Written, believe: Believe, workspace: Path) -> None:
    """A report has no total of the whole: cut between two rows it says of every settlement less, but nothing wrong."""
    report.rows = report.rows[:3]
    whole = report.content()
    nets = set(itertools.accumulate(report.total(row) for row in report.rows))
    for length in range(len(whole)):
        try:
            file = believe(whole[:length])
        except RefusedFile:
            assert not list(workspace.iterdir())
            continue
        assert file.settlements[0].net in nets
        ends_a_row = whole[length - 1 : length] == b"\n"
        lacks_a_release_date_at_most = whole[length - 1 : length + 1] in (b'"\n', b',"')
        assert ends_a_row or lacks_a_release_date_at_most
        assert ("open-end" in [finding.code for finding in file.findings]) != ends_a_row
        file.clean.unlink()


# --- the real reports


@pytest.fixture
def real(tmp_path: Path) -> list[TransactionsFile]:
    return [read(path, path.name, tmp_path) for path in sorted(REAL.glob("*.csv"))]


@real_files
def test_real_reports(real: list[TransactionsFile]) -> None:
    assert [(file.row_count, file.currency, file.format) for file in real] == [
        (count, "USD", "transactions") for count in (1028, 930, 1221, 1022, 897)
    ]
    assert [len(file.transfers) for file in real] == [6, 6, 5, 4, 5]
    assert real[1].time_zones == ("PDT", "PST")
    assert sum(portion.deferred for portion in real[4].settlements) == Decimal("684.94")
    for file in real:
        lines = stored(file)
        by_rows = sum(p.net + p.deferred for p in file.settlements) + sum(t.amount for t in file.transfers)
        assert sum(line["amount"] for line in lines) == by_rows
        assert len({line["line_no"] for line in lines}) == file.row_count
        assert all(transfer.transfer_id for transfer in file.transfers)


@real_files
def test_real_reports_are_recognised_and_leave_nothing_unmapped(real: list[TransactionsFile]) -> None:
    assert {recognise(path.read_bytes()[:HEAD]) for path in REAL.glob("*.csv")} == {"transactions"}
    kinds = {(kind.transaction_type, kind.amount_type, kind.amount_description) for file in real for kind in file.kinds if kind.total}
    assert len(kinds) > 80
    unknown = {kind for kind in kinds if meaning_of(*kind, "transactions").category == "unmapped"}
    assert unknown == set()
