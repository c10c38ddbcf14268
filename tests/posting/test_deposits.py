"""Deposits beyond the cap on links: what goes ahead through Amazon Clearing, and that the bank still sees one amount."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from random import Random

import pytest

from tests.posting.small import CLEARING, Line, accounts, bank_lines, effect, settlement
from tests.posting.test_worked_example import HELD
from workbench.errors import Refused
from workbench.money import total
from workbench.posting.document import Document
from workbench.posting.facts import Facts
from workbench.posting.plan import Plan, plan

D = Decimal


def sales_and_refunds(*amounts: str) -> Facts:
    """An order of each amount in turn, a refund where it is negative, and a fee."""
    lines = [
        Line("price", amount, f"111-{n:07d}-0000000", f"2026-11-{n % 28 + 1:02d}", side="refunds" if amount.startswith("-") else "sales")
        for n, amount in enumerate(amounts)
    ]
    return settlement(*lines, Line("commission", "-1.00", "111-0000000-0000000"))


def deposits_of(made: Plan) -> list[Document]:
    return [document for document in made.documents if document.entity == "Deposit"]


def test_as_many_links_as_the_cap_allows_need_one_deposit() -> None:
    made = deposits_of(plan(sales_and_refunds("10.00", "20.00"), accounts(), "order", link_limit=3))
    assert [(d.total, len(d.links)) for d in made] == [(D("29.00"), 3)]


def test_what_is_over_the_cap_goes_ahead_through_clearing() -> None:
    made = plan(sales_and_refunds("10.00", "20.00", "30.00", "40.00"), accounts(), "order", link_limit=2)
    ahead, over, payout = deposits_of(made)
    assert [(d.total, len(d.links), d.stage) for d in (ahead, over, payout)] == [
        (D("30.00"), 2, 3), (D("30.00"), 1, 3), (D("99.00"), 2, 4),
    ]  # fmt: skip
    assert ahead.body["DepositToAccountRef"]["value"] == over.body["DepositToAccountRef"]["value"] == CLEARING.id
    cleared = payout.body["Line"][2]
    assert (cleared["Amount"], cleared["DepositLineDetail"]["AccountRef"]["value"]) == (D("60.00"), CLEARING.id)
    assert bank_lines(made) == [D("99.00")]
    assert effect(made)["Amazon clearing"] == effect(made)["Payments to deposit"] == 0


def test_refunds_beyond_sales_go_ahead_as_a_deposit_of_nothing() -> None:
    made = plan(sales_and_refunds("-30.00", "-5.00", "80.00", "40.00"), accounts(), "order", link_limit=2)
    short = deposits_of(made)[0]
    assert (short.total, short.body["Line"][-1]["Amount"]) == (D("0.00"), D("35.00"))
    assert bank_lines(made) == [D("84.00")]
    assert effect(made)["Amazon clearing"] == 0


@pytest.mark.parametrize("mode", ["order", "daily"])
@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_cap_every_document_is_linked_once_and_the_bank_sees_the_payout(seed: int, mode: str) -> None:
    random = Random(seed)
    amounts = [f"{random.choice((1, 1, 1, -1)) * random.randrange(1, 9000) / D(100):.2f}" for _ in range(random.randrange(1, 40))]
    facts, limit = sales_and_refunds(*amounts), random.randrange(1, 12)
    made = plan(facts, accounts(), mode, link_limit=limit)
    links = Counter(key for document in deposits_of(made) for key in document.links)
    assert set(links.values()) == {1}
    assert set(links) == {d.key for d in made.documents if d.entity != "Deposit" and any(a == HELD for a, _ in d.effects)}
    assert all(document.total >= 0 and len(document.links) <= limit for document in deposits_of(made))
    assert bank_lines(made) == ([facts.total] if facts.total > 0 else [])
    assert effect(made).get("Amazon clearing", 0) == effect(made)["Payments to deposit"] == 0


def test_deposits_are_known_apart_by_their_markers() -> None:
    markers = [d.marker for d in deposits_of(plan(sales_and_refunds("1.00", "2.00", "3.00"), accounts(), "order", link_limit=1))]
    assert len(set(markers)) == len(markers) == 4
    assert total(d.total for d in deposits_of(plan(sales_and_refunds("1.00", "2.00"), accounts(), "order"))) == D("2.00")


def test_a_cap_of_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="at least one document"):
        plan(sales_and_refunds("1.00"), accounts(), "order", link_limit=0)
