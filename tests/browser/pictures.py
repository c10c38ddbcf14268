"""`make pictures`: the handbook's pictures, taken of the demo company as it is after its first payouts were posted.

They are written to docs/pictures, at 1280 pixels and in few colours, so that they stay small.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests.bank.statements import PLAIN, csv_of
from tests.browser.conftest import CHROMIUM, QUIET, served
from tests.conftest import ROOT, run, stop_practice

FOLDER = ROOT / "docs" / "pictures"
POSTED = ("24810335011", "25107149048", "25403963085", "25700777122", "25997591159")
PICTURES = {
    "overview": "", "month": "month?month=2026-09", "payout": "payouts?payout=25403963085&view=funds",
    "waterfall": "payouts?payout=25403963085&view=waterfall", "chain": "chain", "variance": "variance?payout=25403963085",
    "analysis": "analysis", "find": "find?find=111-6890451-5179728", "transactions": "transactions?payout=26294405196",
    "mapping": "mapping", "batches": "batches?payout=25403963085", "imports": "imports",
}  # fmt: skip
"""The pictures by name, and the address of each."""


def main() -> int:
    """Make the books, open them, take every picture anew."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "companies"
        home.mkdir()
        os.environ |= {"WORKBENCH_HOME": str(home), "WORKBENCH_USER": "ana"}
        try:
            books(home.parent)
            with served(home.parent) as address, browser() as page:
                for name, path in PICTURES.items():
                    take(page, f"{address}/{path}", FOLDER / f"{name}.png")
        finally:
            stop_practice(home)
    print(f"{len(PICTURES)} pictures in {FOLDER.relative_to(ROOT)}")
    return 0


def books(folder: Path) -> None:
    """The demo company, with the payouts up to September posted and matched with the bank."""
    run("demo")
    for payout in POSTED:
        run("confirm", "--payout", payout)
        run("post", "--payout", payout)
    arrived = [p for p in run("payouts")["payouts"] if p["settlement_id"] in POSTED and not p["total"].startswith("-")]
    rows = [((date.fromisoformat(p["deposit_date"][:10]) + timedelta(days=1)).isoformat(), "AMZN EDI PYMT", p["total"]) for p in arrived]
    statement, layout = folder / "bank.csv", folder / "layout.json"
    statement.write_bytes(csv_of(*sorted(rows)))
    layout.write_text(json.dumps(PLAIN.as_json()))
    run("bank", str(statement), "--layout", str(layout), "--confirm", ok=(0, 1))
    run("variance", "--month", "2026-09", ok=(0, 1))


@contextmanager
def browser() -> Iterator[Page]:
    """A page of the size and the colours of the pictures."""
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = program.new_page(viewport={"width": 1280, "height": 860}, color_scheme="light")
        page.set_default_timeout(30_000)
        yield page
        program.close()


def take(page: Page, address: str, file: Path) -> None:
    """One picture, when the page stands still."""
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=30_000)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=30_000)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=30_000)
    page.wait_for_load_state("networkidle")
    with Image.open(BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").quantize(64).save(file, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
