"""The documents keep their word: targets, commands, options, JSON samples, pages, requirements and links are real."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from tests.bank.statements import PLAIN, csv_of
from tests.conftest import ROOT, run
from workbench.cli import app
from workbench.jobs import crash

DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGES.md", ROOT / "data" / "README.md", ROOT / "bench" / "README.md",
                    *(ROOT / "docs").rglob("*.md")])  # fmt: skip
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
CONTRACT = (ROOT / "docs" / "command-line.md").read_text()
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


def sections(text: str) -> dict[str, str]:
    """The text under each `## heading`."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def anchors(text: str) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def links(document: Path) -> Iterator[str]:
    yield from re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", document.read_text())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    for link in links(document):
        if link.startswith(("http://", "https://")):
            continue
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), f"{document.name} links to {link}"
        assert not anchor or anchor in anchors(target.read_text()), f"{document.name} links to {link}"


def test_every_picture_is_shown_somewhere() -> None:
    shown = {Path(link).name for document in DOCUMENTS for link in links(document) if "pictures/" in link}
    assert shown == {file.name for file in (ROOT / "docs" / "pictures").iterdir()}


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(ROOT)))
def test_make_targets_exist(document: Path) -> None:
    named = set(re.findall(r"`make ([a-z-]+)", document.read_text())) | set(re.findall(r"^ {4}make ([a-z-]+)", document.read_text(), re.M))
    assert named <= targets()


def test_the_build_server_runs_the_command_of_the_readme() -> None:
    assert "\n    make test\n" in (ROOT / "README.md").read_text()
    assert (ROOT / ".ci" / "run").read_text().endswith("make lint\nmake test\n")


def test_every_command_has_its_section_and_every_section_its_command() -> None:
    assert set(sections(CONTRACT)) - {"For every command"} == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_options_are_those_of_the_program(name: str) -> None:
    line = re.search(r"^Options: (.+)$", sections(CONTRACT)[name], re.M)
    written = re.findall(r"`(--[a-z-]+)`", line[1]) if line else []
    assert written == [option for p in COMMANDS[name].params for option in p.opts if option.startswith("--")]


@pytest.mark.parametrize("command", re.findall(r"-m workbench ([a-z]+ .*)", "\n".join(d.read_text() for d in DOCUMENTS)))
def test_every_command_in_the_documents_is_one(command: str) -> None:
    name, *rest = command.split("`", maxsplit=1)[0].split()
    known = {option for p in COMMANDS[name].params for option in p.opts}
    assert {word for word in rest if word.startswith("--")} <= known


def keys(value: Any) -> Any:
    """The keys of a JSON value, nested; of a list, those of its first element."""
    if isinstance(value, dict):
        return {name: keys(of) for name, of in value.items()}
    return [keys(value[0])] if isinstance(value, list) and value else None


def assert_alike(written: Any, printed: Any, where: str) -> None:
    """Every key that is printed is written down, and the other way about; an empty list says nothing."""
    if isinstance(written, dict) and isinstance(printed, dict):
        assert written.keys() == printed.keys(), where
        for name in written:
            assert_alike(written[name], printed[name], f"{where}.{name}")
    elif isinstance(written, list) and isinstance(printed, list):
        assert_alike(written[0], printed[0], f"{where}[]")


def sample(command: str) -> Any:
    found = re.search(r"```json\n(.*?)```", sections(CONTRACT)[command], re.S)
    assert found, f"{command} has no sample"
    return keys(json.loads(found[1]))


EARLY = "2026-08-01"
"""Before the made-up seller's settlements, and within twelve months of the practice Amazon's clock, which stands in November 2026."""


PRINT_ANOTHERS = {"connect-amazon", "disconnect-amazon", "connect", "disconnect-quickbooks", "answer", "sign", "unmatch",
                  "remove-statement"}  # fmt: skip
"""Commands that print what `amazon`, `quickbooks`, `confirm`, `close` or `bank` prints."""


LINES_OF_THE_BANK = [("2026-08-24", "AMZN EDI PYMT", "1556.04")]
MORE_LINES = [("2026-09-07", "AMZN EDI PYMT", "1784.89"), ("2026-09-21", "AMZN EDI PYMT", "2681.83"), ("2026-09-22", "AMZN", "2681.83"),
              ("2026-08-25", "AMZN MKTP", "12.00"), ("2026-08-25", "RENT", "-900.00")]  # fmt: skip
"""One payout is matched, one suggested, one cannot be told apart, one line is no payout."""


def test_the_samples_have_the_keys_that_the_program_prints(home: Path, tmp_path: Path) -> None:
    assert home.is_dir()
    lines = tmp_path / "lines.csv"
    lines.write_text("transaction_type,amount_type,amount_description\nOrder,ItemFees,Commission\n")
    newest = str(ROOT / "data" / "demo" / "us-2026-10-28-to-2026-11-11.txt")
    printed = {"import": run("import", newest, "--company", "other", ok=(1,)), "demo": run("demo"), "payouts": run("payouts")}
    payout = "24810335011"
    printed["chain"] = run("chain")
    printed["transactions"] = run("transactions", "--payout", payout)
    printed["explain"] = run("explain", str(lines))
    printed["confirm"] = run("confirm", "--payout", payout)
    order = next(t["order_id"] for t in printed["transactions"]["included"] if t["kind"] == "sale")
    printed["order"] = run("order", "--order", order)
    printed["exclude"] = run("exclude", "--payout", payout, "--order", order, "--because", "test", "--account", "Amazon Sales")
    costs = tmp_path / "costs.csv"
    costs.write_text("sku,cost,from\n" + "".join(f"{s['sku']},4.125,2026-01-01\n" for s in run("costs", ok=(0, 1))["skus"]))
    run("costs", "--import", str(costs))
    printed["post"] = run("post", "--payout", payout)
    printed["costs"] = run("costs", "--import", str(costs))
    printed["variance"] = run("variance", "--payout", payout)
    run("sign", "--month", "2026-09", "--as", "prepared")
    printed["close"] = run("close", "--month", "2026-09", ok=(1,))
    printed["bridge"] = run("bridge", "--month", "2026-09")
    printed["accounts"] = run("accounts")
    statement, layout = tmp_path / "bank.csv", tmp_path / "layout.json"
    layout.write_text(json.dumps(PLAIN.as_json()))
    statement.write_bytes(csv_of(*LINES_OF_THE_BANK))
    run("bank", str(statement), "--layout", str(layout), "--confirm", ok=(1,))
    statement.write_bytes(csv_of(*LINES_OF_THE_BANK, *MORE_LINES).replace(b"RENT", "LOYER PAYÉ".encode("cp1252")))
    printed["bank"] = run("bank", str(statement), ok=(1,))
    printed["drift"] = run("drift")
    printed["unpost"] = run("unpost", "--batch", printed["post"]["batch"], "--because", "test")
    printed["undone"] = run("undone")
    for command in ("rate", "first-open-day"):
        printed[command] = run(command, "--payout", payout, "--take-back")
    run("connect-amazon", "--practice", "de", "--start-date", EARLY, "--company", "eu-demo")
    printed["sync"] = run("sync", "--company", "eu-demo")
    printed["amazon"] = run("amazon", "--company", "eu-demo")
    printed["deferral"] = run("deferral", "--month", "2026-10", "--company", "eu-demo")
    printed["quickbooks"] = run("quickbooks")
    printed["doctor"] = run("doctor")
    printed["backup"] = run("backup", str(tmp_path / "books.zip"))
    printed["restore"] = run("restore", str(tmp_path / "books.zip"), "--company", "again")
    for command, answer in printed.items():
        assert_alike(sample(command), keys(answer), command)
    with_json = {name for name, command in COMMANDS.items() if any("--json" in p.opts for p in command.params)}
    assert set(printed) == with_json - PRINT_ANOTHERS
    error = keys(run("confirm", "--payout", "7", ok=(2,)))
    assert_alike(keys(json.loads(re.findall(r"```json\n(.*?)```", CONTRACT, re.S)[0])), error, "error")


def test_every_page_is_in_the_handbook() -> None:
    handbook = (ROOT / "docs" / "handbook.md").read_text()
    pages = {str(page.relative_to(ROOT)) for page in (ROOT / "pages").rglob("*.py")}
    assert pages
    assert pages - set(re.findall(r"`(pages/[a-z_/]+\.py)`", handbook)) == set()


def test_the_architecture_names_every_place_where_the_program_may_die_and_real_files() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    assert {point for point in crash.POINTS if f"`{point}`" not in text} == set()
    for name in re.findall(r"`([a-z_/]+\.py)`", text):
        assert (ROOT / name).exists() or (ROOT / "workbench" / name).exists(), name


def direct_requirements() -> list[str]:
    """The requirements that we chose: those with a reason beside them."""
    return re.findall(r"^([A-Za-z0-9-]+)==\S+ +#", (ROOT / "requirements.txt").read_text(), re.M)


@pytest.mark.parametrize("name", direct_requirements())
def test_every_requirement_has_a_decision(name: str) -> None:
    assert any(f"`{name.lower()}`" in page.read_text().lower() for page in DECISIONS)


def test_requirements_are_pinned_and_installed() -> None:
    from importlib.metadata import version

    for file in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / file).read_text().splitlines():
            requirement = line.partition("#")[0].strip()
            if requirement and not requirement.startswith("-r"):
                name, _, pinned = requirement.partition("==")
                assert version(name) == pinned, requirement


@pytest.mark.parametrize("page", DECISIONS, ids=lambda p: p.stem)
def test_decisions_are_short_numbered_and_whole(page: Path) -> None:
    lines = page.read_text().splitlines()
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+", page.stem)
    assert lines[0].startswith(f"# {int(page.stem[:4])}. ")
    assert len(lines) <= 25
    for heading in ("## Why", "## Instead of", "## What it costs"):
        assert heading in lines


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(page.stem[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))
