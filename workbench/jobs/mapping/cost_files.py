"""Files of costs taken in, and the costs as the command line prints them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from workbench.errors import Refused
from workbench.jobs.mapping import costs
from workbench.jobs.settlements.import_answers import finding_shape
from workbench.mapping import cost_list
from workbench.mapping.cost_list import RefusedCosts
from workbench.mapping.costs import Cost
from workbench.money import plain
from workbench.store.company import Company

MOST_BYTES = 20_000_000


def read(company: Company, data: bytes) -> list[Cost]:
    """The costs of a file; `RefusedCosts` with every fault, `Refused` for a file that is too large."""
    if len(data) > MOST_BYTES:
        raise Refused(f"The file has more than {MOST_BYTES:,} bytes.", next="Import a part of the list at a time.")
    return costs.read(company, cost_list.decoded(data))


def take(company: Company, by: str, data: bytes, name: str) -> dict[str, Any]:
    """Take a file of costs, whole or not at all; it is kept under its hash. What became of it, in words."""
    try:
        said = read(company, data)
    except RefusedCosts as refusal:
        return _answer(name, "refused", 0, 0, [finding_shape(f) for f in refusal.findings])
    return _answer(name, "imported", len(said), keep(company, by, said, data, name), [])


def keep(company: Company, by: str, said: Sequence[Cost], data: bytes, name: str) -> int:
    """Remember the costs of a file that was read, and the file under its hash; returns how many of them were news."""
    return costs.say(company, by, said, source=f"{name} ({company.archive.keep_bytes(data)})")


def _answer(name: str, status: str, count: int, new: int, findings: list[dict[str, Any]]) -> dict[str, Any]:
    return {"file": name, "status": status, "costs": count, "new": new, "findings": findings}


def as_json(company: Company, imported: dict[str, Any] | None = None) -> dict[str, Any]:
    """Every SKU with its cost, what is missing first; the cost of posted payouts by month; what is another by now."""
    with company.state.read() as connection:
        on = costs.is_on(connection)
    return {
        "on": on, "imported": [imported] if imported else [],
        "skus": [
            {
                "sku": r.sku, "marketplace": r.marketplace, "currency": r.currency, "units": r.units,
                "cost": digits(r.cost.unit_cost) if r.cost else "", "from": r.cost.effective_from if r.cost else "",
                "missing_from": r.missing_from, "missing_units": r.missing_units, "holds": list(r.held),
            }
            for r in costs.rows(company)
        ],
        "posted": [
            {"month": month, "payout": payout, "currency": currency, "units": units, "cost": plain(cost, currency)}
            for month, payout, currency, units, cost in costs.posted_by_month(company)
        ],
        "posted_otherwise": [
            {
                "payout": o.posted.settlement_id, "month": o.posted.month, "sku": o.posted.sku, "marketplace": o.posted.marketplace,
                "units": o.posted.units, "posted_at": digits(o.posted.unit_cost), "cost": digits(o.now.unit_cost) if o.now else "",
                "difference": None if o.difference is None else plain(o.difference, o.posted.currency),
            }
            for o in costs.posted_otherwise(company)
        ],
    }  # fmt: skip


def digits(unit_cost: Decimal) -> str:
    """The cost of one unit as text: two decimals, or as many more as it needs.

    >>> digits(Decimal("4.1250")), digits(Decimal("4"))
    ('4.125', '4.00')
    """
    whole, _, fraction = f"{unit_cost:f}".partition(".")
    return f"{whole}.{fraction.rstrip('0'):0<2}"
