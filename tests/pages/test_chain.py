"""Close › Chain: an unbroken chain says so, a hole says where to get the file, and a settlement leads to its payout."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from tests.jobs.conftest import Desk
from tests.pages.conftest import DEMO, Screen
from workbench.practice.seller import SettlementText

PAGE = "pages/close/chain.py"
US: list[SettlementText] = [made for name, made in sorted(DEMO.items()) if name.startswith("us-")]
GERMAN: list[SettlementText] = [made for name, made in sorted(DEMO.items()) if name.startswith("de-")]


def rows(screen: Screen) -> list[dict[str, Any]]:
    return screen.table_with("payout", "joint")


def drawn(screen: Screen) -> dict[str, list[str]]:
    """The timeline: the payouts of each group of bars."""
    (chart,) = screen.app.get("plotly_chart")
    return {trace["name"]: trace["customdata"] for trace in json.loads(chart.proto.spec)["data"]}


def test_empty_books_lead_to_the_import(desk: Desk) -> None:
    assert "Import a settlement report" in Screen(desk, PAGE).words()


def test_an_unbroken_chain_says_so_and_its_balance_ties(desk: Desk) -> None:
    desk.take_in(*US)
    screen = Screen(desk, PAGE)
    assert [element.value for element in screen.app.success] == [
        "7 settlements from 2026-08-05 to 2026-11-11. None is missing, and every reserve and debt goes on from one to the next."
    ]
    assert [row["payout"] for row in rows(screen)] == [made.settlement_id for made in reversed(US)]
    assert [row["total"] for row in rows(screen)] == [made.total for made in reversed(US)]
    balance = {row["figure"]: row["amount"] for row in screen.table_with("figure", "amount")}
    assert balance["Not proved"] == 0
    assert balance["Balance before the first settlement"] == Decimal("548.17")
    assert "days in America/Los_Angeles" in screen.words()
    assert "Account" not in [box.label for box in screen.app.selectbox]


def test_a_missing_settlement_stands_in_its_place_with_where_to_get_it(desk: Desk) -> None:
    desk.take_in(*US[:2], *US[3:])
    screen = Screen(desk, PAGE)
    assert "is missing" in screen.words()
    assert "Reports Repository" in screen.words()
    missing = rows(screen)[4]
    assert (missing["period"], missing["payout"], missing["total"]) == ("2026-09-02 – 09-16", "Missing", None)
    assert drawn(screen)["Missing"] == [""]
    assert [link.proto.label for link in screen.app.get("page_link")] == ["Import a report"]
    desk.take_in(US[2])
    assert "Missing" not in drawn(screen.run())


def test_each_account_is_chosen_by_name_and_the_address_names_a_payout_of_it(desk: Desk) -> None:
    desk.take_in(*US, *GERMAN)
    screen = Screen(desk, PAGE, payout=GERMAN[1].settlement_id)
    (account,) = [box for box in screen.app.selectbox if box.label == "Account"]
    assert account.value == "Amazon.de · EUR"
    assert {row["payout"] for row in rows(screen)} == {made.settlement_id for made in GERMAN}
    account.set_value("Amazon.com · USD").run()
    assert {row["payout"] for row in rows(screen)} == {made.settlement_id for made in US}
    assert screen.app.query_params["payout"] == US[-1].settlement_id


def test_the_timeline_has_every_payout_of_every_account_by_its_status(desk: Desk) -> None:
    desk.take_in(*US, *GERMAN)
    assert {payout for payouts in drawn(Screen(desk, PAGE)).values() for payout in payouts} == {m.settlement_id for m in DEMO.values()}


def test_a_click_on_a_settlement_opens_its_payout_and_a_hole_leads_nowhere(desk: Desk) -> None:
    desk.take_in(*US[:2], *US[3:])
    screen = Screen(desk, PAGE)
    key = f"chain_table_demo_6_1_{US[0].settlement_id}_6"
    screen.app.session_state[key] = {"selection": {"rows": [4], "columns": [], "cells": []}}
    screen.run()
    assert screen.app.title[0].value == "Chain"
    screen.app.session_state[key] = {"selection": {"rows": [5], "columns": [], "cells": []}}
    screen.run()
    assert screen.app.title[0].value == "Payouts"
    assert screen.app.subheader[0].value == f"Payout {US[1].settlement_id}"
