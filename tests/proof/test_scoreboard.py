"""docs/scoreboard.md has every row, and no row has anything to report."""

from __future__ import annotations

import pytest

from tests.proof import scoreboard


@pytest.mark.parametrize("name", scoreboard.PROPERTIES)
def test_the_scoreboard_has_the_row_with_runs_and_without_failures(name: str) -> None:
    row = scoreboard.read()[name]
    assert int(row["runs"].replace(",", "")) > 0
    assert (row["duplicates"], row["lost"], row["other failures"]) == ("0", "0", "0")


def test_the_scoreboard_says_which_command_wrote_it_and_what_is_not_proved() -> None:
    text = scoreboard.FILE.read_text()
    assert "Written by `make proof`" in text
    assert "## What cannot be proved here" in text
