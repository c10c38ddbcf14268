"""What stands in QuickBooks of ours: each posted document with its effects, without the bytes that were sent.

A document that was deleted in an undo stands there no more; one that a journal entry takes back does, and so does that entry.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from workbench.store.schema_outbox import batch, posting


@dataclass(frozen=True, slots=True)
class Standing:
    """A posted document. `effects` maps account ids to debits in the payout's currency; `found` is what was read back, {} before.

    `plan` are the bytes of its body where `currency` is not the books' own: they carry its rate.
    """

    settlement_id: str
    load_id: str
    mapping_version: int
    currency: str
    entity: str
    doc_number: str
    date: str
    effects: dict[str, Decimal]
    found: dict[str, Any]
    plan: bytes


def standing(connection: sa.Connection, home_currency: str) -> list[Standing]:
    """Every posted document of every batch, in the order in which they were planned; '' for a home currency that is not known."""
    foreign = batch.c.currency != home_currency if home_currency else sa.false()
    query = (
        sa.select(
            batch.c.settlement_id, batch.c.load_id, batch.c.mapping_version, batch.c.currency, posting.c.entity, posting.c.doc_number,
            posting.c.date, posting.c.effects, posting.c.found, sa.case((foreign, posting.c.plan), else_=b"").label("plan"),
        )
        .join_from(posting, batch, batch.c.batch_id == posting.c.batch_id)
        .where(posting.c.state == "posted")
        .order_by(batch.c.at, posting.c.position)
    )  # fmt: skip
    return [_standing(row) for row in connection.execute(query)]


def _standing(r: Any) -> Standing:
    effects = {account: Decimal(debit) for account, debit in json.loads(r.effects).items()}
    return Standing(r.settlement_id, r.load_id, r.mapping_version, r.currency, r.entity, r.doc_number, r.date, effects,
                    json.loads(r.found), bytes(r.plan))  # fmt: skip
