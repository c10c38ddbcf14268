"""A month closed by hand in the browser: from Amazon's reports and the bank's statement to the signed package, which an auditor
then adds anew with a script of his own.
"""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.bank.statements import csv_of
from tests.browser.test_close_a_payout import confirm, connect, dry_run_and_post, shot, upload
from tests.conftest import ROOT, run
from workbench.jobs import setup

FILES = sorted((ROOT / "data" / "demo").glob("us-2026-0[89]*.txt"))[1:]
"""Every settlement that touches September."""


def test_september_is_closed_from_its_reports_to_the_package(home: Path, workbench: str, page: Page, tmp_path: Path) -> None:
    setup.open_company("demo", create=True).close()
    connect(page, workbench)
    for file in FILES:
        upload(page, workbench, file)
    for payout in (p["settlement_id"] for p in run("payouts")["payouts"]):
        confirm(page, workbench, payout)
        dry_run_and_post(page, workbench, payout, "Monthly summary")
    match_the_bank(page, workbench, tmp_path)
    sign(page, workbench)
    package = take_the_package(page, tmp_path)
    added = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "auditor" / "re_add_package.py"), str(package)], capture_output=True, text=True, check=False
    )
    assert added.returncode == 0, added.stdout + added.stderr
    assert "0 differences" in added.stdout


def match_the_bank(page: Page, workbench: str, folder: Path) -> None:
    """A statement with what arrived, its columns said once, and every match that is offered confirmed."""
    rows = [
        ((date.fromisoformat(p["deposit_date"][:10]) + timedelta(days=1)).isoformat(), "AMZN EDI PYMT", p["total"])
        for p in run("payouts")["payouts"] if not p["total"].startswith("-")
    ]  # fmt: skip
    statement = folder / "bank.csv"
    statement.write_bytes(csv_of(*sorted(rows)))
    page.goto(f"{workbench}/bank")
    page.get_by_role("tab", name="Bank statement").click()
    page.locator("input[type=file]").set_input_files(statement)
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("button", name=re.compile("Confirm all suggested")).click()
    expect(page.get_by_text(re.compile("Confirm all suggested"))).to_have_count(0)
    shot(page, "bank")


def sign(page: Page, workbench: str) -> None:
    """Read back, prepared, the second person waived with a reason, locked."""
    page.goto(f"{workbench}/month?month=2026-09")
    page.get_by_role("button", name="Read QuickBooks back").click()
    expect(page.get_by_text("9 of 11 checks done")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Mark as prepared").click()
    expect(page.get_by_text(re.compile("^prepared by"))).to_be_visible()
    page.get_by_role("button", name="Waive the second person").first.click()
    page.get_by_label("Why is there no second person?").fill("one-person firm")
    page.get_by_label("Why is there no second person?").press("Enter")
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="Waive the second person").click()
    page.get_by_role("button", name="Lock the month", disabled=False).click()
    expect(page.get_by_text("11 of 11 checks done")).to_be_visible()
    shot(page, "closed")


def take_the_package(page: Page, folder: Path) -> Path:
    with page.expect_download(timeout=60_000) as found:
        page.get_by_role("button", name="Close package").click()
    package = folder / found.value.suggested_filename
    found.value.save_as(package)
    return package
