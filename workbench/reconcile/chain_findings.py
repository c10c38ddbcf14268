"""What does not prove in a chain of settlements, as findings: what happened, how much is at stake, what to do.

None of them blocks posting: a settlement is whole by itself. They stand in the way of closing the month.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from workbench.errors import Finding
from workbench.reconcile.chain_words import REPOSITORY, days, money, months, where_to_get
from workbench.reconcile.failed_transfers import FailedTransfer
from workbench.reconcile.joint import Joint
from workbench.reconcile.period import Period

LONG_AGO = timedelta(days=7 * 365)
"""Books are rarely kept open so long; a settlement that old is more often a wrong file than wanted history."""

AGAIN = f"Download both settlement reports again under {REPOSITORY}: one of them was edited, or is not whole."

Concerning = tuple[tuple[str, ...], Finding]
"""A finding with the settlements it concerns."""


def of(periods: Sequence[Period], joints: Sequence[Joint], failed: Sequence[FailedTransfer], now: datetime) -> Iterator[Concerning]:
    """Every finding of a chain, those of its joints first, oldest first."""
    for joint in joints:
        for finding in _of_joint(joint, now):
            yield (joint.before.settlement_id, joint.after.settlement_id), finding
    for one in failed:
        yield (one.into.settlement_id, *(p.settlement_id for p in one.payouts)), _of_failed(one)
    islands = {joint.before.settlement_id for joint in joints if joint.meeting == "hole"} | {periods[-1].settlement_id}
    for period in periods:
        for finding in _of_period(period, now, island=period.settlement_id in islands):
            yield (period.settlement_id,), finding


def _of_joint(joint: Joint, now: datetime) -> Iterator[Finding]:
    if joint.meeting == "hole":
        yield _hole(joint, now)
    if joint.meeting == "overlap":
        yield _overlap(joint)
    if joint.reserve.standing == "differs":
        yield _reserve(joint)
    if joint.debt.standing == "differs":
        yield _debt(joint)


def _between(joint: Joint) -> str:
    return f"payouts {joint.before.settlement_id} and {joint.after.settlement_id}"


def _hole(joint: Joint, now: datetime) -> Finding:
    before, after = joint.before, joint.after
    what = f"The settlement of {days(before.end, after.start)} is missing, or several: no file covers this time."
    if before.itemised and after.itemised and (before.closing or after.opening):
        left, found = _balance(before.closing, before.currency), _balance(after.opening, after.currency)
        what += f" At its start {left}, at its end {found}."
    return Finding("chain-hole", _between(joint), what, where_to_get(before.end, after.start, now), blocks=False)


def _balance(amount: Decimal, currency: str) -> str:
    if not amount:
        return "nothing is held or owed"
    return f"{money(amount, currency)} is {'held by' if amount > 0 else 'owed to'} Amazon"


def _overlap(joint: Joint) -> Finding:
    before, after = joint.before, joint.after
    what = f"Two settlements cover the same time, {days(after.start, before.end)}."
    ways = (
        "Two account types may run side by side (standard and invoiced orders), which a settlement report does not say. Import the "
        f"transaction report of {months(after.start, before.end)}, which says it. Otherwise one of the files is wrong: download both again."
    )
    return Finding("chain-overlap", _between(joint), what, ways, blocks=False)


def _reserve(joint: Joint) -> Finding:
    proof, currency = joint.reserve, joint.after.currency
    what = (
        f"Payout {joint.before.settlement_id} holds a reserve of {money(proof.left, currency)}; {money(proof.found, currency)} comes "
        f"back in payout {joint.after.settlement_id}, {money(proof.difference, currency)} {'more' if proof.difference > 0 else 'less'}."
    )
    return Finding("chain-reserve", _between(joint), what, AGAIN, proof.difference, blocks=False)


def _debt(joint: Joint) -> Finding:
    proof, before, after = joint.debt, joint.before, joint.after
    owed = f"Payout {before.settlement_id} ends with {money(proof.left, before.currency)} owed to Amazon"
    if not proof.left:
        owed = f"Payout {before.settlement_id} ends with nothing owed to Amazon"
    what = f"{owed}; {money(proof.found, after.currency)} is carried into payout {after.settlement_id} (Payable to Amazon)."
    ways = "Look under Seller Central › Payments how the balance was met: from a card, or from another account of the seller."
    return Finding("chain-debt", _between(joint), what, f"{ways} {AGAIN}", proof.difference, blocks=False)


def _of_failed(one: FailedTransfer) -> Finding:
    where, amount = f"payout {one.into.settlement_id}", money(one.amount, one.into.currency)
    if not one.payouts:
        return Finding(
            "chain-unknown-return", where,
            f"Amazon put back {amount} that the bank returned; no earlier payout of this chain has that amount.",
            "Find the transfer in the bank statement, and import the settlement that it paid.", one.amount, blocks=False,
        )  # fmt: skip
    numbers = " and ".join(f"payout {p.settlement_id} (deposit {p.deposit_date:%Y-%m-%d})" for p in reversed(one.payouts))
    again = f" and is in its total of {money(one.into.total, one.into.currency)}" if one.into.transfer else ""
    return Finding(
        "chain-failed-transfer", where,
        f"The {amount} of {numbers} never reached the bank. It was put back with payout {one.into.settlement_id}{again}: the money comes "
        "once, and no sale is counted twice.",
        "The bank statement shows only the later deposit. In QuickBooks, move the earlier deposit from the bank account to the account of "
        "the amount put back: the two meet there.", one.amount, blocks=False,
    )  # fmt: skip


def _of_period(period: Period, now: datetime, *, island: bool) -> Iterator[Finding]:
    where, span = f"payout {period.settlement_id}", days(period.start, period.end)
    if period.start > period.end:
        yield Finding("chain-dates", where, f"The settlement ends before it starts, {span}.",
                      "Download its report again; this file was edited.", blocks=False)  # fmt: skip
    if period.end > now:
        yield Finding("chain-future", where, f"The settlement closes in the future, {span}; Amazon reports only what is closed.",
                      "Check the date of this computer. If it is right, the file was edited: download it again.", blocks=False)  # fmt: skip
    if island and period.end < now - LONG_AGO:
        years = (now - period.end).days // 365
        yield Finding("chain-old", where, f"The settlement closed {years} years ago, {span}.",
                      "Make sure that it belongs into these books, and not to an older set.", blocks=False)  # fmt: skip
    if not period.complete:
        yield Finding("chain-partly", where, f"Only a part of this settlement is in view, {span}. {period.why}".strip(),
                      "Its settlement report, when you have it, shows all of it.", blocks=False)  # fmt: skip
