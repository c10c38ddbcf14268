"""The rules that can be turned: what Amazon documents, what was seen, and what is only assumed.

`POST /_emu/switches` changes them; they are kept with the state.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from workbench.practice.wire import Body


@dataclass(frozen=True, slots=True)
class Switches:
    """The defaults are the reading that asks most of a client."""

    # Documented.
    throttle: str = "off"
    """"real": the usage plans of the models; "sandbox": five a second, burst fifteen; "off"."""
    order_lag_hours: int = 48
    """Orders and refunds are listed as transactions only after so many hours ("might not include orders from the last 48 hours")."""
    largest_page: int = 500
    """Results on one page of transactions, balances and payouts; documented for transactions and balances."""

    # Seen, in reports and threads.
    strict_parameters: bool = True
    """A query parameter that the operation has not is refused with 400."""
    rate_header_missing: int = 20
    """One answer in so many leaves x-amzn-RateLimit-Limit out (it is best effort); 0: none does."""
    deferred_name_settlement: bool = True
    """A deferred original carries the id of the settlement it happened in (seen in the transaction report)."""

    # Assumed.
    removed_types: str = "empty"
    """V1 and XML reports after 2026-11-11: "empty" list, "refused" with 400, or still "listed"."""
    summary_of_settlement: str = "total"
    """netProceeds of a settlement: its "total", or "proceeds" without reserves, debts and charges."""
    payouts_in: str = "marketplace"
    """listPayouts states amounts in the currency of the "marketplace" or of the "bank"."""
    reserves_as_transactions: bool = True
    """Reserves, carried debts and charges are listed as transactions of type Adjustment."""

    def changed(self, changes: Body) -> Switches:
        """These switches with `changes` made; `ValueError`, in words, for a name or value there is not."""
        known = {field.name: field for field in fields(self)}
        for name, value in changes.items():
            if name not in known:
                raise ValueError(f"there is no switch {name!r}; the switches are {', '.join(known)}")
            if type(value) is not type(known[name].default):
                raise ValueError(f"switch {name!r} takes a {type(known[name].default).__name__}")
            if name in CHOICES and value not in CHOICES[name]:
                raise ValueError(f"switch {name!r} is one of {', '.join(CHOICES[name])}")
            if isinstance(value, int) and value < 0:
                raise ValueError(f"switch {name!r} is not negative")
        return replace(self, **changes)

    def as_json(self) -> Body:
        """Name -> value."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


CHOICES = {
    "throttle": ("off", "real", "sandbox"),
    "removed_types": ("empty", "refused", "listed"),
    "summary_of_settlement": ("total", "proceeds"),
    "payouts_in": ("marketplace", "bank"),
}
