"""Books that are restored from a backup have forgotten what was done since; QuickBooks has not."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from tests.jobs.conftest import Desk
from workbench.jobs import backup, worker
from workbench.practice.seller import demo_settlements
from workbench.store import outbox

SMALL = next(s for s in demo_settlements() if s.name.startswith("us-2026-08-05"))


def restored(desk_of: Callable[[str], Desk], how: str) -> Desk:
    """A backup of the books is taken; what `how` says is done and lost again with the books."""
    desk = desk_of("demo")
    payout = desk.ready(SMALL)
    target = desk.company.folder.parent.parent / "books.zip"
    worker.result_of(desk.do("backup", file=str(target)))
    worker.result_of(desk.do("post", payout=payout, mode="order"))
    if how == "posted and undone":
        worker.result_of(desk.do("undo", batch=f"{payout}-1", because="test", reverse_on=""))
    desk.company.close()
    shutil.rmtree(desk.company.folder)
    backup.restore(target, "demo")
    return desk_of("demo")


def test_what_was_posted_since_the_backup_is_found_and_not_posted_again(desk_of: Callable[[str], Desk]) -> None:
    again = restored(desk_of, "posted")
    before = again.held()
    assert worker.result_of(again.do("post", payout=SMALL.settlement_id, mode="order"))["state"] == "posted"
    assert again.held() == before


def test_what_was_posted_and_undone_since_is_posted_anew_and_no_remembered_answer_is_taken_for_it(desk_of: Callable[[str], Desk]) -> None:
    again = restored(desk_of, "posted and undone")
    assert again.held() == {}
    done = worker.result_of(again.do("post", payout=SMALL.settlement_id, mode="order"))
    assert sum(again.held().values()) == done["counts"]["posted"] == done["counts"]["planned"]
    with again.company.state.read() as connection:
        assert {p.found["status"] for p in outbox.postings(connection, done["batch"])} == {"same"}
