"""One box finds an order, a SKU, a payout, an amount or a day; an order's dossier has every line that Amazon wrote about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.jobs.conftest import Desk
from tests.pages.conftest import DEMO
from workbench.errors import NotFound, Refused
from workbench.jobs import find, review, worker
from workbench.jobs.dossier import dossier
from workbench.jobs.quickbooks import document_page
from workbench.practice.seller import SettlementText

FILES = [made for name, made in DEMO.items() if name.startswith("us-")]
SMALL = FILES[0]


def rows(made: SettlementText) -> list[dict[str, str]]:
    """The file's lines, read with nothing of ours."""
    head, _, *lines = made.data.decode().splitlines()
    return [dict(zip(head.split("\t"), line.split("\t"), strict=False)) for line in lines]


@pytest.fixture
def desk(desk_of: Callable[[str], Desk]) -> Desk:
    desk = desk_of("demo")
    desk.take_in(*FILES)
    assert worker.start(desk.company)
    return desk


def test_an_order_has_every_line_of_every_settlement_that_names_it(desk: Desk) -> None:
    wanted: dict[str, dict[tuple[str, int], Decimal]] = defaultdict(dict)
    for made in FILES:
        for n, row in enumerate(rows(made), start=3):
            if row["order-id"]:
                wanted[row["order-id"]][made.settlement_id, n] = Decimal(row["amount"])
    several = [order for order, lines in wanted.items() if len({number for number, _ in lines}) > 1]
    assert several, "a refund comes in a later settlement than its sale"
    for order in [*several[:3], *list(wanted)[:5]]:
        found = dossier(desk.company, order)
        assert {(e.settlement_id, line.line_no): line.amount for e in found.events for line in e.lines} == wanted[order]
        assert found.nets == {"USD": sum(wanted[order].values())}
        assert [e.day for e in found.events] == sorted(e.day for e in found.events)


def test_a_text_is_understood_and_found(desk: Desk) -> None:
    line = next(row for row in rows(SMALL) if row["transaction-type"] == "Order" and row["sku"])
    by_order = find.find(desk.company, line["order-id"])
    assert (by_order.meant, by_order.one_order) == ("order", line["order-id"])
    by_sku = find.find(desk.company, line["sku"].lower())
    assert by_sku.meant == "sku"
    assert line["order-id"] in {hit.order_id for hit in by_sku.hits} or by_sku.more
    by_amount = find.find(desk.company, "1,556.04")
    assert [p.settlement.settlement_id for p in by_amount.payouts] == [SMALL.settlement_id]
    by_number = find.find(desk.company, SMALL.settlement_id[:6])
    assert (by_number.meant, [p.settlement.settlement_id for p in by_number.payouts]) == ("payout", [SMALL.settlement_id])
    deposit = review.payout(desk.company, SMALL.settlement_id).settlement.deposit_day
    by_day = find.find(desk.company, deposit)
    assert SMALL.settlement_id in {p.settlement.settlement_id for p in by_day.payouts}
    assert {hit.day.isoformat() for hit in by_day.hits} <= {deposit}


def test_a_fee_that_belongs_to_no_order_is_found_by_its_amount(desk: Desk) -> None:
    fee = next(row for row in rows(SMALL) if not row["order-id"] and row["amount"])
    found = find.find(desk.company, fee["amount"].lstrip("-"))
    assert any(hit.amount == Decimal(fee["amount"]) and fee["amount-description"] in hit.what for hit in found.hits)


def test_what_is_not_there_is_said(desk: Desk) -> None:
    assert find.find(desk.company, "no such thing").hits == ()
    with pytest.raises(Refused, match="too short"):
        find.find(desk.company, " 1 ")
    with pytest.raises(NotFound, match="names the order 999"):
        dossier(desk.company, "999-0000000-0000000")


@pytest.mark.parametrize("mode", ["order", "daily", "summary"])
def test_an_order_leads_to_its_documents_in_quickbooks(desk_of: Callable[[str], Desk], mode: str) -> None:
    desk = desk_of("demo")
    worker.result_of(desk.do("post", payout=desk.ready(SMALL), mode=mode))
    order = next(row["order-id"] for row in rows(SMALL) if row["transaction-type"] == "Order")
    (event, *_) = dossier(desk.company, order).events
    entities = [p.entity for p in event.documents]
    assert entities == (["JournalEntry"] if mode == "summary" else ["SalesReceipt", "JournalEntry"])
    assert document_page.address_of(desk.company, event.documents[0]).endswith(f"/document/{event.documents[0].quickbooks_id}")
    if mode == "order":
        assert event.documents[0].doc_number == order
