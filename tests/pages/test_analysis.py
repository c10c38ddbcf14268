"""Close › Analysis: swings, fee rates, mapping changes, changes by others, and the bridge; every choice is in the address."""

from __future__ import annotations

import sys
from decimal import Decimal

from tests.jobs.conftest import Desk
from tests.pages.conftest import DEMO, PLAIN, UNKNOWN, Screen
from workbench.jobs import review, worker
from workbench.jobs.close import analysis, bridge
from workbench.mapping.mapping import Choice
from workbench.money import ZERO, exact, total
from workbench.store import mappings, outbox
from workbench.store.schema_outbox import entry_line

PAGE = "pages/close/analysis.py"
TWO_MONTHS = DEMO["us-2026-08-19-to-2026-09-02.txt"]
EURO = DEMO["de-2026-08-26-to-2026-09-09.txt"]
STORAGE = "Amazon Storage Fees"


def test_empty_books_say_how_to_begin(desk: Desk) -> None:
    assert "Import a settlement report to begin" in Screen(desk, PAGE).words()


def test_one_month_says_that_another_is_needed(desk: Desk) -> None:
    desk.take_in(PLAIN)
    screen = Screen(desk, PAGE, month="2026-09")
    assert "no month to hold it against yet" in screen.words()
    assert "2026-09" in screen.table_with("account")[0]


def test_the_accounts_of_each_month_come_to_its_lines_and_the_thresholds_of_the_address_flag(desk: Desk) -> None:
    desk.take_in(PLAIN, TWO_MONTHS)
    rows = Screen(desk, PAGE, month="2026-09").table_with("account", "change")
    *accounts, every = rows
    assert every["account"] == "All accounts"
    assert every["2026-08"] + every["2026-09"] == PLAIN.total + TWO_MONTHS.total
    for month in ("2026-08", "2026-09"):
        assert total(row[month] for row in accounts) == every[month]
    by_default = [row["account"] for row in accounts if row["flag"]]
    assert "Amazon Sales" in by_default
    assert all(abs(row["change"]) >= 100 for row in accounts if row["flag"])
    lower = Screen(desk, PAGE, month="2026-09", percent="0", money="0.01").table_with("account", "change")
    assert len([row for row in lower if row["flag"]]) > len(by_default)
    assert "That is no number" in Screen(desk, PAGE, month="2026-09", money="lots").words()


def test_an_account_opens_to_the_kinds_of_line_behind_it(desk: Desk) -> None:
    desk.take_in(PLAIN, TWO_MONTHS)
    screen = Screen(desk, PAGE, month="2026-09", account=STORAGE)
    behind = screen.table_with("payout", "kind", "where")
    (row,) = [row for row in screen.table_with("account", "change") if row["account"] == STORAGE]
    assert total(one["amount"] for one in behind) == row["2026-09"] != ZERO
    assert {one["where"] for one in behind} == {"Funds in this payout"}
    assert "Click one to see its transactions" in screen.words()


def test_a_posted_payout_counts_as_its_entries_have_it(desk: Desk) -> None:
    """What was posted stays in the account that it was posted to, whatever the mapping says since."""
    payout = desk.ready(PLAIN)
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    before = Screen(desk, PAGE, month="2026-09").table_with("account")
    with desk.company.state.write() as connection:
        mappings.save(connection, "ana", "", [Choice("category", "fees.fba_storage", account="Amazon Advertising Costs")])
    assert Screen(desk, PAGE, month="2026-09").table_with("account") == before
    with desk.company.state.read() as connection:
        lines = outbox.entry_lines(connection, f"{payout}-1")
    posted = total(-debit for _, _, account, _, debit in lines if account == STORAGE)
    assert next(row["2026-09"] for row in before if row["account"] == STORAGE) == posted


def test_fee_rates_stand_beside_their_sales_and_plotly_waits_to_be_asked_for(desk: Desk) -> None:
    desk.take_in(PLAIN)
    loaded = {name for name in sys.modules if name.startswith("plotly.graph_objs")}
    screen = Screen(desk, PAGE, month="2026-09", view="fees")
    assert {name for name in sys.modules if name.startswith("plotly.graph_objs")} == loaded
    assert "refunds are not taken off" in screen.words()
    rates = {row["fee"]: row["2026-09"] for row in screen.table_with("fee")}
    payouts = review.payouts(desk.company)
    (every,) = analysis.fee_rates(desk.company, payouts, ["2026-09"])["all fees"]
    assert rates["All fees"] == every.rate == (-every.fees * 100 / every.sales).quantize(Decimal("0.01"))
    skus = screen.table_with("sku", "rate")
    assert [row["sales"] for row in skus] == sorted((row["sales"] for row in skus), reverse=True)
    assert total(row["sales"] for row in skus) == every.sales
    assert Screen(desk, PAGE, month="2026-09", view="fees", chart="yes").app.get("plotly_chart")


def test_skus_come_a_page_at_a_time(desk: Desk) -> None:
    desk.take_in(PLAIN)
    payouts = review.payouts(desk.company)
    whole, count = analysis.sku_rates(desk.company, payouts, "2026-09", 100, 0)
    pages = [one for page in range(0, count, 2) for one in analysis.sku_rates(desk.company, payouts, "2026-09", 2, page)[0]]
    assert (pages, len(whole)) == (whole, count)


def test_a_changed_mapping_is_shown_with_who_when_and_how_much(desk: Desk) -> None:
    desk.take_in(PLAIN)
    assert "goes to the account that it had in the default mapping" in Screen(desk, PAGE, month="2026-09", view="mapping").words()
    with desk.company.state.write() as connection:
        mappings.save(connection, "ana", "cheaper", [Choice("category", "fees.fba_storage", account="Amazon Advertising Costs")])
    (row,) = Screen(desk, PAGE, month="2026-09", view="mapping").table_with("kind", "before", "after")
    assert (row["before"], row["after"], row["version"], row["by"], row["note"]) == (
        STORAGE, "Amazon Advertising Costs", "1", "ana", "cheaper",
    )  # fmt: skip
    assert row["amount"] < ZERO


def test_what_others_changed_in_quickbooks_is_listed_with_its_money(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    assert "was not asked yet" in Screen(desk, PAGE, month="2026-09", view="changed").words()
    with desk.company.state.read() as connection:
        receipt = next(p for p in outbox.postings(connection, f"{payout}-1") if p.entity == "SalesReceipt")
    desk.ask_practice("edit", {"realm": desk.realm, "entity": "SalesReceipt", "id": receipt.quickbooks_id, "delete": True})
    worker.result_of(desk.do("drift"))
    (row,) = Screen(desk, PAGE, month="2026-09", view="changed").table_with("document", "effect")
    assert (row["payout"], row["effect"]) == (payout, -receipt.total)
    assert "was deleted in QuickBooks" in row["what"]
    assert receipt.doc_number in row["document"]


def test_the_bridge_adds_up_and_has_a_waterfall_when_asked(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    screen = Screen(desk, PAGE, month="2026-09", view="bridge", chart="yes")
    rows = screen.table_with("what", "difference", "figure")
    assert rows[0]["figure"] == PLAIN.total
    level = ZERO
    for row in rows:
        if row["figure"] is None:
            level = exact(level + row["difference"])
        else:
            assert level in (ZERO, row["figure"])
            level = row["figure"]
    assert {row["difference"] for row in rows if row["what"].strip() == "Unexplained"} == {ZERO}
    assert "Amazon's month is left out" in screen.words()
    assert screen.app.get("plotly_chart")
    (found,) = bridge.bridges(desk.company, "2026-09")
    assert [leg.end for leg in found.legs] == [row["figure"] for row in rows if row["figure"] is not None][1:]


def test_currencies_are_never_added_and_a_marketplace_narrows_the_payouts(desk: Desk) -> None:
    desk.take_in(PLAIN, EURO)
    (euro,) = [row for row in Screen(desk, PAGE, month="2026-09", currency="EUR").table_with("account") if row["account"] == "All accounts"]
    assert euro["2026-08"] + euro["2026-09"] == EURO.total
    screen = Screen(desk, PAGE, month="2026-09", currency="USD", view="bridge")
    assert [box.label for box in screen.app.selectbox if box.label == "Currency"] == ["Currency"]
    assert screen.table_with("what", "figure")[0]["figure"] == PLAIN.total
    nowhere = analysis.of_scope(review.payouts(desk.company), "USD", "Amazon.de")
    assert nowhere == []


def test_entries_that_do_not_come_to_the_payout_are_said_in_words(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    with desk.company.state.write() as connection:
        connection.execute(entry_line.update().where(entry_line.c.account == STORAGE).values(debit_cents=1))
    for view in ("months", "bridge"):
        assert (
            f"payout {payout}**: What the payout brought to its accounts comes to" in Screen(desk, PAGE, month="2026-09", view=view).words()
        )


def test_an_unknown_choice_in_the_address_is_the_first_there_is(desk: Desk) -> None:
    desk.take_in(PLAIN, UNKNOWN)
    screen = Screen(desk, PAGE, month="1999-01", view="nothing")
    assert "2026-11" in screen.table_with("account", "change")[0]
