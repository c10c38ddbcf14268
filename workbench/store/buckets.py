"""Amazon's rate limits as we have used them: a token bucket for each seller and operation, kept across programs.

A program that starts anew has not earned a new burst; without this memory it would be throttled at its first question.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from workbench.store.schema_amazon import bucket
from workbench.store.state import State


class Buckets:
    """One seller's buckets in the state. Each call is a transaction of its own, on disk when it returns."""

    def __init__(self, state: State, seller_id: str) -> None:
        self._state = state
        self._seller_id = seller_id

    def load(self, operation: str) -> tuple[Decimal, datetime] | None:
        """The tokens that were left, and when; None for an operation never asked."""
        query = sa.select(bucket.c.tokens, bucket.c.at).where(bucket.c.seller_id == self._seller_id, bucket.c.operation == operation)
        with self._state.read() as connection:
            row = connection.execute(query).first()
        return (Decimal(row.tokens), datetime.fromisoformat(row.at)) if row else None

    def save(self, operation: str, tokens: Decimal, at: datetime) -> None:
        """Keep them."""
        same = sa.and_(bucket.c.seller_id == self._seller_id, bucket.c.operation == operation)
        row = {"tokens": str(tokens), "at": at.isoformat()}
        with self._state.write() as connection:
            if not connection.execute(bucket.update().where(same).values(**row)).rowcount:
                connection.execute(bucket.insert().values(seller_id=self._seller_id, operation=operation, **row))
