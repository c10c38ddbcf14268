"""What pages and commands ask about payouts: the list, one payout's transactions and adjustments, its readiness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from workbench.errors import Finding, NotFound, NotReady
from workbench.jobs.mapping import costs, products
from workbench.jobs.settlements.import_answers import targets_of, unmapped_finding
from workbench.mapping.mapping import Target
from workbench.money import ZERO, exact
from workbench.posting.accounts import accounts_from
from workbench.settlement.catalogue import kind_of
from workbench.store import bank_matches, control_totals, decisions, foreign_answers, outbox, settings, settlements
from workbench.store.company import Company
from workbench.store.decisions import EVERY, Decision
from workbench.store.lines import Filter, Transaction
from workbench.store.outbox_values import Batch
from workbench.store.settlements import Kind, Settlement


@dataclass(frozen=True, slots=True)
class Variance:
    """Differences of figures that must agree, in the payout's currency; None where there is nothing to compare yet."""

    lines_vs_total: Decimal
    entries_vs_lines: Decimal
    quickbooks_vs_entries: Decimal | None
    bank_vs_quickbooks: Decimal | None


@dataclass(frozen=True, slots=True)
class Payout:
    """One row of the list of payouts."""

    settlement: Settlement
    status: str
    unmapped: int
    variance: Variance
    batch: Batch | None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One kind of money in *Funds in this payout*: what it is, where it goes, whether it waits for a choice."""

    kind: Kind
    target: Target
    words: str
    status: str


def payouts(company: Company) -> list[Payout]:
    """All payouts, newest first, from the state alone: independent of the number of lines."""
    with company.state.read() as connection:
        listed = settlements.listed(connection)
        kinds = settlements.kinds_of_current(connection)
        live = {b.settlement_id: b for b in outbox.batches(connection) if b.state != "undone"}
        decided = decisions.of_all(connection)
        disputed = control_totals.disputed(connection)
        elsewhere = foreign_answers.posted_elsewhere(connection)
        all_kinds = [kind for of_load in kinds.values() for kind in of_load]
        targets = targets_of(connection, all_kinds)
        of_load = {s.load_id: {k: targets[k] for k in kinds.get(s.load_id, [])} for s in listed}
        unsold = products.blocked(connection, of_load) | costs.blocked(connection)
        return [
            _payout(connection, s, of_load[s.load_id], live.get(s.settlement_id), decided.get(s.settlement_id, {}),
                    s.settlement_id in disputed or s.load_id in unsold, s.settlement_id in elsewhere)
            for s in listed
        ]  # fmt: skip


def payout(company: Company, settlement_id: str) -> Payout:
    """One payout; `NotFound` in words."""
    with company.state.read() as connection:
        s = settlements.current(connection, settlement_id)
        targets = targets_of(connection, settlements.kinds_of(connection, s.load_id))
        batch = outbox.live_batch(connection, settlement_id)
        waiting = products.blocked(connection, {s.load_id: targets}) | costs.blocked(connection, s.load_id)
        held = settlement_id in control_totals.disputed(connection) or s.load_id in waiting
        elsewhere = settlement_id in foreign_answers.posted_elsewhere(connection)
        return _payout(connection, s, targets, batch, decisions.of_settlement(connection, settlement_id), held, elsewhere)


def _payout(
    connection: sa.Connection, s: Settlement, targets: dict[Kind, Target], batch: Batch | None, decided: dict[str, Decision],
    held: bool, elsewhere: bool,
) -> Payout:  # fmt: skip
    unmapped = sum(kind.line_count for kind, target in targets.items() if not target.complete)
    difference = batch.difference if batch else None
    lines = exact(sum((kind.total for kind in targets), ZERO))
    at_bank = _bank_difference(connection, s, difference)
    variance = Variance(exact(lines - s.total), _entries_difference(connection, batch, s), difference, at_bank)
    status = _status(s, unmapped, batch, difference, decided)
    if elsewhere and batch is None:
        return Payout(s, "elsewhere", unmapped, variance, batch)
    return Payout(s, "for-review" if held and status == "ready" else status, unmapped, variance, batch)


def _status(s: Settlement, unmapped: int, batch: Batch | None, difference: Decimal | None, decided: dict[str, Decision]) -> str:
    if batch:
        if batch.state == "posted":
            return "attention" if difference else ("posted" if difference is None else "reconciled")
        return "attention" if batch.state == "attention" else "posting"
    unexplained = any(d.status == "excluded" and not d.account for d in decided.values())
    nothing_to_confirm = s.sales.count + s.refunds.count == 0
    own = sum(1 for key in decided if key != EVERY)
    confirmed = nothing_to_confirm or EVERY in decided or own >= s.sales.count + s.refunds.count
    return "ready" if confirmed and not unmapped and not unexplained else "for-review"


def _entries_difference(connection: sa.Connection, batch: Batch | None, s: Settlement) -> Decimal:
    """Our entries against the lines: the profit-and-loss and balance-sheet side of a batch must come to the payout."""
    if batch is None:
        return ZERO
    undeposited = settings.get(connection, "undeposited_account")
    held = [debit for _, account, _, memo, debit in outbox.entry_lines(connection, batch.batch_id) if account == undeposited
            and memo == "held for the payout"]  # fmt: skip
    return exact(sum(held, ZERO) - s.total)


def _bank_difference(connection: sa.Connection, s: Settlement, difference: Decimal | None) -> Decimal | None:
    """What the bank received less what QuickBooks has; None while either is unknown, or where the bank has another currency."""
    received = None if difference is None else bank_matches.amount_at_bank(connection, s.settlement_id)
    return exact(received[0] - s.total - difference) if received and received[1] == s.currency and difference is not None else None


def kinds_with_targets(company: Company, s: Settlement) -> dict[Kind, Target]:
    """The settlement's kinds of line with where they go now."""
    with company.state.read() as connection:
        return targets_of(connection, settlements.kinds_of(connection, s.load_id))


def decisions_of(company: Company, settlement_id: str) -> dict[str, Decision]:
    """The payout's review decisions by transaction key."""
    with company.state.read() as connection:
        return decisions.of_settlement(connection, settlement_id)


def transactions(company: Company, settlement_id: str, wanted: Filter) -> list[Transaction]:
    """A page of the payout's included transactions. Needs the lines: only in the worker's program."""
    s = payout(company, settlement_id).settlement
    kinds = kinds_with_targets(company, s)
    return company.lines.transactions(s.load_id, kinds, decisions_of(company, settlement_id), wanted, _unmatched(company, s, kinds))


def status_counts(company: Company, settlement_id: str, search: str = "") -> dict[str, tuple[int, Decimal]]:
    """Count and sum of the included transactions by status, and of those for review that lack a detail (`incomplete`)."""
    s = payout(company, settlement_id).settlement
    kinds = kinds_with_targets(company, s)
    counts = company.lines.status_counts(s.load_id, kinds, decisions_of(company, settlement_id), search, _unmatched(company, s, kinds))
    return {**counts, "incomplete": counts["for-review"]} if _lacks_customer(company) else counts


def _lacks_customer(company: Company) -> bool:
    """Whether QuickBooks was read and no customer was chosen for the receipts: then every transaction lacks it."""
    with company.state.read() as connection:
        return settings.get(connection, "undeposited_account") != "" and not settings.get(connection, "customer")


def _unmatched(company: Company, s: Settlement, kinds: dict[Kind, Target]) -> dict[str, frozenset[str]]:
    with company.state.read() as connection:
        return products.unmatched(connection, {s.load_id: kinds}).get(s.load_id, {})


def needs(company: Company, transaction: Transaction) -> list[str]:
    """Which details a transaction lacks (S44): account, customer, product."""
    lacking = [] if transaction.complete else ["account"]
    if _lacks_customer(company):
        lacking.append("customer")
    return lacking if transaction.matched else [*lacking, "product"]


def adjustments(company: Company, settlement_id: str) -> list[Adjustment]:
    """*Funds in this payout* (S62-S64): unmapped first, then by size."""
    s = payout(company, settlement_id).settlement
    found = [
        Adjustment(kind, target, words_of(kind), "mapped" if target.complete else "waiting")
        for kind, target in kinds_with_targets(company, s).items()
        if not kind_of(kind.transaction_type)
    ]
    return sorted(found, key=lambda a: (a.status != "waiting", -abs(a.kind.total), a.words))


def words_of(kind: Kind) -> str:
    """What Amazon calls it, said once.

    >>> words_of(Kind(0, "other-transaction", "other-transaction", "Storage Fee", "", 1, Decimal("-12.34")))
    'Storage Fee'
    >>> words_of(Kind(0, "ServiceFee", "Cost of Advertising", "TransactionTotalAmount", "", 1, Decimal("-10.00")))
    'ServiceFee · Cost of Advertising'
    """
    silent = {"other-transaction", "transactiontotalamount", "itemprice", "itemfees", ""}
    said: list[str] = []
    for text in (kind.transaction_type, kind.amount_type, kind.amount_description):
        if text.strip().casefold() not in silent and text not in said:
            said.append(text.strip())
    return " · ".join(said) or kind.transaction_type or "(no name)"


def findings(company: Company, settlement_id: str) -> list[Finding]:
    """What stands between this payout and posting, each with what to do."""
    p = payout(company, settlement_id)
    listed = [
        unmapped_finding(settlement_id, kind, target)
        for kind, target in kinds_with_targets(company, p.settlement).items()
        if not target.complete
    ]
    decided = decisions_of(company, settlement_id)
    for key, decision in decided.items():
        if decision.status == "excluded" and not decision.account:
            listed.append(Finding(
                "excluded-unexplained", f"payout {settlement_id}, order {key.split('|')[1]}",
                "This transaction is excluded, and its amount has no account that explains it.",
                "Say in which account it stands (Review › Integration transactions), or take the exclusion back.",
            ))  # fmt: skip
    with company.state.read() as connection:
        listed += [c.finding for c in control_totals.of(connection, settlement_id) if c.finding is not None and c.finding.blocks]
        kinds = targets_of(connection, settlements.kinds_of(connection, p.settlement.load_id))
        listed += [*products.findings(connection, p.settlement, kinds), *costs.findings(connection, p.settlement)]
    if p.status == "for-review" and not listed:
        listed.append(Finding(
            "unconfirmed", f"payout {settlement_id}", "Not every included transaction is confirmed.",
            "Confirm them under Review › Integration transactions, or with the confirm command.",
        ))  # fmt: skip
    return listed


def confirm(company: Company, settlement_id: str, by: str, keys: Sequence[str] = (EVERY,)) -> None:
    """Confirm transactions of a payout, all of them unless told; those that lack a detail stay for review."""
    _not_posted(company, settlement_id)
    with company.state.write() as connection:
        decisions.confirm(connection, by, settlement_id, list(keys))


def exclude(company: Company, settlement_id: str, order: str, because: str, by: str, account: str = "") -> list[str]:
    """Exclude every transaction of an order in this payout (S48-S50); returns their keys.

    `account` (a name of QuickBooks' chart) explains the amount, so that the payout still comes to the bank's.
    """
    _not_posted(company, settlement_id)
    if not because.strip():
        raise NotReady("An exclusion needs a reason.", where=f"order {order}", next="Say why it is excluded.")
    found = [t for t in transactions(company, settlement_id, Filter(search=order, limit=1000)) if order in (t.order_id, t.key)]
    if not found:
        raise NotFound(f"Payout {settlement_id} has no order {order}.", next="Look the order up under Close › Payouts.")
    account_id = account_id_of(company, account) if account else ""
    with company.state.write() as connection:
        for transaction in found:
            decisions.exclude(connection, by, settlement_id, transaction.key, Decision("excluded", because, account_id, account))
    return [transaction.key for transaction in found]


def reopen(company: Company, settlement_id: str, keys: Sequence[str], by: str) -> None:
    """Take decisions back: these transactions are for review again, the others stay as they are."""
    _not_posted(company, settlement_id)
    kept = _confirmed_with_the_rest(company, settlement_id) if EVERY not in keys else []
    with company.state.write() as connection:
        decisions.spell_out(connection, settlement_id, [key for key in kept if key not in keys])
        decisions.reopen(connection, by, settlement_id, list(keys))


def _confirmed_with_the_rest(company: Company, settlement_id: str) -> list[str]:
    """The transactions that are confirmed by `EVERY` alone."""
    decided = decisions_of(company, settlement_id)
    if EVERY not in decided:
        return []
    s = payout(company, settlement_id).settlement
    count = s.sales.count + s.refunds.count
    listed = transactions(company, settlement_id, Filter(status="categorized", limit=count))
    return [t.key for t in listed if t.key not in decided]


def account_id_of(company: Company, name: str) -> str:
    """The QuickBooks id of an account of the chart as last read; `NotFound` in words."""
    with company.state.read() as connection:
        chart = settings.get(connection, "chart")
    found = next((a["id"] for a in chart.get("accounts", []) if a["name"].casefold() == name.casefold()), None)
    if found is None:
        raise NotFound(f"QuickBooks has no account {name!r}.", next="Choose one of the list that `accounts` prints.")
    return str(found)


def chart_accounts(company: Company) -> list[dict[str, Any]]:
    """QuickBooks' accounts as last read: id, name, type, sub_type, balance."""
    with company.state.read() as connection:
        return list(settings.get(connection, "chart").get("accounts", []))


def _not_posted(company: Company, settlement_id: str) -> None:
    with company.state.read() as connection:
        settlements.current(connection, settlement_id)
        if outbox.live_batch(connection, settlement_id):
            raise NotReady(f"Payout {settlement_id} is already posted.", next="Undo its batch before changing its review.")


def accounts_of(connection: sa.Connection) -> Any:
    """The planner's view of the chart."""
    return accounts_from(settings.get(connection, "chart"), settings.every(connection))
