"""Random runs with many failures (A2, A4, A6), and the proof that they can fail (A5). `PROOF_SEED` plays one seed."""

from __future__ import annotations

import os

import pytest

from tests.proof import barriers, simulation

FIRST = int(os.environ.get("PROOF_SEED", "0"))
SEEDS = range(FIRST, FIRST + 1) if "PROOF_SEED" in os.environ else range(100)


def test_whatever_fails_every_document_is_in_quickbooks_once_and_in_three_goes() -> None:
    """S37: nothing is posted twice and nothing is lost."""
    bad = simulation.bad(SEEDS)
    assert not bad, "\n".join(f"replay with PROOF_SEED={run.seed}: {run}" for run in bad)


@pytest.mark.parametrize("name", barriers.BARRIERS)
def test_a_barrier_that_is_switched_off_is_caught(name: str) -> None:
    assert barriers.caught_after(name) > 0


def test_the_same_seed_is_the_same_run() -> None:
    assert simulation.run(17) == simulation.run(17)
