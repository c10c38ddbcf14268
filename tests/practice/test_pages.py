"""The pages for a person: the companies, the picker, the bank's lines, registers and documents."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest


class Page(HTMLParser):
    """A page as a person sees it: title, table rows, links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.links: dict[str, str] = {}
        self.tags: list[str] = []
        self.text = ""
        self._link = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
        elif tag == "a":
            self._link = dict(attrs)["href"] or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ("a", "table"):
            self._link = ""
        if tag == "table":
            self.rows.append([])

    def handle_data(self, data: str) -> None:
        self.text += data + "\n"
        if self._link:
            self.links[data] = self._link
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data

    def row(self, first: str) -> list[str]:
        """The first row that begins with this cell."""
        return next(row for row in self.rows if row and row[0] == first)


def _page(shop: Any, path: str) -> Page:
    status, text = shop.request("GET", path)
    assert status == 200, text
    return Page(text)


def test_the_companies_lead_to_their_accounts_and_registers(shop: Any) -> None:
    shop.post("SalesReceipt", shop.sale(1234, DocNumber="A-1", CustomerRef={"value": shop.customer}))
    home = _page(shop, "/")
    assert home.row("us-demo") == ["us-demo", "United States", "USD"]
    company = _page(shop, home.links["us-demo"])
    assert company.row("Sales") == ["Sales", "Income", "", "1,234.00"]
    register = _page(shop, company.links["Payments to deposit"])
    assert register.row("2026-11-03") == ["2026-11-03", "Sales Receipt", "A-1", "Amazon customers", "", "1,234.00", "", "1,234.00"]
    assert "DocNumber: A-1" in _page(shop, register.links["Sales Receipt"]).text


def test_the_picker_and_the_banks_lines_are_shown(shop: Any) -> None:
    sales = [shop.post("SalesReceipt", shop.sale(amount)) for amount in (10, 20, 30)]
    deposit = shop.post("Deposit", shop.deposit(shop.linked(10, sales[0])))
    company = _page(shop, "/company/us-demo")
    assert [row[-1] for row in company.rows if row[3:4] == ["Payments to deposit"]] == ["20.00", "30.00"]
    assert ["", "Total of 2", "", "", "50.00"] in company.rows
    assert company.row("2026-11-14") == ["2026-11-14", "AMAZON PAYMENTS", "for review", f"Deposit {deposit['Id']}", "10.00"]


def test_a_french_company_reads_french(shop: Any) -> None:
    shop.realm = "fr-ca-demo"
    shop.query("select * from Account")
    assert "Paiements à déposer" in _page(shop, "/company/fr-ca-demo").links


def test_whatever_was_sent_is_text_on_the_page(shop: Any) -> None:
    bad = "<script>alert('1')</script>&amp;"
    shop.post("Customer", {"DisplayName": bad})
    customer = shop.query("select * from Customer where DisplayName like '<script%'")["Customer"][0]["Id"]
    shop.post("SalesReceipt", shop.sale(1, DocNumber='"><b>', CustomerRef={"value": customer}))
    for account in (shop.waits, shop.sales):
        register = _page(shop, f"/company/us-demo/account/{account}")
        assert register.row("2026-11-03")[2:4] == ['"><b>', bad]
        assert not {"script", "b"} & set(register.tags)
    _, text = shop.request("GET", f"/company/us-demo/document/{customer}")
    assert "<script" not in text
    assert "&lt;script" in text


def test_a_long_register_is_turned_page_by_page(shop: Any) -> None:
    for first in range(0, 210, 30):
        items = [{"bId": str(n), "operation": "create", "SalesReceipt": shop.sale(1)} for n in range(first, first + 30)]
        shop.call("POST", "batch", {"BatchItemRequest": items})
    assert ["", "Total of 210, the oldest 200 of them shown", "", "", "210.00"] in _page(shop, "/company/us-demo").rows
    newest = _page(shop, f"/company/us-demo/account/{shop.sales}")
    assert newest.row("2026-11-03")[5:] == ["", "1.00", "210.00"]
    assert "Newer rows" not in newest.links
    oldest = _page(shop, newest.links["Older rows"])
    rows = [row for row in oldest.rows if row and row[0] == "2026-11-03"]
    assert (len(rows), rows[-1][7]) == (10, "1.00")
    assert "Older rows" not in oldest.links
    assert "Nothing was posted here." in _page(shop, f"/company/us-demo/account/{shop.sales}?page=3").text
    assert _page(shop, f"/company/us-demo/account/{shop.sales}?page=x").rows == newest.rows


@pytest.mark.parametrize(
    "path", ["/company", "/company/us-nobody", "/company/123", "/company/us-demo/account/999", "/company/us-demo/document/999"]
)
def test_what_is_not_there_is_not_made_by_looking(shop: Any, path: str) -> None:
    assert shop.request("GET", path) == (404, "There is no such page.")
    assert "us-nobody" not in _page(shop, "/").links


def test_failures_on_order_do_not_meet_a_person(shop: Any) -> None:
    shop.office("POST", "faults", [{"kind": "500", "when": "before"}])
    _page(shop, "/")
    assert len(shop.office("GET", "faults")["faults"]) == 1


def test_a_page_has_no_scripts_and_may_load_nothing(shop: Any) -> None:
    shop._connection.request("GET", "/company/us-demo")
    answer = shop._connection.getresponse()
    text = answer.read().decode()
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert re.findall(r"<script|\son\w+=|javascript:|https?:", text) == []
