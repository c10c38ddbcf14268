"""Every report that a seller can hand over, in one drag, in a real browser; then the chain they make."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.conftest import ROOT, needs_real_files
from workbench.jobs import setup

REAL = ROOT.parent / "shared" / "realdata"


@needs_real_files
def test_real_reports_of_every_kind_go_in_at_once_and_the_chain_explains_them(home: Path, workbench: str, page: Page) -> None:
    setup.open_company("demo", create=True).close()
    files = sorted([*REAL.glob("settlement-v*/*.txt"), *REAL.glob("transactions-csv/*.csv")])
    page.goto(f"{workbench}/imports")
    page.locator("input[type=file]").set_input_files(files)
    page.get_by_role("button", name=f"Import {len(files)} files").click()
    expect(page.get_by_text("Go to the payouts")).to_be_visible(timeout=120_000)
    results = page.get_by_test_id("stDataFrame").first
    for figure in ("-15.5", "-321.69", "-62.31", "1016.08", "-15.68", "128.84", "346.6", "1977.17"):  # as a screen reader is told
        expect(results.locator("td").filter(has_text=re.compile(f"^{re.escape(figure)}$")).first).to_be_attached()
    expect(results.locator("td").filter(has_text="Refused")).to_have_count(0)
    page.goto(f"{workbench}/chain")
    expect(page.get_by_role("combobox")).to_have_count(2)  # the company, and the account
    page.get_by_role("combobox").last.click()
    page.get_by_role("option", name=re.compile("Amazon.ca")).click()
    expect(page.get_by_text("None is missing, and every reserve and debt goes on from one to the next.")).to_be_visible()
    followed = page.get_by_test_id("stDataFrame").first.locator("td")
    expect(followed.filter(has_text=re.compile("card")).first).to_be_attached()
