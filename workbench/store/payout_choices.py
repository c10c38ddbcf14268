"""What a person chose for a single payout: the rate of its currency, and whether what lies in closed books takes the first open day.

Each is a setting of its own name, so that the audit log shows who chose it, when, and what it was.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal

import sqlalchemy as sa

from workbench.store import settings


@dataclass(frozen=True, slots=True)
class GivenRate:
    """Home units for one unit of the payout's currency, as text with all its decimals; the day it is of (ISO 8601), and where it
    is from, in words."""

    rate: str
    day: str
    source: str

    @property
    def value(self) -> Decimal:
        """The rate as a number."""
        return Decimal(self.rate)


@dataclass(frozen=True, slots=True)
class FirstOpenDay:
    """Documents dated up to `closed_through` (ISO 8601), the last closed day when this was chosen, take the day after it; why."""

    closed_through: str
    because: str


def rate_of(connection: sa.Connection, settlement_id: str) -> GivenRate | None:
    """The rate that was given for this payout; None while there is none."""
    found = settings.get(connection, f"rate:{settlement_id}")
    return GivenRate(**found) if found else None


def give_rate(connection: sa.Connection, by: str, settlement_id: str, given: GivenRate | None) -> None:
    """Keep the rate; None takes it back."""
    settings.put(connection, by, **{f"rate:{settlement_id}": asdict(given) if given else ""})


def first_open_day_of(connection: sa.Connection, settlement_id: str) -> FirstOpenDay | None:
    """What was chosen about closed books; None unless it was."""
    found = settings.get(connection, f"first-open-day:{settlement_id}")
    return FirstOpenDay(**found) if found else None


def choose_first_open_day(connection: sa.Connection, by: str, settlement_id: str, chosen: FirstOpenDay | None) -> None:
    """Keep the choice; None takes it back."""
    settings.put(connection, by, **{f"first-open-day:{settlement_id}": asdict(chosen) if chosen else ""})
