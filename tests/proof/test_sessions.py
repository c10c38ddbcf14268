"""Fifty at once (A1, D1, E6): one claim, one set of documents, one renewal."""

from __future__ import annotations

from collections import Counter

from tests.jobs.conftest import Desk
from tests.proof.sessions import at_once
from workbench.errors import Conflict
from workbench.jobs import worker
from workbench.jobs.post import posting
from workbench.practice.seller import demo_settlements
from workbench.store import jobs, outbox

SMALL = next(s for s in demo_settlements() if s.name.startswith("us-2026-08-05"))
SESSIONS = 50


def test_fifty_sessions_that_press_post_at_once_post_one_set_of_documents(desk: Desk) -> None:
    payout = desk.ready(SMALL)
    planned = Counter(d.entity for d in posting.plan_payout(desk.company, payout, "order").documents)
    at_work = worker.Thread(desk.company)
    at_work.start()
    asked = at_once(SESSIONS, lambda: jobs.ask(desk.company.state, "post", "tester", payout=payout, mode="order"))
    assert not [error for error in asked if isinstance(error, Exception)]
    while not all(jobs.get(desk.company.state, job).ended for job in asked if isinstance(job, int)):
        at_work.join(0.05)
    at_work.stop()
    at_work.join()
    ended = [jobs.get(desk.company.state, job) for job in asked if isinstance(job, int)]
    assert {job.state for job in ended} == {"done"}
    assert {job.result["batch"] for job in ended} == {f"{payout}-1"}
    assert desk.held() == planned


def test_fifty_claims_at_once_make_one_batch(desk: Desk) -> None:
    payout = desk.ready(SMALL)
    made = posting.plan_payout(desk.company, payout, "order")

    def claim() -> str:
        with desk.company.state.write() as connection:
            return outbox.open_batch(connection, "tester", made, "load")

    claimed = at_once(SESSIONS, claim)
    assert [one for one in claimed if not isinstance(one, Conflict)] == [f"{payout}-1"]
    assert sum(isinstance(one, Conflict) for one in claimed) == SESSIONS - 1
