"""`make proof`: everything of the proof in larger numbers, and docs/scoreboard.md with what was measured.

    python -m tests.proof                    the whole; `--minutes 10` is the time for the random runs, `--kills 200` real kills
    python -m tests.proof --seed 17          one random run, told in full

Ends with 1 when anything was found.
"""

from __future__ import annotations

import argparse
import sys
import time

from tests.proof import simulation
from tests.proof.measure import every_row
from tests.proof.scoreboard import FILE, ROOT, write
from workbench.jobs.post.poster import SHOWN_WITHIN


def main() -> int:
    """As the command line says."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof", description=__doc__)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--examples", type=int, default=25)
    parser.add_argument("--steps", type=int, default=20)
    arguments = parser.parse_args()
    if arguments.seed is not None:
        run = simulation.run(arguments.seed)
        print(run)
        return int(not run.good)
    began = time.monotonic()
    rows = list(every_row(arguments.minutes, arguments.kills, arguments.examples, arguments.steps))
    write(rows, time.monotonic() - began, SHOWN_WITHIN)
    print(f"written: {FILE.relative_to(ROOT)}")
    return int(any(row.duplicates or row.lost or row.other for row in rows))


if __name__ == "__main__":
    sys.exit(main())
