"""The tables of the connection to Amazon: once is once, states are known states, and what was learnt is not unlearnt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from workbench.store import buckets, control_totals, open_transactions, payout_facts, report_listings, sellers
from workbench.store.open_transactions import OpenTransaction
from workbench.store.payout_facts import PayoutFact, Step
from workbench.store.report_listings import Listing
from workbench.store.state import State

LISTING = Listing("r1", "d1", "2026-11-16T10:00:00+00:00", "2026-11-02T10:00:00+00:00", "2026-11-16T09:00:00+00:00", "listed")
FACT = PayoutFact("", "group", "g1", "1", "", "Succeeded", (Step("PAID", "2026-11-18T00:00:00+00:00"),), "T1", "0975", "JPY",
                  Decimal(2164), "USD", Decimal("14.30"), Decimal(0), "2026-11-02", "2026-11-16", "2026-11-17")  # fmt: skip
SALE = OpenTransaction("t1", "deferred", "Shipment", "Order Payment", "2026-11-16T10:00:00+00:00", "111", "77", "", "Standard Orders",
                       "ATVPDKIKX0DER", Decimal("10.00"), "USD", "DD7", "2026-11-30T00:00:00+00:00", "", "")  # fmt: skip


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    state = State(tmp_path / "state.db")
    yield state
    state.close()


@pytest.fixture
def seller_id(state: State) -> str:
    with state.write() as connection:
        return add(connection)


def add(connection, name: str = "Shop", account: str = "A1") -> str:  # type: ignore[no-untyped-def]
    return sellers.add(connection, "tester", name=name, kind="private", region="na", marketplace="US", account=account, realm="r",
                       client_id="c", secret_created=date(2026, 1, 31), capabilities={"payouts": True})  # fmt: skip


def test_a_seller_comes_back_as_it_was_written(state: State, seller_id: str) -> None:
    with state.read() as connection:
        seller = sellers.get(connection, seller_id)
    assert (seller.name, seller.secret_created, seller.start_date, seller.schedule) == ("Shop", date(2026, 1, 31), None, "off")
    assert seller.capabilities == {"payouts": True}
    assert seller.is_connected


@pytest.mark.parametrize(("name", "account"), [("Another", "A1"), ("Shop", "A2")])
def test_an_account_and_a_name_are_connected_once(state: State, seller_id: str, name: str, account: str) -> None:
    with pytest.raises(IntegrityError), state.write() as connection:
        add(connection, name, account)


def test_listing_again_changes_nothing_and_never_goes_back(state: State, seller_id: str) -> None:
    with state.write() as connection:
        assert report_listings.record(connection, seller_id, [LISTING]) == 1
        report_listings.note(connection, seller_id, "r1", "imported", sha256="ab", settlement_id="1")
        assert report_listings.record(connection, seller_id, [LISTING, replace(LISTING, state="waiting")]) == 0
        assert report_listings.unfinished(connection, seller_id) == []
        assert [each.state for each in report_listings.listed(connection, seller_id)] == ["imported"]


def test_a_report_that_is_made_later_is_taken_up(state: State, seller_id: str) -> None:
    with state.write() as connection:
        report_listings.record(connection, seller_id, [replace(LISTING, state="waiting", document_id="", message="being made")])
        report_listings.record(connection, seller_id, [LISTING])
        assert [each.document_id for each in report_listings.unfinished(connection, seller_id)] == ["d1"]


def test_what_never_failed_is_taken_first_and_then_the_newest(state: State, seller_id: str) -> None:
    with state.write() as connection:
        older, newer, failed = (replace(LISTING, report_id=name, end=end) for name, end in
                                (("older", "2026-10-01"), ("newer", "2026-11-01"), ("failed", "2026-12-01")))  # fmt: skip
        report_listings.record(connection, seller_id, [older, failed, newer])
        report_listings.note(connection, seller_id, "failed", "listed", attempts=1)
        assert [each.report_id for each in report_listings.unfinished(connection, seller_id)] == ["newer", "older", "failed"]


@pytest.mark.parametrize("values", [{"state": "imported", "sha256": "ab"}, {"state": "fetched"}, {"state": "lost"}])
def test_a_state_without_what_it_stands_for_is_refused(state: State, seller_id: str, values: dict[str, str]) -> None:
    with state.write() as connection:
        report_listings.record(connection, seller_id, [LISTING])
    with pytest.raises(IntegrityError), state.write() as connection:
        report_listings.note(connection, seller_id, "r1", **values)  # type: ignore[arg-type]


def test_buckets_are_remembered_exactly(state: State, seller_id: str) -> None:
    kept = buckets.Buckets(state, seller_id)
    assert kept.load("getReports") is None
    at = datetime(2026, 11, 24, 10, 0, 0, 123456, tzinfo=UTC)
    kept.save("getReports", Decimal(9), at)
    kept.save("getReports", Decimal("8.2500"), at)
    assert buckets.Buckets(state, seller_id).load("getReports") == (Decimal("8.2500"), at)


def test_a_fact_takes_the_place_of_the_same_payout(state: State, seller_id: str) -> None:
    fact = replace(FACT, seller_id=seller_id)
    with state.write() as connection:
        payout_facts.replace_all(connection, [fact])
        payout_facts.replace_all(connection, [replace(fact, status="Failed", settlement_id="2")])
        assert payout_facts.of(connection, "1") == []
        found = payout_facts.of(connection, "2")[0]
    assert found.failed
    assert replace(found, at="") == replace(fact, status="Failed", settlement_id="2")


def test_two_groups_are_never_one_settlement(state: State, seller_id: str) -> None:
    fact = replace(FACT, seller_id=seller_id)
    with pytest.raises(IntegrityError), state.write() as connection:
        payout_facts.replace_all(connection, [fact, replace(fact, source_id="g2")])


def test_a_control_total_keeps_its_finding(state: State) -> None:
    differs = control_totals.compare("1", "group", Decimal("9.99"), "USD", Decimal("10.00"), "USD")
    other = control_totals.compare("1", "payout", Decimal("9.99"), "EUR", Decimal("10.00"), "USD")
    with state.write() as connection:
        control_totals.replace(connection, differs)
        control_totals.replace(connection, other)
        found = {c.source: c for c in control_totals.of(connection, "1")}
        assert [f.amount for f in control_totals.findings(connection)] == [Decimal("-0.01")]
        assert found["group"].finding == differs.finding
        assert (found["group"].agrees, found["payout"].agrees) == (False, None)
        control_totals.replace(connection, control_totals.compare("1", "group", Decimal("10.00"), "USD", Decimal("10.00"), "USD"))
        assert control_totals.findings(connection) == []


def test_a_deferred_sale_and_its_release_count_once(state: State, seller_id: str) -> None:
    released = replace(SALE, status="deferred_released", release_id="t2")
    release = replace(SALE, transaction_id="t2", status="released", deferred_id="t1", settlement_id="78")
    with state.write() as connection:
        assert open_transactions.record(connection, seller_id, [SALE]) == 1
        assert open_transactions.totals(connection, seller_id)[0].deferred == Decimal("10.00")
        assert open_transactions.record(connection, seller_id, [released, release, release]) == 1
        total = open_transactions.totals(connection, seller_id)[0]
        assert (total.count, total.amount, total.deferred) == (1, Decimal("10.00"), Decimal("0.00"))
        assert open_transactions.odd_releases(connection, seller_id) == []
        assert open_transactions.settlements_of_groups(connection, seller_id) == {}


@pytest.mark.parametrize("link", ["sale", "release"])
def test_either_half_may_be_the_one_that_names_the_other(state: State, seller_id: str, link: str) -> None:
    sale = replace(SALE, status="deferred_released", release_id="t2" if link == "sale" else "")
    release = replace(SALE, transaction_id="t2", status="released", deferred_id="t1" if link == "release" else "")
    with state.write() as connection:
        open_transactions.record(connection, seller_id, [sale, release])
        assert [t.transaction_id for t in open_transactions.unsettled(connection, seller_id)] == ["t1"]


def test_a_release_that_is_missing_or_differs_is_odd(state: State, seller_id: str) -> None:
    missing = replace(SALE, status="deferred_released", release_id="t9")
    differs = replace(SALE, transaction_id="t3", status="deferred_released", release_id="t4")
    release = replace(SALE, transaction_id="t4", status="released", deferred_id="t3", amount=Decimal("9.99"))
    with state.write() as connection:
        open_transactions.record(connection, seller_id, [missing, differs, release])
        odd = open_transactions.odd_releases(connection, seller_id)
    assert [(each.sale.transaction_id, each.released) for each in odd] == [("t1", None), ("t3", Decimal("9.99"))]


def test_a_status_of_amazons_that_is_new_is_kept_as_other(state: State, seller_id: str) -> None:
    with state.write() as connection:
        open_transactions.record(connection, seller_id, [replace(SALE, status="on_hold")])
        assert [t.status for t in open_transactions.unsettled(connection, seller_id)] == ["other"]
