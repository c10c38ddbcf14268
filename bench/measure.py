"""Taking a measurement: in a process of its own, so that memory and processor time are that measurement's alone."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Cost:
    """What a piece of work took: seconds by the clock and of the processor, and the largest memory so far in MB."""

    wall: float
    cpu: float
    memory: float


@contextmanager
def cost(into: dict[str, Any], name: str) -> Iterator[None]:
    """Measure the block and put its cost under `name`."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    into[name] = asdict(Cost(wall, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def median_ms(work: Callable[[], object], rounds: int = 9) -> float:
    """The middle one of several runs, in milliseconds, after one that does not count."""
    work()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return 1000 * statistics.median(taken)


def in_process(module: str, *arguments: str, home: Path) -> dict[str, Any]:
    """Run `python -m module arguments` with companies of its own; its last line of output is its answer, as JSON."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], capture_output=True, text=True, check=False, cwd=Path(__file__).parents[1],
        env={**os.environ, "WORKBENCH_HOME": str(home), "WORKBENCH_USER": "bench"},
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{module} {' '.join(arguments)} failed:\n{done.stderr[-3000:]}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer
