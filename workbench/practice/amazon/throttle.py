"""Usage plans: a bucket of calls for each client, seller and operation, filled on the practice Amazon's clock.

Source: developer-docs.amazon.com/sp-api/docs/usage-plans-and-rate-limits (token bucket). Seen: the rate is never stated
on a 429. A refused call takes nothing from the bucket (assumed).
"""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from workbench.practice.amazon.operations import Operation

_SANDBOX = (Fraction(1, 5), 15)
"""The sandbox: five calls a second, fifteen at once, whatever the operation."""

_MICROSECONDS = 1_000_000


class Throttle:
    """The buckets; each is full when first used."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str, str], tuple[Fraction, datetime]] = {}

    def forget(self) -> None:
        """Fill every bucket."""
        self._buckets.clear()

    def allows(self, plan: str, client: str, seller: str, operation: Operation, now: datetime) -> bool:
        """Whether this call may be made; it is then taken from the bucket. `plan` is real, sandbox or off."""
        if plan == "off":
            return True
        interval, burst = _SANDBOX if plan == "sandbox" else (operation.interval, operation.burst)
        bucket = (client, seller, operation.name)
        left, since = self._buckets.get(bucket, (Fraction(burst), now))
        passed = max(now - since, now - now)
        seconds = Fraction(passed.days * 86_400 + passed.seconds) + Fraction(passed.microseconds, _MICROSECONDS)
        left = min(Fraction(burst), left + seconds / interval)
        allowed = left >= 1
        self._buckets[bucket] = (left - 1 if allowed else left, now)
        return allowed
