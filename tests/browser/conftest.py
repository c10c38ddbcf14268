"""A running workbench and a real Chromium. Without a Chromium on the machine these tests are skipped, and say so."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.conftest import ROOT
from workbench import clock

expect.set_options(timeout=20_000)  # two cores that other tests share; a page is waited for, never timed
CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--no-first-run"]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="there is no Chromium on this machine (Debian: apt-get install chromium)"))


@pytest.fixture
def workbench(home: Path) -> Iterator[str]:
    """The address of a workbench that runs on this test's companies."""
    with served(home.parent) as address:
        yield address


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A workbench that runs on the companies of WORKBENCH_HOME; its log lies in the folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (folder / "workbench.log").open("wb")
    program = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "serve.py", "--server.port", str(port), "--server.headless", "true"],
        cwd=ROOT, stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        wait_until_up(f"http://localhost:{port}/_stcore/health")
        yield f"http://localhost:{port}"
    finally:
        program.terminate()
        program.wait(timeout=20)
        log.close()


def wait_until_up(url: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            clock.pause(0.1)
    raise AssertionError(f"{url} does not answer")


@pytest.fixture
def page() -> Iterator[Page]:
    """A browser's page; every address outside this machine that it asks for is refused and noted on `page.asked_outside`."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        opened = context.new_page()
        opened.set_default_timeout(30_000)
        yield opened
        context.close()
        browser.close()
