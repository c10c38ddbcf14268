"""Close › Variance: five figures side by side, every difference explained or shown as unexplained."""

from __future__ import annotations

from decimal import Decimal

from tests.jobs.conftest import Desk
from tests.pages.conftest import PLAIN, UNKNOWN, Screen
from workbench.jobs import worker
from workbench.store import outbox, settings

PAGE = "pages/close/variance.py"


def metrics(screen: Screen) -> dict[str, str]:
    return {metric.label: metric.value for metric in screen.app.metric}


def test_books_without_payouts_say_what_to_do(desk: Desk) -> None:
    assert "Import a settlement report" in Screen(desk, PAGE).words()


def test_before_posting_only_amazon_and_the_lines_have_figures(desk: Desk) -> None:
    desk.take_in(PLAIN)
    screen = Screen(desk, PAGE, payout=PLAIN.settlement_id)
    chain = screen.table_with("figure", "note")
    assert [row["amount"] for row in chain] == [PLAIN.total, PLAIN.total, None, None, None]
    assert [row["note"] for row in chain][2:] == ["not posted yet", "not posted yet", "no bank statement imported"]
    assert metrics(screen) == {"Variance": "–", "Explained": "0.00 USD", "Unexplained": "0.00 USD", "Payments to deposit": "–"}
    assert next(b for b in screen.app.button if b.label == "Read QuickBooks back").disabled


def test_a_posted_payout_ties_out_and_nothing_stays_in_payments_to_deposit(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    screen = Screen(desk, PAGE, payout=payout)
    assert [row["amount"] for row in screen.table_with("figure", "note")] == [PLAIN.total] * 4 + [None]
    assert set(metrics(screen).values()) == {"0.00 USD"}
    assert "account by account" in screen.words()
    assert {row["quickbooks"] for row in screen.table_with("opening", "closing")} == {None}
    screen.press("Read QuickBooks back").work()
    rolled = {row["account"]: row for row in screen.table_with("opening", "closing")}
    assert rolled["Business Checking"]["closing"] == PLAIN.total
    assert rolled["Payments to deposit"]["closing"] == 0
    assert rolled["Payments to deposit"]["quickbooks"] is not None


def test_each_figure_of_a_payout_opens_to_its_rows_and_what_is_missing_is_said(desk: Desk) -> None:
    """S80: the page leads to what is not done."""
    desk.take_in(PLAIN)
    before = Screen(desk, PAGE, payout=PLAIN.settlement_id).words()
    assert "It is not confirmed yet." in before
    assert "No line of the bank is matched with it." in before
    payout = desk.ready(PLAIN)
    assert "It is not posted yet." in Screen(desk, PAGE, payout=payout).words()
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    screen = Screen(desk, PAGE, payout=payout)
    kinds = screen.table_with("kind", "lines")
    assert kinds[-1] == {"kind": "Total", "marketplace": "", "lines": PLAIN.data.count(b"\n") - 2, "total": PLAIN.total}
    documents = screen.table_with("document", "sent", "found")
    assert documents[0]["document"] == "Deposit"
    assert sum(row["money"] for row in documents) == PLAIN.total
    assert f"they come to {PLAIN.total:,} USD" in screen.words()
    assert [e.label.partition(":")[0] for e in screen.app.expander] == ["Amazon's file", "QuickBooks"]


def test_an_account_opens_to_its_movements_its_age_and_what_amazon_states(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    with desk.company.state.read() as connection:
        reserve = settings.get(connection, "account:RESERVE")
    screen = Screen(desk, PAGE, scope="month", month="2026-09", account=reserve)
    row = next(row for row in screen.table_with("opening", "amazon") if row["account"] == "Amazon Reserved Balances")
    moved = screen.table_with("movement", "payout")
    assert [one["payout"] for one in moved] == ["Opening", payout, "Closing"]
    assert moved[-1]["movement"] == row["closing"]
    aged = screen.table_with("age0", "since")
    assert sum(aged[-1][f"age{n}"] for n in range(4)) == row["closing"]
    why = screen.table_with("why", "amount")
    assert why[-1]["amount"] == row["closing"] - row["amazon"]
    assert [one["amount"] for one in why if one["why"] == "Unexplained"] == [0]


def test_the_pairs_of_a_month_stand_in_one_table_with_what_is_open(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    screen = Screen(desk, PAGE, scope="month", month="2026-09")
    assert {row["wrong"] for row in screen.table_with("pair", "wrong")} == {0}
    assert [(row["standing"], row["payout"]) for row in screen.table_with("standing", "why")] == [("natural", payout)]


def test_a_deleted_deposit_is_explained_with_its_amount(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    with desk.company.state.read() as connection:
        deposit = next(p for p in outbox.postings(connection, f"{payout}-1") if p.entity == "Deposit")
    desk.ask_practice("edit", {"realm": desk.realm, "entity": "Deposit", "id": deposit.quickbooks_id, "delete": True})
    screen = Screen(desk, PAGE, payout=payout).press("Read QuickBooks back").work()
    explained = screen.table_with("why", "amount")
    assert len(explained) == 1
    assert "Deposit" in explained[0]["why"]
    assert "deleted" in explained[0]["why"]
    assert metrics(screen)["Unexplained"] == "0.00 USD"
    gaps = {row["account"]: row["gap"] for row in screen.table_with("account", "gap")}
    assert gaps["Business Checking"] == -PLAIN.total


def test_a_month_lists_its_payouts_and_sums_only_what_is_whole(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    desk.take_in(UNKNOWN)
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    screen = Screen(desk, PAGE, scope="month", month="2026-09")
    rows = screen.table_with("amazon_total", "unexplained")
    assert [row["payout"] for row in rows] == [payout, "Total"]
    assert rows[-1]["quickbooks"] == PLAIN.total
    assert rows[-1]["unexplained"] == Decimal(0)
    other = Screen(desk, PAGE, scope="month", month="2026-11").table_with("amazon_total", "unexplained")
    assert [row["payout"] for row in other] == [UNKNOWN.settlement_id, "Total"]
    assert other[-1]["entries"] is None
