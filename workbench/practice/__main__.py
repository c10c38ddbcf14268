"""The command line: python -m workbench.practice --port N --home DIR [--stop-when-idle SECONDS].

One program, two addresses: the practice QuickBooks and the practice Amazon. The first line of output states both.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from workbench.practice.amazon.server import AmazonOptions
from workbench.practice.books import BooksInUseError
from workbench.practice.server import DEFAULT_REQUEST_LIMIT, serve


def _announce(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted or idle; the first line on standard output says where."""
    description = "The practice QuickBooks and the practice Amazon, on this machine only."
    parser = argparse.ArgumentParser(prog="workbench.practice", description=description)
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port")
    parser.add_argument("--home", type=Path, required=True, help="the folder of the books")
    parser.add_argument("--stop-when-idle", type=int, metavar="SECONDS", help="end after so long without a request")
    parser.add_argument("--request-limit", type=int, default=DEFAULT_REQUEST_LIMIT, metavar="SECONDS")
    parser.add_argument("--amazon-port", type=int, default=0, help="0 takes any free port")
    parser.add_argument("--throttle", choices=("off", "real", "sandbox"), help="Amazon's rates; as last set, off at first")
    parser.add_argument("--speed", type=int, help="how many times as fast as ours Amazon's clock runs; 0 stands still")
    chosen = parser.parse_args(arguments)
    try:
        amazon = AmazonOptions(chosen.amazon_port, chosen.throttle, chosen.speed)
        serve(chosen.port, chosen.home, _announce, chosen.stop_when_idle, chosen.request_limit, amazon)
    except KeyboardInterrupt:
        return 0
    except (BooksInUseError, OSError) as reason:
        sys.stderr.write(f"The practice company cannot start: {reason}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
