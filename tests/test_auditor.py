"""The scripts for an auditor find what was planted, and nothing where nothing is."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.jobs.conftest import Desk
from tests.pages.conftest import DEMO, PLAIN
from workbench.jobs import setup, worker
from workbench.jobs.close import close_package

SCRIPTS = Path(__file__).parents[1] / "docs" / "auditor"


def run(script: str, file: Path) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-I", str(SCRIPTS / script), str(file)], capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    """A company with one payout posted."""
    assert home.is_dir()
    company = setup.open_company("demo", create=True)
    desk = Desk(company)
    desk.take_in(DEMO["us-2026-09-16-to-2026-09-30.txt"])
    worker.result_of(desk.do("post", payout=desk.ready(PLAIN), mode="order"))
    yield desk
    company.close()


def test_a_line_of_the_audit_log_that_was_changed_is_found(desk: Desk) -> None:
    path = desk.company.state.path
    code, words = run("verify_audit_log.py", path)
    assert code == 0, words
    books = sqlite3.connect(path)
    books.execute("UPDATE audit SET \"by\" = 'somebody' WHERE sequence = 3")
    books.commit()
    books.close()
    code, words = run("verify_audit_log.py", path)
    assert (code, "BROKEN at line 3" in words) == (1, True)


def test_a_package_adds_up_and_a_changed_cent_does_not(desk: Desk, tmp_path: Path) -> None:
    package = tmp_path / "package.xlsx"
    close_package.write_to(desk.company, "2026-09", "", package)
    code, words = run("re_add_package.py", package)
    assert (code, "0 differences" in words) == (0, True), words
    book = openpyxl.load_workbook(package, data_only=True)
    sheet = book["Adjustments"]
    amount = next(cell.column for cell in sheet[3] if cell.value == "Amount")
    sheet.cell(4, amount).value += 0.01
    book.save(package)
    code, words = run("re_add_package.py", package)
    assert code == 1
    assert "Adjustments, Amount: the rows add up to" in words
    assert "transactions and adjustments come to" in words
