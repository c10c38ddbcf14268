"""Companies to which something has happened before we come: named by words in their realm."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.practice.conftest import Bookkeeper
from workbench.practice.northwind_lane import demo_settlements


@pytest.fixture
def open_books(server: Any) -> Any:
    """Opens bookkeepers of companies whose accounts may have any name."""
    opened: list[Bookkeeper] = []

    def open_one(realm: str) -> Bookkeeper:
        opened.append(Bookkeeper(server.server_address[1], realm))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


def test_a_french_company_has_french_names_and_english_types(open_books: Any) -> None:
    books = open_books("fr-ca-demo")
    waits = books.query("select * from Account where AccountSubType = 'UndepositedFunds'")["Account"]
    assert [account["Name"] for account in waits] == ["Paiements à déposer"]
    info = books.call("GET", "companyinfo/1")[1]["CompanyInfo"]
    assert (info["Country"], info["SupportedLanguages"]) == ("CA", "fr")
    assert books.call("GET", "preferences")[1]["Preferences"]["CurrencyPrefs"]["HomeCurrency"] == {"value": "CAD"}
    codes = {code["Name"]: code["Id"] for code in books.query("select * from TaxCode")["TaxCode"]}
    quebec = books.read("TaxCode", codes["TPS/TVQ QC"])["SalesTaxRateList"]["TaxRateDetail"]
    rates = [books.read("TaxRate", part["TaxRateRef"]["value"])["RateValue"] for part in quebec]
    assert rates == [5, Decimal("9.975")]


def test_closed_books_refuse_what_lies_before(open_shop: Any) -> None:
    shop = open_shop("us-closed-books")
    preferences = shop.call("GET", "preferences")[1]["Preferences"]
    assert preferences["AccountingInfoPrefs"]["BookCloseDate"] == "2026-08-31"
    assert shop.code("SalesReceipt", shop.sale(TxnDate="2026-08-31")) == "6210"
    shop.post("SalesReceipt", shop.sale(TxnDate="2026-09-01"))


def test_quickbooks_own_numbers_replace_ours(open_shop: Any) -> None:
    shop = open_shop("us-own-numbers")
    assert shop.call("GET", "preferences")[1]["Preferences"]["SalesFormsPrefs"]["CustomTxnNumbers"] is False
    assert shop.post("SalesReceipt", shop.sale(DocNumber="111-0000001-0000001"))["DocNumber"] == "1001"


def test_a_retired_account_is_only_found_by_who_asks_for_it(open_books: Any) -> None:
    books = open_books("us-retired-account")
    assert all(account["Active"] for account in books.query("select * from Account")["Account"])
    (retired,) = books.query("select * from Account where Active = false")["Account"]
    line = {"DetailType": "DepositLineDetail", "Amount": 1, "DepositLineDetail": {"AccountRef": {"value": retired["Id"]}}}
    bank = {"value": books.account("Business Checking")}
    assert books.code("Deposit", {"DepositToAccountRef": bank, "Line": [line]}) == "610"


@pytest.mark.parametrize(("realm", "first"), [("us-earlier-entries", 0), ("eu-earlier-entries-2", 7)])
def test_others_have_booked_the_demonstrations_settlements(open_books: Any, realm: str, first: int) -> None:
    books, told = open_books(realm), demo_settlements()[first : first + 3]
    deposits = books.query("select * from Deposit")["Deposit"]
    assert [deposit["TotalAmt"] for deposit in deposits] == [told[0].total, told[1].total]
    (entry,) = books.query("select * from JournalEntry")["JournalEntry"]
    assert told[0].settlement_id in entry["DocNumber"]
    assert deposits[0]["Line"][0]["LinkedTxn"][0]["TxnId"] == entry["Id"]
    (receipt,) = books.query("select * from SalesReceipt")["SalesReceipt"]
    assert f"\t{receipt['DocNumber']}\t" in told[2].text
    assert [row["TxnType"] for row in books.waiting()] == ["SalesReceipt"]


def test_what_was_booked_earlier_may_lie_in_closed_books(open_books: Any) -> None:
    books = open_books("us-earlier-entries-closed-books")
    assert books.query("select count(*) from Deposit") == {"totalCount": 2}
    entry = books.query("select * from Deposit")["Deposit"][0]
    status, answer = books.delete("Deposit", entry)
    assert (status, answer["Fault"]["Error"][0]["code"]) == (400, "6210")
