"""Review › Mapping: what waits stands first, a change shows what it moves, and a balance never goes to the profit and loss."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.jobs.conftest import Desk
from tests.pages.conftest import PLAIN, UNKNOWN, Screen
from workbench.errors import Conflict, Refused
from workbench.jobs import review, worker
from workbench.jobs.mapping import remapping
from workbench.jobs.quickbooks import options
from workbench.mapping.mapping import Choice
from workbench.store import mappings
from workbench.ui import mapping_editor

PAGE = "pages/review/mapping.py"


def ready(desk: Desk) -> None:
    desk.take_in(PLAIN, UNKNOWN)
    worker.result_of(desk.do("connect"))


def choice(desk: Desk, category: str, account: str) -> Choice:
    return Choice("category", category, category, review.account_id_of(desk.company, account), account)


def edit(screen: Screen, key: str, position: int, **change: Any) -> Screen:
    screen.app.session_state[key] = {"edited_rows": {position: change}, "added_rows": [], "deleted_rows": []}
    return screen.run()


def test_books_without_payouts_have_nothing_to_map(desk: Desk) -> None:
    assert "There is nothing to map yet" in Screen(desk, PAGE).words()


def test_kinds_without_an_account_stand_first(desk: Desk) -> None:
    ready(desk)
    screen = Screen(desk, PAGE)
    waiting = remapping.in_use(desk.company).waiting
    assert "Marketplace Resilience Contribution" in {row.words.split(" › ")[-1] for row in waiting}
    assert f"Waiting for a choice ({len(waiting)})" in screen.words()


def test_before_the_chart_is_read_the_page_says_so(desk: Desk) -> None:
    desk.take_in(PLAIN)
    assert "chart of accounts was not read yet" in Screen(desk, PAGE).words()


def test_a_choice_shows_what_it_moves_and_saving_is_a_new_version(desk: Desk) -> None:
    ready(desk)
    screen = Screen(desk, PAGE)
    rows = [row for row in remapping.in_use(desk.company).waiting if row.section != "balance"]
    account = review.account_id_of(desk.company, "Amazon Other Fees & Adjustments")
    edit(screen, "waiting_False_0_demo", 0, account=account)
    moved = screen.table_with("before", "after")
    assert [(m["payout"], m["before"], m["after"]) for m in moved] == [
        (UNKNOWN.settlement_id, "waits for a choice", "Amazon Other Fees & Adjustments")
    ]
    assert sum(m["amount"] for m in moved) == rows[0].amounts["USD"]
    screen.press("Save as a new version")
    history = screen.table_with("version", "by")
    assert [(h["version"], h["by"], h["account"]) for h in history] == [(1, "tester", "Amazon Other Fees & Adjustments")]
    assert len(remapping.in_use(desk.company).waiting) == len(rows) - 1


def test_a_category_moves_all_its_lines_of_payouts_still_to_be_posted(desk: Desk) -> None:
    """S65: the mapping of payouts is changed."""
    payout = desk.ready(PLAIN)
    desk.take_in(UNKNOWN)
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    category = next(row for row in remapping.in_use(desk.company).categories if row.category == "fees.referral")
    moved = remapping.effect(desk.company, [choice(desk, "fees.referral", "Amazon Other Fees & Adjustments")])
    assert {m.settlement_id: m.posted for m in moved} == {payout: True, UNKNOWN.settlement_id: False}
    assert sum((m.amount for m in moved), Decimal(0)) == category.amounts["USD"]
    assert "1 posted payout keeps" in mapping_editor.effect_words(moved)


def test_a_balance_movement_is_refused_an_account_of_the_profit_and_loss(desk: Desk) -> None:
    ready(desk)
    balance = next(row for row in remapping.in_use(desk.company).categories if row.section == "balance")
    wrong = choice(desk, balance.category, "Amazon Sales")
    with pytest.raises(Refused, match="profit and loss"):
        remapping.save(desk.company, "tester", "", [wrong], 0)
    with desk.company.state.write() as connection, pytest.raises(Refused, match="profit and loss"):
        mappings.save(connection, "tester", "", [wrong])
    screen = edit(Screen(desk, PAGE), "categories_True_0_demo", 0, account=wrong.account_id)
    assert "neither income nor cost" in screen.words()
    assert next(b for b in screen.app.button if b.label == "Save as a new version").disabled
    assert remapping.save(desk.company, "tester", "", [choice(desk, balance.category, "Business Checking")], 0) == 1


def test_an_account_that_quickbooks_does_not_have_is_refused(desk: Desk) -> None:
    ready(desk)
    with pytest.raises(Refused, match="QuickBooks has no account"):
        remapping.save(desk.company, "tester", "", [Choice("category", "fees.referral", "fees.referral", "9999", "Nowhere")], 0)


def test_two_people_cannot_overwrite_each_other(desk: Desk) -> None:
    ready(desk)
    screen = Screen(desk, PAGE)
    remapping.save(desk.company, "somebody", "", [choice(desk, "fees.referral", "Amazon Other Fees & Adjustments")], 0)
    with pytest.raises(Conflict, match="version 1"):
        remapping.save(desk.company, "tester", "", [choice(desk, "fees.referral", "Amazon FBA Fees")], 0)
    assert "Somebody saved version 1" in screen.run().words()
    assert "Somebody saved" not in screen.press("Reload").words()


def test_taking_a_choice_back_makes_it_automatic_again(desk: Desk) -> None:
    ready(desk)
    remapping.save(desk.company, "tester", "", [choice(desk, "fees.referral", "Amazon FBA Fees")], 0)
    known = options.options(desk.company)
    row = next(row for row in remapping.in_use(desk.company).categories if row.category == "fees.referral")
    assert (row.standing, row.choice.account) == ("chosen", "Amazon FBA Fees")
    remapping.save(desk.company, "tester", "", [mapping_editor.choice_of(row, {"account": None}, known)], 1)
    row = next(row for row in remapping.in_use(desk.company).categories if row.category == "fees.referral")
    assert (row.standing, row.choice.account) == ("automatic", "")
    assert [h["version"] for h in _history(desk)] == [2, 1]


def test_accepting_takes_the_suggestion_and_nothing_else(desk: Desk) -> None:
    ready(desk)
    known = options.options(desk.company)
    row = next(row for row in remapping.in_use(desk.company).waiting if not row.default_account)
    with pytest.raises(Refused, match="Nothing is suggested"):
        mapping_editor.choice_of(row, {"accept": True}, known)
    suggested = next(row for row in remapping.in_use(desk.company).kinds if row.default_account)
    accepted = mapping_editor.choice_of(suggested, {"accept": True}, known)
    assert accepted.account == suggested.default_account
    assert known.accounts[accepted.account_id] == accepted.account


def _history(desk: Desk) -> list[dict[str, Any]]:
    with desk.company.state.read() as connection:
        return list(mappings.history(connection))
