"""The JSON that the command line promises to other programs (docs/command-line.md): one function per shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from workbench.money import ZERO, exact, plain
from workbench.posting.exchange import at_home
from workbench.posting.first_open_day import first_open_day
from workbench.posting.plan import Plan
from workbench.store.outbox_values import Batch, Posting
from workbench.store.settlements import Part


def part_shape(part: Part, currency: str) -> dict[str, Any]:
    """`{"count", "total"}`."""
    return {"count": part.count, "total": plain(part.total, currency)}


def batch_shape(batch: Batch, postings: Sequence[Posting], names: Mapping[str, str]) -> dict[str, Any]:
    """A batch: its postings, how many are in each state, and its effect on the trial balance."""
    effect: dict[str, Decimal] = {}
    for posting in postings:
        for account, debit in posting.effects.items():
            effect[account] = exact(effect.get(account, ZERO) + debit)
    states = [posting.state for posting in postings]
    return {
        "batch": batch.batch_id,
        "mode": batch.mode,
        "state": batch.state,
        "postings": [
            {
                "key": p.posting_key, "entity": p.entity, "doc_number": p.doc_number, "date": p.date,
                "total": plain(p.total, batch.currency), "state": p.state, "quickbooks_id": p.quickbooks_id, "message": p.message,
            }
            for p in postings
        ],
        "counts": {
            "planned": len(postings), "posted": states.count("posted"),
            "rejected": states.count("rejected") + states.count("quarantined"),
            "unknown": states.count("unknown") + states.count("sending"),
        },
        "trial_balance_effect": effect_shape({names.get(a, a): debit for a, debit in effect.items()}, batch.currency),
    }  # fmt: skip


def plan_shape(plan: Plan) -> dict[str, Any]:
    """A plan, in the shape of the batch it would become; nothing is sent."""
    return {
        "batch": "",
        "mode": plan.mode,
        "state": "dry-run",
        "content": plan.content_hash,
        "without_receipt": [
            {"order_id": w.order_id, "side": w.side, "amount": plain(w.amount, plan.currency), "why": w.why} for w in plan.without_receipt
        ],
        "postings": [
            {
                "key": d.key, "entity": d.entity, "doc_number": d.doc_number, "date": d.date,
                "total": plain(d.total, plan.currency), "state": "planned", "quickbooks_id": "",
            }
            for d in plan.documents
        ],
        "counts": {"planned": len(plan.documents), "posted": 0, "rejected": 0, "unknown": 0},
        "trial_balance_effect": effect_shape({a.name: debit for a, debit in plan.trial_balance_effect.items()}, plan.currency),
        "home": home_shape(plan),
        "first_open_day": {"day": first_open_day(plan.closed_through), "documents": plan.moved} if plan.moved else None,
    }  # fmt: skip


def home_shape(plan: Plan) -> dict[str, Any] | None:
    """A foreign plan in the books' currency, each account's sum rounded once at the rate; None where no rate is needed or given."""
    exchange = plan.exchange
    if exchange is None or exchange.rate is None:
        return None
    effect = {a.name: at_home(debit, exchange.rate) for a, debit in plan.trial_balance_effect.items()}
    return {
        "currency": exchange.home, "rate": f"{exchange.rate:f}", "total": plain(at_home(plan.total, exchange.rate), exchange.home),
        "trial_balance_effect": effect_shape(effect, exchange.home),
    }  # fmt: skip


def effect_shape(effect: Mapping[str, Decimal], currency: str) -> list[dict[str, str]]:
    """`[{"account", "debit", "credit"}]` by account name; the one that is nothing is 0.00."""
    return [
        {"account": name, "debit": plain(max(debit, ZERO), currency), "credit": plain(max(-debit, ZERO), currency)}
        for name, debit in sorted(effect.items())
    ]
