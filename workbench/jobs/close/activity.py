"""What payouts brought to each account, month by month: as our entries have it, or as they would have it where nothing is posted yet.

The lines that only pass a payout's money on, to Payments to deposit, to the next month or to the bank, are left out: what is left
comes to the payout's total, which is asserted. Posted payouts are read from the state; the others need the lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from workbench.errors import BrokenInvariant, NotReady
from workbench.jobs import review
from workbench.jobs.mapping import products
from workbench.jobs.review import Payout
from workbench.mapping.mapping import Target
from workbench.money import exact, total
from workbench.posting.accounts import Account
from workbench.posting.entries import PASSING_ON
from workbench.store import decisions, mappings, outbox, settings, settlements
from workbench.store.company import Company

NO_ACCOUNT = "No account yet"


@dataclass(frozen=True, slots=True)
class Activity:
    """What one payout brought to one account in one month (`YYYY-MM`), in its currency, + = to the seller. `account_id` is
    QuickBooks' ('' without an account)."""

    settlement_id: str
    month: str
    account_id: str
    account: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Behind:
    """A kind of line behind a figure: Amazon's words, whether its lines are transactions (`included`) or *Funds in this payout*."""

    settlement_id: str
    month: str
    account_id: str
    account: str
    words: str
    included: bool
    amount: Decimal


def of_payouts(company: Company, payouts: Sequence[Payout]) -> list[Activity]:
    """The activity of these payouts; `BrokenInvariant` when one's does not come to its total."""
    with company.state.read() as connection:
        names = {a["id"]: a["name"] for a in settings.get(connection, "chart").get("accounts", [])}
        found = {p.settlement.settlement_id: list(_of_batch(connection, p, names)) for p in payouts if p.batch}
    for p in payouts:
        if not p.batch:
            found[p.settlement.settlement_id] = [
                Activity(b.settlement_id, b.month, b.account_id, b.account, b.amount) for b in behind(company, p)
            ]
        _require_whole(p, found[p.settlement.settlement_id])
    return [one for of_payout in found.values() for one in of_payout]


def behind(company: Company, p: Payout) -> list[Behind]:
    """The payout's kinds of line by month and account: under the mapping that posted it, or the newest."""
    s = p.settlement
    with company.state.read() as connection:
        mapping = mappings.load(connection, p.batch.mapping_version if p.batch else None)
        targets = {k: mapping.target(*k.names) for k in settlements.kinds_of(connection, s.load_id)}
        decided = decisions.of_settlement(connection, s.settlement_id)
        sold = products.sold_of(connection, s, p.batch, targets)
        account_of = _accounts(connection)
    by_id = {kind.kind_id: (kind, target) for kind, target in targets.items()}
    found = []
    rows = company.lines.by_month(s.load_id, targets, decided, {kind_id for kind_id, sku in sold if sku})
    for month, kind_id, excluded, amount, _, sku in rows:
        kind, target = by_id[kind_id]
        product = sold.get((kind_id, sku))
        if excluded:
            account = (decided[excluded].account_id, decided[excluded].account or NO_ACCOUNT)
        else:
            account = (product.account.id, product.account.name) if product else account_of(target)
        included = target.meaning.section == "included"
        found.append(Behind(s.settlement_id, month, *account, review.words_of(kind), included, amount))
    return found


def _of_batch(connection: sa.Connection, p: Payout, names: Mapping[str, str]) -> Iterator[Activity]:
    assert p.batch is not None, "only what was posted has entries"
    sums: dict[tuple[str, str, str], Decimal] = {}
    for date, account_id, account, memo, debit in outbox.entry_lines(connection, p.batch.batch_id):
        if memo not in PASSING_ON:
            key = (date[:7], account_id, names.get(account_id, account))
            sums[key] = exact(sums.get(key, Decimal(0)) - debit)
    for (month, account_id, account), amount in sums.items():
        yield Activity(p.settlement.settlement_id, month, account_id, account, amount)


def _accounts(connection: sa.Connection) -> Any:
    """What turns a target into (id, name) of QuickBooks' account; before QuickBooks was read, of the default chart's."""
    try:
        accounts = review.accounts_of(connection)
    except NotReady:
        accounts = None

    def of(target: Target) -> tuple[str, str]:
        if not target.complete:
            return "", NO_ACCOUNT
        try:
            found: Account | None = accounts.of(target.account_id, target.key, target.account) if accounts else None
        except NotReady:
            found = None
        return (found.id, found.name) if found else (target.account_id, target.account)

    return of


def _require_whole(p: Payout, found: Sequence[Activity]) -> None:
    come_to = total(one.amount for one in found)
    if come_to != p.settlement.total:
        raise BrokenInvariant(
            f"What the payout brought to its accounts comes to {come_to}, Amazon's total is {p.settlement.total}.",
            where=f"payout {p.settlement.settlement_id}", next="Run doctor, and report this.",
        )  # fmt: skip
