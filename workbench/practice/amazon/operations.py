"""The operations: where each is, what it takes, how often it may be called, and who answers it.

Rates and bursts are those of the API models (calls a second; calls at once). Plans are for each pair of application and
seller.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from workbench.practice.amazon import balances, groups, participations, payouts, reports, summaries, transactions
from workbench.practice.amazon.call import Call
from workbench.practice.wire import Body

NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. `rate` is written as the header x-amzn-RateLimit-Limit has it."""

    name: str
    method: str
    path: str
    handler: Callable[[Call], Body]
    rate: str
    burst: int
    parameters: frozenset[str] = NONE
    success: int = 200

    @property
    def interval(self) -> Fraction:
        """Seconds until one more call is allowed."""
        return 1 / Fraction(self.rate)

    def words(self, path: str) -> tuple[str, ...] | None:
        """The ids in a path of this operation; None for a path of another."""
        pattern = re.sub(r"\{\w+\}", "([^/]+)", self.path)
        found = re.fullmatch(pattern, path)
        return found.groups() if found else None


_REPORTS, _V0 = "/reports/2021-06-30", "/finances/v0"
_FINANCES, _TRANSFERS = "/finances/2024-06-19", "/finances/transfers/2024-06-01"

OPERATIONS = (
    Operation("getReports", "GET", f"{_REPORTS}/reports", reports.get_reports, "0.0222", 10, reports.PARAMETERS),
    Operation("createReport", "POST", f"{_REPORTS}/reports", reports.create_report, "0.0167", 15, success=202),
    Operation("getReport", "GET", f"{_REPORTS}/reports/{{reportId}}", reports.get_report, "2.0", 15),
    Operation("cancelReport", "DELETE", f"{_REPORTS}/reports/{{reportId}}", reports.cancel_report, "0.0222", 10),
    Operation(
        "getReportDocument",
        "GET",
        f"{_REPORTS}/documents/{{reportDocumentId}}",
        reports.get_document,
        "0.0167",
        15,
        reports.DOCUMENT_PARAMETERS,
    ),
    Operation("listFinancialEventGroups", "GET", f"{_V0}/financialEventGroups", groups.list_groups, "0.5", 30, groups.PARAMETERS),
    Operation("listFinancialEvents", "GET", f"{_V0}/financialEvents", groups.list_events, "0.5", 30, groups.EVENT_PARAMETERS),
    Operation(
        "listFinancialEventsByGroupId",
        "GET",
        f"{_V0}/financialEventGroups/{{eventGroupId}}/financialEvents",
        groups.list_events,
        "0.5",
        30,
        groups.EVENT_PARAMETERS,
    ),
    Operation(
        "listFinancialEventsByOrderId",
        "GET",
        f"{_V0}/orders/{{orderId}}/financialEvents",
        groups.list_events,
        "0.5",
        30,
        groups.EVENT_PARAMETERS,
    ),
    Operation("listTransactions", "GET", f"{_FINANCES}/transactions", transactions.list_transactions, "0.5", 10, transactions.PARAMETERS),
    Operation("listBalances", "GET", f"{_FINANCES}/balances", balances.list_balances, "0.5", 10, balances.PARAMETERS),
    Operation("listSummary", "GET", f"{_FINANCES}/summary", summaries.list_summaries, "0.5", 10, summaries.PARAMETERS),
    Operation("listPayouts", "GET", f"{_TRANSFERS}/payouts", payouts.list_payouts, "0.5", 10, payouts.PARAMETERS),
    Operation(
        "listExpectedPayouts", "GET", f"{_TRANSFERS}/payouts/expected", payouts.list_expected, "0.5", 10, payouts.EXPECTED_PARAMETERS
    ),
    Operation(
        "getMarketplaceParticipations", "GET", "/sellers/v1/marketplaceParticipations", participations.get_participations, "0.016", 15
    ),
)


def operation(method: str, path: str) -> tuple[Operation, tuple[str, ...]] | None:
    """The operation a request is for, and the ids in its path; None when there is none."""
    for candidate in OPERATIONS:
        words = candidate.words(path)
        if words is not None and candidate.method == method:
            return candidate, words
    return None
