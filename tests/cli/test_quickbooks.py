"""The commands that connect QuickBooks: two steps with a browser between them, and no secret on a command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.conftest import ROOT, run
from tests.jobs.test_quickbooks_connection import agree


def answered(returned: dict[str, str], *arguments: str) -> tuple[int, dict[str, Any]]:
    """`connect --answer`, with the address the browser came back with on standard input."""
    command = [sys.executable, "-m", "workbench", "connect", "--answer", "--json", *arguments]
    pasted = f"https://developer.intuit.com/v2/OAuth2Playground/RedirectUrl?{urlencode(returned)}\n"
    done = subprocess.run(command, input=pasted, capture_output=True, text=True, cwd=ROOT, check=False, timeout=120)
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


def test_a_company_is_connected_in_two_steps_read_again_and_disconnected(home: Path) -> None:
    url = run("connect", "--environment", "practice", ok=(1,))["open"]
    code, found = answered(agree(url))
    assert (code, found["open"], found["environment"], found["realm"], found["connected"]) == (0, "", "practice", "us-demo", True)
    assert found["sign_in"]["level"] == "fine"
    assert found["company"]["home_currency"] == "USD"
    assert run("quickbooks") == {name: value for name, value in found.items() if name != "open"}
    assert run("connect")["connected"], "the kept, rotated token still opens for the next program"
    ended = run("disconnect-quickbooks", "--because", "test")
    assert (ended["connected"], ended["realm"], ended["sign_in"]) == (False, "us-demo", None)
    assert "not connected to QuickBooks" in run("accounts", ok=(1,))["error"]["what"]


def test_an_answer_is_refused_when_nobody_asked(home: Path) -> None:
    code, found = answered({"code": "c", "state": "s", "realmId": "us-demo"})
    assert (code, found["error"]["what"]) == (2, "No consent to QuickBooks is waited for.")


def test_an_environment_that_there_is_not_is_refused(home: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("QUICKBOOKS_CLIENT_ID", "one")
    monkeypatch.setenv("QUICKBOOKS_CLIENT_SECRET", "two")
    assert "is no environment" in run("connect", "--environment", "Sandbox", ok=(2,))["error"]["what"]
