"""Which bank line is which payout, as a person confirmed it; each line and each payout once, every step in the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa

from workbench import clock
from workbench.errors import Conflict, NotFound, Refused
from workbench.money import from_cents, plain, to_cents
from workbench.store import audit
from workbench.store.schema_bank import bank_line, bank_match, bank_match_line, bank_match_payout


@dataclass(frozen=True, slots=True)
class MatchedPayout:
    """A payout as it was matched: its amount then, in the bank account's currency."""

    settlement_id: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Match:
    """Payouts and the bank lines of the same sum. A *returned* transfer has no payouts and comes to 0.00."""

    match_id: int
    kind: str
    payouts: tuple[MatchedPayout, ...]
    lines: tuple[int, ...]
    at: str
    by: str


def live(connection: sa.Connection) -> list[Match]:
    """Every match that stands, newest first."""
    payouts: dict[int, list[MatchedPayout]] = {}
    for row in connection.execute(sa.select(bank_match_payout).where(bank_match_payout.c.live == 1)):
        found = MatchedPayout(row.settlement_id, from_cents(row.amount_cents), row.currency)
        payouts.setdefault(row.match_id, []).append(found)
    lines: dict[int, list[int]] = {}
    for row in connection.execute(sa.select(bank_match_line).where(bank_match_line.c.live == 1)):
        lines.setdefault(row.match_id, []).append(row.line_id)
    query = sa.select(bank_match).where(bank_match.c.live == 1).order_by(bank_match.c.match_id.desc())
    return [
        Match(row.match_id, row.kind, tuple(payouts.get(row.match_id, ())), tuple(lines[row.match_id]), row.at, row.by)
        for row in connection.execute(query)
    ]


def settlements_at_bank(connection: sa.Connection) -> frozenset[str]:
    """The payouts that a live match ties to the bank."""
    query = sa.select(bank_match_payout.c.settlement_id).where(bank_match_payout.c.live == 1)
    return frozenset(connection.execute(query).scalars())


def amount_at_bank(connection: sa.Connection, settlement_id: str) -> tuple[Decimal, str] | None:
    """What the bank received for a payout, and in which currency; None while no line is matched with it."""
    query = sa.select(bank_match_payout).where(bank_match_payout.c.settlement_id == settlement_id, bank_match_payout.c.live == 1)
    row = connection.execute(query).first()
    return None if row is None else (from_cents(row.amount_cents), row.currency)


def confirm(connection: sa.Connection, by: str, kind: str, payouts: Sequence[MatchedPayout], lines: Sequence[int]) -> int:
    """Match these payouts with these bank lines and return the match's number.

    `Refused` unless both sides are the same sum in one currency, to the cent; `Conflict` when one of them is matched already.
    """
    found = connection.execute(sa.select(bank_line).where(bank_line.c.line_id.in_(lines))).all()
    if not lines or len(found) != len(set(lines)):
        raise NotFound("A bank line of this match is not in the books any more.", next="Look at the page again.")
    currencies = {row.currency for row in found} | {p.currency for p in payouts}
    received, sent = sum(row.amount_cents for row in found), sum(to_cents(p.amount) for p in payouts)
    if len(currencies) != 1 or received != sent:
        words = ", ".join(sorted(currencies))
        raise Refused(
            f"The bank lines come to {from_cents(received)} and the payouts to {from_cents(sent)} ({words}); a match has no difference.",
            next="Choose lines and payouts of the same sum.",
        )  # fmt: skip
    try:
        row = {"kind": kind, "live": 1, "at": clock.stamp(), "by": by, "because": ""}
        match_id = int(connection.execute(bank_match.insert().values(**row)).inserted_primary_key[0])  # type: ignore[index]
        connection.execute(bank_match_line.insert(), [{"match_id": match_id, "line_id": n, "live": 1} for n in lines])
        for p in payouts:
            connection.execute(bank_match_payout.insert().values(
                match_id=match_id, settlement_id=p.settlement_id, amount_cents=to_cents(p.amount), currency=p.currency, live=1,
            ))  # fmt: skip
    except sa.exc.IntegrityError as error:
        raise Conflict("One of these lines or payouts is matched already.", next="Look at the page again; somebody was faster.") from error
    audit.record(connection, by, "bank match confirmed", match=match_id, kind=kind, payouts={p.settlement_id: p.amount for p in payouts},
                 lines=[_told(r) for r in found])  # fmt: skip
    return match_id


def take_back(connection: sa.Connection, by: str, match_id: int, because: str) -> None:
    """Undo a match: its lines and payouts are free again. `NotFound` when it does not stand."""
    if not because.strip():
        raise Refused("A match is taken back for a reason.", next="Say why.")
    change = bank_match.update().where(bank_match.c.match_id == match_id, bank_match.c.live == 1)
    if not connection.execute(change.values(live=0, because=because)).rowcount:
        raise NotFound(f"There is no bank match {match_id} that stands.", next="Look at the page again.")
    for part in (bank_match_line, bank_match_payout):
        connection.execute(part.update().where(part.c.match_id == match_id).values(live=0))
    audit.record(connection, by, "bank match taken back", match=match_id, because=because)


def _told(row: sa.Row[tuple[object, ...]]) -> str:
    """A bank line as the audit log tells it."""
    return f"{row.day} {plain(from_cents(row.amount_cents), row.currency)} {row.currency} {row.description}"
