"""Runs in which the operating system kills the program, for real: a child process posts to the practice company over its
socket, dies at a named place while something fails, and another child goes on. QuickBooks' books are read by a third.
"""

from __future__ import annotations

import json
import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.jobs.conftest import Desk
from tests.proof.model import ENTITIES, FALLBACK, FAULTS, PLACES
from workbench.jobs import crash, review, setup, worker
from workbench.jobs.quickbooks.session import books_of
from workbench.practice.seller import demo_settlements
from workbench.store import outbox

PAYOUT = next(s for s in demo_settlements() if s.name.startswith("us-2026-08-05"))
CHILDREN = 6
"""So many programs may take a posting up before it must be whole."""


@dataclass(frozen=True, slots=True)
class Killed:
    """One run: where it was to die, whether it did, and what is in QuickBooks afterwards."""

    seed: int
    place: str
    died: bool
    duplicates: int
    lost: int
    done: bool


def kill(folder: Path, seed: int) -> Killed:
    """One posting that is killed. `folder` holds the companies; WORKBENCH_HOME names it."""
    chance = random.Random(seed)
    name = f"k{seed}"
    place = f"{chance.choice([p for p in crash.POINTS if p.startswith('post.')])}:{chance.choice((1, 1, 2, 3))}"
    fault = [{"kind": chance.choice(FAULTS), "when": chance.choice(("before", "after")), "match": chance.choice(PLACES), "nth": 1}]
    assert child(lambda: _prepare(name, fault if chance.randrange(2) else [])) == 0
    died = child(lambda: _post(name), crash_at=place) == -signal.SIGKILL
    for _ in range(CHILDREN):
        if child(lambda: _post(name)) == 0:
            break
    told = folder / f"{name}.json"
    assert child(lambda: _tell(name, told)) == 0
    there, planned, posted = (json.loads(told.read_text())[word] for word in ("there", "planned", "posted"))
    return Killed(seed, place, died, sum(there.values()) - len(there), len(set(planned) - set(there)), sorted(posted) == sorted(planned))


def child(act: Callable[[], int], crash_at: str = "") -> int:
    """Have a child of this process do it; its exit code, negative for the signal that ended it."""
    child = os.fork()
    if child == 0:
        try:
            os.environ.pop("WORKBENCH_CRASH_AT", None)
            if crash_at:
                os.environ["WORKBENCH_CRASH_AT"] = crash_at
            code = act()
        except BaseException as error:  # a child never goes on as its parent would
            print(f"child of {os.getppid()}: {type(error).__name__}: {error}", flush=True)
            code = 9
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _prepare(name: str, faults: list[dict[str, Any]]) -> int:
    desk = Desk(setup.open_company(name, create=True))
    desk.take_in(PAYOUT)
    worker.result_of(desk.do("connect"))
    desk.map_everything(PAYOUT.settlement_id, FALLBACK)
    review.confirm(desk.company, PAYOUT.settlement_id, "tester")
    desk.ask_practice("faults", faults)
    return 0


def _post(name: str) -> int:
    job = Desk(setup.open_company(name)).do("post", payout=PAYOUT.settlement_id, mode="order")
    return 0 if job.state == "done" and job.result.get("outcome") == "posted" else 1


def _tell(name: str, told: Path) -> int:
    company = setup.open_company(name)
    Desk(company).ask_practice("faults", [])
    books = books_of(company)
    notes = [str(d.get("PrivateNote", "")) for e in ENTITIES for d in books.between(e, date(2025, 1, 1), date(2028, 1, 1))]
    with company.state.read() as connection:
        postings = outbox.postings(connection, f"{PAYOUT.settlement_id}-1")
    told.write_text(json.dumps({
        "there": Counter(notes), "planned": [p.marker for p in postings], "posted": [p.marker for p in postings if p.state == "posted"],
    }))  # fmt: skip
    return 0
