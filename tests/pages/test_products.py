"""Review › Products: what waits, what is suggested, what a person chooses or has created; and the switch under Settings."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest

from tests.jobs.conftest import Desk
from tests.jobs.test_products import account, found, item, put, read_anew, skus
from tests.pages.conftest import PLAIN, Screen
from workbench.jobs import worker
from workbench.jobs.mapping import products
from workbench.jobs.quickbooks.session import books_of
from workbench.store import settings

PAGE = "pages/review/products.py"


def ready(desk: Desk) -> str:
    desk.take_in(PLAIN)
    worker.result_of(desk.do("connect"))
    put(desk, product_tracking=True)
    return str(PLAIN.settlement_id)


def edit(screen: Screen, which: str, *changes: dict[str, Any]) -> Screen:
    screen.app.session_state[f"products_{which}_demo_0"] = {
        "edited_rows": dict(enumerate(changes)), "added_rows": [], "deleted_rows": [],
    }  # fmt: skip
    return screen.run()


def test_the_page_says_what_is_missing_before_there_is_anything_to_match(desk: Desk) -> None:
    """S26"""
    assert "QuickBooks was not read yet" in Screen(desk, PAGE).words()
    ready(desk)
    put(desk, product_tracking=False)
    assert "Product tracking is off" in Screen(desk, PAGE).words()


def test_tracking_and_the_default_item_are_chosen_in_the_settings(desk: Desk) -> None:
    """S26, S31"""
    ready(desk)
    put(desk, product_tracking=False)
    other = item(desk, "Amazon order", account(desk, "Web sales"))
    read_anew(desk)
    screen = Screen(desk, "pages/setup/settings.py")
    screen.app.checkbox(key="settings_product_tracking").check()
    screen.app.selectbox(key="settings_default_item").set_value(other)
    screen.press("Save settings")
    with desk.company.state.read() as connection:
        assert (settings.get(connection, "product_tracking"), settings.get(connection, "default_item")) == (True, other)


def test_a_close_product_is_suggested_and_taken_when_a_person_accepts_it(desk: Desk) -> None:
    """S28"""
    ready(desk)
    first = skus(desk)[0]
    close = item(desk, f"{first}-X", products.sales_account(desk.company))
    read_anew(desk)
    screen = Screen(desk, PAGE)
    row = next(row for row in screen.table_with("sku", "found") if row["sku"] == first)
    assert row["product"] == f"{first}-X"
    assert row["found"].startswith("Close, ")
    waiting = [row.sku for row in products.rows(desk.company) if not row.match.is_settled]
    edit(screen, "open", *({"accept": True} if sku == first else {} for sku in waiting))
    screen.press("Save choices (1)")
    assert {row.sku: row.match.item_id for row in products.rows(desk.company) if row.match.is_settled} == {first: close}
    assert "Matched (1)" in [tab.label for tab in screen.app.tabs]


def test_nothing_is_created_before_the_button_of_the_dialog(desk: Desk) -> None:
    """S29"""
    ready(desk)
    count = len(books_of(desk.company).items())
    screen = edit(Screen(desk, PAGE), "open", {"create": True})
    screen.press("Create products (1)…").work()
    assert len(books_of(desk.company).items()) == count


def test_the_dialog_shows_what_would_be_created_and_asks_the_worker(desk: Desk) -> None:
    """S27, S29"""

    def dialog(company, rows):  # type: ignore[no-untyped-def]  # its source runs by itself, without our imports
        from workbench.ui import products as shown

        shown.create(company, rows)

    ready(desk)
    row, count = products.rows(desk.company)[0], len(books_of(desk.company).items())
    app = AppTest.from_function(dialog, args=(desk.company, [row]), default_timeout=30).run()
    assert not app.exception
    assert app.dataframe[0].value.to_dict("records") == [{"sku": row.sku, "name": row.sku}]
    assert app.selectbox(key="product_account").value == products.sales_account(desk.company)
    app.button(key="create_products").click().run()
    assert len(books_of(desk.company).items()) == count
    worker.run_waiting(desk.company)
    assert len(books_of(desk.company).items()) == count + 1
    assert found(desk)[row.sku] == "chosen"


def test_transactions_without_a_product_show_review_and_lead_to_the_page(desk: Desk) -> None:
    """S44"""
    payout = ready(desk)
    screen = Screen(desk, "pages/review/transactions.py", payout=payout)
    rows = screen.table_with("action", "last")
    assert {(row["action"], row["last"]) for row in rows if row["kind"] == "Sale"} == {("Review", "Product")}
    assert {row["action"] for row in rows if row["kind"] == "Refund"} <= {"Confirm"}
    payouts = Screen(desk, "pages/close/payouts.py", payout=payout).words()
    assert "SKUs have no product of QuickBooks yet" in payouts
