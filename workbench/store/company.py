"""A company's books: one folder with its state, its lines, its raw files and its exports.

Whoever holds `worker.lock` owns the lines and does the work; everybody else reads the state and asks by queuing a job.
"""

from __future__ import annotations

import fcntl
import os
import re
import threading
from pathlib import Path
from typing import IO

from workbench.errors import NotFound, Refused
from workbench.store.archive import Archive
from workbench.store.lines import Lines
from workbench.store.state import State

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,59}")


def home() -> Path:
    """The folder that holds the companies: `WORKBENCH_HOME`, or `data/companies` beside the program."""
    configured = os.environ.get("WORKBENCH_HOME")
    return Path(configured).absolute() if configured else Path(__file__).parents[2] / "data" / "companies"


def names() -> list[str]:
    """The companies there are."""
    return sorted(path.parent.name for path in home().glob("*/state.db"))


class Company:
    """The open books of one company."""

    def __init__(self, name: str, *, create: bool = False) -> None:
        if not NAME.fullmatch(name):
            raise Refused(f"{name!r} cannot be a company's name.", next="Use letters, digits, blanks, - and _ (60 at most).")
        self.name = name
        self.folder = home() / name
        if not create and not (self.folder / "state.db").exists():
            raise NotFound(f"There is no company {name!r} in {home()}.", next="Import a file for it, or run the demo command.")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.state = State(self.folder / "state.db")
        self.archive = Archive(self.folder / "raw")
        self.exports = self.folder / "exports"
        self.exports.mkdir(exist_ok=True)
        self._lock: IO[bytes] | None = None
        self._lines: Lines | None = None
        self._opening = threading.Lock()

    def claim(self) -> bool:
        """Become the worker of these books; False when another program is."""
        if self._lock is not None:
            return True
        lock = (self.folder / "worker.lock").open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    @property
    def is_worker(self) -> bool:
        """Whether this program does the work on these books."""
        return self._lock is not None

    @property
    def lines(self) -> Lines:
        """The lines; only for the worker."""
        if self._lock is None:
            raise Refused(
                "Another program has these books open for work.",
                where=self.name, next="Wait until it is done, or close it; the list of payouts stays readable.",
            )  # fmt: skip
        with self._opening:
            if self._lines is None:
                self._lines = Lines(self.folder / "lines.duckdb")
            return self._lines

    def close(self) -> None:
        """Give everything back."""
        if self._lines is not None:
            self._lines.close()
            self._lines = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None
        self.state.close()
