"""Deferral at month's end on real books: rebuilt to Amazon's figure, posted once, taken back, and never twice beside a settlement."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import ROOT
from tests.jobs.amazon_desk import AmazonDesk
from tests.jobs.conftest import Desk
from workbench.errors import NotReady
from workbench.jobs import review, worker
from workbench.jobs.close import closing, deferral, held_back
from workbench.jobs.post import accruing
from workbench.money import from_cents
from workbench.posting.document import decode
from workbench.practice.amazon.balances import balances_at
from workbench.practice.amazon.clock import BEGINNING
from workbench.practice.amazon.sellers import Sellers
from workbench.practice.amazon.transactions_report import as_transactions_report
from workbench.reconcile.deferral import Charge, Held
from workbench.store import accruals, closes, open_transactions, outbox, settings, settlements
from workbench.store.company import Company
from workbench.store.settled_orders import settled_orders

REAL = ROOT.parent / "shared" / "realdata" / "transactions-csv" / "us-2026-3.csv"
PACIFIC = ZoneInfo("America/Los_Angeles")
MONTH, FIRST = "2026-10", "2026-11-01"


def answer(company: Company, month: str = MONTH, country: str = "US") -> dict[str, Any]:
    """A marketplace's answer to the command `deferral`."""
    job = worker.ask_and_wait(company, "ask", "tester", lambda _job: None, question="deferral", of={"month": month})
    return next(one for one in worker.result_of(job)["marketplaces"] if one["country"] == country)


def switch(company: Company, **on: bool) -> None:
    with company.state.write() as connection:
        settings.put(connection, "tester", **on)


@pytest.fixture
def desk(amazon_desk: AmazonDesk) -> AmazonDesk:
    amazon_desk.control("switches", {"order_lag_hours": 0})
    amazon_desk.connect("us")
    assert amazon_desk.sync().state == "done"
    return amazon_desk


def office(desk: AmazonDesk) -> Desk:
    """The same company at its QuickBooks, with accounts."""
    made = Desk(desk.company)
    worker.result_of(made.do("connect"))
    return made


def post(made: Desk, month: str = MONTH) -> dict[str, Any]:
    return worker.result_of(made.do("post-accrual", month=month, country="US", content=""))


@pytest.mark.parametrize("seller", ["us", "region", "distress"])
def test_the_state_of_a_past_day_is_rebuilt_to_amazons_own_figure(amazon_desk: AmazonDesk, seller: str) -> None:
    amazon_desk.control("switches", {"order_lag_hours": 0})
    amazon_desk.connect(seller)
    amazon_desk.sync()
    job = worker.ask_and_wait(amazon_desk.company, "ask", "tester", lambda _job: None, question="deferral", of={"month": MONTH})
    found = worker.result_of(job)["marketplaces"]
    assert len(found) == (3 if seller == "region" else 1)
    for one in found:
        assert Decimal(one["closing"]) > 0
        assert one["closing"] == one["amazon"]
        assert (one["difference"], one["open"]["difference"]) == ("0.00", "0.00")
        listed = [line for line in one["lines"] if line["part"] == "closing"]
        assert sum(Decimal(line["amount"]) for line in listed) == Decimal(one["closing"])
        assert {line["reason"] for line in listed} == {"DD7"}
        for line in listed:
            assert sum(Decimal(kind["amount"]) for kind in line["kinds"]) == Decimal(line["amount"])
            assert line["posted"] <= "2026-10-31" < (line["released"] or "9999")


def test_what_the_books_lack_is_shown_as_a_difference_with_its_reason(desk: AmazonDesk) -> None:
    september = answer(desk.company, "2026-09")
    assert Decimal(september["difference"]) > 0, "sales of before the first sync"
    assert {f["code"] for f in september["findings"]} == {"release-without-sale"}
    assert september["closing"] == answer(desk.company)["opening"]


def test_switched_off_nothing_is_posted(desk: AmazonDesk) -> None:
    made = office(desk)
    job = made.do("post-accrual", month=MONTH, country="US", content="")
    assert (job.state, made.held()) == ("failed", {})
    assert "switched off" in job.message


def test_it_is_posted_once_and_read_back_to_the_cent(desk: AmazonDesk) -> None:
    made = office(desk)
    switch(desk.company, deferral=True)
    before = answer(desk.company)
    done = post(made)
    assert (done["outcome"], made.held()) == ("posted", {"JournalEntry": 2})
    assert post(made)["batch"] == done["batch"], "posted twice creates nothing"
    assert made.held() == {"JournalEntry": 2}
    with desk.company.state.read() as connection:
        batch = outbox.get_batch(connection, done["batch"])
        entry, back = outbox.postings(connection, done["batch"])
        held = settings.get(connection, "account:DEFERRED")
    assert (batch.state, batch.difference) == ("posted", Decimal("0.00"))
    assert (entry.date, back.date) == ("2026-10-31", FIRST)
    assert entry.effects[held] == Decimal(before["to_defer"]) == Decimal(before["amazon"])
    assert back.effects == {account: -debit for account, debit in entry.effects.items()}
    assert answer(desk.company)["batch"] == {
        "batch": done["batch"], "state": "posted", "message": "", "total": before["to_defer"], "difference": "0.00", "changed": False,
    }  # fmt: skip
    closing.grid(desk.company, closing.read(desk.company))
    assert worker.result_of(made.do("drift")) is not None
    assert worker.result_of(made.do("read-back", payouts=[batch.settlement_id])) == {"read": 1}


def test_it_is_undone_whole_and_may_be_posted_again_under_names_of_its_own(desk: AmazonDesk) -> None:
    made = office(desk)
    switch(desk.company, deferral=True)
    first = post(made)["batch"]
    reversed_ = made.do("undo", batch=first, because="wrong", reverse_on="2026-12-01")
    assert "takes itself back" in reversed_.message
    undone = worker.result_of(made.do("undo", batch=first, because="wrong", reverse_on=""))
    assert (undone["state"], undone["documents"], made.held()) == ("undone", 2, {})
    assert post(made)["batch"] != first
    assert made.held() == {"JournalEntry": 2}


def test_a_locked_month_is_respected_and_so_is_an_account_that_nobody_chose(desk: AmazonDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = office(desk)
    switch(desk.company, deferral=True)
    with desk.company.state.write() as connection:
        closes.record(connection, MONTH, "locked", "bo", "content", "")
    assert "closed and locked" in made.do("post-accrual", month=MONTH, country="US", content="").message
    monkeypatch.setattr("workbench.amazon.api.charges.FAMILIES", {})
    job = made.do("post-accrual", month=MONTH, country="US", content="")
    assert "has no account yet" in job.message
    assert made.held() == {}


def test_a_plan_that_changed_since_it_was_shown_is_not_posted(desk: AmazonDesk) -> None:
    made = office(desk)
    switch(desk.company, deferral=True)
    assert "no longer what would be posted" in made.do("post-accrual", month=MONTH, country="US", content="other").message
    assert made.held() == {}
    shown = answer(desk.company)
    assert worker.result_of(made.do("post-accrual", month=MONTH, country="US", content=shown["content"]))["outcome"] == "posted"


def revenue(company: Company) -> dict[str, Decimal]:
    """Month -> what all live documents book to Amazon Sales, as QuickBooks was read back."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    with company.state.read() as connection:
        sales = settings.get(connection, "account:SALES")
        for batch in outbox.batches(connection):
            if batch.state != "undone":
                for one in outbox.postings(connection, batch.batch_id):
                    sums[decode(one.plan)["TxnDate"][:7]] -= Decimal(one.found["effects"].get(sales, "0"))
    return dict(sums)


def test_over_two_months_a_sale_that_a_settlement_posts_later_is_in_the_books_once(desk: AmazonDesk) -> None:
    """Sold and deferred in October, paid by settlements of November: with the accrual October has it, and both months together
    are what the settlements alone come to."""
    made = office(desk)
    company = desk.company
    with company.state.read() as connection:
        paying = [s.settlement_id for s in settlements.listed(connection) if s.end > "2026-10-20"]
    for settlement_id in sorted(paying):
        made.map_everything(settlement_id, "Amazon Other Fees & Adjustments")
        review.confirm(company, settlement_id, "tester")
        assert worker.result_of(made.do("post", payout=settlement_id, mode="summary"))["outcome"] == "posted"
    alone = revenue(company)
    switch(company, deferral=True)
    shown = answer(company)
    closing_lines = [line for line in shown["lines"] if line["part"] == "closing"]
    deferred = sum(Decimal(k["amount"]) for line in closing_lines for k in line["kinds"] if k["kind"] == "ItemPrice / Principal")
    post(made)
    both = revenue(company)
    assert deferred > 0
    assert both["2026-10"] - alone["2026-10"] == deferred
    assert both["2026-11"] - alone["2026-11"] == -deferred
    assert sum(both.values()) == sum(alone.values())


@pytest.fixture
def november(desk: AmazonDesk) -> tuple[AmazonDesk, Desk]:
    """The settlement that runs over the end of November is open; both parts are accrued on the day after it."""
    desk.control("clock", {"to": "2026-12-02T09:00:00+00:00"})
    assert desk.sync().state == "done"
    made = office(desk)
    switch(desk.company, deferral=True, accrue_open=True)
    return desk, made


def test_what_an_accrual_counted_is_not_booked_by_the_settlement_in_the_same_month(
    november: tuple[AmazonDesk, Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, made = november
    monkeypatch.setattr("workbench.jobs.post.accruing._not_over", lambda *_: [])  # the practice's clock runs ahead of ours
    shown = answer(desk.company, "2026-11")
    assert Decimal(shown["open"]["to_accrue"]) != 0
    assert (shown["difference"], shown["open"]["difference"]) == ("0.00", "0.00")
    done = post(made, "2026-11")
    with desk.company.state.read() as connection:
        counted = accruals.counted_in(connection, done["batch"])
    (number,) = {one.settlement_id for one in counted if one.part == "open"}
    desk.control("clock", {"to": "2026-12-20T09:00:00+00:00"})
    assert desk.sync().state == "done"
    made.map_everything(number, "Amazon Other Fees & Adjustments")
    review.confirm(desk.company, number, "tester")
    refused = made.do("post", payout=number, mode="summary")
    assert refused.state == "failed"
    assert "would be in 2026-11 twice" in refused.message
    assert answer(desk.company, "2026-11")["batch"]["changed"], "the page says that the accrual is not what it would be now"
    worker.result_of(made.do("undo", batch=done["batch"], because="the settlement is in", reverse_on=""))
    assert worker.result_of(made.do("post", payout=number, mode="summary"))["outcome"] == "posted"
    after = answer(desk.company, "2026-11")
    assert after["open"]["to_accrue"] == "0.00"
    assert after["open"]["difference"] == "0.00"


def test_the_switches_say_what_would_be_posted(desk: AmazonDesk) -> None:
    office(desk)
    assert accruing.draft(desk.company, MONTH, "US").made is None
    switch(desk.company, deferral=True)
    drafted = accruing.draft(desk.company, MONTH, "US")
    assert drafted.made is not None
    assert drafted.made.total == sum(one.amount for one in drafted.standing.to_defer)
    with pytest.raises(NotReady, match="nothing to accrue"):
        accruing.open_batch(desk.company, "2026-07", "US", "tester")
    assert deferral.is_on(desk.company) == (True, False)


def take_in(made: Desk, *files: tuple[str, bytes]) -> None:
    archived = [(made.company.archive.keep_bytes(data), name) for name, data in files]
    worker.result_of(made.do("import", files=archived))


def test_without_a_sync_the_reports_of_transactions_tell_what_was_deferred(desk_of: Callable[[str], Desk], tmp_path: Path) -> None:
    """The made-up seller's own reports of four months, as they read in November, come to its ledger's deferred balance; one
    that is imported a second time, as it read a month before, changes nothing."""
    made = desk_of("demo")
    (account,) = Sellers(tmp_path).ledger("us").accounts
    reports = [(f"{month}.csv", as_transactions_report(account, 2026, month, BEGINNING)) for month in (8, 9, 10, 11)]
    earlier = as_transactions_report(account, 2026, 10, BEGINNING - timedelta(days=30))
    take_in(made, ("earlier.csv", earlier), *reports)
    for month, end in (("2026-09", datetime(2026, 10, 1, tzinfo=PACIFIC)), ("2026-10", datetime(2026, 11, 1, tzinfo=PACIFIC))):
        found = answer(made.company, month)
        assert Decimal(found["closing"]) == from_cents(balances_at(account, end)[2]) > 0
        assert (found["amazon"], found["difference"], found["open"]["total"]) == (None, None, "0.00")
        assert Decimal(found["to_defer"]) + Decimal(found["in_settlements"]) == Decimal(found["closing"])


def test_money_that_a_settlement_in_the_books_dates_in_the_month_is_not_accrued_beside_it(desk: AmazonDesk) -> None:
    """A settlement that was gathered from reports dates its sales at shipment: such a sale is booked by the settlement."""
    company, day = desk.company, date(2026, 10, 31)
    with company.state.read() as connection:
        s = settlements.current(connection, "26591219233")
        orders = {t.order_id for t in open_transactions.every(connection, desk.seller_id) if t.order_id}
    worker.start(company)
    sales = [line for line in settled_orders(company.lines, [s.load_id], orders, day) if line.transaction_type == "Order"]
    whole, parted, other = (line for line in sales[:3] if line.order_id)
    cent = Decimal("0.01")
    held = [
        _held(whole.order_id, whole.amount), _held(parted.order_id, parted.amount - cent), _held(parted.order_id, cent),
        _held(other.order_id, other.amount + cent), _held("111-0000000-0000000", whole.amount),
    ]  # fmt: skip
    found = held_back.in_the_books(company, held, [], day)
    assert [one.settlement for one in found] == [s.settlement_id, s.settlement_id, s.settlement_id, "", ""]
    released = _held(whole.order_id, whole.amount)
    assert [one.settlement for one in held_back.in_the_books(company, held[:1], [released], day)] == [""], "it is that of the release"


def _held(order_id: str, amount: Decimal) -> Held:
    sold = Charge("Order", "ItemPrice", "Principal", "settlement-v2", amount)
    return Held(f"{order_id} {amount}", order_id, "Order Payment", "DD7", date(2026, 10, 20), None, amount, (sold,))


@pytest.mark.skipif(not REAL.exists(), reason=f"the real transaction report of March 2026 is not here ({REAL})")
def test_a_real_months_deferred_rows_are_those_that_the_file_says(desk_of: Callable[[str], Desk]) -> None:
    made = desk_of("demo")
    take_in(made, (REAL.name, REAL.read_bytes()))
    with REAL.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        head = next(row for row in rows if row[:1] == ["date/time"])
        deferred = [
            Decimal(row["total"].replace(",", "")) for values in rows
            if (row := dict(zip(head, values, strict=False)))["Transaction Status"] == "Deferred" or
            "Apr " in row["Transaction Release Date"]
        ]  # fmt: skip
    found = answer(made.company, "2026-03")
    assert Decimal(found["closing"]) == sum(deferred) > 0
    assert Decimal(found["opening"]) + Decimal(found["deferred"]) - Decimal(found["released"]) == Decimal(found["closing"])
    switch(made.company, deferral=True)
    worker.result_of(made.do("connect"))
    shown = answer(made.company, "2026-03")
    debits = {row["account"]: Decimal(row["debit"]) for row in shown["accounts"]}
    assert debits["Amazon Deferred Transactions"] == Decimal(shown["to_defer"]) == Decimal(shown["closing"])
    done = post(made, "2026-03")
    with made.company.state.read() as connection:
        assert outbox.get_batch(connection, done["batch"]).difference == Decimal("0.00")
    assert made.held() == {"JournalEntry": 2}
