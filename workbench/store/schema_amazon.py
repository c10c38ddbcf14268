"""The state's tables for the connection to Amazon: sellers, their secrets, and what Amazon states beside its reports.

The conventions are those of `schema`: money in hundredths (`_cents`), times in UTC, and unique indexes where something must
be so only once. A row per report, payout or transaction is keyed by Amazon's own number, so that listing anything again
changes nothing.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table, Text, text

from workbench.store.schema import metadata, one_of

secret = Table(
    "secret",
    metadata,
    Column("name", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("key_id", Text, nullable=False),  # which key sealed it: a fingerprint, by which a wrong key is told from damage
    Column("changed_at", Text, nullable=False),
)

seller = Table(
    "seller",
    metadata,
    Column("seller_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("marketplace", Text, nullable=False),  # the country by whose Seller Central it signs in
    Column("account", Text, nullable=False),  # which Amazon account this is: see sellers.Seller
    Column("realm", Text, nullable=False),  # the QuickBooks company it was paired with
    Column("client_id", Text, nullable=False),
    Column("application_id", Text, nullable=False),
    Column("secret_created", Text, nullable=False),
    Column("connected_at", Text, nullable=False),
    Column("disconnected_at", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("start_date", Text, nullable=False),  # empty until a person chooses it: nothing is imported before
    Column("schedule", Text, nullable=False),
    Column("marketplaces", Text, nullable=False),
    Column("permissions", Text, nullable=False),
    Column("capabilities", Text, nullable=False),
    Column("last_sync_at", Text, nullable=False),
    Column("last_sync", Text, nullable=False),  # how it went
    Column("last_success_at", Text, nullable=False),
    one_of("kind", "practice", "private", "app"),
    one_of("region", "na", "eu", "fe"),
    one_of("state", "connected", "disconnected"),
    one_of("schedule", "off", "hourly", "daily"),
)
Index("one_seller_per_account", seller.c.region, seller.c.account, unique=True)
Index("one_connected_seller_per_name", seller.c.name, unique=True, sqlite_where=text("state = 'connected'"))

bucket = Table(
    "bucket",
    metadata,
    Column("seller_id", Text, ForeignKey("seller.seller_id"), nullable=False),
    Column("operation", Text, nullable=False),
    Column("tokens", Text, nullable=False),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("seller_id", "operation"),
)

report_listing = Table(
    "report_listing",
    metadata,
    Column("seller_id", Text, ForeignKey("seller.seller_id"), nullable=False),
    Column("report_id", Text, nullable=False),
    Column("document_id", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("start_at", Text, nullable=False),
    Column("end_at", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("settlement_id", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("seller_id", "report_id"),
    one_of("state", "waiting", "before-start", "listed", "fetched", "imported", "refused", "fatal", "cancelled", "gone"),
    CheckConstraint("state not in ('fetched', 'imported') or sha256 <> ''", name="bytes_are_kept"),
    CheckConstraint("state <> 'imported' or settlement_id <> ''", name="imported_is_a_settlement"),
)
Index("listings_by_state", report_listing.c.seller_id, report_listing.c.state)
Index("listings_by_settlement", report_listing.c.settlement_id)

payout_fact = Table(
    "payout_fact",
    metadata,
    Column("seller_id", Text, ForeignKey("seller.seller_id"), nullable=False),
    Column("source", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("settlement_id", Text, nullable=False),  # empty while it is joined to none; `why` then says so
    Column("why", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("history", Text, nullable=False),
    Column("trace_id", Text, nullable=False),
    Column("account_tail", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("amount_cents", Integer),  # NULL where Amazon states none: some closed groups have no totals
    Column("converted_currency", Text, nullable=False),
    Column("converted_cents", Integer),
    Column("beginning_cents", Integer),
    Column("start_at", Text, nullable=False),
    Column("end_at", Text, nullable=False),
    Column("transfer_at", Text, nullable=False),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("seller_id", "source", "source_id", "settlement_id"),
    one_of("source", "payout", "group"),
)
Index(
    "one_group_per_settlement", payout_fact.c.settlement_id, unique=True,
    sqlite_where=text("source = 'group' and settlement_id <> ''"),
)  # fmt: skip
Index("facts_by_settlement", payout_fact.c.settlement_id)

control_total = Table(
    "control_total",
    metadata,
    Column("settlement_id", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("amount_cents", Integer, nullable=False),
    Column("currency", Text, nullable=False),
    Column("agrees", Integer),  # NULL where it cannot be compared: the figure is in another currency
    Column("finding", Text, nullable=False),
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("settlement_id", "source"),
    one_of("source", "group", "payout", "summary"),
    CheckConstraint("agrees is null or agrees in (0, 1)", name="agrees_or_not"),
)

open_transaction = Table(
    "open_transaction",
    metadata,
    Column("seller_id", Text, ForeignKey("seller.seller_id"), nullable=False),
    Column("transaction_id", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("posted_at", Text, nullable=False),
    Column("order_id", Text, nullable=False),
    Column("settlement_id", Text, nullable=False),
    Column("group_id", Text, nullable=False),
    Column("account_type", Text, nullable=False),
    Column("marketplace_id", Text, nullable=False),
    Column("amount_cents", Integer, nullable=False),
    Column("currency", Text, nullable=False),
    Column("deferral_reason", Text, nullable=False),
    Column("maturity_at", Text, nullable=False),
    Column("deferred_id", Text, nullable=False),  # of a release: the deferred transaction that it releases
    Column("release_id", Text, nullable=False),  # of a deferred transaction: what released it
    Column("at", Text, nullable=False),
    PrimaryKeyConstraint("seller_id", "transaction_id"),
    one_of("status", "deferred", "deferred-released", "released", "other"),
)
Index("transactions_by_settlement", open_transaction.c.seller_id, open_transaction.c.settlement_id)
Index("transactions_by_day", open_transaction.c.seller_id, open_transaction.c.posted_at)
Index("transactions_by_sale", open_transaction.c.seller_id, open_transaction.c.deferred_id)
Index("transactions_by_release", open_transaction.c.seller_id, open_transaction.c.release_id)
