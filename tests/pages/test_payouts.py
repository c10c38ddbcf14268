"""Close › Payouts: the payout of the address is the one shown, its parts add up, and accounts are chosen in place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.jobs.conftest import Desk
from tests.pages.conftest import DEMO, PLAIN, UNKNOWN, Screen
from workbench.errors import BrokenInvariant, Conflict, Refused
from workbench.jobs import asked, breakdown, funds, overview, review, setup, worker
from workbench.mapping.mapping import Choice
from workbench.store import closes, settlements
from workbench.ui import gate

PAGE = "pages/close/payouts.py"
OTHER = "Amazon Other Fees & Adjustments"
WAITING = "Marketplace Resilience Contribution"


def shown(screen: Screen) -> str:
    return screen.app.subheader[0].value.removeprefix("Payout ")


def metrics(screen: Screen) -> list[tuple[str, str]]:
    return [(metric.label, metric.value) for metric in screen.app.metric]


def edit_funds(screen: Screen, payout: str, position: int, version: int = 0, part: str = "Adjustments", **change: Any) -> Screen:
    state = {"edited_rows": {position: change}, "added_rows": [], "deleted_rows": []}
    screen.app.session_state[f"funds_{part}_{payout}_{version}_False"] = state
    return screen.run()


def test_empty_books_lead_to_the_import(desk: Desk) -> None:
    assert "Import a settlement report" in Screen(desk, PAGE).words()


def test_the_newest_payout_is_shown_with_parts_that_add_up(desk: Desk) -> None:
    """S57, S58: a payout is one settlement, and comes to sales, refunds and adjustments."""
    desk.take_in(PLAIN, UNKNOWN)
    screen = Screen(desk, PAGE)
    assert shown(screen) == UNKNOWN.settlement_id
    s = review.payout(desk.company, UNKNOWN.settlement_id).settlement
    amounts = [Decimal(value.replace(",", "").replace("(", "-").replace(")", "")) for _, value in metrics(screen)]
    assert amounts == [s.total, s.sales.total, s.refunds.total, s.adjustments.total]
    assert amounts[0] == sum(amounts[1:])


def test_a_deep_link_shows_its_payout_whatever_the_filters_say(desk: Desk) -> None:
    desk.take_in(PLAIN, UNKNOWN)
    screen = Screen(desk, PAGE, payout=PLAIN.settlement_id, month="2026-11")
    assert shown(screen) == PLAIN.settlement_id
    assert [row["number"] for row in screen.table_with("period", "number")] == [UNKNOWN.settlement_id]
    screen.app.selectbox(key="payouts_month").set_value("").run()
    assert shown(screen) == PLAIN.settlement_id
    assert len(screen.table_with("period", "number")) == 2


def test_an_unknown_payout_is_said_to_be_unknown_and_not_replaced(desk: Desk) -> None:
    desk.take_in(PLAIN)
    screen = Screen(desk, PAGE, payout="1")
    assert "not in these books" in screen.words()
    assert not screen.app.metric


def test_what_stands_in_the_way_is_said_and_posting_waits_for_it(desk: Desk) -> None:
    """S71, S72: posting is not offered while a line has no account."""
    desk.take_in(UNKNOWN)
    screen = Screen(desk, PAGE)
    assert WAITING in screen.words()
    assert [b.disabled for b in screen.app.button if b.label == "Plan and post…"] == [True]


def test_confirming_all_makes_a_complete_payout_ready(desk: Desk) -> None:
    desk.take_in(PLAIN)
    s = review.payout(desk.company, PLAIN.settlement_id).settlement
    screen = Screen(desk, PAGE)
    screen.press(f"Confirm all complete ({s.sales.count + s.refunds.count})")
    assert review.payout(desk.company, PLAIN.settlement_id).status == "ready"
    assert [b.disabled for b in screen.app.button if b.label == "Plan and post…"] == [False]
    assert [row["status"] for row in screen.table_with("period", "number")] == ["Ready"]


def test_transactions_are_shown_a_hundred_at_a_time_by_status_and_search(desk: Desk) -> None:
    """S59, S60: each transaction of the payout is listed."""
    desk.take_in(UNKNOWN)
    s = review.payout(desk.company, UNKNOWN.settlement_id).settlement
    count = s.sales.count + s.refunds.count
    screen = Screen(desk, PAGE)
    first = screen.table_with("order", "net")
    screen.app.pagination[0].set_value(2).run()
    second = screen.table_with("order", "net")
    assert (len(first), len(second)) == (100, count - 100)
    assert sum(Decimal(row["net"]) for row in first + second) == s.sales.total + s.refunds.total
    order = first[0]["order"]
    screen.app.text_input(key=f"included_search_{UNKNOWN.settlement_id}").set_value(order).run()
    assert {row["order"] for row in screen.table_with("order", "net")} == {order}
    screen.app.text_input(key=f"included_search_{UNKNOWN.settlement_id}").set_value("no such order").run()
    assert "Nothing matches the search" in screen.words()


def test_funds_show_the_waiting_first_and_an_account_chosen_in_place_is_a_new_version(desk: Desk) -> None:
    """S62-S64: the adjustments are listed, most with an account by themselves, and the one without takes one."""
    payout = UNKNOWN.settlement_id
    desk.take_in(UNKNOWN)
    worker.result_of(desk.do("connect"))
    screen = Screen(desk, PAGE, view="funds")
    rows = [row for row in funds.funds(desk.company, payout).rows if not row.balance]
    assert rows[0].words == WAITING
    assert {(row.standing, bool(row.account)) for row in rows[1:]} == {("automatic", True)}
    assert [b.disabled for b in screen.app.button if b.label == "Save accounts"] == [True]
    edit_funds(screen, payout, 0, account=review.account_id_of(desk.company, OTHER))
    screen.press("Save account")
    held = funds.funds(desk.company, payout)
    assert held.version == 1
    assert {row.words: row.account for row in held.rows}[WAITING] == OTHER
    assert WAITING not in screen.words()


def test_before_quickbooks_is_connected_the_default_chart_is_offered(desk: Desk) -> None:
    desk.take_in(UNKNOWN)
    screen = Screen(desk, PAGE, view="funds")
    assert "not connected yet" in screen.words()
    edit_funds(screen, UNKNOWN.settlement_id, 0, account=OTHER)
    screen.press("Save account")
    assert {row.words: row.account for row in funds.funds(desk.company, UNKNOWN.settlement_id).rows}[WAITING] == OTHER


def test_a_balance_movement_is_offered_and_takes_accounts_of_the_balance_sheet_only(desk: Desk) -> None:
    payout = UNKNOWN.settlement_id
    desk.take_in(UNKNOWN)
    worker.result_of(desk.do("connect"))
    known = funds.accounts(desk.company)
    profit = review.account_id_of(desk.company, OTHER)
    assert profit in known.every
    assert profit not in known.balance_sheet
    screen = edit_funds(Screen(desk, PAGE, view="funds"), payout, 0, part="Balance movements", account=profit)
    screen.press("Save account")
    assert "neither income nor cost" in screen.words()
    assert funds.funds(desk.company, payout).version == 0


def test_a_choice_keeps_the_details_of_the_mapping_and_refuses_a_stale_version(desk: Desk) -> None:
    payout = UNKNOWN.settlement_id
    desk.take_in(UNKNOWN)
    worker.result_of(desk.do("connect"))
    row = funds.funds(desk.company, payout).rows[0]
    account = review.account_id_of(desk.company, OTHER)
    detailed = Choice("kind", row.subject, row.category, account, OTHER, class_id="7")
    funds.save(desk.company, "tester", payout, [detailed], 0)
    storage = review.account_id_of(desk.company, "Amazon Storage Fees")
    again = Choice("kind", row.subject, row.category, storage, "Amazon Storage Fees")
    with pytest.raises(Conflict):
        funds.save(desk.company, "tester", payout, [again], 0)
    funds.save(desk.company, "tester", payout, [again], 1)
    target = next(r.target for r in funds.funds(desk.company, payout).rows if r.subject == row.subject)
    assert (target.account, target.class_id) == ("Amazon Storage Fees", "7")
    with pytest.raises(Refused):
        funds.save(desk.company, "tester", payout, [Choice("kind", row.subject, row.category, "no id", "Nowhere")], 2)


def test_a_posted_payout_shows_the_accounts_it_was_posted_to(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    row = next(r for r in funds.funds(desk.company, payout).rows if not r.balance)
    was = row.account
    other = Choice("kind", row.subject, row.category, review.account_id_of(desk.company, OTHER), OTHER)
    funds.save(desk.company, "tester", payout, [other], funds.funds(desk.company, payout).version)
    held = funds.funds(desk.company, payout)
    assert held.posted
    assert next(r.account for r in held.rows if r.subject == row.subject) == was != OTHER
    screen = Screen(desk, PAGE, view="funds", payout=payout)
    assert "Posted with mapping version" in screen.words()
    assert not [b for b in screen.app.button if b.label.startswith("Save account")]


@pytest.mark.parametrize("name", sorted(DEMO))
def test_the_waterfall_comes_to_the_payout(desk: Desk, name: str) -> None:
    made = DEMO[name]
    desk.take_in(made)
    steps = breakdown.steps(desk.company, made.settlement_id)
    assert sum(step.amount for step in steps) == review.payout(desk.company, made.settlement_id).settlement.total
    assert all(step.amount for step in steps)


def test_a_waterfall_that_does_not_add_up_is_never_drawn(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.take_in(PLAIN)
    whole = settlements.kinds_of
    monkeypatch.setattr(settlements, "kinds_of", lambda connection, load: whole(connection, load)[1:])
    with pytest.raises(BrokenInvariant):
        breakdown.steps(desk.company, PLAIN.settlement_id)


def test_the_waterfall_stands_beside_its_figures(desk: Desk) -> None:
    desk.take_in(PLAIN)
    rows = Screen(desk, PAGE, view="waterfall").table_with("step", "amount")
    total = review.payout(desk.company, PLAIN.settlement_id).settlement.total
    assert rows[-1] == {"step": "To the bank", "amount": total}
    assert sum(row["amount"] for row in rows[:-1]) == total


def test_the_overview_says_what_waits_and_how_the_months_stand(desk: Desk) -> None:
    screen = Screen(desk, "pages/close/overview.py")
    assert "These books are empty" in screen.words()
    desk.ready(PLAIN)
    desk.take_in(UNKNOWN)
    words = screen.run().words()
    assert "1 kind of line has no account" in words
    assert "1 payout is for review" in words
    assert "1 payout is ready to post" in words
    months = screen.table_with("month", "payouts")
    assert [(m["month"], m["payouts"], m["differing"]) for m in months] == [("2026-11", 1, 0), ("2026-09", 1, 0)]
    assert sum(m["total"] for m in months) == sum(p.settlement.total for p in review.payouts(desk.company))


def test_a_payout_that_was_posted_and_read_back_waits_for_nobody(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    asked.ask_post(desk.company, payout, "summary", "tester")
    screen = Screen(desk, "pages/close/overview.py").work()
    assert overview.tasks(desk.company, review.payouts(desk.company)) == [overview.Task("close", 1, "2026-09")]
    with desk.company.state.write() as connection:
        closes.record(connection, "2026-09", "locked", "bo", "content", "")
    screen.run()
    assert "Nothing waits for you" in "\n".join(str(e.value) for e in screen.app.success)


def test_what_waits_in_other_companies_is_said_and_their_books_are_one_click_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Desk(setup.open_company("other", create=True))
    monkeypatch.setattr(gate, "_opened", lambda name: {"demo": desk.company, "other": other.company}[name])
    for one in (desk, other):
        one.take_in(PLAIN)
    screen = Screen(desk, "pages/close/overview.py")
    told = "\n".join(str(e.value) for e in screen.app.text)
    assert "1 payout is for review; 1 month is over and not locked" in told
    screen.app.button(key="open_other").click()
    screen.run()
    assert screen.app.query_params["company"] in ("other", ["other"])
    other.company.close()
