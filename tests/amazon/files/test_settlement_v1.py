"""Flat file V1: believed and named as V2 names its lines, or refused in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from tests.amazon.files.test_settlement_v2 import AMOUNTS as NO_AMOUNTS
from tests.amazon.files.test_settlement_v2 import DATES as NO_DATES
from tests.amazon.files.writers import COLUMNS_V1, DATA, ORDER, ReportV1
from workbench.amazon.files import settlement_v1
from workbench.amazon.files.settlement_v1 import AMOUNTS, LAYOUT
from workbench.settlement.catalogue import meaning_of

REAL = Path(__file__).parents[4] / "shared" / "realdata" / "settlement-v1"
real_files = pytest.mark.skipif(not REAL.is_dir(), reason=f"the real reports are not at {REAL}")
TRUTH = Decimal("170.06")


@pytest.fixture
def reader():
    return settlement_v1.read


@pytest.fixture
def v1() -> Iterator[ReportV1]:
    """A fresh report of nine amounts that sum to 170.06 USD."""
    return ReportV1()


def codes(refused):
    return [finding.code for finding in refused.findings]


@real_files
@pytest.mark.parametrize(
    ("name", "total", "currency", "line_count"),
    [
        ("ca-23874396421.txt", "-321.69", "CAD", 3),
        ("ca-23874397121.txt", "-62.31", "CAD", 15),
        ("ca-24288684721.txt", "1016.08", "CAD", 153),
        ("au-10661580643.txt", "-15.50", "AUD", 3),
        ("uk-13690633142.txt", "-15.68", "GBP", 2),
    ],
)
def test_real_reports(tmp_path, stored, name, total, currency, line_count):
    file = settlement_v1.read(REAL / name, name, tmp_path)
    lines = stored(file)
    assert (file.format, file.settlement_id, file.currency) == ("settlement-v1", name[3:-4], currency)
    assert file.total == file.sum == sum(line["amount"] for line in lines) == Decimal(total)
    assert file.line_count == len(lines) == line_count
    assert file.findings == ()
    written = (REAL / name).read_text().split("\n")
    for line in lines:
        row = written[line["line_no"] - 1]
        assert f"{line['amount']:f}" in row
        assert line["amount_description"] in {*row.split("\t"), "TransactionTotalAmount"}
    assert [line["line_no"] for line in lines] == sorted(line["line_no"] for line in lines)


@real_files
@pytest.mark.parametrize("name", [file.name for file in sorted(REAL.glob("*.txt"))] or ["none"])
def test_every_line_of_the_real_reports_has_a_sure_meaning_under_its_v2_name(tmp_path, name):
    for kind in settlement_v1.read(REAL / name, name, tmp_path).kinds:
        meaning = meaning_of(kind.transaction_type, kind.amount_type, kind.amount_description)
        assert meaning.sure, kind
        if kind.transaction_type in ("Order", "Refund"):
            assert meaning.section == "included"


@real_files
def test_the_real_quantities_are_those_that_amazon_states(tmp_path, stored):
    name = "ca-24288684721.txt"
    lines = stored(settlement_v1.read(REAL / name, name, tmp_path))
    items = {(line["order_id"], line["order_item_code"]): line["quantity"] for line in lines if line["transaction_type"] == "Order"}
    assert sum(quantity or 0 for quantity in items.values()) == 39
    assert {line["quantity"] for line in lines if line["amount_description"] == "Principal" and line["amount"] > 0} == {1}
    (damage,) = [line for line in lines if line["amount_description"] == "WAREHOUSE_DAMAGE"]
    assert damage["quantity"] == 1


def test_a_small_report(v1, believe, stored):
    file = believe(v1.text)
    assert (file.format, file.settlement_id, file.total, file.line_count) == ("settlement-v1", "11000000001", TRUTH, 9)
    assert file.marketplaces == ("Amazon.com",)
    assert file.findings == ()
    lines = stored(file)
    assert sum(line["amount"] for line in lines) == TRUTH
    texts = [(line["line_no"], line["transaction_type"], line["amount_type"], line["amount_description"]) for line in lines]
    assert texts == [
        (4, "Order", "ItemPrice", "Principal"),
        (5, "Order", "ItemFees", "Commission"),
        (6, "Order", "ItemWithheldTax", "MarketplaceFacilitatorTax-Principal"),
        (7, "Order", "Promotion", "Shipping"),
        (8, "Refund", "ItemPrice", "Principal"),
        (9, "ServiceFee", "Cost of Advertising", "TransactionTotalAmount"),
        (9, "ServiceFee", "other-fee", "TaxAmount"),
        (10, "other-transaction", "FBA Inventory Reimbursement", "WAREHOUSE_DAMAGE"),
        (11, "other-transaction", "other-transaction", "Current Reserve Amount"),
    ]
    assert lines[0] == {
        "line_no": 4,
        "transaction_type": "Order",
        "amount_type": "ItemPrice",
        "amount_description": "Principal",
        "marketplace": "Amazon.com",
        "amount": Decimal("240.00"),
        "order_id": "114-0000001-0000001",
        "merchant_order_id": "114-0000001-0000001",
        "adjustment_id": "",
        "shipment_id": "Dx1",
        "fulfillment": "AFN",
        "posted_at": datetime(2025, 3, 2, 10, 20, 30),  # noqa: DTZ001 (TIMESTAMP in UTC)
        "posted_date": date(2025, 3, 2),
        "order_item_code": "70000000000001",
        "sku": "LAMP-1",
        "quantity": 2,
        "promotion_id": "",
    }


def test_a_file_without_the_columns_of_promotions(v1, believe):
    v1.columns = [name for name in v1.columns if not name.startswith("promotion")]
    assert len(v1.columns) == 33
    del v1.rows[5]
    assert believe(v1.set(2, "total-amount", "174.25").text).findings == ()


def test_a_file_with_the_time_in_a_column_of_its_own(v1, believe, stored):
    v1.columns.insert(18, "posted-date-time")
    for row in v1.rows[1:]:
        row["posted-date-time"], row["posted-date"] = row["posted-date"], row["posted-date"][:10]
    line = stored(believe(v1.text))[0]
    assert line["posted_at"] == datetime(2025, 3, 2, 10, 20, 30)  # noqa: DTZ001
    assert line["quantity"] == 2


def test_any_order_of_columns_says_the_same(v1, believe, stored):
    as_written = stored(believe(v1.text))
    v1.columns.reverse()
    assert stored(believe(v1.text)) == as_written


@pytest.mark.parametrize("name", LAYOUT.required)
def test_a_missing_column_is_named(v1, refuse, name):
    v1.columns.remove(name)
    (finding,) = refuse(v1.text).findings
    assert (finding.code, finding.where) == ("missing-columns", "line 1")
    assert f" {name}," in finding.what


def test_an_unknown_column_is_told_and_one_of_amounts_with_values_is_refused(v1, believe, refuse):
    v1.columns += ["colour", "regulatory-fee-amount"]
    assert [finding.code for finding in believe(v1.text).findings] == ["unknown-columns"]
    v1.set(5, "regulatory-fee-amount", "0.50").set(11, "regulatory-fee-amount", "1")
    findings = refuse(v1.text).findings
    assert [(finding.code, finding.where) for finding in findings] == [
        ("unknown-amount", "line 5, column 'regulatory-fee-amount'"),
        ("unknown-amount", "line 11, column 'regulatory-fee-amount'"),
    ]
    assert "'0.50'" in findings[0].what


@pytest.mark.parametrize(("column", "amount_type", "_"), AMOUNTS)
def test_each_column_of_amounts_is_counted(v1, believe, column, amount_type, _):
    v1.rows.append(ORDER | {column: "1.00"})
    file = believe(v1.set(2, "total-amount", "171.06").text)
    (kind,) = [kind for kind in file.kinds if kind.amount_description == ""]
    assert (kind.transaction_type, kind.amount_type, kind.total) == ("Order", amount_type, Decimal("1.00"))


def test_the_quantity_goes_to_the_lines_of_its_item_alone(v1, believe, stored):
    v1.rows.append(ORDER | {"order-item-code": "70000000000002", "price-type": "Principal", "price-amount": "0.00"})
    lines = stored(believe(v1.text))
    assert [line["quantity"] for line in lines] == [2, 2, 2, 2, None, None, None, 1, None, None]


def test_two_rows_of_quantity_of_one_item_add_up(v1, believe, stored):
    v1.rows.insert(2, ORDER | {"quantity-purchased": "1"})
    assert stored(believe(v1.text))[0]["quantity"] == 3


def test_a_quantity_without_an_amount_is_told(v1, believe):
    v1.rows.append(ORDER | {"order-item-code": "7", "quantity-purchased": "1"})
    v1.rows.append(ORDER | {"order-item-code": "8"})
    notes = believe(v1.text).findings
    assert [(note.code, note.where, note.blocks) for note in notes] == [
        ("no-amount", "line 13", False),
        ("units-alone", "line 12", False),
    ]


def test_a_described_amount_that_is_empty_is_refused(v1, refuse):
    (finding,) = refuse(v1.set(5, "item-related-fee-amount", "").text).findings
    assert (finding.code, finding.where) == ("amount", "line 5, column item-related-fee-amount")
    assert "it is empty" in finding.what


@pytest.mark.parametrize("text", [text for text in NO_AMOUNTS if text.strip()])
def test_an_amount_that_is_none(v1, refuse, text):
    (finding,) = refuse(v1.set(9, "other-fee-amount", text).text).findings
    assert (finding.code, finding.where) == ("amount", "line 9, column other-fee-amount")
    assert NO_AMOUNTS[text] in finding.what


@pytest.mark.parametrize("text", [text for text in NO_DATES if text == text.strip()])
@pytest.mark.parametrize("line", [3, 8])
def test_a_date_that_is_none_in_any_row(v1, refuse, text, line):
    (finding,) = refuse(v1.set(line, "posted-date", text).text).findings
    assert (finding.code, finding.where) == ("date", f"line {line}, column posted-date")


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2025-03-02T23:30:00-07:00", datetime(2025, 3, 3, 6, 30)),  # noqa: DTZ001
        ("2025-03-02T01:00:00+05:30", datetime(2025, 3, 1, 19, 30)),  # noqa: DTZ001
        ("2025-03-30T02:30:00+01:00", datetime(2025, 3, 30, 1, 30)),  # noqa: DTZ001
        ("2025-03-02T10:20:30Z", datetime(2025, 3, 2, 10, 20, 30)),  # noqa: DTZ001
        ("2025-03-02 10:20:30 UTC", datetime(2025, 3, 2, 10, 20, 30)),  # noqa: DTZ001
        ("  2025-03-02T10:20:30+00:00  ", datetime(2025, 3, 2, 10, 20, 30)),  # noqa: DTZ001
    ],
)
def test_a_moment_in_another_zone_is_brought_to_utc(v1, believe, stored, written, at):
    line = stored(believe(v1.set(4, "posted-date", written).text))[0]
    assert (line["posted_at"], line["posted_date"]) == (at, at.date())


def test_a_total_that_is_off_by_a_cent_is_refused(v1, refuse):
    (finding,) = refuse(v1.set(2, "total-amount", "170.07").text).findings
    assert (finding.code, finding.where, finding.amount) == ("total", "line 2, column total-amount", Decimal("-0.01"))


@pytest.mark.parametrize("line", [3, 4, 11])
def test_a_row_of_another_settlement_is_refused(v1, refuse, line):
    findings = refuse(v1.set(line, "settlement-id", "11000000002").text).findings
    assert [(finding.code, finding.where) for finding in findings] == [("two-settlements", f"line {line}, column settlement-id")]


def test_a_quantity_that_is_none_in_a_row_of_its_own(v1, refuse):
    (finding,) = refuse(v1.set(3, "quantity-purchased", "1.5").text).findings
    assert (finding.code, finding.where) == ("quantity", "line 3, column quantity-purchased")


def test_quantities_that_add_up_to_the_impossible(v1, refuse):
    v1.rows[1:1] = [ORDER | {"quantity-purchased": "999999999"}] * 3
    (finding,) = refuse(v1.text).findings
    assert (finding.code, finding.where) == ("quantity", "line 3, column quantity-purchased")


def test_an_amount_in_the_totals_row_is_refused(v1, refuse):
    (finding,) = refuse(v1.set(2, "price-amount", "0.00").set(2, "other-amount", "1.00").text).findings
    assert (finding.code, finding.where) == ("misplaced-cell", "line 2, column price-amount")


@pytest.mark.parametrize("currency", ["", "usd", "US$"])
def test_a_currency_that_is_none(v1, refuse, currency):
    assert codes(refuse(v1.set(2, "currency", currency).text)) == ["currency"]


def test_padded_cells_and_blank_lines_as_amazon_leaves_them(v1, believe, stored):
    as_written = stored(believe(v1.text))
    lines = v1.lines
    lines[8] += "\n"
    lines[10] += "    \n"
    file = believe("\n".join(lines) + "\n")
    assert file.findings == ()
    padded = stored(file)
    assert [line["line_no"] for line in padded] == [4, 5, 6, 7, 8, 9, 9, 11, 12]
    assert [line | {"line_no": 0} for line in padded] == [line | {"line_no": 0} for line in as_written]


def test_parts_of_a_file_alone(v1, refuse):
    lines = v1.lines
    assert codes(refuse("")) == ["empty"]
    assert codes(refuse(lines[0] + "\n")) == ["no-lines"]
    assert codes(refuse("\n".join(lines[:2]) + "\n")) == ["no-lines"]
    assert codes(refuse("\n".join([lines[0], *lines[2:]]) + "\n")) == ["no-totals-row"]
    assert "several-totals-rows" in codes(refuse(v1.text + "\n".join(lines[1:]) + "\n"))
    assert "two-settlements" in codes(refuse(v1.text + v1.text))


def test_every_prefix_is_refused(v1, believe, refuse):
    v1.rows[2:-1] = []
    whole = v1.set(2, "total-amount", "-12.50").text.encode()
    assert whole.endswith(b"-12.50\n")
    for length in range(len(whole) - 2):
        refuse(whole[:length])
    for same_amount in (whole[:-1], whole[:-2]):
        file = believe(same_amount)
        assert (file.sum, file.line_count) == (Decimal("-12.50"), 1)
        assert [note.code for note in file.findings] == ["open-end", "units-alone"]


def test_a_larger_file_cut_anywhere_is_refused(v1, refuse):
    v1.rows[1:] = v1.rows[1:] * 60
    whole = v1.set(2, "total-amount", "10203.60").text.encode()
    for length in Random(7).sample(range(len(whole) - 2), 40):
        refuse(whole[:length])


def test_legal_repeats_survive(v1, believe):
    v1.rows += [v1.rows[-1], v1.rows[-1]]
    assert believe(v1.set(2, "total-amount", "145.06").text).line_count == 11


@pytest.mark.parametrize("text", ["=1+1", '5" pipe', "'; DROP TABLE line; --", "<script>", "\x1b[31m", "a\u202eb", "caf\u00e9 \u6f22"])
@pytest.mark.parametrize("column", ["sku", "order-id", "transaction-type", "price-type"])
def test_texts_are_stored_as_they_are(v1, believe, stored, column, text):
    line = stored(believe(v1.set(4, column, text).text))[0]
    assert text in line.values()


def test_the_columns_are_those_that_amazon_lists():
    assert set(COLUMNS_V1) | {"posted-date-time"} == LAYOUT.known
    assert set(DATA) < LAYOUT.known
