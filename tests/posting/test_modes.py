"""Posting modes by marketplace and from a day: the newest rule that had begun decides, and nothing else."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import Refused
from workbench.posting.modes import ModeRule, checked, mode_of
from workbench.posting.plan import MODES

DAYS = st.dates(date(2025, 1, 1), date(2027, 1, 1)).map(lambda day: day.isoformat())
RULES = st.builds(ModeRule, st.sampled_from(["Amazon.com", "Amazon.de"]), DAYS, st.sampled_from(MODES))
SETS = st.lists(RULES, unique_by=lambda rule: (rule.marketplace, rule.since), max_size=6)


@given(SETS, DAYS)
def test_the_mode_is_that_of_the_last_rule_before_the_deposit_or_the_companys(rules: list[ModeRule], day: str) -> None:
    begun = sorted(rule.since for rule in rules if rule.marketplace == "Amazon.de" and rule.since <= day)
    expected = next((r.mode for r in rules if begun and (r.marketplace, r.since) == ("Amazon.de", begun[-1])), "order")
    assert mode_of(rules, "order", "AMAZON.DE", day) == expected
    assert mode_of(reversed(rules), "order", "Amazon.de", day) == expected


@given(SETS, RULES, DAYS)
def test_a_rule_changes_no_payout_before_its_day_and_none_of_another_marketplace(rules: list[ModeRule], new: ModeRule, day: str) -> None:
    kept = [rule for rule in rules if (rule.marketplace, rule.since) != (new.marketplace, new.since)]
    for marketplace in ("Amazon.com", "Amazon.de"):
        if day < new.since or marketplace != new.marketplace:
            assert mode_of([*kept, new], "daily", marketplace, day) == mode_of(kept, "daily", marketplace, day)


@given(SETS)
def test_rules_are_kept_in_one_order(rules: list[ModeRule]) -> None:
    assert {tuple(checked(some)) for some in list(permutations(rules))[:20]} == {tuple(sorted(rules))}


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ([ModeRule("Amazon.de", "2026-07-01", "weekly")], "no posting mode 'weekly'"),
        ([ModeRule("Amazon.de", "1.7.2026", "daily")], "not a day"),
        ([ModeRule("Amazon.de", "20260701", "daily")], "not a day"),
        ([ModeRule(" ", "2026-07-01", "daily")], "names no marketplace"),
        ([ModeRule("Amazon.de", "2026-07-01", "daily"), ModeRule("amazon.de", "2026-07-01", "order")], "Two rules begin"),
    ],
)
def test_a_rule_that_means_nothing_is_refused_in_words(rules: list[ModeRule], words: str) -> None:
    with pytest.raises(Refused, match=words):
        checked(rules)
