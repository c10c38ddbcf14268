"""What becomes of a settlement's payout: when it leaves, whether it arrives, the bank's reference.

The steps are the Transfers API model's (STARTED, IN_TRANSIT, PAID, FAILED, NO_PAYOUT); how long each takes is assumed,
but that the money arrives on the settlement's deposit date.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from workbench.practice.amazon.call import Call
from workbench.practice.amazon.ledger import Settlement

LEAVES_AFTER = timedelta(hours=6)
_COMES_BACK_AFTER = timedelta(hours=3)
_UNSTATED = "The bank did not accept the transfer."


@dataclass(frozen=True, slots=True)
class Step:
    """One status of a payout, since when, and why, where it failed."""

    status: str
    at: datetime
    reason: str = ""


def steps(call: Call, settlement: Settlement) -> list[Step]:
    """The statuses a closed settlement's payout has had by the call's moment, oldest first."""
    if settlement.cents <= 0:
        return [Step("NO_PAYOUT", settlement.end)]
    reason = failed(call, settlement)
    last = Step("FAILED", settlement.deposited + _COMES_BACK_AFTER, reason) if reason else Step("PAID", settlement.deposited)
    planned = [Step("STARTED", settlement.end), Step("IN_TRANSIT", settlement.end + LEAVES_AFTER), last]
    return [step for step in planned if step.at <= call.now]


def failed(call: Call, settlement: Settlement) -> str:
    """Why the payout fails, by its story or by a failure on order; empty when it does not."""
    on_order = call.troubles.of("payout-failed", settlement.settlement_id)
    return settlement.failure or (_UNSTATED if on_order else "")


def has_trace(call: Call, settlement: Settlement) -> bool:
    """Whether the bank's reference is known yet: from the money's leaving on."""
    late = call.troubles.of("trace-later", settlement.settlement_id)
    return settlement.cents > 0 and settlement.end + LEAVES_AFTER <= call.now and not late


def trace_id(settlement: Settlement) -> str:
    """The bank's reference: fifteen letters and digits."""
    return hashlib.sha256(f"trace/{settlement.settlement_id}".encode()).hexdigest()[:15].upper()
