"""Pages driven as a browser drives them, over a company with real books; jobs are done when a test says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.jobs.conftest import Desk
from workbench.jobs import setup, worker
from workbench.practice.seller import SettlementText, demo_settlements
from workbench.ui import gate

APP = Path(__file__).parents[2] / "app.py"
DEMO = {s.name: s for s in demo_settlements()}
PLAIN: SettlementText = DEMO["us-2026-09-02-to-2026-09-16.txt"]
"""A payout in which every kind of line has its account."""
UNKNOWN: SettlementText = DEMO["us-2026-10-28-to-2026-11-11.txt"]
"""A payout with a kind of line that no rule knows."""


class Screen:
    """The program in a browser tab, opened at one page."""

    def __init__(self, desk: Desk, page: str, **parameters: str) -> None:
        self.desk = desk
        self.app = AppTest.from_file(str(APP), default_timeout=30)
        for name, value in parameters.items():
            self.app.query_params[name] = value
        self.app.switch_page(page)
        self.run()

    def run(self) -> Screen:
        """One run of the script; an exception on the page fails the test."""
        self.app.run()
        assert not self.app.exception, [e.value for e in self.app.exception]
        return self

    def press(self, label: str) -> Screen:
        """Press the button with this label."""
        found = [b for b in self.app.button if b.label == label]
        assert found, f"no button {label!r} among {[b.label for b in self.app.button]}"
        assert not found[0].disabled, f"{label} is disabled"
        found[0].click()
        return self.run()

    def work(self) -> Screen:
        """Let the worker do what is queued, and look again."""
        worker.run_waiting(self.desk.company)
        return self.run()

    def words(self) -> str:
        """Every text on the page."""
        kinds = ("title", "subheader", "text", "caption", "info", "warning", "error", "markdown")
        return "\n".join(str(element.value) for kind in kinds for element in getattr(self.app, kind))

    def tables(self) -> list[list[dict[str, Any]]]:
        """The rows of every table on the page."""
        return [frame.value.to_dict("records") for frame in self.app.dataframe]

    def table_with(self, *columns: str) -> list[dict[str, Any]]:
        """The rows of the first table that has these columns."""
        return next(rows for rows in self.tables() if rows and set(columns) <= rows[0].keys())


@pytest.fixture
def desk(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A US practice company whose worker is the test itself."""
    company = setup.open_company("demo", create=True)
    monkeypatch.setattr(gate, "_opened", lambda _name: company)
    worker.start(company)
    yield Desk(company)
    company.close()
