"""The rows behind a payout's figures: each list comes to the figure that it stands behind, in every way of posting."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.bank.statements import PLAIN as COLUMNS
from tests.bank.statements import csv_of
from tests.jobs.conftest import Desk
from tests.pages.conftest import DEMO
from workbench.jobs import review, worker
from workbench.jobs.bank import bank_matching
from workbench.jobs.close import proof, variance
from workbench.money import total

CROSSING = DEMO["us-2026-08-19-to-2026-09-02.txt"]
OWED = DEMO["us-2026-09-16-to-2026-09-30.txt"]


@pytest.mark.parametrize("mode", ["order", "summary"])
def test_lines_documents_and_bank_lines_each_come_to_the_payout(desk: Desk, mode: str) -> None:
    """S2, S76: four figures, and the rows behind each."""
    payout = desk.ready(CROSSING)
    worker.result_of(desk.do("post", payout=payout, mode=mode))
    sent = review.payout(desk.company, payout).settlement.deposit_day
    day = (date.fromisoformat(sent) + timedelta(days=2)).isoformat()
    kept = desk.company.archive.keep_bytes(csv_of((day, "AMZN EDI PYMT", str(CROSSING.total)), (day, "RENT", "-900.00")))
    worker.result_of(desk.do("bank-import", files=[(kept, "bank.csv")], account="", layout=COLUMNS.as_json()))
    bank_matching.confirm(desk.company, bank_matching.at_bank(desk.company).options, "tester")
    v = variance.payout_variance(desk.company, payout)
    found = proof.behind(desk.company, v)
    assert total(kind.total for kind in found.kinds) == v.lines == CROSSING.total
    assert total(d.money for d in found.documents) == v.quickbooks == CROSSING.total
    assert total(line.amount for line in found.bank) == v.bank == CROSSING.total
    assert found.documents[0].what == "Deposit"
    assert all(not total(debit for _, debit in d.lines) for d in found.documents)
    assert found.missing == ()


def test_a_payout_below_zero_waits_for_no_bank_line(desk: Desk) -> None:
    payout = desk.ready(OWED)
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    v = variance.payout_variance(desk.company, payout)
    found = proof.behind(desk.company, v)
    assert total(d.money for d in found.documents) == v.quickbooks == OWED.total
    assert found.missing == ()
