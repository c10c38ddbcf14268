"""Measuring: every row of the scoreboard in turn, the first five on two processes (which import this module by its name)."""

from __future__ import annotations

import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.conftest import stop_practice
from tests.proof import barriers, cases, simulation
from tests.proof.scoreboard import ROOT, Row

CHUNK = 100
WORKERS = 2

Tally = tuple[int, int, int, int]
"""Runs, duplicates, lost, other failures."""

Result = tuple[Tally, list[str]]
"""A tally, and words for what was not good."""


def _judged(verdict: cases.Verdict, goes: int) -> Tally:
    good = verdict.good and goes <= simulation.GOES_TO_END
    return 1, verdict.duplicates, verdict.lost, int(not good and not verdict.duplicates and not verdict.lost)


def _random_runs(first: int) -> Result:
    runs = [simulation.run(seed) for seed in range(first, first + CHUNK)]
    return _sum(_judged(run.verdict, run.goes) for run in runs), [str(run) for run in runs if not run.good]


def _one_case(case: cases.Case) -> Result:
    verdict, goes = cases.play(case)
    tally = _judged(verdict, goes)
    return tally, [f"{case}: {verdict}"] if any(tally[1:]) else []


def _one_subset(case: tuple[str, int, float]) -> Result:
    verdict, goes = cases.play_subset(*case)
    tally = _judged(verdict, goes)
    return tally, [f"{case}: {verdict}"] if any(tally[1:]) else []


def _one_alteration(case: tuple[str, int]) -> Result:
    found = cases.altered(*case)
    wrong = found.flagged != found.happened or found.others_flagged
    return (int(found.happened), 0, 0, int(wrong)), [f"{case}: {found}"] if wrong else []


def _one_barrier(name: str) -> Result:
    after = barriers.caught_after(name, first=0)
    return (after or 1000, 0, 0, int(not after)), [] if after else [f"not missed: {name}"]


def _one_kill(seed: int) -> Result:
    from tests.proof import kills

    run = kills.kill(Path(os.environ["WORKBENCH_HOME"]), seed)
    return (int(run.died), run.duplicates, run.lost, int(not run.done)), [] if run.done and not run.duplicates + run.lost else [str(run)]


def _large(orders: int) -> Result:
    """A run is a program that died on the way of one large payout."""
    from tests.proof import large

    done = large.post(Path(os.environ["WORKBENCH_HOME"]), orders, kills=10)
    other = int(not done.good and not done.duplicates and not done.lost)
    return (done.died, done.duplicates, done.lost, other), [] if done.good else [str(done)]


def _sum(tallies: Iterator[Tally]) -> Tally:
    columns = list(zip(*tallies, strict=True))
    return (sum(columns[0]), sum(columns[1]), sum(columns[2]), sum(columns[3])) if columns else (0, 0, 0, 0)


def _measure(name: str, done: str, seeds: str, results: Iterator[Result], until: float = float("inf")) -> Row:
    """Take results until there are no more, or it is that late (seconds of `time.monotonic`)."""
    began, tallies = time.monotonic(), []
    for tally, bad in results:
        tallies.append(tally)
        for words in bad:
            print(f"  {name}: {words}", flush=True)
        if time.monotonic() > until:
            break
    runs, duplicates, lost, other = _sum(iter(tallies))
    row = Row(name, done, runs, duplicates, lost, other, seeds.format(last=len(tallies) * CHUNK - 1), round(time.monotonic() - began))
    print(row, flush=True)
    return row


def _tests(name: str, done: str, module: str, times: int, runs_each: int, minutes: float = 30, **environment: str) -> Row:
    """A module of tests, so many times; a failure is told by pytest itself."""

    def results() -> Iterator[Result]:
        for _ in range(times):
            command = [sys.executable, "-m", "pytest", "-n", "0", "-q", *module.split()]
            failed = subprocess.run(command, cwd=ROOT, check=False, env={**os.environ, **environment}, timeout=minutes * 60).returncode
            yield (runs_each, 0, 0, int(failed != 0)), []

    return _measure(name, done, "–", results())


def _spread(one: Callable[[Any], Result], work: Iterable[Any], chunk: int = 1) -> Iterator[Result]:
    """The results of `one`, in order, from processes that end when nobody takes any more."""
    with multiprocessing.get_context("spawn").Pool(WORKERS) as pool:
        yield from pool.imap(one, work, chunk)


def _in_process(minutes: float) -> Iterator[Row]:
    """The rows that run against the small ledger."""
    firsts = range(0, 200_000, CHUNK)
    until = time.monotonic() + minutes * 60
    yield _measure("many failures at random", "1-3 crashes, faults on 10-70% of calls; ids kept, forgotten, ignored; late queries",
                   "0-{last}", _spread(_random_runs, firsts), until)  # fmt: skip
    every = list(cases.every_case())
    random.Random(1).shuffle(every)
    until = time.monotonic() + minutes * 60
    yield _measure("crash × fault × document", f"of {len(every):,} there are, ids kept and ignored", "all, or as time was",
                   _spread(_one_case, every, 8), until)  # fmt: skip
    subsets = [(kind, n, memory) for kind in cases.SUBSET_KINDS for n in range(2**cases.ITEMS) for memory in (simulation.FOREVER, 0.0)]
    random.Random(1).shuffle(subsets)
    until = time.monotonic() + minutes * 60
    yield _measure("parts of a batch", f"of {len(subsets):,}: the 64 subsets of 6 items × 8 troubles, ids kept and ignored",
                   "all, or as time was", _spread(_one_subset, subsets, 8), until)  # fmt: skip
    yield _measure("barriers switched off", f"each of {len(barriers.BARRIERS)} alone; runs until it was missed", "from 0",
                   _spread(_one_barrier, barriers.BARRIERS))  # fmt: skip
    altered = [(name, n) for name in cases.ALTERATIONS for n in range(len(cases.PLAN.documents))]
    yield _measure("documents altered by QuickBooks", "7 alterations × 5 documents: flagged, and no other", "all",
                   _spread(_one_alteration, altered))  # fmt: skip


def _with_practice(examples: int, steps: int, kills: int, minutes: float) -> Iterator[Row]:
    """The rows that run against the practice company."""
    yield _tests("copies made by hand", "planted by mark and by number: found once, and nothing else", "tests/proof/test_copies.py", 1, 6)
    yield _tests("anything in any order", f"{examples} accountants, {steps} steps each", "tests/proof/test_model.py", 1, examples,
                 PROOF_EXAMPLES=str(examples), PROOF_STEPS=str(steps))  # fmt: skip
    yield _tests("fifty sessions", "Post pressed, and the batch claimed, at a barrier", "tests/proof/test_sessions.py", 3, 2)
    renewals = "tests/jobs/test_quickbooks_connection.py -k renew_at_once"
    yield _tests("fifty renewals", "one expired sign-in, renewed at a barrier, old token dying", renewals, 3, 1)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"WORKBENCH_HOME": folder, "WORKBENCH_USER": "proof"}
        try:
            yield _measure("killed by the operating system", "SIGKILL at a named place, half of them with a fault; those that died count",
                           "from 0", map(_one_kill, range(kills)), time.monotonic() + minutes * 60)  # fmt: skip
            yield _measure("10,000 orders killed ten times", "one payout, SIGKILL somewhere on the way; Payments to deposit 0.00 after",
                           "10,000", map(_large, [10_000]))  # fmt: skip
        finally:
            stop_practice(Path(folder))


def every_row(minutes: float, kills: int, examples: int, steps: int) -> Iterator[Row]:
    """All rows; each of the long ones takes so many minutes at most."""
    yield from _in_process(minutes)
    yield from _with_practice(examples, steps, kills, minutes)
