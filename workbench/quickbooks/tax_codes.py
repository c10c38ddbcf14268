"""Tax codes: what QuickBooks' tax engine would add to a line that bears one.

A code names its rates, those of sales and those of purchases apart (developer.intuit.com, TaxCode: SalesTaxRateList and
PurchaseTaxRateList); a rate's percent is on the rate (TaxRate: RateValue).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from workbench.errors import BrokenInvariant
from workbench.quickbooks.chart import Row

Percents = tuple[tuple[str, Decimal], ...]
"""The id and the percent of each rate."""

LISTS = ("SalesTaxRateList", "PurchaseTaxRateList")


@dataclass(frozen=True, slots=True)
class TaxCode:
    """A tax code with the rates it puts on sales and on purchases."""

    id: str
    name: str
    on_sales: Percents
    on_purchases: Percents

    @classmethod
    def parse(cls, code: Row, rates: Mapping[str, Row]) -> TaxCode:
        """From QuickBooks' TaxCode and its TaxRates by id; `BrokenInvariant` for a rate that is not there or says no percent."""
        on_sales, on_purchases = (tuple((rate, _percent(rates.get(rate))) for rate in _rates(code, name)) for name in LISTS)
        return cls(str(code["Id"]), str(code.get("Name", code["Id"])), on_sales, on_purchases)


def rate_ids(code: Row) -> set[str]:
    """The ids of all rates of QuickBooks' TaxCode."""
    return {rate for name in LISTS for rate in _rates(code, name)}


def _rates(code: Row, name: str) -> list[str]:
    listed = (code.get(name) or {}).get("TaxRateDetail") or []
    return [str(detail["TaxRateRef"]["value"]) for detail in listed]


def _percent(rate: Row | None) -> Decimal:
    try:
        return Decimal(str((rate or {})["RateValue"]))
    except (KeyError, InvalidOperation):
        raise BrokenInvariant(
            "QuickBooks names a tax rate of which it does not say the percent.", where="QuickBooks",
            next="Nothing was changed. Choose a tax code without a rate, or report this.",
        ) from None  # fmt: skip
