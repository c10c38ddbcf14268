"""One name for one thing: the lines of flat file V1 and of XML, named as flat file V2 names them.

Amazon says what a line is in three texts. A person's choice of an account hangs on them, so a kind of line must have the
same texts in whatever format it comes. The rules are `settlement_names.csv`, one a row, the first that fits counts: ` | `
stands between alternatives, `*` for any text, `(blank)` for no text, `=` for the text as it is. They follow Amazon's own
description of how V1 became V2 (developer documentation, changelog on the deprecation of two settlement report types): the
name of a price or fee column became the amount type, its cell the description; the type of an amount of the account became
its description. What no rule names keeps Amazon's words. Nothing is added up: where V2 has one line (an advertising invoice
with its tax), V1 has two.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from workbench.amazon.files.scratch import quoted

TEXTS = ("transaction_type", "amount_type", "amount_description")
SAME = "="
TRANSACTION_TYPE = "{transaction type}"


def named(rows: str) -> str:
    """SQL: the rows, whose three texts are those of flat file V1, with those of flat file V2."""
    rules = _rules()
    when = " ".join(f"WHEN {_fits(rule)} THEN {n}" for n, rule in enumerate(rules))
    renamed = ", ".join(f"{_renamed(text, rules)} AS {text}" for text in TEXTS)
    return f"SELECT * EXCLUDE (name_rule) REPLACE ({renamed}) FROM (SELECT *, CASE {when} END AS name_rule FROM ({rows}))"


def _fits(rule: dict[str, str]) -> str:
    patterns = {text: "|".join(map(_pattern, rule[text].split(" | "))) for text in TEXTS}
    return " AND ".join(f"regexp_full_match({text}, {quoted(f'(?is)(?:{found})')})" for text, found in patterns.items() if found != ".*")


def _pattern(alternative: str) -> str:
    return "" if alternative == "(blank)" else ".*".join(map(re.escape, alternative.split("*")))


def _renamed(text: str, rules: tuple[dict[str, str], ...]) -> str:
    """SQL: what the rule that fits makes of a text."""
    new = [(n, rule[f"v2_{text}"]) for n, rule in enumerate(rules) if rule[f"v2_{text}"] != SAME]
    when = " ".join(f"WHEN {n} THEN {'transaction_type' if name == TRANSACTION_TYPE else quoted(name)}" for n, name in new)
    return f"CASE name_rule {when} ELSE {text} END"


@cache
def _rules() -> tuple[dict[str, str], ...]:
    text = files("workbench.amazon.files").joinpath("settlement_names.csv").read_text("utf-8")
    return tuple(csv.DictReader(text.splitlines()))
