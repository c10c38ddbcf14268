"""Creating, changing, voiding, deleting, batches, and the promise of the request id."""

from __future__ import annotations

from decimal import Decimal
from typing import Any


def test_a_full_update_empties_what_is_not_sent_and_a_sparse_one_keeps_it(shop: Any) -> None:
    sale = shop.post("SalesReceipt", shop.sale(10, PrivateNote="note", DocNumber="A"))
    key = {"Id": sale["Id"], "SyncToken": "0"}
    sparse = shop.post("SalesReceipt", key | {"sparse": True, "DocNumber": "B"})
    assert (sparse["DocNumber"], sparse["PrivateNote"], sparse["TotalAmt"]) == ("B", "note", 10)
    full = shop.post("SalesReceipt", shop.sale(12) | key | {"SyncToken": "1"})
    assert full.keys().isdisjoint({"PrivateNote", "DocNumber"})
    assert full["TotalAmt"] == 12
    assert shop.balances() == {"Payments to deposit": 12, "Sales": -12}
    assert shop.code("SalesReceipt", key | {"SyncToken": "2", "DocNumber": "C"}) == "2020"


def test_a_document_read_back_can_be_sent_again(shop: Any) -> None:
    sale = shop.read("SalesReceipt", shop.post("SalesReceipt", shop.sale(10, PrivateNote="note"))["Id"])
    again = shop.post("SalesReceipt", sale)
    assert {**again, "SyncToken": "0", "MetaData": sale["MetaData"]} == sale


def test_names_line_ids_and_subtotal_are_filled_in(shop: Any) -> None:
    sale = shop.post("SalesReceipt", shop.sale(10, CustomerRef={"value": shop.customer}))
    assert sale["CustomerRef"]["name"] == "Amazon customers"
    assert [(line.get("Id"), line["DetailType"]) for line in sale["Line"]] == [
        ("1", "SalesItemLineDetail"),
        (None, "SubTotalLineDetail"),
    ]
    assert sale["Line"][0]["SalesItemLineDetail"]["ItemRef"]["name"] == "Amazon product"


def test_an_amount_may_be_a_number_or_a_text_and_is_answered_as_a_number(shop: Any) -> None:
    _, text = shop.request(
        "POST",
        "/v3/company/us-demo/salesreceipt",
        '{"TxnDate":"2026-11-03","Line":[{"Amount":"0.10","DetailType":"SalesItemLineDetail",'
        f'"SalesItemLineDetail":{{"ItemRef":{{"value":"{shop.product}"}}}}}}]}}',
        Authorization=f"Bearer {shop.token}",
    )
    assert '"TotalAmt":0.10,' in text


def test_a_voided_receipt_stays_at_nothing(shop: Any) -> None:
    sale = shop.post("SalesReceipt", shop.sale(10, PrivateNote="order 1"))
    voided = shop.post("SalesReceipt", {"Id": sale["Id"], "SyncToken": "0"}, operation="update", include="void")
    assert (voided["TotalAmt"], voided["PrivateNote"]) == (0, "Voided - order 1")
    assert shop.balances() == {}
    assert shop.waiting() == []
    entry = shop.post("JournalEntry", shop.journal(("Debit", 1, shop.fees), ("Credit", 1, shop.waits)))
    assert shop.code("JournalEntry", entry, include="void") == "500"


def test_a_discount_line_lowers_the_total(shop: Any) -> None:
    given = shop.account("Discounts given")
    detail = {"PercentBased": False, "DiscountAccountRef": {"value": given}}
    body = shop.sale(10)
    body["Line"].append({"Amount": 2, "DetailType": "DiscountLineDetail", "DiscountLineDetail": detail})
    assert shop.post("SalesReceipt", body)["TotalAmt"] == 8
    assert shop.balances() == {"Payments to deposit": 8, "Sales": -10, "Discounts given": 2}


def test_a_card_credit_lowers_what_is_owed(shop: Any) -> None:
    shop.post("Purchase", shop.expense(5, PaymentType="CreditCard", AccountRef={"value": shop.card}, Credit=True))
    assert shop.balances() == {"Amazon Card": 5, "Bank Charges": -5}


def test_an_account_shows_its_balance_of_this_moment(shop: Any) -> None:
    shop.post("SalesReceipt", shop.sale(Decimal("19.99")))
    assert shop.read("Account", shop.waits)["CurrentBalance"] == Decimal("19.99")
    assert shop.read("Account", shop.sales)["CurrentBalance"] == 0


def _item(number: int, body: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"bId": f"{number:02}", "operation": "create", "SalesReceipt": body} | fields


def _batch(shop: Any, *items: dict[str, Any], **params: str) -> list[Any]:
    status, answer = shop.call("POST", "batch", {"BatchItemRequest": list(items)}, **params)
    assert status == 200, answer
    return list(answer["BatchItemResponse"])


def test_a_refused_item_leaves_the_others_alone(shop: Any) -> None:
    answers = _batch(shop, _item(0, shop.sale(1)), _item(1, shop.sale(-1)), _item(2, shop.sale(3)))
    assert [answer["bId"] for answer in answers] == ["00", "01", "02"]
    assert answers[1]["Fault"]["Error"][0]["code"] == "6000"
    assert shop.balances() == {"Payments to deposit": 4, "Sales": -4}


def test_a_batch_updates_deletes_voids_and_queries(shop: Any) -> None:
    first, second, third = (shop.post("SalesReceipt", shop.sale(amount)) for amount in (1, 2, 3))
    answers = _batch(
        shop,
        _item(0, first | {"PrivateNote": "changed"}, operation="update"),
        _item(1, second, operation="delete"),
        _item(2, third, operation="update", optionsData="void"),
        {"bId": "03", "Query": "select count(*) from SalesReceipt"},
        _item(4, {"sparse": True}, operation="update"),
        {"bId": "05", "operation": "create", "Invoice": {}},
        _item(6, shop.sale(), operation="merge"),
    )
    assert answers[0]["SalesReceipt"]["PrivateNote"] == "changed"
    assert answers[1]["SalesReceipt"]["status"] == "Deleted"
    assert answers[2]["SalesReceipt"]["TotalAmt"] == 0
    assert answers[3]["QueryResponse"]["totalCount"] == 2
    assert [answer["Fault"]["Error"][0]["code"] for answer in answers[4:]] == ["2020", "500", "2010"]


def test_more_than_thirty_items_are_refused_whole(shop: Any) -> None:
    items = [_item(number, shop.sale(1)) for number in range(31)]
    status, answer = shop.call("POST", "batch", {"BatchItemRequest": items})
    assert (status, answer["Fault"]["Error"][0]["code"]) == (400, "1040")
    assert len(_batch(shop, *items[:30])) == 30
    assert shop.code("batch", {"Items": []}) == "2020"


def test_a_repeated_request_id_is_answered_word_for_word(shop: Any) -> None:
    sent = ("POST", "/v3/company/us-demo/salesreceipt?requestid=one", '{"DocNumber": "A"}')
    refused = [shop.request(*sent, Authorization=f"Bearer {shop.token}") for _ in range(2)]
    assert refused[0][0] == 400
    assert refused[0] == refused[1]
    posted = [shop.call("POST", "salesreceipt", shop.sale(amount), requestid="two") for amount in (10, 11)]
    assert posted[0] == posted[1]
    assert shop.balances() == {"Payments to deposit": 10, "Sales": -10}


def test_inside_a_batch_the_request_id_goes_with_the_items_own(shop: Any) -> None:
    once = _batch(shop, _item(0, shop.sale(1)), _item(1, shop.sale(-1)), requestid="b")
    again = _batch(shop, _item(0, shop.sale(1)), _item(1, shop.sale(-1)), _item(2, shop.sale(5)), requestid="b")
    assert again[:2] == once
    assert shop.query("select count(*) from SalesReceipt") == {"totalCount": 2}


def test_request_ids_belong_to_a_company(shop: Any, open_shop: Any) -> None:
    shop.post("SalesReceipt", shop.sale(1), requestid="same")
    other = open_shop("us-other")
    assert other.post("SalesReceipt", other.sale(2), requestid="same")["TotalAmt"] == 2


def test_request_ids_can_be_forgotten_and_faults_not_replayed(shop: Any) -> None:
    shop.office("POST", "rules", {"replay_faults": False})
    assert shop.code("SalesReceipt", shop.sale(-1), requestid="x") == "6000"
    shop.post("SalesReceipt", shop.sale(1), requestid="x")
    shop.office("POST", "rules", {"request_ids": "off"})
    shop.post("SalesReceipt", shop.sale(1), requestid="x")
    assert shop.balances()["Sales"] == -2


def test_a_request_id_has_fifty_characters_with_the_items_own(shop: Any) -> None:
    shop.post("SalesReceipt", shop.sale(1), requestid="r" * 50)
    fault = shop.fault("SalesReceipt", shop.sale(1), requestid="r" * 51)
    assert fault["code"] == "6000"
    assert "more than 50 characters in the request_id field" in fault["Detail"]
    long = _batch(shop, _item(0, shop.sale(1), bId="b" * 36), requestid="r" * 32)[0]["Fault"]["Error"][0]
    assert "which is 68 characters" in long["Detail"]
    assert "SalesReceipt" in _batch(shop, _item(0, shop.sale(1), bId="b" * 10), requestid="r" * 36)[0]


def test_a_change_by_hand_may_leave_the_deposit_behind(shop: Any) -> None:
    sale, other = (shop.post("SalesReceipt", shop.sale(10)) for _ in range(2))
    shop.post("Deposit", shop.deposit(shop.linked(10, sale), shop.linked(10, other)))
    changes = {"Line": shop.sale(7)["Line"]}
    edit = {"realm": "us-demo", "entity": "SalesReceipt", "id": sale["Id"]}
    assert shop.office("POST", "edit", edit | {"changes": changes})["SalesReceipt"]["SyncToken"] == "1"
    assert shop.balances()["Payments to deposit"] == -3
    shop.office("POST", "edit", edit | {"delete": True})
    assert shop.balances()["Payments to deposit"] == -10
    assert shop.query("select count(*) from SalesReceipt") == {"totalCount": 1}


def test_errands_that_cannot_be_done_say_why(shop: Any) -> None:
    def words(errand: str, body: str) -> str:
        status, text = shop.request("POST", f"/_practice/{errand}", body)
        assert status == 400
        return str(text)

    assert "there is no entity Invoice" in words("edit", '{"realm": "us-demo", "entity": "Invoice", "id": "1"}')
    assert "realm is missing" in words("edit", "{}")
    assert "changes is an object" in words("edit", '{"realm": "us-demo", "entity": "SalesReceipt", "id": "1"}')
    assert "there is no deposit 9" in words("match-bank", '{"realm": "us-demo", "id": "9"}')
    assert "Invalid isoformat" in words("close-books", '{"realm": "us-demo", "date": "soon"}')
    assert "there is no POST /_practice/state" in words("state", "{}")


def test_reset_starts_from_the_seed_again(shop: Any) -> None:
    shop.post("SalesReceipt", shop.sale(), requestid="r")
    shop.office("POST", "reset", realm="us-demo")
    assert shop.balances() == {}
    assert shop.query("select * from Customer") == {}
