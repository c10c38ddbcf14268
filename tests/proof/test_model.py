"""The accountant who does anything in any order (A7); `make proof` lets her work for longer."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.proof import model
from tests.proof.model import Accountant

EXAMPLES, STEPS = int(os.environ.get("PROOF_EXAMPLES", "5")), int(os.environ.get("PROOF_STEPS", "10"))


def test_whatever_is_done_in_whatever_order_nothing_is_there_twice_and_all_that_is_posted_is_there(home: Path) -> None:
    modest = settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, derandomize=True, database=None,
                      phases=(Phase.generate,), suppress_health_check=list(HealthCheck))  # fmt: skip
    run_state_machine_as_test(Accountant, settings=modest)
    print(dict(model.seen))
    assert model.seen["post posted"]
