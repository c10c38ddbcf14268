"""Sellers: the Amazon accounts of a company, each with its connection, its start date and its schedule.

A seller stays known after it was disconnected: what it brought into the books refers to it, and the same Amazon account
connected again goes on where it was.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from workbench import clock
from workbench.errors import NotFound
from workbench.store import audit
from workbench.store.schema_amazon import seller

NAMED_IN_AUDIT = ("name", "state", "start_date", "schedule", "secret_created", "realm")
"""What of a change is told in the audit log; of the rest only that it changed."""


@dataclass(frozen=True, slots=True)
class Seller:
    """One Amazon account as a company is connected to it. Times are ISO 8601 in UTC, '' while there is none.

    `kind` is practice, private (an application of the seller's own) or app (consent given on Amazon's page); `region` is na,
    eu or fe, because an account has an API of its own in each; `marketplace` is the country of its home store. `account` is
    Amazon's number of the seller where Amazon tells it, and otherwise a fingerprint of the sign-in. `realm` is the QuickBooks
    company it was paired with. `marketplaces` are the countries it sells in; `permissions` as Amazon granted them;
    `capabilities` which of Amazon's answers exist for it. `last_sync` says in words how the last one went.
    """

    seller_id: str
    name: str
    kind: str
    region: str
    marketplace: str
    account: str
    realm: str
    client_id: str
    application_id: str
    secret_created: date | None
    connected_at: str
    disconnected_at: str
    state: str
    start_date: date | None
    schedule: str
    marketplaces: tuple[str, ...]
    permissions: tuple[dict[str, Any], ...]
    capabilities: dict[str, bool]
    last_sync_at: str
    last_sync: str
    last_success_at: str

    @property
    def is_connected(self) -> bool:
        """Whether it may be asked anything."""
        return self.state == "connected"


def add(connection: sa.Connection, by: str, **values: Any) -> str:
    """A new seller, connected as of now; returns its id. The unique index refuses an account that is known already."""
    seller_id = uuid.uuid4().hex[:12]
    empty = dict.fromkeys(("application_id", "secret_created", "disconnected_at", "start_date", "last_sync_at", "last_sync",
                           "last_success_at"), "")  # fmt: skip
    row = {**empty, "schedule": "off", "permissions": "[]", "capabilities": "{}", "marketplaces": "[]", **_stored(values)}
    connection.execute(seller.insert().values(seller_id=seller_id, state="connected", connected_at=clock.stamp(), **row))
    audit.record(connection, by, "seller connected", seller=seller_id, name=row["name"], kind=row["kind"], realm=row["realm"])
    return seller_id


def change(connection: sa.Connection, by: str, seller_id: str, what: str, **values: Any) -> None:
    """Change a seller, and tell the audit log `what` was done. Raises `NotFound`."""
    row = _stored(values)
    if not connection.execute(seller.update().where(seller.c.seller_id == seller_id).values(**row)).rowcount:
        raise _unknown(seller_id)
    audit.record(connection, by, what, seller=seller_id, **{name: row[name] for name in NAMED_IN_AUDIT if name in row})


def note_sync(connection: sa.Connection, seller_id: str, words: str, success: bool) -> None:
    """Write down how a sync ended. The job has its own record, so the audit log is left alone."""
    at = clock.stamp()
    values = {"last_sync_at": at, "last_sync": words} | ({"last_success_at": at} if success else {})
    connection.execute(seller.update().where(seller.c.seller_id == seller_id).values(**values))


def get(connection: sa.Connection, seller_id: str) -> Seller:
    """One seller. Raises `NotFound`."""
    row = connection.execute(sa.select(seller).where(seller.c.seller_id == seller_id)).first()
    if row is None:
        raise _unknown(seller_id)
    return _seller(row)


def of_account(connection: sa.Connection, region: str, account: str) -> Seller | None:
    """The seller that is this Amazon account, connected or not."""
    row = connection.execute(sa.select(seller).where(seller.c.region == region, seller.c.account == account)).first()
    return _seller(row) if row else None


def listed(connection: sa.Connection) -> list[Seller]:
    """Every seller, the connected ones first, then by name."""
    query = sa.select(seller).order_by(seller.c.state, seller.c.name, seller.c.seller_id)
    return [_seller(row) for row in connection.execute(query)]


def _stored(values: dict[str, Any]) -> dict[str, Any]:
    """Values as the table keeps them: days as text, lists and objects as JSON."""

    def stored(value: Any) -> Any:
        if value is None:
            return ""
        if isinstance(value, date):
            return value.isoformat()
        return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list, tuple)) else value

    return {name: stored(value) for name, value in values.items()}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _unknown(seller_id: str) -> NotFound:
    return NotFound("There is no such Amazon seller in these books.", where=seller_id, next="Reload the page; it may have been removed.")


def _seller(r: sa.Row[Any]) -> Seller:
    return Seller(
        r.seller_id, r.name, r.kind, r.region, r.marketplace, r.account, r.realm, r.client_id, r.application_id, _day(r.secret_created),
        r.connected_at, r.disconnected_at, r.state, _day(r.start_date), r.schedule, tuple(json.loads(r.marketplaces)),
        tuple(json.loads(r.permissions)), json.loads(r.capabilities), r.last_sync_at, r.last_sync, r.last_success_at,
    )  # fmt: skip
