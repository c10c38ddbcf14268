"""Review › Find on the page: what was looked for stays in the address, and one order opens at once."""

from __future__ import annotations

from tests.jobs.conftest import Desk
from tests.pages.conftest import PLAIN, Screen

PAGE = "pages/review/find.py"


def order_of(desk: Desk) -> str:
    return next(line.split("\t")[7] for line in PLAIN.data.decode().splitlines()[2:] if line.split("\t")[7])


def words(screen: Screen) -> str:
    return " ".join(str(one.value) for one in [*screen.app.caption, *screen.app.info, *screen.app.error, *screen.app.subheader])


def test_an_order_in_the_address_opens_its_dossier(desk: Desk) -> None:
    desk.take_in(PLAIN)
    order = order_of(desk)
    screen = Screen(desk, PAGE, find=order)
    assert f"Order {order}" in words(screen)
    assert "Understood as an order" in words(screen)
    assert screen.app.text_input(key="find_text").value == order


def test_typing_replaces_what_was_open_and_nothing_found_says_how_to_ask(desk: Desk) -> None:
    desk.take_in(PLAIN)
    screen = Screen(desk, PAGE, find=order_of(desk))
    screen.app.text_input(key="find_text").set_value("no-such-sku")
    screen.run()
    assert "Nothing in these books answers that" in words(screen)
    assert "Order 1" not in words(screen)


def test_an_order_that_no_settlement_names_is_said_in_words(desk: Desk) -> None:
    desk.take_in(PLAIN)
    assert "No settlement in these books names the order" in words(Screen(desk, PAGE, order="999-0000000-0000000"))


def test_an_empty_page_says_what_to_do(desk: Desk) -> None:
    desk.take_in(PLAIN)
    assert "Enter what you know" in words(Screen(desk, PAGE))
