"""The reader as a whole: what is believed is proved, and all else is refused in words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.amazon.files.conftest import Report
from workbench.amazon.files.refusal import RefusedFile
from workbench.amazon.files.settlement_v2 import read

REAL = Path(__file__).parents[4] / "shared" / "realdata" / "settlement-v2"
real_files = pytest.mark.skipif(not REAL.is_dir(), reason=f"the real reports are not at {REAL}")

TRUTH = Decimal("81.31")


def codes(refused):
    return [finding.code for finding in refused.findings]


@real_files
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("us-21574497411.txt", ("1977.17", "USD", 327, datetime(2024, 10, 25, 14, 28, 39, tzinfo=UTC))),
        ("de-22988491762.txt", ("128.84", "EUR", 51, datetime(2024, 9, 29, 8, 59, 52, tzinfo=UTC))),
        ("uk-23208776292.txt", ("346.60", "GBP", 126, datetime(2024, 11, 3, 8, 59, 45, tzinfo=UTC))),
    ],
)
def test_real_reports(tmp_path, stored, name, expected):
    total, currency, line_count, deposit_date = expected
    file = read(REAL / name, name, tmp_path)
    lines = stored(file)
    assert (file.settlement_id, file.currency) == (name[3:-4], currency)
    assert file.total == file.sum == sum(line["amount"] for line in lines) == Decimal(total)
    assert file.line_count == len(lines) == line_count
    assert file.deposit_date == deposit_date
    assert file.findings == ()
    assert all(line["posted_at"].date() == line["posted_date"] for line in lines)


def test_a_small_report(report, believe, stored):
    file = believe(report.text)
    assert (file.format, file.settlement_id, file.currency) == ("settlement-v2", "11000000001", "USD")
    assert file.start == datetime(2025, 3, 1, 8, tzinfo=UTC)
    assert file.end == datetime(2025, 3, 15, 8, 0, 1, tzinfo=UTC)
    assert file.deposit_date == datetime(2025, 3, 17, 8, 0, 1, tzinfo=UTC)
    assert (file.total, file.sum, file.line_count) == (TRUTH, TRUTH, 5)
    assert file.marketplaces == ("Amazon.com",)
    assert file.findings == ()
    kinds = {(kind.transaction_type, kind.amount_description): (kind.count, kind.total) for kind in file.kinds}
    assert len(file.kinds) == len(kinds) == 5
    assert kinds["Order", "Commission"] == (1, Decimal("-18.00"))
    assert stored(file)[2] == {
        "line_no": 5,
        "transaction_type": "Order",
        "amount_type": "Promotion",
        "amount_description": "Shipping",
        "marketplace": "Amazon.com",
        "amount": Decimal("-4.19"),
        "order_id": "114-0000001-0000001",
        "merchant_order_id": "114-0000001-0000001",
        "adjustment_id": "",
        "shipment_id": "Dx1",
        "fulfillment": "AFN",
        "posted_at": datetime(2025, 3, 2, 10, 20, 30),  # noqa: DTZ001 (the store's TIMESTAMP is UTC by its definition)
        "posted_date": date(2025, 3, 2),
        "order_item_code": "70000000000001",
        "sku": "LAMP-1",
        "quantity": 1,
        "promotion_id": "Free Ship",
    }
    assert stored(file)[4]["quantity"] is None


def test_the_lines_keep_the_files_order_wherever_the_totals_row_stands(report, believe, stored):
    report.rows = [*report.rows[1:4], report.rows[0], *report.rows[4:]]
    assert [line["line_no"] for line in stored(believe(report.text))] == [2, 3, 4, 6, 7]


def test_a_european_report_says_the_same(report, believe, stored):
    as_american = stored(believe(report.text))
    assert "128," not in report.european().text
    assert "-18,00" in report.text
    assert stored(believe(report.text)) == as_american


@pytest.mark.parametrize("line", range(3, 8))
def test_one_cent_changed_is_refused(report, refuse, line):
    report.set(line, "amount", str(Decimal(report.rows[line - 2]["amount"]) + Decimal("0.01")))
    refused = refuse(report.text)
    (finding,) = refused.findings
    assert (finding.code, finding.where) == ("total", "line 2, column total-amount")
    assert finding.amount == Decimal("0.01")
    assert "81.32 USD" in finding.what
    assert "81.31" in finding.what


def test_a_line_left_out_is_refused(report, refuse):
    del report.rows[2]
    assert refuse(report.text).findings[0].amount == Decimal("18.00")


def test_identical_rows_are_kept(report, believe, stored):
    report.rows += [report.rows[4] | {"amount": "1.00"}] * 3
    file = believe(report.set(2, "total-amount", "84.31").text)
    assert file.line_count == len(stored(file)) == 8
    assert file.sum == Decimal("84.31")


AMOUNTS = {
    "": "it is empty",
    " ": "it is empty",
    "NaN": "not a finite number",
    "inf": "not a finite number",
    "-inf": "not a finite number",
    "1e400": "scientific notation",
    "1e-9": "scientific notation",
    "1.2E+05": "scientific notation",
    "1.005": "thousands or thousandths",
    "1,234": "thousands or thousandths",
    "1234.567": "smaller than a hundredth",
    "1,23,456.00": "as Amazon writes amounts",
    "1.234.567": "as Amazon writes amounts",
    "1,234,56": "as Amazon writes amounts",
    "(12.00)": "brackets",
    "\u22125.00": "its minus is a dash",
    "5.00-": "minus stands at the end",
    "+5.00": "plus sign",
    "1_000": "underscore",
    "0x10": "as Amazon writes amounts",
    "\u0663": "other than the digits",
    "\uff11\uff12": "other than the digits",
    "$5": "currency sign",
    "5.00 EUR": "currency sign",
    '"5.00"': "quotation marks",
    "5 000.00": "blank inside",
    "9" * 30: "larger than any payout",
    ".": "as Amazon writes amounts",
    ".5": "as Amazon writes amounts",
    "5.": "as Amazon writes amounts",
    "--5": "as Amazon writes amounts",
    "=1+1": "as Amazon writes amounts",
}


@pytest.mark.parametrize("text", AMOUNTS)
def test_an_amount_that_is_none(report, refuse, text):
    (finding,) = refuse(report.set(4, "amount", text).text).findings
    assert (finding.code, finding.where) == ("amount", "line 4, column amount")
    assert AMOUNTS[text] in finding.what


@pytest.mark.parametrize("text", [text for text in AMOUNTS if text])
def test_a_total_that_is_none(report, refuse, text):
    (finding,) = refuse(report.set(2, "total-amount", text).text).findings
    assert (finding.code, finding.where) == ("amount", "line 2, column total-amount")
    assert AMOUNTS[text] in finding.what


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234.5", "1234.50"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("-1.234.567,8", "-1234567.80"),
        ("-1,234,567.80", "-1234567.80"),
        ("7", "7.00"),
        ("-0.00", "0.00"),
        ("  -7,1 ", "-7.10"),
        ("9999999999000.99", "9999999999000.99"),
    ],
)
def test_ways_to_write_an_amount(report, believe, stored, text, amount):
    rest = TRUTH - Decimal("120.00")
    file = believe(report.set(3, "amount", text).set(2, "total-amount", str(rest + Decimal(amount))).text)
    assert stored(file)[0]["amount"] == Decimal(amount)
    total_alone = report.set(2, "total-amount", text).set(3, "amount", str(Decimal(amount) - rest))
    assert believe(total_alone.text).total == Decimal(amount)


DATES = {
    "10/11/2024": "day and month cannot be told apart",
    "2025-02-29": "no such date",
    "31.04.2025": "no such date",
    "2025-13-01": "no such date",
    "0001-01-01": "outside 1995 to 2099",
    "9999-12-31": "outside 1995 to 2099",
    "2025-03-02 24:00:00 UTC": "no such date or time",
    "2025-03-02 10:20 UTC": "no such date or time",
    "2025-03-02 10:20:30 PST": "not in UTC",
    "2025-03-02 10:20:30 +02:00": "not in UTC",
    "2025-03-02T10:20:30+25:00": "not in UTC",
    "2025-03-02 10:20:30": "no such date or time",
    "Mar 2, 2025": "not a date as Amazon writes them",
    "45718": "not a date as Amazon writes them",
    " 2025-03-02": "not a date as Amazon writes them",
}


@pytest.mark.parametrize("column", ["posted-date", "posted-date-time"])
@pytest.mark.parametrize("text", DATES)
def test_a_date_that_is_none(report, refuse, column, text):
    (finding,) = refuse(report.set(5, column, text).text).findings
    assert (finding.code, finding.where) == ("date", f"line 5, column {column}")
    assert DATES[text] in finding.what


@pytest.mark.parametrize("column", ["settlement-start-date", "settlement-end-date", "deposit-date"])
@pytest.mark.parametrize("text", ["", *DATES])
def test_a_date_of_the_totals_row_that_is_none(report, refuse, column, text):
    (finding,) = refuse(report.set(2, column, text).text).findings
    assert (finding.code, finding.where) == ("date", f"line 2, column {column}")


def test_a_settlement_that_ends_before_it_starts(report, refuse):
    assert "ends before it starts" in str(refuse(report.set(2, "settlement-end-date", "2025-02-28").text))


def test_a_line_without_any_date(report, refuse):
    (finding,) = refuse(report.set(6, "posted-date", "").set(6, "posted-date-time", "").text).findings
    assert finding.where == "line 6, column posted-date"
    assert "it is empty" in finding.what


@pytest.mark.parametrize(
    ("written", "day", "at"),
    [
        (("2025-03-02", ""), date(2025, 3, 2), None),
        (("02.03.2025", "02.03.2025"), date(2025, 3, 2), None),
        (("", "2025-03-02 10:20:30 UTC"), date(2025, 3, 2), (10, 20, 30)),
        (("", "02.03.2025 10:20:30 UTC"), date(2025, 3, 2), (10, 20, 30)),
        (("2025-03-02 23:00:00 UTC", "2025-03-02T23:00:00+00:00"), date(2025, 3, 2), (23, 0, 0)),
        (("02.03.2025 23:00:00 UTC", "2025-03-02T23:00:00Z"), date(2025, 3, 2), (23, 0, 0)),
        (("29.02.2024", "2024-02-29"), date(2024, 2, 29), None),
        (("2025-03-02T01:00:00+02:00", "2025-03-02T01:00:00+02:00"), date(2025, 3, 1), (23, 0, 0)),
    ],
)
def test_ways_to_write_a_date(report, believe, stored, written, day, at):
    report.set_all("posted-date", written[0]).set_all("posted-date-time", written[1])
    line = stored(believe(report.text))[0]
    assert line["posted_date"] == day
    assert line["posted_at"] == (at and datetime(day.year, day.month, day.day, *at))  # noqa: DTZ001 (as above)


@pytest.mark.parametrize("text", ["1.0", "1,5", "one", "1e3", "12345678901", " "])
def test_a_quantity_that_is_none(report, refuse, text):
    (finding,) = refuse(report.set(3, "quantity-purchased", text).text).findings
    assert (finding.code, finding.where) == ("quantity", "line 3, column quantity-purchased")


def test_two_settlements_in_one_file(report, refuse):
    (finding,) = refuse(report.set(6, "settlement-id", "11000000002").text).findings
    assert (finding.code, finding.where) == ("two-settlements", "line 6, column settlement-id")


@pytest.mark.parametrize("text", ["2.15745E+10", "", "x", "\u0661\u0662"])
def test_a_settlement_id_that_is_none(report, refuse, text):
    report.rows = [row | {"settlement-id": text} for row in report.rows]
    assert refuse(report.text).findings[0].where == "line 2, column settlement-id"


@pytest.mark.parametrize("text", ["", "usd", "US", "US$", "DOLLAR"])
def test_a_currency_that_is_none(report, refuse, text):
    (finding,) = refuse(report.set(2, "currency", text).text).findings
    assert (finding.code, finding.where) == ("currency", "line 2, column currency")


@pytest.mark.parametrize(
    ("column", "value"),
    [("currency", "CAD"), ("settlement-start-date", "2025-03-01"), ("deposit-date", "x"), ("settlement-end-date", "x")],
)
def test_a_value_of_the_totals_row_in_a_detail_row(report, refuse, column, value):
    (finding,) = refuse(report.set(4, column, value).text).findings
    assert (finding.code, finding.where) == ("misplaced-cell", f"line 4, column {column}")


def test_an_amount_in_the_totals_row(report, refuse):
    (finding,) = refuse(report.set(2, "amount", "0.00").text).findings
    assert (finding.code, finding.where) == ("misplaced-cell", "line 2, column amount")


def test_the_report_twice_in_one_file(report, refuse):
    refused = refuse(report.text + report.text)
    assert "several-totals-rows" in codes(refused)
    header = next(finding for finding in refused.findings if finding.where == "line 8, column settlement-id")
    assert "header stands again" in header.what


def test_a_header_alone_and_nothing(report, refuse):
    assert codes(refuse(report.lines[0] + "\n")) == ["no-lines"]
    assert codes(refuse("")) == ["empty"]
    assert codes(refuse("\n \n\t\n")) == ["empty"]


def test_a_totals_row_alone(report, refuse):
    assert codes(refuse("\n".join(report.lines[:2]) + "\n")) == ["no-lines"]
    report.set(2, "total-amount", "0.00")
    assert codes(refuse("\n".join(report.lines[:2]) + "\n")) == ["no-lines"]


def test_detail_rows_alone(report, refuse):
    assert codes(refuse("\n".join([report.lines[0], *report.lines[2:]]) + "\n")) == ["no-totals-row"]


def test_two_totals_rows(report, refuse):
    report.rows.append(report.rows[0])
    assert codes(refuse(report.text)) == ["several-totals-rows"]


def test_yen_have_no_decimals(report, believe, refuse):
    report.set(2, "currency", "JPY").set(2, "total-amount", "81")
    for line, amount in enumerate(["120.00", "-18", "-5", "-4", "-12"], 3):
        report.set(line, "amount", amount)
    assert believe(report.text).sum == Decimal("81.00")
    report.set(3, "amount", "119.50").set(4, "amount", "-17.50")
    findings = refuse(report.text).findings
    assert [finding.where for finding in findings] == ["line 3, column amount", "line 4, column amount"]
    assert "has decimals" in findings[0].what


def test_all_faults_are_told_at_once_in_the_files_order(report, refuse):
    report.set(3, "posted-date", "x").set(4, "amount", "x").set(5, "quantity-purchased", "x").set(6, "amount", "x")
    refused = refuse(report.text)
    assert [finding.where.split(",")[0] for finding in refused.findings] == ["line 3", "line 4", "line 5", "line 6"]
    assert "(3 more faults found.)" in str(refused)


def test_at_most_twenty_faults_are_told(report, refuse):
    report.rows += [report.rows[3] | {"amount": "x"}] * 30
    assert len(refuse(report.text).findings) == 20


def test_too_many_kinds_of_lines(report, refuse):
    report.rows += [report.rows[3] | {"amount-description": str(n)} for n in range(10_001)]
    assert codes(refuse(report.text)) == ["kinds"]


def test_a_sum_larger_than_money(report, refuse):
    report.rows += [report.rows[3] | {"amount": "9999999999999.99"}] * 1001
    assert codes(refuse(report.text)) == ["amount"]


@pytest.mark.parametrize("column", ["sku", "amount-description", "order-id", "promotion-id", "marketplace-name"])
@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "@SUM(A1)",
        "-1+cmd",
        '5" pipe',
        '"unbalanced',
        "'; DROP TABLE line; --",
        "{{7*7}}",
        "%n%s",
        "../../etc/passwd",
        "file://x",
        "C:\\con",
        "\\\\host\\share",
        "*",
        "<script>",
        "\x1b[31m",
        "a\u202eb\u200b",
        "caf\u00e9 \u6f22\u5b57 \U0001f600",
        "NULL",
        " ",
        "#",
        "\u2028",
    ],
)
def test_texts_are_stored_as_they_are(report, believe, stored, column, text):
    line = stored(believe(report.set(3, column, text).text))[0]
    assert line["marketplace" if column == "marketplace-name" else column.replace("-", "_")] == text


def test_a_very_long_text(report, believe, stored, refuse):
    assert stored(believe(report.set(3, "sku", "x" * 1_000_000).text))[0]["sku"] == "x" * 1_000_000
    assert codes(refuse(report.set(3, "sku", "x" * 10_000_000).text)) == ["long-line"]


@pytest.mark.parametrize("name", ["../../x", "C:\\con", "a\nb\x1b[0m", "*", "n" * 4000])
def test_the_files_name_is_used_in_words_only(tmp_path, report, name):
    raw, workspace = tmp_path / "raw", tmp_path / "workspace"
    workspace.mkdir()
    raw.write_text(report.text)
    file = read(raw, name, workspace)
    assert list(tmp_path.iterdir()) in ([raw, workspace], [workspace, raw])
    assert list(workspace.iterdir()) == [file.clean]
    raw.write_text("x")
    with pytest.raises(RefusedFile) as caught:
        read(raw, name, workspace)
    assert caught.value.where.isprintable()
    assert len(caught.value.where) < 100


def test_every_prefix_is_refused(report, believe, refuse):
    whole = report.text.encode()
    for length in range(len(whole) - 1):
        refuse(whole[:length])
    file = believe(whole[:-1])
    assert (file.sum, file.line_count) == (TRUTH, 5)
    assert [finding.code for finding in file.findings] == ["open-end"]


def test_a_larger_file_cut_anywhere_is_refused(report, refuse):
    whole = report.repeat(200).text.encode()
    random = Random(7)
    for length in random.sample(range(len(whole) - 1), 100):
        refuse(whole[:length])


DAMAGE = st.sampled_from([*(bytes([n]) for n in b"\t\n\r\0 -.,;01259eE'\"\xc3\xff"), b"", b"\t\t", b"\n\n"])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), length=st.integers(0, 3), new=DAMAGE)
def test_a_damaged_file_is_refused_or_has_the_true_sum(believe, stored, place, length, new):
    whole = Report().text.encode()
    start = int(place * len(whole))
    _refused_or_true(whole[:start] + new + whole[start + length :], believe, stored)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_rearranged_file_is_refused_or_has_the_true_sum(believe, stored, data):
    rows = [line.split("\t") for line in Report().lines]
    one, other = (data.draw(st.integers(0, len(rows) - 1)) for _ in range(2))
    left, right = (data.draw(st.integers(0, len(rows[0]) - 1)) for _ in range(2))
    match data.draw(st.sampled_from(["leave out", "double", "swap rows", "swap cells", "move a cell", "drop a cell"])):
        case "leave out":
            del rows[one]
        case "double":
            rows.insert(other, rows[one])
        case "swap rows":
            rows[one], rows[other] = rows[other], rows[one]
        case "swap cells":
            rows[one][left], rows[one][right] = rows[one][right], rows[one][left]
        case "move a cell":
            rows[one].insert(left, rows[other][right])
        case "drop a cell":
            del rows[one][left]
    _refused_or_true("".join("\t".join(row) + "\n" for row in rows).encode(), believe, stored)


def _refused_or_true(content, believe, stored):
    try:
        file = believe(content)
    except RefusedFile:
        return
    assert file.sum == file.total == TRUTH
    assert sum(line["amount"] for line in stored(file)) == TRUTH
    file.clean.unlink()
