"""The house keeps its walls: who may import whom, and no float near money."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "workbench"
BASE = {"money", "errors", "clock", "redact"}
PURE = {"settlement", "mapping", "posting", "reconcile"}
OUTSIDE = {"amazon", "quickbooks", "store", "reports", "bank"}
MAY_IMPORT = {
    **dict.fromkeys(BASE, BASE),
    **dict.fromkeys(PURE, BASE | PURE),
    **{room: BASE | PURE | {room} for room in OUTSIDE},
    "practice": {"money", "practice"},
    "jobs": BASE | PURE | OUTSIDE | {"jobs", "practice", "workbench"},
    "cli": BASE | PURE | OUTSIDE | {"jobs", "cli", "workbench"},
    "ui": BASE | PURE | OUTSIDE | {"jobs", "ui", "workbench"},
    "__main__": {"cli"},
    "__init__": set(),
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The full names a module imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return names


def rooms_entered(path: Path) -> set[str]:
    parts = [name.split(".") for name in imported(path)]
    rooms = {p[1] for p in parts if p[0] == "workbench" and len(p) > 1 and p[1] != "__version__"}
    return rooms | ({"workbench"} if any(p[:2] == ["workbench", "__version__"] for p in parts) else set())


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_rooms_are_entered_only_by_their_neighbours(path: Path) -> None:
    assert rooms_entered(path) <= MAY_IMPORT[room(path)], f"{path.relative_to(ROOT)} enters a room it may not"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_streamlit_stays_at_the_edge(path: Path) -> None:
    if room(path) != "ui":
        assert not any(name.split(".")[0] == "streamlit" for name in imported(path))


def test_every_room_has_its_rule() -> None:
    assert {room(path) for path in MODULES} <= set(MAY_IMPORT)


SECONDS = {"quickbooks/pace.py", "quickbooks/session.py", "quickbooks/client.py", "clock.py", "practice/faults.py",
           "practice/server.py", "practice/storefront.py"}  # fmt: skip
"""Modules whose floats are seconds, or the chances of a made-up seller."""


def floats_in(path: Path) -> list[str]:
    """Places where a float is made, read or computed."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            found.append(f"line {node.lineno}: {node.value}")
        if isinstance(node, ast.Name) and node.id == "float":
            found.append(f"line {node.lineno}: float")
        if isinstance(node, ast.Attribute) and node.attr in ("df", "fetchdf", "to_pandas", "float64", "float32"):
            found.append(f"line {node.lineno}: .{node.attr}")
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_float_comes_near_money(path: Path) -> None:
    name = str(path.relative_to(PACKAGE))
    if name in SECONDS:
        return
    allowed = ("jobs/post/poster.py", "jobs/practice.py", "jobs/worker.py", "ui/progress.py", "ui/charts.py")
    found = [place for place in floats_in(path) if not (name in allowed and ": float" not in place)]
    assert not found, f"{name}: {found}"


def test_the_float_check_can_fail(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("amount = 0.1 + float('2')\nframe = rows.df()\n")
    assert len(floats_in(bad)) == 3


def test_functions_and_modules_keep_their_size() -> None:
    too_long = []
    for path in MODULES:
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and (node.end_lineno or 0) - node.lineno > 70:
                too_long.append(f"{path.name}:{node.name}")
        assert ast.get_docstring(tree), f"{path.relative_to(ROOT)} does not say what it is for"
    assert not too_long
