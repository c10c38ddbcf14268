"""The close package: the same bytes from the same books, every figure recomputed, every line of it to be found again."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook

from tests.conftest import ROOT, run, stop_practice
from tests.jobs.conftest import Desk
from tests.pages.conftest import DEMO, PLAIN
from tests.reports.office import needs_office, recalculated
from tests.reports.recompute import value_of
from workbench import clock
from workbench.errors import Refused
from workbench.jobs import asked, review, setup, worker
from workbench.jobs.close import close_package, closing, handed_over, reporting
from workbench.jobs.close.workpaper import lines as lines_sheet
from workbench.jobs.mapping import products
from workbench.jobs.quickbooks.session import books_of
from workbench.store import settings
from workbench.store.company import Company
from workbench.store.lines import Filter

MONTH = "2026-09"
BEFORE, AFTER = DEMO["us-2026-08-19-to-2026-09-02.txt"], DEMO["us-2026-09-16-to-2026-09-30.txt"]
PAYOUTS = [AFTER.settlement_id, PLAIN.settlement_id, BEFORE.settlement_id]
HOSTILE = '=HYPERLINK("http://evil")'
MADE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from workbench import clock
clock.now = lambda: datetime(2027, 3, 4, 5, 6, 7, tzinfo=UTC)
from tests.jobs.test_package import everything
from workbench.jobs import setup, worker
company = setup.open_company("demo")
assert worker.start(company)
for name, data in everything(company).items():
    Path(sys.argv[1], name).write_bytes(data)
company.close()
"""


def everything(company: Company) -> dict[str, bytes]:
    """Each kind of file that is handed over: the package with its workbook and statement, the reconciliation."""
    package = handed_over.file(company, MONTH)
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        inside = {f"close.{kind}": parts.read(close_package.name(MONTH, "USD", kind)) for kind in ("xlsx", "pdf")}
    return inside | {
        "close.zip": package,
        "report.xlsx": reporting.report_file(company, PAYOUTS, MONTH, "xlsx"),
        "report.csv": reporting.report_file(company, PAYOUTS, MONTH, "csv"),
    }


def post_september(desk: Desk) -> None:
    """Three settlements that touch September, posted and read back; one order excluded; one person signed."""
    for made in (BEFORE, PLAIN, AFTER):
        payout = desk.ready(made)
        if made is PLAIN:
            sale = next(t for t in review.transactions(desk.company, payout, Filter()) if t.kind == "sale")
            worker.result_of(desk.do("exclude", payout=payout, order=sale.order_id, because=HOSTILE, account="Amazon Sales"))
        worker.result_of(desk.do("post", payout=payout, mode="order"))
    now = closing.close(desk.company, closing.read(desk.company), MONTH)
    asked.ask_variance(desk.company, now.payouts_to_read, MONTH, "tester")
    worker.run_waiting(desk.company)
    closing.act(desk.company, MONTH, "prepared", "ana")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of companies with September in it, closed; nothing in this module changes it."""
    folder = tmp_path_factory.mktemp("companies")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_HOME", str(folder))
        patch.setenv("WORKBENCH_USER", "tester")
        company = setup.open_company("demo", create=True)
        post_september(Desk(company))
        company.close()
        yield folder
        stop_practice(folder)


@contextmanager
def opened(books: Path) -> Iterator[Company]:
    assert books.is_dir()
    company = setup.open_company("demo")
    assert worker.start(company)
    try:
        yield company
    finally:
        company.close()


@pytest.fixture(scope="module")
def made(books: Path) -> dict[str, bytes]:
    with opened(books) as company:
        return everything(company)


def rows_of(book: Workbook, sheet: str) -> list[dict[str, Any]]:
    """The rows between the heads and the total, by column."""
    heads, *rows = book[sheet].iter_rows(min_row=3, values_only=True)
    found = []
    for row in rows:
        if row[0] == "Total" or not any(value is not None for value in row):
            break
        found.append(dict(zip(heads, row, strict=True)))
    return found


def figures(made: dict[str, bytes]) -> Workbook:
    """The workbook as a reader that does not compute shows it."""
    return _figures(made["close.xlsx"])


@cache
def _figures(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=True)


def test_the_same_books_make_the_same_bytes_on_another_day(books: Path, made: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    later = datetime.now(UTC) + timedelta(days=400)
    monkeypatch.setattr(clock, "now", lambda: later)
    with opened(books) as company:
        again = everything(company)
    assert {name: hashlib.sha256(data).hexdigest() for name, data in again.items()} == {
        name: hashlib.sha256(data).hexdigest() for name, data in made.items()
    }


def test_the_same_books_make_the_same_bytes_elsewhere(books: Path, made: dict[str, bytes], tmp_path: Path) -> None:
    """Another program, time zone, order of sets, year."""
    done = subprocess.run(
        [sys.executable, "-c", MADE, str(tmp_path)], capture_output=True, text=True, cwd=ROOT, check=False,
        env={**os.environ, "TZ": "America/St_Johns", "PYTHONHASHSEED": "77", "WORKBENCH_HOME": str(books)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [name for name, data in made.items() if (tmp_path / name).read_bytes() != data] == []


def test_the_time_on_it_is_that_of_the_last_signature(books: Path, made: dict[str, bytes]) -> None:
    with opened(books) as company:
        signed = closing.close(company, closing.read(company), MONTH).events[-1].at
    cover = {row["Reconciliation"]: row[""] for row in ({"Reconciliation": r["Reconciliation"], "": list(r.values())[1]}
             for r in rows_of(figures(made), "Cover"))}  # fmt: skip
    assert cover["Figures as of"] == f"{signed[:19].replace('T', ' ')} UTC (last signature)"
    assert figures(made).properties.created == datetime.fromisoformat(signed).replace(tzinfo=None, microsecond=0)
    with zipfile.ZipFile(io.BytesIO(made["close.zip"])) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.namelist()[1:] == sorted(package.namelist()[1:])


def test_every_formula_comes_to_the_figure_that_is_stored_with_it(made: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made["close.xlsx"]))
    stored = figures(made)
    for sheet in (sheet for sheet in book if sheet.title not in ("Summary", "Mapping used", "Tie-out", "Sources", "Checks")):
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
            if "Settlement lines" not in cell.value:
                figure = Decimal(str(stored[sheet.title][cell.coordinate].value))
                assert value_of(book, sheet, cell) == figure, (sheet.title, cell.coordinate)


def test_every_total_and_every_summary_is_a_formula(made: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made["close.xlsx"]))
    for sheet in book:
        for row in sheet.iter_rows(min_row=4):
            if row[0].value == "Total":
                assert {cell.data_type for cell in row[1:] if cell.value is not None} <= {"f"}, sheet.title
            if row[0].value == "Check" and sheet.title != "Checks":
                assert row[2].data_type == "f"
    derived = {"Summary": "Amount", "Mapping used": "Amount", "Sales tax": "Collected", "Tie-out": "Lines"}
    lead = [("Lead schedule", column) for column in (PLAIN.settlement_id, "Month total", "QuickBooks")]
    for title, name in [*derived.items(), *lead]:
        assert all(str(row[name]).startswith("=") for row in rows_of(book, title)), (title, name)
    assert {str(cell.value)[0] for cell in book["Checks"]["C"][3:]} == {"="}


@needs_office
def test_a_spreadsheet_program_computes_every_figure_the_same(made: dict[str, bytes], tmp_path: Path) -> None:
    stored, book = figures(made), openpyxl.load_workbook(io.BytesIO(made["close.xlsx"]))
    computed = recalculated(made["close.xlsx"], tmp_path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(cells) > 1000
    for cell in cells:
        found = computed[cell.parent.title][cell.coordinate].value
        assert isinstance(found, int | float), (cell.parent.title, cell.coordinate, found)
        assert round(Decimal(str(found)), 2) == Decimal(str(stored[cell.parent.title][cell.coordinate].value)), (cell.parent.title, cell)
    differences = {row["Check"]: row["Difference"] for row in rows_of(computed, "Checks")}
    assert len(differences) >= 20
    assert set(differences.values()) == {0}


@needs_office
def test_one_wrong_cell_makes_a_check_other_than_zero(made: dict[str, bytes], tmp_path: Path) -> None:
    """A cent on one line reaches the summary, the mapping, the tie-out and the sheet of all checks."""

    def plant(book: Workbook) -> None:
        sheet = book["Settlement lines"]
        amount = sheet.cell(4, sheet.max_column)
        amount.value = round(amount.value + 0.01, 2)

    differences = {row["Check"]: row["Difference"] for row in rows_of(recalculated(made["close.xlsx"], tmp_path, plant), "Checks")}
    off = {words for words, difference in differences.items() if round(difference, 2) == 0.01}
    assert off >= {"all categories = Amazon's payouts", "all kinds of line = Amazon's payouts", "the lines = Amazon's payouts",
                   "lines = Amazon total, payout by payout"}  # fmt: skip


def test_the_lead_schedule_leads_from_payouts_to_the_month_and_to_quickbooks(made: dict[str, bytes]) -> None:
    rows = rows_of(figures(made), "Lead schedule")
    assert {row["Variance"] for row in rows} == {0}
    assert any(row["Before the month"] for row in rows), "August's part of the settlement that crosses the month"
    for row in rows:
        parts = [row[p] for p in PAYOUTS] + [row["Before the month"], row["After the month"]]
        assert sum(Decimal(str(part)) for part in parts) == Decimal(str(row["Month total"])) == Decimal(str(row["QuickBooks"]))


def test_tie_out_names_the_documents_and_sales_tax_comes_to_nothing(made: dict[str, bytes]) -> None:
    book = figures(made)
    row = next(row for row in rows_of(book, "Tie-out") if row["Payout"] == PLAIN.settlement_id)
    assert f"journal entry AMZF-{PLAIN.settlement_id}" in row["QuickBooks documents"]
    assert "deposit" in row["QuickBooks documents"]
    assert (row["Lines less Amazon"], row["QuickBooks less lines"], row["Bank less QuickBooks"]) == (0, 0, None)
    tax = rows_of(book, "Sales tax")
    assert tax[-1]["Marketplace"] == "none named" or {row["Marketplace"] for row in tax} >= {"Amazon.com"}
    assert {row["Difference"] for row in tax} == {0}
    assert all(row["Collected"] for row in tax)


def test_exceptions_say_why_and_whose(made: dict[str, bytes]) -> None:
    rows = rows_of(figures(made), "Exceptions")
    excluded = next(row for row in rows if row["Exception"] == "Transaction excluded")
    assert (excluded["Payout"], excluded["Who"]) == (PLAIN.settlement_id, "tester")
    assert HOSTILE in excluded["Why"]
    assert excluded["Amount"] is not None
    below = next(row for row in rows if row["Exception"] == "Settlement below zero")
    assert (below["Payout"], Decimal(str(below["Amount"]))) == (AFTER.settlement_id, AFTER.total)


def test_cut_off_has_the_days_around_the_month_s_end(made: dict[str, bytes]) -> None:
    rows = rows_of(figures(made), "Cut-off")
    days = {row["Posted"].date().isoformat() for row in rows}
    assert days <= {"2026-09-28", "2026-09-29", "2026-09-30", "2026-10-01", "2026-10-02", "2026-10-03"}
    assert rows
    assert {row["Month booked in"] for row in rows} == {"2026-09"}


def test_the_sample_follows_a_line_to_its_document_and_can_be_drawn_again(made: dict[str, bytes]) -> None:
    book = figures(made)
    lines = {(row["Payout"], row["Row"]): row for row in rows_of(book, "Settlement lines")}
    rows = rows_of(book, "Sample")
    drawn = {(row["Payout"], row["Row"]) for row in rows if "line" in row["Drawn as"]}
    lots = sorted((hashlib.sha256(f"2026-09 USD|{payout}|{row}".encode()).hexdigest(), payout, row) for payout, row in lines)
    assert drawn == {(payout, row) for _, payout, row in lots[:25]}
    for row in rows:
        of = lines[row["Payout"], row["Row"]]
        assert (row["Amount"], row["Account"], row["QuickBooks id"]) == (of["Amount"], of["Account"], of["QuickBooks id"])
        assert row["QuickBooks id"]
    refunds = {(row["Payout"], row["Order"]) for row in rows if "refund" in row["Drawn as"]}
    every = sum(1 for row in rows_of(book, "Transactions") if row["Kind"] != "sale")
    assert len(refunds) == -(-every // 10)


def test_every_line_is_on_the_document_that_holds_it(books: Path, made: dict[str, bytes]) -> None:
    """What the lines of a receipt come to is what QuickBooks holds of it."""
    book = figures(made)
    held = {row["QuickBooks id"]: Decimal(str(row["Total"])) for row in rows_of(book, "Documents") if "Receipt" in row["Document"]}
    sums: dict[str, Decimal] = {}
    for line in rows_of(book, "Settlement lines"):
        sums[line["QuickBooks id"]] = sums.get(line["QuickBooks id"], Decimal(0)) + Decimal(str(line["Amount"]))
    assert len(held) > 200
    assert {number: abs(sums[number]) for number in held} == held


def test_the_lines_are_left_out_of_the_workbook_when_there_are_too_many(books: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines_sheet, "LARGEST", 100)
    with opened(books) as company, zipfile.ZipFile(io.BytesIO(handed_over.file(company, MONTH))) as package:
        book = openpyxl.load_workbook(io.BytesIO(package.read(f"close-{MONTH}-USD.xlsx")))
        lines = list(csv.DictReader(io.StringIO(package.read(f"lines-{MONTH}-USD.csv").decode("utf-8-sig"), newline="")))
    assert "Settlement lines" not in book.sheetnames
    cover = {row[0].value: row[1].value for row in book["Cover"].iter_rows(min_row=4)}
    assert "lines-2026-09-USD.csv" in cover["Settlement lines"]
    total = AFTER.total + PLAIN.total + BEFORE.total
    assert sum(Decimal(line["Amount"]) for line in lines) == total
    assert sum(Decimal(str(row["Amount"])) for row in rows_of(book, "Summary")) == total


def test_the_package_says_what_is_in_it(made: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(made["close.zip"])) as package:
        manifest = json.loads(package.read("manifest.json"))
        files = {name: package.read(name) for name in package.namelist() if name != "manifest.json"}
    assert {one["name"]: (one["sha256"], one["bytes"]) for one in manifest["files"]} == {
        name: (hashlib.sha256(data).hexdigest(), len(data)) for name, data in files.items()
    }
    assert {"re_add_package.py", "verify_audit_log.py", f"close-{MONTH}-USD.pdf", f"journal-{MONTH}-USD.csv"} <= files.keys()
    of = manifest["currencies"][0]
    assert of["total"] == str(AFTER.total + PLAIN.total + BEFORE.total)
    assert [source["payout"] for source in of["sources"]] == PAYOUTS
    assert len(manifest["audit_log"]["head"]) == 64


def test_the_workbook_alone_is_that_of_the_package(books: Path, made: dict[str, bytes]) -> None:
    with opened(books) as company:
        assert close_package.file(company, MONTH, "USD") == made["close.xlsx"]
        assert close_package.pdf(company, MONTH, "USD") == made["close.pdf"]


def test_no_text_of_the_package_can_start_a_formula(made: dict[str, bytes]) -> None:
    """Cells that begin with = + - @ stay text, in the workbook and in every table."""
    book = openpyxl.load_workbook(io.BytesIO(made["close.xlsx"]))
    assert any(HOSTILE in str(cell.value) for row in book["Exceptions"].iter_rows() for cell in row)
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "s"):
            assert str(cell.value).lstrip()[:1] not in set("=+-@"), (sheet.title, cell.coordinate)
    with zipfile.ZipFile(io.BytesIO(made["close.zip"])) as package:
        for name in (name for name in package.namelist() if name.endswith(".csv")):
            for row in csv.reader(io.StringIO(package.read(name).decode("utf-8-sig"), newline="")):
                assert all(text.lstrip()[:1] not in set("=+@") and (text[:1] != "-" or text[1:2].isdigit()) for text in row), row


def test_a_currency_that_the_month_has_not_is_refused_and_nothing_is_left(books: Path, tmp_path: Path) -> None:
    with opened(books) as company, pytest.raises(Refused, match="no payout in EUR"):
        handed_over.write_to(company, MONTH, "EUR", tmp_path / "close.zip")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("mode", ["order", "daily", "summary"])
def test_every_posting_mode_adds_up_with_products_of_their_own(desk: Desk, tmp_path: Path, mode: str) -> None:
    """A SKU sold into an account of its own, the rest into another default: the lines follow them in every mode."""
    payout = desk.ready(PLAIN)
    quickbooks = books_of(desk.company)
    mine, other = (quickbooks.create_account(name, "Income").id for name in ("Towels", "Everything else"))
    quickbooks.create_item("Towel", mine, sku=products.rows(desk.company)[0].sku, type="NonInventory")
    default = quickbooks.create_item("Anything", other, type="NonInventory").id
    worker.result_of(desk.do("ask", question="accounts", of={}))
    with desk.company.state.write() as connection:
        settings.put(connection, "tester", default_item=default, product_tracking=True)
    waiting = [row.sku for row in products.rows(desk.company) if not row.match.is_settled]
    products.choose(desk.company, "tester", dict.fromkeys(waiting, ""))
    worker.result_of(desk.do("post", payout=payout, mode=mode))
    path = tmp_path / "close.zip"
    handed_over.write_to(desk.company, MONTH, "", path)
    done = subprocess.run(
        [sys.executable, "-I", str(handed_over.SCRIPTS / "re_add_package.py"), str(path)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    with zipfile.ZipFile(path) as package:
        lines = list(csv.DictReader(io.StringIO(package.read(f"lines-{MONTH}-USD.csv").decode("utf-8-sig"), newline="")))
    assert {"Towels", "Everything else"} <= {line["Account"] for line in lines}
    assert all(line["QuickBooks id"] for line in lines)


def test_the_command_writes_the_package_and_says_the_manifest_s_hash(books: Path, tmp_path: Path) -> None:
    path = tmp_path / "close.zip"
    answer = run("close", "--month", MONTH, "--package", str(path), ok=(1,))
    assert answer["exported"] == [str(path)]
    with zipfile.ZipFile(path) as package:
        assert answer["manifest"] == hashlib.sha256(package.read("manifest.json")).hexdigest()
    refused = run("close", "--month", MONTH, "--package", str(tmp_path / "close.tar"), ok=(2,))
    assert "Use a name in .zip" in refused["error"]["next"]
