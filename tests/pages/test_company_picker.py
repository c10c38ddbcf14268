"""The strip above every page: which company's books are open, that its QuickBooks is the practice one, how one begins."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.jobs.conftest import Desk
from tests.pages.conftest import APP, Screen
from workbench.jobs import setup
from workbench.store.company import names
from workbench.ui import gate


def test_a_practice_company_is_marked_on_every_page(desk: Desk) -> None:
    for page in sorted(APP.parent.glob("pages/*/*.py")):
        screen = Screen(desk, str(page.relative_to(APP.parent)))
        assert any("Practice QuickBooks" in str(element.value) for element in screen.app.markdown), page.name


def test_the_company_stands_in_the_address(desk: Desk) -> None:
    assert Screen(desk, "pages/close/payouts.py").app.query_params["company"] == "demo"


def test_a_new_company_opens_at_once_and_forgets_the_old_address(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = {"demo": desk.company}
    monkeypatch.setattr(gate, "_opened", lambda name: opened.setdefault(name, setup.open_company(name)))
    screen = Screen(desk, "pages/close/payouts.py", payout="1", month="2026-09")
    screen.app.text_input(key="company_new_name").set_value("eu-second")
    screen.press("Begin the company")
    assert names() == ["demo", "eu-second"]
    assert screen.app.selectbox(key="company_picked").value == "eu-second"
    assert "payout" not in screen.app.query_params
    assert "There are no payouts yet" in screen.words()
    opened["eu-second"].close()


def test_a_name_that_cannot_be_a_folder_is_refused_in_words(desk: Desk) -> None:
    screen = Screen(desk, "pages/close/payouts.py")
    screen.app.text_input(key="company_new_name").set_value("../elsewhere")
    assert "cannot be a company's name" in screen.press("Begin the company").words()
    assert names() == ["demo"]


def test_without_any_books_the_first_company_is_begun_here(home: Path) -> None:
    app = AppTest.from_file(str(APP), default_timeout=30).run()
    assert "There are no books yet" in app.text[0].value
    assert [b.label for b in app.button] == ["Begin the company"]
    assert list(home.iterdir()) == []
