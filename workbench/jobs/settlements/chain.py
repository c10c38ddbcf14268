"""The chain of settlements of a company's books, from the state alone: a settlement keeps the sums of its kinds of line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from workbench import clock
from workbench.errors import Finding
from workbench.jobs.settlements import gathering, zones
from workbench.jobs.settlements.import_answers import finding_shape
from workbench.money import ZERO, exact, plain, total
from workbench.reconcile import chain as reconcile
from workbench.reconcile.chain import Chain
from workbench.reconcile.chain_words import meets
from workbench.reconcile.joint import Joint, Proof
from workbench.reconcile.period import Period, PutBack
from workbench.reconcile.transfers import Paid
from workbench.settlement.catalogue import fold, meaning_of
from workbench.store import settings, settlements
from workbench.store.company import Company
from workbench.store.report_lines import Gathered
from workbench.store.settlements import Kind, Settlement

RETURNED = ("previousreserve", "reservecredit")
HELD = ("currentreserve", "reservedebit")
CARRIED = ("payabletoamazon", "negativebalance")
"""How Amazon's names of these movements begin, folded; other names of a reserve are told apart by their sign."""


def periods(company: Company) -> list[Period]:
    """Every current settlement as a period, and those of which transaction reports show a part; times in their zones."""
    with company.state.read() as connection:
        values = settings.every(connection)
        listed = settlements.listed(connection)
        moving = [names for names in settlements.names_in_use(connection) if meaning_of(*names).section == "balance"]
        kinds = settlements.kinds_of_current(connection, moving)
    whole = [period_of(s, kinds.get(s.load_id, ())) for s in listed]
    known = {s.settlement_id for s in listed}
    return whole + [period for period in _in_part(values, gathering.all_paid(company)) if period.settlement_id not in known]


def _in_part(values: dict[str, Any], found: Iterable[tuple[str, Gathered, Paid]]) -> Iterator[Period]:
    """The settlements of transaction reports, as far as their rows are in view, in the order in which they were opened.

    One whose opening is not in view begins, at the earliest, where the one before it in the same account ends.
    """
    ends: dict[tuple[str, str], datetime] = {}
    for currency, gathered, how in found:
        zone = ZoneInfo(zones.zone_of(values, currency, gathered.marketplaces))
        account = (currency, gathered.account_type)
        start = how.start or max(gathered.first, ends.get(account, gathered.first))
        end = max(how.end or gathered.last, start)
        ends[account] = end
        start, end = start.astimezone(zone), end.astimezone(zone)
        yield Period(
            gathered.settlement_id, gathering.FORMAT, gathered.account_type, gathered.marketplaces, currency, start, end, end,
            gathered.net, complete=False, why=how.why,
        )  # fmt: skip


def chains(company: Company) -> list[Chain]:
    """The chain of each Amazon account in these books."""
    return reconcile.chains(periods(company), clock.now())


def findings(company: Company, settlement_id: str) -> list[Finding]:
    """What does not prove about a settlement and its neighbours; nothing when it is not in the books."""
    return [finding for chain in chains(company) for finding in chain.findings_of(settlement_id)]


def period_of(s: Settlement, kinds: Iterable[Kind]) -> Period:
    """A settlement with the movements of its balance, from its kinds of line. Money is in the settlement's currency."""
    sums = dict.fromkeys(("reserve_held", "reserve_returned", "carried", "charged", "other_movements"), ZERO)
    put_back: list[PutBack] = []
    for kind in kinds:
        movement = _movement(kind)
        if movement == "put_back":
            put_back.append(PutBack(kind.line_count, kind.total))
        elif movement:
            sums[movement] = exact(sums[movement] + kind.total)
    zone = ZoneInfo(s.time_zone)
    start, end, deposit = (datetime.fromisoformat(text).astimezone(zone) for text in (s.start, s.end, s.deposit_date))
    return Period(
        s.settlement_id, s.format, s.account_type if s.account_type_from else "", s.marketplaces, s.currency, start, end, deposit, s.total,
        sums["reserve_held"], sums["reserve_returned"], sums["carried"], sums["charged"], tuple(put_back), sums["other_movements"],
    )  # fmt: skip


def _movement(kind: Kind) -> str:
    """The field of a period that a kind of line belongs to; empty when it is no movement of the balance."""
    meaning = meaning_of(*kind.names)
    if meaning.section != "balance":
        return ""
    if meaning.category == "balance.reserve":
        if _begins(kind, RETURNED + HELD):
            return "reserve_returned" if _begins(kind, RETURNED) else "reserve_held"
        return "reserve_returned" if kind.total > ZERO else "reserve_held"
    if meaning.category == "balance.carried_forward" and _begins(kind, CARRIED):
        return "carried"
    return {"balance.card_charge": "charged", "balance.failed_transfer": "put_back"}.get(meaning.category, "other_movements")


def _begins(kind: Kind, names: tuple[str, ...]) -> bool:
    return any(fold(text).startswith(names) for text in (kind.transaction_type, kind.amount_description))


def name_of(chain: Chain, every: Sequence[Chain]) -> str:
    """What a chain is called: its marketplaces, its account type where that is stated, its currency; a number where two are alike.

    The channel of orders from outside Amazon (`Non-Amazon US`) is no marketplace.
    """
    alike = [one for one in every if _base_name(one) == _base_name(chain)]
    return _base_name(chain) + (f" · account {alike.index(chain) + 1}" if len(alike) > 1 else "")


def _base_name(chain: Chain) -> str:
    places = [name for name in chain.marketplaces if not name.casefold().startswith("non-amazon")]
    return " · ".join(part for part in (", ".join(places) or "Amazon", chain.account_type, chain.currency) if part)


def as_json(company: Company) -> dict[str, Any]:
    """`{"chains": [...]}`: each with its periods, oldest first, the joints between them, its balance and its findings.

    Money is text in the chain's currency; times are ISO 8601 with the offset of the zone in which the days are shown.
    """
    every = chains(company)
    return {"chains": [chain_shape(one, name_of(one, every)) for one in every]}


def chain_shape(chain: Chain, name: str) -> dict[str, Any]:
    """One chain as JSON."""
    rolled, currency = chain.rolled, chain.currency
    figures = ("opening", "activity", "charged", "sent_back", "other_movements", "transfers", "closing", "unproved")
    return {
        "name": name, "currency": currency, "account_type": chain.account_type, "marketplaces": list(chain.marketplaces),
        "unbroken": chain.unbroken,
        "balance": {figure: plain(getattr(rolled, figure), currency) for figure in figures},
        "periods": [_period_shape(one) for one in chain.periods],
        "joints": [_joint_shape(one) for one in chain.joints],
        "failed_transfers": [
            {"settlement_id": f.into.settlement_id, "amount": plain(f.amount, currency), "payouts": [p.settlement_id for p in f.payouts]}
            for f in chain.failed
        ],
        "findings": [{"payouts": list(ids), **finding_shape(finding)} for ids, finding in chain.findings],
    }  # fmt: skip


def _period_shape(p: Period) -> dict[str, Any]:
    names = ("total", "transfer", "reserve_returned", "reserve_held", "carried", "charged", "other_movements")
    return {
        "settlement_id": p.settlement_id, "format": p.format, "start": p.start.isoformat(), "end": p.end.isoformat(),
        "deposit_date": p.deposit_date.isoformat(), "complete": p.complete,
        **{name: plain(getattr(p, name), p.currency) for name in names},
        "put_back": plain(total(one.amount for one in p.put_back), p.currency),
    }  # fmt: skip


def _joint_shape(joint: Joint) -> dict[str, Any]:
    currency = joint.after.currency
    return {
        "before": joint.before.settlement_id, "after": joint.after.settlement_id, "meeting": joint.meeting,
        "from": joint.before.end.isoformat(), "to": joint.after.start.isoformat(),
        "reserve": _proof_shape(joint.reserve, currency), "debt": _proof_shape(joint.debt, currency), "words": meets(joint),
    }  # fmt: skip


def _proof_shape(proof: Proof, currency: str) -> dict[str, str]:
    return {
        "left": plain(proof.left, currency), "found": plain(proof.found, currency), "difference": plain(proof.difference, currency),
        "standing": proof.standing,
    }  # fmt: skip
