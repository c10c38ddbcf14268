"""The payouts of a sync: what became of the money of each settlement, and Amazon's other figures held against its total.

Payouts name their settlement. Groups, Amazon's older name for settlements, do not: a transaction that names both joins them,
or else period, currency and total do (`payout_joins`). A control total that differs is a finding, kept with the settlement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

import sqlalchemy as sa

from workbench.amazon.api.faults import NotPermitted
from workbench.amazon.api.groups import Group
from workbench.amazon.api.payouts import Payout
from workbench.errors import BrokenInvariant, NotFound, Refused, WorkbenchError
from workbench.jobs import crash
from workbench.jobs.amazon import payout_joins
from workbench.jobs.amazon.payout_joins import Candidate
from workbench.jobs.amazon.sync_run import Run
from workbench.money import Money
from workbench.store import control_totals, open_transactions, payout_facts, report_listings, sellers, settlements
from workbench.store.payout_facts import PayoutFact, Step
from workbench.store.settlements import Settlement

PERIOD = timedelta(days=120)
"""How far back payouts are asked for: Amazon's 90 days of reports, and the settlements that began before them."""

T = TypeVar("T")


def read(run: Run) -> int:
    """Write down payouts and groups as Amazon states them now, each with its settlement; returns how many."""
    since = run.time.now() - PERIOD
    asked_payouts = _asked(run, "payouts", "Asking Amazon what became of the payouts", run.amazon.payouts, since)
    asked_groups = _asked(run, "groups", "Asking Amazon for the amounts it transferred", run.amazon.groups, since)
    payouts = list({payout.id: payout for payout in asked_payouts}.values())  # a page may come twice
    groups = list({group.id: group for group in asked_groups}.values())
    with run.company.state.write() as connection:
        facts = [*_of_payouts(connection, run, payouts), *_of_groups(connection, run, groups)]
        payout_facts.replace_all(connection, facts)
        _learn_account_types(connection, run, payouts)
    _tell(run, facts)
    crash.point("sync.payouts")
    return len(facts)


def _tell(run: Run, facts: list[PayoutFact]) -> None:
    """What a person should know of them: money that did not arrive, and payouts that belong to no settlement for sure."""
    for fact in facts:
        if fact.source == "payout" and fact.failed:
            reason = next((step.failure_reason for step in reversed(fact.history) if step.failure_reason), "it gives no reason")
            what = f"Amazon says the payout of {_money(fact)} did not reach the bank ({fact.status}: {reason})."
            run.find("payout-failed", f"settlement {fact.settlement_id}", what,
                     "A later settlement pays it; do not match this one with the bank.")  # fmt: skip
        if not fact.settlement_id and fact.why not in (payout_joins.OPEN, payout_joins.NONE):
            run.find("payout-not-joined", f"{fact.source} {fact.source_id}", fact.why, "Compare the two in Seller Central › Payments.")


def _money(fact: PayoutFact) -> str:
    return str(Money(fact.amount, fact.currency)) if fact.amount is not None else "an amount it does not state"


def compare(run: Run) -> int:
    """Hold Amazon's other figures against every settlement of this seller; returns how many do not agree.

    The summary of a settlement is asked for once; payouts and groups were just read.
    """
    with run.company.state.read() as connection:
        ours = report_listings.settlement_ids(connection, run.seller.seller_id)
        books = [s for s in settlements.listed(connection) if s.settlement_id in ours]
        known = {s.settlement_id for s in books if any(c.source == "summary" for c in control_totals.of(connection, s.settlement_id))}
    asks = bool(run.seller.capabilities.get("summary"))
    differing = 0
    for n, s in enumerate(books):
        run.tell(n, len(books), f"Comparing control totals of settlement {s.settlement_id}")
        summary = _summary(run, s.settlement_id) if asks and s.settlement_id not in known else None
        with run.company.state.write() as connection:
            differing += _compare(connection, run, s, summary)
    return differing


def _compare(connection: sa.Connection, run: Run, s: Settlement, summary: Money | None) -> int:
    figures: dict[control_totals.Source, Money] = {
        c.source: Money(c.amount, c.currency) for c in control_totals.of(connection, s.settlement_id)
    }
    for fact in reversed(payout_facts.of(connection, s.settlement_id)):  # of several payouts the newest counts
        if fact.amount is not None and not fact.why:
            figures[fact.source] = Money(fact.amount, fact.currency)
    if summary is not None:
        figures["summary"] = summary
    differing = 0
    for source, figure in figures.items():
        found = control_totals.compare(s.settlement_id, source, figure.amount, figure.currency, s.total, s.currency)
        control_totals.replace(connection, found)
        if found.finding:
            run.findings.append(found.finding)
            differing += 1
    return differing


def _summary(run: Run, settlement_id: str) -> Money | None:
    try:
        found = run.amazon.summary(settlement_id)
    except (NotPermitted, NotFound, Refused, BrokenInvariant) as error:
        _not_read(run, "summary", error)
        return None
    return found.net if found else None


def _asked(run: Run, capability: str, words: str, question: Callable[[datetime], Iterable[T]], since: datetime) -> list[T]:
    """Everything Amazon answers; nothing where the capability is not there, or, with a finding, where the answer is no good."""
    if not run.seller.capabilities.get(capability):
        return []
    run.tell(0, 0, words)
    try:
        return list(question(since))
    except (NotPermitted, BrokenInvariant) as error:
        _not_read(run, capability, error)
        return []


def _not_read(run: Run, what: str, error: WorkbenchError) -> None:
    run.find(f"{what}-not-read", f"Amazon {what}", f"The {what} could not be read: {error}", "The settlements are not touched by it.")


def _of_payouts(connection: sa.Connection, run: Run, payouts: list[Payout]) -> list[PayoutFact]:
    """A fact for each payout and settlement it pays; one without a settlement is joined by its period."""
    facts, unnamed = [], []
    for payout in payouts:
        fact = _payout_fact(run.seller.seller_id, payout)
        ids = payout.settlement_ids
        why = f"It pays {len(ids)} settlements in one." if len(ids) > 1 else ""
        facts += [payout_facts.joined(fact, settlement_id, why) for settlement_id in ids]
        unnamed += [] if ids else [fact]
    return [*facts, *payout_joins.join(unnamed, {}, _candidates(connection, run))]


def _of_groups(connection: sa.Connection, run: Run, groups: list[Group]) -> list[PayoutFact]:
    """A fact for each group. A settlement that another group has already is not given away twice."""
    ours = {group.id for group in groups}
    taken = {
        fact.settlement_id for s in sellers.listed(connection) for fact in payout_facts.listed(connection, s.seller_id, "group")
        if fact.settlement_id and (s.seller_id != run.seller.seller_id or fact.source_id not in ours)
    }  # fmt: skip
    named = open_transactions.settlements_of_groups(connection, run.seller.seller_id)
    stated = {group: settlement_id for group, settlement_id in named.items() if settlement_id not in taken}
    free = [c for c in _candidates(connection, run) if c.settlement_id not in taken]
    return payout_joins.join((_group_fact(run.seller.seller_id, group) for group in groups), stated, free)


def _candidates(connection: sa.Connection, run: Run) -> list[Candidate]:
    """The settlements of the books that may be this seller's: all but those that came through another one."""
    others = {
        settlement_id for s in sellers.listed(connection) if s.seller_id != run.seller.seller_id
        for settlement_id in report_listings.settlement_ids(connection, s.seller_id)
    }  # fmt: skip
    return [
        Candidate(s.settlement_id, s.currency, s.total, datetime.fromisoformat(s.start), datetime.fromisoformat(s.end))
        for s in settlements.listed(connection) if s.settlement_id not in others
    ]  # fmt: skip


def _learn_account_types(connection: sa.Connection, run: Run, payouts: list[Payout]) -> None:
    """Write down the account type of settlements where Amazon states it: payouts say it, and else transactions do."""
    stated = {settlement_id: payout.account_type for payout in payouts for settlement_id in payout.settlement_ids if payout.account_type}
    for settlement_id, account_type in stated.items():
        settlements.learn_account_type(connection, "Amazon's list of payouts", settlement_id, account_type)
    for settlement_id, account_type in open_transactions.account_types(connection, run.seller.seller_id).items():
        if settlement_id not in stated:
            settlements.learn_account_type(connection, "Amazon's list of transactions", settlement_id, account_type)


def _payout_fact(seller_id: str, p: Payout) -> PayoutFact:
    history = tuple(Step(step.status, step.at.isoformat(), step.failure_reason) for step in p.history)
    return PayoutFact(
        seller_id, "payout", p.id, "", "", p.status, history, p.trace_id, p.account_tail, p.amount.currency if p.amount else "",
        p.amount.amount if p.amount else None, "", None, None, _text(p.start), _text(p.end), _text(p.created),
    )  # fmt: skip


def _group_fact(seller_id: str, g: Group) -> PayoutFact:
    is_closed = g.status.casefold() == "closed"
    currency = next((money.currency for money in (g.original, g.beginning) if money), "")
    return PayoutFact(
        seller_id, "group", g.id, "", "", (g.transfer_status if is_closed else "") or g.status, (), g.trace_id, g.account_tail,
        currency, g.original.amount if g.original else None, g.converted.currency if g.converted else "",
        g.converted.amount if g.converted else None, g.beginning.amount if g.beginning else None, _text(g.start),
        _text(g.end) if is_closed else "", _text(g.transfer_date),
    )  # fmt: skip


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
