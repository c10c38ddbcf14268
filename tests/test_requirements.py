"""Every requirement has a test that names it in its docstring, and a line in docs/requirements.md that is true of the program.

A test proves a requirement when its docstring begins with it: `S42: …`, `S11, S13: …` or `S32-S34: …`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import typer.main

from tests.conftest import ROOT
from workbench.cli import app

TESTED = [f"S{number}" for number in range(1, 81)]
EVERY = [f"S{number}" for number in range(1, 84)]
DOCUMENT = (ROOT / "docs" / "requirements.md").read_text("utf-8")
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # Typer's command is a group


def requirements_in(text: str) -> set[str]:
    """The requirements named at the head of a docstring: single ones, and ranges.

    >>> sorted(requirements_in("S8, S10-S12: so it is. See S1."))
    ['S10', 'S11', 'S12', 'S8']
    >>> requirements_in("The S8 of another room: no.")
    set()
    """
    head = re.match(r"(?:S\d+(?:-S\d+)?(?:, )?)+(?=: |$)", text)
    found: set[str] = set()
    for first, last in re.findall(r"S(\d+)(?:-S(\d+))?", head.group() if head else ""):
        found |= {f"S{number}" for number in range(int(first), int(last or first) + 1)}
    return found


def proofs() -> Iterator[tuple[str, set[str]]]:
    """Each test function with the requirements it names."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield f"{path.relative_to(ROOT)}::{node.name}", requirements_in(ast.get_docstring(node) or "")


def lines() -> dict[str, str]:
    """The document's lines by requirement."""
    listed = re.findall(r"^- \*\*(S\d+)\*\* (.+(?:\n  .+)*)$", DOCUMENT, re.MULTILINE)
    assert len(listed) == len(dict(listed)), "a requirement is listed twice"
    return dict(listed)


def test_every_requirement_is_named_by_a_test() -> None:
    named = set().union(*(found for _, found in proofs()))
    assert [requirement for requirement in TESTED if requirement not in named] == []


def test_no_test_names_a_requirement_that_is_none() -> None:
    assert {test: found - set(EVERY) for test, found in proofs() if found - set(EVERY)} == {}


def test_the_document_lists_every_requirement_once_and_in_order() -> None:
    assert list(lines()) == EVERY


def test_every_line_names_a_page_or_a_command_that_exists() -> None:
    for requirement, line in lines().items():
        pages = re.findall(r"`(pages/[a-z_/]+\.py)`", line)
        commands = re.findall(r"`python -m workbench ([a-z-]+)", line)
        assert pages or commands, f"{requirement} names no place"
        assert [page for page in pages if not (ROOT / page).exists()] == [], requirement
        assert set(commands) <= set(COMMANDS), requirement


def test_the_check_can_fail() -> None:
    assert requirements_in("S5: a permission.") == {"S5"}
    assert requirements_in("") == requirements_in("It proves S5.") == set()
