"""The bridge of a month over real books: posted, read back, matched with the bank, and beside a transaction report."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.bank.statements import csv_of
from tests.conftest import run
from tests.jobs.conftest import Desk
from tests.jobs.test_bank import bring, row
from tests.jobs.test_costs import COGS, INVENTORY, PLAIN, cost_everything, ready
from tests.jobs.test_report_imports import FEBRUARY, JANUARY, report
from tests.jobs.test_report_imports import row as reported
from workbench.errors import NotFound
from workbench.jobs import review, worker
from workbench.jobs.bank import bank_matching
from workbench.jobs.close import bridge
from workbench.jobs.settlements import zones
from workbench.money import ZERO, exact, total
from workbench.practice.seller import demo_settlements
from workbench.reconcile.bridge import CARRIED_IN, CARRIED_OUT, Bridge, Leg
from workbench.store import outbox

MADE = [s for s in demo_settlements() if s.name.startswith(("us-2026-09-30", "us-2026-10-14"))]
ONE, TWO = MADE
"""Both are deposited in October; the first has lines of September, the second is at the bank in November."""


def ends_of(found: Bridge) -> dict[str, Decimal]:
    return {leg.ends: leg.end for leg in found.legs}


def steps(leg: Leg) -> dict[str, Decimal]:
    return {step.words: step.amount for step in leg.steps}


def only(desk: Desk, month: str) -> Bridge:
    (found,) = bridge.bridges(desk.company, month)
    for leg in found.legs:
        assert exact(leg.start + total(step.amount for step in leg.steps) + leg.unexplained) == leg.end
    return found


@pytest.fixture
def posted(desk: Desk) -> Desk:
    """Two payouts that are posted, one per order and one in summary, with a bank statement that has both."""
    for made, mode in zip(MADE, ("order", "summary"), strict=True):
        worker.result_of(desk.do("post", payout=desk.ready(made), mode=mode))
    bring(desk, csv_of(row(desk, ONE.settlement_id), row(desk, TWO.settlement_id, late=3)))
    return desk


def test_before_anything_is_posted_the_bridge_says_what_there_is_none_of(desk: Desk) -> None:
    desk.take_in(*MADE)
    found = only(desk, "2026-10")
    assert [what for what, _ in found.left_out] == ["Amazon's month", "QuickBooks", "Bank"]
    (leg,) = found.legs
    assert (leg.start, leg.end, found.unexplained) == (exact(ONE.total + TWO.total), ZERO, ZERO)
    assert steps(leg)["Not posted yet"] == -(leg.start + steps(leg)[CARRIED_IN])


def test_posted_payouts_lead_from_deposits_to_quickbooks_and_the_bank_with_nothing_unexplained(posted: Desk) -> None:
    """S2: every figure of the month leads to the next by differences that have a name."""
    found = only(posted, "2026-10")
    assert found.unexplained == ZERO
    entries, quickbooks, bank = found.legs
    assert entries.start == exact(ONE.total + TWO.total)
    assert entries.end == quickbooks.end != ZERO
    assert quickbooks.steps == ()
    assert (bank.end, steps(bank)["In transit at the month's end"]) == (ZERO, -exact(ONE.total + TWO.total))
    bank_matching.confirm(posted.company, bank_matching.at_bank(posted.company).suggested, "tester")
    october, november = only(posted, "2026-10"), only(posted, "2026-11")
    assert october.unexplained == november.unexplained == ZERO
    assert (ends_of(october)["Received by the bank"], ends_of(november)["Received by the bank"]) == (ONE.total, TWO.total)
    assert steps(october.legs[-1])["In transit at the month's end"] == -TWO.total
    assert steps(november.legs[-1]) == {"In transit at the month's beginning": TWO.total}


def test_what_somebody_changed_in_quickbooks_is_named_and_nothing_is_left(posted: Desk) -> None:
    before = only(posted, "2026-10").legs[1]
    with posted.company.state.read() as connection:
        receipt = next(
            p for p in outbox.postings(connection, f"{ONE.settlement_id}-1") if p.entity == "SalesReceipt" and p.date > "2026-10-01"
        )
    posted.ask_practice("edit", {"realm": posted.realm, "entity": "SalesReceipt", "id": receipt.quickbooks_id, "delete": True})
    posted.do("drift")
    found = only(posted, "2026-10")
    gap = steps(found.legs[1])["Changed in QuickBooks since posting"]
    assert gap == exact(found.legs[1].end - before.end) < ZERO
    assert found.unexplained == ZERO


def test_a_transaction_report_is_the_first_figure_and_what_it_has_more_is_named(desk: Desk, tmp_path: Path) -> None:
    late = {**reported("Jan 31, 2025", "100", "111-0000000-0000009", "5.00", "0"), "date/time": "Jan 31, 2025 10:00:00 PM PST"}
    fewer = {**FEBRUARY[1], "other": "-56.00", "total": "-56.00"}
    zones.choose(desk.company, "tester", {"Amazon.com": "UTC"})
    for name, rows in (("january.csv", (*JANUARY, late)), ("february.csv", (FEBRUARY[0], fewer, FEBRUARY[2]))):
        file = report(tmp_path, name, *rows)
        worker.result_of(desk.do("import", files=[(desk.company.archive.keep(file), file.name)]))
    assert [p.settlement.total for p in review.payouts(desk.company)] == [Decimal("56.00")]
    january, february = only(desk, "2025-01"), only(desk, "2025-02")
    zone = "Time zone: another month there than in the books"
    assert (january.legs[0].start, january.legs[0].end) == (Decimal("47.50"), ZERO)
    assert steps(january.legs[0]) == {zone: Decimal("-5.00"), CARRIED_OUT: Decimal("-42.50")}
    assert (february.legs[0].start, february.legs[0].end) == (Decimal("42.50"), Decimal("56.00"))
    assert steps(february.legs[0]) == {
        zone: Decimal("5.00"), "In settlements that the books do not have": Decimal("-34.00"), CARRIED_IN: Decimal("42.50"),
    }  # fmt: skip
    assert january.unexplained == february.unexplained == ZERO


def test_the_cost_of_goods_is_in_the_profit_and_loss_and_inventory_takes_it_back(desk: Desk) -> None:
    payout = ready(desk, PLAIN)
    cost_everything(desk)
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    found = only(desk, "2026-09")
    with desk.company.state.read() as connection:
        lines = outbox.entry_lines(connection, f"{payout}-1")
    cost = total(debit for _, _, account, _, debit in lines if account == COGS)
    assert steps(found.legs[0])[f"{INVENTORY} (balance sheet)"] == -cost < ZERO
    assert found.unexplained == ZERO


def test_a_month_without_settlements_is_no_month(desk: Desk) -> None:
    with pytest.raises(NotFound, match="No settlement touches 2020-01"):
        bridge.bridges(desk.company, "2020-01")


def test_the_command_prints_the_legs_and_ends_well_when_nothing_is_unexplained(posted: Desk) -> None:
    posted.company.close()
    answer = run("bridge", "--month", "2026-10")
    (found,) = answer["bridges"]
    assert (found["currency"], found["unexplained"], len(found["legs"])) == ("USD", "0.00", 3)
    for leg in found["legs"]:
        named = total(Decimal(step["amount"]) for step in leg["steps"])
        assert exact(Decimal(leg["from"]["amount"]) + named + Decimal(leg["unexplained"])) == Decimal(leg["to"]["amount"])
    refused = run("bridge", "--month", "2020-01", ok=(2,))
    assert "No settlement touches" in refused["error"]["what"]
