"""The bridge of a month, gathered from the books: reports, lines, entries, QuickBooks as read back, bank (`reconcile/bridge.py`).

The lines are needed: only in the program that works on these books.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

import sqlalchemy as sa

from workbench.errors import NotFound
from workbench.jobs import review
from workbench.jobs.close import activity, closing
from workbench.jobs.close.activity import Activity
from workbench.money import ZERO, exact, plain
from workbench.posting.accounts import BALANCE_SHEET_TYPES
from workbench.reconcile import bridge
from workbench.reconcile.bridge import Arrived, Bridge, Payout, Reported
from workbench.settlement.catalogue import meaning_of
from workbench.store import (
    bank_lines,
    bank_matches,
    month_sums,
    outbox,
    payout_choices,
    report_lines,
    settings,
    settlements,
    transaction_reports,
)
from workbench.store.company import Company
from workbench.store.month_sums import MonthSum
from workbench.store.outbox_values import Posting
from workbench.store.settlements import Settlement

RESERVE, OTHER_BALANCE = "Reserve held and given back", "Balances carried, charged or sent back"

K = TypeVar("K", bound=Hashable)


def months(company: Company) -> list[str]:
    """The months there is a bridge for, newest first: those that a settlement touches, and those in which money of one arrived."""
    with company.state.read() as connection:
        arrived, _ = _at_bank(connection, "", "")
    return sorted({*closing.months(closing.read(company)), *(one.month for one in arrived.values())}, reverse=True)


def bridges(company: Company, month: str, currency: str = "") -> list[Bridge]:
    """The bridge of a month in each currency of the books, or in one; `NotFound` when no settlement touches the month."""
    if month not in months(company):
        raise NotFound(f"No settlement touches {month}.", next="Import its settlement reports, or choose another month.")
    every = review.payouts(company)
    wanted = [currency] if currency else sorted({p.settlement.currency for p in every})
    return [_bridge(company, month, one, [p for p in every if p.settlement.currency == one]) for one in wanted]


def _bridge(company: Company, month: str, currency: str, payouts: Sequence[review.Payout]) -> Bridge:
    lines = month_sums.by_month(company.lines, [p.settlement.load_id for p in payouts])
    entries = activity.of_payouts(company, [p for p in payouts if p.batch])
    with company.state.read() as connection:
        chart = settings.get(connection, "chart").get("accounts", [])
        on_balance = {a["id"] for a in chart if a["type"] in BALANCE_SHEET_TYPES}
        movements = _movements(connection)
        postings = {p.settlement.settlement_id: outbox.postings(connection, p.batch.batch_id) for p in payouts if p.batch}
        moved = {number for number in postings if payout_choices.first_open_day_of(connection, number)}
        arrived, received = _at_bank(connection, month, currency)
    found = []
    for p in payouts:
        number = p.settlement.settlement_id
        found.append(_payout(
            p, [one for one in lines if one.load_id == p.settlement.load_id], movements, [a for a in entries if a.settlement_id == number],
            postings.get(number, []), on_balance, number in moved, arrived.get(number),
        ))  # fmt: skip
    read = any(one.found_at for of_batch in postings.values() for one in of_batch)
    return bridge.bridge(month, currency, found, _reported(company, currency, [p.settlement for p in payouts]), read, received)


def _payout(
    p: review.Payout, lines: Sequence[MonthSum], movements: Mapping[tuple[str, int], str], entries: Sequence[Activity],
    postings: Sequence[Posting], on_balance: set[str], moved: bool, arrived: Arrived | None,
) -> Payout:  # fmt: skip
    s = p.settlement
    balance = [((one.month, words), one.amount) for one in lines if (words := movements.get((one.load_id, one.kind_id)))]

    def of(when: Callable[[Posting], bool], effects: Callable[[Posting], Iterable[tuple[str, str, Decimal]]]) -> dict[str, Decimal]:
        """The profit and loss by month (+ = earned) of the postings of which `when` is true."""
        rows = (row for one in postings if when(one) for row in effects(one))
        return _summed((month, -debit) for month, account, debit in rows if account not in on_balance)

    return Payout(
        s.settlement_id, s.total, s.month, _summed((one.month, one.amount) for one in lines), _summed(balance),
        "posted" if p.batch else "elsewhere" if p.status == "elsewhere" else "open",
        earned=_summed((a.month, a.amount) for a in entries if a.account_id not in on_balance),
        kept=_summed(((a.month, a.account), a.amount) for a in entries if a.account_id in on_balance),
        quickbooks=of(lambda one: bool(one.found_at), _held),
        unread=of(lambda one: not one.found_at, _sent),
        changed=of(lambda one: one.found.get("status") in ("changed", "deleted"), _changed),
        moved=moved, arrived=arrived,
    )  # fmt: skip


def _sent(one: Posting) -> list[tuple[str, str, Decimal]]:
    """(month, account, debit) of a document as it was planned."""
    return [(one.date[:7], account, debit) for account, debit in one.effects.items()]


def _held(one: Posting) -> list[tuple[str, str, Decimal]]:
    """The same as QuickBooks had it when it was read back; nothing of one that is gone."""
    return [(one.found["date"][:7], account, Decimal(debit)) for account, debit in one.found["effects"].items()]


def _changed(one: Posting) -> list[tuple[str, str, Decimal]]:
    """What QuickBooks has more, and less, than was planned."""
    return [*_held(one), *((month, account, -debit) for month, account, debit in _sent(one))]


def _movements(connection: sa.Connection) -> dict[tuple[str, int], str]:
    """The kinds of line that only move the balance, by load and number, each in words."""
    found = {}
    for load_id, kinds in settlements.kinds_of_current(connection).items():
        for kind in kinds:
            meaning = meaning_of(*kind.names)
            if meaning.section == "balance":
                found[load_id, kind.kind_id] = RESERVE if meaning.category == "balance.reserve" else OTHER_BALANCE
    return found


def _at_bank(connection: sa.Connection, month: str, currency: str) -> tuple[dict[str, Arrived], Decimal | None]:
    """Each matched payout at the bank, in the month of its last line; and what the bank received for payouts in this month, by the
    days of its own lines: None while no statement in this currency is in the books. Transfers that the bank sent back are in neither."""
    lines = {line.line_id: line for line in bank_lines.lines(connection)}
    arrived: dict[str, Arrived] = {}
    received = ZERO
    for match in bank_matches.live(connection):
        if not match.payouts:
            continue
        mine = [lines[n] for n in match.lines]
        last = max(line.day for line in mine)
        arrived |= {p.settlement_id: Arrived(last[:7], p.amount, p.currency) for p in match.payouts}
        received += sum((line.amount for line in mine if line.day[:7] == month and line.currency == currency), ZERO)
    known = any(s.currency == currency for s in bank_lines.statements(connection))
    return arrived, exact(received) if known else None


def _reported(company: Company, currency: str, books: Sequence[Settlement]) -> list[Reported]:
    """The rows of all transaction reports in a currency, summed."""
    with company.state.read() as connection:
        reports = [r.load_id for r in transaction_reports.listed(connection)]
        named = sorted({g.settlement_id for of, g in transaction_reports.all_gathered(connection) if of == currency})
    zones = {s.settlement_id: s.time_zone for s in books}
    return [Reported(*row) for row in report_lines.by_month(company.lines, reports, named, zones)] if named else []


def _summed(pairs: Iterable[tuple[K, Decimal]]) -> dict[K, Decimal]:
    sums: dict[K, Decimal] = {}
    for key, amount in pairs:
        sums[key] = exact(sums.get(key, ZERO) + amount)
    return sums


def as_json(found: Sequence[Bridge]) -> dict[str, Any]:
    """The shape that the command line prints."""
    return {"bridges": [
        {
            "month": b.month, "currency": b.currency, "unexplained": plain(b.unexplained, b.currency),
            "legs": [
                {
                    "from": {"what": leg.begins, "amount": plain(leg.start, b.currency)},
                    "steps": [{"what": step.words, "amount": plain(step.amount, b.currency)} for step in leg.steps],
                    "unexplained": plain(leg.unexplained, b.currency), "to": {"what": leg.ends, "amount": plain(leg.end, b.currency)},
                }
                for leg in b.legs
            ],
            "left_out": [{"what": what, "why": why} for what, why in b.left_out],
        }
        for b in found
    ]}  # fmt: skip
