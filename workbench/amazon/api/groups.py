"""Groups: financial event groups, Amazon's older name for settlements (Finances v0, listFinancialEventGroups).

They know what no other answer knows: the amount in the currency in which it was paid out, where Amazon converted it.
A group carries no settlement id; it is joined by its period, currency and total.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workbench.amazon.api.reading import Entry
from workbench.money import Money


@dataclass(frozen=True, slots=True)
class Group:
    """One settlement, open or closed. `original` is what was paid out or charged, in the marketplace's currency (of an open
    one, its balance now); `converted` the same in the currency of the bank account; `beginning` the balance it began
    with. `transfer_status` is free text of Amazon's (Succeeded, Processing, Failed, …)."""

    id: str
    status: str
    transfer_status: str
    original: Money | None
    converted: Money | None
    beginning: Money | None
    transfer_date: datetime | None
    trace_id: str
    account_tail: str
    start: datetime | None
    end: datetime | None


def parse(entry: Entry) -> Group:
    """One group of the list; amounts are absent on some closed groups."""
    return Group(
        id=entry.needed("FinancialEventGroupId"),
        status=entry.text("ProcessingStatus"),
        transfer_status=entry.text("FundTransferStatus"),
        original=entry.money("OriginalTotal"),
        converted=entry.money("ConvertedTotal"),
        beginning=entry.money("BeginningBalance"),
        transfer_date=entry.moment("FundTransferDate"),
        trace_id=entry.text("TraceId"),
        account_tail=entry.text("AccountTail"),
        start=entry.moment("FinancialEventGroupStart"),
        end=entry.moment("FinancialEventGroupEnd"),
    )
