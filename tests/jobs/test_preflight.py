"""Before a batch is opened: what QuickBooks would refuse is said in words, and nothing is written anywhere."""

from __future__ import annotations

from typing import Any

import pytest

from tests.jobs.by_hand import ByHand
from tests.jobs.conftest import Desk
from workbench.jobs import review, worker
from workbench.jobs.post import posting, preflight
from workbench.jobs.quickbooks.session import books_of
from workbench.practice.seller import demo_settlements
from workbench.store import outbox

PLAIN = next(s for s in demo_settlements() if s.name == "us-2026-09-02-to-2026-09-16.txt")
"""A payout in which every kind of line has its account."""


def codes(desk: Desk, payout: str, mode: str = "order") -> dict[str, Any]:
    """The checks of a dry run that stand in the way, by their codes."""
    answer = worker.result_of(desk.do("dry-run", payout=payout, mode=mode))
    return {check["code"]: check for check in answer["preflight"] if check["blocks"]}


def test_a_plan_that_quickbooks_will_take_has_nothing_in_its_way(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    assert worker.result_of(desk.do("dry-run", payout=payout, mode="order"))["preflight"] == []


def test_closed_books_are_named_with_the_documents_they_catch(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    planned = posting.plan_payout(desk.company, payout, "order").documents
    desk.ask_practice("close-books", {"realm": desk.realm, "date": "2026-09-03"})
    caught = [d for d in planned if d.date <= "2026-09-03"]
    found = codes(desk, payout)["closed-books"]
    assert f"{len(caught)} of {len(planned)} documents are dated on or before 2026-09-03" in found["what"]
    assert f"Sales receipt {caught[0].doc_number} of {caught[0].date}" in found["where"]
    assert f"and {len(caught) - 5} more" in found["where"]
    job = desk.do("post", payout=payout, mode="order")
    assert job.state == "failed"
    assert "Dates are never moved by themselves" in job.message
    assert desk.held() == {}
    with desk.company.state.read() as connection:
        assert outbox.live_batch(connection, payout) is None
    desk.ask_practice("close-books", {"realm": desk.realm, "date": "2026-09-01"})
    assert codes(desk, payout) == {}


@pytest.mark.parametrize(
    ("entity", "name", "code"),
    [("Account", "Amazon Seller Fees", "account-inactive"), ("Item", "Amazon Sales", "item-inactive"),
     ("Customer", "Amazon customers", "customer-inactive")],
)  # fmt: skip
def test_what_was_made_inactive_since_the_chart_was_read_is_named(desk: Desk, entity: str, name: str, code: str) -> None:
    payout = desk.ready(PLAIN)
    by_hand = ByHand(desk)
    by_hand.put_away(entity, name)
    by_hand.close()
    found = codes(desk, payout)
    assert set(found) == {code}
    assert f"{name} is inactive in QuickBooks" in found[code]["what"]
    assert desk.do("post", payout=payout, mode="order").state == "failed"
    assert desk.held() == {}


def test_an_account_that_is_gone_is_named(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    made = posting.plan_payout(desk.company, payout, "summary")
    books = books_of(desk.company)
    known, about = books.by_ids, books.company()
    some = next(account for account in made.trial_balance_effect if account.name == "Amazon Seller Fees")

    class Less:
        """The books, in which one account is merged into another and so no longer there."""

        def by_ids(self, entity: str, ids: list[str]) -> dict[str, Any]:
            return {key: row for key, row in known(entity, ids).items() if (entity, key) != ("Account", some.id)}

    found = list(preflight._references(Less(), about, made, {}))  # type: ignore[arg-type]
    assert [(f.code, f.what) for f in found] == [("account-gone", "The account Amazon Seller Fees is not in QuickBooks any more.")]


def test_numbers_that_quickbooks_would_not_keep_are_refused(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    desk.ask_practice("rules", {"realm": desk.realm, "custom_txn_numbers": False})
    for mode in ("order", "summary"):
        found = codes(desk, payout, mode)["numbers-off"]
        assert "Switch custom transaction numbers on" in found["next"]
    assert "Custom transaction numbers are off" in desk.do("post", payout=payout, mode="summary").message
    assert desk.held() == {}


def test_a_number_that_somebody_else_uses_is_named_and_the_order_can_be_excluded(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    document = next(d for d in posting.plan_payout(desk.company, payout, "order").documents if d.entity == "SalesReceipt")
    by_hand = ByHand(desk)
    by_hand.receipt(document.total, "2026-07-01", document.doc_number)
    by_hand.close()
    found = codes(desk, payout)
    assert set(found) == {"numbers-taken", "foreign-entry"}
    assert document.doc_number in found["numbers-taken"]["where"]
    assert f"It is for order {document.doc_number} of this payout" in found["foreign-entry"]["what"]
    assert set(codes(desk, payout, "summary")) == {"foreign-entry"}
    worker.result_of(desk.do("exclude", payout=payout, order=document.doc_number, because="entered by hand", account="Sales"))
    assert codes(desk, payout) == {}


def test_our_own_documents_are_never_in_our_way(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    other = next(s for s in demo_settlements() if s.name == "us-2026-08-05-to-2026-08-19.txt")
    desk.ready(other)
    worker.result_of(desk.do("post", payout=other.settlement_id, mode="order"))
    assert codes(desk, payout) == {}
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    assert review.payout(desk.company, payout).status == "reconciled"


def test_a_payout_in_another_currency_is_refused_before_anything_else_is_asked(desk: Desk) -> None:
    german = next(s for s in demo_settlements() if s.name.startswith("de-"))
    payout = desk.ready(german)
    found = codes(desk, payout, "summary")
    assert [check["what"] for check in found.values()] == ["The payout is in EUR, the QuickBooks company keeps its books in USD."]
    assert desk.do("post", payout=payout, mode="summary").state == "failed"


def test_without_quickbooks_a_dry_run_still_shows_the_plan_and_says_that_nothing_was_checked(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    desk.ask_practice("faults", [{"kind": "503", "when": "before", "match": "GET companyinfo", "nth": 1}])
    answer = worker.result_of(desk.do("dry-run", payout=payout, mode="summary"))
    assert [check["code"] for check in answer["preflight"]] == ["not-checked"]
    assert answer["preflight"][0]["blocks"]
    assert len(answer["postings"]) > 1
    desk.ask_practice("faults", [{"kind": "503", "when": "before", "match": "GET companyinfo", "nth": 1}])
    job = desk.do("post", payout=payout, mode="summary")
    assert (job.state, job.result["exit_code"], desk.held()) == ("failed", 3, {})


def test_references_are_found_wherever_they_stand() -> None:
    body = {
        "EntityRef": {"value": "5", "type": "Vendor"}, "TaxCodeRef": {"value": "TAX"},
        "Line": [
            {"JournalEntryLineDetail": {"AccountRef": {"value": "1"}, "Entity": {"Type": "Customer", "EntityRef": {"value": "7"}}}},
            {"SalesItemLineDetail": {"ItemRef": {"value": "3"}, "TaxCodeRef": {"value": "9"}}},
        ],
    }  # fmt: skip
    assert set(preflight.references(body)) == {("Vendor", "5"), ("Account", "1"), ("Customer", "7"), ("Item", "3"), ("TaxCode", "9")}
