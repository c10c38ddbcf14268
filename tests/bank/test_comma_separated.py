"""A bank's CSV: read to the cent by what was said of it, or refused whole with line, column and what to do."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bank.statements import CSV, PLAIN, TWO, csv_of
from workbench.bank import cells, comma_separated, layout
from workbench.bank.refusal import RefusedStatement
from workbench.errors import Refused
from workbench.money import from_cents


def read(data: str | bytes, said: layout.Layout = PLAIN) -> comma_separated.Statement:
    return comma_separated.read(data if isinstance(data, bytes) else data.encode(), said)


def refused(data: str | bytes, said: layout.Layout = PLAIN) -> RefusedStatement:
    with pytest.raises(RefusedStatement) as caught:
        read(data, said)
    assert all(f.what and f.next and f.code for f in caught.value.findings)
    return caught.value


def test_a_statement_is_read_as_it_was_said() -> None:
    first, second = read(CSV).lines
    assert (first.line_no, first.date, first.amount, first.description, first.reference) == (2, date(2026, 9, 21), Decimal("1556.04"),
                                                                                           "AMZN EDI PYMT", "T1")  # fmt: skip
    assert (second.line_no, second.amount, second.description) == (3, Decimal("-900.00"), "RENT, SEPTEMBER")


@pytest.mark.parametrize("data", [CSV.encode("utf-8-sig"), CSV.encode("utf-16"), CSV.replace("\n", "\r\n").encode(),
                                  CSV.replace("RENT", "LOYER PAYÉ").encode("cp1252"), CSV.encode() + b"\n,,,\n"])  # fmt: skip
def test_encodings_line_ends_and_blank_rows_change_no_amount(data: bytes) -> None:
    assert [line.amount for line in read(data).lines] == [Decimal("1556.04"), Decimal("-900.00")]


def test_what_is_not_utf_8_is_told() -> None:
    (note,) = read(CSV.replace("RENT", "LOYER PAYÉ").encode("cp1252")).findings
    assert (note.code, note.blocks) == ("encoding", False)
    assert "cp1252" in note.what


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "empty", "empty"),
        (b"\xef\xbb\xbf\r\n \n", "empty", "empty"),
        (b"Date,Description,Amount,Ref\n", "no-lines", "no line under it"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "html", "HTML page"),
        (b"\n<html>", "html", "HTML page"),
        (b"PK\x03\x04rest", "not-a-statement", "Excel workbook"),
        (b"%PDF-1.7", "not-a-statement", "PDF"),
        (b"2026-09-21,AMZN,1.00,T1\n2026-09-22,AMZN,1.00,T1\n", "no-header", "no table"),
        (b"hello\nworld\n", "no-header", "no table"),
        (b"Day,Words,Sum,Ref\n2026-09-21,AMZN,1.00,T1\n", "columns", "not those of the layout"),
        (b"Date,Description,Amount,Ref\n2026-09-21,AMZN,1.00\n", "width", "3 cells"),
        (b"Date,Description,Amount,Ref\n2026-09-21,AMZN,1.00,T,more\n", "width", "5 cells"),
        (b'Date,Description,Amount,Ref\n2026-09-21,"AMZN,1.00,T1\n2026-09-22,x,1.00,\n', "quotes", "quotation mark"),
        (b"Date,Description,Amount,Ref\n2026-09-21,AM\0ZN,1.00,T1\n", "binary", "zero character"),
        (CSV.encode("utf-16-le"), "binary", "zero character"),
        (b"Date,Description,Amount,Ref\n2026-09-21,\x81,1.00,T1\n", "encoding", "no text"),
    ],
)
def test_a_broken_file_is_refused_whole_in_words(data: bytes, code: str, words: str) -> None:
    refusal = refused(data)
    assert refusal.findings[0].code == code
    assert words in str(refusal)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1.005", "smaller than a hundredth"), ("1.234,56", "decimal mark is ','"), ("1,23", "decimal mark is ','"), ("", "empty"),
        ("1e3", "scientific"), ("(12.00)", "brackets"), ("12.00-", "minus stands at the end"), ("\u221212.00", "dash"),
        ("$12.00", "currency sign"), ("NaN", "finite"), ("12 34.00", "not a number"), ("1,23,456.00", "not a number"),
        ("99999999999999", "larger"), ("--1", "not a number"), ("=1+1", "not a number"), ("\u0661\u0662.00", "not a number"),
    ],
)  # fmt: skip
def test_an_amount_that_is_not_exactly_one_is_refused_with_line_and_column(amount: str, words: str) -> None:
    refusal = refused(csv_of(("2026-09-21", "fine", "1.00"), ("2026-09-22", "wrong", amount)))
    (finding,) = refusal.findings
    assert finding.where == "line 3, column Amount"
    assert words in finding.what


def test_the_decimal_mark_is_what_was_said() -> None:
    comma = replace(PLAIN, decimal_mark=",")
    day = "2026-09-21"
    statement = read(csv_of((day, "a", "1.234,56"), (day, "b", "1 234,5"), (day, "c", "1.005")), comma)
    assert [n.amount for n in statement.lines] == [Decimal("1234.56"), Decimal("1234.50"), Decimal("1005.00")]
    statement = read(csv_of((day, "a", "1,234.56"), (day, "b", "+1,005")))
    assert [n.amount for n in statement.lines] == [Decimal("1234.56"), Decimal("1005.00")]
    assert "decimal mark is '.'" in str(refused(csv_of(("2026-09-21", "a", "1,234.56")), comma))


@pytest.mark.parametrize(
    ("written", "text", "day"),
    [("MM/DD/YYYY", "9/3/2026", date(2026, 9, 3)), ("DD/MM/YYYY", "9/3/2026", date(2026, 3, 9)), ("DD.MM.YY", "09.03.26", date(2026, 3, 9)),
     ("YYYYMMDD", "20260903", date(2026, 9, 3)), ("YYYY-MM-DD", "2026-09-03 14:05:59", date(2026, 9, 3))],
)  # fmt: skip
def test_the_date_is_read_as_it_was_said_to_be_written(written: str, text: str, day: date) -> None:
    (line,) = read(csv_of((text, "a", "1.00")), replace(PLAIN, date_format=written)).lines
    assert line.date == day


@pytest.mark.parametrize("text", ["", "2026-02-30", "21.09.2026", "2026-13-01", "1890-01-01", "yesterday", "2026-9-", "20260921"])
def test_a_date_that_is_not_so_written_is_refused(text: str) -> None:
    (finding,) = refused(csv_of((text, "a", "1.00"))).findings
    assert finding.where == "line 2, column Date"


def test_signs_are_as_they_were_said() -> None:
    data = csv_of(("2026-09-21", "a", "-5.00"))
    assert read(data, replace(PLAIN, sign="minus-received")).lines[0].amount == Decimal("5.00")
    table = "Date,Text,Debit,Credit\n2026-09-21,paid,5.00,\n2026-09-21,received,,7.00\n2026-09-21,received,0.00,8.00\n"
    assert [n.amount for n in read(table, TWO).lines] == [Decimal("-5.00"), Decimal("7.00"), Decimal("8.00")]
    assert "no amount" in str(refused("Date,Text,Debit,Credit\n2026-09-21,none,,\n", TWO))
    assert "both columns" in str(refused("Date,Text,Debit,Credit\n2026-09-21,both,1.00,2.00\n", TWO))
    assert "has a minus" in str(refused("Date,Text,Debit,Credit\n2026-09-21,paid,-5.00,\n", TWO))
    minus = replace(TWO, sign="two-columns-paid-minus")
    assert read("Date,Text,Debit,Credit\n2026-09-21,paid,-5.00,\n", minus).lines[0].amount == Decimal("-5.00")
    assert "has no minus" in str(refused("Date,Text,Debit,Credit\n2026-09-21,paid,5.00,\n", minus))


def test_whole_units_have_no_decimals() -> None:
    assert "JPY has none" in str(refused(csv_of(("2026-09-21", "a", "100.50")), replace(PLAIN, currency="JPY")))


def test_what_stands_above_the_table_is_left_aside_and_told() -> None:
    statement = read('Account,Main\n\nDescription,,Summary\nBalance,,"1,000.00"\n\n' + CSV)
    assert len(statement.lines) == 2
    assert statement.lines[0].line_no == 7
    assert [f.code for f in statement.findings] == ["above"]


def test_every_fault_is_told_at_once_up_to_twenty() -> None:
    refusal = refused(csv_of(*((f"2026-09-{n:02}", "x", "1.005") for n in range(1, 31))))
    assert len(refusal.findings) == 20
    assert "29 more faults" in str(refusal)


def test_a_layout_that_cannot_read_a_file_is_refused() -> None:
    for wrong in (
        replace(PLAIN, date=""), replace(PLAIN, amount="Sum"), replace(PLAIN, description=()), replace(PLAIN, currency="usd"),
        replace(PLAIN, decimal_mark="'"), replace(PLAIN, date_format="any"), replace(PLAIN, amount="Date"), replace(PLAIN, sign="any"),  # type: ignore[arg-type]
        replace(PLAIN, header=(*PLAIN.header, "Date")),
    ):  # fmt: skip
        with pytest.raises(Refused):
            layout.checked(wrong)
    assert layout.from_json(PLAIN.as_json()) == PLAIN
    for value in (None, [], {"columns": 1}):
        with pytest.raises(Refused):
            layout.from_json(value)


@pytest.mark.parametrize(
    ("header", "row", "wanted"),
    [("Date,Description,Amount,Balance", "09/21/2026,AMZN,1.00,2.00", ("Date", "MM/DD/YYYY", "Amount", "plus-received")),
     ("Buchungstag;Verwendungszweck;Betrag;Waehrung", "21.09.2026;AMZN;1,00;EUR", ("Buchungstag", "DD.MM.YYYY", "Betrag", "plus-received")),
     ("Date,Narrative,Paid out,Paid in", "2026-09-21,AMZN,,1.00", ("Date", "YYYY-MM-DD", "", "two-columns"))],
)  # fmt: skip
def test_a_form_begins_with_what_the_names_suggest(header: str, row: str, wanted: tuple[str, ...]) -> None:
    table = comma_separated.table(f"{header}\n{row}\n".encode())
    said = layout.proposed(table.header, [cells for _, cells in table.rows], "USD")
    assert (said.date, said.date_format, said.amount, said.sign) == wanted
    assert len(comma_separated.read(f"{header}\n{row}\n".encode(), layout.checked(said)).lines) == 1


@given(st.lists(st.tuples(st.dates(date(1995, 1, 1), date(2099, 12, 31)), st.integers(-10**12, 10**12)), min_size=1, max_size=20),
       st.sampled_from(cells.DATE_FORMATS[:8]), st.sampled_from(".,"), st.booleans())  # fmt: skip
def test_what_is_written_is_read_back_to_the_cent(rows: list[tuple[date, int]], written: str, mark: str, grouped: bool) -> None:
    def text(cents: int) -> str:
        plain = format(from_cents(cents), ",.2f" if grouped else ".2f")
        return plain if mark == "." else plain.translate(str.maketrans(",.", ".,"))

    def day(d: date) -> str:
        return written.replace("YYYY", f"{d.year}").replace("MM", f"{d.month:02}").replace("DD", f"{d.day:02}")

    said = replace(PLAIN, date_format=written, decimal_mark=mark)
    statement = read(csv_of(*((day(d), "x", text(cents)) for d, cents in rows)), said)
    assert [(line.date, line.amount) for line in statement.lines] == [(d, from_cents(cents)) for d, cents in rows]


@given(st.binary(max_size=200) | st.text(alphabet="Date,Ref;\n\"'0123456789.-\t|", max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused_and_nothing_else(data: bytes) -> None:
    for content in (data, CSV.encode() + data):
        with contextlib.suppress(RefusedStatement):
            comma_separated.read(content, PLAIN)
