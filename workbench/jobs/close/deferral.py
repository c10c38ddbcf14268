"""Deferral: what Amazon held back at a month's end and what was in its open settlement, beside Amazon's own figures.

Worked out anew each time it is asked for. What it would come to in accounts is the accrual's part (`jobs/post/accruing.py`).
Needs the lines: only in the worker's program; a page asks by a job.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from workbench.errors import Finding, NotFound
from workbench.jobs.close import held_back
from workbench.jobs.close.held_back import Source
from workbench.mapping.mapping import Target
from workbench.money import ZERO, exact, plain, total
from workbench.reconcile import deferral as rolling
from workbench.reconcile.deferral import Held, RollForward, amount_of
from workbench.reconcile.month import last_day
from workbench.store import accruals, balances, mappings, sellers, settings, settlements
from workbench.store.company import Company

DEFERRED, OPEN = "deferral", "accrue_open"
"""The settings: whether deferred transactions, and whether the open settlement, are recognised at the month's end."""

SHOWN = 20
"""Kinds of line without an account that are told one by one."""


@dataclass(frozen=True)
class Standing:
    """One marketplace at the end of a month. `roll` is Amazon's side; of its closing, and of `open`, what has a settlement in the
    books (`here`) is booked by that settlement. Amazon's figures are None where it was not asked; a difference is Amazon's minus ours."""

    month: str
    source: Source
    roll: RollForward
    open: tuple[Held, ...]
    here: frozenset[str]
    amazon_deferred: Decimal | None
    amazon_balance: Decimal | None
    findings: tuple[Finding, ...]

    @property
    def country(self) -> str:
        """The marketplace's country."""
        return self.source.marketplace.country

    @property
    def name(self) -> str:
        """What the accrual's batch is called by."""
        return accruals.name_of(self.month, self.country)

    @property
    def to_defer(self) -> tuple[Held, ...]:
        """Deferred transactions that no settlement books in the month."""
        return tuple(one for one in self.roll.closing if not one.settlement)

    @property
    def to_accrue(self) -> tuple[Held, ...]:
        """What the open settlement has and no settlement in the books."""
        return tuple(one for one in self.open if one.settlement not in self.here)

    @property
    def deferred_difference(self) -> Decimal | None:
        """Amazon's deferred balance minus the closing."""
        return None if self.amazon_deferred is None else exact(self.amazon_deferred - amount_of(self.roll.closing))

    @property
    def open_difference(self) -> Decimal | None:
        """Amazon's available balance and reserve minus what the open settlement came to."""
        return None if self.amazon_balance is None else exact(self.amazon_balance - amount_of(self.open))


def standings(company: Company, month: str) -> list[Standing]:
    """Every marketplace at the end of the month (`YYYY-MM`)."""
    with company.state.read() as connection:
        sources = held_back.of_syncs(connection)
    sources += held_back.of_reports(company, {source.marketplace.id for source in sources})
    return [_standing(company, month, source) for source in sources]


def standing(company: Company, month: str, country: str) -> Standing:
    """One marketplace; `NotFound` where nothing is known of it."""
    found = next((one for one in standings(company, month) if one.country == country), None)
    if found is None:
        raise NotFound(f"Nothing is known of transactions that Amazon defers in {country}.", where=f"month {month}",
                       next="Connect Amazon and sync, or import a transaction report.")  # fmt: skip
    return found


def _standing(company: Company, month: str, source: Source) -> Standing:
    last = last_day(month)
    rolled = rolling.roll_forward(source.deferred, month)
    released = [one for one in source.deferred if one.released is not None and one.released <= last]
    closing = tuple(held_back.in_the_books(company, rolled.closing, released, last))
    over = {settlement_id for settlement_id, day in source.ended.items() if day <= last}
    with company.state.read() as connection:
        here = {s.settlement_id for s in settlements.listed(connection)}
    posted = [one for one in source.balance if one.posted <= last]
    running = tuple(one for one in posted if one.settlement not in over)
    deferred, balance = _amazon(company, month, source)
    findings = [*_orphaned(source, month), *rolling.oddities(source.deferred), *_missing(posted, over - here)]
    rolled = replace(rolled, closing=closing)
    return Standing(month, source, rolled, running, frozenset(here), deferred, balance, tuple(findings))


def _orphaned(source: Source, month: str) -> Iterator[Finding]:
    """Releases after the month of sales that nobody knows: at its end some of them may have been deferred."""
    orphans = [one for one in source.orphans if one.posted > last_day(month)]
    if orphans:
        sales = "1 sale" if len(orphans) == 1 else f"{len(orphans):,} sales"
        yield Finding(
            "release-without-sale", "deferred transactions",
            f"Amazon released {sales} of which the books do not have the day of the sale: they were made before the first sync reads.",
            "They are in no closing here; Amazon's figure has those that it held at that time.", amount_of(orphans),
            blocks=False,
        )  # fmt: skip


def _missing(posted: Sequence[Held], lost: set[str]) -> Iterator[Finding]:
    """Settlements that are over and not in the books: what they hold would be in no month."""
    for settlement_id in sorted({one.settlement for one in posted} & lost):
        money = amount_of(one for one in posted if one.settlement == settlement_id)
        yield Finding(
            "settlement-missing", f"settlement {settlement_id}", "It ended by the month's end and is not in the books.",
            "Import its report. What it holds is its own to book, and is not accrued.", money, blocks=False,
        )  # fmt: skip


def _amazon(company: Company, month: str, source: Source) -> tuple[Decimal | None, Decimal | None]:
    """Amazon's figures of the last day: deferred, and available with the account-level reserve."""
    day = last_day(month).isoformat()
    with company.state.read() as connection:
        found = [
            b for seller in sellers.listed(connection) for b in balances.of_day(connection, seller.seller_id, day)
            if b.marketplace_id == source.marketplace.id and b.currency == source.currency
        ]  # fmt: skip
    deferred = [b.deferred for b in found if b.deferred is not None]
    running = [b.available + (b.reserve or ZERO) for b in found if b.available is not None]
    whole = bool(found) and len(deferred) == len(found)
    return total(deferred) if whole else None, total(running) if found and len(running) == len(found) else None


def unmapped(targets: dict[tuple[str, str, str, str], Target], amounts: dict[tuple[str, str, str, str], Decimal]) -> list[Finding]:
    """Kinds of line that wait for an account, each with its money: they block the accrual."""
    waiting = [kind for kind, target in targets.items() if not target.complete]
    listed = [
        Finding("unmapped", "accrual", f"{' / '.join(dict.fromkeys(filter(None, kind[:3])))} has no account yet.",
                "Choose its account under Review › Mapping; the accrual cannot be posted before.", amounts[kind])
        for kind in waiting[:SHOWN]
    ]  # fmt: skip
    if len(waiting) > SHOWN:
        listed.append(Finding("unmapped", "accrual", f"So it is with {len(waiting) - SHOWN} more.", "See the first ones."))
    return listed


def targets(company: Company, held: Sequence[Held]) -> dict[tuple[str, str, str, str], Target]:
    """Where each kind of line of these transactions goes under the newest mapping."""
    with company.state.read() as connection:
        mapping = mappings.load(connection)
    return {kind: mapping.target(*kind) for kind in rolling.by_kind(held)}


def is_on(company: Company) -> tuple[bool, bool]:
    """Whether deferred transactions, and whether the open settlement, are recognised."""
    with company.state.read() as connection:
        return bool(settings.get(connection, DEFERRED)), bool(settings.get(connection, OPEN))


def shape(found: Standing) -> dict[str, Any]:
    """A marketplace as the command line prints it and the page shows it."""
    currency = found.source.currency

    def text(amount: Decimal | None) -> str | None:
        return None if amount is None else plain(amount, currency)

    roll = found.roll
    return {
        "name": found.name, "month": found.month, "country": found.country, "marketplace": found.source.marketplace.domain,
        "currency": currency, "last_day": roll.last.isoformat(),
        "opening": text(amount_of(roll.opening)), "deferred": text(amount_of(roll.deferred)), "released": text(amount_of(roll.released)),
        "closing": text(amount_of(roll.closing)), "amazon": text(found.amazon_deferred), "difference": text(found.deferred_difference),
        "in_settlements": text(exact(amount_of(roll.closing) - amount_of(found.to_defer))), "to_defer": text(amount_of(found.to_defer)),
        "open": {
            "total": text(amount_of(found.open)), "amazon": text(found.amazon_balance), "difference": text(found.open_difference),
            "in_settlements": text(exact(amount_of(found.open) - amount_of(found.to_accrue))),
            "to_accrue": text(amount_of(found.to_accrue)),
        },
        "lines": [
            *(_line("opening", one, currency) for one in roll.opening), *(_line("deferred", one, currency) for one in roll.deferred),
            *(_line("released", one, currency) for one in roll.released), *(_line("closing", one, currency) for one in roll.closing),
            *(_line("open", one, currency) for one in found.open),
        ],
    }  # fmt: skip


def _line(part: str, one: Held, currency: str) -> dict[str, Any]:
    sums = rolling.by_kind([one]).items()
    kinds = [{"kind": " / ".join(filter(None, kind[1:3])), "amount": plain(amount, currency)} for kind, amount in sums]
    return {
        "part": part, "order_id": one.order_id, "what": one.what, "reason": one.reason, "posted": one.posted.isoformat(),
        "released": one.released.isoformat() if one.released else "", "amount": plain(one.amount, currency), "kinds": kinds,
        "settlement": one.settlement,
    }  # fmt: skip
