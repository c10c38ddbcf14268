"""Five real months of one seller, from his transaction reports to closed accounts: every cent is in a payout that ties out, or in
a part of one that is named with what is missing of it.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.bank.statements import PLAIN, csv_of
from tests.conftest import ROOT
from tests.jobs.conftest import Desk
from workbench.jobs import asked, review, worker
from workbench.jobs.bank import bank_matching
from workbench.jobs.close import closing, variance
from workbench.jobs.quickbooks.session import books_of
from workbench.money import ZERO

REPORTS = sorted((ROOT.parent / "shared" / "realdata" / "transactions-csv").glob("*.csv"))
pytestmark = pytest.mark.skipif(not REPORTS, reason="real transaction reports are not here (../shared/realdata)")
NOT_OURS = {"reports", "reviewed", "locked"}
"""Checks that these five months cannot pass: seven reports of the year are not here, and nobody signed."""


def re_added(path: Path) -> dict[tuple[str, str], Decimal]:
    """The report's rows by settlement and account type, transfers to the bank left out, added with nothing of ours."""
    found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        head = next(row for row in rows if row[:1] == ["date/time"])
        for row in rows:
            named = dict(zip(head, row, strict=False))
            if named.get("type", "Transfer") != "Transfer":
                found[named["settlement id"], named["account type"]] += Decimal(named["total"].replace(",", ""))
    return found


@pytest.fixture
def desk(desk_of: Callable[[str], Desk]) -> Desk:
    desk = desk_of("demo")
    worker.result_of(desk.do("connect"))
    return desk


def take_in(desk: Desk) -> dict[tuple[str, str], dict[str, str]]:
    """All five, and what was last said of each settlement."""
    said = {}
    for _ in range(2):  # what a later report completes is said of the earlier one when it is asked again
        files = [(desk.company.archive.keep(path), path.name) for path in REPORTS]
        for file in worker.result_of(desk.do("import", files=files))["files"]:
            said |= {(s["settlement_id"], s["account_type"]): s for s in file["settlements"]}
    return said


def test_every_cent_is_in_a_payout_or_in_a_part_that_says_what_is_missing(desk: Desk) -> None:
    said = take_in(desk)
    amazon: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for path in REPORTS:
        for key, amount in re_added(path).items():
            amazon[key] += amount
    totals = {p.settlement.settlement_id: p.settlement.total for p in review.payouts(desk.company)}
    assert len(totals) >= 14
    for key, amount in amazon.items():
        if key[0] in totals:
            assert totals[key[0]] == amount, key
        else:
            assert Decimal(said[key]["net"]) + Decimal(said[key]["deferred"]) == amount, key
            assert "missing" in said[key]["why"] or "report of" in said[key]["why"], key


def test_the_months_close_and_every_account_rolls_forward_to_quickbooks(desk: Desk) -> None:
    take_in(desk)
    payouts = [p.settlement.settlement_id for p in review.payouts(desk.company)]
    for number in payouts:
        desk.map_everything(number, "Amazon Other Fees & Adjustments")
        review.confirm(desk.company, number, "tester")
        worker.result_of(desk.do("post", payout=number, mode="order"))
    bank(desk, payouts)
    for month in closing.months(closing.read(desk.company)):
        asked.ask_variance(desk.company, closing.close(desk.company, closing.read(desk.company), month).payouts_to_read, month, "tester")
        worker.run_waiting(desk.company)
        found = closing.close(desk.company, closing.read(desk.company), month)
        left = [c for c in found.checks if not c.done and c.name not in NOT_OURS]
        assert not left, (month, left)
    rolled_forward(desk)


def bank(desk: Desk, payouts: list[str]) -> None:
    """A statement with every payout two days later, and every match confirmed."""
    rows = []
    for number in payouts:
        s = review.payout(desk.company, number).settlement
        rows.append(((date.fromisoformat(s.deposit_day) + timedelta(days=2)).isoformat(), "AMZN EDI PYMT", str(s.total)))
    kept = desk.company.archive.keep_bytes(csv_of(*sorted(rows)))
    worker.result_of(desk.do("bank-import", files=[(kept, "bank.csv")], account="", layout=PLAIN.as_json()))
    bank_matching.confirm(desk.company, bank_matching.at_bank(desk.company).options, "tester")
    left = bank_matching.at_bank(desk.company)
    assert not left.waiting, left.waiting
    assert not left.without_payout, left.without_payout


def rolled_forward(desk: Desk) -> None:
    """Each month opens as the one before closed, and QuickBooks says the same to the cent."""
    months = sorted(closing.months(closing.read(desk.company)))
    closed: dict[str, Decimal] = {}
    for month in months:
        rows = variance.roll_forward(desk.company, month, books_of(desk.company))
        assert rows
        for row in rows:
            assert row.opening == closed.get(row.account, ZERO), (month, row)
            assert row.opening + row.movements == row.closing, (month, row)
            assert row.difference == ZERO, (month, row)
            closed[row.account] = row.closing
