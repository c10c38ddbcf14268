"""One program, two addresses: it says where both are, and ends when neither was asked for a while."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[3]


def start(home: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "workbench.practice", "--home", str(home), *options]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_it_announces_both_and_remembers(tmp_path: Path) -> None:
    with start(tmp_path, "--throttle", "real", "--stop-when-idle", "1") as process:
        assert process.stdout
        told = json.loads(process.stdout.readline())
        assert told.keys() == {"quickbooks", "amazon", "pid"}
        assert told["pid"] == process.pid
        with httpx.Client() as http:
            assert http.get(f"{told['quickbooks']}/_practice/limits").status_code == 200
            assert http.get(f"{told['amazon']}/_emu/switches").json()["throttle"] == "real"
            http.post(f"{told['amazon']}/_emu/clock", json={"advance": 60})
        assert process.wait(timeout=30) == 0
    assert "2026-11-23T09:01:00" in (tmp_path / "amazon.json").read_text()


def test_a_taken_port_is_said_in_words(tmp_path: Path) -> None:
    with start(tmp_path / "one") as first:
        assert first.stdout
        taken = httpx.URL(json.loads(first.stdout.readline())["amazon"]).port
        second = subprocess.run(
            [sys.executable, "-m", "workbench.practice", "--home", str(tmp_path / "two"), "--amazon-port", str(taken)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert second.returncode == 2
        assert second.stderr.startswith("The practice company cannot start:")
        first.terminate()
