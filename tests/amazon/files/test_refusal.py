"""Refusals: the words stay readable whatever the file has in it."""

from __future__ import annotations

import pytest

from workbench.amazon.files.refusal import LONGEST_EXCERPT, RefusedFile, shown
from workbench.errors import Finding, Refused


@pytest.mark.parametrize("value", ["", "x", "a\nb\x00\x1b[0m", "\u202e\u200b\ufeff", "9" * 100, "\U000e0001" * 50])
def test_values_are_shown_short_and_visible(value):
    words = shown(value)
    assert words.isprintable()
    assert len(words) <= LONGEST_EXCERPT + 3


def test_a_refusal_says_the_first_fault_and_how_many_more():
    faults = [Finding("amount", f"line {n}", "It is wrong.", "Mend it.") for n in range(1, 31)]
    refused = RefusedFile(faults, where="report.txt")
    assert isinstance(refused, Refused)
    assert len(refused.findings) == 20
    assert str(refused) == "report.txt: line 1: It is wrong. (19 more faults found.) Mend it."
    assert RefusedFile(faults[:2]).what.endswith("(1 more fault found.)")
    assert RefusedFile.because("empty", "It is empty.").what == "It is empty."
