"""Groups are joined to settlements by period, currency and total, and never by a guess."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from workbench.jobs.amazon.payout_joins import NONE, OPEN, Candidate, join
from workbench.store.payout_facts import PayoutFact

START, END = datetime(2026, 11, 2, 10, 0, tzinfo=UTC), datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
STANDARD = Candidate("1", "EUR", Decimal("100.00"), START, END)
INVOICED = replace(STANDARD, settlement_id="2", total=Decimal("30.00"))
GROUP = PayoutFact("s", "group", "g1", "", "", "Succeeded", (), "", "", "EUR", Decimal("100.00"), "", None, None,
                   (START + timedelta(seconds=15)).isoformat(), (END - timedelta(minutes=2)).isoformat(), "")  # fmt: skip
OTHER = replace(GROUP, source_id="g2", amount=Decimal("30.00"))


def joined(*arguments: object) -> dict[str, str]:
    return {fact.source_id: fact.settlement_id for fact in join(*arguments)}  # type: ignore[arg-type]


def test_a_period_in_the_currency_is_enough_where_there_is_one() -> None:
    assert joined([replace(GROUP, amount=Decimal("99.99"))], {}, [STANDARD]) == {"g1": "1"}


def test_the_total_tells_two_settlements_of_one_period_apart() -> None:
    assert joined([GROUP, OTHER], {}, [STANDARD, INVOICED]) == {"g1": "1", "g2": "2"}


def test_what_is_left_over_is_joined_when_only_one_of_each_is() -> None:
    assert joined([GROUP, replace(OTHER, amount=Decimal("29.99"))], {}, [STANDARD, INVOICED]) == {"g1": "1", "g2": "2"}


def test_two_that_cannot_be_told_apart_are_joined_to_none_and_it_is_said() -> None:
    twins = [STANDARD, replace(INVOICED, total=Decimal("100.00"))]
    found = join([GROUP, replace(OTHER, amount=Decimal("100.00"))], {}, twins)
    assert [(fact.settlement_id, "cannot be told" in fact.why) for fact in found] == [("", True), ("", True)]


def test_two_groups_that_want_one_settlement_leave_it_alone() -> None:
    assert joined([replace(GROUP, amount=None), replace(OTHER, amount=None)], {}, [STANDARD]) == {"g1": "", "g2": ""}


def test_what_amazon_states_goes_before_period_and_total() -> None:
    assert joined([GROUP, OTHER], {"g2": "1"}, [STANDARD]) == {"g2": "1", "g1": ""}


def test_one_settlement_stated_for_two_groups_is_given_to_one() -> None:
    found = joined([GROUP, OTHER], {"g1": "9", "g2": "9"}, [])
    assert sorted(found.values()) == ["", "9"]


def test_another_period_or_currency_and_an_open_group_are_joined_to_none() -> None:
    late = replace(GROUP, source_id="late", end=(END + timedelta(minutes=6)).isoformat())
    pounds = replace(GROUP, source_id="pounds", currency="GBP")
    running = replace(GROUP, source_id="open", end="")
    assert {fact.source_id: fact.why for fact in join([late, pounds, running], {}, [STANDARD])} == {
        "late": NONE, "pounds": NONE, "open": OPEN,
    }  # fmt: skip
