"""Backup and restore: the whole books in one file, and no payout twice after going back to an old one."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.conftest import run
from tests.jobs.conftest import Desk
from workbench.practice.seller import demo_settlements

MADE = next(s for s in demo_settlements() if s.name.startswith("us-2026-09-02"))


@pytest.fixture
def imported(home: Path, tmp_path: Path) -> Path:
    file = tmp_path / MADE.name
    file.write_bytes(MADE.data)
    run("import", str(file))
    return file


def test_what_was_backed_up_comes_back_whole(imported: Path, tmp_path: Path) -> None:
    run("confirm", "--payout", MADE.settlement_id)
    done = run("backup", str(tmp_path / "books.zip"))
    assert done["files"] == 3
    assert run("restore", str(tmp_path / "books.zip"), "--company", "again") == {"company": "again", "files": 3}
    before, after = (run("payouts", "--company", name)["payouts"] for name in ("demo", "again"))
    assert before == after
    assert after[0]["status"] == "ready"
    assert all(check["passed"] for check in run("doctor", "--company", "again")["checks"])


def test_an_old_backup_is_posted_again_without_a_document_twice(imported: Path, home: Path, tmp_path: Path) -> None:
    run("confirm", "--payout", MADE.settlement_id)
    run("backup", str(tmp_path / "before.zip"))
    first = run("post", "--payout", MADE.settlement_id)
    (home / "demo").rename(home / "lost")
    run("restore", str(tmp_path / "before.zip"))
    second = run("post", "--payout", MADE.settlement_id)
    held = Desk.held(_desk())
    assert second["counts"]["posted"] == second["counts"]["planned"] == first["counts"]["posted"] == sum(held.values())
    assert {p["quickbooks_id"] for p in second["postings"]} == {p["quickbooks_id"] for p in first["postings"]}
    assert run("variance", "--payout", MADE.settlement_id)["payouts"][0]["variance"] == "0.00"


def test_a_company_that_exists_is_never_written_over(imported: Path, tmp_path: Path) -> None:
    run("backup", str(tmp_path / "books.zip"))
    assert "already" in run("restore", str(tmp_path / "books.zip"), ok=(2,))["error"]["what"]


@pytest.mark.parametrize("hurt", ["cut", "changed", "outside"])
def test_a_backup_that_is_not_whole_is_refused_and_leaves_nothing(imported: Path, home: Path, tmp_path: Path, hurt: str) -> None:
    good, bad = tmp_path / "books.zip", tmp_path / "bad.zip"
    run("backup", str(good))
    if hurt == "cut":
        bad.write_bytes(good.read_bytes()[:-200])
    else:
        with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
            for item in source.infolist():
                content = source.read(item)
                if hurt == "changed" and item.filename.startswith("raw/"):
                    content = content[:-1] + b"!"
                if hurt == "outside" and item.filename == "manifest.json":
                    content = content.replace(b'"raw/', b'"../')
                target.writestr(item.filename, content)
    answer = run("restore", str(bad), "--company", "again", ok=(2,))
    assert answer["error"]["next"]
    assert not (home / "again").exists()
    assert not list(home.glob(".restore-*"))


def _desk() -> Desk:
    desk = Desk.__new__(Desk)
    desk.realm = "us-demo"
    return desk
