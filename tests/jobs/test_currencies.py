"""A payout in another currency than the books': refused, blocked, or posted at the rate that a person gave, to the cent (G4)."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.jobs.by_hand import ByHand
from tests.jobs.conftest import Desk
from workbench.errors import Conflict, Refused
from workbench.jobs import review, worker
from workbench.jobs.close import variance
from workbench.jobs.post import marketplaces, posting, rates
from workbench.jobs.quickbooks.session import books_of
from workbench.practice.seller import demo_settlements
from workbench.store import audit, outbox, settings
from workbench.store.outbox_values import Posting

GERMAN = next(s for s in demo_settlements() if s.name.startswith("de-"))
RATE = "1.085050"
NONE = Decimal("0.00")


@pytest.fixture
def abroad(desk_of: Callable[[str], Desk]) -> tuple[Desk, str]:
    """A company in dollars that keeps several currencies, with a German payout ready to be posted."""
    desk = desk_of("us-multicurrency")
    payout = desk.ready(GERMAN)
    return desk, payout


def in_the_way(desk: Desk, payout: str, mode: str = "order") -> dict[str, Any]:
    answer = worker.result_of(desk.do("dry-run", payout=payout, mode=mode))
    return {check["code"]: check for check in answer["preflight"] if check["blocks"]}


def give(desk: Desk, payout: str, rate: str = RATE) -> None:
    rates.give(desk.company, "tester", payout, rate, "2026-09-16", "European Central Bank, reference rate")


def balances(desk: Desk) -> dict[str, Decimal]:
    """The practice books' trial balance, in dollars; that it comes to 0.00 is asserted."""
    state = desk.ask_practice(f"state?realm={desk.realm}")
    assert Decimal(str(state["sum"])) == 0
    return {row["name"]: Decimal(str(row["balance"])) for row in state["trial_balance"]}


def test_without_a_rate_nothing_is_posted_and_nothing_is_guessed(abroad: tuple[Desk, str]) -> None:
    desk, payout = abroad
    found = in_the_way(desk, payout)
    assert set(found) == {"rate-missing"}
    assert "how many USD one EUR is" in found["rate-missing"]["next"]
    job = desk.do("post", payout=payout, mode="order")
    assert (job.state, desk.held()) == ("failed", {})
    assert "Nobody gave the rate" in job.message


@pytest.mark.parametrize("mode", ["order", "daily", "summary"])
def test_a_german_payout_ties_out_in_euros_and_stands_in_dollars_at_the_rate_that_was_given(abroad: tuple[Desk, str], mode: str) -> None:
    desk, payout = abroad
    give(desk, payout)
    answer = worker.result_of(desk.do("dry-run", payout=payout, mode=mode))
    assert answer["preflight"] == []
    assert (answer["home"]["currency"], answer["home"]["rate"]) == ("USD", RATE)
    worker.result_of(desk.do("post", payout=payout, mode=mode))
    compared = variance.payout_variance(desk.company, payout)
    assert (compared.currency, compared.variance, compared.held, compared.unexplained) == ("EUR", NONE, NONE, NONE)
    assert review.payout(desk.company, payout).status == "reconciled"

    with desk.company.state.read() as connection:
        batch = outbox.live_batch(connection, payout)
        assert batch is not None
        posted = outbox.postings(connection, batch.batch_id)
    books = books_of(desk.company)
    for one in posted:
        document = books.by_ids(one.entity, [one.quickbooks_id])[one.quickbooks_id]
        assert (document["CurrencyRef"]["value"], document["ExchangeRate"]) == ("EUR", Decimal(RATE))

    there, home = balances(desk), Decimal(answer["home"]["total"])
    assert there["Payments to deposit"] == 0
    bank = there["Business Checking"]
    assert abs(bank - home) <= Decimal("0.01") * len(posted)
    assert abs(there.get("Exchange Gain or Loss", Decimal(0))) <= Decimal("0.02") * sum(len(p.effects) for p in posted)
    rolled = {row.account: row for row in variance.roll_forward(desk.company, "", books)}
    assert rolled["Payments to deposit"].difference == 0
    assert abs(rolled["Business Checking"].difference or Decimal(0)) == 0


def test_the_customer_of_a_currency_is_made_with_it_and_stands_on_every_document(abroad: tuple[Desk, str]) -> None:
    desk, payout = abroad
    give(desk, payout)
    customers = {c.name: c for c in books_of(desk.company).customers()}
    assert customers["Amazon.de (EUR)"].currency == "EUR"
    assert customers["Amazon customers"].currency == "USD"
    planned = posting.plan_payout(desk.company, payout, "order")
    receipts = [d for d in planned.documents if d.entity == "SalesReceipt"]
    assert {d.body["CustomerRef"]["value"] for d in receipts} == {customers["Amazon.de (EUR)"].id}
    with desk.company.state.write() as connection:
        marketplaces.keep(connection, "tester", {"Amazon.de|EUR": {"customer": ""}})
    found = in_the_way(desk, payout)["currency"]
    assert found["what"] == "The customer Amazon customers is kept in USD, the payout is in EUR."


def test_a_foreign_bank_account_holds_the_payout_itself(abroad: tuple[Desk, str]) -> None:
    desk, payout = abroad
    by_hand = ByHand(desk)
    euros = by_hand.post("Account", {"Name": "Euro account", "AccountType": "Bank", "CurrencyRef": {"value": "EUR"}})["Id"]
    by_hand.close()
    worker.result_of(desk.do("connect"))
    with desk.company.state.write() as connection:
        marketplaces.keep(connection, "tester", {"Amazon.de|EUR": {"deposit_account": str(euros)}})
    give(desk, payout)
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    account = next(a for a in books_of(desk.company).accounts() if a.name == "Euro account")
    assert (account.currency, account.balance) == ("EUR", GERMAN.total)
    assert variance.payout_variance(desk.company, payout).variance == 0


def test_a_dollar_payout_of_the_same_company_says_its_currency_and_needs_no_rate(desk_of: Callable[[str], Desk]) -> None:
    desk = desk_of("us-multicurrency")
    payout = desk.ready(next(s for s in demo_settlements() if s.name == "us-2026-09-02-to-2026-09-16.txt"))
    planned = posting.plan_payout(desk.company, payout, "summary")
    assert {json.dumps(d.body["CurrencyRef"]) for d in planned.documents} == {'{"value": "USD"}'}
    assert all("ExchangeRate" not in d.body for d in planned.documents)
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    assert review.payout(desk.company, payout).status == "reconciled"


def test_a_rate_that_quickbooks_changed_is_seen(abroad: tuple[Desk, str]) -> None:
    desk, payout = abroad
    give(desk, payout)
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    by_hand = ByHand(desk)
    deposit = by_hand.query("select * from Deposit")["Deposit"][0]
    desk.ask_practice("edit", {"realm": desk.realm, "entity": "Deposit", "id": deposit["Id"], "changes": {"ExchangeRate": 1.2}})
    by_hand.close()
    posting.read_back_all(desk.company, [payout], lambda *_: None)
    (found,) = [p.found["status"] for p in _postings(desk, payout) if p.entity == "Deposit"]
    assert found == "changed"


def _postings(desk: Desk, payout: str) -> list[Posting]:
    with desk.company.state.read() as connection:
        batch = outbox.live_batch(connection, payout)
        assert batch is not None
        return outbox.postings(connection, batch.batch_id)


def test_a_rate_has_a_day_and_a_source_and_stands_in_the_audit_log(abroad: tuple[Desk, str]) -> None:
    desk, payout = abroad
    for rate, day, source, words in (
        ("1", "2026-09-16", "bank", "rate of 1"), ("0.000", "2026-09-16", "bank", "no rate"), ("1,08", "2026-09-16", "bank", "no rate"),
        ("-1.08", "2026-09-16", "bank", "no rate"), ("1.08", "16.9.2026", "bank", "not a day"), ("1.08", "2026-09-16", " ", "source"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            rates.give(desk.company, "tester", payout, rate, day, source)
    give(desk, payout)
    with desk.company.state.read() as connection:
        line = audit.lines(connection, "setting changed")[-1]
    assert line.by == "tester"
    assert line.detail == {
        "name": f"rate:{payout}",
        "value": {"rate": RATE, "day": "2026-09-16", "source": "European Central Bank, reference rate"},
    }
    rates.take_back(desk.company, "tester", payout)
    assert set(in_the_way(desk, payout)) == {"rate-missing"}


def test_the_rate_of_a_posted_payout_stays(abroad: tuple[Desk, str]) -> None:
    desk, payout = abroad
    give(desk, payout)
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    with pytest.raises(Conflict, match="Undo its batch"):
        give(desk, payout, "1.1")


def test_a_payout_at_a_rate_is_undone_and_reversed_at_the_same(abroad: tuple[Desk, str]) -> None:
    desk, payout = abroad
    give(desk, payout)
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    desk.ask_practice("close-books", {"realm": desk.realm, "date": "2026-10-31"})
    batch = f"{payout}-1"
    worker.result_of(desk.do("undo", batch=batch, because="wrong month", reverse_on="2026-11-02"))
    entry = books_of(desk.company).find("JournalEntry", [f"AMZU1-{payout}"])[0]
    assert (entry["CurrencyRef"]["value"], entry["ExchangeRate"]) == ("EUR", Decimal(RATE))
    left = {name: balance for name, balance in balances(desk).items() if name != "Exchange Gain or Loss" and balance}
    assert all(abs(balance) <= Decimal("0.05") for balance in left.values()), left


def test_a_company_of_one_currency_takes_no_rate(desk: Desk) -> None:
    payout = desk.ready(GERMAN)
    with pytest.raises(Refused, match="keeps its books in USD"):
        give(desk, payout)
    with desk.company.state.read() as connection:
        assert not settings.get(connection, f"rate:{payout}")
