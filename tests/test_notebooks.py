"""The notebooks run, cell by cell, on the demo seller and on empty books, and come to the workbench's own figures."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, run
from workbench.jobs import review, setup, worker
from workbench.jobs.close import analysis

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
DEMO = [ROOT / "data" / "demo" / name for name in ("us-2026-08-05-to-2026-08-19.txt", "us-2026-10-28-to-2026-11-11.txt")]


@pytest.fixture
def demo(home: Path) -> None:
    """The company `demo` with two payouts; a kind of line in one of them has no account."""
    company = setup.open_company("demo", create=True)
    files = [(company.archive.keep(file), file.name) for file in DEMO]
    worker.result_of(worker.ask_and_wait(company, "import", "tester", lambda _job: None, files=files))
    company.close()


def cells(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == "code"]


def names_of(path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Run a notebook's cells in the notebooks' folder, as Jupyter does; what they named."""
    monkeypatch.chdir(FOLDER)
    monkeypatch.syspath_prepend(str(FOLDER))
    monkeypatch.delitem(sys.modules, "books", raising=False)
    names: dict[str, Any] = {}
    for cell in cells(path):
        exec(compile(cell, str(path), "exec"), names)
    return names


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_every_cell_runs_and_the_proof_holds(demo: None, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = names_of(path, monkeypatch)
    assert names["found"] == names["total"]
    assert names["found"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_empty_books_have_words_and_no_traceback(
    home: Path, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    setup.open_company("demo", create=True).close()
    names = names_of(path, monkeypatch)
    assert not names["found"]
    assert not names["total"]
    assert "There are no payouts in these books yet" in capsys.readouterr().out


def test_without_a_company_the_workbench_s_own_words_are_shown(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    names_of(FOLDER / "fee-analysis.ipynb", monkeypatch)
    assert "demo" in capsys.readouterr().out


def test_the_fees_are_those_of_the_page(demo: None, monkeypatch: pytest.MonkeyPatch) -> None:
    names = names_of(FOLDER / "fee-analysis.ipynb", monkeypatch)
    company = setup.open_company("demo")
    assert company.claim()
    payouts = review.payouts(company)
    rates = analysis.fee_rates(company, payouts, names["months"])
    skus, _ = analysis.sku_rates(company, payouts, names["months"][-1], 20, 0)
    company.close()
    assert dict(zip(names["months"], (one.rate for one in rates.pop("all fees")), strict=True)) == names["rates"]
    assert {category: [one.rate for one in of] for category, of in rates.items()} == names["by_category"]
    assert [(one.name, one.sales, one.fees, one.rate) for one in skus] == names["top"]


def test_the_bridge_is_the_command_s(demo: None, monkeypatch: pytest.MonkeyPatch) -> None:
    names = names_of(FOLDER / "month-end-close.ipynb", monkeypatch)
    legs = [leg for one in run("bridge", "--month", names["month"])["bridges"] for leg in one["legs"]]
    assert [Decimal(leg["to"]["amount"]) for leg in legs] == names["total"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_money_is_never_a_float_before_it_is_drawn_and_no_output_is_stored(path: Path) -> None:
    book = json.loads(path.read_text())
    assert not any(cell.get("outputs") for cell in book["cells"])
    for cell in cells(path):
        *before, last = cell.rstrip().splitlines()
        assert not any("float(" in line or ".df()" in line for line in before if "picture.add" not in line), cell
        assert "float(" not in last or "picture" in cell


def test_every_notebook_is_in_the_list() -> None:
    assert NOTEBOOKS
    listed = (FOLDER / "README.md").read_text()
    assert [path.name for path in NOTEBOOKS if f"`{path.name}`" not in listed] == []
