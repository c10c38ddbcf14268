"""Review › Integration transactions: three tabs, confirming, reopening; nothing is excluded that nobody excluded."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from tests.jobs.conftest import Desk
from tests.pages.conftest import PLAIN, UNKNOWN, Screen
from workbench.jobs import review, worker
from workbench.store import settings
from workbench.store.lines import Filter, Transaction
from workbench.ui import transactions

PAGE = "pages/review/transactions.py"


def tabs(screen: Screen) -> list[str]:
    return [tab.label for tab in screen.app.tabs]


def test_books_without_payouts_say_what_to_do(desk: Desk) -> None:
    assert "Import a settlement report" in Screen(desk, PAGE).words()


def test_a_new_payout_waits_for_review_in_three_tabs(desk: Desk) -> None:
    """S40, S41: three tabs, and what is new stands For review."""
    desk.take_in(PLAIN)
    screen = Screen(desk, PAGE)
    s = review.payout(desk.company, PLAIN.settlement_id).settlement
    count = s.sales.count + s.refunds.count
    assert tabs(screen) == [f"For review ({count})", "Categorized (0)", "Excluded (0)"]
    rows = screen.table_with("order", "net")
    assert len(rows) == 100
    assert {row["action"] for row in rows} == {"Confirm"}


def test_a_transaction_that_lacks_a_detail_shows_review_and_what_is_missing(desk: Desk) -> None:
    """S44: a transaction without a customer shows Review."""
    desk.take_in(PLAIN)
    worker.result_of(desk.do("connect"))
    with desk.company.state.write() as connection:
        settings.put(connection, "tester", customer="")
    screen = Screen(desk, PAGE)
    rows = screen.table_with("order", "last")
    assert {(row["action"], row["last"]) for row in rows} == {("Review", "Customer")}
    assert next(b for b in screen.app.button if b.label == "Confirm selected").disabled
    assert next(b for b in screen.app.button if b.label == "Confirm all complete (0)").disabled


def test_confirm_all_complete_and_reopen_one(desk: Desk) -> None:
    """S42, S46, S66: a complete transaction shows Confirm, and is Categorized with that one action."""
    desk.take_in(PLAIN)
    worker.result_of(desk.do("connect"))
    screen = Screen(desk, PAGE, payout=PLAIN.settlement_id)
    assert {row["action"] for row in screen.table_with("order", "net")} == {"Confirm"}
    s = review.payout(desk.company, PLAIN.settlement_id).settlement
    count = s.sales.count + s.refunds.count
    screen.press(f"Confirm all complete ({count})")
    assert tabs(screen) == ["For review (0)", f"Categorized ({count})", "Excluded (0)"]
    assert review.payout(desk.company, PLAIN.settlement_id).status == "ready"
    one = review.transactions(desk.company, PLAIN.settlement_id, Filter(limit=1))[0]
    review.reopen(desk.company, PLAIN.settlement_id, [one.key], "tester")
    assert tabs(screen.run()) == ["For review (1)", f"Categorized ({count - 1})", "Excluded (0)"]
    assert review.payout(desk.company, PLAIN.settlement_id).status == "for-review"


def test_search_narrows_the_tabs_and_keeps_the_payout(desk: Desk) -> None:
    desk.take_in(PLAIN, UNKNOWN)
    order = review.transactions(desk.company, PLAIN.settlement_id, Filter(limit=1))[0].order_id
    screen = Screen(desk, PAGE, payout=PLAIN.settlement_id)
    screen.app.text_input(key="transaction_search").set_value(order)
    screen.run()
    assert {row["order"] for row in screen.table_with("order", "net")} == {order}
    assert screen.app.selectbox(key="payout_picker").value == PLAIN.settlement_id
    screen.app.text_input(key="transaction_search").set_value("no such order")
    assert "Nothing matches the search." in screen.run().words()


def test_an_excluded_transaction_names_its_account_and_can_be_reopened(desk: Desk) -> None:
    """S22, S48: an excluded transaction stands under Excluded with its reason, and can be taken back."""
    payout = desk.ready(PLAIN)
    order = review.transactions(desk.company, payout, Filter(limit=1))[0].order_id
    worker.result_of(desk.do("exclude", payout=payout, order=order, because="entered by hand", account="Amazon Sales"))
    screen = Screen(desk, PAGE, payout=payout, tab="excluded")
    rows = screen.table_with("order", "last")
    assert {row["order"] for row in rows} == {order}
    assert rows[0]["last"] == "Amazon Sales · entered by hand · tester"
    keys = [key for key, d in review.decisions_of(desk.company, payout).items() if d.status == "excluded"]
    review.reopen(desk.company, payout, keys, "tester")
    counts = review.status_counts(desk.company, payout)
    assert (counts["for-review"][0], counts["excluded"][0]) == (len(keys), 0)


def test_an_unknown_payout_is_said_to_be_unknown(desk: Desk) -> None:
    desk.take_in(PLAIN)
    screen = Screen(desk, PAGE, payout="99999999999")
    assert "not in these books" in screen.words()
    assert screen.tables() == []


def test_a_posted_payout_cannot_be_changed(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    screen = Screen(desk, PAGE, payout=payout, tab="categorized")
    assert "cannot be changed" in screen.words()
    assert next(b for b in screen.app.button if b.label == "Reopen selected").disabled


@pytest.fixture
def drawer(desk: Desk) -> Callable[[Transaction], AppTest]:
    """The drawer of one transaction of PLAIN, as a click on its row or on Review opens it."""

    def page(company, settlement, transaction, lacking):  # type: ignore[no-untyped-def]  # its source runs by itself, without our imports
        from workbench.ui import transactions

        transactions.details(company, settlement, transaction, lacking, False)

    def opened(transaction: Transaction) -> AppTest:
        settlement = review.payout(desk.company, PLAIN.settlement_id).settlement
        arguments = (desk.company, settlement, transaction, review.needs(desk.company, transaction))
        app = AppTest.from_function(page, args=arguments, default_timeout=30).run()
        assert not app.exception
        return app

    return opened


def first(desk: Desk, kind: str) -> Transaction:
    return next(t for t in review.transactions(desk.company, PLAIN.settlement_id, Filter(limit=500)) if t.kind == kind)


def test_the_missing_detail_is_entered_in_review_which_then_confirms(desk: Desk, drawer: Callable[[Transaction], AppTest]) -> None:
    """S45, S66: Confirm waits for the customer, then keeps it and confirms this one transaction."""
    desk.take_in(PLAIN)
    worker.result_of(desk.do("connect"))
    with desk.company.state.write() as connection:
        customer = settings.get(connection, "customer")
        settings.put(connection, "tester", customer="")
    app = drawer(first(desk, "sale"))
    assert app.button(key="confirm_in_drawer").disabled
    app.selectbox(key="missing_customer").set_value(customer).run()
    app.button(key="confirm_in_drawer").click().run()
    with desk.company.state.read() as connection:
        assert settings.get(connection, "customer") == customer
    assert review.status_counts(desk.company, PLAIN.settlement_id)["categorized"][0] == 1


@pytest.mark.parametrize(("kind", "words"), [("sale", "Payment received through Amazon"), ("refund", "Refund to the buyer")])
def test_the_details_of_a_transaction_add_up(desk: Desk, drawer: Callable[[Transaction], AppTest], kind: str, words: str) -> None:
    """S53, S54, S56: gross, shipping, discounts, taxes, fees and products, of a sale and of a refund, to the cent."""
    desk.take_in(PLAIN)
    transaction = first(desk, kind)
    app = drawer(transaction)
    assert words in app.caption[0].value
    figures, lines = (frame.value.to_dict("records") for frame in app.dataframe)
    shown = {row["what"]: row["amount"] for row in figures}
    assert shown.keys() == {"Gross", "Shipping", "Discounts", "Tax", "Fees", "Net"}
    assert sum(shown.values()) == 2 * shown["Net"] == 2 * sum(row["amount"] for row in lines)
    assert {row["sku"] for row in lines if row["sku"]} == set(transaction.skus.split(", "))


def test_the_description_says_how_the_buyer_paid(desk: Desk) -> None:
    """S52: cash on delivery is told from a payment through Amazon, whose means its reports do not state."""
    desk.take_in(PLAIN)
    sale = first(desk, "sale")
    paid = [{"amount_description": "Principal", "amount": Decimal(1)}]
    assert transactions.description(sale, paid).startswith("Payment received through Amazon")
    assert transactions.description(sale, [*paid, {"amount_description": "CODItemCharge"}]) == "Payment received cash on delivery."
