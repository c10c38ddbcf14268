"""What the tests share: a folder of companies of their own, real settlement files when they are there, a made-up seller."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
REAL = ROOT.parent / "shared" / "realdata" / "settlement-v2"
needs_real_files = pytest.mark.skipif(not REAL.is_dir(), reason="real settlement files are not here (../shared/realdata)")
US_FILE = REAL / "us-21574497411.txt"
DE_FILE = REAL / "de-22988491762.txt"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of companies; the practice server that a test started there is ended with it."""
    folder = tmp_path / "companies"
    folder.mkdir()
    monkeypatch.setenv("WORKBENCH_HOME", str(folder))
    monkeypatch.setenv("WORKBENCH_USER", "tester")
    monkeypatch.delenv("WORKBENCH_CRASH_AT", raising=False)
    yield folder
    stop_practice(folder)


def stop_practice(folder: Path) -> None:
    """End the practice server of a folder of companies, if one runs."""
    note = folder / ".practice" / "server.json"
    if note.exists():
        try:
            os.kill(json.loads(note.read_text())["pid"], signal.SIGTERM)
        except ProcessLookupError:
            return


def run(*arguments: str, crash_at: str = "", ok: tuple[int, ...] = (0,)) -> dict[str, Any]:
    """Run a command as a user would, with --json; returns the document it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "workbench", *arguments, "--json"], capture_output=True, text=True, cwd=ROOT, check=False,
        env={**os.environ, **({"WORKBENCH_CRASH_AT": crash_at} if crash_at else {})}, timeout=300,
    )  # fmt: skip
    assert done.returncode in ok, f"exit {done.returncode}: {done.stdout[-2000:]} {done.stderr[-2000:]}"
    assert "Traceback" not in done.stderr
    return json.loads(done.stdout) if done.stdout.strip() else {}
