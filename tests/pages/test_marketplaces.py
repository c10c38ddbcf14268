"""Set up › Settings by marketplace, and what is chosen for one payout under Post › Batches: its rate, the first open day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pyarrow as pa
import pytest

from tests.jobs.conftest import Desk
from tests.pages.conftest import DEMO, PLAIN, Screen
from workbench.jobs import review, setup, worker
from workbench.jobs.post import first_open, marketplaces, rates
from workbench.posting.modes import ModeRule
from workbench.practice.seller import demo_settlements
from workbench.store import payout_choices
from workbench.store.company import Company
from workbench.ui import gate

SETTINGS, BATCHES = "pages/setup/settings.py", "pages/post/batches.py"
GERMAN = next(s for s in demo_settlements() if s.name.startswith("de-"))


@pytest.fixture
def abroad(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A company in dollars that keeps several currencies, with a German payout ready to be posted."""
    company: Company = setup.open_company("us-multicurrency", create=True)
    monkeypatch.setattr(gate, "_opened", lambda _name: company)
    worker.start(company)
    other = Desk(company)
    other.ready(GERMAN)
    yield other
    company.close()


def test_settings_show_the_modes_and_customers_of_the_marketplaces_in_the_books(desk: Desk) -> None:
    desk.ready(PLAIN)
    marketplaces.save_rules(desk.company, "tester", [ModeRule("Amazon.com", "2026-07-01", "summary")])
    screen = Screen(desk, SETTINGS)
    assert screen.table_with("since", "mode") == [{"marketplace": "Amazon.com", "since": datetime.date(2026, 7, 1), "mode": "summary"}]
    (place,) = screen.table_with("currency", "customer")
    assert (place["marketplace"], place["currency"], place["settlements"]) == ("Amazon.com", "USD", 1)
    for label in ("Save posting modes", "Save customers and accounts"):
        assert next(b for b in screen.app.button if b.label == label).disabled
    assert "unless a row here gives its marketplace another one" in screen.words()


def test_a_mode_and_a_customer_are_edited_in_place(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import streamlit as st

    desk.ready(PLAIN)
    drawn = st.data_editor

    def edited(data: pa.Table, **options: object) -> pa.Table:
        """The editor as a person leaves it: a rule added, Amazon's customer chosen."""
        drawn(data, **options)  # type: ignore[call-overload]
        if "since" in data.column_names and not data.num_rows:
            row = {"marketplace": "Amazon.com", "since": datetime.date(2026, 9, 1), "mode": "daily"}
            return pa.Table.from_pylist([row], schema=data.schema)
        if "deposit_account" in data.column_names:
            customer = options["column_config"]["customer"]["type_config"]["options"][0]["value"]  # type: ignore[index]
            return data.set_column(data.column_names.index("customer"), "customer", pa.array([customer], pa.string()))
        return data

    monkeypatch.setattr(st, "data_editor", edited)
    screen = Screen(desk, SETTINGS)
    screen.press("Save posting modes")
    screen.press("Save customers and accounts")
    with desk.company.state.read() as connection:
        assert marketplaces.rules(connection) == [ModeRule("Amazon.com", "2026-09-01", "daily")]
        (place,) = marketplaces.places(connection)
    assert place.customer


def test_a_payout_opens_in_the_mode_of_its_marketplace(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    marketplaces.save_rules(desk.company, "tester", [ModeRule("Amazon.com", "2020-01-01", "summary")])
    screen = Screen(desk, BATCHES, payout=payout).press("Dry run").work()
    assert "journal entry, 1 deposit. Nothing is sent yet" in screen.words()
    assert "One journal entry a month" in screen.words()


def test_the_rate_is_given_on_the_page_and_home_amounts_stand_beside(abroad: Desk) -> None:
    payout = GERMAN.settlement_id
    screen = Screen(abroad, BATCHES, payout=payout).press("Dry run").work()
    assert "Nobody gave the rate" in screen.words()
    assert next(b for b in screen.app.button if b.label == "Confirm and post…").disabled
    screen.app.text_input(key=f"rate_{payout}_number").input("1.085050")
    screen.press("Keep this rate")
    assert "needs its source" in screen.words()
    screen.app.text_input(key=f"rate_{payout}_source").input("European Central Bank")
    screen.press("Keep this rate")
    day = review.payout(abroad.company, payout).settlement.deposit_day
    assert f"1 EUR = 1.085050 USD, of {day} (European Central Bank)" in screen.words()
    screen.press("Dry run").work()
    assert not next(b for b in screen.app.button if b.label == "Confirm and post…").disabled
    assert "In USD at 1.085050 the payout is" in screen.words()
    screen.press("Change the rate")
    assert rates.exchange_of_payout(abroad.company, review.payout(abroad.company, payout).settlement)[1] is None


def test_closed_books_are_moved_out_of_by_choice_on_the_page(desk: Desk) -> None:
    made = DEMO["us-2026-08-19-to-2026-09-02.txt"]
    payout = desk.ready(made)
    desk.ask_practice("close-books", {"realm": desk.realm, "date": "2026-08-31"})
    screen = Screen(desk, BATCHES, payout=payout).press("Dry run").work()
    offer = next(b for b in screen.app.button if b.label == "Post on the first open day")
    assert offer.disabled, "the choice needs a reason"
    screen.app.text_input(key=f"first_open_{payout}_because").input("August is with the auditor")
    screen.run().press("Post on the first open day").press("Dry run").work()
    assert "is posted on 2026-09-01" in screen.words()
    assert "belong to the month 2026-09" in screen.words()
    assert not next(b for b in screen.app.button if b.label == "Confirm and post…").disabled
    screen.press("Take it back")
    assert first_open.chosen_for(desk.company, payout) is None
    with desk.company.state.read() as connection:
        assert payout_choices.first_open_day_of(connection, payout) is None
