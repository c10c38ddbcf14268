"""The migration guard, on a practice QuickBooks in which others booked payouts before us."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import run
from tests.jobs.by_hand import ByHand
from tests.jobs.conftest import Desk
from workbench.errors import Conflict, NotReady
from workbench.jobs import review, worker
from workbench.jobs.post import guard, preflight
from workbench.posting.plan import Plan
from workbench.practice.seller import demo_settlements
from workbench.store import audit, outbox
from workbench.store.company import Company
from workbench.store.schema import audit as log

PLAIN = next(s for s in demo_settlements() if s.name == "us-2026-09-02-to-2026-09-16.txt")
"""A payout in which every kind of line has its account."""


@pytest.fixture
def payout(desk: Desk) -> str:
    """The payout, ready to be posted."""
    return desk.ready(PLAIN)


@pytest.fixture
def by_hand(desk: Desk, payout: str) -> Iterator[ByHand]:
    """Somebody else at work in the same QuickBooks."""
    person = ByHand(desk)
    yield person
    person.close()


def asked(desk: Desk, payout: str, mode: str = "order") -> list[dict[str, Any]]:
    """The entries a dry run asks about."""
    answer = worker.result_of(desk.do("dry-run", payout=payout, mode=mode))
    return [check for check in answer["preflight"] if check["entry"]]


def deposit_day(desk: Desk, payout: str) -> str:
    return review.payout(desk.company, payout).settlement.deposit_day


def places(checks: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(check["entry"]["entity"], check["entry"]["quickbooks_id"]) for check in checks}


def test_a_deposit_of_exactly_the_payout_must_be_answered_before_anything_is_posted(desk: Desk, payout: str, by_hand: ByHand) -> None:
    day = deposit_day(desk, payout)
    made = by_hand.deposit(PLAIN.total, day)
    (check,) = asked(desk, payout)
    assert places([check]) == {("Deposit", made)}
    assert (check["amount"], check["blocks"], check["entry"]["date"]) == (str(PLAIN.total), True, day)
    assert "exactly the payout's amount" in check["what"]
    job = desk.do("post", payout=payout, mode="order")
    assert job.state == "failed"
    assert f"Deposit {made} of {day} was not made here" in job.message
    assert desk.held() == {"Deposit": 1}


def test_said_to_be_something_else_the_payout_is_posted(desk: Desk, payout: str, by_hand: ByHand) -> None:
    by_hand.deposit(PLAIN.total, deposit_day(desk, payout))
    guard.answer(desk.company, payout, "something-else", "a loan of the owner", "tester", asked(desk, payout))
    (check,) = asked(desk, payout)
    assert (check["blocks"], check["entry"]["answer"], check["next"]) == (False, "something-else", "tester: a loan of the owner")
    done = worker.result_of(desk.do("post", payout=payout, mode="order"))
    assert done["outcome"] == "posted"
    assert desk.held()["Deposit"] == 2


def test_said_to_be_the_payout_it_is_never_posted_from_here(desk: Desk, payout: str, by_hand: ByHand) -> None:
    by_hand.journal(PLAIN.total, "2026-09-16", "A2X-1", account=by_hand.account("Amazon Clearing Old", "Other Current Asset"))
    checks = asked(desk, payout)
    assert "It bears the name of A2X and has exactly the payout's amount" in checks[0]["what"]
    guard.answer(desk.company, payout, "this-payout", "posted by A2X in September", "tester", checks)
    assert review.payout(desk.company, payout).status == "elsewhere"
    for mode in ("order", "summary"):
        job = desk.do("post", payout=payout, mode=mode)
        assert job.state == "failed"
        assert "stands in QuickBooks already" in job.message
        assert "posted by A2X in September" in job.message
    assert desk.held() == {"JournalEntry": 1}
    with desk.company.state.read() as connection:
        lines = [row for row in connection.execute(log.select()) if row.what == "foreign entry: this-payout"]
        assert audit.broken_at(connection) is None
    assert [(row.by, "posted by A2X in September" in row.detail) for row in lines] == [("tester", True)]


def test_an_answer_taken_back_opens_the_question_again(desk: Desk, payout: str, by_hand: ByHand) -> None:
    by_hand.deposit(PLAIN.total, deposit_day(desk, payout))
    checks = asked(desk, payout)
    guard.answer(desk.company, payout, "this-payout", "it looked like it", "tester", checks)
    guard.take_back(desk.company, payout, list(places(checks)), "it is another shop's", "tester")
    assert review.payout(desk.company, payout).status == "ready"
    assert [check["blocks"] for check in asked(desk, payout)] == [True]


def test_an_answer_is_about_the_entry_as_it_was_shown(desk: Desk, payout: str, by_hand: ByHand) -> None:
    made = by_hand.deposit(PLAIN.total, deposit_day(desk, payout))
    guard.answer(desk.company, payout, "something-else", "a loan", "tester", asked(desk, payout))
    desk.ask_practice("edit", {"realm": desk.realm, "entity": "Deposit", "id": made,
                               "changes": {"PrivateNote": f"Amazon settlement {payout}", "sparse": True}})  # fmt: skip
    (check,) = asked(desk, payout)
    assert (check["blocks"], check["entry"]["answer"]) == (True, "")
    assert f"It names settlement {payout}" in check["what"]
    assert desk.do("post", payout=payout, mode="order").state == "failed"


def test_an_entry_that_stood_for_the_payout_and_is_gone_is_said(desk: Desk, payout: str, by_hand: ByHand) -> None:
    made = by_hand.deposit(PLAIN.total, deposit_day(desk, payout))
    guard.answer(desk.company, payout, "this-payout", "by hand", "tester", asked(desk, payout))
    desk.ask_practice("edit", {"realm": desk.realm, "entity": "Deposit", "id": made, "delete": True})
    answer = worker.result_of(desk.do("dry-run", payout=payout, mode="order"))
    assert [check["code"] for check in answer["preflight"]] == ["elsewhere-lost"]
    assert desk.do("post", payout=payout, mode="order").state == "failed"


def test_what_other_tools_and_hands_leave_is_recognised_and_nothing_else(desk: Desk, payout: str, by_hand: ByHand) -> None:
    s = review.payout(desk.company, payout).settlement
    first, last = s.day(s.start), s.day(s.end)
    order = next(t.order_id for t in review.transactions(desk.company, payout, review.Filter(limit=20)) if t.kind == "sale")
    hints = {
        ("JournalEntry", by_hand.journal(Decimal(5), last, f"LMB-{payout}")),
        ("Deposit", by_hand.deposit(Decimal(7), last, description=f"Settlement {payout} part")),
        ("SalesReceipt", by_hand.receipt(Decimal(9), first, "SYN-1", f"Synder: Amazon order {order}")),
        ("SalesReceipt", by_hand.receipt(Decimal(9), "2025-01-05", order)),
        ("JournalEntry", by_hand.journal(PLAIN.total, s.deposit_day, "GJ-7")),
    }
    late = (date.fromisoformat(s.deposit_day) + timedelta(days=11)).isoformat()
    by_hand.deposit(PLAIN.total, late)
    by_hand.deposit(PLAIN.total, first)
    by_hand.deposit(PLAIN.total + Decimal("0.01"), s.deposit_day)
    by_hand.journal(Decimal(5), last, f"9{payout}")
    by_hand.receipt(Decimal(9), first, "113-9999999-9999999", "Synder")
    assert places(asked(desk, payout)) == hints
    assert places(asked(desk, payout, "summary")) == hints


def test_an_entry_stands_for_one_payout_at_most(desk: Desk, payout: str, by_hand: ByHand) -> None:
    other = next(s for s in demo_settlements() if s.name == "us-2026-08-19-to-2026-09-02.txt")
    desk.ready(other)
    by_hand.deposit(Decimal(1), "2026-09-03", f"settlements {other.settlement_id} and {payout}")
    mine, shared = asked(desk, payout), asked(desk, other.settlement_id)
    assert places(mine) == places(shared)
    assert len(shared) == 1
    guard.answer(desk.company, payout, "this-payout", "by hand", "tester", mine)
    with pytest.raises(Conflict, match=f"already stands for payout {payout}"):
        guard.answer(desk.company, other.settlement_id, "this-payout", "by hand", "tester", shared)
    assert review.payout(desk.company, other.settlement_id).status == "ready"
    assert [(check["next"], check["blocks"]) for check in asked(desk, other.settlement_id)] == [(f"It is payout {payout}.", False)]


def test_an_answer_needs_a_reason_and_comes_before_posting(desk: Desk, payout: str, by_hand: ByHand) -> None:
    by_hand.deposit(PLAIN.total, deposit_day(desk, payout))
    checks = asked(desk, payout)
    with pytest.raises(NotReady, match="needs a reason"):
        guard.answer(desk.company, payout, "this-payout", "  ", "tester", checks)
    guard.answer(desk.company, payout, "something-else", "a loan", "tester", checks)
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    with pytest.raises(Conflict, match="posted from here"):
        guard.answer(desk.company, payout, "this-payout", "after all", "tester", checks)


def test_the_command_line_asks_answers_and_takes_back(desk: Desk, payout: str, by_hand: ByHand) -> None:
    made = by_hand.deposit(PLAIN.total, deposit_day(desk, payout))
    desk.company.close()
    dry = run("post", "--payout", payout, "--dry-run", ok=(1,))
    assert [check["code"] for check in dry["preflight"]] == ["foreign-entry"]
    entry, because = f"Deposit:{made}", ("--because", "by hand")
    assert run("post", "--payout", payout, ok=(1,))["error"]["next"].startswith("Say whether it is this payout")
    other = run("answer", "--payout", payout, "--entry", "Deposit:1", "--is", "this-payout", *because, ok=(2,))
    assert "no question about Deposit:1" in other["error"]["what"]
    said = run("answer", "--payout", payout, "--entry", entry, "--is", "this-payout", *because)
    assert said == {"payouts": [{"settlement_id": payout, "status": "elsewhere", "findings": []}]}
    assert run("post", "--month", "2026-09", ok=(0,)) == {"batches": []}
    opened = run("answer", "--payout", payout, "--entry", entry, "--is", "open", *because, ok=(1,))["payouts"][0]
    assert (opened["status"], [f["code"] for f in opened["findings"]]) == ("ready", ["foreign-entry"])
    run("answer", "--payout", payout, "--entry", entry, "--is", "something-else", *because)
    assert run("post", "--payout", payout)["outcome"] == "posted"


def test_an_answer_given_while_a_batch_is_being_opened_still_counts(desk: Desk, payout: str, by_hand: ByHand,
                                                                    monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    by_hand.deposit(PLAIN.total, deposit_day(desk, payout))
    checks = asked(desk, payout)
    guard.answer(desk.company, payout, "something-else", "a loan", "tester", checks)
    clear = preflight.require_clear

    def and_then_somebody_answers(company: Company, made: Plan) -> None:
        clear(company, made)
        guard.answer(company, payout, "this-payout", "by hand after all", "somebody", checks)

    monkeypatch.setattr(preflight, "require_clear", and_then_somebody_answers)
    job = desk.do("post", payout=payout, mode="order")
    assert job.state == "failed"
    assert "said by somebody" in job.message
    assert desk.held() == {"Deposit": 1}
    with desk.company.state.read() as connection:
        assert outbox.live_batch(connection, payout) is None


@pytest.mark.parametrize("reverse_on", ["", "2026-11-20"])
def test_a_payout_that_was_undone_or_reversed_is_posted_again_unasked(desk: Desk, payout: str, reverse_on: str) -> None:
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    worker.result_of(desk.do("undo", batch=f"{payout}-1", because="wrong account", reverse_on=reverse_on))
    assert asked(desk, payout) == []
    assert worker.result_of(desk.do("post", payout=payout, mode="order"))["outcome"] == "posted"


UNREADY = next(s for s in demo_settlements() if s.name == "us-2026-10-28-to-2026-11-11.txt")
"""A payout with a kind of line that nobody has heard of: it cannot be planned."""


@pytest.fixture
def unready(desk: Desk) -> str:
    """The payout as it was imported: one line without an account, nothing confirmed."""
    desk.take_in(UNREADY)
    worker.result_of(desk.do("connect"))
    return UNREADY.settlement_id


def looked_for(desk: Desk, payout: str) -> list[dict[str, Any]]:
    """What is found of a payout without a dry run."""
    return list(worker.result_of(desk.do("ask", question="foreign-entries", of={"payout": payout}))["preflight"])


def test_a_payout_that_cannot_be_planned_yet_may_be_in_the_books_already(desk: Desk, unready: str) -> None:
    assert looked_for(desk, unready) == []
    person = ByHand(desk)
    made = person.deposit(UNREADY.total, deposit_day(desk, unready))
    person.close()
    (check,) = looked_for(desk, unready)
    assert (places([check]), check["blocks"]) == ({("Deposit", made)}, True)
    guard.answer(desk.company, unready, "this-payout", "by hand in November", "tester", [check])
    assert review.payout(desk.company, unready).status == "elsewhere"
    assert "stands in QuickBooks already" in desk.do("post", payout=unready, mode="order").message
    guard.take_back(desk.company, unready, [("Deposit", made)], "another shop's", "tester")
    assert review.payout(desk.company, unready).status == "for-review"


def test_an_answer_given_early_still_holds_when_the_payout_is_ready(desk: Desk, unready: str) -> None:
    person = ByHand(desk)
    person.deposit(UNREADY.total, deposit_day(desk, unready))
    person.close()
    guard.answer(desk.company, unready, "something-else", "a loan", "tester", looked_for(desk, unready))
    desk.map_everything(unready, "Amazon Other Fees & Adjustments")
    review.confirm(desk.company, unready, "tester")
    assert [check["entry"]["answer"] for check in asked(desk, unready)] == ["something-else"]
    assert worker.result_of(desk.do("post", payout=unready, mode="summary"))["outcome"] == "posted"


def test_the_command_line_answers_for_a_payout_that_is_not_ready(desk: Desk, unready: str) -> None:
    person = ByHand(desk)
    entry = f"Deposit:{person.deposit(UNREADY.total, deposit_day(desk, unready))}"
    person.close()
    desk.company.close()
    because = ("--because", "by hand")
    said = run("answer", "--payout", unready, "--entry", entry, "--is", "this-payout", *because)
    assert said == {"payouts": [{"settlement_id": unready, "status": "elsewhere", "findings": []}]}
    opened = run("answer", "--payout", unready, "--entry", entry, "--is", "open", *because, ok=(1,))["payouts"][0]
    assert (opened["status"], [f["code"] for f in opened["findings"]]) == ("for-review", ["foreign-entry", "unmapped"])
    left = run("answer", "--payout", unready, "--entry", entry, "--is", "something-else", *because, ok=(1,))["payouts"][0]
    assert [f["code"] for f in left["findings"]] == ["unmapped"]
