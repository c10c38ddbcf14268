"""A payout of some hundred orders is killed on its way, and whole in the end (`make proof` does it with 10,000)."""

from __future__ import annotations

from pathlib import Path

from tests.proof import large


def test_a_large_payout_killed_on_its_way_is_there_once(home: Path) -> None:
    done = large.post(home, orders=400, kills=3)
    assert done.good, str(done)
    assert done.died >= 1
    assert done.documents > 300
