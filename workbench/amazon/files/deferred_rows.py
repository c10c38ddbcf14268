"""The rows of a report of transactions that Amazon deferred, or of which it says when their money was released.

Only what was shown to be sound is read: the select of a report that `transactions.read` believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from workbench.amazon.files.scratch import scratch
from workbench.amazon.files.transactions_file import TransactionsFile
from workbench.money import exact

ROWS = """
SELECT line_no, content, any_value(status), any_value(released_at), any_value(transaction_type), any_value(marketplace),
    any_value(order_id), any_value(posted_at), any_value(amount_description), list(amount_type ORDER BY amount_type),
    list(amount ORDER BY amount_type)
FROM ({select})
WHERE NOT is_transfer AND (status = 'deferred' OR released_at IS NOT NULL)
GROUP BY line_no, content
ORDER BY line_no
"""


@dataclass(frozen=True, slots=True)
class DeferredRow:
    """One row: `released` is None while Amazon holds it. `content` is a number that is the same for the same row in two reports;
    `amounts` are the money columns that are not zero, by their English titles. Times are in UTC."""

    content: int
    released: datetime | None
    transaction_type: str
    marketplace: str
    order_id: str
    posted: datetime
    description: str
    amounts: tuple[tuple[str, Decimal], ...]


def deferred_rows(file: TransactionsFile, workspace: Path) -> list[DeferredRow]:
    """The rows with a state, in the file's order."""
    with scratch(workspace) as connection:
        rows = connection.execute(ROWS.format(select=file.select)).fetchall()
    return [
        DeferredRow(
            content, None if status == "deferred" else released.replace(tzinfo=UTC), kind, marketplace, order, posted.replace(tzinfo=UTC),
            description, tuple(zip(titles, map(exact, amounts), strict=True)),
        )
        for _, content, status, released, kind, marketplace, order, posted, description, titles, amounts in rows
    ]  # fmt: skip
