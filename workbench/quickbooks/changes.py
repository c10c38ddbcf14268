"""Changes: what QuickBooks' change data capture says was created, changed or deleted since a moment.

It looks at most 30 days back and gives at most 1,000 objects of an entity, without pages (developer.intuit.com, "Change data
capture"): an answer that is full may have left something out, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

LONGEST_LOOK_BACK = timedelta(days=30)
MOST_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Changes:
    """The ids that changed, by entity; `complete` is False when QuickBooks may have left some out."""

    ids: Mapping[str, frozenset[str]]
    complete: bool


def parse(body: Mapping[str, Any], entities: Sequence[str]) -> Changes:
    """The answer to a question about these entities, in their order; one without changes comes as an empty object."""
    answers = body["CDCResponse"][0]["QueryResponse"]
    rows = {entity: [row for answer in answers for row in answer.get(entity, [])] for entity in entities}
    return Changes(
        {entity: frozenset(row["Id"] for row in listed) for entity, listed in rows.items()},
        all(len(listed) < MOST_ROWS for listed in rows.values()),
    )
