"""The default chart: the accounts a company starts with, ready to be created in QuickBooks or replaced by its own.

`chart.csv` holds them, one a row. Names, types and sub-types are QuickBooks Online's own (Intuit's *Account* entity:
AccountType and AccountSubType); the division is the one that the usual Amazon connectors document.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

PROFIT_AND_LOSS_TYPES = frozenset({"Income", "Other Income", "Cost of Goods Sold", "Expense", "Other Expense"})
"""QuickBooks' account types of the profit and loss report; all others stand in the balance sheet."""


@dataclass(frozen=True, slots=True)
class DefaultAccount:
    """An account of the default chart: QuickBooks' name, type and sub-type, and what it holds. `key` is ours and stable."""

    key: str
    name: str
    account_type: str
    account_sub_type: str
    holds: str

    @property
    def is_profit_and_loss(self) -> bool:
        """Whether the account stands in the profit and loss report (and not in the balance sheet)."""
        return self.account_type in PROFIT_AND_LOSS_TYPES


def _read() -> dict[str, DefaultAccount]:
    text = files("workbench.mapping").joinpath("chart.csv").read_text("utf-8")
    return {row["key"]: DefaultAccount(**row) for row in csv.DictReader(text.splitlines())}


DEFAULT_CHART: Mapping[str, DefaultAccount] = _read()
"""Every account by its key."""
