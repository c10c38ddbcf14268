"""What Amazon holds back, gathered from the books: by the transactions of syncs, or else by reports of transactions.

Where a seller is connected, what Amazon lists counts, because it says to the second when a sale was released; a marketplace
without one is read from its reports, of its deferred transactions alone. The two are never added up. Needs the lines: only in
the worker's program.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from workbench.amazon.api import charges
from workbench.amazon.api.marketplaces import Marketplace, by_domain, by_id
from workbench.amazon.files import transactions
from workbench.amazon.files.deferred_rows import DeferredRow, deferred_rows
from workbench.jobs.settlements import zones
from workbench.money import total
from workbench.reconcile.deferral import Charge, Held, found_among
from workbench.settlement.catalogue import kind_of
from workbench.store import open_transactions, payout_facts, sellers, settings, settlements, transaction_reports
from workbench.store.company import Company
from workbench.store.open_transactions import OpenTransaction
from workbench.store.settled_orders import settled_orders
from workbench.store.transaction_reports import Report

API = "settlement-v2"
"""The report whose words `charges.named` uses."""

REPORT = "transactions"
"""The report whose words the rows of reports have."""

TRANSFER = "Transfer"


@dataclass(frozen=True)
class Source:
    """What is known of one marketplace: its deferred transactions, and those that reached the balance, each with the settlement
    it is in ('' where Amazon does not say). `ended` is settlement -> the day on which it ended; `orphans` are releases of sales
    that are not known."""

    marketplace: Marketplace
    currency: str
    deferred: tuple[Held, ...]
    balance: tuple[Held, ...]
    ended: dict[str, date]
    orphans: tuple[Held, ...] = ()


def of_syncs(connection: sa.Connection) -> list[Source]:
    """The marketplaces that syncs have transactions of."""
    values = settings.every(connection)
    found: dict[tuple[str, str], list[OpenTransaction]] = {}
    for seller in sellers.listed(connection):
        named = open_transactions.settlements_of_groups(connection, seller.seller_id)
        for one in open_transactions.every(connection, seller.seller_id):
            place = by_id(one.marketplace_id) or zones.marketplace_of(one.currency, ())
            if place is not None:
                known = replace(one, settlement_id=one.settlement_id or named.get(one.group_id, ""))
                found.setdefault((place.id, one.currency), []).append(known)
    ended = _ended(connection)
    return [_source(values, marketplace_id, currency, listed, ended) for (marketplace_id, currency), listed in sorted(found.items())]


def _source(values: dict[str, Any], marketplace_id: str, currency: str, listed: list[OpenTransaction], ended: dict[str, str]) -> Source:
    place = by_id(marketplace_id)
    assert place is not None, "a marketplace that is known by its id is not there"
    zone = ZoneInfo(zones.zone_of(values, currency, [place.domain]))
    by_transaction = {one.transaction_id: one for one in listed}
    named_by = {one.release_id: one.transaction_id for one in listed if one.release_id}
    releases: dict[str, OpenTransaction] = {}
    for one in listed:  # oldest first: where a sale was released twice, the first time counts
        original = one.deferred_id or named_by.get(one.transaction_id, "")
        if original in by_transaction:
            releases.setdefault(original, one)
    originals = [one for one in listed if one.status.startswith("deferred") or one.transaction_id in releases]
    is_original = {one.transaction_id for one in originals}
    deferred = tuple(_held(one, zone, releases.get(one.transaction_id)) for one in originals)
    balance = tuple(_held(one, zone, None) for one in listed if one.transaction_id not in is_original and one.type != TRANSFER)
    orphans = [one for one in listed if one.deferred_id and one.deferred_id not in by_transaction]
    days = {settlement_id: _day(moment, zone) for settlement_id, moment in ended.items()}
    return Source(place, currency, deferred, balance, days, tuple(_held(one, zone, None) for one in orphans))


def _held(one: OpenTransaction, zone: ZoneInfo, release: OpenTransaction | None) -> Held:
    parts = tuple(Charge(*charges.named(one.type, one.description, path), API, amount) for path, amount in one.parts)
    released = None if release is None else _day(release.posted, zone)
    deferred = one.status.startswith("deferred") or release is not None
    return Held(
        one.transaction_id, one.order_id, one.description or one.type, one.deferral_reason, _day(one.posted, zone), released, one.amount,
        parts, "" if deferred else one.settlement_id,
    )  # fmt: skip


def _day(moment: str, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(moment).astimezone(zone).date()


def _ended(connection: sa.Connection) -> dict[str, str]:
    """When each settlement that is known to be over ended: those of the books, and those that Amazon paid or closed."""
    found = {
        fact.settlement_id: fact.end for seller in sellers.listed(connection) for fact in payout_facts.listed(connection, seller.seller_id)
        if fact.settlement_id and fact.end
    }  # fmt: skip
    return found | {s.settlement_id: s.end for s in settlements.listed(connection)}


def of_reports(company: Company, known: Collection[str]) -> list[Source]:
    """The marketplaces that reports of transactions tell of, but for the `known` ones (ids of marketplaces).

    The reports are read anew from the archive, for the books keep of each row whether it was released and not when. A report of
    deferred transactions counts only where no other report has the marketplace: it is of its own day, and the others of any.
    """
    with company.state.read() as connection:
        listed, values = transaction_reports.listed(connection), settings.every(connection)
        ended = _ended(connection)
    found: dict[tuple[str, str], dict[str, list[list[DeferredRow]]]] = {}
    for report in listed:
        for place, rows in _rows(company, report).items():
            if place.id not in known:
                found.setdefault((place.id, report.currency), {}).setdefault(report.format, []).append(rows)
    return [
        _of_rows(values, marketplace_id, currency, by_format.get(transactions.TRANSACTIONS) or by_format[transactions.DEFERRED], ended)
        for (marketplace_id, currency), by_format in sorted(found.items())
    ]


def _rows(company: Company, report: Report) -> dict[Marketplace, list[DeferredRow]]:
    workspace = company.archive.workspace(company.folder)
    file = transactions.read(company.archive.path(report.sha256), report.file_name, workspace)
    found: dict[Marketplace, list[DeferredRow]] = {}
    try:
        for row in deferred_rows(file, workspace):
            place = by_domain(row.marketplace) or zones.marketplace_of(report.currency, report.marketplaces)
            if place is not None:
                found.setdefault(place, []).append(row)
    finally:
        file.clean.unlink()
    return found


def _of_rows(
    values: dict[str, Any], marketplace_id: str, currency: str, reports: Sequence[list[DeferredRow]], ended: dict[str, str]
) -> Source:
    place = by_id(marketplace_id)
    assert place is not None, "a marketplace that is known by its id is not there"
    zone = ZoneInfo(zones.zone_of(values, currency, [place.domain]))
    whole: dict[tuple[str, str, datetime, datetime | None], list[DeferredRow]] = {}
    for row in _each_once(reports):
        whole.setdefault((row.order_id, row.transaction_type, row.posted, row.released), []).append(row)
    held = [_of_row(rows, zone) for rows in whole.values()]
    days = {settlement_id: _day(moment, zone) for settlement_id, moment in ended.items()}
    return Source(place, currency, tuple(one for one in held if one.released is None or one.released > one.posted), (), days)


def _each_once(reports: Sequence[list[DeferredRow]]) -> list[DeferredRow]:
    """The rows of all reports, each once: one that stands twice in one is two, one that one has as released is released."""
    kept: dict[tuple[int, int], DeferredRow] = {}
    for rows in reports:
        copies: Counter[int] = Counter()
        for row in rows:
            copies[row.content] += 1
            before = kept.setdefault((row.content, copies[row.content]), row)
            if before.released is None:
                kept[row.content, copies[row.content]] = row
    return list(kept.values())


def _of_row(rows: Sequence[DeferredRow], zone: ZoneInfo) -> Held:
    """The rows of an order at one moment: a row for each item."""
    first = rows[0]
    parts = tuple(Charge(first.transaction_type, title, row.description, REPORT, amount) for row in rows for title, amount in row.amounts)
    amount = total(part.amount for part in parts)
    key = f"{first.order_id or first.description} {first.posted.isoformat()} {first.transaction_type} {first.content}"
    released = first.released.astimezone(zone).date() if first.released else None
    return Held(key, first.order_id, first.transaction_type, "", first.posted.astimezone(zone).date(), released, amount, parts)


def in_the_books(company: Company, held: Sequence[Held], released: Sequence[Held], until: date) -> list[Held]:
    """`held` with the settlement in the books that has the same money on a day up to `until`.

    What settlements have of an order is taken by those of it that were `released` first.
    """
    with company.state.read() as connection:
        loads = {s.load_id: s.settlement_id for s in settlements.listed(connection)}
    orders = {one.order_id for one in held if one.order_id}
    lines = settled_orders(company.lines, loads, orders, until)
    there = [((line.order_id, kind_of(line.transaction_type)), line.amount) for line in lines]
    where = {line.order_id: loads[line.load_id] for line in lines}
    before = [one for one in released if one.order_id in orders]
    found = found_among([(_key(one), one.amount) for one in (*before, *held)], there)
    places = {n - len(before) for n in found if n >= len(before)}
    return [replace(one, settlement=where[one.order_id]) if n in places else one for n, one in enumerate(held)]


def _key(one: Held) -> tuple[str, str]:
    return one.order_id, kind_of(one.charges[0].transaction_type) if one.charges else ""
