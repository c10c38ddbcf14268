"""`make bench`: every measurement, one table. See bench/README.md."""

from __future__ import annotations

import json
import os
import signal
import tempfile
from pathlib import Path
from typing import Any

from bench.measure import in_process
from workbench.practice.seller import large_settlement

LINES = int(os.environ.get("BENCH_LINES", "1000000"))
ORDERS = int(os.environ.get("BENCH_ORDERS", "10000"))
LOADS = 5


def main() -> None:
    """Measure in a folder that is thrown away, and print as it goes."""
    with tempfile.TemporaryDirectory(prefix="workbench-bench-", dir=os.environ.get("BENCH_FOLDER")) as folder:
        try:
            imports(Path(folder))
            pages(Path(folder))
            posts(Path(folder))
        finally:
            stop_practice(Path(folder) / "posts")


def imports(folder: Path) -> None:
    """The import beside DuckDB alone."""
    file = folder / "settlement.txt"
    large_settlement(file, LINES)
    print(f"\nImport of {LINES:,} lines ({file.stat().st_size / 1e6:,.0f} MB)")
    bare = in_process("bench.imports", "bare", str(file), str(folder), home=folder / "none")["cost"]
    ours = in_process("bench.imports", "ours", str(file), home=folder / "imports")["cost"]
    head("", "clock s", "processor s", "memory MB")
    row("DuckDB read_csv", bare["wall"], bare["cpu"], bare["memory"])
    row("import", ours["wall"], ours["cpu"], ours["memory"])
    row("ratio", *(ours[name] / bare[name] for name in ("wall", "cpu", "memory")))


def pages(folder: Path) -> None:
    """What pages ask, beside a bare count."""
    answer = in_process("bench.pages", str(LINES), str(LOADS), home=folder / "pages")
    print(f"\nPages at {answer['lines']:,} lines in {LOADS} payouts")
    head("", "ms", "ratio")
    for question, ms in answer["ms"].items():
        row(question, ms, ms / answer["ms"]["bare count"])


def posts(folder: Path) -> None:
    """A payout posted, beside its bytes sent bare."""
    answer = in_process("bench.posts", str(ORDERS), home=folder / "posts")
    print(f"\nA payout of {answer['transactions']:,} sales and refunds: {answer['documents']:,} documents")
    head("", "clock s", "processor s", "ms a document", "memory MB")
    for step in ("plan", "open", "post", "read back", "report", "bare"):
        of: dict[str, Any] = answer[step]
        label = f"bare: {answer['requests']} requests" if step == "bare" else step
        row(label, of["wall"], of["cpu"], 1000 * of["wall"] / answer["documents"], of["memory"])
    row("post / bare", answer["post"]["wall"] / answer["bare"]["wall"], answer["post"]["cpu"] / answer["bare"]["cpu"])
    pace = answer["pace"]
    print("\nThe same posting at Intuit's limits, on a clock that nobody waits for")
    head("", "ours s", "shortest s", "ratio")
    row("pace", pace["seconds"], pace["shortest"], pace["seconds"] / pace["shortest"] if pace["shortest"] else 1.0)


def head(*words: str) -> None:
    """The heads of a table's columns."""
    print(f"  {words[0]:<46}" + "".join(f"{word:>16}" for word in words[1:]))


def row(label: str, *figures: float) -> None:
    """A line of a table."""
    print(f"  {label:<46}" + "".join(f"{figure:>16,.2f}" for figure in figures), flush=True)


def stop_practice(home: Path) -> None:
    """End the practice server that a measurement started."""
    note = home / ".practice" / "server.json"
    if note.exists():
        try:
            os.kill(json.loads(note.read_text())["pid"], signal.SIGTERM)
        except ProcessLookupError:
            return


if __name__ == "__main__":
    main()
