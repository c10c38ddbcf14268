"""What a page asks the worker to do with a payout, and what became of it.

A dry run carries the basis it was made on (version of the lines, mapping, decisions, accounts): when any of that changes,
it is no longer the payout's dry run, and a person has to look at a new one before confirming.
"""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa

from workbench.store import costs, decisions, jobs, mappings, products, settings, settlements
from workbench.store.company import Company
from workbench.store.jobs import Job

ROLES = ("undeposited_account", "deposit_account", "payment_account", "customer", "vendor", "tax_code", "fees_as", "link_limit",
         "chart_at", "product_tracking", "default_item", "cost_of_goods", "cost_account", "inventory_account",
         "returns_to_stock")  # fmt: skip


def basis(connection: sa.Connection, settlement_id: str) -> str:
    """A short fingerprint of everything a plan of this payout is made from, besides the mode."""
    every = settings.every(connection)
    parts = [
        settlements.current(connection, settlement_id).load_id,
        mappings.newest_version(connection),
        sorted((key, d.status, d.account_id) for key, d in decisions.of_settlement(connection, settlement_id).items()),
        [every[name] for name in ROLES],
        sorted((sku, choice.item_id) for sku, choice in products.choices(connection).items()),
        costs.version(connection),
        every["by_marketplace"] or {},
        [every.get(f"{name}:{settlement_id}") or "" for name in ("rate", "first-open-day")],
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def ask_dry_run(company: Company, settlement_id: str, mode: str, by: str) -> int:
    """Queue a dry run on the present basis; returns the job's number."""
    with company.state.read() as connection:
        on = basis(connection, settlement_id)
    return jobs.ask(company.state, "dry-run", by, payout=settlement_id, mode=mode, basis=on)


def dry_run(company: Company, settlement_id: str, mode: str) -> Job | None:
    """The newest dry run on the present basis, running or ended; None when nobody asked, or something changed since."""
    with company.state.read() as connection:
        on = basis(connection, settlement_id)
    return jobs.last(company.state, "dry-run", payout=settlement_id, mode=mode, basis=on)


def ask_foreign_entries(company: Company, settlement_id: str, by: str) -> int:
    """Queue looking in QuickBooks for what somebody else booked that may be this payout, ready or not."""
    return jobs.ask(company.state, "ask", by, question="foreign-entries", of={"payout": settlement_id})


def foreign_entries(company: Company, settlement_id: str) -> Job | None:
    """The newest such look for this payout; None when nobody looked."""
    return jobs.last(company.state, "ask", question="foreign-entries", of={"payout": settlement_id})


def ask_post(company: Company, settlement_id: str, mode: str, by: str, content: str = "") -> int:
    """Queue posting, or going on with it, in this mode; the same waiting job is not queued twice.

    `content` is the hash of what the person saw: if the plan has become another by then, nothing is posted.
    """
    return jobs.ask(company.state, "post", by, payout=settlement_id, mode=mode, content=content)


def post(company: Company, settlement_id: str) -> Job | None:
    """The newest job that posts this payout, in either mode."""
    return jobs.last(company.state, "post", payout=settlement_id)


def ask_variance(company: Company, payouts: list[str], month: str, by: str) -> int:
    """Queue reading QuickBooks back for these payouts and comparing (the command line's `variance`); `month` '' for all time."""
    return jobs.ask(company.state, "ask", by, question="variance", of={"payouts": sorted(payouts), "month": month})


def variance(company: Company, payouts: list[str], month: str) -> Job | None:
    """The newest comparison of exactly these payouts, in whatever order, and this month."""
    return jobs.last(company.state, "ask", question="variance", of={"payouts": sorted(payouts), "month": month})
