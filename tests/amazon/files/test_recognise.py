"""Recognition by content: Amazon's reports by their headers, and a sentence for everything else."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from tests.amazon.files.transactions_writer import LOCALES, Written
from workbench.amazon.files.recognise import HEAD, recognise
from workbench.amazon.files.refusal import RefusedFile

REAL = Path(__file__).parents[4] / "shared" / "realdata"


@pytest.mark.skipif(not REAL.is_dir(), reason=f"the real reports are not at {REAL}")
@pytest.mark.parametrize(
    ("folder", "kind"),
    [("settlement-v2", "settlement-v2"), ("settlement-v1", "settlement-v1"), ("transactions-csv", "transactions")],
)
def test_real_reports(folder, kind):
    heads = [path.read_bytes()[:HEAD] for path in (REAL / folder).iterdir()]
    assert len(heads) > 2
    assert {recognise(head) for head in heads} == {kind}


@pytest.mark.parametrize("codec", ["ascii", "utf-8-sig", "utf-16"])
def test_a_settlement_report_in_any_encoding(report, codec):
    assert recognise(report.text.encode(codec)) == "settlement-v2"


@pytest.mark.parametrize("missing", ["settlement-id", "amount", "sku", "amount-type"])
def test_a_report_with_a_column_missing_is_still_recognised(report, missing):
    report.columns.remove(missing)
    assert recognise(report.text.encode()) == "settlement-v2"


@pytest.mark.parametrize("name", LOCALES)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("with_above", [True, False])
def test_a_report_of_transactions_in_any_language(name, delimiter, with_above):
    report = Written(LOCALES[name], [], delimiter=delimiter, with_above=with_above)
    assert recognise(report.content()) == "transactions"
    assert recognise(report.text().encode("utf-16")) == "transactions"
    line_in_half = report.content() + b'"half a line \xe3\x81'
    assert recognise(line_in_half) == "transactions"


def test_the_report_of_deferred_transactions():
    titles = "ReportType,date/time,settlement-id,type,order-id,sku,description,quantity,store,product-sales,other,total"
    assert recognise(titles.encode()) == "deferred"
    assert recognise(titles.removeprefix("ReportType,").encode()) == "transactions"


def test_a_report_of_transactions_below_a_long_explanation():
    titles = Written(LOCALES["US"], []).text()
    assert recognise(("a line\n" * 35 + titles).encode()) == "transactions"
    with pytest.raises(RefusedFile, match="no report known here"):
        recognise(("a line\n" * 60 + titles).encode())


def test_a_settlement_in_xml():
    text = "<?xml version='1.0'?><AmazonEnvelope><Message><SettlementReport>"
    assert recognise(text.encode()) == "settlement-xml"


def archive():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as members:
        members.writestr("xl/workbook.xml", "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"", "nothing at all"),
        (b"\xef\xbb\xbf \r\n\t\n", "nothing at all"),
        (b"\0" * 100, "nothing at all"),
        (b"<!DOCTYPE html><html><title>Amazon Sign-In</title>", "sign-in page"),
        (b"\r\n  <HTML><body>Error", "HTML page"),
        (b"<?xml version='1.0'?><Error><Code>AccessDenied</Code>", "expired link"),
        (b"<?xml version='1.0'?><rss/>", "XML document"),
        (b'{"errors": [{"code": "Unauthorized"}]}', "JSON"),
        (b"[]", "JSON"),
        (archive(), "Excel workbook"),
        (gzip.compress(b"settlement-id", mtime=0), "gzip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"ab\0cd", "zero bytes"),
        (b"hello world", "no report known here. Its first line is 'hello world'"),
        (b"order-id\tpurchase-date\tsku\n1\t2\t3\n", "no report known here"),
        (b"11000000001\t\t\t\t\t\tOrder\n", "table without a header"),
    ],
)
def test_other_files_are_refused_in_words(head, words):
    with pytest.raises(RefusedFile) as caught:
        recognise(head)
    assert words in caught.value.what
    assert len(caught.value.next) > 20


@pytest.mark.parametrize(("delimiter", "word"), [(",", "commas"), (";", "semicolons"), ("|", "bars")])
def test_a_settlement_report_with_other_delimiters(report, delimiter, word):
    with pytest.raises(RefusedFile, match=word):
        recognise(report.text.replace("\t", delimiter).encode())


@pytest.mark.parametrize("length", range(0, 400, 7))
def test_any_head_is_recognised_or_refused(report, length):
    try:
        assert recognise(report.text.encode()[:length]) == "settlement-v2"
    except RefusedFile:
        assert length < 300
