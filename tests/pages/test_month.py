"""Close › Month: the list of checks, who stands for the month, and why a button cannot be pressed."""

from __future__ import annotations

import pytest

from tests.jobs.conftest import Desk
from tests.pages.conftest import PLAIN, Screen
from workbench.jobs import worker

PAGE = "pages/close/month.py"
MONTH = "2026-09"


def test_empty_books_say_how_to_begin(desk: Desk) -> None:
    assert "Import a settlement report to begin" in Screen(desk, PAGE).words()


def test_the_checks_are_done_one_after_the_other(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    screen = Screen(desk, PAGE, month=MONTH)
    assert "not in QuickBooks" in screen.words()
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    screen.run().press("Read QuickBooks back").work()
    words = screen.words()
    assert "not in QuickBooks" not in words
    assert "0.00 unexplained" in words
    (row,) = [row for row in screen.table_with("month", "posted") if row["month"] == MONTH]
    assert (row["posted"], row["read-back"], row["locked"]) == ("✓", "✓", "open")


def test_one_prepares_another_approves_and_the_history_keeps_both(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.ready(PLAIN)
    monkeypatch.setenv("WORKBENCH_USER", "ana")
    screen = Screen(desk, PAGE, month=MONTH).press("Mark as prepared")
    (approve,) = [button for button in screen.app.button if button.label == "Approve"]
    assert approve.disabled
    assert "ana prepared the month" in approve.help
    monkeypatch.setenv("WORKBENCH_USER", "bo")
    screen.run().press("Approve")
    assert "approved by bo" in screen.words()
    assert [(row["act"], row["by"]) for row in screen.table_with("act", "by")] == [("Approved", "bo"), ("Prepared", "ana")]
    (lock,) = [button for button in screen.app.button if button.label == "Lock the month"]
    assert lock.disabled
    assert "checks above are not done" in lock.help
