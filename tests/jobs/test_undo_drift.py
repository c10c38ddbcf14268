"""Drift: a posted document that somebody edits, voids, moves or deletes in QuickBooks is on record with its money, once."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.jobs.conftest import Desk
from workbench import clock
from workbench.jobs import review, worker
from workbench.jobs.close import variance
from workbench.jobs.quickbooks.session import books_of
from workbench.jobs.undo import drift
from workbench.practice.seller import demo_settlements
from workbench.store import drifts, outbox
from workbench.store.outbox_values import Posting

SMALL = next(s for s in demo_settlements() if s.name.startswith("us-2026-08-05"))
BATCH = f"{SMALL.settlement_id}-1"


@pytest.fixture
def posted(desk: Desk) -> Desk:
    """A company with one payout posted order by order, looked at once without drift."""
    payout = desk.ready(SMALL)
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    assert look(desk)["drift"] == []
    return desk


def look(desk: Desk) -> dict[str, Any]:
    return worker.result_of(desk.do("drift"))


def one_of(desk: Desk, entity: str) -> Posting:
    with desk.company.state.read() as connection:
        return next(p for p in outbox.postings(connection, BATCH) if p.entity == entity)


def edit(desk: Desk, entity: str, **changes: Any) -> Posting:
    one = one_of(desk, entity)
    wanted = {"delete": True} if changes == {"delete": True} else {"changes": changes}
    desk.ask_practice("edit", {"realm": desk.realm, "entity": entity, "id": one.quickbooks_id, **wanted})
    return one


def test_nothing_changed_is_no_drift_and_the_second_look_asks_for_changes_alone(posted: Desk) -> None:
    again = look(posted)
    assert (again["how"], again["drift"]) == ("changes", [])
    assert again["since"] != ""
    assert review.payout(posted.company, SMALL.settlement_id).status == "reconciled"


def test_a_deleted_document_is_drift_with_its_money_and_the_batch_needs_attention(posted: Desk) -> None:
    receipt = edit(posted, "SalesReceipt", delete=True)
    found = look(posted)
    (change,) = found["drift"]
    assert (change["posting"], change["what"]) == (receipt.posting_key, "deleted")
    assert (change["before"]["total"], change["after"]["total"]) == (str(receipt.total), "0.00")
    assert sum(Decimal(e["debit"]) for e in change["effect"]) == sum(Decimal(e["credit"]) for e in change["effect"]) > 0
    payout = review.payout(posted.company, SMALL.settlement_id)
    assert payout.status == "attention"
    assert payout.batch is not None
    assert f"{receipt.doc_number} was deleted in QuickBooks" in payout.batch.message
    assert variance.payout_variance(posted.company, SMALL.settlement_id).explained[0].amount == -receipt.total


def test_a_document_moved_to_another_day_is_drift_although_no_figure_changed(posted: Desk) -> None:
    receipt = edit(posted, "SalesReceipt", TxnDate="2026-08-29")
    (change,) = look(posted)["drift"]
    assert (change["what"], change["before"]["date"], change["after"]["date"]) == ("moved", receipt.date, "2026-08-29")
    assert change["effect"] == []
    assert review.payout(posted.company, SMALL.settlement_id).status == "attention"


def test_money_moved_to_another_account_is_drift_account_by_account(posted: Desk) -> None:
    journal = one_of(posted, "JournalEntry")
    document = books_of(posted.company).by_ids("JournalEntry", [journal.quickbooks_id])[journal.quickbooks_id]
    other = review.account_id_of(posted.company, "Amazon Sales")
    debited = next(line for line in document["Line"] if line["JournalEntryLineDetail"]["PostingType"] == "Debit")
    was, amount = debited["JournalEntryLineDetail"]["AccountRef"]["value"], str(debited["Amount"])
    debited["JournalEntryLineDetail"]["AccountRef"] = {"value": other}
    lines = [{**line, "Amount": str(line["Amount"])} for line in document["Line"]]
    edit(posted, "JournalEntry", Line=lines)
    (change,) = look(posted)["drift"]
    assert change["what"] == "moved"
    names = {a["id"]: a["name"] for a in review.chart_accounts(posted.company)}
    sides = {e["account"]: (e["debit"], e["credit"]) for e in change["effect"]}
    assert sides == {names[was]: ("0.00", amount), names[other]: (amount, "0.00")}


def test_drift_is_on_record_once_and_so_is_its_end(posted: Desk) -> None:
    receipt = edit(posted, "SalesReceipt", TxnDate="2026-08-29")
    assert len(look(posted)["drift"]) == 1
    assert look(posted)["drift"] == []
    edit(posted, "SalesReceipt", TxnDate=receipt.date)
    (back,) = look(posted)["drift"]
    assert back["what"] == "restored"
    with posted.company.state.read() as connection:
        assert [d.kind for d in drifts.recorded(connection, BATCH)] == ["moved", "restored"]


def test_a_person_who_has_looked_resumes_the_batch_and_it_stands_as_posted(posted: Desk) -> None:
    edit(posted, "SalesReceipt", TxnDate="2026-08-29")
    look(posted)
    held = posted.held()
    worker.result_of(posted.do("post", payout=SMALL.settlement_id, mode="order"))
    assert review.payout(posted.company, SMALL.settlement_id).status == "reconciled"
    assert (posted.held(), look(posted)["drift"]) == (held, [])


def test_after_thirty_days_every_document_is_read(posted: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(posted, "Deposit", delete=True)
    real = clock.now
    later = real() + timedelta(days=30)
    monkeypatch.setattr(drift.clock, "now", lambda: later)
    found = look(posted)
    assert (found["how"], [d["what"] for d in found["drift"]]) == ("every document", ["deleted"])


def test_the_look_never_writes_to_quickbooks(posted: Desk) -> None:
    edit(posted, "SalesReceipt", TxnDate="2026-08-29")
    posted.ask_practice("faults", [{"kind": "500", "when": "before", "match": "POST " + place, "nth": 1}
                                   for place in ("batch", "salesreceipt", "journalentry", "deposit")])  # fmt: skip
    assert len(look(posted)["drift"]) == 1
    assert len(posted.ask_practice("faults")["faults"]) == 4


def test_quickbooks_names_what_changed_since_a_moment(posted: Desk) -> None:
    before = clock.now() + timedelta(milliseconds=1)
    receipt = edit(posted, "SalesReceipt", TxnDate="2026-08-29")
    gone = edit(posted, "Deposit", delete=True)
    changes = books_of(posted.company).changed_since(["Deposit", "SalesReceipt", "Transfer"], before - timedelta(minutes=10))
    assert receipt.quickbooks_id in changes.ids["SalesReceipt"]
    assert gone.quickbooks_id in changes.ids["Deposit"]
    assert changes.ids["Transfer"] == frozenset()
    assert changes.complete
    later = datetime.fromisoformat("2100-01-01T00:00:00+00:00")
    assert books_of(posted.company).changed_since(["Deposit"], later).ids == {"Deposit": frozenset()}
