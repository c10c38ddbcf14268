"""The rate of a payout in another currency than the books': given by a person for that payout alone, never looked up or guessed."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from workbench.errors import Conflict, Finding, Refused
from workbench.posting.exchange import Exchange, checked_rate
from workbench.store import outbox, payout_choices, settings, settlements
from workbench.store.company import Company
from workbench.store.payout_choices import GivenRate
from workbench.store.settlements import Settlement


def exchange_of(connection: sa.Connection, s: Settlement) -> Exchange:
    """The payout's currency beside that of the books, as QuickBooks was last read, with the rate if one was given."""
    chart = settings.get(connection, "chart") or {}
    several = bool(chart.get("preferences", {}).get("multicurrency"))
    exchange = Exchange(s.currency, chart.get("currency", ""), several)
    given = payout_choices.rate_of(connection, s.settlement_id) if exchange.is_foreign and several else None
    return Exchange(exchange.currency, exchange.home, several, given.value if given else None)


def exchange_of_payout(company: Company, s: Settlement) -> tuple[Exchange, GivenRate | None]:
    """The same for a page, with what was given."""
    with company.state.read() as connection:
        return exchange_of(connection, s), payout_choices.rate_of(connection, s.settlement_id)


def give(company: Company, by: str, settlement_id: str, rate: str, day: str, source: str) -> GivenRate:
    """Keep the rate of a payout with its day and source; `Refused` in words, `Conflict` while its batch lives."""
    with company.state.write() as connection:
        s = settlements.current(connection, settlement_id)
        exchange = exchange_of(connection, s)
        where = f"payout {settlement_id}"
        if not exchange.is_foreign:
            raise Refused(f"The payout is in {s.currency}, as the books are.", where=where, next="It needs no rate.")
        if not exchange.several:
            raise Refused(without_several(exchange), where=where, next=NEXT_WITHOUT_SEVERAL)
        _not_posted(connection, settlement_id)
        value = checked_rate(rate, exchange.currency, exchange.home)
        if not source.strip():
            raise Refused("A rate needs its source.", where=where, next="Say where it is from, as in: European Central Bank.")
        given = GivenRate(f"{value:f}", _day(day, where), source.strip()[:300])
        payout_choices.give_rate(connection, by, settlement_id, given)
    return given


def take_back(company: Company, by: str, settlement_id: str) -> None:
    """Forget the rate of a payout that is not posted."""
    with company.state.write() as connection:
        _not_posted(connection, settlement_id)
        payout_choices.give_rate(connection, by, settlement_id, None)


NEXT_WITHOUT_SEVERAL = (
    "Post it to a company that keeps its books in that currency, or switch multicurrency on in QuickBooks (it cannot be switched off "
    "again), read the chart anew and give a rate; a rate is never guessed."
)


def without_several(exchange: Exchange) -> str:
    """Why a foreign payout is refused in a company of one currency."""
    return f"The payout is in {exchange.currency}, the QuickBooks company keeps its books in {exchange.home}."


def finding(settlement_id: str, exchange: Exchange) -> Finding | None:
    """What stands in the way of a payout in this currency; None when nothing does."""
    where = f"payout {settlement_id}"
    if not exchange.is_foreign or (exchange.several and exchange.rate is not None):
        return None
    if not exchange.several:
        return Finding("currency", where, without_several(exchange), NEXT_WITHOUT_SEVERAL)
    return Finding(
        "rate-missing", where, f"{without_several(exchange)} Nobody gave the rate for this payout.",
        f"Give it with its day and source (Post › Batches): how many {exchange.home} one {exchange.currency} is. It is never guessed.",
    )  # fmt: skip


def _not_posted(connection: sa.Connection, settlement_id: str) -> None:
    if outbox.live_batch(connection, settlement_id):
        raise Conflict(f"Payout {settlement_id} is posted at the rate it has.", next="Undo its batch before changing the rate.")


def _day(text: str, where: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refused(f"{text!r} is not a day.", where=where, next="Write it as 2026-11-24.") from None
