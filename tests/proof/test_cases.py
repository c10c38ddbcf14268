"""What can be tried one by one: crash × fault × position (A1), parts of a batch (A9), altered documents (A10)."""

from __future__ import annotations

import pytest

from tests.proof import cases
from tests.proof.simulation import GOES_TO_END

CASES = list(cases.every_case())
STRIDE = 43
"""Every so many cases one is played here; the number is prime to all that the product is made of; `make proof` plays them all."""


def test_a_crash_after_a_fault_at_any_document_leaves_every_document_once() -> None:
    played = {case: cases.play(case) for case in CASES[::STRIDE]}
    assert not {case: how for case, how in played.items() if not how[0].good or how[1] > GOES_TO_END}
    assert {case.crash for case in played} == set(cases.CRASHES)


@pytest.mark.parametrize("kind", ["partial-after", "refused-item"])
def test_any_part_of_a_batch_may_go_unanswered_or_be_refused(kind: str) -> None:
    played = {subset: cases.play_subset(kind, subset, cases.FOREVER) for subset in range(2**cases.ITEMS)}
    assert not {subset: how for subset, how in played.items() if not how[0].good or how[1] > GOES_TO_END}


@pytest.mark.parametrize("name", cases.ALTERATIONS)
def test_a_document_that_quickbooks_keeps_otherwise_than_sent_is_flagged_and_no_other(name: str) -> None:
    for position in range(len(cases.PLAN.documents)):
        found = cases.altered(name, position)
        assert found.flagged == found.happened
        assert not found.others_flagged
