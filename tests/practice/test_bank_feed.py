"""The bank's lines: proposed, matched, added by mistake, and undone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest


def _deposited(shop: Any, amount: Any = 10, **fields: Any) -> str:
    sale = shop.post("SalesReceipt", shop.sale(amount))
    return str(shop.post("Deposit", shop.deposit(shop.linked(amount, sale), **fields))["Id"])


def _feed(shop: Any) -> list[Any]:
    return list(shop.office("GET", "bank-feed", realm=shop.realm)["lines"])


def _press(shop: Any, what: str, **more: Any) -> Any:
    return shop.office("POST", f"bank-{what}", {"realm": shop.realm} | more)


def test_a_line_comes_for_each_deposit_to_a_bank(shop: Any) -> None:
    deposit = _deposited(shop, Decimal("19.91"))
    other = shop.account("Clearing", "Other Current Asset")
    _deposited(shop, 5, DepositToAccountRef={"value": other})
    expected = {
        "Id": "1",
        "AccountRef": {"value": shop.bank},
        "TxnDate": "2026-11-14",
        "Amount": Decimal("19.91"),
        "Description": "AMAZON PAYMENTS",
        "State": "for review",
        "Deposit": "",
        "Proposed": [deposit],
    }
    assert _feed(shop) == [expected]
    assert _feed(shop) == [expected]


def test_matched_lines_guard_their_deposit_until_undone(shop: Any) -> None:
    deposit = _deposited(shop)
    _feed(shop)
    assert _press(shop, "match", line="1", deposit=deposit)["State"] == "matched"
    assert shop.delete("Deposit", shop.read("Deposit", deposit))[1]["Fault"]["Error"][0]["code"] == "6480"
    assert _press(shop, "undo", line="1")["Proposed"] == [deposit]
    assert shop.delete("Deposit", shop.read("Deposit", deposit))[0] == 200


def test_a_deposit_matched_by_its_own_number_matches_its_line(shop: Any) -> None:
    deposit = _deposited(shop)
    shop.office("POST", "match-bank", {"realm": shop.realm, "id": deposit})
    assert [(line["State"], line["Deposit"]) for line in _feed(shop)] == [("matched", deposit)]


def test_add_instead_of_match_books_the_money_twice(shop: Any) -> None:
    deposit = _deposited(shop)
    _feed(shop)
    line = _press(shop, "add", line="1", account=shop.sales)
    assert line["State"] == "added"
    assert line["Deposit"] != deposit
    assert shop.read("Deposit", line["Deposit"])["TotalAmt"] == 10
    assert shop.balances() == {"Business Checking": 20, "Sales": -20}
    assert len(_feed(shop)) == 1
    undone = _press(shop, "undo", line="1")
    assert (undone["State"], undone["Proposed"]) == ("for review", [deposit])
    assert shop.balances() == {"Business Checking": 10, "Sales": -10}


def test_a_line_that_came_first_waits_for_its_deposit(shop: Any) -> None:
    came = _press(shop, "line", account=shop.bank, date="2026-11-16", amount=10, description="AMZN 0042")
    assert (came["State"], came["Proposed"]) == ("for review", [])
    deposit = _deposited(shop)
    assert [(line["Description"], line["Proposed"]) for line in _feed(shop)] == [("AMZN 0042", [deposit])]
    shop.delete("Deposit", shop.read("Deposit", deposit))
    again = _deposited(shop)
    assert [line["Proposed"] for line in _feed(shop)] == [[again]]


def test_only_the_same_amount_near_in_time_is_proposed(shop: Any) -> None:
    near, far = _deposited(shop), _deposited(shop, TxnDate="2026-01-02")
    _deposited(shop, 11)
    proposed = {line["Id"]: line["Proposed"] for line in _feed(shop)}
    assert (proposed["1"], proposed["2"]) == ([near], [far])


def test_a_match_leaves_the_other_line_to_nobody(shop: Any) -> None:
    first, second = _deposited(shop), _deposited(shop)
    _feed(shop)
    _press(shop, "match", line="1", deposit=second)
    lines = {line["Id"]: (line["State"], line["Proposed"]) for line in _feed(shop)}
    assert lines == {"1": ("matched", []), "2": ("for review", [first])}


@pytest.mark.parametrize(
    ("errand", "body", "words"),
    [
        ("match", '"line": "7", "deposit": "1"', "there is no bank line 7"),
        ("match", '"line": "1", "deposit": "1"', "deposit 1 is not proposed"),
        ("add", '"line": "1", "account": "999"', "there is no account 999"),
        ("undo", '"line": "1"', "for review already"),
        ("line", '"account": "2", "date": "2026-11-16", "amount": 1', "there is no bank account 2"),
        ("line", '"account": "1", "date": "soon", "amount": 1', "Invalid isoformat"),
        ("line", '"account": "1", "date": "2026-11-16", "amount": 0.001', "smaller than a hundredth"),
        ("line", '"account": "1", "date": "2026-11-16", "amount": true', "amount is a number"),
    ],
)
def test_what_cannot_be_done_with_a_line_is_said(shop: Any, errand: str, body: str, words: str) -> None:
    _deposited(shop)
    _feed(shop)
    status, text = shop.request("POST", f"/_practice/bank-{errand}", f'{{"realm": "us-demo", {body}}}')
    assert status == 400
    assert words in text


def test_what_is_done_with_is_not_done_again(shop: Any) -> None:
    deposit = _deposited(shop)
    _feed(shop)
    _press(shop, "match", line="1", deposit=deposit)
    body = f'{{"realm": "us-demo", "line": "1", "account": "{shop.sales}"}}'
    assert "matched already" in shop.request("POST", "/_practice/bank-add", body)[1]
