"""The command line: python -m workbench.practice --port N --home DIR [--stop-when-idle SECONDS]."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from workbench.practice.books import BooksInUseError
from workbench.practice.server import DEFAULT_REQUEST_LIMIT, serve


def _announce(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted or idle; the first line on standard output says where."""
    description = "The practice QuickBooks, on this machine only."
    parser = argparse.ArgumentParser(prog="workbench.practice", description=description)
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port")
    parser.add_argument("--home", type=Path, required=True, help="the folder of the books")
    parser.add_argument("--stop-when-idle", type=int, metavar="SECONDS", help="end after so long without a request")
    parser.add_argument("--request-limit", type=int, default=DEFAULT_REQUEST_LIMIT, metavar="SECONDS")
    chosen = parser.parse_args(arguments)
    try:
        serve(chosen.port, chosen.home, _announce, chosen.stop_when_idle, chosen.request_limit)
    except KeyboardInterrupt:
        return 0
    except (BooksInUseError, OSError) as reason:
        sys.stderr.write(f"The practice QuickBooks cannot start: {reason}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
