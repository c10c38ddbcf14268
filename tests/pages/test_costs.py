"""Review › Costs: what is missing stands first; costs typed, pasted and imported; what is posted; and the switch under Settings."""

from __future__ import annotations

from typing import Any

import pytest

from tests.jobs.conftest import Desk
from tests.jobs.test_costs import cost, cost_everything, skus
from tests.jobs.test_products import put
from tests.pages.conftest import PLAIN, Screen
from workbench.errors import Refused
from workbench.jobs import review, worker
from workbench.jobs.mapping import costs
from workbench.store import settings
from workbench.ui.costs import cost_of

PAGE = "pages/review/costs.py"


def ready(desk: Desk) -> str:
    desk.take_in(PLAIN)
    worker.result_of(desk.do("connect"))
    put(desk, cost_of_goods=True)
    return str(PLAIN.settlement_id)


def known(desk: Desk) -> dict[str, tuple[str, str]]:
    return {row.sku: (str(row.cost.unit_cost), row.cost.effective_from) for row in costs.rows(desk.company) if row.cost}


def edit(screen: Screen, *changes: dict[str, Any]) -> Screen:
    screen.app.session_state["costs_demo_0"] = {"edited_rows": dict(enumerate(changes)), "added_rows": [], "deleted_rows": []}
    return screen.run()


def test_the_switch_and_its_accounts_are_under_settings(desk: Desk) -> None:
    ready(desk)
    put(desk, cost_of_goods=False)
    screen = Screen(desk, PAGE)
    assert "The cost of goods sold is not posted" in screen.words()
    screen = Screen(desk, "pages/setup/settings.py")
    screen.app.checkbox(key="settings_cost_of_goods").check()
    screen.app.checkbox(key="settings_returns_to_stock").check()
    screen.press("Save cost of goods")
    ids = {a["name"]: a["id"] for a in review.chart_accounts(desk.company)}
    with desk.company.state.read() as connection:
        now = settings.every(connection)
    assert (now["cost_of_goods"], now["returns_to_stock"]) == (True, True)
    assert (now["cost_account"], now["inventory_account"]) == (ids["Cost of Goods Sold - Amazon"], ids["Amazon Inventory"])


def test_the_page_says_how_many_units_and_payouts_wait_and_takes_a_cost_that_is_typed(desk: Desk) -> None:
    payout = ready(desk)
    rows = costs.rows(desk.company)
    screen = Screen(desk, PAGE)
    assert f"{len(rows)} SKUs have no cost" in screen.words()
    assert "1 payout" in screen.words()
    listed = screen.table_with("sku", "new_cost")
    assert [(r["sku"], r["units"], r["missing"], r["held"]) for r in listed] == [(r.sku, r.units, r.missing_units, 1) for r in rows]
    edit(screen, {"new_cost": "4.125"}, {"new_cost": "3", "new_from": "2026-09-01"})
    screen.press("Save costs (2)")
    assert known(desk) == {rows[0].sku: ("4.1250", rows[0].missing_from), rows[1].sku: ("3.0000", "2026-09-01")}
    assert f"{len(rows) - 2} SKUs have no cost" in screen.words()
    assert f"{len(rows) - 2} SKUs have no cost" in Screen(desk, "pages/close/overview.py").words()
    payouts = Screen(desk, "pages/close/payouts.py", payout=payout)
    assert "no cost in USD" in payouts.words()
    assert "Give the costs" in [link.proto.label for link in payouts.app.get("page_link")]


def test_an_edit_that_is_no_cost_is_said_and_nothing_can_be_saved(desk: Desk) -> None:
    ready(desk)
    screen = edit(Screen(desk, PAGE), {"new_cost": "4,125"})
    assert "with a point" in screen.words()
    assert next(b for b in screen.app.button if b.label == "Save costs").disabled
    row = costs.rows(desk.company)[0]
    assert cost_of(row, {"new_from": "2026-09-01"}) is None
    with pytest.raises(Refused, match="from which day"):
        cost_of(row, {"new_cost": "4", "new_from": None})


def test_a_list_is_pasted_whole_or_refused_whole(desk: Desk) -> None:
    ready(desk)
    first, second, *_ = skus(desk)
    screen = Screen(desk, PAGE)
    pasted = screen.app.text_area(key="costs_pasted_0")
    pasted.set_value(f"{first}\t4.125\t2026-09-01\n{second}\t3,5\t2026-09-01")
    screen.run().press("Take these costs")
    assert "Nothing was taken" in screen.words()
    assert screen.table_with("where", "what")[0]["where"] == "line 2, column cost"
    assert known(desk) == {}
    screen.app.text_area(key="costs_pasted_0").set_value(f"{first}\t4.125\t2026-09-01\n{second}\t3.5\t2026-09-01")
    screen.run().press("Take these costs")
    assert known(desk) == {first: ("4.1250", "2026-09-01"), second: ("3.5000", "2026-09-01")}


def test_a_file_is_imported_and_its_name_and_hash_are_in_the_audit_log(desk: Desk) -> None:
    ready(desk)
    first = skus(desk)[0]
    screen = Screen(desk, PAGE)
    screen.app.file_uploader(key="costs_file_0").set_value(("costs.csv", f"sku,cost,from\n{first},4,2026-09-01\n".encode(), "text/csv"))
    screen.run().press("Import")
    assert known(desk) == {first: ("4.0000", "2026-09-01")}
    with desk.company.state.read() as connection:
        said = connection.exec_driver_sql("select detail from audit where what = 'costs said'").scalars().all()
    assert "costs.csv (" in said[0]


def test_what_is_posted_at_another_cost_is_shown_and_stays(desk: Desk) -> None:
    payout = ready(desk)
    review.confirm(desk.company, payout, "tester")
    cost_everything(desk)
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    screen = Screen(desk, PAGE)
    posted = screen.table_with("month", "payout", "cost")
    assert [(r["month"], r["payout"]) for r in posted] == [("2026-09", payout)]
    assert "by now" not in screen.words()
    costs.say(desk.company, "tester", [cost(skus(desk)[0], "4.125")])
    screen = Screen(desk, PAGE)
    assert "by now: look under Posted" in screen.words()
    assert {(r["sku"], r["was"], r["now"]) for r in screen.table_with("was", "now")} == {(skus(desk)[0], "3.125", "4.125")}


def test_a_cost_is_taken_back_from_the_history(desk: Desk) -> None:
    ready(desk)
    first = skus(desk)[0]
    costs.say(desk.company, "tester", [cost(first, "4")])
    screen = Screen(desk, PAGE)
    screen.app.session_state["costs_history_0_1"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    screen.run().press("Take back selected")
    assert known(desk) == {}
    assert [r["cost"] for r in screen.table_with("cost", "at", "by")] == ["taken back", "4.00"]
