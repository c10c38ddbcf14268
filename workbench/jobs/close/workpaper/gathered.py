"""What several sheets of a workpaper need, read once: the payouts, their settings, where each kind of line goes or went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from workbench.errors import Refused
from workbench.jobs import review
from workbench.jobs.close.closing import Close
from workbench.jobs.mapping import products
from workbench.jobs.review import Payout
from workbench.mapping.mapping import Target
from workbench.money import total
from workbench.posting.products import Product
from workbench.store import decisions, mappings, outbox, settings, settlements
from workbench.store.company import Company
from workbench.store.decisions import Decision
from workbench.store.outbox_values import Posting
from workbench.store.settlements import Kind


@dataclass(frozen=True)
class Gathered:
    """The payouts of a report, all of one currency. `now` is the month as it stands where the report is its close package.

    `as_of` is the moment of the figures and what it is the moment of: nothing in a report tells when the report was made, so
    that the same books make the same bytes.
    """

    company: Company
    payouts: Sequence[Payout]
    month: str
    currency: str
    settings: dict[str, Any]
    newest_mapping: int
    targets: dict[str, dict[Kind, Target]]
    decided: dict[str, dict[str, Decision]]
    postings: dict[str, list[Posting]]
    sold: dict[str, dict[tuple[int, str], Product]]
    now: Close | None
    as_of: tuple[datetime, str]

    @property
    def amazon_total(self) -> Decimal:
        """What Amazon says the payouts come to."""
        return total(p.settlement.total for p in self.payouts)

    def documents(self, p: Payout) -> list[Posting]:
        """What was made of a payout in QuickBooks; none while it is not posted."""
        return self.postings[p.batch.batch_id] if p.batch else []


def gather(company: Company, wanted: Sequence[str], month: str, now: Close | None = None) -> Gathered:
    """Read it all; `Refused` for payouts of several currencies, `NotFound` for one that is not in these books."""
    payouts = [review.payout(company, settlement_id) for settlement_id in wanted]
    currencies = sorted({p.settlement.currency for p in payouts})
    if len(currencies) != 1:
        raise Refused(
            f"These payouts are in {', '.join(currencies)}." if currencies else "There is no payout to report on.",
            where="export", next="Export payouts of one currency at a time; amounts of two are never added.",
        )  # fmt: skip
    with company.state.read() as connection:
        postings = {p.batch.batch_id: outbox.postings(connection, p.batch.batch_id) for p in payouts if p.batch}
        return Gathered(
            company, payouts, month, currencies[0], settings.every(connection), mappings.newest_version(connection),
            targets={p.settlement.load_id: _targets(connection, p) for p in payouts},
            decided={p.settlement.settlement_id: decisions.of_settlement(connection, p.settlement.settlement_id) for p in payouts},
            postings=postings,
            sold={
                p.settlement.settlement_id: products.sold_of(connection, p.settlement, p.batch, _targets(connection, p)) for p in payouts
            },
            now=now, as_of=as_of(payouts, [d for listed in postings.values() for d in listed], now),
        )  # fmt: skip


def as_of(payouts: Sequence[Payout], postings: Sequence[Posting], now: Close | None) -> tuple[datetime, str]:
    """The moment of the figures, in UTC, and what happened then: the last signature, else the last read-back, posting or import."""
    moments = (
        ([event.at for event in now.events] if now else [], "last signature"),
        ([d.found_at for d in postings if d.found_at], "QuickBooks last read back"),
        ([p.batch.at for p in payouts if p.batch], "last payout confirmed"),
        ([p.settlement.at for p in payouts], "last report imported"),
    )
    at, words = next((max(times), words) for times, words in moments if times)
    return datetime.fromisoformat(at), words


def account_of(target: Target) -> str:
    """Where a kind of line goes; a suggestion that nobody confirmed is not shown as if it were decided."""
    return target.account if target.complete else "no account yet"


def _targets(connection: Any, p: Payout) -> dict[Kind, Target]:
    """Where the kinds of line go: under the version that posted the payout, or the newest."""
    mapping = mappings.load(connection, p.batch.mapping_version if p.batch else None)
    kinds = settlements.kinds_of(connection, p.settlement.load_id)
    return {k: mapping.target(*k.names) for k in kinds}
