"""The production entry: open before it is asked, safe headers on every answer, and the menu of `app.py` alone."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.runtime.pages_manager import PagesManager

from tests.conftest import ROOT
from workbench import clock
from workbench.jobs import setup


@pytest.fixture
def address(home: Path) -> Iterator[str]:
    """A running `serve.py` over one company."""
    setup.open_company("demo", create=True).close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "serve.py", "--server.port", str(port), "--server.headless", "true"]
    with (home / "serve.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), stdout=log, stderr=log)
    try:
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def answered(url: str) -> tuple[bytes, dict[str, str]]:
    """The body and headers at `url`, once the server listens."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(url) as answer:
                return answer.read(), dict(answer.headers)
        except OSError:
            clock.pause(0.1)
    raise AssertionError(f"{url} does not answer")


def test_it_is_ready_with_every_company_open_and_sends_safe_headers(address: str, home: Path) -> None:
    body, headers = answered(f"{address}/api/ready")
    assert json.loads(body) == {"ready": True, "companies": 1}
    assert (home / "demo" / "worker.lock").exists()
    for name in ("X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Content-Security-Policy"):
        assert headers[name.lower()]
    assert answered(f"{address}/payouts")[1]["x-frame-options"] == "DENY"


def test_streamlit_still_knows_the_switch_that_keeps_the_pages_folder_from_being_a_menu() -> None:
    assert hasattr(PagesManager, "uses_pages_directory")
