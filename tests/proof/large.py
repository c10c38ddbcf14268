"""A large payout, killed again and again: every child dies by SIGKILL at a named place somewhere on its way, the last one does
not. QuickBooks' books are then counted by a program that has nothing to do with posting.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.posts import NUMBER, do, ready
from tests.proof.kills import child
from tests.proof.model import ENTITIES
from workbench.jobs import setup
from workbench.jobs.quickbooks.session import books_of
from workbench.money import ZERO
from workbench.store import outbox, settings

PLACES = ("post.frozen", "post.before-send", "post.answered", "post.recorded")
"""Places that a large payout passes hundreds of times."""


@dataclass(frozen=True, slots=True)
class Large:
    """The documents that were planned, how many programs died, and what is in QuickBooks afterwards. `held` is what is left on
    *Payments to deposit*, as QuickBooks prints it."""

    documents: int
    died: int
    duplicates: int
    lost: int
    held: str

    @property
    def good(self) -> bool:
        """Every document once, and nothing left to deposit."""
        return (self.duplicates, self.lost, self.held) == (0, 0, "0.00")


def post(folder: Path, orders: int, kills: int) -> Large:
    """Post a payout of so many orders through so many kills. `folder` is where WORKBENCH_HOME is."""
    chance = random.Random(orders)
    assert child(lambda: _prepare(orders)) == 0
    stretch = orders // (30 * (kills + 2))
    died = 0
    for _ in range(kills):
        died += child(_post, crash_at=f"{chance.choice(PLACES)}:{chance.randrange(1, 2 * stretch + 2)}") < 0
    assert child(_post) == 0
    told = folder / "large.json"
    assert child(lambda: _tell(told)) == 0
    there, planned, held = (json.loads(told.read_text())[word] for word in ("there", "planned", "held"))
    return Large(len(planned), died, sum(there.values()) - len(there), len(set(planned) - set(there)), held)


def _prepare(orders: int) -> int:
    return 0 if ready(setup.open_company("large", create=True), orders) else 1


def _post() -> int:
    done = do(setup.open_company("large"), "post", payout=NUMBER, mode="order")
    return 0 if done.get("outcome") == "posted" else 1


def _tell(told: Path) -> int:
    company = setup.open_company("large")
    books = books_of(company)
    notes = [str(d.get("PrivateNote", "")) for e in ENTITIES for d in books.between(e, date(2025, 1, 1), date(2028, 1, 1))]
    with company.state.read() as connection:
        planned = [p.marker for p in outbox.postings(connection, f"{NUMBER}-1")]
        undeposited = settings.get(connection, "undeposited_account")
    held = books.trial_balance(date(2028, 1, 1)).get(undeposited, ZERO)
    told.write_text(json.dumps({"there": Counter(notes), "planned": planned, "held": f"{held:.2f}"}))
    return os.EX_OK
