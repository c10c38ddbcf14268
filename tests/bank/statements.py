"""Bank statements made up for the tests: a CSV with its layout, and OFX of both generations."""

from __future__ import annotations

import re
from dataclasses import replace

from workbench.bank.layout import Layout

HEADER = ("Date", "Description", "Amount", "Ref")
CSV = 'Date,Description,Amount,Ref\n2026-09-21,AMZN EDI PYMT,1556.04,T1\n2026-09-22,"RENT, SEPTEMBER",-900.00,\n'
PLAIN = Layout(HEADER, "Date", "YYYY-MM-DD", ("Description",), "Ref", "plus-received", "Amount", "", "", ".", "USD")
TWO = replace(PLAIN, header=("Date", "Text", "Debit", "Credit"), description=("Text",), reference="", sign="two-columns", amount="",
              received="Credit", paid="Debit")  # fmt: skip


def csv_of(*rows: tuple[str, str, str], header: str = "Date,Description,Amount,Ref") -> bytes:
    """A CSV of rows (day, description, amount) under the plain layout."""
    return "\n".join([header, *(f'{day},"{words}","{amount}",' for day, words, amount in rows), ""]).encode()


SGML_HEADER = (
    "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nSECURITY:NONE\r\nENCODING:USASCII\r\nCHARSET:1252\r\nCOMPRESSION:NONE\r\n"
    "OLDFILEUID:NONE\r\nNEWFILEUID:NONE\r\n\r\n"
)
XML_HEADER = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    '<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n'
)
SIGN_ON = "<SIGNONMSGSRSV1><SONRS><STATUS><CODE>0{c}<SEVERITY>INFO{s}</STATUS></SONRS></SIGNONMSGSRSV1>\n"
PAYOUT = (
    "<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260921120000.000[-5:EST]<TRNAMT>1556.04<FITID>F1<NAME>AMZN EDI PYMT"
    "<MEMO>caf\xe9 &amp; co</STMTTRN>\n"
)
RENT = "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260922<TRNAMT>-900,00<FITID>F2<NAME>RENT</STMTTRN>\n"


def sgml(*transactions: str, currency: str = "USD", account: str = "000123456789") -> bytes:
    """An OFX file of the first generation: elements are not closed."""
    listed = "".join(transactions)
    return (
        f"{SGML_HEADER}<OFX>\n{SIGN_ON.format(c='', s='')}<BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STMTRS><CURDEF>{currency}\n"
        f"<BANKACCTFROM><BANKID>1<ACCTID>{account}<ACCTTYPE>CHECKING</BANKACCTFROM>\n<BANKTRANLIST><DTSTART>20260901<DTEND>20260930\n"
        f"{listed}</BANKTRANLIST><LEDGERBAL><BALAMT>1.00<DTASOF>20260930</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    ).encode("cp1252")


def closed(transaction: str) -> str:
    """The same transaction as XML writes it."""

    return re.sub(r"<(TRNTYPE|DTPOSTED|TRNAMT|FITID|NAME|MEMO)>([^<]*)", r"<\1>\2</\1>", transaction)


def xml(*transactions: str, before: str = "") -> bytes:
    """An OFX file of the second generation."""
    listed = "".join(map(closed, transactions))
    return (
        f"{XML_HEADER}{before}<OFX>{SIGN_ON.format(c='</CODE>', s='</SEVERITY>')}<BANKMSGSRSV1><STMTTRNRS><TRNUID>1</TRNUID><STMTRS>"
        f"<CURDEF>USD</CURDEF><BANKACCTFROM><BANKID>1</BANKID><ACCTID>000123456789</ACCTID><ACCTTYPE>CHECKING</ACCTTYPE></BANKACCTFROM>"
        f"<BANKTRANLIST><DTSTART>20260901</DTSTART><DTEND>20260930</DTEND>\n{listed}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    ).encode()
