"""Intuit's limits, the clock they run on, and what else ends with time: kept answers and tokens."""

from __future__ import annotations

from typing import Any


def _stand_still(shop: Any, **rules: Any) -> None:
    """Time passes no more, and whatever was asked so far is a minute ago."""
    shop.office("POST", "clock", {"advance": 60, "runs": False})
    shop.office("POST", "rules", {"limits": True} | rules)


def _wait(shop: Any, seconds: int) -> None:
    shop.office("POST", "clock", {"advance": seconds})


def _status(shop: Any) -> int:
    return int(shop.call("GET", "companyinfo/1")[0])


def _batch(shop: Any, items: int) -> int:
    one = {"operation": "create", "SalesReceipt": shop.sale(1)}
    return int(shop.call("POST", "batch", {"BatchItemRequest": [one | {"bId": str(n)} for n in range(items)]})[0])


def test_ten_requests_a_second(shop: Any) -> None:
    _stand_still(shop)
    assert [_status(shop) for _ in range(11)] == [200] * 10 + [429]
    _wait(shop, 1)
    assert _status(shop) == 200
    assert shop.office("GET", "limits")["throttled"] == 1


def test_what_is_throttled_is_not_carried_out(shop: Any) -> None:
    _stand_still(shop)
    statuses = [shop.call("POST", "salesreceipt", shop.sale(1))[0] for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    assert shop.balances() == {"Payments to deposit": 10, "Sales": -10}


def test_five_hundred_requests_a_minute(shop: Any) -> None:
    _stand_still(shop)
    statuses = []
    for _ in range(51):
        statuses += [_status(shop) for _ in range(10)]
        _wait(shop, 1)
    assert statuses == [200] * 500 + [429] * 10
    _wait(shop, 9)
    assert _status(shop) == 200


def test_forty_batches_a_minute_and_a_company_of_its_own(shop: Any, open_shop: Any) -> None:
    _stand_still(shop)
    statuses = []
    for _ in range(9):
        statuses += [_batch(shop, 0) for _ in range(5)]
        _wait(shop, 1)
    assert statuses == [200] * 40 + [429] * 5
    assert _status(shop) == 200
    _wait(shop, 1)
    other = open_shop("us-other")
    _wait(shop, 1)
    assert _batch(other, 0) == 200


def test_payloads_may_count(shop: Any) -> None:
    _stand_still(shop, payloads_count=True)
    statuses = []
    for _ in range(9):
        statuses += [_batch(shop, 30) for _ in range(2)]
        _wait(shop, 1)
    assert statuses == [200] * 16 + [429] * 2
    assert _batch(shop, 20) == 200


def test_every_app_has_its_forty_batches_and_all_together_a_hundred_and_twenty(shop: Any) -> None:
    _stand_still(shop)
    tokens = [shop.signed_in_by_consent(f"app-{number}")["access_token"] for number in range(4)]
    statuses = []
    for token in tokens:
        shop.token = token
        for _ in range(4):
            statuses += [_batch(shop, 0) for _ in range(10)]
            _wait(shop, 1)
    assert statuses == [200] * 120 + [429] * 40


def test_the_clock_stands_runs_and_does_not_go_back(shop: Any) -> None:
    standing = shop.office("POST", "clock", {"runs": False})
    assert shop.office("GET", "clock") == standing
    assert shop.office("POST", "clock", {"advance": 90})["now"] == standing["now"] + 90_000
    running = shop.office("POST", "clock", {"runs": True, "advance": 10})
    assert running["runs"] is True
    assert running["now"] >= standing["now"] + 100_000
    for wrong in ('{"advance": -1}', '{"runs": 1}', '{"advance": true}', '{"back": 1}', "[1]"):
        assert shop.request("POST", "/_practice/clock", wrong)[0] == 400


def test_a_request_id_may_be_forgotten_after_a_time(shop: Any) -> None:
    shop.office("POST", "clock", {"runs": False})
    shop.office("POST", "rules", {"request_ids": "expire", "request_id_minutes": 30})
    first = shop.post("SalesReceipt", shop.sale(1), requestid="r")
    _wait(shop, 1799)
    assert shop.post("SalesReceipt", shop.sale(1), requestid="r") == first
    _wait(shop, 1)
    second = shop.post("SalesReceipt", shop.sale(1), requestid="r")
    assert second["Id"] != first["Id"]
    assert shop.post("SalesReceipt", shop.sale(1), requestid="r") == second
    assert shop.request("POST", "/_practice/rules", '{"request_id_minutes": -1}')[0] == 400
