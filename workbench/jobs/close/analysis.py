"""Judgement on a month: its accounts beside the months before, Amazon's fees beside sales, what was mapped anew, what others changed.

All of it is of one currency and, when asked, of the payouts of one marketplace. The lines are needed: only in the program that
works on these books.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from workbench.jobs import review
from workbench.jobs.close import activity
from workbench.jobs.close.activity import Behind
from workbench.jobs.review import Payout
from workbench.jobs.undo import drift
from workbench.mapping.mapping import Mapping, Target, subject_of
from workbench.money import ZERO, exact
from workbench.reconcile.analysis import FeeRate, Moved, counts_as
from workbench.settlement.catalogue import categories, meaning_of
from workbench.store import drifts, mappings, month_sums, settings, settlements
from workbench.store.company import Company
from workbench.store.month_sums import Asked
from workbench.store.settlements import Kind

BASIS = (
    "Sales are what buyers paid for items, shipping and gift wrap, less promotions, without tax; refunds are not taken off. Fees are "
    "all that Amazon charges, by the day on which it posted them."
)
"""On what the rates stand, in words."""


@dataclass(frozen=True, slots=True)
class Remapped:
    """A kind of line that goes to another account than before: which change did it, and the month's money that it touches."""

    words: str
    before: str
    after: str
    version: int
    at: str
    by: str
    note: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ChangedElsewhere:
    """A document that somebody changed in QuickBooks after it was posted. `effect` is what that did to its total, `accounts` what
    it did to each account (+ debit)."""

    settlement_id: str
    document: str
    what: str
    seen_at: str
    accounts: str
    effect: Decimal


def of_scope(payouts: Sequence[Payout], currency: str, marketplace: str = "") -> list[Payout]:
    """The payouts in a currency, and of one marketplace unless it is ''."""
    return [
        p for p in payouts if p.settlement.currency == currency and (not marketplace or marketplace in p.settlement.marketplaces)
    ]  # fmt: skip


def moved(company: Company, payouts: Sequence[Payout]) -> list[Moved]:
    """What the payouts brought to each account, by month."""
    return [Moved(a.month, a.account, a.settlement_id, a.amount) for a in activity.of_payouts(company, payouts)]


def behind(company: Company, payouts: Sequence[Payout], month: str, account: str) -> list[Behind]:
    """The kinds of line behind one account's month, each once a payout, largest first."""
    found: dict[tuple[str, str, bool], Behind] = {}
    for b in (b for p in payouts for b in activity.behind(company, p) if b.month == month and b.account == account):
        key = (b.settlement_id, b.words, b.included)
        found[key] = replace(b, amount=exact(found[key].amount + b.amount)) if key in found else b
    return sorted(found.values(), key=lambda b: (-abs(b.amount), b.settlement_id, b.words))


def fee_rates(company: Company, payouts: Sequence[Payout], months: Sequence[str]) -> dict[str, list[FeeRate]]:
    """By category of fee, and last in `all fees`: the rate of each of these months, in their order."""
    kinds = _kinds(company, payouts)
    sales = dict.fromkeys(months, ZERO)
    fees: dict[str, dict[str, Decimal]] = {}
    for one in month_sums.by_month(company.lines, [p.settlement.load_id for p in payouts]):
        names = kinds[one.load_id, one.kind_id].names
        side = counts_as(*names)
        if one.month not in sales or side is None:
            continue
        of = sales if side == "sales" else fees.setdefault(meaning_of(*names).category, dict.fromkeys(months, ZERO))
        of[one.month] = exact(of[one.month] + one.amount)
    rates = {name: [FeeRate(name, of[month], sales[month]) for month in months] for name, of in sorted(fees.items())}
    every = [FeeRate("all fees", exact(sum((of[month] for of in fees.values()), ZERO)), sales[month]) for month in months]
    return {**rates, "all fees": every}


def sku_rates(company: Company, payouts: Sequence[Payout], month: str, limit: int, offset: int) -> tuple[list[FeeRate], int]:
    """A page of the month's SKUs, most sold first, and how many there are. Fees that name no SKU (storage, advertising) are in none."""
    asked: list[Asked] = [
        (load_id, kind_id, side) for (load_id, kind_id), kind in _kinds(company, payouts).items() if (side := counts_as(*kind.names))
    ]
    rows, count = month_sums.by_sku(company.lines, asked, month, limit, offset)
    return [FeeRate(sku, fees, sales) for sku, fees, sales in rows], count


def fee_words(category: str) -> str:
    """A category of fees as an accountant reads it."""
    known = categories().get(category)
    return known.words if known else {"all fees": "All fees", "unmapped": "Fees that no rule knows"}.get(category, category)


def remapped(company: Company, payouts: Sequence[Payout], month: str) -> tuple[int, list[Remapped]]:
    """What goes to another account than in the month before, largest first, and the version of the mapping that it is held against.

    That is the version which posted the month before; where nothing of it is posted, the last one saved before the month began.
    """
    with company.state.read() as connection:
        history = mappings.history(connection)
        version = _version_before(history, payouts, month)
        before, now = mappings.load(connection, version), mappings.load(connection)
    kinds = _kinds(company, payouts)
    sums: dict[tuple[str, str, str, str], Decimal] = {}
    for one in month_sums.by_month(company.lines, [p.settlement.load_id for p in payouts]):
        names = kinds[one.load_id, one.kind_id].names
        if one.month == month and _shown(before.target(*names)) != _shown(now.target(*names)):
            sums[names] = exact(sums.get(names, ZERO) + one.amount)
    words = {kind.names: review.words_of(kind) for kind in kinds.values()}
    found = [_remapped(words[names], names, before, now, history, amount) for names, amount in sums.items()]
    return version, sorted(found, key=lambda one: (-abs(one.amount), one.words))


def _version_before(history: Sequence[dict[str, str | int]], payouts: Sequence[Payout], month: str) -> int:
    earlier = [p.settlement.month for p in payouts if p.batch and p.settlement.month < month]
    posted = [p.batch.mapping_version for p in payouts if p.batch and earlier and p.settlement.month == max(earlier)]
    return max(posted) if posted else max((int(row["version"]) for row in history if str(row["at"])[:10] < f"{month}-01"), default=0)


def _remapped(
    words: str, names: tuple[str, str, str, str], before: Mapping, now: Mapping, history: Sequence[dict[str, str | int]], amount: Decimal
) -> Remapped:
    """The newest change of this kind of line, or of its category, since the version before."""
    subjects = {("kind", subject_of(*names[:3])), ("category", meaning_of(*names).category)}
    row = next(row for row in history if (row["scope"], row["subject"]) in subjects and int(row["version"]) > before.version)
    return Remapped(words, _shown(before.target(*names)), _shown(now.target(*names)), int(row["version"]), str(row["at"]), str(row["by"]),
                    str(row["note"]), amount)  # fmt: skip


def _shown(target: Target) -> str:
    """Where a kind of line goes; a suggestion that nobody confirmed is no account."""
    return target.account if target.complete else activity.NO_ACCOUNT


def changed_elsewhere(company: Company, payouts: Sequence[Payout], month: str) -> list[ChangedElsewhere]:
    """Documents of the month, or moved into or out of it, that others changed in QuickBooks, as the last looks found it."""
    of = {p.batch.batch_id: p.settlement.settlement_id for p in payouts if p.batch}
    with company.state.read() as connection:
        found = [d for d in drifts.recorded(connection) if d.batch_id in of and month in (d.before.date[:7], d.after.date[:7])]
        names = {a["id"]: a["name"] for a in settings.get(connection, "chart").get("accounts", [])}
    return [
        ChangedElsewhere(
            of[d.batch_id], d.name, drift.words(d, {}).removeprefix(f"{d.name} ").partition(":")[0], d.at,
            ", ".join(f"{names.get(account, account)} {debit:+}" for account, debit in d.effect.items()),
            exact(d.after.total - d.before.total),
        )
        for d in reversed(found)
    ]  # fmt: skip


def last_look(company: Company) -> str:
    """When QuickBooks was last asked what others changed (ISO 8601, UTC); '' when never."""
    with company.state.read() as connection:
        return drifts.last_look(connection)


def _kinds(company: Company, payouts: Sequence[Payout]) -> dict[tuple[str, int], Kind]:
    """The payouts' kinds of line, by load and number."""
    wanted = {p.settlement.load_id for p in payouts}
    with company.state.read() as connection:
        every = settlements.kinds_of_current(connection)
    return {(load_id, kind.kind_id): kind for load_id, kinds in every.items() if load_id in wanted for kind in kinds}
