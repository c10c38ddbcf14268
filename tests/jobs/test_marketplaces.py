"""What is set for a marketplace: its posting mode from a day on, its customer and deposit account (G4)."""

from __future__ import annotations

import pytest

from tests.jobs.conftest import Desk
from workbench.errors import Refused
from workbench.jobs import review, worker
from workbench.jobs.post import marketplaces, posting
from workbench.jobs.quickbooks.session import books_of
from workbench.posting.modes import ModeRule
from workbench.practice.seller import demo_settlements
from workbench.store import audit

US = [s for s in demo_settlements() if s.name in ("us-2026-08-05-to-2026-08-19.txt", "us-2026-09-02-to-2026-09-16.txt")]


def set_rules(desk: Desk, *rules: ModeRule) -> None:
    marketplaces.save_rules(desk.company, "tester", rules)


def test_a_rule_decides_by_the_day_of_the_deposit_and_a_mode_that_is_asked_for_goes_before_it(desk: Desk) -> None:
    earlier, later = (desk.ready(made) for made in US)
    day = review.payout(desk.company, later).settlement.deposit_day
    set_rules(desk, ModeRule("Amazon.com", day, "summary"), ModeRule("Amazon.de", "2020-01-01", "daily"))
    assert [posting.plan_payout(desk.company, p).mode for p in (earlier, later)] == ["order", "summary"]
    assert posting.plan_payout(desk.company, later, "daily").mode == "daily"
    assert worker.result_of(desk.do("dry-run", payout=later, mode=""))["mode"] == "summary"
    assert worker.result_of(desk.do("post", payout=later, mode=""))["mode"] == "summary"


def test_a_batch_that_lives_keeps_its_mode(desk: Desk) -> None:
    payout = desk.ready(US[0])
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    set_rules(desk, ModeRule("Amazon.com", "2020-01-01", "daily"))
    assert marketplaces.mode_of_payout(desk.company, review.payout(desk.company, payout).settlement) == "summary"
    again = worker.result_of(desk.do("post", payout=payout, mode=""))
    assert (again["mode"], again["counts"]["posted"]) == ("summary", again["counts"]["planned"])


def test_rules_are_refused_whole_and_stand_in_the_audit_log(desk: Desk) -> None:
    desk.ready(US[0])
    set_rules(desk, ModeRule("Amazon.com", "2026-01-01", "daily"))
    with pytest.raises(Refused, match="not a day"):
        set_rules(desk, ModeRule("Amazon.com", "soon", "daily"))
    with desk.company.state.read() as connection:
        assert marketplaces.rules(connection) == [ModeRule("Amazon.com", "2026-01-01", "daily")]
        line = audit.lines(connection, "setting changed")[-1]
    assert line.detail["value"] == [{"marketplace": "Amazon.com", "since": "2026-01-01", "mode": "daily"}]


def test_a_marketplace_gets_a_customer_of_its_own_on_request_alone(desk: Desk) -> None:
    payout = desk.ready(US[0])
    company_customers = {c.name for c in books_of(desk.company).customers()}
    assert company_customers == {"Amazon customers"}
    worker.result_of(desk.do("connect", create=["customer Amazon.com (USD)"]))
    found = {c.name: c.id for c in books_of(desk.company).customers()}
    with desk.company.state.read() as connection:
        (place,) = marketplaces.places(connection)
    assert (place.customer, place.settlements) == (found["Amazon.com (USD)"], 1)
    made = posting.plan_payout(desk.company, payout, "order")
    assert {d.body["CustomerRef"]["value"] for d in made.documents if d.entity == "SalesReceipt"} == {place.customer}
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    assert review.payout(desk.company, payout).status == "reconciled"
