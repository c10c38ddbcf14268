"""The chain of the books: from imported files to chains, with no line read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.conftest import REAL
from tests.jobs.conftest import Desk
from workbench import clock
from workbench.jobs import worker
from workbench.jobs.settlements import chain
from workbench.practice.amazon.made_up_sellers import SENT_BACK
from workbench.practice.northwind_lane import FORTNIGHT, Period, Story, chapters, utc
from workbench.practice.seller import SettlementText, demo_settlements
from workbench.practice.settlement_writer import US, write
from workbench.practice.storefront import ADVERTISING, line
from workbench.store import settlements
from workbench.store.lines import Lines

V1 = REAL.parent / "settlement-v1"
CANADIAN = ("ca-24288684721.txt", "ca-23874396421.txt", "ca-23874397121.txt")
START = utc("2026-07-02 11:02:17")


def told() -> list[SettlementText]:
    """Five fortnights: a debt charged to a card, and a payout of 612.40 that the bank sent back in the last."""
    story = Story(
        US, 71, START, 25450330288, 0,
        (
            Period(orders=12, refunds=1, held=30000), Period(orders=4, refunds=3, fixed=(ADVERTISING, -12614)),
            Period(orders=12, refunds=1, held=45000), Period(orders=52, refunds=3, held=60000, fixed=(ADVERTISING, 61240)),
            Period(orders=12, refunds=1, held=7500),
        ),
        (line(SENT_BACK, 61240, START + 4 * FORTNIGHT + FORTNIGHT / 4),),
    )  # fmt: skip
    return [write(US, c.settlement_id, c.start, c.end, c.rows) for c in chapters(story)]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, tzinfo=UTC))


def test_the_demonstration_is_two_unbroken_chains_and_no_line_is_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.take_in(*demo_settlements())
    with monkeypatch.context() as without:
        without.setattr(Lines, "__getattribute__", lambda _self, name: pytest.fail(f"the lines were asked: {name}"))
        found = chain.chains(desk.company)
    assert [(chain.name_of(one, found), len(one.periods), one.unbroken, one.findings) for one in found] == [
        ("Amazon.de · EUR", 3, True, ()), ("Amazon.com · USD", 7, True, ()),
    ]  # fmt: skip
    assert [one.rolled.unproved for one in found] == [Decimal("0.00")] * 2


def test_debt_reserve_and_failed_transfer_come_out_of_the_files(desk: Desk) -> None:
    made = told()
    desk.take_in(*made)
    (one,) = chain.chains(desk.company)
    assert one.unbroken
    assert [joint.reserve.left for joint in one.joints] == [Decimal(t) for t in ("300.00", "0.00", "450.00", "600.00")]
    assert one.joints[1].charged == Decimal("126.14")
    (failed,) = one.failed
    assert (failed.into.settlement_id, failed.payouts[0].settlement_id) == (made[4].settlement_id, made[3].settlement_id)
    for number in (made[3].settlement_id, made[4].settlement_id):
        assert [f.code for f in chain.findings(desk.company, number)] == ["chain-failed-transfer"]
    assert chain.findings(desk.company, made[0].settlement_id) == []


def test_a_settlement_left_out_is_named_to_both_its_neighbours(desk: Desk) -> None:
    made = demo_settlements()[:7]
    desk.take_in(*made[:2], *made[3:])
    for number in (made[1].settlement_id, made[3].settlement_id):
        (finding,) = chain.findings(desk.company, number)
        assert "2026-09-02 to 2026-09-16 (America/Los_Angeles)" in finding.what
        assert "keeps it until 2026-12-15" in finding.next
    desk.take_in(made[2])
    assert chain.findings(desk.company, made[1].settlement_id) == []


def test_an_account_type_counts_only_when_a_source_states_it(desk: Desk) -> None:
    made = demo_settlements()[:2]
    desk.take_in(*made)
    assert [one.account_type for one in chain.chains(desk.company)] == [""]
    with desk.company.state.write() as connection:
        settlements.learn_account_type(connection, "test", made[1].settlement_id, "Invoiced Orders")
    found = chain.chains(desk.company)
    assert [chain.name_of(one, found) for one in found] == ["Amazon.com · Invoiced Orders · USD"]


def test_the_json_has_the_same_figures_as_text(desk: Desk) -> None:
    desk.take_in(*told())
    shape = json.loads(json.dumps(chain.as_json(desk.company)))
    (one,) = shape["chains"]
    assert one["unbroken"] is True
    assert one["balance"]["unproved"] == "0.00"
    assert [p["total"] for p in one["periods"]][1] == "-126.14"
    assert one["periods"][0]["start"] == "2026-07-02T04:02:17-07:00"
    assert one["joints"][1]["debt"] == {"left": "-126.14", "found": "-126.14", "difference": "0.00", "standing": "proved"}
    assert one["failed_transfers"][0]["amount"] == "612.40"
    assert one["findings"][0]["amount"] == "612.40"


@pytest.mark.skipif(not V1.is_dir(), reason="real settlement files are not here (../shared/realdata)")
def test_three_real_canadian_settlements_are_one_chain(desk: Desk) -> None:
    files = [(desk.company.archive.keep(V1 / name), name) for name in CANADIAN]
    worker.result_of(desk.do("import", files=files))
    (one,) = chain.chains(desk.company)
    assert [(p.total, p.carried, p.charged) for p in one.periods] == [
        tuple(map(Decimal, row)) for row in (("-321.69", "0.00", "32.09"), ("-62.31", "-321.69", "321.69"), ("1016.08", "-62.31", "62.31"))
    ]
    assert one.unbroken
    assert one.findings == ()
    assert one.rolled.unproved == 0
