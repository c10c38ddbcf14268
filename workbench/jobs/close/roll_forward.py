"""The balance-sheet accounts that our entries touch, rolled forward by settlement, beside QuickBooks' balance and Amazon's figure.

Every account is taken: Payments to deposit and clearing, reserve, carry-forward, balance owed, tax collected and withheld,
lending, the bank. All of it is in the books' currency; a payout in another one counts with its home amounts, each line of a
document rounded once at its rate. From the state alone; QuickBooks' balances are given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from workbench import clock
from workbench.jobs.settlements import chain
from workbench.money import ZERO, exact, plain, total
from workbench.posting.accounts import BALANCE_SHEET_TYPES
from workbench.posting.document import decode
from workbench.posting.exchange import at_home
from workbench.reconcile import roll_forward as reconcile
from workbench.reconcile import stated
from workbench.reconcile.chain import Chain
from workbench.reconcile.home_amounts import rate_of
from workbench.reconcile.month import last_day
from workbench.reconcile.period import Period
from workbench.reconcile.roll_forward import Movement, Rolled
from workbench.reconcile.stated import Explanation, Stated
from workbench.store import mappings, posted, settings, settlements
from workbench.store.company import Company
from workbench.store.posted import Standing

RESERVE = "balance.reserve"
ENTITY = {"SalesReceipt": "Sales receipt", "RefundReceipt": "Refund receipt", "JournalEntry": "Journal entry", "Purchase": "Expense"}
"""What QuickBooks' documents are called."""


@dataclass(frozen=True)
class AccountRoll:
    """One account: opening + movements = closing, debits positive, in the books' currency.

    `quickbooks` is QuickBooks' own balance on that day, None while it was not asked; `changes` what others did to our documents
    there. `amazon` is what Amazon states it keeps, None of an account of which it states nothing; `timing` why the books differ.
    `every` are the movements of all time.
    """

    account_id: str
    account: str
    rolled: Rolled
    every: tuple[Movement, ...]
    changes: tuple[Explanation, ...] = ()
    quickbooks: Decimal | None = None
    amazon: Decimal | None = None
    timing: tuple[Explanation, ...] = ()

    @property
    def opening(self) -> Decimal:
        """The balance before the period."""
        return self.rolled.opening

    @property
    def movements(self) -> Decimal:
        """What the period moved."""
        return self.rolled.movements

    @property
    def closing(self) -> Decimal:
        """The balance at the end."""
        return self.rolled.closing

    @property
    def difference(self) -> Decimal | None:
        """QuickBooks less ours."""
        return None if self.quickbooks is None else exact(self.quickbooks - self.closing)

    @property
    def explained(self) -> Decimal | None:
        """How much of the difference is changes of our documents in QuickBooks."""
        return None if self.quickbooks is None else total(one.amount for one in self.changes)

    @property
    def unexplained(self) -> Decimal | None:
        """The rest: what others booked there."""
        return None if self.difference is None or self.explained is None else exact(self.difference - self.explained)

    @property
    def amazon_difference(self) -> Decimal | None:
        """Ours less Amazon's figure."""
        return None if self.amazon is None else exact(self.closing - self.amazon)

    @property
    def amazon_unexplained(self) -> Decimal | None:
        """What of that has no name."""
        return None if self.amazon_difference is None else exact(self.amazon_difference - total(one.amount for one in self.timing))


def accounts(company: Company, month: str, balances: Mapping[str, Decimal] | None) -> list[AccountRoll]:
    """Each account by name. `month` is `YYYY-MM`, or '' for everything up to today; `balances` are QuickBooks' by account id,
    None while it was not asked. An account that QuickBooks does not name has 0.00 there."""
    first = date.fromisoformat(f"{month}-01") if month else None
    last = last_day(month) if month else clock.now().date()
    with company.state.read() as connection:
        values = settings.every(connection)
        chart = {a["id"]: a for a in values["chart"].get("accounts", [])}
        documents = posted.standing(connection, values["chart"].get("currency", ""))
        moved, reserves = _moved(connection, documents, values)
    says = _stated(chain.chains(company), moved, reserves, values)
    changes = _changes(documents, values["chart"].get("currency", ""), last)
    names = {a: chart[a]["name"] for a in moved if chart.get(a, {}).get("type") in BALANCE_SHEET_TYPES}
    return [
        AccountRoll(
            account, names[account], reconcile.roll(moved[account], first, last), tuple(sorted(moved[account])),
            tuple(changes.get(account, ())), None if balances is None else exact(balances.get(account, ZERO)),
            *_amazons(says.get(account, []), last),
        )
        for account in sorted(names, key=names.__getitem__)
    ]  # fmt: skip


def beside(rows: Sequence[AccountRoll], balances: Mapping[str, Decimal]) -> list[AccountRoll]:
    """The same with QuickBooks' own balances (by account name, from an earlier read-back); an account that QuickBooks was not
    asked about stays empty."""
    return [replace(row, quickbooks=balances.get(row.account)) for row in rows]


def as_json(row: AccountRoll, currency: str) -> dict[str, Any]:
    """The account as the command line prints it; figures that are not known are null."""

    def text(value: Decimal | None) -> str | None:
        return None if value is None else plain(value, currency)

    return {
        "account": row.account, "opening": text(row.opening), "movements": text(row.movements), "closing": text(row.closing),
        "quickbooks": text(row.quickbooks), "difference": text(row.difference),
        "explained": [{"why": e.why, "amount": text(e.amount)} for e in row.changes], "unexplained": text(row.unexplained),
        "amazon": text(row.amazon), "timing": [{"why": e.why, "amount": text(e.amount)} for e in row.timing],
        "amazon_unexplained": text(row.amazon_unexplained),
        "by_settlement": [{"settlement_id": m.settlement_id, "day": m.day.isoformat(), "movement": text(m.debit)}
                          for m in row.rolled.by_settlement],
        "open": [{"settlement_id": i.settlement_id, "day": i.day.isoformat(), "age": i.age(row.rolled.last), "amount": text(i.amount)}
                 for i in row.rolled.open_items],
        "ageing": dict(zip(reconcile.BUCKETS, map(text, row.rolled.ageing), strict=True)),
    }  # fmt: skip


def _moved(
    connection: sa.Connection, documents: Sequence[Standing], values: Mapping[str, Any]
) -> tuple[dict[str, list[Movement]], dict[str, set[str]]]:
    """Every movement by account id, and the accounts that take each settlement's reserve."""
    home = values["chart"].get("currency", "")
    days: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    for one in documents:
        for account, debit in (one.effects if one.currency == home or not home else _at_home(one)).items():
            sums = days[account, one.settlement_id]
            sums[one.date] = exact(sums.get(one.date, ZERO) + debit)
    legs, reserves = _legs(connection, documents, values)
    moved: dict[str, list[Movement]] = defaultdict(list)
    for (account, settlement_id), sums in days.items():
        mine = legs.get((account, settlement_id), [])
        if len(sums) == 1 and [total(mine)] == list(sums.values()):
            moved[account] += [Movement(date.fromisoformat(day), settlement_id, leg) for day in sums for leg in mine]
        else:
            moved[account] += [Movement(date.fromisoformat(day), settlement_id, debit) for day, debit in sums.items() if debit]
    return moved, reserves


def _legs(
    connection: sa.Connection, documents: Sequence[Standing], values: Mapping[str, Any]
) -> tuple[dict[tuple[str, str], list[Decimal]], dict[str, set[str]]]:
    """The movements of a settlement's balance by account and settlement, each kind of line apart: a reserve that comes back and
    the one that is held stand as one sum in a document, and are two movements."""
    loads = {one.load_id: (one.settlement_id, one.mapping_version) for one in documents}
    kinds = settlements.kinds_of_current(connection)
    versions = {version: mappings.load(connection, version) for _, version in loads.values()}
    legs: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    reserves: dict[str, set[str]] = defaultdict(set)
    for load_id, (settlement_id, version) in loads.items():
        for kind in kinds.get(load_id, ()):
            target = versions[version].target(*kind.names)
            account = target.account_id or values.get(f"account:{target.key}", "")
            if target.meaning.section == "balance" and kind.total:
                legs[account, settlement_id].append(exact(-kind.total))
            if target.meaning.category == RESERVE:
                reserves[account].add(settlement_id)
    return legs, reserves


def _at_home(one: Standing) -> dict[str, Decimal]:
    """A foreign document's effects in the books' currency: line by line as it was read back, account by account before that."""
    found = one.found.get("home_effects")
    if found:
        return {account: Decimal(debit) for account, debit in found.items()}
    rate = rate_of(decode(one.plan))
    return {account: debit if rate is None else at_home(debit, rate) for account, debit in one.effects.items()}


def _changes(documents: Iterable[Standing], home: str, last: date) -> dict[str, list[Explanation]]:
    """What others did to our documents in QuickBooks, up to a day, by account. A foreign document counts as it was read back."""
    found: dict[str, list[Explanation]] = defaultdict(list)
    for one in documents:
        status = one.found.get("status")
        if status not in ("changed", "deleted") or one.currency != (home or one.currency):
            continue
        day = one.found.get("date") or one.date
        theirs = {a: Decimal(debit) for a, debit in one.found["effects"].items()} if day <= last.isoformat() else {}
        ours = one.effects if one.date <= last.isoformat() else {}
        label = f"{ENTITY.get(one.entity, one.entity)} {one.doc_number or one.date} was {status} in QuickBooks"
        for account in sorted(theirs.keys() | ours.keys()):
            gap = exact(theirs.get(account, ZERO) - ours.get(account, ZERO))
            if gap:
                found[account].append(Explanation(label, gap))
    return found


def _stated(
    every: Iterable[Chain], moved: Mapping[str, Sequence[Movement]], reserves: Mapping[str, set[str]], values: Mapping[str, Any]
) -> dict[str, list[list[Stated]]]:
    """By account, the settlements of each chain of which Amazon states what it keeps: the reserve, or the balance owed."""
    owed, home = values.get("account:NEGBAL", ""), values["chart"].get("currency", "")
    says: dict[str, list[list[Stated]]] = defaultdict(list)
    for one in every:
        if not all(p.itemised for p in one.periods) or one.currency != (home or one.currency):
            continue
        settlement_ids = {p.settlement_id for p in one.periods}
        for account in (a for a, of in reserves.items() if a in moved and of & settlement_ids and a != owed):
            says[account].append([_held(p, moved[account]) for p in one.periods])
        if owed in moved and any(p.debt or p.carried for p in one.periods):
            says[owed].append([_owed(p, moved[owed]) for p in one.periods])
    return says


def _held(p: Period, moved: Iterable[Movement]) -> Stated:
    mine = tuple(m for m in moved if m.settlement_id == p.settlement_id)
    return Stated(p.settlement_id, p.end.date(), exact(-p.reserve_returned), exact(-p.reserve_held), mine)


def _owed(p: Period, moved: Iterable[Movement]) -> Stated:
    mine = tuple(m for m in moved if m.settlement_id == p.settlement_id)
    return Stated(p.settlement_id, p.end.date(), exact(-p.carried), p.debt, mine)


def _amazons(chains: Sequence[Sequence[Stated]], last: date) -> tuple[Decimal | None, tuple[Explanation, ...]]:
    """Amazon's figure over all chains of the account, and why the books differ from it."""
    figures = [figure for one in chains if (figure := stated.figure(one, last)) is not None]
    named = tuple(why for one in chains for why in stated.explanations(one, last))
    return (total(figures), named) if figures else (None, ())
