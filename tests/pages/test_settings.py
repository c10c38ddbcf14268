"""Set up › Settings: every choice is kept, and shown again (S23, S31-S35)."""

from __future__ import annotations

from tests.jobs.conftest import Desk
from tests.pages.conftest import PLAIN, Screen
from workbench.jobs import worker
from workbench.store import settings

PAGE = "pages/setup/settings.py"


def test_before_quickbooks_was_read_the_page_leads_there(desk: Desk) -> None:
    assert "QuickBooks was not read yet" in Screen(desk, PAGE).words()


def test_what_is_chosen_is_kept_and_shown_again(desk: Desk) -> None:
    desk.take_in(PLAIN)
    worker.result_of(desk.do("connect"))
    screen = Screen(desk, PAGE)
    screen.app.checkbox(key="settings_automatic").check()
    screen.app.checkbox(key="settings_attach").uncheck()
    screen.app.number_input(key="settings_link_limit").set_value(120)
    screen.app.selectbox(key="settings_mode").set_value("daily")
    screen.press("Save settings")
    with desk.company.state.read() as connection:
        kept = settings.every(connection)
    assert (kept["confirm_automatically"], kept["attach_files"], kept["link_limit"], kept["mode"]) == (True, False, 120, "daily")
    again = Screen(desk, PAGE)
    assert again.app.checkbox(key="settings_automatic").value is True
    assert again.app.number_input(key="settings_link_limit").value == 120
