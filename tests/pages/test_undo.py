"""Post › Batches: a batch is undone with a reason, what stands in the way is said, and the register and drift are shown."""

from __future__ import annotations

from tests.jobs.conftest import Desk
from tests.pages.conftest import PLAIN, Screen
from workbench.jobs import asked, review, worker
from workbench.store import outbox

PAGE = "pages/post/batches.py"


def posted(desk: Desk) -> Screen:
    payout = desk.ready(PLAIN)
    asked.ask_post(desk.company, payout, "summary", "tester")
    return Screen(desk, PAGE, payout=payout).work()


def deposit_id(desk: Desk) -> str:
    with desk.company.state.read() as connection:
        return next(p.quickbooks_id for p in outbox.postings(connection, f"{PLAIN.settlement_id}-1") if p.entity == "Deposit")


def undo(screen: Screen, why: str) -> Screen:
    screen.app.text_input(key=f"undo_because_{PLAIN.settlement_id}-1").set_value(why)
    return screen.run().press("Undo the batch").work()


def test_an_undo_needs_a_reason_and_ends_in_the_register(desk: Desk) -> None:
    """S22: what was posted is undone by hand."""
    screen = posted(desk)
    assert next(b for b in screen.app.button if b.label == "Undo the batch").disabled
    undo(screen, "Wrong company")
    assert desk.held() == {}
    (line,) = screen.table_with("batch", "because")
    assert (line["batch"], line["how"], line["because"], line["total"]) == (
        f"{PLAIN.settlement_id}-1", "Deleted", "Wrong company", PLAIN.total,
    )  # fmt: skip
    assert [b.label for b in screen.app.button if b.label.startswith("Dry run")] == ["Dry run"]


def test_a_deposit_that_is_matched_with_the_bank_is_said_in_words(desk: Desk) -> None:
    screen = posted(desk)
    desk.ask_practice("match-bank", {"realm": desk.realm, "id": deposit_id(desk)})
    undo(screen, "Wrong month")
    assert "matched with a transaction of the bank" in screen.words()
    assert "reversal on the first open day" in screen.words()
    assert review.payout(desk.company, PLAIN.settlement_id).status == "reconciled"


def test_changes_in_quickbooks_are_shown_with_before_and_after(desk: Desk) -> None:
    screen = posted(desk)
    desk.ask_practice("edit", {"realm": desk.realm, "entity": "Deposit", "id": deposit_id(desk), "delete": True})
    screen.press("Look for changes").work()
    (row,) = screen.table_with("what", "accounts")
    assert (row["what"], row["before"], row["after"]) == ("Deleted", PLAIN.total, 0)
    assert "was deleted in QuickBooks" in screen.words()
    assert review.payout(desk.company, PLAIN.settlement_id).status == "attention"


def test_the_page_undoes_nothing_by_itself(desk: Desk) -> None:
    screen = posted(desk)
    held = desk.held()
    screen.app.radio(key="undo_how").set_value("reverse")
    screen.run()
    worker.run_waiting(desk.company)
    assert desk.held() == held
