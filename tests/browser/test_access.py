"""Every page can be read and operated by everybody: axe finds nothing serious in it (WCAG 2.2 AA), light or dark.

One thing is Streamlit's and is left out in the dark: the chosen half of a switch is written in the theme's first colour, on which a
button's text is always white. No colour is 4.5 to 1 against both; ours is for the buttons.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.conftest import ROOT, run

PATHS = [Path(path).stem for path in re.findall(r'st\.Page\("([^"]+)"', (ROOT / "app.py").read_text())]
SWITCH = "button[role='radio'][aria-checked='true']"
GRAVE = ("serious", "critical")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_finding(home: Path, workbench: str, page: Page, scheme: str) -> None:
    for name in ("us-2026-09-02-to-2026-09-16.txt", "us-2026-10-28-to-2026-11-11.txt"):
        run("import", str(ROOT / "data" / "demo" / name), ok=(0, 1))
    run("connect")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of the two words that it takes
    context = {"include": [["body"]], "exclude": [[SWITCH]] if scheme == "dark" else []}
    found = []
    for path in PATHS:
        page.goto(f"{workbench}/{path if path != 'overview' else ''}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)  # the page is whole
        for violation in Axe().run(page, context=context).response["violations"]:
            if violation["impact"] in GRAVE:
                found += [f"{path}: {violation['id']}: {node['html'][:160]}: {node['failureSummary']}" for node in violation["nodes"]]
    assert not found, "\n".join(found)
