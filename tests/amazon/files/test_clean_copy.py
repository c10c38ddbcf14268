"""The clean copy: every encoding and line end a report may come in, and what is refused before DuckDB sees it."""

from __future__ import annotations

import pytest

from workbench.amazon.files import encoding
from workbench.amazon.files.clean_copy import LONGEST_LINE, make, whole_lines
from workbench.amazon.files.columns import SETTLEMENT_V2
from workbench.amazon.files.refusal import RefusedFile


def rows(file):
    return file.clean.read_text(encoding="utf-8").split("\n")[:-1]


@pytest.fixture
def plain(report, believe):
    """The clean copy of the report as Amazon writes it."""
    return rows(believe(report.text))


@pytest.mark.parametrize(
    "written",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.replace("\n", "\r\n", 3).encode(),
        lambda text: (text + "\n\n \n\t\t\n").encode(),
        lambda text: (text + "\r\n\r\n").encode(),
        lambda text: (text + "   ").encode(),
    ],
    ids=["byte order mark", "CRLF", "CR", "mixed", "blank lines at the end", "CRLF at the end", "blanks at the end"],
)
def test_what_is_folded_without_a_word(report, believe, plain, written):
    file = believe(written(report.text))
    assert rows(file) == plain == report.lines[1:]
    assert file.findings == ()


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_with_its_mark(report, believe, plain, codec):
    mark = {"utf-16": "", "utf-16-le": "\ufeff", "utf-16-be": "\ufeff"}[codec]
    file = believe((mark + report.text).encode(codec))
    assert rows(file) == plain
    assert [(finding.code, finding.blocks) for finding in file.findings] == [("encoding", False)]


@pytest.mark.parametrize(
    ("codec", "currency", "sku"),
    [
        ("cp1252", "USD", "Caf\u00e9 \u20ac"),
        ("cp932", "JPY", "\u30e9\u30f3"),
        ("utf-8", "JPY", "\u30e9\u30f3\u30d7"),
    ],
)
def test_the_code_page_follows_the_marketplace(report, believe, codec, currency, sku):
    for line, amount in enumerate(["81", "0", "0", "0", "0"], 3):
        report.set(line, "amount", amount)
    report.set(2, "total-amount", "81").set(2, "currency", currency).set(3, "sku", sku)
    file = believe(report.text.encode(codec))
    assert rows(file) == report.lines[1:]
    assert [finding.what for finding in file.findings if codec not in finding.what] == []
    assert len(file.findings) == (codec != "utf-8")


@pytest.mark.parametrize(
    ("damage", "code", "where"),
    [
        (lambda text: text.replace("LAMP", "LA\0MP", 1).encode(), "binary", "line 3"),
        (lambda text: text.encode("utf-16-le"), "binary", "line 1"),
        (lambda text: text.encode("utf-32"), "encoding", ""),
        (lambda text: text.encode("utf-16") + b"x", "encoding", ""),
        (lambda text: text.replace("LAMP", "LA\u0081MP", 1).encode("latin-1"), "encoding", ""),
        (lambda text: text.replace("LAMP", "LA\rMP", 2).encode(), "line-end", "line 3"),
        (lambda text: text.replace("\n", "\n\n", 3).encode(), "blank-line", "line 2"),
        (lambda text: text.replace("\n", "\r\n\r\n").encode(), "blank-line", "line 2"),
        (lambda text: text[:-1].replace("\n", "\n \n").encode(), "blank-line", "line 2"),
        (lambda text: text.replace("LAMP", "LA\tMP", 1).encode(), "too-many-columns", "line 3"),
        (lambda text: text.replace("LAMP", "LA\nMP", 1).encode(), "settlement", "line 4, column settlement-id"),
    ],
    ids=[
        "zero byte",
        "UTF-16 without its mark",
        "UTF-32",
        "half a character",
        "no cp1252",
        "CR in a cell",
        "blank lines",
        "double CRLF",
        "lines of blanks",
        "tab in a cell",
        "LF in a cell",
    ],
)
def test_what_is_refused(report, refuse, damage, code, where):
    first = refuse(damage(report.text)).findings[0]
    if code == "settlement":
        assert first.code == "two-settlements"
    else:
        assert (first.code, first.where) == (code, where)


def test_rows_may_lack_tabs_at_their_end_only(report, believe, refuse, stored):
    as_written = stored(believe(report.text))
    trimmed = "".join(line.rstrip("\t") + "\n" for line in report.lines)
    file = believe(trimmed)
    assert stored(file) == as_written
    (note,) = file.findings
    assert (note.code, note.where, note.blocks) == ("short-lines", "line 2", False)
    assert note.what.startswith("5 lines have fewer columns")
    refused = refuse(report.text + "11000000001\t\t\t\t\t\tOrder\n")
    assert [finding.where for finding in refused.findings] == ["line 8, column amount", "line 8, column posted-date"]


def test_liquidations_rows_lack_the_last_tab_as_amazon_writes_them(report, believe):
    report.rows[5] |= {"transaction-type": "Liquidations"}
    short = report.text.removesuffix("\t\n") + "\n"
    assert short.count("\t") == report.text.count("\t") - 1
    assert believe(short).findings == ()
    report.rows[5] |= {"transaction-type": "Order"}
    assert [note.code for note in believe(report.text.removesuffix("\t\n") + "\n").findings] == ["short-lines"]


def test_uneven_rows_that_even_out_in_sum_are_seen(report, refuse):
    lines = report.lines
    lines[3], lines[4] = lines[3].removesuffix("\t"), lines[4] + "\t"
    (finding,) = refuse("\n".join(lines) + "\n").findings
    assert (finding.code, finding.where) == ("too-many-columns", "line 5")


def test_line_numbers_hold_in_a_file_of_many_blocks(report, believe, refuse, stored):
    report.repeat(1000).set(3, "sku", "\u6f22" * 1000)  # from here on, characters of three bytes lie across the ends of blocks
    text = report.text.replace("\n", "\r\n")
    assert len(text) > 2 * encoding.BLOCK
    lines = stored(believe(text))
    assert [line["line_no"] for line in lines] == list(range(3, 5003))
    assert refuse(report.set(4900, "amount", "x").text).findings[0].where == "line 4900, column amount"
    cut = text.split("\r\n")
    cut[4799] += "\t"
    assert refuse("\r\n".join(cut)).findings[0].where == "line 4800"
    cut[4799] = "LA\rMP"
    assert refuse("\r\n".join(cut)).findings[0].where == "line 4800"


def test_whole_lines_are_cut_after_a_line_end():
    assert list(whole_lines([b"a\nb", b"c\n", b"", b"d"])) == [b"a\n", b"bc\n", b"d"]
    assert list(whole_lines([b"a\rb", b"c\rd"])) == [b"a\n", b"bc\n", b"d"]
    assert list(whole_lines([b"x" * LONGEST_LINE, b"\n"])) == [b"x" * LONGEST_LINE + b"\n"]
    with pytest.raises(RefusedFile, match="longer than"):
        list(whole_lines([b"x" * LONGEST_LINE, b"x\n"]))


def test_nothing_is_left_when_the_disk_says_no(report, tmp_path):
    raw = tmp_path / "raw"
    raw.write_text(report.text)
    with pytest.raises(FileNotFoundError):
        make(raw, tmp_path / "no such folder", SETTLEMENT_V2)
