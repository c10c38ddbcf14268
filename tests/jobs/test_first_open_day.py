"""A payout that lies in closed books is posted on the first open day, when a person chose that for it (G4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.jobs.conftest import Desk
from workbench.errors import Conflict, NotReady
from workbench.jobs import review, worker
from workbench.jobs.close import variance
from workbench.jobs.post import first_open, posting
from workbench.jobs.quickbooks.session import books_of
from workbench.practice.seller import demo_settlements
from workbench.store import audit, outbox

PLAIN = next(s for s in demo_settlements() if s.name == "us-2026-08-19-to-2026-09-02.txt")
"""A payout that crosses a month end."""

CLOSED = "2026-08-31"


def close(desk: Desk, day: str = CLOSED) -> None:
    desk.ask_practice("close-books", {"realm": desk.realm, "date": day})


def in_the_way(desk: Desk, payout: str, mode: str = "order") -> set[str]:
    answer = worker.result_of(desk.do("dry-run", payout=payout, mode=mode))
    return {check["code"] for check in answer["preflight"] if check["blocks"]}


@pytest.mark.parametrize("mode", ["order", "summary"])
def test_what_was_chosen_is_posted_on_the_first_open_day_and_ties_out(desk: Desk, mode: str) -> None:
    payout = desk.ready(PLAIN)
    before = {d.key: d for d in posting.plan_payout(desk.company, payout, mode).documents}
    late = [d for d in before.values() if d.date <= CLOSED]
    assert late
    close(desk)
    assert in_the_way(desk, payout, mode) == {"closed-books"}
    first_open.choose(desk.company, "tester", payout, CLOSED, "August is with the auditor")
    answer = worker.result_of(desk.do("dry-run", payout=payout, mode=mode))
    assert (answer["preflight"], answer["first_open_day"]) == ([], {"day": "2026-09-01", "documents": len(late)})
    worker.result_of(desk.do("post", payout=payout, mode=mode))
    compared = variance.payout_variance(desk.company, payout)
    assert (compared.variance, compared.held, review.payout(desk.company, payout).status) == (Decimal(0), Decimal(0), "reconciled")

    with desk.company.state.read() as connection:
        posted = outbox.postings(connection, f"{payout}-1")
        ours = outbox.entry_lines(connection, f"{payout}-1")
    assert min(day for day, *_ in ours) >= "2026-09-01"
    books = books_of(desk.company)
    for one in posted:
        document = books.by_ids(one.entity, [one.quickbooks_id])[one.quickbooks_id]
        true_day = before[one.posting_key].date
        assert document["TxnDate"] == max(true_day, "2026-09-01")
        if true_day <= CLOSED:
            described = [str(line["Description"]) for line in document["Line"] if "Description" in line]
            assert described
            assert all(words.endswith(f"of {true_day}") for words in described)
    end = books.trial_balance(date(2026, 8, 31))
    assert not any(end.values())


def test_the_choice_is_of_one_payout_with_a_reason_in_the_audit_log_and_can_be_taken_back(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    with pytest.raises(NotReady, match="books are open"):
        first_open.choose(desk.company, "tester", payout, "", "why not")
    close(desk)
    with pytest.raises(NotReady, match="needs a reason"):
        first_open.choose(desk.company, "tester", payout, CLOSED, " ")
    first_open.choose(desk.company, "tester", payout, CLOSED, "August is with the auditor")
    with desk.company.state.read() as connection:
        line = audit.lines(connection, "setting changed")[-1]
    assert line.detail == {
        "name": f"first-open-day:{payout}", "value": {"closed_through": CLOSED, "because": "August is with the auditor"},
    }  # fmt: skip
    first_open.take_back(desk.company, "tester", payout)
    assert in_the_way(desk, payout) == {"closed-books"}


def test_books_that_were_closed_further_since_are_asked_about_again(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    close(desk)
    first_open.choose(desk.company, "tester", payout, CLOSED, "August is with the auditor")
    close(desk, "2026-09-01")
    assert in_the_way(desk, payout) == {"closed-books"}
    first_open.choose(desk.company, "tester", payout, "2026-09-01", "so is the first of September")
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    with desk.company.state.read() as connection:
        assert {p.date >= "2026-09-02" for p in outbox.postings(connection, f"{payout}-1")} == {True}
    with pytest.raises(Conflict, match="posted already"):
        first_open.take_back(desk.company, "tester", payout)


def test_nothing_moves_unless_it_was_chosen(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    close(desk)
    job = desk.do("post", payout=payout, mode="summary")
    assert (job.state, desk.held()) == ("failed", {})
    assert "choose for this payout that they are posted on the first open day" in job.message
    assert _effect(posting.plan_payout(desk.company, payout, "summary"))


def _effect(made: Any) -> dict[str, Decimal]:
    return {account.name: debit for account, debit in made.trial_balance_effect.items() if debit}
