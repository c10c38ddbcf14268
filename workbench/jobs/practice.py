"""The practice server, with a QuickBooks and an Amazon: found when it runs, started when it does not.

It is a program of its own with its own books; it lives on for a while after the last request, so that the next command
finds it, and stops by itself. The practice Amazon has a clock of its own, which stands still until it is moved: whoever
waits for that Amazon moves it.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

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
    return _addresses()["quickbooks"]


def amazon_address() -> str:
    """The address of the running practice Amazon, started if need be. `Unreachable` when it does not come up."""
    found = _addresses().get("amazon", "")
    if not found:
        raise Unreachable("A practice server without an Amazon is running.", where=str(folder()),
                          next="Stop it, or wait a quarter of an hour until it stops by itself; then try again.")  # fmt: skip
    return found


def note(url: str, pid: int, amazon: str = "") -> None:
    """Write down where a practice server runs, for the next program that looks."""
    (folder() / "server.json").write_text(json.dumps({"quickbooks": url, "amazon": amazon, "pid": pid}))


def amazon_now(url: str) -> datetime:
    """The moment it is at the practice Amazon."""
    return datetime.fromisoformat(_ask_amazon(url, "clock")["now"])


def amazon_pause(url: str, seconds: int) -> None:
    """Wait by the practice Amazon's clock: move it on."""
    _ask_amazon(url, "clock", {"advance": seconds})


def amazon_is_paced(url: str) -> bool:
    """Whether the practice Amazon keeps to Amazon's rates just now."""
    return bool(_ask_amazon(url, "switches")["throttle"] != "off")


def _ask_amazon(url: str, errand: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{url}/_emu/{errand}", data=data, headers={"Content-Type": "application/json"})  # noqa: S310
    try:
        with _opener().open(request, timeout=10) as answer:
            found: dict[str, Any] = json.load(answer)
    except (OSError, ValueError) as error:
        raise Unreachable("The practice Amazon does not answer.", where=url, next="Try again; it is started by itself.") from error
    return found


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


def _addresses() -> dict[str, str]:
    with (folder() / "start.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _running() or _start()


def _running() -> dict[str, str]:
    try:
        written = json.loads((folder() / "server.json").read_text())
        with _opener().open(f"{written['quickbooks']}/_practice/limits", timeout=5):
            return {"quickbooks": str(written["quickbooks"]), "amazon": str(written.get("amazon", ""))}
    except (OSError, ValueError, KeyError):
        return {}


def _start() -> dict[str, str]:
    announced = folder() / "announced.json"
    announced.unlink(missing_ok=True)
    with announced.open("wb") as out, (folder() / "server.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 (our own program, our own arguments)
            [sys.executable, "-m", "workbench.practice", "--port", "0", "--home", str(folder()), "--stop-when-idle", str(IDLE_SECONDS)],
            stdout=out, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True, cwd=Path(__file__).parents[2],
            env={key: value for key, value in os.environ.items() if key != "WORKBENCH_CRASH_AT"},
        )  # fmt: skip
    for _ in range(1200):
        text = announced.read_text()
        if text.endswith("\n"):
            told = json.loads(text.splitlines()[0])
            note(str(told["quickbooks"]), process.pid, str(told.get("amazon", "")))
            process.returncode = 0  # it outlives this program on purpose: nobody waits for it
            return {"quickbooks": str(told["quickbooks"]), "amazon": str(told.get("amazon", ""))}
        if process.poll() is not None:
            break
        clock.pause(0.05)
    raise Unreachable(
        "The practice company could not be started.", where=str(folder() / "server.log"), next="Read that file; then try again."
    )


def _opener() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))


def serve(port: int) -> None:
    """Serve the practice QuickBooks and Amazon in this program until stopped; its first line of output is their addresses, as JSON."""
    from workbench.practice.books import BooksInUseError  # noqa: PLC0415 (only this command is the server)
    from workbench.practice.server import serve as serve_practice  # noqa: PLC0415

    def announce(line: str) -> None:
        told = json.loads(line)
        note(str(told["quickbooks"]), os.getpid(), str(told.get("amazon", "")))
        print(line, flush=True)

    try:
        serve_practice(port, folder(), announce, None)
    except (BooksInUseError, OSError) as error:
        raise Refused(f"The practice QuickBooks cannot start: {error}", where=str(folder()),
                      next="One may be running already; stop it first, or use it.") from error  # fmt: skip
