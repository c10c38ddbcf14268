"""The pairs that must be zero, of one month, gathered from the books: the chain, the accounts, the tax, the read-back.

From the state alone. Each pair is looked at in each currency by itself; accounts are in the books' currency.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from workbench.jobs.close import taxes
from workbench.jobs.close.roll_forward import AccountRoll
from workbench.jobs.review import Payout
from workbench.money import ZERO, plain
from workbench.reconcile import pairs
from workbench.reconcile.chain import Chain
from workbench.reconcile.month import last_day
from workbench.reconcile.pairs import Open, Pair, PairName
from workbench.store import outbox, settings, settlements
from workbench.store.company import Company

WORDS: dict[PairName, str] = {
    "lines": "Sum of the lines and the report's total",
    "months": "Parts of the months, carried forward, and the total",
    "reserve": "Reserve held, and given back by the next settlement",
    "debt": "Total below zero, and payable to Amazon in the next settlement",
    "charge": "Charged to the card, and payable to Amazon",
    "carried": "Carried over the month's end, and brought back",
    "tax": "Tax collected and tax withheld, order by order",
    "read-back": "Posted and read back, account by account",
    "clearing": "Payments to deposit and clearing, after one settlement",
}
"""The two sides of each pair."""


@dataclass(frozen=True)
class Seen:
    """What the pairs of a month are looked for in: the payouts that touch it, every chain, the accounts, QuickBooks' last answer."""

    month: str
    payouts: Sequence[Payout]
    chains: Sequence[Chain]
    accounts: Sequence[AccountRoll]
    answer: Mapping[str, Any]


def of_month(company: Company, seen: Seen) -> list[Pair]:
    """Every pair, in order, by currency."""
    with company.state.read() as connection:
        values = settings.every(connection)
        home = values["chart"].get("currency", "")
        found = [pair for currency in sorted({p.settlement.currency for p in seen.payouts}) for pair in _pairs(connection, seen, currency)]
    if seen.payouts:
        home = home or seen.payouts[0].settlement.currency
        found += [Pair("carried", home, tuple(_carried(seen, values))), Pair("clearing", home, tuple(_clearing(seen, values)))]
    order = list(WORDS)
    return sorted(found, key=lambda pair: (pair.currency, order.index(pair.name)))


def as_json(pair: Pair) -> dict[str, Any]:
    """The pair as the command line prints it."""
    return {
        "pair": pair.name, "what": WORDS[pair.name], "currency": pair.currency, "figure": plain(pair.figure, pair.currency),
        "holds": pair.holds,
        "open": [
            {"settlement_id": i.settlement_id, "day": i.day.isoformat() if i.day else "", "amount": plain(i.amount, pair.currency),
             "natural": i.natural, "of": i.of, "why": i.why}
            for i in pair.items
        ],
    }  # fmt: skip


def _pairs(connection: sa.Connection, seen: Seen, currency: str) -> Iterator[Pair]:
    mine = [p for p in seen.payouts if p.settlement.currency == currency]
    chains = [one for one in seen.chains if one.currency == currency]
    first, last = date.fromisoformat(f"{seen.month}-01"), last_day(seen.month)
    yield Pair("lines", currency, tuple(_figure(p, "lines_vs_total", "the lines come to another sum than the report states") for p in mine
                                        if p.variance.lines_vs_total))  # fmt: skip
    yield Pair("months", currency, tuple(_figure(p, "entries_vs_lines", "the parts of the months do not come to the payout") for p in mine
                                         if p.variance.entries_vs_lines))  # fmt: skip
    yield Pair("reserve", currency, tuple(pairs.reserves(chains, first, last)))
    yield Pair("debt", currency, tuple(pairs.debts(chains, first, last)))
    yield Pair("charge", currency, tuple(pairs.charges(chains, first, last)))
    yield Pair("tax", currency, tuple(item for p in mine if p.settlement.month == seen.month for item in _taxes(connection, p, seen)))
    yield Pair("read-back", currency, tuple(item for p in mine if p.batch for item in _read_back(connection, p)))


def _figure(p: Payout, name: str, why: str) -> Open:
    return Open(p.settlement.settlement_id, date.fromisoformat(p.settlement.deposit_day), getattr(p.variance, name), why)


def _taxes(connection: sa.Connection, p: Payout, seen: Seen) -> list[Open]:
    return taxes.open_items(p.settlement, settlements.kinds_of(connection, p.settlement.load_id), seen.answer)


def _read_back(connection: sa.Connection, p: Payout) -> Iterator[Open]:
    """The accounts in which QuickBooks holds something else than was posted."""
    s, batch = p.settlement, p.batch
    day = date.fromisoformat(s.deposit_day)
    if batch is None or batch.difference == ZERO:
        return
    gaps = outbox.differences(connection, batch.batch_id)
    if gaps is None:
        yield Open(s.settlement_id, day, s.total, "not read back yet", natural=True)
        return
    names = {a["id"]: a["name"] for a in settings.get(connection, "chart").get("accounts", [])}
    for account, gap in sorted(gaps.items()):
        yield Open(s.settlement_id, day, gap, "QuickBooks holds something else than was posted", of=names.get(account, account))


def _carried(seen: Seen, values: Mapping[str, Any]) -> list[Open]:
    carry = values.get("account:CARRY", "")
    return [item for row in seen.accounts if row.account_id == carry for item in pairs.carried(row.rolled, row.every)]


def _clearing(seen: Seen, values: Mapping[str, Any]) -> list[Open]:
    held = {values.get("undeposited_account", ""), values.get("account:CLEARING", "")}
    return [item for row in seen.accounts if row.account_id in held for item in pairs.clearing(row.rolled, row.every, row.account)]
