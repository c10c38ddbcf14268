"""A document in another currency than the books': whether QuickBooks keeps it in ours and at our rate, and its home amounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from workbench.money import exact
from workbench.posting.exchange import at_home
from workbench.reconcile.readback import rows_of


def rate_of(plan: Mapping[str, Any]) -> Decimal | None:
    """The rate that a planned body carries; None for a document in the books' own currency."""
    rate = plan.get("ExchangeRate")
    return None if rate is None else Decimal(rate.value)


def same_currency(plan: Mapping[str, Any], document: Mapping[str, Any]) -> bool:
    """Whether QuickBooks holds the document in the currency and at the rate of the planned body.

    QuickBooks takes a deposit's currency from its lines where they have one (Deposit page), and a rate of 1 where it is given
    none: amounts alone would not show either.
    """
    wanted, rate = plan.get("CurrencyRef"), rate_of(plan)
    if wanted is not None and document.get("CurrencyRef", {}).get("value") != wanted["value"]:
        return False
    return rate is None or Decimal(document.get("ExchangeRate", 1)) == rate


def home_effects_of(
    entity: str, document: Mapping[str, Any], item_accounts: Mapping[str, str], undeposited_id: str, rate: Decimal
) -> dict[str, Decimal]:
    """Account id -> debit in the home currency: each line rounded once at the rate, as QuickBooks' ledger has it. They may miss
    0.00 by cents; QuickBooks puts those on its account of exchange gains and losses."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for account, debit in rows_of(entity, document, item_accounts, undeposited_id):
        sums[account] += at_home(debit, rate)
    return {account: exact(debit) for account, debit in sums.items() if debit}
