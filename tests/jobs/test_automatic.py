"""Transactions that are confirmed by themselves when the company wants it: the sure ones, and never another (S23, S24, S43)."""

from __future__ import annotations

from tests.jobs.conftest import Desk
from workbench.jobs import review
from workbench.practice.seller import demo_settlements
from workbench.store import decisions, settings
from workbench.store.schema import audit

PLAIN = next(s for s in demo_settlements() if s.name.startswith("us-2026-09-02"))
UNKNOWN = next(s for s in demo_settlements() if s.name.startswith("us-2026-10-28"))


def switch_on(desk: Desk) -> None:
    with desk.company.state.write() as connection:
        settings.put(connection, "tester", confirm_automatically=True)


def test_without_the_switch_everything_waits_for_a_person(desk: Desk) -> None:
    """S25: without the switch nothing is confirmed by itself."""
    desk.take_in(PLAIN)
    assert review.payout(desk.company, PLAIN.settlement_id).status == "for-review"


def test_with_it_a_payout_without_doubt_is_ready_and_the_log_says_who_confirmed(desk: Desk) -> None:
    """S23, S24, S43: sure transactions are Categorized without a click, and none waits For review."""
    switch_on(desk)
    desk.take_in(PLAIN)
    assert review.payout(desk.company, PLAIN.settlement_id).status == "ready"
    assert review.status_counts(desk.company, PLAIN.settlement_id)["for-review"][0] == 0
    with desk.company.state.read() as connection:
        by = {row.by for row in connection.execute(audit.select()) if row.what == "confirmed"}
    assert by == {"automatic"}


def test_a_payout_with_a_line_that_nothing_knows_stays_for_review(desk: Desk) -> None:
    switch_on(desk)
    desk.take_in(UNKNOWN)
    assert review.payout(desk.company, UNKNOWN.settlement_id).status == "for-review"


def test_what_a_person_decided_is_not_decided_again_by_a_better_file(desk: Desk) -> None:
    desk.take_in(PLAIN)
    review.confirm(desk.company, PLAIN.settlement_id, "tester")
    switch_on(desk)
    desk.take_in(PLAIN)
    with desk.company.state.read() as connection:
        assert {d.by for d in decisions.of_settlement(connection, PLAIN.settlement_id).values()} == {"tester"}


def test_nothing_is_ever_excluded_by_itself(desk: Desk) -> None:
    """S50: whatever comes in, and with everything automatic, nothing is excluded that nobody excluded."""
    switch_on(desk)
    desk.take_in(*demo_settlements()[:6])
    excluded = [review.status_counts(desk.company, p.settlement.settlement_id)["excluded"][0] for p in review.payouts(desk.company)]
    assert excluded == [0] * 6
