"""Queries: no value leaves its quotes, no property is invented, and every page is read."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.quickbooks.conftest import Shop, wire
from tests.quickbooks.stub import Stub, Told, told
from workbench.errors import Conflict, NotReady, Refused, Unreachable
from workbench.quickbooks import Accepted, Books
from workbench.quickbooks.query import EITHER_STATE, Condition, chunks, literal, select

TEXT = some.text(some.characters(exclude_categories=("Cs", "Cc")))
AWKWARD = some.text(some.sampled_from("\\'\"() ,=%OR\u2019"))


def read_literal(written: str) -> str:
    """The value of a literal as the language's page defines it; the whole text must be one literal."""
    assert re.fullmatch(r"'(?:\\.|[^'\\])*'", written, re.DOTALL), f"{written!r} is not one literal"
    return re.sub(r"\\(.)", r"\1", written[1:-1], flags=re.DOTALL)


@given(TEXT | AWKWARD)
def test_a_text_comes_back_from_its_literal(value: str) -> None:
    assert read_literal(literal(value)) == value


@pytest.mark.parametrize("value", ["a\nb", "a\0", "\x7f", "a\tb"])
def test_control_characters_are_refused(value: str) -> None:
    with pytest.raises(Refused):
        literal(value)


def test_days_and_flags_have_their_own_form() -> None:
    assert literal(datetime(2026, 11, 14, 9, 30)) == literal(date(2026, 11, 14)) == "'2026-11-14'"  # noqa: DTZ001
    assert EITHER_STATE.text() == "Active IN (true, false)"


@pytest.mark.parametrize(("entity", "property"), [("Invoice", "Id"), ("Deposit", "DocNumber"), ("SalesReceipt", "PrivateNote"),
                                                  ("Account", "Id = '1' OR Id")])  # fmt: skip
def test_what_is_not_on_the_list_is_refused(entity: str, property: str) -> None:
    with pytest.raises(Refused):
        select(entity, Condition(property, ("1",)))


def test_a_condition_without_values_is_refused() -> None:
    with pytest.raises(Refused):
        select("Account", Condition("Id", ()))


@given(some.lists(some.text(max_size=3), max_size=350))
def test_chunks_hold_every_value_once(values: list[str]) -> None:
    parts = list(chunks(values))
    assert [value for part in parts for value in part] == list(dict.fromkeys(values))
    assert all(1 <= len(part) <= 100 for part in parts)


def page(first: int, count: int) -> Told:
    rows = [{"Id": str(n), "DocNumber": f"N{n}"} for n in range(first, first + count)]
    return told(200, {"QueryResponse": {"SalesReceipt": rows, "startPosition": first, "maxResults": count}})


def test_every_page_is_read(stub: Stub, books: Books) -> None:
    stub.script += [page(1, 1000), page(1001, 1000), told(200, {"QueryResponse": {}})]
    assert [row["Id"] for row in books.on_date("SalesReceipt", date(2026, 11, 14))] == [str(n) for n in range(1, 2001)]
    assert [re.findall(rb"STARTPOSITION (\d+)", request.body) for request in stub.seen] == [[b"1"], [b"1001"], [b"2001"]]


def test_a_row_that_shows_up_twice_is_a_conflict(stub: Stub, books: Books) -> None:
    stub.script += [page(1, 1000), page(1000, 5)]
    with pytest.raises(Conflict):
        books.on_date("SalesReceipt", date(2026, 11, 14))


def test_two_hundred_numbers_are_looked_up_in_two_queries(stub: Stub, books: Books) -> None:
    stub.script += [page(1, 1), page(2, 1)]
    assert len(books.find("SalesReceipt", [f"N{n}" for n in range(200)])) == 2
    assert books.find("SalesReceipt", []) == []
    assert len(stub.seen) == 2


def fault(code: str) -> dict[str, Any]:
    return {"Fault": {"Error": [{"Message": "the message", "Detail": "Jane Buyer", "code": code}], "type": "x"}}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Told(500, b"<html>Jane Buyer"), Unreachable),
        (told(500, fault("10000")), Unreachable),
        (Told(503), Unreachable),
        (Told(200, b"<html>Jane Buyer"), Unreachable),
        (Told(200), Unreachable),
        (told(200, {"time": "Jane Buyer"}), Unreachable),
        (told(200, {"QueryResponse": {"SalesReceipt": ["Jane Buyer"]}}), Unreachable),
        (told(400, {"QueryResponse": {}}), Unreachable),
        (told(200, {"QueryResponse": {}, "Fault": "text"}), Unreachable),
        (Told(302, headers={"Location": "/x"}), Unreachable),
        (Told(drop=True), Unreachable),
        (Told(429), Unreachable),
        (told(400, fault("3001")), Unreachable),
        (told(400, fault("4000")), Refused),
        (told(200, fault("4001")), Refused),
        (told(403, fault("3100")), NotReady),
        (told(400, fault("6190")), NotReady),
        (told(403, fault("3200")), NotReady),
    ],
)
def test_a_read_that_fails_says_so_and_never_looks_empty(stub: Stub, books: Books, answer: Told, error: type[Exception]) -> None:
    stub.script.append(answer)
    with pytest.raises(error) as raised:
        books.find("SalesReceipt", ["N1"])
    assert "Jane Buyer" not in str(raised.value)


@pytest.mark.parametrize("number", ["O'Neil", "back\\slash", "x\\' OR Id > '0", "\\", "é – 1"])
def test_a_number_is_found_as_it_was_written(shop: Shop, number: str) -> None:
    assert isinstance(shop.books.send("SalesReceipt", wire(shop.receipt(number)), "wb1"), Accepted)
    assert isinstance(shop.books.send("SalesReceipt", wire(shop.receipt("another")), "wb2"), Accepted)
    assert [row["DocNumber"] for row in shop.books.find("SalesReceipt", [number])] == [number]
