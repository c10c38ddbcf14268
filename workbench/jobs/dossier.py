"""The dossier of an order: everything that Amazon ever wrote about it, settlement by settlement, and where it stands in QuickBooks.

A sale, its fees, a refund months later, a reimbursement, a claw-back: each is an event with its lines, its payout and the document
that carries it. The lines are needed: only in the program that works on these books.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from workbench.errors import NotFound
from workbench.jobs import review
from workbench.jobs.review import Payout
from workbench.money import plain, total
from workbench.posting.days import DAY
from workbench.settlement.catalogue import kind_of
from workbench.store import outbox, search
from workbench.store.company import Company
from workbench.store.outbox_values import Posting
from workbench.store.search import OrderLine

RECEIPT = {"sale": "SalesReceipt", "refund": "RefundReceipt"}


@dataclass(frozen=True, slots=True)
class Event:
    """What one settlement says of the order under one kind of transaction, on one day."""

    settlement_id: str
    currency: str
    day: date
    kind: str
    """`sale`, `refund`, `liquidation`, or Amazon's own words for anything else."""

    lines: tuple[OrderLine, ...]
    documents: tuple[Posting, ...]
    status: str
    """How the payout stands."""

    @property
    def amount(self) -> Decimal:
        """Its net, + to the seller."""
        return total(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class Dossier:
    """An order's events, oldest first."""

    order_id: str
    events: tuple[Event, ...]

    @property
    def nets(self) -> dict[str, Decimal]:
        """What the order came to until now, by currency."""
        return {c: total(e.amount for e in self.events if e.currency == c) for c in sorted({e.currency for e in self.events})}

    @property
    def skus(self) -> list[str]:
        """What was sold."""
        return sorted({line.sku for e in self.events for line in e.lines if line.sku})


def dossier(company: Company, order_id: str) -> Dossier:
    """The order's dossier; `NotFound` in words when no settlement names it."""
    payouts = {p.settlement.load_id: p for p in review.payouts(company)}
    lines = search.order_lines(company.lines, payouts, order_id)
    if not lines:
        raise NotFound(f"No settlement in these books names the order {order_id}.", next="Check the number, or import more reports.")
    posted = _postings(company, {payouts[line.load_id].settlement.settlement_id: payouts[line.load_id] for line in lines}.values())
    events = []
    for (load_id, day, kind, _), found in groupby(sorted(lines, key=_event), key=_event):
        p = payouts[load_id]
        documents = _documents(posted.get(p.settlement.settlement_id, ()), order_id, kind, day)
        events.append(Event(p.settlement.settlement_id, p.settlement.currency, day, kind, tuple(found), documents, p.status))
    return Dossier(order_id, tuple(sorted(events, key=lambda e: (e.day, e.settlement_id, e.kind))))


def as_json(found: Dossier) -> dict[str, Any]:
    """The dossier as the command line prints it."""
    return {
        "order": found.order_id, "skus": found.skus, "nets": {c: plain(amount, c) for c, amount in found.nets.items()},
        "events": [
            {
                "settlement_id": e.settlement_id, "day": e.day.isoformat(), "kind": e.kind, "amount": plain(e.amount, e.currency),
                "currency": e.currency, "payout": e.status,
                "lines": [{"line": line.line_no, "type": line.amount_type, "description": line.amount_description, "sku": line.sku,
                           "amount": plain(line.amount, e.currency)} for line in e.lines],
                "documents": [{"entity": p.entity, "doc_number": p.doc_number, "date": p.date, "state": p.state,
                               "quickbooks_id": p.quickbooks_id} for p in e.documents],
            }
            for e in found.events
        ],
    }  # fmt: skip


def _event(line: OrderLine) -> tuple[str, date, str, str]:
    kind = kind_of(line.transaction_type) or line.transaction_type
    return line.load_id, line.day, kind, line.adjustment_id if kind_of(line.transaction_type) else ""


def _postings(company: Company, payouts: Iterable[Payout]) -> dict[str, list[Posting]]:
    with company.state.read() as connection:
        return {p.settlement.settlement_id: outbox.postings(connection, p.batch.batch_id) for p in payouts if p.batch}


def _documents(postings: Sequence[Posting], order_id: str, kind: str, day: date) -> tuple[Posting, ...]:
    """The documents that carry the event: its receipt, or that of its day, and the month's journal entry, which has its fees."""
    own = tuple(p for p in postings if f"{kind}|{order_id}|" in p.posting_key)
    of_day = tuple(p for p in postings if f":{DAY}|" in p.posting_key and p.entity == RECEIPT.get(kind) and p.date == day.isoformat())
    of_month = tuple(p for p in postings if p.entity == "JournalEntry" and p.date[:7] == day.isoformat()[:7])
    return (*(own or of_day), *of_month)
