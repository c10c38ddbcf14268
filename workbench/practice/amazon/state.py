"""What the practice Amazon remembers between two starts: its clock, its switches, who may sign in. One JSON file.

The sellers' money is not in it: that follows from the stories and the clock.
"""

from __future__ import annotations

from pathlib import Path

from workbench.practice.amazon import clock
from workbench.practice.amazon.access import Access
from workbench.practice.amazon.sellers import LARGE_LINES, Sellers
from workbench.practice.amazon.switches import Switches
from workbench.practice.wire import decode, encode

FILE = "amazon.json"


class DamagedStateError(OSError):
    """The state's file is not one of ours."""


class State:
    """The state of one home folder, read when opened and written after each change."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._begin()
        if self._file.exists():
            self._read()

    @property
    def _file(self) -> Path:
        return self._home / FILE

    def _begin(self) -> None:
        self.clock = clock.Clock()
        self.switches = Switches()
        self.access = Access()
        self.sellers = Sellers(self._home)

    def reset(self) -> None:
        """As on the first day. The ledgers that were made stay: they do not change."""
        made = self.sellers
        self._begin()
        self.sellers = made
        if made.large_lines != LARGE_LINES:
            made.enlarge(LARGE_LINES)
        self.keep()

    def keep(self) -> None:
        """Write everything down; the file is whole at any moment."""
        content = {
            "now": self.clock.now().isoformat(),
            "speed": self.clock.speed,
            "switches": self.switches.as_json(),
            "access": self.access.as_json(),
            "large_lines": self.sellers.large_lines,
        }
        part = self._file.with_suffix(".part")
        part.write_text(encode(content), "utf-8")
        part.replace(self._file)

    def _read(self) -> None:
        try:
            self._restore()
        except (ValueError, KeyError, TypeError) as reason:
            raise DamagedStateError(f"{self._file} cannot be understood ({reason}); delete it to begin anew") from reason

    def _restore(self) -> None:
        kept = decode(self._file.read_bytes())
        self.clock = clock.Clock(clock.moment(kept["now"]), kept["speed"])
        self.switches = Switches().changed(kept["switches"])
        self.access = Access.from_json(kept["access"])
        self.sellers.enlarge(kept["large_lines"])
