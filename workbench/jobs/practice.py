"""The practice company's server: found when it runs, started when it does not.

It is a program of its own with its own books; it lives on for a while after the last request, so that the next command
finds it, and stops by itself.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from workbench import clock
from workbench.errors import Refused, Unreachable
from workbench.store.company import home

IDLE_SECONDS = 900


def folder() -> Path:
    """Where the practice books lie: beside the companies, in none of them."""
    place = home() / ".practice"
    place.mkdir(parents=True, exist_ok=True)
    return place


def address() -> str:
    """The address of the running practice QuickBooks, started if need be. `Unreachable` when it does not come up."""
    with (folder() / "start.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = _running()
        return found or _start()


def note(url: str, pid: int) -> None:
    """Write down where a practice server runs, for the next program that looks."""
    (folder() / "server.json").write_text(json.dumps({"quickbooks": url, "pid": pid}))


def request_limit(url: str) -> int:
    """Seconds after which the practice server can no longer carry out an unanswered request."""
    try:
        with _opener().open(f"{url}/_practice/limits", timeout=5) as answer:
            return int(json.load(answer)["request_limit_seconds"])
    except (OSError, ValueError, KeyError) as error:
        raise Unreachable("The practice company does not answer.", where=url, next="Try again; it is started by itself.") from error


def reset(realm: str) -> None:
    """Empty one practice company's books."""
    request = urllib.request.Request(f"{address()}/_practice/reset?realm={realm}", data=b"{}", method="POST")  # noqa: S310
    with _opener().open(request, timeout=30):
        pass


def _running() -> str:
    try:
        url = str(json.loads((folder() / "server.json").read_text())["quickbooks"])
        with _opener().open(f"{url}/_practice/limits", timeout=5):
            return url
    except (OSError, ValueError, KeyError):
        return ""


def _start() -> str:
    announced = folder() / "announced.json"
    announced.unlink(missing_ok=True)
    with announced.open("wb") as out, (folder() / "server.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 (our own program, our own arguments)
            [sys.executable, "-m", "workbench.practice", "--port", "0", "--home", str(folder()), "--stop-when-idle", str(IDLE_SECONDS)],
            stdout=out, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True, cwd=Path(__file__).parents[2],
            env={key: value for key, value in os.environ.items() if key != "WORKBENCH_CRASH_AT"},
        )  # fmt: skip
    for _ in range(200):
        text = announced.read_text()
        if text.endswith("\n"):
            url = str(json.loads(text.splitlines()[0])["quickbooks"])
            note(url, process.pid)
            process.returncode = 0  # it outlives this program on purpose: nobody waits for it
            return url
        if process.poll() is not None:
            break
        clock.pause(0.05)
    raise Unreachable(
        "The practice company could not be started.", where=str(folder() / "server.log"), next="Read that file; then try again."
    )


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))


def serve(port: int) -> None:
    """Serve the practice QuickBooks in this program until stopped; its first line of output is its address, as JSON."""
    from workbench.practice.books import BooksInUseError  # noqa: PLC0415 (only this command is the server)
    from workbench.practice.server import serve as serve_practice  # noqa: PLC0415

    def announce(line: str) -> None:
        note(str(json.loads(line)["quickbooks"]), os.getpid())
        print(line, flush=True)

    try:
        serve_practice(port, folder(), announce, None)
    except (BooksInUseError, OSError) as error:
        raise Refused(f"The practice QuickBooks cannot start: {error}", where=str(folder()),
                      next="One may be running already; stop it first, or use it.") from error  # fmt: skip
