"""Review decisions: which included transactions are confirmed, which excluded, why and by whom.

`*` as the transaction stands for every transaction of the payout without a decision of its own: confirming ten thousand
sales is one row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from workbench import clock
from workbench.store import audit
from workbench.store.schema import decision

EVERY = "*"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about one included transaction."""

    status: str
    because: str = ""
    account_id: str = ""
    account: str = ""
    at: str = ""
    by: str = ""


def of_settlement(connection: sa.Connection, settlement_id: str) -> dict[str, Decision]:
    """Decisions by transaction key."""
    rows = connection.execute(sa.select(decision).where(decision.c.settlement_id == settlement_id))
    return {r.transaction_key: Decision(r.status, r.because, r.account_id, r.account, r.at, r.by) for r in rows}


def of_all(connection: sa.Connection) -> Mapping[str, dict[str, Decision]]:
    """Decisions of every settlement: settlement id -> transaction key -> decision."""
    found: dict[str, dict[str, Decision]] = {}
    for r in connection.execute(sa.select(decision)):
        found.setdefault(r.settlement_id, {})[r.transaction_key] = Decision(r.status, r.because, r.account_id, r.account, r.at, r.by)
    return found


def confirm(connection: sa.Connection, by: str, settlement_id: str, transaction_keys: list[str]) -> None:
    """Confirm these transactions (or `EVERY`)."""
    for key in transaction_keys:
        _write(connection, settlement_id, key, Decision("categorized", by=by))
    audit.record(connection, by, "confirmed", settlement=settlement_id, transactions=transaction_keys)


def exclude(connection: sa.Connection, by: str, settlement_id: str, transaction_key: str, chosen: Decision) -> None:
    """Exclude one transaction, with the reason and the account that explains its amount."""
    _write(connection, settlement_id, transaction_key, Decision("excluded", chosen.because, chosen.account_id, chosen.account, by=by))
    audit.record(connection, by, "excluded", settlement=settlement_id, transaction=transaction_key,
                 because=chosen.because, account=chosen.account)  # fmt: skip


def reopen(connection: sa.Connection, by: str, settlement_id: str, transaction_keys: list[str]) -> None:
    """Take decisions back: the transactions are for review again."""
    for key in transaction_keys:
        connection.execute(decision.delete().where(decision.c.settlement_id == settlement_id, decision.c.transaction_key == key))
    audit.record(connection, by, "reopened", settlement=settlement_id, transactions=transaction_keys)


def spell_out(connection: sa.Connection, settlement_id: str, transaction_keys: Sequence[str]) -> None:
    """Put decisions of their own in the place of `EVERY`, for these transactions: what stood for all now stands for each,
    so that single ones can be taken back."""
    every = of_settlement(connection, settlement_id).get(EVERY)
    if every is None:
        return
    connection.execute(decision.delete().where(decision.c.settlement_id == settlement_id, decision.c.transaction_key == EVERY))
    rows = [
        {"settlement_id": settlement_id, "transaction_key": key, "status": every.status, "because": every.because,
         "account_id": every.account_id, "account": every.account, "at": every.at, "by": every.by}
        for key in transaction_keys
    ]  # fmt: skip
    if rows:
        connection.execute(decision.insert(), rows)


def _write(connection: sa.Connection, settlement_id: str, key: str, made: Decision) -> None:
    connection.execute(decision.delete().where(decision.c.settlement_id == settlement_id, decision.c.transaction_key == key))
    connection.execute(
        decision.insert().values(
            settlement_id=settlement_id, transaction_key=key, status=made.status, because=made.because,
            account_id=made.account_id, account=made.account, at=clock.stamp(), by=made.by,
        )
    )  # fmt: skip
