"""Close › Bank, the statement: say what columns mean, import, confirm what is suggested, choose what is not, take back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.bank.statements import csv_of
from tests.jobs.conftest import Desk
from tests.pages.conftest import PLAIN, UNKNOWN, Screen
from workbench.jobs import review, worker
from workbench.jobs.bank import bank_matching

PAGE = "pages/close/bank.py"


@pytest.fixture
def payout(desk: Desk) -> str:
    """A connected company with two payouts; the number of the first."""
    desk.take_in(PLAIN, UNKNOWN)
    worker.result_of(desk.do("connect"))
    return str(PLAIN.settlement_id)


def row(desk: Desk, payout: str, words: str = "AMZN EDI PYMT") -> tuple[str, str, str]:
    s = review.payout(desk.company, payout).settlement
    return (date.fromisoformat(s.deposit_day) + timedelta(days=2)).isoformat(), words, str(s.total)


def hand_in(screen: Screen, data: bytes, name: str = "bank.csv") -> Screen:
    screen.app.file_uploader[0].set_value((name, data, "text/csv"))
    return screen.run()


def select(screen: Screen, key: str, row: int) -> Screen:
    """Mark a row of a table, as a click on its box does."""
    screen.app.session_state[key] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    return screen.run()


def test_a_new_bank_is_asked_about_once_and_its_payout_is_confirmed(desk: Desk, payout: str) -> None:
    """S76, S77: account, amount and day agree; a person says that it is so."""
    screen = hand_in(Screen(desk, PAGE), csv_of(row(desk, payout), ("2026-09-03", "RENT", "-900.00")))
    assert "Say once what the columns of this bank mean" in screen.words()
    assert [r["description"] for r in screen.table_with("first_day", "amount")] == ["AMZN EDI PYMT", "RENT"]
    screen.press("Import").work()
    assert "2 lines" in "\n".join(str(s.value) for s in screen.app.success)
    (suggestion,) = screen.table_with("why", "bank_line")
    assert (suggestion["payout"], suggestion["amount"]) == (payout, PLAIN.total)
    screen.press("Confirm all suggested (1)")
    (matched,) = screen.table_with("by", "bank_line")
    assert (matched["payout"], matched["difference"]) == (payout, 0)
    again = hand_in(Screen(desk, PAGE), csv_of(("2026-12-05", "LATER", "1.00")), "later.csv")
    assert "Say once what the columns" not in again.words()
    assert [r["description"] for r in again.table_with("first_day", "amount")] == ["LATER"]


def test_lines_that_cannot_be_told_apart_are_chosen_by_a_person_and_the_choice_is_taken_back(desk: Desk, payout: str) -> None:
    screen = hand_in(Screen(desk, PAGE), csv_of(row(desk, payout, "AMZN ONE"), row(desk, payout, "AMZN TWO")))
    screen.press("Import").work()
    assert "Nothing is suggested." in screen.words()
    assert "Cannot be told apart" in screen.words()
    assert [r["bank_line"] for r in screen.table_with("group", "bank_line")] == ["AMZN ONE", "AMZN TWO"]
    select(screen, "bank_ambiguous_0_2", 1)
    next(b for b in screen.app.button if b.key == "confirm_ambiguous").click()
    screen.run()
    (confirmed,) = bank_matching.at_bank(desk.company).confirmed
    assert [line.description for line in confirmed.lines] == ["AMZN TWO"]
    assert "These name Amazon and are no payout in the books" in screen.words()
    select(screen, "bank_matched_1_1", 0)
    screen.app.text_input(key="bank_unmatch_reason_1").set_value("it was the other")
    screen.run().press("Take the match back")
    assert bank_matching.at_bank(desk.company).confirmed == ()


def test_payouts_without_a_line_are_shown_with_their_age_and_totals_come_to_all_payouts(desk: Desk, payout: str) -> None:
    screen = hand_in(Screen(desk, PAGE), csv_of(row(desk, payout))).press("Import").work()
    (waiting,) = screen.table_with("sent", "age")
    s = review.payout(desk.company, UNKNOWN.settlement_id).settlement
    assert (waiting["payout"], waiting["amount"]) == (UNKNOWN.settlement_id, s.total)
    assert waiting["why"] == "The statements do not reach its days"
    assert waiting["age"] > 0
    totals = screen.table_with("standing", "payouts")
    assert sum(r["total"] for r in totals) == PLAIN.total + s.total


def test_a_broken_file_is_refused_in_words_before_anything_is_kept(desk: Desk, payout: str) -> None:
    for data, words in ((b"", "The file is empty"), (b"<html>sign in</html>", "HTML page"),
                        (csv_of(row(desk, payout), ("2026-09-03", "x", "1.005")), "line 3, column Amount")):  # fmt: skip
        screen = hand_in(Screen(desk, PAGE), data)
        assert words in "\n".join(str(e.value) for e in screen.app.error).replace("\\", "")
        assert "Import" not in [b.label for b in screen.app.button]
    assert bank_matching.at_bank(desk.company).statements == ()


def test_a_statement_is_taken_out_again_for_a_reason(desk: Desk, payout: str) -> None:
    screen = hand_in(Screen(desk, PAGE), csv_of(row(desk, payout))).press("Import").work()
    select(screen, "bank_statements_0_1", 0)
    screen.app.text_input(key="bank_remove_reason_0").set_value("another account")
    screen.run().press("Take the statement out")
    assert bank_matching.at_bank(desk.company).statements == ()
