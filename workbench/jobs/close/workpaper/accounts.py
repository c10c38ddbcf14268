"""The sheets by account: the ledger of the documents, the lead schedule, the mapping that was used, and sales tax."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from workbench.jobs.close.workpaper.gathered import Gathered, account_of
from workbench.mapping.mapping import Target, subject_of
from workbench.money import ZERO, exact, total
from workbench.reports import workpaper
from workbench.reports.section import Cell, Section
from workbench.store import mappings
from workbench.store.settlements import Kind

NO_MARKETPLACE = "none named"

TAX = {"TAXCOLL": "collected", "TAXWH": "withheld"}
"""The accounts of the default chart that the tax of sales stands on."""


def ledger(g: Gathered) -> Section:
    """What each document does to each account, as posted and as read back."""
    return workpaper.ledger(g.currency, _ledger_rows(g))


def lead_schedule(g: Gathered) -> Section:
    """Account by payout, to the month's total and QuickBooks' movement."""
    payouts = [p.settlement.settlement_id for p in g.payouts]
    return workpaper.lead_schedule(g.currency, g.month, payouts, _lead_rows(g, payouts))


def mapping_used(g: Gathered) -> Section:
    """Each kind of line and where it went, decided by whom and when."""
    rows = ((number, *row) for number, row in enumerate(_mapping_rows(g), start=1))
    return workpaper.mapping_used(g.currency, rows, g.amazon_total)


def sales_tax(g: Gathered) -> Section:
    """Tax collected and withheld, by marketplace."""
    return workpaper.sales_tax(g.currency, _tax_rows(g))


@dataclass(frozen=True, slots=True)
class Movement:
    """What a document does to an account: + debit. `found` is None where it was not read back."""

    payout: str
    document: str
    number: str
    quickbooks_id: str
    date: str
    account_id: str
    posted: Decimal
    found: Decimal | None


def _movements(g: Gathered) -> Iterator[Movement]:
    for p in g.payouts:
        for d in g.documents(p):
            found = {account: Decimal(debit) for account, debit in d.found.get("effects", {}).items()}
            for account in sorted(d.effects.keys() | found.keys()):
                held = exact(found.get(account, ZERO)) if d.found_at else None
                yield Movement(p.settlement.settlement_id, d.entity, d.doc_number, d.quickbooks_id, d.date, account,
                               exact(d.effects.get(account, ZERO)), held)  # fmt: skip


def _names(g: Gathered) -> dict[str, str]:
    return {a["id"]: a["name"] for a in g.settings["chart"].get("accounts", [])}


def _ledger_rows(g: Gathered) -> Iterator[tuple[Cell, ...]]:
    names = _names(g)
    for m in _movements(g):
        gap = None if m.found is None else exact(m.found - m.posted)
        yield (m.payout, m.document, m.number, m.quickbooks_id, m.date, names.get(m.account_id, m.account_id), m.account_id, m.posted,
               m.found, gap)  # fmt: skip


def _lead_rows(g: Gathered, payouts: list[str]) -> Iterator[tuple[Cell, ...]]:
    names, moves = _names(g), list(_movements(g))
    for account in sorted({m.account_id for m in moves}, key=lambda a: (names.get(a, a), a)):
        mine = [m for m in moves if m.account_id == account]
        of_payouts = [total(m.posted for m in mine if m.payout == p) for p in payouts]
        before = -total(m.posted for m in mine if m.date[:7] < g.month)
        after = -total(m.posted for m in mine if m.date[:7] > g.month)
        in_month = exact(total(of_payouts) + before + after)
        held = [m.found for m in mine if m.date[:7] == g.month]
        theirs = None if None in held else total(found for found in held if found is not None)
        yield (names.get(account, account), account, *of_payouts, exact(before), exact(after), in_month, theirs,
               None if theirs is None else exact(theirs - in_month))  # fmt: skip


MappingKey = tuple[str, str, str, str, str, int]
"""Amazon's three texts, the marketplace, the report, and the version that the payout was read with."""


def _key(kind: Kind, version: int) -> MappingKey:
    return kind.transaction_type, kind.amount_type, kind.amount_description, kind.marketplace or NO_MARKETPLACE, kind.report, version


def _used(g: Gathered) -> dict[MappingKey, list[tuple[str, Kind, Target]]]:
    """Every kind of line of the payouts with its target: in order, the same kind of several payouts together."""
    found: dict[MappingKey, list[tuple[str, Kind, Target]]] = {}
    for p in g.payouts:
        version = p.batch.mapping_version if p.batch else g.newest_mapping
        for kind, target in g.targets[p.settlement.load_id].items():
            found.setdefault(_key(kind, version), []).append((p.settlement.load_id, kind, target))
    return dict(sorted(found.items()))


def numbers(g: Gathered) -> dict[tuple[str, int], int]:
    """Which row of the mapping used a kind of line has: (load, kind) -> its number."""
    return {(load, kind.kind_id): number for number, each in enumerate(_used(g).values(), start=1) for load, kind, _ in each}


def _mapping_rows(g: Gathered) -> Iterator[tuple[Cell, ...]]:
    with g.company.state.read() as connection:
        history = mappings.history(connection)
    for (kind_type, amount_type, description, marketplace, report, version), each in _used(g).items():
        target = each[0][2]
        subject = subject_of(kind_type, amount_type, description)
        wanted = (subject, target.meaning.category)
        change = next((h for h in history if int(h["version"]) <= version and h["subject"] in wanted and not target.automatic
                       and h["account"] == target.account), None)  # fmt: skip
        decided = f"a person, for this {change['scope']}" if change else target.meaning.rule or "nobody yet"
        who = (int(change["version"]), str(change["by"]), str(change["at"]), str(change["note"])) if change else (version, "", "", "")
        yield (kind_type, amount_type, description, marketplace, report, target.meaning.category, TAX.get(target.meaning.account, ""),
               account_of(target), target.tax_code, decided, *who, sum(k.line_count for _, k, _ in each),
               total(k.total for _, k, _ in each))  # fmt: skip


def _tax_rows(g: Gathered) -> Iterator[tuple[Cell, ...]]:
    sums: dict[str, dict[str, Decimal]] = {}
    for (_, _, _, marketplace, _, _), each in _used(g).items():
        side = TAX.get(each[0][2].meaning.account)
        if side:
            of = sums.setdefault(marketplace, {"collected": ZERO, "withheld": ZERO})
            of[side] = exact(of[side] + total(kind.total for _, kind, _ in each))
    for marketplace, of in sorted(sums.items()):
        yield marketplace, of["collected"], of["withheld"], exact(of["collected"] + of["withheld"])
