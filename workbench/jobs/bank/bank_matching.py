"""The bank leg of the proof: which payout is which line of the bank, what may be, and what is open on either side.

From the state alone. What is suggested was found by `reconcile.bank_match`; it becomes a match when a person confirms it, and can be
taken back. A payout is expected in the currency in which the bank receives it, where Amazon states that it converted the money.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from workbench import clock
from workbench.errors import Conflict
from workbench.money import ZERO, exact, plain, total
from workbench.reconcile import bank_match
from workbench.reconcile.bank_match import EARLY, LATE, Line, Option, Payout, names_amazon
from workbench.store import bank_lines, bank_matches, payout_facts, settlements
from workbench.store.bank_lines import BankLine, ReadStatement
from workbench.store.bank_matches import Match, MatchedPayout
from workbench.store.company import Company


@dataclass(frozen=True, slots=True)
class Waiting:
    """A payout without a bank line. `age` is in days since Amazon sent it; `reached` tells whether the statements go so far that its
    line should be there."""

    payout: Payout
    age: int
    reached: bool


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A match that stands. `difference` is what the bank received less what its payouts come to now: 0.00 unless one changed since."""

    match: Match
    lines: tuple[BankLine, ...]
    difference: Decimal


@dataclass(frozen=True)
class AtBank:
    """Everything about payouts and bank lines. Options and groups name payouts and lines by their ids."""

    payouts: dict[str, Payout]
    lines: dict[int, BankLine]
    confirmed: tuple[Confirmed, ...]
    suggested: tuple[Option, ...]
    ambiguous: tuple[tuple[Option, ...], ...]
    waiting: tuple[Waiting, ...]
    without_payout: tuple[BankLine, ...]
    statements: tuple[ReadStatement, ...]

    @property
    def options(self) -> list[Option]:
        """All that can be confirmed, what is suggested first."""
        return [*self.suggested, *(o for group in self.ambiguous for o in group)]


def at_bank(company: Company) -> AtBank:
    """How payouts and bank lines stand now."""
    with company.state.read() as connection:
        return _at_bank(connection)


def _at_bank(connection: sa.Connection) -> AtBank:
    payouts = {p.settlement_id: p for p in expected(connection)}
    lines = {line.line_id: line for line in bank_lines.lines(connection)}
    matches, statements = bank_matches.live(connection), tuple(bank_lines.statements(connection))
    taken = {n for match in matches for n in match.lines}
    done = {p.settlement_id for match in matches for p in match.payouts}
    free = [line for n, line in lines.items() if n not in taken]
    open_payouts = [p for n, p in payouts.items() if n not in done]
    found = bank_match.find(open_payouts, [_line(line) for line in free])
    told = [*found.suggested, *(o for group in found.ambiguous for o in group)]
    shown, shown_lines = {p for o in told for p in o.payouts}, {n for o in told for n in o.lines}
    return AtBank(
        payouts, lines, tuple(_confirmed(match, payouts, lines) for match in matches), found.suggested, found.ambiguous,
        tuple(_waiting(p, statements) for p in open_payouts if p.settlement_id not in shown),
        tuple(line for line in free if line.line_id not in shown_lines), statements,
    )  # fmt: skip


def expected(connection: sa.Connection) -> list[Payout]:
    """The payouts that send money to the bank, newest first."""
    found, stated = [], payout_facts.by_settlement(connection)
    for s in settlements.listed(connection):
        if s.total <= ZERO:
            continue
        facts = stated.get(s.settlement_id, [])
        converted = next((f for f in facts if f.converted is not None and f.converted_currency not in ("", s.currency)), None)
        amount, currency = s.total, s.currency
        if converted and converted.converted is not None:
            amount, currency = converted.converted, converted.converted_currency
        names = (s.settlement_id, *(f.trace_id for f in facts if f.trace_id))
        found.append(Payout(s.settlement_id, currency, amount, date.fromisoformat(s.deposit_day), names))
    return found


def confirm(company: Company, options: Sequence[Option], by: str) -> None:
    """Confirm these options, all or none; `Conflict` when one is no longer possible."""
    with company.state.write() as connection:
        now = _at_bank(connection)
        for option in options:
            if option not in now.options:
                raise Conflict("What was chosen is no longer possible: lines or payouts changed since the page was drawn.",
                               next="Nothing was matched. Look at the page again.")  # fmt: skip
            payouts = [MatchedPayout(n, now.payouts[n].amount, now.payouts[n].currency) for n in option.payouts]
            bank_matches.confirm(connection, by, option.kind, payouts, option.lines)


def unmatch(company: Company, match_id: int, because: str, by: str) -> None:
    """Take a match back: its payouts and lines are open again. The reason stays in the audit log."""
    with company.state.write() as connection:
        bank_matches.take_back(connection, by, match_id, because.strip())


def received(company: Company, settlement_id: str, currency: str) -> Decimal | None:
    """What the bank received for a payout; None while nothing is matched, or when the bank received another currency."""
    with company.state.read() as connection:
        found = bank_matches.amount_at_bank(connection, settlement_id)
    return found[0] if found and found[1] == currency else None


def totals(found: AtBank) -> list[tuple[str, str, int, Decimal]]:
    """Count and sum of payouts by how they stand, in each currency: (currency, standing, count, sum). Every payout is in one."""
    matched = {p.settlement_id for c in found.confirmed for p in c.match.payouts}
    suggested = {n for o in found.suggested for n in o.payouts}
    waiting = {w.payout.settlement_id for w in found.waiting}
    rows = []
    for currency in sorted({p.currency for p in found.payouts.values()}):
        mine = {n: p for n, p in found.payouts.items() if p.currency == currency}
        unclear = mine.keys() - matched - suggested - waiting
        for standing, ids in (("matched", matched), ("suggested", suggested), ("ambiguous", unclear), ("waiting", waiting)):
            amounts = [p.amount for n, p in mine.items() if n in ids]
            rows.append((currency, standing, len(amounts), total(amounts)))
        assert total(r[3] for r in rows if r[0] == currency) == total(p.amount for p in mine.values()), "a payout is counted twice"
    return rows


def as_json(company: Company, files: Iterable[dict[str, Any]] = ()) -> dict[str, Any]:
    """The shape that the command line prints."""
    found = at_bank(company)
    return {
        "files": list(files),
        "totals": [{"currency": c, "standing": s, "payouts": n, "amount": plain(a, c)} for c, s, n, a in totals(found)],
        "matched": [
            {"match": c.match.match_id, "kind": c.match.kind, "by": c.match.by, "at": c.match.at,
             "payouts": [p.settlement_id for p in c.match.payouts], "lines": [_told(line) for line in c.lines],
             "difference": plain(c.difference, c.lines[0].currency)}
            for c in found.confirmed
        ],
        "suggested": [_option(found, o) for o in found.suggested],
        "ambiguous": [[_option(found, o) for o in group] for group in found.ambiguous],
        "waiting": [
            {"settlement_id": w.payout.settlement_id, "currency": w.payout.currency, "amount": plain(w.payout.amount, w.payout.currency),
             "day": w.payout.day.isoformat(), "age": w.age, "reached": w.reached}
            for w in found.waiting
        ],
        "without_payout": [_told(line) for line in found.without_payout if names_amazon(line.words)],
        "statements": [
            {"statement": s.statement_id, "file": s.file_name, "format": s.format, "currency": s.currency, "first_day": s.first_day,
             "last_day": s.last_day, "lines": s.line_count, "new": s.new_count}
            for s in found.statements
        ],
        "other_lines": sum(1 for line in found.without_payout if not names_amazon(line.words)),
    }  # fmt: skip


def _option(found: AtBank, o: Option) -> dict[str, Any]:
    return {
        "kind": o.kind, "strength": STRENGTH[o.strength],
        "payouts": [{"settlement_id": n, "amount": plain(found.payouts[n].amount, found.payouts[n].currency)} for n in o.payouts],
        "lines": [_told(found.lines[n]) for n in o.lines],
    }  # fmt: skip


STRENGTH = {bank_match.NAMED: "names-payout", bank_match.AMAZON: "names-amazon", bank_match.AMOUNT: "amount-and-day"}


def _told(line: BankLine) -> dict[str, Any]:
    return {"day": line.day, "amount": plain(line.amount, line.currency), "currency": line.currency, "description": line.description,
            "reference": line.reference}  # fmt: skip


def _line(line: BankLine) -> Line:
    return Line(line.line_id, line.currency, line.amount, date.fromisoformat(line.day), line.words)


def _confirmed(match: Match, payouts: dict[str, Payout], lines: dict[int, BankLine]) -> Confirmed:
    found = tuple(sorted((lines[n] for n in match.lines), key=lambda line: (line.day, line.line_id)))
    currency = found[0].currency
    now = [payouts[p.settlement_id].amount for p in match.payouts
           if p.settlement_id in payouts and payouts[p.settlement_id].currency == currency]  # fmt: skip
    return Confirmed(match, found, exact(total(line.amount for line in found) - total(now)))


def _waiting(p: Payout, statements: Sequence[ReadStatement]) -> Waiting:
    """Whether its line should be there: every day on which it could stand lies within statements."""
    ends = [date.fromisoformat(s.last_day) for s in statements if s.first_day <= (p.day + LATE).isoformat()]
    begins = [date.fromisoformat(s.first_day) for s in statements]
    reached = bool(ends) and max(ends) >= p.day + LATE and min(begins) <= p.day - EARLY + LATE
    return Waiting(p, (clock.now().date() - p.day).days, reached)
