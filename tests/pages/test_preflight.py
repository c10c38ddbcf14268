"""Post › Batches before anything is sent: what QuickBooks would refuse, and entries of others, answered on the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.jobs.by_hand import ByHand
from tests.jobs.conftest import Desk
from tests.pages.conftest import PLAIN, Screen
from workbench.jobs import review, worker

PAGE = "pages/post/batches.py"


@pytest.fixture
def payout(desk: Desk) -> str:
    """The payout, ready to be posted."""
    return desk.ready(PLAIN)


@pytest.fixture
def booked(desk: Desk, payout: str) -> Iterator[str]:
    """A deposit of exactly the payout that somebody made by hand: its QuickBooks id."""
    person = ByHand(desk)
    yield person.deposit(PLAIN.total, review.payout(desk.company, payout).settlement.deposit_day, "*Amazon* <b>payout</b>")
    person.close()


def dry_run(desk: Desk, payout: str) -> Screen:
    return Screen(desk, PAGE, payout=payout).press("Dry run").work()


def confirms(screen: Screen) -> bool:
    """Whether the page lets a person confirm."""
    (button,) = [b for b in screen.app.button if b.label == "Confirm and post…"]
    return not button.disabled


def answer(screen: Screen, label: str, reason: str) -> Screen:
    assert next(b for b in screen.app.button if b.label == label).disabled, "an answer needs a reason"
    next(t for t in screen.app.text_input if t.label == "How do you know?").input(reason)
    return screen.run().press(label).run()


def test_a_dry_run_says_that_quickbooks_was_asked(desk: Desk, payout: str) -> None:
    screen = dry_run(desk, payout)
    assert "QuickBooks was asked: books open" in screen.words()
    assert confirms(screen)


def test_closed_books_are_said_and_nothing_can_be_confirmed(desk: Desk, payout: str) -> None:
    desk.ask_practice("close-books", {"realm": desk.realm, "date": "2026-09-03"})
    screen = dry_run(desk, payout)
    assert "the day through which QuickBooks' books are closed" in screen.words().replace("\\", "")
    assert not confirms(screen)


def test_an_entry_of_somebody_else_is_said_to_be_something_else(desk: Desk, payout: str, booked: str) -> None:
    screen = dry_run(desk, payout)
    (row,) = screen.table_with("why", "answer")
    assert (row["number"], row["amount"], row["answer"], row["memo"]) == (booked, PLAIN.total, "Not answered", "*Amazon* <b>payout</b>")
    assert not confirms(screen)
    answer(screen, "It is something else", "a gift of the owner")
    assert screen.table_with("why", "answer")[0]["answer"] == "Something else"
    assert confirms(screen)


def test_an_entry_of_somebody_else_is_said_to_be_the_payout_and_taken_back(desk: Desk, payout: str, booked: str) -> None:
    screen = answer(dry_run(desk, payout), "It is this payout", "booked by hand in September")
    assert "is not posted from here" in screen.words()
    assert f"Deposit {booked}" in screen.words()
    assert "booked by hand in September" in screen.words()
    assert not [b for b in screen.app.button if b.label.startswith(("Dry run", "Confirm"))]
    assert review.payout(desk.company, payout).status == "elsewhere"
    next(t for t in screen.app.text_input if t.label.startswith("If that was wrong")).input("another shop's")
    screen.run().press("Take the answer back").run()
    assert review.payout(desk.company, payout).status == "ready"
    assert [b for b in screen.app.button if b.label.startswith("Dry run")]


def test_a_payout_that_is_not_ready_is_said_to_be_in_the_books_already(desk: Desk) -> None:
    desk.take_in(PLAIN)
    worker.result_of(desk.do("connect"))
    screen = Screen(desk, PAGE, payout=PLAIN.settlement_id).press("Look for it in QuickBooks").work()
    assert "Nothing in QuickBooks looked like this payout" in screen.words()
    person = ByHand(desk)
    made = person.deposit(PLAIN.total, review.payout(desk.company, PLAIN.settlement_id).settlement.deposit_day)
    person.close()
    screen = Screen(desk, PAGE, payout=PLAIN.settlement_id).press("Look for it in QuickBooks").work()
    assert [row["number"] for row in screen.table_with("why", "answer")] == [made]
    answer(screen, "It is this payout", "booked by hand")
    assert review.payout(desk.company, PLAIN.settlement_id).status == "elsewhere"
    assert "is not posted from here" in screen.words()
