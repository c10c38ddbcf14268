"""Change data capture: created, changed and deleted since a moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any


def _since(**ago: int) -> str:
    return (datetime.now(UTC) - timedelta(**ago)).isoformat(timespec="seconds")


def _changes(shop: Any, entities: str, since: str) -> list[Any]:
    status, answer = shop.call("GET", "cdc", entities=entities, changedSince=since)
    assert status == 200, answer
    return list(answer["CDCResponse"][0]["QueryResponse"])


def test_deleted_documents_leave_a_tombstone(shop: Any) -> None:
    kept, gone = (shop.post("SalesReceipt", shop.sale()) for _ in range(2))
    shop.delete("SalesReceipt", gone)
    receipts, deposits = _changes(shop, "SalesReceipt,Deposit", _since(minutes=1))
    assert deposits == {}
    assert {row["Id"]: row.get("status") for row in receipts["SalesReceipt"]} == {kept["Id"]: None, gone["Id"]: "Deleted"}
    assert receipts["maxResults"] == 2


def test_nothing_changed_in_the_future(shop: Any) -> None:
    assert _changes(shop, "account", _since(hours=-1)) == [{}]


def test_it_looks_back_thirty_days_and_knows_its_entities(shop: Any) -> None:
    def code(entities: str, since: str) -> str:
        answer = shop.call("GET", "cdc", entities=entities, changedSince=since)[1]
        return str(answer["Fault"]["Error"][0]["code"])

    assert code("Deposit", _since(days=31)) == "2010"
    assert code("Deposit", "yesterday") == "2010"
    assert code("Invoice", _since(days=1)) == "4001"
