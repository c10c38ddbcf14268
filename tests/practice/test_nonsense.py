"""Whatever is sent, the answer is QuickBooks' refusal or a document; never a failure, and the books balance."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.sampled_from([Decimal("0.005"), Decimal("1E+40"), "", "NaN", "Infinity", "99999999999999999999", "x", "SalesReceipt"]),
    st.sampled_from([[], {}, [[]], [{}], {"value": None}, {"value": []}, {"value": {"value": "1"}}, [{"Amount": 1}]]),
)

WORDS = ["Id", "Active", "TotalAmt", "=", "(", ")", ",", "'a'", "7", "in", "like", "and", "orderby", "*", "'", "\\", ";", "é"]


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value inside."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    inside = [place for name, part in parts for place in _places(part, (*path, name))]
    return [*([path] if path else []), *inside]


def _put(body: Any, place: tuple[Any, ...], junk: Any) -> Any:
    body = deepcopy(body)
    holder = body
    for name in place[:-1]:
        holder = holder[name]
    holder[place[-1]] = junk
    return body


@pytest.fixture
def bodies(shop: Any) -> list[tuple[str, Any]]:
    """A good body of each kind."""
    sale = shop.sale(10, DocNumber="A", PrivateNote="n", CustomerRef={"value": shop.customer}, TxnTaxDetail={"TotalTax": 0})
    part = sale["Line"][0]["SalesItemLineDetail"]
    part |= {"Qty": 2, "UnitPrice": 5, "TaxCodeRef": {"value": "NON"}}
    sale["Line"][0]["Description"] = "SKU"
    entry = shop.journal(("Debit", 1, shop.fees), ("Credit", 1, shop.waits))
    party = {"Type": "Customer", "EntityRef": {"value": shop.customer}}
    entry["Line"][1]["JournalEntryLineDetail"]["Entity"] = party
    waiting = shop.linked(10, shop.post("SalesReceipt", shop.sale(10)))
    return [
        ("SalesReceipt", sale),
        ("RefundReceipt", sale),
        ("JournalEntry", entry),
        ("Purchase", shop.expense(5, EntityRef={"value": shop.customer, "type": "Customer"})),
        ("Deposit", shop.deposit(shop.direct(5, shop.sales), waiting)),
        ("Transfer", {"FromAccountRef": {"value": shop.bank}, "ToAccountRef": {"value": shop.waits}, "Amount": 1}),
        ("Account", {"Name": "New", "AccountType": "Income", "ParentRef": {"value": shop.sales}, "Active": True}),
        ("Item", {"Name": "New", "Type": "Service", "IncomeAccountRef": {"value": shop.sales}}),
        ("Customer", {"DisplayName": "New", "Active": True}),
    ]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nonsense_anywhere_in_a_body_is_refused_or_taken(shop: Any, bodies: list[tuple[str, Any]], data: Any) -> None:
    entity, body = data.draw(st.sampled_from(bodies))
    place = data.draw(st.sampled_from(_places(body)))
    status, answer = shop.call("POST", entity.lower(), _put(body, place, data.draw(JUNK)))
    assert status in (200, 400), (entity, place, answer)
    shop.balances()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(WORDS)))
def test_nonsense_in_a_query_is_refused_or_answered(shop: Any, words: list[str]) -> None:
    text = " ".join(["select * from SalesReceipt where", *words])
    assert shop.call("POST", "query", text)[0] in (200, 400)
