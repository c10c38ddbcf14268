"""The measurements run, on a settlement so small that their figures mean nothing; no figure is judged."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def test_the_bench_measures_everything_and_leaves_nothing_behind(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench"], capture_output=True, text=True, check=False, cwd=ROOT, timeout=300,
        env={**os.environ, "BENCH_LINES": "2000", "BENCH_ORDERS": "30", "BENCH_FOLDER": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    rows = [line.strip() for line in done.stdout.splitlines()]
    for label in ("Import of 2,000 lines", "ratio", "Pages at 10,000 lines in 5 payouts", "bare count", "list of payouts",
                  "first page of transactions", "plan", "post", "read back", "report", "post / bare", "pace"):  # fmt: skip
        assert any(row.startswith(label) for row in rows), f"no {label}"
    assert list(tmp_path.iterdir()) == []
