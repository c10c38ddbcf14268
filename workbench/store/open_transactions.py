"""Transactions that no settlement in the books has yet: of the open settlement, and sales whose money Amazon defers.

They come from listTransactions, under Amazon's own number each, so asking again changes nothing but what Amazon changed.
A deferred sale that was released is there twice, as the sale and as its release, and is counted once: as the sale, on
the day of shipment.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from workbench import clock
from workbench.money import from_cents, to_cents
from workbench.store.schema import settlement
from workbench.store.schema_amazon import open_transaction
from workbench.store.schema_deferral import transaction_part

STATUSES = {"deferred": "deferred", "deferred_released": "deferred-released", "released": "released"}
"""Amazon's words, in small letters, and ours; anything else is `other`."""


Part = tuple[tuple[str, ...], Decimal]
"""Amazon's names from the top of an amount to one leaf of it, and the leaf's amount."""


@dataclass(frozen=True, slots=True)
class OpenTransaction:
    """One transaction; + is money to the seller. Times are ISO 8601 in UTC, '' where Amazon states none. `parts` come to the
    amount; only `every` reads them."""

    transaction_id: str
    status: str
    type: str
    description: str
    posted: str
    order_id: str
    settlement_id: str
    group_id: str
    account_type: str
    marketplace_id: str
    amount: Decimal
    currency: str
    deferral_reason: str
    maturity: str
    deferred_id: str
    release_id: str
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenTotal:
    """What is not settled yet in one currency: how many transactions, how much, and how much of it is deferred."""

    currency: str
    count: int
    amount: Decimal
    deferred_count: int
    deferred: Decimal


@dataclass(frozen=True, slots=True)
class OddRelease:
    """A deferred sale that was released oddly: `release_id` is '' when its release is missing, else of another amount."""

    sale: OpenTransaction
    release_id: str
    released: Decimal | None


def record(connection: sa.Connection, seller_id: str, found: Iterable[OpenTransaction]) -> int:
    """Write transactions down as Amazon states them now; returns how many were not known."""
    count = sa.select(sa.func.count()).where(open_transaction.c.seller_id == seller_id)
    before = connection.execute(count).scalar_one()
    row = insert(open_transaction)
    kept = row.on_conflict_do_update(
        index_elements=["seller_id", "transaction_id"],
        set_={column.name: row.excluded[column.name] for column in open_transaction.c if not column.primary_key},
    )
    listed = list(found)
    rows = [{"seller_id": seller_id, "transaction_id": each.transaction_id, **_row(each)} for each in listed]
    if rows:
        connection.execute(kept, rows)
        _keep_parts(connection, seller_id, listed)
    return int(connection.execute(count).scalar_one()) - int(before)


def _keep_parts(connection: sa.Connection, seller_id: str, listed: Iterable[OpenTransaction]) -> None:
    """The parts as they are stated now, in place of those of before; where none are stated, those of before stay."""
    by_id = {each.transaction_id: each.parts for each in listed if each.parts}
    mine = transaction_part.c.seller_id == seller_id, transaction_part.c.transaction_id == sa.bindparam("of")
    if not by_id:
        return
    connection.execute(transaction_part.delete().where(*mine), [{"of": transaction_id} for transaction_id in by_id])
    rows = [
        {"seller_id": seller_id, "transaction_id": transaction_id, "position": n, "path": json.dumps(path),
         "amount_cents": to_cents(amount)}
        for transaction_id, parts in by_id.items() for n, (path, amount) in enumerate(parts)
    ]  # fmt: skip
    connection.execute(transaction_part.insert(), rows)


def every(connection: sa.Connection, seller_id: str) -> list[OpenTransaction]:
    """All that was ever listed, settled or not, the releases of deferred sales too, with their parts; oldest first."""
    parts: dict[str, list[Part]] = defaultdict(list)
    stated = sa.select(transaction_part).where(transaction_part.c.seller_id == seller_id).order_by(transaction_part.c.position)
    for row in connection.execute(stated):
        parts[row.transaction_id].append((tuple(json.loads(row.path)), from_cents(row.amount_cents)))
    query = sa.select(open_transaction).where(open_transaction.c.seller_id == seller_id)
    rows = connection.execute(query.order_by(open_transaction.c.posted_at, open_transaction.c.transaction_id))
    return [replace(_transaction(row), parts=tuple(parts.get(row.transaction_id, ()))) for row in rows]


def unsettled(connection: sa.Connection, seller_id: str) -> list[OpenTransaction]:
    """What is in no settlement of the books, each sale once, oldest first."""
    rows = connection.execute(_unsettled(seller_id).order_by(open_transaction.c.posted_at, open_transaction.c.transaction_id))
    return [_transaction(row) for row in rows]


def totals(connection: sa.Connection, seller_id: str) -> list[OpenTotal]:
    """The same summed for each currency."""
    counted = _unsettled(seller_id).subquery()
    deferred = counted.c.status == "deferred"
    query = sa.select(
        counted.c.currency, sa.func.count().label("transactions"), sa.func.sum(counted.c.amount_cents).label("cents"),
        sa.func.count(sa.case((deferred, 1))).label("deferred_count"),
        sa.func.coalesce(sa.func.sum(sa.case((deferred, counted.c.amount_cents))), 0).label("deferred_cents"),
    ).group_by(counted.c.currency).order_by(counted.c.currency)  # fmt: skip
    return [
        OpenTotal(r.currency, r.transactions, from_cents(r.cents), r.deferred_count, from_cents(r.deferred_cents))
        for r in connection.execute(query)
    ]


def oldest_unsettled(connection: sa.Connection, seller_id: str) -> str:
    """When the oldest of them was posted; '' when there is none."""
    counted = _unsettled(seller_id).subquery()
    return str(connection.execute(sa.select(sa.func.min(counted.c.posted_at))).scalar() or "")


def settlements_of_groups(connection: sa.Connection, seller_id: str) -> dict[str, str]:
    """The settlement that each financial event group is, by the transactions that name both; groups with two are left out."""
    return _one_each(connection, seller_id, open_transaction.c.group_id, open_transaction.c.settlement_id)


def account_types(connection: sa.Connection, seller_id: str) -> dict[str, str]:
    """The account type of each settlement, by its transactions; a settlement of which they name two is left out."""
    return _one_each(connection, seller_id, open_transaction.c.settlement_id, open_transaction.c.account_type)


def odd_releases(connection: sa.Connection, seller_id: str) -> list[OddRelease]:
    """Deferred sales that Amazon says it released, without a release among the transactions or with one of another amount."""
    release = open_transaction.alias("release")
    named = sa.or_(release.c.transaction_id == open_transaction.c.release_id, release.c.deferred_id == open_transaction.c.transaction_id)
    same = open_transaction.c.currency == release.c.currency, open_transaction.c.amount_cents == release.c.amount_cents
    query = (
        sa.select(open_transaction, release.c.transaction_id.label("other_id"), release.c.amount_cents.label("other_cents"))
        .outerjoin(release, sa.and_(release.c.seller_id == seller_id, named))
        .where(open_transaction.c.seller_id == seller_id, open_transaction.c.status == "deferred-released")
        .where(sa.or_(release.c.transaction_id.is_(None), ~sa.and_(*same)))
        .order_by(open_transaction.c.posted_at, open_transaction.c.transaction_id)
    )
    return [
        OddRelease(_transaction(r), r.other_id or "", None if r.other_cents is None else from_cents(r.other_cents))
        for r in connection.execute(query)
    ]


def _one_each(connection: sa.Connection, seller_id: str, key: sa.Column[Any], value: sa.Column[Any]) -> dict[str, str]:
    """The value that goes with each key where it is one value. A deferred sale is left out: the settlement it names is the
    one it happened in, not the one that pays it."""
    stated = key != "", value != "", open_transaction.c.status.not_in(("deferred", "deferred-released"))
    query = sa.select(key, value).where(open_transaction.c.seller_id == seller_id, *stated).distinct()
    found: dict[str, set[str]] = {}
    for one, other in connection.execute(query):
        found.setdefault(one, set()).add(other)
    return {one: others.pop() for one, others in found.items() if len(others) == 1}


def _unsettled(seller_id: str) -> sa.Select[Any]:
    """Transactions that count: not settled, and not the release of a sale that is here.

    A deferred sale is settled when its release is in a settlement of the books, whatever settlement it names itself.
    """
    other = open_transaction.alias("other")
    settled = sa.select(settlement.c.settlement_id).where(settlement.c.state == "current")
    is_deferred = open_transaction.c.status.in_(("deferred", "deferred-released"))
    release = sa.or_(other.c.transaction_id == open_transaction.c.release_id, other.c.deferred_id == open_transaction.c.transaction_id)
    release_is_settled = sa.exists().where(other.c.seller_id == seller_id, release, other.c.settlement_id.in_(settled))
    sale = sa.or_(other.c.transaction_id == open_transaction.c.deferred_id, other.c.release_id == open_transaction.c.transaction_id)
    sale_is_here = sa.exists().where(other.c.seller_id == seller_id, sale)
    return sa.select(open_transaction).where(
        open_transaction.c.seller_id == seller_id,
        sa.or_(is_deferred, open_transaction.c.settlement_id.not_in(settled)),
        ~release_is_settled,
        ~sale_is_here,
    )


def _row(t: OpenTransaction) -> dict[str, Any]:
    return {
        "status": STATUSES.get(t.status, "other"), "type": t.type, "description": t.description, "posted_at": t.posted,
        "order_id": t.order_id, "settlement_id": t.settlement_id, "group_id": t.group_id, "account_type": t.account_type,
        "marketplace_id": t.marketplace_id, "amount_cents": to_cents(t.amount), "currency": t.currency,
        "deferral_reason": t.deferral_reason, "maturity_at": t.maturity, "deferred_id": t.deferred_id, "release_id": t.release_id,
        "at": clock.stamp(),
    }  # fmt: skip


def _transaction(r: sa.Row[Any]) -> OpenTransaction:
    return OpenTransaction(
        r.transaction_id, r.status, r.type, r.description, r.posted_at, r.order_id, r.settlement_id, r.group_id, r.account_type,
        r.marketplace_id, from_cents(r.amount_cents), r.currency, r.deferral_reason, r.maturity_at, r.deferred_id, r.release_id,
    )  # fmt: skip
