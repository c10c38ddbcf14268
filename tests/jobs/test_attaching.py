"""What hangs on a payout's deposit in QuickBooks: Amazon's file byte for byte, and the reconciliation, each once."""

from __future__ import annotations

import hashlib

from tests.jobs.conftest import Desk
from workbench.jobs import worker
from workbench.jobs.post import attaching
from workbench.jobs.quickbooks.session import books_of
from workbench.practice.seller import demo_settlements
from workbench.store import outbox, settings

PLAIN = next(s for s in demo_settlements() if s.name.startswith("us-2026-09-02"))
NAMES = [f"settlement-{PLAIN.settlement_id}.txt", f"reconciliation-{PLAIN.settlement_id}.xlsx"]


def posted(desk: Desk) -> tuple[str, str, list[str]]:
    """(batch, deposit, what was attached) of a payout that was posted."""
    payout = desk.ready(PLAIN)
    done = worker.result_of(desk.do("post", payout=payout, mode="order"))
    with desk.company.state.read() as connection:
        postings = outbox.postings(connection, done["batch"])
    return done["batch"], next(p.quickbooks_id for p in postings if p.entity == "Deposit"), done["attached"]


def test_the_settlements_file_hangs_on_its_deposit_byte_for_byte_and_the_reconciliation_beside_it(desk: Desk) -> None:
    _, deposit, attached = posted(desk)
    assert attached == NAMES
    rows = {row["FileName"]: row for row in books_of(desk.company).attachments("Deposit", deposit)}
    assert sorted(rows) == sorted(NAMES)
    kept = desk.ask_practice(f"attachment?realm={desk.realm}&id={rows[NAMES[0]]['Id']}")
    assert kept["sha256"] == hashlib.sha256(PLAIN.data).hexdigest()


def test_posting_again_attaches_nothing_twice(desk: Desk) -> None:
    _, deposit, _ = posted(desk)
    again = worker.result_of(desk.do("post", payout=PLAIN.settlement_id, mode="order"))
    assert again["attached"] == NAMES
    assert len(books_of(desk.company).attachments("Deposit", deposit)) == len(NAMES)


def test_an_upload_that_fails_stops_nothing_and_is_made_good_the_next_time(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    desk.ask_practice("faults", [{"kind": "500", "when": "before", "match": "POST upload", "nth": 1}])
    done = worker.result_of(desk.do("post", payout=payout, mode="order"))
    assert done["outcome"] == "posted"
    assert done["counts"]["posted"] == done["counts"]["planned"]
    assert done["attached"] == NAMES[1:]
    assert sorted(attaching.attach(desk.company, done["batch"], "tester", lambda *_: None)) == sorted(NAMES)


def test_a_company_that_does_not_want_it_gets_none(desk: Desk) -> None:
    with desk.company.state.write() as connection:
        settings.put(connection, "tester", attach_files=False)
    assert posted(desk)[2] == []
