"""A payout from the file to the variance, as an accountant does it, in a real browser."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect

from tests.conftest import ROOT, US_FILE, needs_real_files
from workbench.jobs import setup

PAYOUT = "26591219233"
FILE = ROOT / "data" / "demo" / "us-2026-10-28-to-2026-11-11.txt"


def test_import_map_confirm_dry_run_post_and_read_the_variance(home: Path, workbench: str, page: Page) -> None:
    setup.open_company("demo", create=True).close()
    connect(page, workbench)
    upload(page, workbench, FILE)
    expect(page.get_by_text("Imported").first).to_be_attached()
    choose_account_of_what_waits(page, workbench, "Amazon Other Fees")
    confirm(page, workbench)
    dry_run_and_post(page, workbench)
    read_the_variance(page, workbench)


def test_a_file_with_one_cent_changed_is_refused_in_words(home: Path, workbench: str, page: Page, tmp_path: Path) -> None:
    setup.open_company("demo", create=True).close()
    text = FILE.read_text()
    place = text.index("\tPrincipal\t") + len("\tPrincipal\t")
    changed = tmp_path / "changed.txt"
    changed.write_text(text[:place] + "1" + text[place:])
    upload(page, workbench, changed)
    expect(page.get_by_text("Refused").first).to_be_attached()
    expect(page.get_by_text(re.compile("2655.88")).first).to_be_attached()
    shot(page, "refused")


@needs_real_files
@pytest.mark.parametrize("mode", ["Per order", "Monthly summary"])
def test_a_real_payout_is_brought_to_a_variance_of_nothing(home: Path, workbench: str, page: Page, mode: str) -> None:
    setup.open_company("demo", create=True).close()
    connect(page, workbench)
    upload(page, workbench, US_FILE)
    confirm(page, workbench, "21574497411")
    dry_run_and_post(page, workbench, "21574497411", mode)
    read_the_variance(page, workbench, "21574497411")
    figures = page.get_by_test_id("stDataFrame").first.locator("td").filter(has_text=re.compile(r"^1,?977\.17$"))
    expect(figures).to_have_count(4)  # Amazon's total, the lines, our entries, QuickBooks read back


def connect(page: Page, workbench: str) -> None:
    page.goto(f"{workbench}/quickbooks")
    expect(page.get_by_text("37 accounts").first).to_be_attached()


def upload(page: Page, workbench: str, file: Path) -> None:
    page.goto(f"{workbench}/imports")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Import 1 file").click()
    expect(page.get_by_role("link", name="Go to the payouts")).to_be_visible()
    shot(page, "import")


def choose_account_of_what_waits(page: Page, workbench: str, account: str) -> None:
    page.goto(f"{workbench}/mapping")
    expect(page.get_by_text("Waiting for a choice (1)")).to_be_visible()
    for _ in range(3):  # the grid is a canvas: a rerun of the page in the middle of typing takes the keys away
        with contextlib.suppress(AssertionError, Error):
            page.get_by_test_id("stDataFrame").first.click(position={"x": 560, "y": 48}, timeout=10_000)
            page.keyboard.press("Enter")
            page.keyboard.type(account)
            page.keyboard.press("Enter")
            expect(page.get_by_role("button", name="Save as a new version")).to_be_visible()
            expect(page.get_by_text(account).first).to_be_attached()
            break
        page.reload()
        expect(page.get_by_text("Waiting for a choice (1)")).to_be_visible()
    page.get_by_placeholder("Why, for whoever reads the history").fill("asked the client")
    shot(page, "mapping")
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.get_by_text("Waiting for a choice")).to_have_count(0)


def confirm(page: Page, workbench: str, payout: str = PAYOUT) -> None:
    page.goto(f"{workbench}/payouts?payout={payout}")
    page.get_by_role("button", name=re.compile("Confirm all complete")).click()
    expect(page.get_by_role("button", name="Plan and post…", disabled=False).first).to_be_visible(timeout=15_000)
    shot(page, "payout")


def dry_run_and_post(page: Page, workbench: str, payout: str = PAYOUT, mode: str = "Per order") -> None:
    page.goto(f"{workbench}/batches?payout={payout}")
    page.get_by_text(mode, exact=True).click()
    for _ in range(3):  # a click while the page is drawn anew is nobody's
        with contextlib.suppress(AssertionError, Error):
            page.get_by_role("button", name="Dry run").click(timeout=10_000)
            expect(page.get_by_role("button", name="Confirm and post…")).to_be_visible(timeout=30_000)
            break
    page.get_by_role("button", name="Confirm and post…").click()
    shot(page, "confirm")
    for _ in range(3):  # a click in the moment in which the dialog is drawn anew is nobody's
        with contextlib.suppress(AssertionError, Error):
            page.get_by_role("button", name=re.compile(r"^Post \d+ documents")).click(timeout=10_000)
            expect(page.get_by_role("dialog")).to_have_count(0, timeout=10_000)
            break
    expect(page.get_by_role("link", name="See how it ties out")).to_be_visible(timeout=60_000)
    shot(page, "posted")


def read_the_variance(page: Page, workbench: str, payout: str = PAYOUT) -> None:
    page.goto(f"{workbench}/variance?payout={payout}")
    variance = page.get_by_test_id("stMetric").filter(has_text="Variance")
    expect(variance).to_contain_text("0.00 USD")
    held = page.get_by_test_id("stMetric").filter(has_text="Payments to deposit")
    expect(held).to_contain_text("0.00 USD")
    shot(page, "variance")


def shot(page: Page, name: str) -> None:
    """A picture for whoever wants to look: set SHOTS to a folder."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")
