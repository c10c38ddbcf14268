"""The scripts for an auditor find what was planted, and nothing where nothing is."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest

from tests.jobs.conftest import Desk
from tests.pages.conftest import DEMO, PLAIN
from workbench.jobs import setup, worker
from workbench.jobs.close import close_package, handed_over

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


Files = dict[str, bytes]


@pytest.fixture
def package(desk: Desk, tmp_path: Path) -> tuple[Path, Files]:
    """The whole package of a month, and its files by name."""
    path = tmp_path / "close.zip"
    handed_over.write_to(desk.company, "2026-09", "", path)
    with zipfile.ZipFile(path) as parts:
        return path, {name: parts.read(name) for name in parts.namelist()}


def written(path: Path, files: Files) -> Path:
    with zipfile.ZipFile(path, "w") as parts:
        for name, data in files.items():
            parts.writestr(name, data)
    return path


def changed_book(files: Files, change: Callable[[openpyxl.Workbook], None]) -> Files:
    """The package with another workbook, and a manifest that was made to fit it."""
    name = "close-2026-09-USD.xlsx"
    book, file = openpyxl.load_workbook(io.BytesIO(files[name]), data_only=True), io.BytesIO()
    change(book)
    book.save(file)
    return fitting(files | {name: file.getvalue()})


def fitting(files: Files) -> Files:
    """A manifest whose hashes and lengths are those of the files: what a careful forger would hand over."""
    manifest = json.loads(files["manifest.json"])
    for told in manifest["files"]:
        data = files[told["name"]]
        told["sha256"], told["bytes"] = hashlib.sha256(data).hexdigest(), len(data)
    return files | {"manifest.json": json.dumps(manifest).encode()}


def add_a_cent(sheet: str, column: str) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        place = next(cell.column for cell in book[sheet][3] if cell.value == column)
        row = next(cells[place - 1] for cells in book[sheet].iter_rows(min_row=4) if isinstance(cells[place - 1].value, int | float))
        row.value += 0.01

    return change


def test_a_whole_package_has_no_difference_as_zip_and_as_folder(package: tuple[Path, Files], tmp_path: Path) -> None:
    path, files = package
    code, words = run("re_add_package.py", path)
    assert (code, "0 differences" in words) == (0, True), words
    folder = tmp_path / "unpacked"
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    code, words = run("re_add_package.py", folder)
    assert (code, "0 differences" in words) == (0, True), words


def test_a_file_that_was_changed_added_or_left_out_is_found(package: tuple[Path, Files], tmp_path: Path) -> None:
    _, files = package
    lines = "lines-2026-09-USD.csv"
    cases = {
        f"{lines} was changed": files | {lines: files[lines].replace(b"USD", b"usd") + b" "},
        "more.txt is not in the manifest": files | {"more.txt": b""},
        f"{lines} is missing": {name: data for name, data in files.items() if name != lines},
        "There is no manifest.json": {name: data for name, data in files.items() if name != "manifest.json"},
    }
    for words, changed in cases.items():
        code, said = run("re_add_package.py", written(tmp_path / "changed.zip", changed))
        assert code == 1, words
        assert words in said


def test_a_row_dropped_from_a_table_is_found_though_the_manifest_fits(package: tuple[Path, Files], tmp_path: Path) -> None:
    _, files = package
    for name, words in (("lines", "the control total is"), ("journal", "debits and credits differ"), ("mapping", "the control total is")):
        table = f"{name}-2026-09-USD.csv"
        head, first, *rest = files[table].split(b"\r\n")
        code, said = run("re_add_package.py", written(tmp_path / "short.zip", fitting(files | {table: b"\r\n".join([head, *rest])})))
        assert code == 1, first
        assert words in said
        assert f"{table} has" in said


@pytest.mark.parametrize(
    ("sheet", "column", "words"),
    [
        ("Settlement lines", "Amount", "the summary, "),
        ("Summary", "Amount", "the summary, "),
        ("Lead schedule", "Month total", "the lead schedule, Month total"),
        ("Ledger", "Read back", "the lead schedule, QuickBooks"),
        ("Sales tax", "Withheld", "sales tax, Withheld"),
        ("Mapping used", "Amount", "the mapping used, "),
        ("Tie-out", "QuickBooks less lines", "QuickBooks less Lines is not"),
        ("Sample", "Amount", "Sample: row"),
        ("Cut-off", "Amount", "Cut-off: row"),
        ("Movements", "Moved", "the roll-forward, Movements"),
        ("Ageing", "Open", "the roll-forward, Closing"),
        ("Reasons", "Amount", "the roll-forward, With a reason"),
        ("Checks", "Difference", "is off by 0.01"),
    ],
)
def test_a_changed_cent_is_found_on_every_sheet(
    package: tuple[Path, Files], tmp_path: Path, sheet: str, column: str, words: str
) -> None:  # fmt: skip
    _, files = package
    code, said = run("re_add_package.py", written(tmp_path / "cent.zip", changed_book(files, add_a_cent(sheet, column))))
    assert code == 1
    assert words in said, said


def test_a_row_dropped_from_the_workbook_is_found(package: tuple[Path, Files], tmp_path: Path) -> None:
    _, files = package

    def drop(book: openpyxl.Workbook) -> None:
        book["Settlement lines"].delete_rows(5)

    code, said = run("re_add_package.py", written(tmp_path / "row.zip", changed_book(files, drop)))
    assert code == 1
    assert "Settlement lines: " in said
    assert "the manifest says" in said
