"""OFX and QFX: both generations come to the same lines; what the library would pass over in silence is refused."""

from __future__ import annotations

import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bank.statements import PAYOUT, RENT, SGML_HEADER, closed, sgml, xml
from workbench.bank import ofx
from workbench.bank.refusal import RefusedStatement

BOMB = '<!DOCTYPE OFX [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def refused(data: bytes) -> RefusedStatement:
    with pytest.raises(RefusedStatement) as caught:
        ofx.read(data)
    assert all(f.what and f.next for f in caught.value.findings)
    return caught.value


def test_both_generations_come_to_the_same_lines() -> None:
    old, new = ofx.read(sgml(PAYOUT, RENT)), ofx.read(xml(PAYOUT, RENT))
    for statement in (old, new):
        assert (statement.currency, statement.account_tail, statement.source) == ("USD", "6789", "ofx")
        first, second = statement.lines
        assert (first.date, first.amount, first.number) == (date(2026, 9, 21), Decimal("1556.04"), "F1")
        assert first.description == "AMZN EDI PYMT caf\xe9 & co"
        assert (second.date, second.amount) == (date(2026, 9, 22), Decimal("-900.00"))


def test_the_line_of_the_file_is_told() -> None:
    data = sgml(PAYOUT, RENT.replace("-900,00", "1.005"))
    (finding,) = refused(data).findings
    number = data.decode("cp1252").split("\n").index(RENT.replace("-900,00", "1.005").strip()) + 1
    assert finding.where == f"line {number}, element TRNAMT"
    assert "1.005" in finding.what


@pytest.mark.parametrize("amount", ["", "1,234.56", "1.234,56", "1e3", "NaN", "(5)", "5-", "$5", "0x10", "12345678901234.00", "1.000"])
def test_an_amount_that_is_not_exactly_one_is_refused(amount: str) -> None:
    assert "TRNAMT" in str(refused(xml(PAYOUT.replace("1556.04", amount))))


@pytest.mark.parametrize("day", ["20260230", "2026-09-21", "26092100", "", "202609"])
def test_a_date_that_is_none_is_refused(day: str) -> None:
    assert "DTPOSTED" in str(refused(xml(PAYOUT.replace("20260921120000.000[-5:EST]", day))))


def test_an_entity_is_never_expanded() -> None:
    for data in (xml(PAYOUT.replace("caf\xe9", "&b;"), before=BOMB), xml(PAYOUT, before='<!DOCTYPE OFX SYSTEM "file:///etc/passwd">')):
        assert refused(data).findings[0].code == "document-type"


def test_texts_in_a_section_are_read_to_their_own_end() -> None:
    """The library's own pattern runs to the last end on the line, and would swallow what stands between."""
    one = closed(PAYOUT).replace("AMZN EDI PYMT", "<![CDATA[AMZN <1>]]>").replace("caf\xe9 &amp; co", "<![CDATA[B & C]]>")
    first, second = ofx.read(xml().replace(b"</BANKTRANLIST>", (one + closed(RENT) + "</BANKTRANLIST>").encode())).lines
    assert (first.description, first.amount, second.number) == ("AMZN <1> B & C", Decimal("1556.04"), "F2")


def test_empty_texts_say_nothing_and_shift_nothing() -> None:
    (line,) = ofx.read(sgml(PAYOUT.replace("<NAME>AMZN EDI PYMT", "<CHECKNUM>\n<NAME>"))).lines
    assert (line.description, line.reference, line.number) == ("caf\xe9 & co", "", "F1")
    (line,) = ofx.read(xml().replace(b"</BANKTRANLIST>", closed(PAYOUT).replace("<TRNTYPE>", "<REFNUM/><TRNTYPE>").encode()
                                     + b"</BANKTRANLIST>")).lines  # fmt: skip
    assert line.amount == Decimal("1556.04")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (SGML_HEADER.encode(), "markup"),
        (b"OFXHEADER:100\nDATA:SOMETHING\n", "header"),
        (sgml(), "no-lines"),
        (sgml(PAYOUT)[:-200], "markup"),
        (sgml(PAYOUT).replace(b"</STMTTRN>", b""), "markup"),
        (sgml(PAYOUT.lower()), "markup"),
        (sgml(PAYOUT.replace("<TRNAMT>", "<TRNAMT currency='x'>")), "markup"),
        (sgml(PAYOUT, PAYOUT), "number-twice"),
        (sgml(PAYOUT, currency="DOLLARS"), "currency"),
        (sgml(PAYOUT.replace("<FITID>", "<TRNAMT>1.00<FITID>")), "transaction"),
        (sgml(PAYOUT.replace("<FITID>", "<CURRENCY><CURRATE>1.1<CURSYM>EUR</CURRENCY><FITID>")), "transaction"),
        (sgml(PAYOUT).replace(b"STMTRS", b"CCSTMTRS"), "accounts"),
        (sgml(PAYOUT).replace(b"CHARSET:1252", b"CHARSET:NONE"), "encoding"),
        (sgml(PAYOUT).decode("cp1252").encode("utf-16"), "header"),
        (sgml(PAYOUT).replace(b"<STMTRS>", b"<A>" * 50 + b"<STMTRS>"), "markup"),
    ],
)
def test_a_broken_file_is_refused_whole_in_words(data: bytes, code: str) -> None:
    assert refused(data).findings[0].code == code


def test_a_card_is_no_bank_account_and_two_accounts_are_not_one() -> None:
    one = sgml(PAYOUT)
    block = one[one.index(b"<STMTTRNRS>") : one.index(b"</BANKMSGSRSV1>")]
    assert "2 statements" in str(refused(one.replace(b"</BANKMSGSRSV1>", block + b"</BANKMSGSRSV1>")))
    assert "card" in str(refused(one.replace(b"STMTRS", b"CCSTMTRS")))


def test_pending_transactions_are_left_aside_and_told() -> None:
    pending = "<STMTTRNP><TRNTYPE>CREDIT<TRNAMT>5.00<NAME>SOON</STMTTRNP>"
    data = sgml(PAYOUT).replace(b"</BANKTRANLIST>", f"</BANKTRANLIST><BANKTRANLISTP>{pending}</BANKTRANLISTP>".encode())
    statement = ofx.read(data)
    assert (len(statement.lines), [f.code for f in statement.findings]) == (1, ["pending"])


@settings(deadline=None)
@given(st.integers(0, 900), st.integers(0, 40), st.binary(max_size=6))
def test_a_file_with_any_piece_changed_is_read_or_refused_and_nothing_else(at: int, length: int, instead: bytes) -> None:
    for whole in (sgml(PAYOUT, RENT), xml(PAYOUT, RENT)):
        with contextlib.suppress(RefusedStatement):
            ofx.read(whole[:at] + instead + whole[at + length :])
