"""Amazon's fees as expenses, posted through the real client to the practice QuickBooks: read back, undone, reversed, cut off."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import run
from tests.jobs.conftest import Desk
from tests.jobs.test_kill import ask, mappable_settlement
from tests.jobs.test_posting_ways import balance, set_up, take_in
from workbench.jobs import review, setup, worker
from workbench.jobs.close import variance
from workbench.jobs.post import posting
from workbench.jobs.quickbooks import options
from workbench.jobs.quickbooks.session import books_of
from workbench.mapping.mapping import Choice
from workbench.posting.document import encode
from workbench.practice.seller import demo_settlements
from workbench.quickbooks.answers import Accepted
from workbench.store import mappings, outbox, settings

SMALL = next(s for s in demo_settlements() if s.name.startswith("us-2026-08-05"))


def test_the_practice_company_has_the_vendor_and_it_is_chosen(desk: Desk) -> None:
    worker.result_of(desk.do("connect"))
    [vendor] = books_of(desk.company).vendors()
    with desk.company.state.read() as connection:
        assert (vendor.name, settings.get(connection, "vendor")) == ("Amazon", vendor.id)


def expenses_of(desk: Desk, batch: str) -> list[outbox.Posting]:
    """The expenses of fees; what Amazon charged to the card is one, too, and in another stage."""
    with desk.company.state.read() as connection:
        return [p for p in outbox.postings(connection, batch, stage=1) if p.entity == "Purchase"]


def post(desk: Desk, payout: str) -> dict[str, Any]:
    """Post per order with expenses, and see that every figure ties out; the expenses alone stay in the list of what waits."""
    set_up(desk, fees_as="expense")
    planned = posting.plan_payout(desk.company, payout, "order")
    result = worker.result_of(desk.do("post", payout=payout, mode="order"))
    assert (result["state"], result["counts"]["posted"]) == ("posted", len(planned.documents))
    found = variance.payout_variance(desk.company, payout)
    assert found.amazon_total == found.lines == found.entries == found.quickbooks == planned.total
    assert (found.variance, found.held, found.unexplained, found.explained) == (0, 0, 0, ())
    assert balance(desk, "Payments to deposit") == 0
    waiting = desk.ask_practice(f"undeposited?realm={desk.realm}")["undeposited"]
    assert {(w["TxnType"], w["DocNumber"]) for w in waiting} == {("Purchase", p.doc_number) for p in expenses_of(desk, result["batch"])}
    return result


def test_a_payout_with_fees_as_expenses_ties_out_is_undone_and_posted_again(desk: Desk) -> None:
    """S68, S69, S70: an expense for the fees of each sale, in Payments to deposit, which comes to 0.00."""
    payout = desk.ready(SMALL)
    first = post(desk, payout)
    held = desk.held()
    assert Counter(p["entity"] for p in first["postings"])["Purchase"] == held["Purchase"] > 30
    assert review.payout(desk.company, payout).status == "reconciled"
    undone = worker.result_of(desk.do("undo", batch=first["batch"], because="the other way", reverse_on=""))
    assert (undone["state"], undone["how"]) == ("undone", "deleted")
    assert desk.held() == {}
    again = post(desk, payout)
    assert [p["doc_number"] for p in again["postings"]] == [p["doc_number"] for p in first["postings"]]
    assert desk.held() == held


def test_an_expense_that_is_deleted_by_hand_is_named_with_its_amount(desk: Desk) -> None:
    payout = desk.ready(SMALL)
    expense = expenses_of(desk, post(desk, payout)["batch"])[0]
    desk.ask_practice("edit", {"realm": desk.realm, "entity": "Purchase", "id": expense.quickbooks_id, "delete": True})
    [changed] = worker.result_of(desk.do("drift"))["drift"]
    assert (changed["document"], changed["what"]) == (f"Purchase {expense.doc_number}", "deleted")
    found = variance.payout_variance(desk.company, payout)
    assert (found.variance, found.unexplained) == (expense.total, 0)
    assert expense.doc_number in found.explained[0].why


def test_a_payout_with_expenses_is_reversed_where_it_cannot_be_deleted(desk: Desk) -> None:
    payout = desk.ready(SMALL)
    known = options.options(desk.company)
    online, main = (next(key for key, name in names.items() if name == wanted)
                    for names, wanted in ((known.classes, "Online"), (known.locations, "Main")))  # fmt: skip
    with desk.company.state.write() as connection:
        mappings.save(connection, "tester", "test", [
            Choice("category", name, account_id=known.account_id(account), account=account, class_id=online, location_id=main)
            for name, account in (("fees.referral", "Amazon Seller Fees"), ("sales.principal", "Amazon Sales"))
        ])  # fmt: skip
    batch = post(desk, payout)["batch"]
    desk.ask_practice("close-books", {"realm": desk.realm, "date": "2026-10-31"})
    reversed_ = worker.result_of(desk.do("undo", batch=batch, because="wrong", reverse_on="2026-11-01"))
    assert reversed_["how"] == "reversed"
    listed = desk.ask_practice(f"state?realm={desk.realm}")["trial_balance"]
    assert {Decimal(str(row["balance"])) for row in listed} <= {Decimal(0)}
    journal = books_of(desk.company).find("JournalEntry", [reversed_["reversal"]["doc_number"]])[0]
    details = [line["JournalEntryLineDetail"] for line in journal["Line"]]
    placed = {d["AccountRef"]["name"] for d in details if (d.get("ClassRef"), d.get("DepartmentRef")) != (None, None)}
    assert {"Amazon Seller Fees", "Amazon Sales"} <= placed
    assert {(d["ClassRef"]["value"], d["DepartmentRef"]["value"]) for d in details if d["AccountRef"]["name"] == "Amazon Sales"} == {
        (online, main)
    }


@pytest.mark.parametrize("name", ["split-month", "awkward-orders", "owed", "charged"])
def test_worked_settlements_tie_out_with_expenses(desk: Desk, name: str) -> None:
    post(desk, take_in(desk, name))


def test_expenses_tie_out_in_a_canadian_company(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("ca-demo")
    payout = take_in(desk, "split-month", lambda text: text.replace("USD", "CAD").replace("Amazon.com", "Amazon.ca"))
    with desk.company.state.read() as connection:
        codes = {code["name"]: code["id"] for code in settings.get(connection, "chart")["tax_codes"]}
    set_up(desk, tax_code=codes["Out of Scope"])
    post(desk, payout)


def test_a_number_that_somebody_elses_expense_has_is_found_before_posting(desk: Desk) -> None:
    payout = desk.ready(SMALL)
    set_up(desk, fees_as="expense")
    planned = next(d for d in posting.plan_payout(desk.company, payout, "order").documents if d.entity == "Purchase")
    body = {**planned.body, "PrivateNote": "by hand"}
    assert isinstance(books_of(desk.company).send("Purchase", encode(body), "by-hand-1"), Accepted)
    checks = worker.result_of(desk.do("dry-run", payout=payout, mode="order"))["preflight"]
    assert f"Expense {planned.doc_number}" in next(c["where"] for c in checks if c["code"] == "numbers-taken")


@pytest.mark.kill
@pytest.mark.parametrize("place", ["post.before-send:2", "post.answered:3"])
def test_a_posting_with_expenses_killed_in_the_middle_ends_with_every_document_once(home: Path, place: str) -> None:
    made = mappable_settlement()
    path = home.parent / "clean.txt"
    path.write_bytes(made.data)
    run("import", str(path))
    run("confirm", "--payout", made.settlement_id)
    company = setup.open_company("demo")
    with company.state.write() as connection:
        settings.put(connection, "tester", fees_as="expense")
    company.close()
    run("post", "--payout", made.settlement_id, crash_at=place, ok=(-signal.SIGKILL,))
    done = run("post", "--payout", made.settlement_id)
    assert done["counts"]["posted"] == done["counts"]["planned"]
    counts = ask(home, "/_practice/state?realm=us-demo")["counts"]
    kinds = Counter(p["entity"] for p in done["postings"])
    assert {entity: int(counts.get(entity, 0)) for entity in kinds} == kinds
    found = run("variance", "--payout", made.settlement_id)["payouts"][0]
    assert (found["variance"], found["unexplained"], found["payments_to_deposit"]) == ("0.00", "0.00", "0.00")
