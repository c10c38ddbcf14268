"""A month closed on real books: its checks come from what is there, and a lock keeps it as it was signed."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.jobs.conftest import Desk
from tests.pages.conftest import DEMO, PLAIN
from workbench.errors import NotReady, Refused
from workbench.jobs import asked, worker
from workbench.jobs.close import close_package, closing
from workbench.jobs.close.closing import Close
from workbench.store import closes

NEXT = DEMO["us-2026-09-16-to-2026-09-30.txt"]
MONTH = "2026-09"


def look(desk: Desk) -> Close:
    return closing.close(desk.company, closing.read(desk.company), MONTH)


def left(desk: Desk) -> set[str]:
    return {check.name for check in look(desk).checks if not check.done}


def posted(desk: Desk) -> Desk:
    """The settlement that covers the first half of September, posted and read back."""
    payout = desk.ready(PLAIN)
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    now = look(desk)
    asked.ask_variance(desk.company, now.payouts_to_read, MONTH, "tester")
    worker.run_waiting(desk.company)
    return desk


def test_each_check_falls_away_when_its_work_is_done(desk: Desk) -> None:
    desk.take_in(PLAIN)
    assert left(desk) == {"reports", "confirmed", "posted", "read-back", "bank", "rolled", "reviewed", "locked"}
    assert left(posted(desk)) == {"reports", "bank", "reviewed", "locked"}


def test_a_settlement_belongs_to_every_month_that_it_touches(desk: Desk) -> None:
    desk.take_in(PLAIN, NEXT, DEMO["us-2026-09-30-to-2026-10-14.txt"])
    books = closing.read(desk.company)
    october = closing.close(desk.company, books, "2026-10").month
    assert {p.settlement_id for p in october.payouts} >= {DEMO["us-2026-09-30-to-2026-10-14.txt"].settlement_id}
    assert closing.close(desk.company, books, MONTH).checks[0].done
    assert [c.month.month for c in closing.grid(desk.company, books)] == closing.months(books)


def test_a_month_with_work_left_is_not_locked(desk: Desk) -> None:
    posted(desk)
    closing.act(desk.company, MONTH, "prepared", "ana")
    closing.act(desk.company, MONTH, "approved", "bo")
    assert left(desk) == {"reports", "bank", "locked"}
    with pytest.raises(NotReady, match="2 checks are not done: reports, bank"):
        closing.act(desk.company, MONTH, "locked", "bo")


def test_an_approval_falls_when_something_of_the_month_changes(desk: Desk) -> None:
    posted(desk)
    closing.act(desk.company, MONTH, "prepared", "ana")
    closing.act(desk.company, MONTH, "approved", "bo")
    desk.take_in(NEXT)
    standing = look(desk).month.standing
    assert standing.approved is None
    assert [event.by for event in standing.fallen] == ["ana", "bo"]


def test_what_a_person_did_not_see_is_not_signed(desk: Desk) -> None:
    posted(desk)
    seen = look(desk).content
    desk.take_in(NEXT)
    with pytest.raises(NotReady, match="changed since it was shown"):
        closing.act(desk.company, MONTH, "prepared", "ana", content=seen)


def lock(desk: Desk) -> None:
    with desk.company.state.write() as connection:
        closes.record(connection, MONTH, "locked", "bo", "content", "")


def test_nothing_is_posted_into_a_locked_month_and_the_dry_run_says_so(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    lock(desk)
    plan = worker.result_of(desk.do("dry-run", payout=payout, mode="order"))
    assert "month-locked" in {check["code"] for check in plan["preflight"]}
    job = desk.do("post", payout=payout, mode="order")
    assert job.state == "failed"
    assert "2026-09 is closed and locked" in job.message
    assert desk.held() == {}


def test_a_batch_of_a_locked_month_is_not_undone_but_reversed_in_an_open_one(desk: Desk) -> None:
    posted(desk)
    held = desk.held()
    lock(desk)
    batch = f"{PLAIN.settlement_id}-1"
    job = desk.do("undo", batch=batch, because="wrong", reverse_on="")
    assert "closed and locked" in job.message
    assert desk.held() == held
    worker.result_of(desk.do("undo", batch=batch, because="wrong", reverse_on="2026-10-01"))


def test_acts_are_kept_as_they_were_written(desk: Desk) -> None:
    lock(desk)
    with pytest.raises(Exception, match="never changed"), desk.company.state.write() as connection:
        connection.exec_driver_sql("UPDATE close_act SET by = 'somebody'")
    with pytest.raises(Exception, match="never deleted"), desk.company.state.write() as connection:
        connection.exec_driver_sql("DELETE FROM close_act")


def test_the_package_has_the_checks_and_the_signatures_in_front_and_recomputes(desk: Desk) -> None:
    posted(desk)
    closing.act(desk.company, MONTH, "prepared", "ana")
    book = openpyxl.load_workbook(io.BytesIO(close_package.file(desk.company, MONTH, "USD")), data_only=True)
    assert book.sheetnames[:4] == ["Cover", "Month", "Signatures", "Sources"]
    checks = {row[0]: row[1] for row in book["Month"].iter_rows(min_row=4, values_only=True)}
    assert checks["Every payout is posted"] == "yes"
    assert checks["Locked"] == "no"
    assert [row[2] for row in book["Signatures"].iter_rows(min_row=4, values_only=True) if row[2]] == ["ana"]
    with pytest.raises(Refused, match="no payout in EUR"):
        close_package.file(desk.company, MONTH, "EUR")
