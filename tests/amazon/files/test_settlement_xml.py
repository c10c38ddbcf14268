"""XML: every amount of every known event is a line, named as V2 names it; all else is refused in words."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random

import pytest

from tests.amazon.files.test_settlement_v2 import AMOUNTS as NO_AMOUNTS
from tests.amazon.files.test_settlement_v2 import DATES as NO_DATES
from tests.amazon.files.writers import EVENTS, amount, element, part, settlement_data, xml
from workbench.amazon.files import encoding, settlement_xml, xml_events
from workbench.amazon.files.xml_events import EVENTS as KNOWN_EVENTS
from workbench.amazon.files.xml_events import MONEY

TRUTH = Decimal("170.06")
NOON = element("PostedDate", "2025-03-10T12:00:00+00:00")


@pytest.fixture
def reader():
    return settlement_xml.read


def codes(refused):
    return [finding.code for finding in refused.findings]


def kinds(file):
    return [(kind.transaction_type, kind.amount_type, kind.amount_description, kind.total) for kind in file.kinds]


def one(event, total):
    """A report of one event."""
    return xml(settlement_data(total), event)


def test_a_small_report(believe, stored):
    file = believe(xml())
    assert (file.format, file.settlement_id, file.currency) == ("settlement-xml", "11000000001", "USD")
    assert (file.total, file.sum, file.line_count, file.findings) == (TRUTH, TRUTH, 9, ())
    assert file.deposit_date == datetime(2025, 3, 17, 8, 0, 1, tzinfo=UTC)
    lines = stored(file)
    assert [(line["transaction_type"], line["amount_type"], line["amount_description"], str(line["amount"])) for line in lines] == [
        ("Order", "ItemPrice", "Principal", "240.00"),
        ("Order", "ItemFees", "Commission", "-36.00"),
        ("Order", "ItemWithheldTax", "MarketplaceFacilitatorTax-Principal", "-1.00"),
        ("Order", "Promotion", "Shipping", "-4.19"),
        ("Refund", "ItemPrice", "Principal", "-4.00"),
        ("ServiceFee", "Cost of Advertising", "TransactionTotalAmount", "-20.00"),
        ("ServiceFee", "other-fee", "TaxAmount", "-2.50"),
        ("other-transaction", "FBA Inventory Reimbursement", "WAREHOUSE_DAMAGE", "10.25"),
        ("other-transaction", "other-transaction", "Current Reserve Amount", "-12.50"),
    ]
    assert lines[3] | {"line_no": 0} == {
        "line_no": 0,
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
        "posted_at": datetime(2025, 3, 2, 10, 20, 30),  # noqa: DTZ001 (TIMESTAMP in UTC)
        "posted_date": date(2025, 3, 2),
        "order_item_code": "70000000000001",
        "sku": "LAMP-1",
        "quantity": 2,
        "promotion_id": "Free Ship",
    }
    assert lines[4]["adjustment_id"] == "amzn1:crow:a+b/c"
    assert (lines[7]["sku"], lines[7]["quantity"]) == ("LAMP-1", 1)


def test_line_numbers_are_those_of_the_file(believe, stored):
    written = xml().split("\n")
    for line in stored(believe(xml())):
        assert f">{line['amount']}<" in written[line["line_no"] - 1]


def nested(path, value):
    """An amount at the end of this path, described as X."""
    *around, leaf = path.split("/")
    inside = element("Type", "X") + amount(value, leaf)
    for name in reversed(around):
        inside = element(name, inside)
    return inside


@pytest.mark.parametrize("end", MONEY)
@pytest.mark.parametrize("event", KNOWN_EVENTS)
def test_every_known_money_in_every_known_event_is_a_line(believe, event, end):
    first = end.split("/")[0]
    if first in KNOWN_EVENTS:
        text = one(nested(end, "7.01").replace(f"<{first}>", f"<{first}>{NOON}", 1), "7.01")
    else:
        text = one(element(event, NOON, nested(end, "7.01")), "7.01")
    (kind,) = believe(text).kinds
    assert kind.total == Decimal("7.01")
    assert kind.transaction_type
    assert kind.amount_type


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("Chargeback", "Chargeback Refund"),
        ("GuaranteeClaim", "A-to-z Guarantee Refund"),
        ("Adjustment", "Refund"),
        ("RetrochargeReversal", "Refund_Retrocharge"),
        ("MiscEvent", "MiscEvent"),
    ],
)
def test_events_have_the_transaction_types_of_v2(believe, event, expected):
    inside = element("AdjustedItem", element("ItemFeeAdjustments", part("Fee", "Commission", "1.00")))
    assert kinds(believe(one(element(event, NOON, inside), "1.00"))) == [(expected, "ItemFees", "Commission", Decimal("1.00"))]


def test_parts_that_do_not_sum_to_the_whole_do_not_stand_for_it(believe):
    bill = (NOON, amount("-5.00", "BaseAmount"), amount("-1.00", "TaxAmount"), amount("-7.00", "TransactionAmount"))
    (kind,) = believe(one(element("AdvertisingTransactionDetails", *bill), "-7.00")).kinds
    assert (kind.amount_type, kind.total) == ("Cost of Advertising", Decimal("-7.00"))


@pytest.mark.parametrize(
    ("event", "place"),
    [
        (element("Order", NOON, amount("5.00", "SurpriseAmount")), "'SettlementReport/Order/SurpriseAmount'"),
        (element("Order", NOON, element("Surprise", "5.00", currency="USD")), "'SettlementReport/Order/Surprise'"),
        (element("BrandNewEvent", NOON, element("ItemFees", part("Fee", "X", "5.00"))), "'ItemFees/Fee/Amount'"),
        (amount("5.00"), "'Message/SettlementReport/Amount'"),
        (element("Order", NOON, element("Amount", "5.00", element("Odd"), currency="USD")), "'SettlementReport/Order/Amount'"),
    ],
)
def test_money_that_is_not_understood_is_refused_by_name(refuse, event, place):
    (finding,) = refuse(one(event, "5.00")).findings
    assert finding.code == "unknown-amount"
    assert finding.where.endswith(f", element {place}")
    assert "'5.00'" in finding.what


def test_money_outside_the_report_is_refused(refuse):
    text = xml().replace("<MessageType>", element("Bonus", "1.00", currency="USD") + "<MessageType>")
    assert codes(refuse(text)) == ["unknown-amount"]


@pytest.mark.parametrize("other", ['currency="CAD"', 'currency=""', ""])
def test_one_currency(refuse, other):
    (finding,) = refuse(xml().replace('currency="USD">-36.00', f"{other}>-36.00")).findings
    assert finding.code == "currency"
    assert finding.where.endswith("element ItemFees/Fee/Amount")


def test_a_total_that_is_off_by_a_cent_is_refused(refuse):
    (finding,) = refuse(xml(settlement_data("170.05"), *EVENTS)).findings
    assert (finding.code, finding.amount) == ("total", Decimal("0.01"))
    assert finding.where.endswith(", element TotalAmount")


@pytest.mark.parametrize("text", [text for text in NO_AMOUNTS if text.strip()])
def test_an_amount_that_is_none(refuse, text):
    (finding,) = refuse(xml().replace("-12.50", text)).findings
    assert finding.code == "amount"
    assert finding.where.endswith("element OtherTransaction/Amount")
    assert NO_AMOUNTS[text] in finding.what


@pytest.mark.parametrize("text", ["-", "x"])
@pytest.mark.parametrize("whole_or_part", ["-20.00", "-2.50", "-22.50"])
def test_an_unreadable_whole_or_part_is_refused(refuse, whole_or_part, text):
    assert set(codes(refuse(xml().replace(f">{whole_or_part}<", f">{text}<")))) == {"amount"}


@pytest.mark.parametrize("text", ["", *(text for text in NO_DATES if text == text.strip())])
@pytest.mark.parametrize("name", ["StartDate", "EndDate", "DepositDate", "PostedDate"])
def test_a_date_that_is_none(refuse, name, text):
    written = xml()
    start = written.index(f"<{name}>") + len(name) + 2
    findings = refuse(written[:start] + text + written[written.index("<", start) :]).findings
    assert {(finding.code, finding.where.rpartition(" ")[2]) for finding in findings} == {("date", name)}


@pytest.mark.parametrize("text", ["", "x", "1.5"])
def test_a_settlement_id_that_is_none(refuse, text):
    (finding,) = refuse(xml(settlement_data(settlement_id=text), *EVENTS)).findings
    assert finding.code == "settlement-id"
    assert finding.where.endswith("element AmazonSettlementID")


def test_a_quantity_that_is_none(refuse):
    assert set(codes(refuse(xml().replace("<Quantity>2<", "<Quantity>two<")))) == {"quantity"}


def test_two_texts_in_one_place(refuse):
    assert codes(refuse(xml().replace("<SKU>LAMP-1</SKU>", "<SKU>LAMP-1</SKU><SKU>LAMP-2</SKU>", 1))) == ["duplicate-column"]


def test_the_data_of_the_settlement(refuse):
    assert codes(refuse(xml(*EVENTS)))[0] == "no-totals-row"
    assert codes(refuse(xml(element("Nothing")))) == ["no-totals-row"]
    assert codes(refuse(xml(EVENTS[4], settlement_data("-12.50")))) == ["no-totals-row"]
    assert codes(refuse(xml(settlement_data("0.00")))) == ["no-lines"]
    assert "several-totals-rows" in codes(refuse(xml(settlement_data(), *EVENTS, settlement_data(), *EVENTS)))
    assert codes(refuse(xml(settlement_data(""), *EVENTS))) == ["no-totals-row"]


HOSTILE = {
    "document type": '<?xml version="1.0"?><!DOCTYPE AmazonEnvelope>\n',
    "external document type": '<!DOCTYPE AmazonEnvelope SYSTEM "file:///etc/passwd">\n',
    "entity": '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">]>\n',
    "entity bomb": "<!DOCTYPE a [" + '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    ) + "]>\n",
    "external entity": '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n',
    "parameter entity": '<!DOCTYPE a [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]>\n',
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_no_document_type_and_no_entity(refuse, case):
    assert codes(refuse(xml(before=HOSTILE[case]))) == ["document-type"]


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda text: text.replace("LAMP-1", "&nothing;", 1), "xml"),
        (lambda text: text + text, "xml"),
        (lambda text: text + "x", "xml"),
        (lambda text: text.replace("</Order>", "", 1), "xml"),
        (lambda text: text.replace("LAMP-1", "A & B", 1), "xml"),
        (lambda text: text.replace("LAMP", "LA\0MP", 1), "binary"),
        (lambda text: "<a>" * 10_000 + "</a>" * 10_000, "not-a-report"),
        (lambda text: text.replace("<Order>", "<a>" * 10_000 + "</a>" * 10_000 + "<Order>"), "levels"),
        (lambda text: text.replace("LAMP-1", "x" * 70_000, 1), "long-line"),
        (lambda text: text.replace("<Order>", f'<Order note="{"x" * 400_000}">'), "long-line"),
        (lambda text: text.replace("AmazonEnvelope", "Envelope"), "not-a-report"),
        (lambda text: text.replace('encoding="UTF-8"', 'encoding="UTF-7"'), "encoding"),
        (lambda text: "\ufeff" + text.replace("LAMP", "LA\u0081MP"), "utf-8"),
        (lambda text: "<html><body>Sign in</body></html>", "not-a-report"),
        (lambda text: '{"error": "denied"}', "xml"),
        (lambda text: "%PDF-1.7", "xml"),
        (lambda text: "", "empty"),
        (lambda text: "  \n", "xml"),
    ],
)
def test_what_is_no_plain_xml_is_refused(refuse, believe, damage, code):
    if code == "utf-8":
        assert believe(damage(xml())).findings == ()
    else:
        assert codes(refuse(damage(xml()))) == [code]


@pytest.mark.parametrize(
    ("codec", "declared", "noted"),
    [
        ("utf-8", "UTF-8", False),
        ("utf-8-sig", "UTF-8", False),
        ("utf-16", "UTF-16", True),
        ("cp1252", "ISO-8859-1", True),
        ("cp1252", "windows-1252", True),
        ("cp1252", "UTF-8", True),
    ],
)
def test_encodings(believe, stored, codec, declared, noted):
    text = xml(before=f'<?xml version="1.0" encoding="{declared}"?>\n').replace("LAMP-1", "CAF\u00c9")
    if declared == "UTF-16":
        text = xml(before="").replace("LAMP-1", "CAF\u00c9")
    file = believe(text.encode(codec))
    assert stored(file)[0]["sku"] == "CAF\u00c9"
    assert [finding.code for finding in file.findings] == ["encoding"] * noted


def test_control_characters_are_taken_out_and_told(believe, stored):
    file = believe(xml().replace("LAMP-1", "LA\x01M\x7fP-1", 1))
    assert stored(file)[0]["sku"] == "LAMP-1"
    (note,) = file.findings
    assert (note.code, note.blocks) == ("control-characters", False)
    assert note.what.startswith("2 control characters were")


def test_texts_are_stored_as_they_are(believe, stored):
    for text in ("=1+1", "'; DROP TABLE line; --", "a\u202eb", "caf\u00e9 \u6f22", "&lt;script&gt;", "5&quot; pipe", "\u2028"):
        lines = stored(believe(xml().replace("LAMP-1", text, 1)))
        assert lines[0]["sku"] == text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')


def test_comments_prefixes_and_white_space_say_nothing(believe, stored):
    as_written = stored(believe(xml()))
    text = xml().replace("<Order>", "<!-- <Amount currency='USD'>1</Amount> --><Order>")
    text = text.replace(">240.00<", ">  240.00\t<").replace("\n", "\r\n").replace("<MessageType>", '<MessageType xmlns:x="urn:x">')
    assert stored(believe(text)) == as_written


def test_every_prefix_is_refused(refuse, believe):
    whole = xml(settlement_data("-12.50"), EVENTS[4]).encode()
    for length in range(len(whole) - 1):
        refuse(whole[:length])
    assert believe(whole[:-1]).sum == Decimal("-12.50")


def test_a_larger_file_cut_anywhere_is_refused(refuse):
    whole = xml(settlement_data("10203.60"), *(EVENTS * 60)).encode()
    for length in Random(7).sample(range(len(whole) - 1), 20):
        refuse(whole[:length])


def test_memory_does_not_grow_with_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(encoding, "BLOCK", 16 * 1024)
    peaks = []
    for times in (50, 150):
        raw = tmp_path / f"{times}.xml"
        raw.write_text(xml(settlement_data(), *(EVENTS[:2] * times)))
        assert raw.stat().st_size > 4 * encoding.BLOCK
        tracemalloc.start()
        settlement_xml.copy(raw, tmp_path)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.1 * peaks[0]


def test_an_event_without_end_is_refused(refuse, monkeypatch):
    monkeypatch.setattr(xml_events, "MOST_LINES", 3)
    assert codes(refuse(xml())) == ["kinds"]
