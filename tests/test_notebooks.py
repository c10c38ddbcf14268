"""The notebooks run, cell by cell, on the demo seller."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import ROOT, run

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_every_cell_runs(home: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("import", str(ROOT / "data" / "demo" / "us-2026-08-05-to-2026-08-19.txt"))
    monkeypatch.chdir(ROOT / "notebooks")
    names: dict[str, object] = {}
    for cell in json.loads(path.read_text())["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), str(path), "exec"), names)
    assert names["found"] == names["total"]


def test_there_is_one() -> None:
    assert NOTEBOOKS
