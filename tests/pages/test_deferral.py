"""Close › Deferral and its switches: worked out, posted and undone from the page, through jobs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.jobs.amazon_desk import AmazonDesk
from tests.jobs.conftest import Desk, amazon, amazon_desk
from tests.pages.conftest import Screen
from workbench.jobs import worker
from workbench.store import settings
from workbench.ui import gate

__all__ = ["amazon", "amazon_desk"]  # fixtures

PAGE = "pages/close/deferral.py"


@pytest.fixture
def office(amazon_desk: AmazonDesk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A company with a sync's transactions and its QuickBooks read, whose worker is the test itself."""
    monkeypatch.setattr(gate, "_opened", lambda _name: amazon_desk.company)
    amazon_desk.control("switches", {"order_lag_hours": 0})
    amazon_desk.connect("us")
    assert amazon_desk.sync().state == "done"
    made = Desk(amazon_desk.company)
    worker.result_of(made.do("connect"))
    return made


def test_switched_off_the_page_says_what_it_would_do_and_the_settings_switch_it_on(office: Desk) -> None:
    screen = Screen(office, PAGE)
    assert "Work out" not in [button.label for button in screen.app.button]
    assert "This is switched off. At a month's end, one journal entry puts sales that Amazon holds back into the month" in screen.words()
    chosen = Screen(office, "pages/setup/settings.py")
    chosen.app.checkbox(key="settings_deferral").check()
    chosen.press("Save month's end")
    with office.company.state.read() as connection:
        now = settings.every(connection)
        names = {a["id"]: a["name"] for a in now["chart"]["accounts"]}
    assert (now["deferral"], now["accrue_open"], now["open_account"]) == (True, False, "")
    assert names[now["account:DEFERRED"]] == "Amazon Deferred Transactions"


def test_a_month_is_worked_out_posted_and_undone_from_the_page(office: Desk) -> None:
    with office.company.state.write() as connection:
        settings.put(connection, "tester", deferral=True)
    screen = Screen(office, PAGE)
    assert screen.app.selectbox(key="deferral_month").value == "2026-10"
    screen.press("Work out").work()
    deferred, running = screen.table_with("opening", "difference")
    assert deferred["opening"] + deferred["deferred"] - deferred["released"] == deferred["closing"] == deferred["amazon"]
    assert (deferred["difference"], running["difference"]) == (Decimal("0.00"), Decimal("0.00"))
    held = screen.table_with("order", "kinds")
    assert sum(line["amount"] for line in held) == deferred["closing"]
    entry = screen.table_with("account", "debit")
    assert sum(row["debit"] for row in entry) == 0
    assert {row["account"]: row["debit"] for row in entry}["Amazon Deferred Transactions"] == deferred["closing"]
    screen.press("Post").work()
    assert office.held() == {"JournalEntry": 2}
    assert "deferral-2026-10-US-1: posted, read back with a difference of 0.00" in screen.words()
    screen.app.text_input(key="deferral_because_US").set_value("posted too early")
    screen.run()
    screen.press("Delete both entries in QuickBooks").work()
    assert office.held() == {}
    assert "Post" in [button.label for button in screen.app.button]


def test_lists_of_payouts_and_batches_and_the_months_page_are_as_before_beside_an_accrual(office: Desk) -> None:
    with office.company.state.write() as connection:
        settings.put(connection, "tester", deferral=True)
    worker.result_of(office.do("post-accrual", month="2026-10", country="US", content=""))
    for page in ("pages/close/overview.py", "pages/close/month.py", "pages/close/payouts.py", "pages/post/batches.py",
                 "pages/close/variance.py"):  # fmt: skip
        Screen(office, page)
