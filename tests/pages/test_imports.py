"""Set up › Import: every file's fate in words, and a new version is only ever taken by a person."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.jobs.conftest import Desk
from tests.pages.conftest import PLAIN, UNKNOWN, Screen
from workbench.jobs import review, worker
from workbench.jobs.settlements import versions
from workbench.practice.seller import SettlementText
from workbench.store import jobs

PAGE = "pages/setup/imports.py"
CENT = Decimal("0.01")


def upload(screen: Screen, *files: tuple[str, bytes]) -> Screen:
    screen.app.file_uploader[0].set_value([(name, data, "text/plain") for name, data in files])
    screen.run()
    return screen.press(f"Import {len(files)} {'file' if len(files) == 1 else 'files'}")


def corrected(made: SettlementText) -> SettlementText:
    """The same settlement from a file with other content: its last line and its total are a cent higher."""
    head, first, *middle, last, end = made.text.split("\n")
    columns = head.split("\t")
    header, line = first.split("\t"), last.split("\t")
    for cells, name in ((header, "total-amount"), (line, "amount")):
        cells[columns.index(name)] = str(Decimal(cells[columns.index(name)]) + CENT)
    return replace(made, total=made.total + CENT, text="\n".join([head, "\t".join(header), *middle, "\t".join(line), end]))


def test_a_file_is_imported_and_ties_to_the_cent(desk: Desk) -> None:
    screen = upload(Screen(desk, PAGE), (PLAIN.name, PLAIN.data)).work()
    row = screen.table_with("file", "difference")[0]
    assert (row["file"], row["status"], row["settlement"]) == (PLAIN.name, "Imported", PLAIN.settlement_id)
    assert (row["total"], row["difference"]) == (review.payout(desk.company, PLAIN.settlement_id).settlement.total, Decimal("0.00"))
    assert row["difference"] == 0
    kept = screen.table_with("file", "sha")
    assert desk.company.archive.path(kept[0]["sha"]).read_bytes() == PLAIN.data


def test_several_files_are_one_job_and_each_has_its_own_fate(desk: Desk) -> None:
    files = [(PLAIN.name, PLAIN.data), ("half.txt", UNKNOWN.data[: len(UNKNOWN.data) // 2]), ("note.csv", b"a,b\n1,2\n")]
    screen = upload(Screen(desk, PAGE), *files).work()
    assert [row["status"] for row in screen.table_with("file", "difference")] == ["Imported", "Refused", "Refused"]
    findings = screen.table_with("what", "next")
    assert [f["file"] for f in findings] == ["half.txt", "note.csv"]
    assert all(f["what"] and f["next"] and f["blocks"] == "Yes" for f in findings)
    assert [job.kind for job in jobs.recent(desk.company.state)] == ["import"]
    assert [p.settlement.settlement_id for p in review.payouts(desk.company)] == [PLAIN.settlement_id]


def test_while_an_import_runs_another_waits(desk: Desk) -> None:
    screen = upload(Screen(desk, PAGE), (PLAIN.name, PLAIN.data))
    assert [b.disabled for b in screen.app.button if b.label.startswith("Import")] == [True]
    assert Screen(desk, PAGE).app.file_uploader[0].disabled
    assert not screen.work().app.file_uploader[0].disabled


def test_an_unmapped_line_is_told_with_its_amount(desk: Desk) -> None:
    screen = upload(Screen(desk, PAGE), (UNKNOWN.name, UNKNOWN.data)).work()
    finding = next(f for f in screen.table_with("what", "next") if "Marketplace Resilience Contribution" in f["what"])
    assert finding["amount"] == Decimal("-18.40")


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    desk.take_in(PLAIN)
    screen = upload(Screen(desk, PAGE), ("renamed.txt", PLAIN.data)).work()
    assert screen.table_with("file", "difference")[0]["status"] == "Already in the books"
    assert len(screen.table_with("file", "sha")) == 1


def test_a_new_version_shows_what_differs_and_waits_for_a_person(desk: Desk) -> None:
    desk.take_in(PLAIN)
    before = review.payout(desk.company, PLAIN.settlement_id).settlement
    screen = upload(Screen(desk, PAGE), (PLAIN.name, corrected(PLAIN).data)).work()
    assert review.payout(desk.company, PLAIN.settlement_id).settlement == before
    rows = screen.table_with("what", "now")
    assert rows[0]["difference"] == CENT
    assert [row["difference"] for row in rows[1:]] == [CENT]
    screen.press("Take the new version")
    after = review.payout(desk.company, PLAIN.settlement_id).settlement
    assert (after.version, after.total) == (2, before.total + CENT)
    assert {row["state"] for row in screen.table_with("file", "sha")} == {"In use", "Replaced"}


def test_a_declined_version_leaves_the_books_as_they_are(desk: Desk) -> None:
    desk.take_in(PLAIN, corrected(PLAIN))
    screen = Screen(desk, PAGE).press("Decline it")
    assert review.payout(desk.company, PLAIN.settlement_id).settlement.version == 1
    assert versions.waiting(desk.company) == []
    assert {row["state"] for row in screen.table_with("file", "sha")} == {"In use", "Declined"}


def test_a_posted_payout_keeps_its_version(desk: Desk) -> None:
    payout = desk.ready(PLAIN)
    worker.result_of(desk.do("post", payout=payout, mode="summary"))
    desk.take_in(corrected(PLAIN))
    screen = Screen(desk, PAGE).press("Take the new version")
    assert "is posted from its present version" in screen.words()
    assert review.payout(desk.company, payout).settlement.version == 1
