"""The accrual of a month's end, planned, confirmed and posted by the protocol that every batch goes by.

Its batch bears the name of month and marketplace where others bear a settlement's number, so it exists once, and is read back,
watched and undone as they are. Entry and reversal are one batch: the one is never in QuickBooks for good without the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from workbench import clock
from workbench.errors import Conflict, Finding, NotReady
from workbench.jobs import crash, review
from workbench.jobs.close import deferral
from workbench.jobs.close.deferral import Standing
from workbench.jobs.post import posting, preflight
from workbench.jobs.settlements import zones
from workbench.money import plain
from workbench.posting.accounts import Account, Accounts
from workbench.posting.accrual import Portion, accrual
from workbench.posting.entry import EntryLine
from workbench.posting.plan import Plan
from workbench.reconcile.deferral import Held, by_kind
from workbench.reconcile.month import last_day
from workbench.store import accruals, closes, jobs, mappings, outbox, settings
from workbench.store.accruals import Accrued
from workbench.store.company import Company
from workbench.store.jobs import Job

WORDS = {"deferred": "deferred by Amazon", "open": "in Amazon's open settlement"}
"""What stands on the asset's line of each part."""

OPEN_ACCOUNT = "open_account"
"""The setting that names the asset of the open settlement; '' for that of the deferred transactions."""


@dataclass(frozen=True)
class Draft:
    """What would be posted for one marketplace, or why not: `made` is None while something is in the way."""

    standing: Standing
    made: Plan | None
    counted: tuple[Accrued, ...]
    findings: tuple[Finding, ...]


def draft(company: Company, month: str, country: str) -> Draft:
    """The accrual of one marketplace as it would be posted now; QuickBooks is not asked."""
    return _draft(company, deferral.standing(company, month, country))


def _draft(company: Company, found: Standing) -> Draft:
    defers, accrues = deferral.is_on(company)
    parts: list[tuple[str, Sequence[Held]]] = [("deferred", found.to_defer)] if defers else []
    parts += [("open", found.to_accrue)] if accrues else []
    held = [one for _, listed in parts for one in listed]
    targets = deferral.targets(company, held)
    findings = [*_untold(held), *deferral.unmapped(targets, by_kind(held)), *_not_over(company, found)]
    counted = tuple(
        Accrued(part, one.key, one.order_id, one.settlement if part == "open" else "", one.posted.isoformat(), one.amount)
        for part, listed in parts for one in listed
    )  # fmt: skip
    if findings or not held:
        return Draft(found, None, counted, tuple(findings))
    with company.state.read() as connection:
        try:
            made = _plan(connection, found, parts)
        except NotReady as error:
            return Draft(found, None, counted, (Finding("not-ready", error.where, error.what, error.next),))
    return Draft(found, made, counted, ())


def _plan(connection: sa.Connection, found: Standing, parts: Sequence[tuple[str, Sequence[Held]]]) -> Plan:
    accounts: Accounts = review.accounts_of(connection)
    mapping, home = mappings.load(connection), settings.get(connection, "chart").get("currency", "")
    if home and found.source.currency != home:
        raise NotReady(
            f"{found.source.marketplace.domain} is in {found.source.currency}, the books are in {home}.", where=found.name,
            next="An accrual is posted in the currency of the books only; enter this one in QuickBooks by hand, from the lines shown.",
        )  # fmt: skip
    portions = []
    for part, held in parts:
        lines = []
        for kind, amount in by_kind(held).items():
            target = mapping.target(*kind)
            account = accounts.of(target.account_id, target.key, target.account)
            lines.append(EntryLine(account, -amount, target.meaning.words, target.tax_code, target.class_id, target.location_id))
        portions.append(Portion(WORDS[part], _asset(connection, accounts, part), tuple(line for line in lines if line.debit)))
    return accrual(
        found.name, found.month, found.country, found.source.currency, portions, accounts, mapping_version=mapping.version,
        revision=outbox.next_revision(connection, found.name), taken_numbers=outbox.numbers_in_use(connection, found.name),
    )  # fmt: skip


def _asset(connection: sa.Connection, accounts: Accounts, part: str) -> Account:
    chosen = settings.get(connection, OPEN_ACCOUNT) if part == "open" else ""
    return accounts.by_id[chosen] if chosen in accounts.by_id else accounts.role("DEFERRED")


def _untold(held: Sequence[Held]) -> list[Finding]:
    """Transactions of which it is not known what they are made of."""
    untold = [one for one in held if not one.charges and one.amount]
    if not untold:
        return []
    count = "1 transaction has" if len(untold) == 1 else f"{len(untold):,} transactions have"
    return [Finding("no-parts", f"order {untold[0].order_id or untold[0].key}", f"{count} an amount, and it is not known for what.",
                    "Sync with Amazon: it reads what is not settled anew.")]  # fmt: skip


def _not_over(company: Company, found: Standing) -> list[Finding]:
    with company.state.read() as connection:
        zone = zones.zone_of(settings.every(connection), found.source.currency, [found.source.marketplace.domain])
    today: datetime = clock.now().astimezone(ZoneInfo(zone))
    if today.date() > last_day(found.month):
        return []
    return [Finding("month-not-over", f"month {found.month}", f"{found.month} is not over in {zone}.", "Post it when the month has ended.")]


def open_batch(company: Company, month: str, country: str, by: str, content: str = "") -> str:
    """Plan and confirm; the batch is on disk when this returns, nothing is sent yet. A live batch is returned as it is.

    `content` is the hash of what a person saw: `Conflict` when it has become another. `NotReady` in words otherwise.
    """
    name = accruals.name_of(month, country)
    with company.state.read() as connection:
        live = outbox.live_batch(connection, name)
    if live:
        return live.batch_id
    if not any(deferral.is_on(company)):
        raise NotReady("Accruals are switched off.", where=name, next="Switch them on under Set up › Settings.")
    drafted = draft(company, month, country)
    preflight.require_none(drafted.findings)
    if drafted.made is None:
        raise NotReady(f"There is nothing to accrue at the end of {month}.", where=name, next="Nothing is posted.")
    made = drafted.made
    if content and content != made.content_hash:
        raise Conflict("What was confirmed is no longer what would be posted.", where=name, next="Look at the page again, then post.")
    preflight.require_none(preflight.check_documents(company, made).blocking)
    with company.state.write() as connection:
        closes.require_open(connection, {document.date for document in made.documents}, name)
        batch_id = outbox.open_batch(connection, by, made, "")
        accruals.keep(connection, batch_id, drafted.counted)
    crash.point("post.batch-opened")
    return batch_id


def ask(company: Company, month: str, country: str, content: str, by: str) -> int:
    """Queue the posting of an accrual, or going on with it; returns the job's number."""
    return jobs.ask(company.state, "post-accrual", by, month=month, country=country, content=content)


def carry_out(company: Company, job: Job, progress: Callable[[int, int, str], None]) -> dict[str, Any]:
    """The worker's part: confirm, send, read back."""
    wanted = job.arguments
    batch_id = open_batch(company, wanted["month"], wanted["country"], job.by, wanted.get("content", ""))
    done = posting.carry_out(company, batch_id, job.by, progress, lambda: jobs.stop_asked(company.state, job.job_id))
    return {**posting.summary(company, batch_id), "outcome": done["outcome"]}


def answer(company: Company, month: str) -> dict[str, Any]:
    """A month's deferral in every marketplace, with what is posted and what would be: the command line's `deferral`."""
    defers, accrues = deferral.is_on(company)
    return {
        "month": month, "on": {"deferred_transactions": defers, "open_settlement": accrues},
        "marketplaces": [_shape(company, _draft(company, found)) for found in deferral.standings(company, month)],
    }  # fmt: skip


def _shape(company: Company, drafted: Draft) -> dict[str, Any]:
    found, made = drafted.standing, drafted.made
    with company.state.read() as connection:
        live = outbox.live_batch(connection, found.name)
        stands = accruals.counted_in(connection, live.batch_id) if live else []
    changed = live is not None and sorted(map(_told, stands)) != sorted(map(_told, drafted.counted))
    currency = found.source.currency
    return {
        **deferral.shape(found),
        "content": made.content_hash if made else "",
        "accounts": [
            {"account": line.account.name, "debit": plain(line.debit, currency)} for line in (made.entries[0].lines if made else ())
        ],
        "batch": None if live is None else {
            "batch": live.batch_id, "state": live.state, "message": live.message, "total": plain(live.total, currency),
            "difference": None if live.difference is None else plain(live.difference, currency), "changed": changed,
        },
        "findings": [
            {"code": f.code, "where": f.where, "what": f.what, "next": f.next, "blocks": f.blocks,
             "amount": None if f.amount is None else plain(f.amount, currency)}
            for f in (*found.findings, *drafted.findings)
        ],
    }  # fmt: skip


def _told(one: Accrued) -> tuple[str, str, str]:
    return one.part, one.transaction_key, str(one.amount)
